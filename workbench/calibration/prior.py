"""A calibration for another house: what leaves, without persons, and what is believed of a file that arrives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import InputError

from .artefact import FORMAT, VERSION
from .knowledge import Knowledge, Units
from .model import Calibration

MOST_FITS = 100
MOST_TASKS = 10**9
FARTHEST = 12.0  # of a log ratio or a log scale: beyond it a file is damaged or made up


def export(known: Knowledge) -> dict[str, Any]:
    """What finished work says, as plain data for another library: all fits, no level of a person, no proof.

    Parameters
    ----------
    known : Knowledge
        What finished work says.

    Returns
    -------
    dict
        Names of projects and kinds are in it, as reference classes; say so to whoever gives it away.
    """
    fits = [fit.to_dict(people=False) for fit in known.fits.values()]
    return {"format": f"{FORMAT}s", "version": VERSION, "as_of": f"{known.as_of:%Y-%m-%d}", "fits": fits}


def read(document: object) -> dict[Units, Calibration]:
    """Read what `export` wrote, perhaps by way of a file that somebody else made.

    Parameters
    ----------
    document : object
        What the JSON file holds.

    Returns
    -------
    dict of (estimate unit, actual unit) to Calibration

    Raises
    ------
    InputError
        When it is something else, damaged, or says what no history can say.
    """
    if not isinstance(document, Mapping) or document.get("format") != f"{FORMAT}s" or document.get("version") != VERSION:
        raise _refused("it is not an exported calibration of this version")
    fits = document.get("fits")
    if not isinstance(fits, list) or not 0 < len(fits) <= MOST_FITS:
        raise _refused("it holds no calibration, or too many")
    out: dict[Units, Calibration] = {}
    for entry in fits:
        try:
            model = Calibration.from_dict(entry)
            if pd.isna(model.as_of) or not all(labels.is_unique for labels in model.layers.groups.bases.values()):
                raise ValueError("a day or a label")
            pooled = model.layers.pooled
            believable = 0 <= model.n <= MOST_TASKS and all(abs(v) <= FARTHEST for v in (pooled.centre - _unit_step(model), pooled.scale))
            trial = model.layers.log_ratio({name: np.array([""], dtype=object) for name in _LABELS}, np.ones(1), np.array([0.1, 0.5, 0.9]))
        except InputError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as problem:
            raise _refused(f"a calibration in it is damaged ({type(problem).__name__})") from None
        if not believable or not 0 <= pooled.exact <= 1 or not np.isfinite(trial).all():
            raise _refused("a calibration in it says what no finished work can say")
        out[(model.estimate_unit, model.actual_unit)] = model
    return out


_LABELS = ("project_id", "estimator", "kind", "component")


def _unit_step(model: Calibration) -> float:
    """Where units differ, a typical ratio may be anything: only the scale is judged."""
    return 0.0 if model.same_unit else model.layers.pooled.centre


def _refused(why: str) -> InputError:
    return InputError(
        f"the file cannot be used: {why}.",
        expected="a file that `workbench export-calibration` wrote.",
        todo="ask for the file again; nothing was changed.",
    )
