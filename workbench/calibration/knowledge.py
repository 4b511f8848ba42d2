"""All that finished work says: one fit and one proof for every pair of units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, empty

from .backtest import Backtest, backtest, still_proves
from .history import finished, of_units, unit_pairs
from .model import Calibration, fit

Units = tuple[str, str]
_NOTHING = NotEnoughEvidence(0, 60, "finished tasks with an estimate")


@dataclass(frozen=True)
class Knowledge:
    """What finished work says about new estimates, and how well it said it in the past.

    Attributes
    ----------
    as_of : Timestamp
        Only work finished before this day was used.
    fits : dict of (estimate unit, actual unit) to Calibration
    proofs : dict of (estimate unit, actual unit) to Backtest or NotEnoughEvidence
        How the calibration did, walk-forward, on work that it had not seen.
    number : int or None
        Its number in the library, once it is stored.
    """

    as_of: pd.Timestamp
    fits: dict[Units, Calibration] = field(repr=False)
    proofs: dict[Units, Backtest | NotEnoughEvidence] = field(repr=False)
    number: int | None = None

    @property
    def n(self) -> int:
        """Finished tasks used, over all units."""
        return sum(f.n for f in self.fits.values())

    def fit_for(self, tasks: pd.DataFrame) -> Calibration:
        """The fit to forecast tasks with: that of their unit with most evidence, the general prior where there is none.

        Parameters
        ----------
        tasks : DataFrame
            Canonical tasks, finished or not; their most frequent estimate unit counts.

        Returns
        -------
        Calibration
        """
        unit = _usual(tasks, "estimate_unit")
        own = _usual(tasks, "actual_unit") if "actual_unit" in tasks else None
        if (unit, own) in self.fits:
            return self.fits[(unit, own)]  # type: ignore[index]
        same = [f for (estimated, _), f in self.fits.items() if estimated == unit]
        if same:
            return max(same, key=lambda f: f.n)
        return fit(empty("tasks").assign(estimate_unit=unit, actual_unit=own or unit), as_of=self.as_of)

    def proof_for(self, tasks: pd.DataFrame) -> Backtest | NotEnoughEvidence:
        """The proof of the fit that :meth:`fit_for` gives."""
        chosen = self.fit_for(tasks)
        return self.proofs.get((chosen.estimate_unit, chosen.actual_unit), _NOTHING)

    def by(self, day: pd.Timestamp, tasks: pd.DataFrame) -> Knowledge:
        """What was known by the end of a day: itself, or fitted again where it has seen later work.

        Parameters
        ----------
        day : Timestamp
            The day.
        tasks : DataFrame
            Canonical tasks of the whole library, as they stood on that day or later.

        Returns
        -------
        Knowledge
            Fitted again, it has no number and no proofs.

        Examples
        --------
        >>> later = learn(empty("tasks"), as_of=pd.Timestamp("2026-03-01"), rng=np.random.default_rng(1))
        >>> later.by(pd.Timestamp("2026-01-31"), empty("tasks")).as_of == pd.Timestamp("2026-02-01")
        True
        """
        cut = pd.Timestamp(day).normalize() + pd.Timedelta(days=1)
        if self.as_of <= cut:
            return self
        past = tasks[finished(tasks, before=cut)]
        fits = {units: fit(of_units(past, *units), as_of=cut) for units in self.fits}
        return Knowledge(cut, fits, dict.fromkeys(fits, _NOTHING))

    def to_dict(self, *, people: bool = False) -> dict[str, Any]:
        """All of it as plain data that JSON can hold; levels of persons only when asked for."""
        entries = []
        for units, fitted in self.fits.items():
            proof = self.proofs[units]
            told = {"n": proof.n, "needed": proof.needed, "what": proof.what} if isinstance(proof, NotEnoughEvidence) else proof.to_dict()
            entries.append({"calibration": fitted.to_dict(people=people), "proof": told})
        return {"as_of": f"{self.as_of:%Y-%m-%d}", "fits": entries}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any], *, number: int | None = None) -> Knowledge:
        """Read what :meth:`to_dict` wrote."""
        fits: dict[Units, Calibration] = {}
        proofs: dict[Units, Backtest | NotEnoughEvidence] = {}
        for entry in document["fits"]:
            fitted, proof = Calibration.from_dict(entry["calibration"]), entry["proof"]
            units = (fitted.estimate_unit, fitted.actual_unit)
            fits[units] = fitted
            proofs[units] = (
                NotEnoughEvidence(proof["n"], proof["needed"], proof["what"]) if "needed" in proof else Backtest.from_dict(proof)
            )
        return cls(pd.Timestamp(document["as_of"]), fits, proofs, number)


def learn(
    tasks: pd.DataFrame,
    *,
    as_of: pd.Timestamp,
    rng: np.random.Generator,
    priors: Mapping[Units, Calibration] | None = None,
    earlier: Knowledge | None = None,
) -> Knowledge:
    """Fit and prove one calibration for every pair of units.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of the whole library.
    as_of : Timestamp
        Use only work finished before this day.
    rng : Generator
        For the proof's bootstrap.
    priors : mapping of (estimate unit, actual unit) to Calibration, optional
        Calibrations of another house, to start from while own work is scarce. The proof goes without them.
    earlier : Knowledge, optional
        What was learned before: those of its proofs that still speak for the tasks are kept. All are made anew when left out.

    Returns
    -------
    Knowledge

    Examples
    --------
    >>> nothing = learn(empty("tasks"), as_of=pd.Timestamp("2026-01-01"), rng=np.random.default_rng(1))
    >>> nothing.n, nothing.fit_for(pd.DataFrame({"estimate_unit": ["hours"]})).n
    (0, 0)
    """
    known = tasks[finished(tasks, before=as_of)]
    priors = priors or {}
    fits: dict[Units, Calibration] = {}
    proofs: dict[Units, Backtest | NotEnoughEvidence] = {}
    for units, prior in priors.items():
        fits[units], proofs[units] = fit(empty("tasks"), as_of=as_of, prior=prior), _NOTHING
    for pair in unit_pairs(known).itertuples():
        units = (str(pair.estimate_unit), str(pair.actual_unit))
        part = of_units(known, *units)
        fitted, kept = fit(part, as_of=as_of, prior=priors.get(units)), earlier.proofs.get(units) if earlier is not None else None
        proof = kept if isinstance(kept, Backtest) and still_proves(kept, part) else backtest(part, rng=rng)
        fits[units] = fitted if isinstance(proof, NotEnoughEvidence) else fitted.following(proof.rule, proof.total_rule)
        proofs[units] = proof
    return Knowledge(as_of, fits, proofs)


def day_after_last_finish(tasks: pd.DataFrame) -> pd.Timestamp:
    """The first day on which all finished work counts as past: equal data give an equal day, whatever a clock says.

    Examples
    --------
    >>> print(day_after_last_finish(pd.DataFrame({"finished_on": pd.to_datetime(["2026-03-01 17:00", None])})))
    2026-03-02 00:00:00
    """
    last = tasks["finished_on"].max()
    return pd.Timestamp("2000-01-01") if pd.isna(last) else pd.Timestamp(last).normalize() + pd.Timedelta(days=1)


def _usual(tasks: pd.DataFrame, column: str) -> str:
    """The most frequent value; hours where nothing is stated."""
    counts = tasks[column].value_counts() if column in tasks else pd.Series(dtype=int)
    return str(counts.index[0]) if len(counts) else "hours"
