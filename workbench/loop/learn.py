"""Learn from finished work, and keep what was learned in the library."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import calibration
from workbench.calibration import Knowledge
from workbench.store import Library
from workbench.tables import InputError

_SEED = 1
STALE = 20  # finished work that changed by more than one part in so many makes a calibration old
_LARGEST = 100_000_000  # bytes of a calibration file


def calibrate(library: Library, *, as_of: pd.Timestamp | None = None, label: str = "") -> Knowledge:
    """Fit one calibration for every pair of units on all finished work, prove each, store both.

    Parameters
    ----------
    library : Library
        The review library.
    as_of : Timestamp, optional
        Use only work finished before this day; the day after the last finish when left out.
    label : str
        Why it was made, shown beside its number.

    Returns
    -------
    Knowledge
        With its number in the library.
    """
    return _kept(library, library.read(only={"tasks": calibration.LEARNED_FROM}).tasks, as_of=as_of, label=label)


def recalibrate(library: Library, tasks: pd.DataFrame, *, label: str = "") -> Knowledge:
    """Fit anew on all finished work; a proof is made anew where the latest one does not speak for it any more.

    Parameters
    ----------
    library : Library
        The review library.
    tasks : DataFrame
        Its tasks, with the columns that a calibration learns from.
    label : str
        Why it was made, shown beside its number.

    Returns
    -------
    Knowledge
        With its number in the library.

    Notes
    -----
    One more project hardly changes a proof on 20,000 tasks drawn from many more, and making it takes several times as long as the fit.
    """
    return _kept(library, tasks, label=label, earlier=knowledge(library))


def _kept(
    library: Library, tasks: pd.DataFrame, *, as_of: pd.Timestamp | None = None, label: str, earlier: Knowledge | None = None
) -> Knowledge:
    cut = as_of if as_of is not None else calibration.day_after_last_finish(tasks)
    prior = library.prior()
    priors = None if prior is None else calibration.read_prior(prior)
    learned = calibration.learn(tasks, as_of=cut, rng=np.random.default_rng(_SEED), priors=priors, earlier=earlier)
    return replace(learned, number=library.save_calibration(learned.to_dict(people=True), label=label))


def knowledge(library: Library, number: int | None = None) -> Knowledge | None:
    """The stored calibration of a number, or the latest; None where there is none yet.

    Parameters
    ----------
    library : Library
        The review library.
    number : int, optional
        Which calibration.

    Returns
    -------
    Knowledge or None
        None too where the latest one was made by an earlier version of the package: it has to be learned again.

    Raises
    ------
    Outdated
        When the calibration that was asked for by number was made by an earlier version.
    """
    document = library.calibration(number)
    if document is None:
        return None
    try:
        return Knowledge.from_dict(document, number=document["number"])
    except calibration.Outdated:
        if number is not None:
            raise
        return None


def current_knowledge(library: Library, *, label: str = "") -> Knowledge:
    """The latest calibration, learned anew where the library's finished work has changed by more than a twentieth since.

    Parameters
    ----------
    library : Library
        The review library.
    label : str
        Why it was made, shown beside its number, if it has to be learned.

    Returns
    -------
    Knowledge

    Notes
    -----
    A forecast from old evidence is a wrong forecast; learning takes seconds to a minute, so small changes wait for the next review.
    """
    known = knowledge(library)
    if known is not None:
        tasks = library.read(only={"tasks": ["estimate", "actual", "status_class", "is_rollup"]}).tasks
        n = int(calibration.finished(tasks).sum())
        if abs(n - known.n) <= known.n / STALE:
            return known
    return calibrate(library, label=label)


def export_calibration(library: Library, path: Path) -> Knowledge:
    """Write the latest calibration to a file for another library, without any level of a person.

    Parameters
    ----------
    library : Library
        The review library.
    path : Path
        The file; an existing one is replaced.

    Returns
    -------
    Knowledge
        What was written.

    Raises
    ------
    InputError
        When there is no calibration yet, or it learned from nothing.
    """
    known = knowledge(library)
    if known is None or known.n == 0:
        raise InputError("there is no calibration of own work.", expected="one to export.", todo="run `workbench calibrate` first.")
    path.write_text(json.dumps(calibration.export(known)), encoding="utf-8")
    return known


def import_calibration(library: Library, path: Path) -> dict[tuple[str, str], calibration.Calibration]:
    """Take another house's calibration as the start for own ones, while own work is scarce.

    Parameters
    ----------
    library : Library
        The review library.
    path : Path
        What `export_calibration` wrote.

    Returns
    -------
    dict of (estimate unit, actual unit) to Calibration

    Raises
    ------
    InputError
        When the file is missing, too large, or not a whole calibration; then nothing is kept.
    """
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise InputError(f"{path.name} has {size:,} bytes.", expected=f"at most {_LARGEST:,}.", todo="export the calibration again.")
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise InputError(
            f"{path.name} cannot be read: {problem.strerror}.", expected="a calibration file.", todo="check the name."
        ) from None
    except (ValueError, RecursionError):
        raise InputError(
            f"{path.name} is not a calibration file.", expected="what `workbench export-calibration` wrote.", todo="ask for the file again."
        ) from None
    found = calibration.read_prior(document)
    library.save_prior(document)
    return found
