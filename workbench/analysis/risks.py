"""The risk register looked back on: were the odds right, and what came that was on no register."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from . import intervals
from .causes import Causes
from .frames import pick
from .intervals import Interval

MINIMUM = 20
MOST_GROUPS = 8
"""Stated odds that are more different than this are put together, so that each group holds about as many risks."""
ENOUGH = 5
"""Risks below which a group is told, but not judged."""
MATERIAL = 0.03
"""Share of the first plan below which a cause of the overrun is no event that a register should have named."""
_CAUSES = {
    "added": r"scope|requirement|wish|feature|umfang|anforderung|alcance|requisito|exigence",
    "unestimated": r"unplanned|unknown|forgotten|not estimated|ungeplant|imprevist|imprévu",
    "rework": r"defect|bug|quality|rework|error|fault|gaps|performance|fehler|qualität|mängel|calidad|qualité|défaut",
    "spent_removed": r"cancel|dropped|stopped|taken out|abgebrochen|gestrichen|cancelad|annul",
}
"""Causes of the split that are events, not estimates, and the words by which a risk would have named them."""
_SHORT = 4
_PLAIN = frozenset(
    {"after", "before", "from", "have", "into", "late", "less", "more", "than", "that", "them", "they", "this", "when", "with"}
)


@dataclass(frozen=True)
class RiskRecord:
    """How the stated odds of settled risks turned out.

    Attributes
    ----------
    n : int
        Risks with stated odds that are settled.
    projects : int
        Projects that they belong to.
    came : int
        Risks that happened.
    foreseen : float
        How many the stated odds let expect.
    foreseen_range : Interval
        Between which numbers 95 of 100 registers with right odds would lie.
    brier : float
        Mean squared distance of the odds from what came: 0 is perfect.
    brier_range : Interval or None
        Its range at 95 %, projects taken as a whole; None with one project.
    reliability, resolution, uncertainty : float
        Murphy's parts: brier = reliability − resolution + uncertainty + within.
    within : float
        What is lost by putting different odds into one group; 0 where every stated odds is its own group.
    by_chance : float
        Reliability that right odds would show with so few risks: only what lies above is the odds' own.
    groups : DataFrame
        One row per group, from low odds to high: stated (mean), n, came, share, low, high (Wilson range of the share), enough.
    """

    n: int
    projects: int
    came: int
    foreseen: float
    foreseen_range: Interval
    brier: float
    brier_range: Interval | None
    reliability: float
    resolution: float
    uncertainty: float
    within: float
    by_chance: float
    groups: pd.DataFrame = field(repr=False)


def record(risks: pd.DataFrame, *, minimum: int = MINIMUM) -> RiskRecord | NotEnoughEvidence:
    """Whether the odds on risk registers were right.

    Parameters
    ----------
    risks : DataFrame
        Canonical risks of any number of projects; those with odds that are settled count.
    minimum : int
        Settled risks needed.

    Returns
    -------
    RiskRecord or NotEnoughEvidence

    Notes
    -----
    Brier (1950); decomposition by Murphy (1973), here at the mean odds of each group, with the within-group rest that Stephenson, Coelho
    & Jolliffe (2008) add. Up to 8 different stated odds are groups of their own. Reliability is biased upwards in small samples (Ferro &
    Fricker 2012): ``by_chance`` is Σ p(1 − p) over the groups ÷ n.

    Examples
    --------
    >>> found = record(pd.DataFrame({"project_id": "P", "probability": [0.2] * 10 + [0.6] * 10,
    ...                              "occurred": [True] * 3 + [False] * 7 + [True] * 6 + [False] * 4}))
    >>> found.n, found.came, round(found.foreseen, 1), round(found.brier, 3)
    (20, 9, 8.0, 0.23)
    >>> round(found.reliability, 4), round(found.resolution, 4), round(found.uncertainty, 4)
    (0.005, 0.0225, 0.2475)
    """
    part = pick(risks, "risks", ["project_id", "probability", "occurred"]).dropna(subset=["probability", "occurred"])
    if len(part) < max(minimum, 1):
        return NotEnoughEvidence(len(part), max(minimum, 1), "settled risks with stated odds")
    p, came = part["probability"].to_numpy(float), part["occurred"].to_numpy(dtype=bool).astype(float)
    n, loss = len(p), (p - came) ** 2
    code = _grouped(p)
    count = np.bincount(code)
    stated, share = np.bincount(code, p) / count, np.bincount(code, came) / count
    base = float(came.mean())
    reliability = float(np.sum(count * (stated - share) ** 2) / n)
    resolution = float(np.sum(count * (share - base) ** 2) / n)
    uncertainty = base * (1 - base)
    brier = float(loss.mean())
    project, names = pd.factorize(part["project_id"], use_na_sentinel=False)
    expected, wide = float(p.sum()), 1.96 * float(np.sqrt(np.sum(p * (1 - p))))
    sure = [intervals.share(int(k), int(m)) for k, m in zip(np.bincount(code, came), count, strict=True)]
    groups = pd.DataFrame({"stated": stated, "n": count, "came": np.bincount(code, came).astype(np.int64), "share": share})
    groups = groups.assign(low=[s.low for s in sure], high=[s.high for s in sure], enough=count >= ENOUGH)
    return RiskRecord(
        n=n,
        projects=len(names),
        came=int(came.sum()),
        foreseen=expected,
        foreseen_range=Interval(max(expected - wide, 0.0), min(expected + wide, float(n))),
        brier=brier,
        brier_range=intervals.linearised(np.bincount(project, loss), np.bincount(project)),
        reliability=reliability,
        resolution=resolution,
        uncertainty=uncertainty,
        within=brier - (reliability - resolution + uncertainty),
        by_chance=float(np.sum(stated * (1 - stated)) / n),
        groups=groups,
    )


def _grouped(p: np.ndarray) -> np.ndarray:
    """The group of each stated odds, from low to high."""
    values, code = np.unique(np.round(p, 6), return_inverse=True)
    if len(values) <= MOST_GROUPS:
        return code
    rank = np.minimum(np.searchsorted(np.sort(p), p, side="left") * MOST_GROUPS // len(p), MOST_GROUPS - 1)
    return np.unique(rank, return_inverse=True)[1]


@dataclass(frozen=True)
class Unregistered:
    """What came to a project, and whether its register named it.

    Attributes
    ----------
    n : int
        Risks on the register.
    came : int
        Of these, how many happened.
    cost : float or None
        What those took, in money; None where none states it.
    late : int
        Risks that were written down on the day they happened, or later.
    events : DataFrame
        What came, largest first: source (``request`` or ``cause``), what (the reason of approved requests for change, or a part of the
        cause split), n (requests or tasks), effort (hours), named (whether a risk of the register shares a word with it).
    """

    n: int
    came: int
    cost: float | None
    late: int
    events: pd.DataFrame


def unregistered(tables: Tables, *, found: Causes | NotEnoughEvidence | None = None) -> Unregistered | NotEnoughEvidence:
    """What came to a project that no risk on its register named.

    Parameters
    ----------
    tables : Tables
        ``risks`` and ``changes`` of one project.
    found : Causes or NotEnoughEvidence, optional
        What drove the project's overrun: of it come rework, work without an estimate, work spent on what was taken out, and, where no
        request is on record, added scope; each from 3 % of the plan on, in hours only.

    Returns
    -------
    Unregistered or NotEnoughEvidence
        The latter without a register.

    Notes
    -----
    A reason counts as named when it shares a word of four letters or more with the text of a risk that had been written down before the
    request, the ends of words apart; a cause when a risk holds one of the words for it. That is a hint for a reader, no proof: reports
    show the list.

    Examples
    --------
    >>> register = pd.DataFrame({"project_id": "P", "risk_id": ["R-1"], "text": ["the partner's interface changes"], "occurred": [True],
    ...                          "recorded_on": pd.to_datetime(["2026-01-05"])})
    >>> asked = pd.DataFrame({"project_id": "P", "change_id": ["1", "2"], "decision": "approved", "effort": [30.0, 40.0],
    ...                       "requested_on": pd.Timestamp("2026-02-02"), "reason": ["partner changed its interface", "new legal rule"]})
    >>> unregistered(Tables({"risks": register, "changes": asked})).events[["what", "named"]].to_numpy().tolist()
    [['new legal rule', False], ['partner changed its interface', True]]
    """
    register = pick(tables.risks, "risks", ["risk_id", "recorded_on", "text", "occurred", "occurred_on", "cost"])
    if not len(register):
        return NotEnoughEvidence(0, 1, "risks on a register")
    happened = register[register["occurred"].fillna(False).astype(bool)]
    late = (happened["recorded_on"] >= happened["occurred_on"]).fillna(False)
    asked = pick(tables.changes, "changes", ["requested_on", "decision", "effort", "reason"])
    asked = asked[asked["decision"].eq("approved").fillna(False).astype(bool) & asked["reason"].notna()]
    known = [(row["recorded_on"], _words(row["text"])) for row in register.dropna(subset="text").to_dict("records")]
    named = [any(words & _words(row["reason"]) and not row["requested_on"] < on for on, words in known) for row in asked.to_dict("records")]
    table = asked.assign(named=np.array(named, dtype=bool), effort=asked["effort"].fillna(0.0))
    events = table.groupby("reason").agg(n=("named", "size"), effort=("effort", "sum"), named=("named", "all")).reset_index()
    events = events.rename(columns={"reason": "what"}).assign(source="request")
    if found is not None and not isinstance(found, NotEnoughEvidence) and found.unit == "hours":
        events = pd.concat([events, _from_causes(found, register["text"], asked=len(asked) > 0)], ignore_index=True)
    events = events.sort_values("effort", ascending=False, kind="stable", ignore_index=True)[["source", "what", "n", "effort", "named"]]
    cost = float(happened["cost"].sum()) if happened["cost"].notna().any() else None
    return Unregistered(len(register), len(happened), cost, int(late.sum()), events)


def _from_causes(found: Causes, texts: pd.Series, *, asked: bool) -> pd.DataFrame:
    """Causes of the overrun that are events; added scope only where no request tells of it."""
    parts = found.parts[found.parts["part"].isin(_CAUSES) & (found.parts["effort"] >= MATERIAL * found.plan)]
    parts = parts[~(parts["part"].eq("added") & asked)]
    known = texts.dropna().astype("str").str.casefold()
    named = parts["part"].map(lambda part: bool(known.str.contains(_CAUSES[part], regex=True).any())).astype(bool)
    return pd.DataFrame(
        {"source": "cause", "what": parts["part"].astype("str"), "n": parts["n"], "effort": parts["effort"], "named": named}
    )


def _words(text: object) -> set[str]:
    """The words of a text that say something, without their ends."""
    return {w[:5] for w in re.findall(r"\w+", str(text).casefold()) if len(w) >= _SHORT and w not in _PLAIN}
