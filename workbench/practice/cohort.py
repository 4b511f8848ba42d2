"""What a group of trainees learned, and whether it shows in live estimates; nothing that rests on fewer than five people."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from workbench.calibration.history import days, finished, numbers, people, text
from workbench.tables import NotEnoughEvidence

FEWEST_PEOPLE = 5
FEWEST_TASKS = 20
BLOCK = 20
_DRAWS = 2000
TRAINED, WAITING = "trained", "waiting"
BEFORE, AFTER = "before", "after"


def learning(shares: pd.DataFrame) -> pd.DataFrame | NotEnoughEvidence:
    """How a group's ranges moved over its answers.

    Parameters
    ----------
    shares : DataFrame
        One row per answer: code (of the share), order (1, 2, … within it), hit, wis, base_wis, width_ratio.

    Returns
    -------
    DataFrame[first, last, people, n, rate, low, high, width, skill] or NotEnoughEvidence
        One row per block of 20 answers that at least five people finished: share of hits with its 90 % interval, typical width ÷
        history's, and 1 − ΣWIS ÷ ΣWIS of history.

    Notes
    -----
    The interval resamples people, because answers of one person are alike. Only people who finished the last block shown count in
    every block, so that a change is not one of who took part.

    Examples
    --------
    >>> learning(pd.DataFrame({"code": ["a"], "order": [1], "hit": [True], "wis": [.3], "base_wis": [.4], "width_ratio": [1.0]}))
    NotEnoughEvidence(n=0, needed=5, what='people with 20 answers')
    """
    length = shares.groupby("code")["order"].max() if len(shares) else pd.Series(dtype=float)
    lengths = np.sort(length.to_numpy(float))[::-1]
    if len(lengths) < FEWEST_PEOPLE or lengths[FEWEST_PEOPLE - 1] < BLOCK:
        return NotEnoughEvidence(int((lengths >= BLOCK).sum()), FEWEST_PEOPLE, "people with 20 answers")
    blocks = int(lengths[FEWEST_PEOPLE - 1] // BLOCK)
    staying = set(length.index[length >= blocks * BLOCK])
    rows = []
    for i in range(blocks):
        first, last = i * BLOCK + 1, (i + 1) * BLOCK
        part = shares[shares["code"].isin(staying) & shares["order"].between(first, last)]
        own = part.groupby("code")["hit"].mean().to_numpy(float)
        drawn = np.random.default_rng([1, i]).integers(0, len(own), (_DRAWS, len(own)))
        low, high = np.quantile(own[drawn].mean(axis=1), [0.05, 0.95])
        width = part["width_ratio"].dropna()
        pairs = part[["wis", "base_wis"]].dropna()
        skill = 1 - pairs["wis"].sum() / pairs["base_wis"].sum() if len(pairs) >= FEWEST_TASKS else np.nan
        row = {"first": first, "last": last, "people": len(own), "n": len(part), "rate": float(own.mean()), "low": low, "high": high}
        rows.append(row | {"width": float(width.median()) if len(width) else np.nan, "skill": float(skill)})
    return pd.DataFrame(rows)


def transfer(
    tasks: pd.DataFrame, teams: pd.Series, *, trained: Collection[str], trained_on: pd.Timestamp | None, seed: int = 1
) -> pd.DataFrame | NotEnoughEvidence:
    """Live estimates of trained teams before and after the training, beside teams that were still waiting.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of the whole library.
    teams : Series of str
        The team of each project, by project_id.
    trained : collection of str
        Teams that were trained.
    trained_on : Timestamp or None
        The day of the training.
    seed : int
        For the bootstrap.

    Returns
    -------
    DataFrame[group, period, n, people, rate, error] or NotEnoughEvidence
        One row per group and period: share of actuals within ±25 % of the estimate, and exp(median |ln(actual ÷ estimate)|).
        ``attrs`` holds the change of the trained teams (change, low, high), less that of the waiting teams where there are such.

    Notes
    -----
    Tasks count by the day of their first estimate. Difference in differences; the interval resamples whole projects. Teams, never
    persons: a training log is not read and not joined. A group and period with fewer than five estimators or 20 tasks is left out.
    """
    what = "finished tasks of trained teams before and after the training"
    if not trained or trained_on is None:
        return NotEnoughEvidence(0, FEWEST_TASKS, what)
    rows = tasks[finished(tasks)]
    rows = rows[text(rows, "estimate_unit") == text(rows, "actual_unit")]
    asked = days(rows, "estimated_on", "created_on")
    team = pd.Series(text(rows, "project_id")).map(teams).fillna("").to_numpy(object)
    known = np.isfinite(asked) & (team != "")
    frame = pd.DataFrame(
        {
            "group": np.where(np.isin(team, list(trained)), TRAINED, WAITING),
            "period": np.where(pd.to_datetime(pd.Series(asked), unit="D") >= trained_on, AFTER, BEFORE),
            "project": text(rows, "project_id"),
            "person": people(rows),
            "ratio": numbers(rows, "actual") / numbers(rows, "estimate"),
        }
    )[known]
    frame["within"] = frame["ratio"].between(0.75 - 1e-9, 1.25 + 1e-9)
    out = []
    for group, period in ((g, p) for g in (TRAINED, WAITING) for p in (BEFORE, AFTER)):
        part = frame[(frame["group"] == group) & (frame["period"] == period)]
        who = part.loc[part["person"] != "", "person"].nunique()
        if who >= FEWEST_PEOPLE and len(part) >= FEWEST_TASKS:
            error = float(np.exp(np.log(part["ratio"]).abs().median()))
            row = {"group": group, "period": period, "n": len(part), "people": int(who)}
            out.append(row | {"rate": float(part["within"].mean()), "error": error})
    found = pd.DataFrame(out, columns=["group", "period", "n", "people", "rate", "error"])
    control = int((found["group"] == WAITING).sum()) == 2
    if int((found["group"] == TRAINED).sum()) < 2:
        mine = frame[frame["group"] == TRAINED]
        fewest = min(int((mine["period"] == p).sum()) for p in (BEFORE, AFTER))
        if fewest < FEWEST_TASKS:
            return NotEnoughEvidence(fewest, FEWEST_TASKS, what)
        someone = mine[mine["person"] != ""].groupby("period")["person"].nunique().reindex([BEFORE, AFTER]).fillna(0)
        return NotEnoughEvidence(int(someone.min()), FEWEST_PEOPLE, "estimators of trained teams before and after the training")
    groups = [TRAINED, WAITING] if control else [TRAINED]
    drawn = [_changes(frame[frame["group"] == g], np.random.default_rng([seed, i])) for i, g in enumerate(groups)]
    spread = drawn[0] - drawn[1] if control else drawn[0]
    low, high = np.nanquantile(spread, [0.05, 0.95])
    rate = found.set_index(["group", "period"])["rate"]
    moved = [float(rate[(g, AFTER)] - rate[(g, BEFORE)]) for g in groups]
    found.attrs = {"change": moved[0] - (moved[1] if control else 0.0), "low": float(low), "high": float(high), "control": control}
    return found


def _changes(part: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Change of the share within ±25 % from before to after, over resampled projects."""
    after = (part["period"] == AFTER).to_numpy(float)
    within = part["within"].to_numpy(float)
    code, names = pd.factorize(part["project"])
    hits, n = (
        np.column_stack([np.bincount(code, w * (1 - after), len(names)), np.bincount(code, w * after, len(names))])
        for w in (within, np.ones(len(part)))
    )
    rows = rng.integers(0, len(n), (_DRAWS, len(n)))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits[rows].sum(axis=1) / n[rows].sum(axis=1)
    return share[:, 1] - share[:, 0]
