"""The risk register simulated together with the estimates: what it adds, and what contingency it takes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import scipy

from workbench.analysis.frames import pick
from workbench.forecast import EffortForecast
from workbench.tables import InputError, NotEnoughEvidence

from .ranks import Floats

SURE = 0.001  # odds are kept this far from 0 and 1
PRIOR_SHIFT, PRIOR_SLOPE = 0.5, 0.25  # how far odds are believed to be off, before any evidence (log odds; slope around 1)
LEAST_SETTLED = 10
CHUNK = 2_000_000


@dataclass(frozen=True)
class RiskOdds:
    """How stated odds of risks turned out, as a correction for new ones.

    Parameters
    ----------
    n : int
        Settled risks that it learned from.
    shift, slope : float
        Log odds that came = shift + slope × log odds stated; 0 and 1 leave the stated odds as they are.
    """

    n: int
    shift: float
    slope: float

    def corrected(self, stated: Floats) -> Floats:
        """Odds to reckon with, for odds as people state them.

        Examples
        --------
        >>> RiskOdds(0, 0.0, 1.0).corrected(np.array([0.3])).round(3).tolist()
        [0.3]
        """
        return scipy.special.expit(self.shift + self.slope * scipy.special.logit(np.clip(stated, SURE, 1 - SURE)))


def risk_odds(risks: pd.DataFrame) -> RiskOdds:
    """Learn from settled risks how far stated odds are off.

    Parameters
    ----------
    risks : DataFrame
        Canonical risks; those with a probability and an outcome count.

    Returns
    -------
    RiskOdds
        With fewer than 10 settled risks the stated odds stand.

    Notes
    -----
    Logistic recalibration (Cox 1958) with normal beliefs around "as stated": shift 0 ± 0.5, slope 1 ± 0.25.

    Examples
    --------
    >>> odds = risk_odds(pd.DataFrame({"probability": [0.1] * 50, "occurred": [True] * 20 + [False] * 30}))
    >>> odds.n, bool(odds.corrected(np.array([0.1]))[0] > 0.2)
    (50, True)
    """
    settled = pick(risks, "risks", ["probability", "occurred"]).dropna()
    if len(settled) < LEAST_SETTLED:
        return RiskOdds(len(settled), 0.0, 1.0)
    x = scipy.special.logit(np.clip(settled["probability"].to_numpy(float), SURE, 1 - SURE))
    y = settled["occurred"].to_numpy(dtype=bool)

    def loss(place: Floats) -> float:
        z = place[0] + place[1] * x
        return float(
            np.sum(np.logaddexp(0, np.where(y, -z, z))) + (place[0] / PRIOR_SHIFT) ** 2 / 2 + ((place[1] - 1) / PRIOR_SLOPE) ** 2 / 2
        )

    shift, slope = scipy.optimize.minimize(loss, np.array([0.0, 1.0])).x
    return RiskOdds(len(settled), float(shift), float(slope))


@dataclass(frozen=True)
class RiskedForecast:
    """Effort with the risks of the register on top.

    Parameters
    ----------
    work : EffortForecast
        The work without them.
    totals : ndarray
        Equally likely totals of work and risks, sorted.
    risks : DataFrame
        One row per risk that is reckoned with, the most costly first: risk_id, text, stated, odds, impact, expected (odds × impact), p_any.
    left_out : DataFrame[reason, n]
        Risks that are not in it.
    odds : RiskOdds
        How stated odds were corrected.
    """

    work: EffortForecast = field(repr=False)
    totals: Floats = field(repr=False)
    risks: pd.DataFrame = field(repr=False)
    left_out: pd.DataFrame = field(repr=False)
    odds: RiskOdds

    @property
    def n(self) -> int:
        """Risks that are reckoned with."""
        return len(self.risks)

    @property
    def unit(self) -> str:
        """Unit of the totals."""
        return self.work.unit

    def quantile(self, level: float) -> float:
        """Effort with risks that a share `level` of such projects stays within."""
        return float(np.quantile(self.totals, level))

    @property
    def p50(self) -> float:
        """As likely exceeded as not."""
        return self.quantile(0.5)

    @property
    def p80(self) -> float:
        """8 of 10 such projects stay within it."""
        return self.quantile(0.8)

    def contingency(self, level: float = 0.8) -> float:
        """What to hold on top of the work's P50, so that a share `level` of such projects stays within.

        Raises
        ------
        InputError
            For a level below one half, or of 1 and more.
        """
        if not 0.5 <= level < 1:
            raise InputError(f"the level is {level}.", expected="a share from 0.5 up to, but without, 1: what is held is to be enough.")
        return self.quantile(level) - self.work.p50

    def odds_within(self, effort: float) -> float:
        """Share of such projects that need no more, risks included."""
        return float(np.searchsorted(self.totals, effort * (1 + 1e-12), side="right") / len(self.totals))

    def curve(self) -> pd.DataFrame:
        """Contingency at each level.

        Returns
        -------
        DataFrame[level, work, with_risks]
            One row per level .50 … .95; both over the P50 of the work alone.
        """
        levels = np.round(np.arange(50, 96) / 100, 2)
        base = self.work.p50
        work = [self.work.quantile(p) - base for p in levels]
        return pd.DataFrame({"level": levels, "work": work, "with_risks": np.quantile(self.totals, levels) - base})


def with_risks(
    work: EffortForecast,
    risks: pd.DataFrame,
    *,
    rng: np.random.Generator,
    odds: RiskOdds | None = None,
    passed: float = 0.0,
    draws: int = 10_000,
) -> RiskedForecast | NotEnoughEvidence:
    """Simulate the open risks of a register together with the calibrated work.

    Parameters
    ----------
    work : EffortForecast
        The work.
    risks : DataFrame
        Canonical risks of one project. Those already settled, without odds or impact, or in another unit than the work are left out and
        counted.
    rng : Generator
        Source of the draws.
    odds : RiskOdds, optional
        How stated odds are to be corrected; as stated when left out.
    passed : float
        Share of the project's time that has passed without the open risks, 0 to 1.
    draws : int
        Number of draws.

    Returns
    -------
    RiskedForecast or NotEnoughEvidence
        The latter where no open risk can be reckoned with.

    Raises
    ------
    InputError
        When the risks belong to several projects, or `passed` is no share.

    Notes
    -----
    Each draw takes one total of the work and adds the impact of every risk that occurs. Risks occur independently of each other and of
    the work; what they share makes the true range wider. The impact is taken as stated. A risk that was as likely at any time and
    has not come in a share f of the time still comes with odds p(1 − f) ÷ (1 − pf).

    Examples
    --------
    >>> work = EffortForecast(1, "hours", "hours", 100.0, 0, pd.DataFrame(), pd.DataFrame(), np.full(999, 100.0))
    >>> register = pd.DataFrame({"risk_id": ["R-1"], "probability": [0.3], "impact": [40.0], "unit": "hours", "occurred": [None]})
    >>> found = with_risks(work, register, rng=np.random.default_rng(1))
    >>> found.p50, found.p80, found.contingency(0.8), found.contingency(0.6)
    (100.0, 140.0, 40.0, 0.0)
    """
    projects = set(risks["project_id"].dropna()) if "project_id" in risks else set()
    if len(projects) > 1:
        raise InputError(f"the risks belong to {len(projects)} projects.", expected="risks of one project.", todo="filter them first.")
    risks = pick(risks, "risks", ["risk_id", "text", "probability", "impact", "unit", "occurred"])
    reason = pd.Series(index=risks.index, dtype="str")
    reason[risks["unit"].fillna(work.unit).str.casefold() != work.unit.casefold()] = f"not in {work.unit}"
    reason[~(risks["impact"] > 0).fillna(False).astype(bool)] = "no impact stated"
    reason[~(risks["probability"] > 0).fillna(False).astype(bool)] = "no odds stated"
    reason[risks["occurred"].notna()] = "already settled"
    counts = reason.dropna().value_counts()
    left_out = pd.DataFrame({"reason": counts.index.astype("str"), "n": counts.to_numpy(dtype=int)})
    if not 0 <= passed <= 1:
        raise InputError(f"{passed} of the time has passed.", expected="a share from 0 to 1.")
    kept = risks[reason.isna()]
    if kept.empty:
        return NotEnoughEvidence(0, 1, "open risks with odds and impact")
    correction = odds or RiskOdds(0, 0.0, 1.0)
    stated, impact = kept["probability"].to_numpy(float), kept["impact"].to_numpy(float)
    chance = correction.corrected(stated) if correction.n >= LEAST_SETTLED else stated
    chance = chance * (1 - passed) / np.maximum(1 - chance * passed, SURE)
    total = np.interp(rng.random(draws), np.arange(1, len(work.totals) + 1) / (len(work.totals) + 1), work.totals)
    rows = max(1, CHUNK // draws)
    for i in range(0, len(kept), rows):
        total += impact[i : i + rows] @ (rng.random((len(impact[i : i + rows]), draws)) < chance[i : i + rows, None])
    table = pd.DataFrame({"risk_id": kept["risk_id"], "text": kept["text"], "stated": stated, "odds": chance, "impact": impact})
    table["expected"] = table["odds"] * table["impact"]
    table = table.sort_values("expected", ascending=False, kind="stable", ignore_index=True)
    return RiskedForecast(work, np.sort(total), table, left_out, correction)
