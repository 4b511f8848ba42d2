"""Learn from finished work, and keep what was learned in the library."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench import calibration
from workbench.calibration import Knowledge
from workbench.store import Library

_SEED = 1


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
    tasks = library.read(only=["tasks"]).tasks
    cut = as_of if as_of is not None else calibration.day_after_last_finish(tasks)
    learned = calibration.learn(tasks, as_of=cut, rng=np.random.default_rng(_SEED))
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
    """
    document = library.calibration(number)
    return None if document is None else Knowledge.from_dict(document, number=document["number"])
