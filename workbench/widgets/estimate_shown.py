"""What an estimate shows beside its pictures: odds, totals at four levels, every task with a challenge to its estimate."""

from __future__ import annotations

import pandas as pd

from workbench import loop
from workbench.calibration import Knowledge
from workbench.forecast import EffortForecast, FinishForecast
from workbench.page import Card, Cards, Column, Section, Table, Text
from workbench.wording import forecast as words
from workbench.wording.numbers import amount, count, day, out_of_ten

_LEVELS = (("P10", 0.1, "1 of 10 such backlogs"), ("P50", 0.5, "half of such backlogs"), ("P80", 0.8, "8 of 10"), ("P90", 0.9, "9 of 10"))
_BOLD, _AMPLE = 0.15, 0.9


def odds(effort: EffortForecast, finish: FinishForecast | None, *, promised: pd.Timestamp | None, limit: float | None) -> Cards:
    """How often such work keeps a promise.

    Parameters
    ----------
    effort, finish : EffortForecast, FinishForecast or None
        The forecasts.
    promised : Timestamp or None
        The promised finish.
    limit : float or None
        The budget of effort.

    Returns
    -------
    Cards
    """
    cards, learned = [], f"from {count(effort.n_history, 'finished task')}"
    if finish is not None and promised is not None:
        cards.append(Card(f"Such projects that end by {day(promised)}", out_of_ten(finish.odds_by(promised)), learned))
    if limit is not None:
        cards.append(
            Card(f"Such backlogs that need no more than {amount(limit, effort.unit)}", out_of_ten(effort.odds_within(limit)), learned)
        )
    if effort.estimate_unit == effort.unit:
        bare = out_of_ten(effort.odds_within(effort.estimate_sum))
        cards.append(Card("Such backlogs that need no more than the sum of the estimates", bare, learned))
    return Cards(*cards)


def totals(effort: EffortForecast, finish: FinishForecast | None) -> Section:
    """Effort and finish day at P10, P50, P80 and P90, the contingency, and what all this was learned from.

    Parameters
    ----------
    effort, finish : EffortForecast, FinishForecast or None
        The forecasts.

    Returns
    -------
    Section
    """
    rows = pd.DataFrame(
        {
            "level": [name for name, _, _ in _LEVELS],
            "said": [said for _, _, said in _LEVELS],
            "effort": [amount(effort.quantile(p), effort.unit) for _, p, _ in _LEVELS],
            "finish": [day(finish.quantile(p)) if finish is not None else None for _, p, _ in _LEVELS],
        }
    )
    columns: dict[str, Column | str] = {"level": "", "said": "stay at or below", "effort": Column("effort in total", left=False)}
    if finish is not None:
        columns["finish"] = Column("finish", left=False)
    contingency = f"Contingency to plan with: {amount(effort.contingency, effort.unit)} (P80 − P50)."
    evidence = Text(f"{contingency} {words.learned_from(effort.n_history)}")
    return Section("In total", Table(rows, columns, file="totals.csv"), evidence)


def looked_up(tasks: pd.DataFrame, known: Knowledge) -> pd.DataFrame:
    """What similar finished work says to each task of a backlog; the same whichever part of the backlog is in scope.

    Parameters
    ----------
    tasks : DataFrame
        The backlog.
    known : Knowledge
        What finished work says.

    Returns
    -------
    DataFrame
        talk (how similar work did against this estimate) and why (the work that the range leans on), by task.
    """
    kept = tasks[(tasks["estimate"] > 0).fillna(False)].drop_duplicates("task_id")
    talk = [_talk(share) for share in loop.odds_per_task(kept, known)]
    why = known.fit_for(kept).explain(kept)["sentence"].to_numpy()
    return pd.DataFrame({"talk": talk, "why": why}, index=kept["task_id"].to_numpy())


def per_task(effort: EffortForecast, said: pd.DataFrame) -> Section:
    """Every task with its calibrated range, how similar work did against its estimate, and the work that it leans on.

    Parameters
    ----------
    effort : EffortForecast
        Its forecast.
    said : DataFrame
        As :func:`looked_up` gives it.

    Returns
    -------
    Section
    """
    frame = effort.tasks.join(said, on="task_id")
    columns: dict[str, Column | str] = {"task_id": "task", "title": "title", "kind": "kind"}
    same = effort.estimate_unit == effort.unit
    columns["estimate"] = Column("estimate" if same else f"estimate, {effort.estimate_unit}", "number")
    columns |= {"talk": "this estimate"} | {name: Column(name.upper(), "number") for name in ("p10", "p50", "p80", "p90")}
    columns |= {"why": "what similar finished work did"}
    return Section(f"Task by task, in {effort.unit}", Table(frame[list(columns)], columns, file="calibrated_estimates.csv", rows=200))


def _talk(share: float) -> str:
    """The challenge to one estimate; nothing where there is nothing to say.

    Examples
    --------
    >>> _talk(0.08), _talk(0.5)
    ('low: only 8 of 100 similar tasks stayed within it', '50 of 100 similar tasks stayed within it')
    """
    if pd.isna(share):
        return ""
    told = f"{100 * share:.0f} of 100 similar tasks stayed within it"
    return f"low: only {told}" if share < _BOLD else f"ample: {told}" if share > _AMPLE else told
