"""The tasks to practise on: finished, with a past to compare with, and without anything that gives the outcome away."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench.calibration.history import EXACT, days, finished, numbers, text
from workbench.tables import NotEnoughEvidence

from .history import Past

ENOUGH = 200
EXACT_SHARE = 0.1
HELD_OUT = 200  # two exams of 60 with at most 6 exact matches each, where up to 4 of 10 tasks are exact
_HELD_OUT_SHARE = 0.4
_SIZES = ("small", "medium", "large")
_TELLING = re.compile(
    r"\b(took|overrun\w*|overran|over budget|under budget|finally|re-?open\w*|re-?work\w*|escalat\w+|delay\w*|late|longer than|slower than"
    r"|faster than|quicker than|underestimat\w*|overestimat\w*|abandon\w*|cancel+ed|aborted|rolled back|blocked|stuck|workaround"
    r"|turned out|won'?t ?fix|verz(ö|oe)ger\w*|retrasad[oa]|retard\w*)\b"
    r"|\b\d+([.,]\d+)?\s*(h|hrs?|hours?|d|days?|md|pd|pts?|points?|weeks?|stunden|tage|horas|d[ií]as|heures|jours)\b",
    re.IGNORECASE,
)


def tells(title: str) -> bool:
    """Whether a title says something that was only known afterwards, or a number of hours.

    Examples
    --------
    >>> tells("Refund screen"), tells("Refund screen (took 3 days)"), tells("Login 12h"), tells("Show the 3 latest orders")
    (False, True, True, False)
    """
    return bool(_TELLING.search(title))


@dataclass(frozen=True)
class Pool:
    """Tasks to practise on.

    Parameters
    ----------
    items : DataFrame
        One row per task: item (its key), title, kind, component, project, asked (day of the estimate), finished_on, estimate,
        estimate_unit, actual, size (small, medium, large among the estimates in its unit), own_unit (whether estimate and actual
        have the same unit), exact (actual = estimate).
    unit : str
        Unit of all actuals.
    past : Past
        What history can say of them.
    excluded : DataFrame[reason, n]
        Finished tasks that were left out, each counted under the first reason that applies.
    source : str
        Whose work it is, as it is printed: "your own finished work" or "the sample portfolio".
    """

    items: pd.DataFrame = field(repr=False, compare=False)
    unit: str
    past: Past = field(repr=False, compare=False)
    excluded: pd.DataFrame = field(repr=False, compare=False)
    source: str = "your own finished work"

    def __len__(self) -> int:
        return len(self.items)

    @property
    def mark(self) -> str:
        """Twelve letters that change when the tasks or their actuals do."""
        lines = "\n".join(f"{k}\t{a!r}" for k, a in sorted(zip(self.items["item"], self.items["actual"].astype(float), strict=True)))
        return hashlib.sha256(lines.encode()).hexdigest()[:12]

    def split(self) -> tuple[Pool, Pool]:
        """The tasks to practise on, and the later ones that are held back for the exam.

        Returns
        -------
        practice, exam : Pool
            The exam has the latest finished: 120, or 4 of 10 where there are fewer than 300; all practice tasks were finished before.
        """
        order = self.items.sort_values(["finished_on", "item"], kind="stable").reset_index(drop=True)
        held = min(HELD_OUT, int(len(order) * _HELD_OUT_SHARE))
        cut = order["finished_on"].iloc[len(order) - held] if held else pd.Timestamp.max
        parts = (order[order["finished_on"] < cut], order[order["finished_on"] >= cut])
        practice, exam = (Pool(part.reset_index(drop=True), self.unit, self.past, self.excluded.head(0), self.source) for part in parts)
        return practice, exam


def pool(
    tasks: pd.DataFrame, *, before: pd.Timestamp, worked_on: Collection[str] = (), source: str = "your own finished work"
) -> Pool | NotEnoughEvidence:
    """Choose the tasks that can be practised on.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of the whole library.
    before : Timestamp
        Only tasks finished before this day.
    worked_on : collection of str
        Names of the trainee in the tracker: tasks that they estimated or did are left out.
    source : str
        Whose work it is.

    Returns
    -------
    Pool or NotEnoughEvidence
        From 200 tasks on. The most frequent unit of actuals is taken.

    Examples
    --------
    >>> pool(pd.DataFrame({"estimate": [1.0], "actual": [2.0]}), before=pd.Timestamp("2026-01-01"))
    NotEnoughEvidence(n=0, needed=200, what='finished tasks to practise on')
    """
    rows = tasks[finished(tasks, before=before)]
    rows = rows[np.isfinite(days(rows, "finished_on"))]
    units = text(rows, "actual_unit")
    unit = str(pd.Series(units).mode().iloc[0]) if len(units) else ""
    rows = rows[units == unit].reset_index(drop=True)
    asked = days(rows, "estimated_on", "created_on", "started_on")
    title = text(rows, "title")
    past = Past.of(rows)
    mine = {name.strip().casefold() for name in worked_on if name.strip()}
    involved = [
        str(a).casefold() in mine or str(b).casefold() in mine for a, b in zip(text(rows, "estimator"), text(rows, "assignee"), strict=True)
    ]
    known = pd.Series(list(zip(title, text(rows, "kind"), text(rows, "component"), strict=True)), dtype="object")
    reasons = {
        "without a title": title == "",
        "without the day of the estimate": ~np.isfinite(asked),
        "you worked on it": np.asarray(involved, dtype=bool),
        "the title gives the outcome away": np.array([tells(str(t)) for t in title], dtype=bool),
        "fewer than 30 tasks finished before it": ~past.enough(np.nan_to_num(asked, nan=0.0)),
    }
    keep, counts = np.ones(len(rows), dtype=bool), []
    for reason, out in reasons.items():
        counts.append({"reason": reason, "n": int((keep & out).sum())})
        keep &= ~out
    twins = known[keep].duplicated()
    counts.append({"reason": "the same task is there already", "n": int(twins.sum())})
    keep[twins.index[twins]] = False
    if keep.sum() < ENOUGH:
        return NotEnoughEvidence(int(keep.sum()), ENOUGH, "finished tasks to practise on")
    return Pool(_items(rows, keep, asked), unit, past, pd.DataFrame(counts), source)


def _items(rows: pd.DataFrame, keep: np.ndarray, asked: np.ndarray) -> pd.DataFrame:
    part = rows[keep].reset_index(drop=True)
    estimate, unit = numbers(part, "estimate"), text(part, "estimate_unit")
    rank = pd.Series(estimate).groupby(unit).rank(pct=True, method="average").to_numpy()
    same = text(part, "actual_unit") == unit
    return pd.DataFrame(
        {
            "item": [f"{p}/{t}" for p, t in zip(text(part, "project_id"), text(part, "task_id"), strict=True)],
            "title": text(part, "title"),
            "kind": text(part, "kind"),
            "component": text(part, "component"),
            "project": text(part, "project_id"),
            "asked": pd.to_datetime(asked[keep], unit="D"),
            "finished_on": pd.to_datetime(part["finished_on"]).dt.normalize(),
            "estimate": estimate,
            "estimate_unit": unit,
            "actual": numbers(part, "actual"),
            "size": [_SIZES[min(int(r * 3 - 1e-9), 2)] for r in rank],
            "own_unit": same,
            "exact": same & (np.abs(np.log(numbers(part, "actual") / estimate)) < EXACT),
        }
    )


def draw(chosen: Pool, n: int, *, rng: np.random.Generator, without: Collection[str] = ()) -> pd.DataFrame | NotEnoughEvidence:
    """Draw a quiz.

    Parameters
    ----------
    chosen : Pool
        Where to draw from.
    n : int
        How many tasks.
    rng : Generator
        For the draw and the order.
    without : collection of str
        Keys of tasks that were seen already.

    Returns
    -------
    DataFrame or NotEnoughEvidence
        Rows of ``chosen.items`` in random order, with history's range: base10, base50, base90, base_class, base_n. Kinds and sizes
        have their share in the pool; at most 1 of 10 tasks took exactly what was estimated, because such actuals may be copied.
    """
    free = chosen.items[~chosen.items["item"].isin(set(without))]
    exact = free[free["exact"]]
    copies = min(int(n * EXACT_SHARE), len(exact), round(n * len(exact) / max(len(free), 1)))
    real = free[~free["exact"]]
    if len(real) < n - copies:
        return NotEnoughEvidence(len(real) + copies, n, "tasks that you have not seen yet")
    rows = np.r_[_stratified(real, n - copies, rng), _stratified(exact, copies, rng)]
    quiz = free.loc[rng.permutation(rows)].reset_index(drop=True)
    return quiz.join(chosen.past.ranges(quiz["kind"].to_numpy(object), days(quiz, "asked")))


def _stratified(frame: pd.DataFrame, n: int, rng: np.random.Generator) -> np.ndarray:
    """Index labels of n rows: each kind × size has its share, rounded by the largest remainders."""
    if n == 0:
        return np.empty(0, dtype=np.int64)
    strata = [group.index.to_numpy() for _, group in frame.groupby(["kind", "size"], sort=True)]
    share = np.array([len(s) for s in strata]) * n / len(frame)
    take = np.floor(share).astype(int)
    rest = share - take + rng.random(len(strata)) * 1e-6
    for i in np.argsort(-rest, kind="stable")[: n - take.sum()]:
        take[i] += 1
    return np.concatenate([rng.choice(s, k, replace=False) for s, k in zip(strata, take, strict=True)])


def habit_hits(items: pd.DataFrame) -> tuple[int, int] | NotEnoughEvidence:
    """How many actuals lay within ±25 % of the estimate: the whole organisation's ranges, no person's.

    Parameters
    ----------
    items : DataFrame
        Rows of a pool.

    Returns
    -------
    hits, n : int
        From 20 tasks on whose estimate has a unit like the actual's.

    Examples
    --------
    >>> habit_hits(pd.DataFrame({"estimate": 8.0, "actual": [8.0, 10.0, 20.0, 4.0] * 5, "own_unit": True}))
    (10, 20)
    """
    part = items[items["own_unit"]]
    ratio = part["actual"] / part["estimate"]
    if len(part) < 20:
        return NotEnoughEvidence(len(part), 20, "finished tasks")
    return int(ratio.between(0.75 - 1e-9, 1.25 + 1e-9).sum()), len(part)


def shown(row: pd.Series) -> dict[str, str]:
    """What a trainee may see of a task before answering: nothing that was known only afterwards.

    Examples
    --------
    >>> row = {"title": "Refund screen", "kind": "feature", "component": "", "project": "PAY", "asked": pd.Timestamp("2026-01-14")}
    >>> shown(pd.Series(row))
    {'title': 'Refund screen', 'kind': 'feature', 'project': 'PAY', 'asked': '2026-01-14'}
    """
    told = {name: str(row[name]) for name in ("title", "kind", "component", "project") if str(row[name])}
    return told | {"asked": f"{row['asked']:%Y-%m-%d}"}


def seen_in(answers: Sequence[dict]) -> set[str]:
    """Keys of the tasks in committed answers."""
    return {str(a["item"]) for a in answers if "item" in a}
