"""Sentences in the right number, without jargon, for the odd cases too."""

import inspect
from types import SimpleNamespace as Some

import numpy as np
import pandas as pd
import pytest

from workbench import forecast as forecasts
from workbench import wording
from workbench.tables import NotEnoughEvidence
from workbench.wording import evidence, flow, forecast, review, velocity
from workbench.wording.numbers import day


@pytest.mark.parametrize(
    ("n", "needed", "what", "says"),
    [
        (0, 20, "finished tasks", "no finished tasks, 20 needed. What to add: 20 more finished tasks."),
        (1, 2, "finished tasks", "1 finished task, 2 needed. What to add: 1 more finished task."),
        (19, 20, "tasks with a range", "19 tasks with a range, 20 needed. What to add: 1 more task with a range."),
        (
            1,
            60,
            "finished tasks with an estimate day and a finish day",
            "1 finished task with an estimate day and a finish day, 60 needed.",
        ),
        (59, 60, "stories per team", "1 more story per team"),
        (1200, 2000, "tasks", "1,200 tasks, 2,000 needed. What to add: 800 more tasks."),
    ],
)
def test_not_enough_is_grammatical(n: int, needed: int, what: str, says: str) -> None:
    assert says in evidence.not_enough(NotEnoughEvidence(n, needed, what))


def test_nothing_is_asked_for_where_the_count_was_enough() -> None:
    assert "What to add" not in evidence.not_enough(NotEnoughEvidence(30, 20, "tasks"))


def test_excluded_counts_add_up() -> None:
    none = pd.DataFrame({"reason": [], "n": []})
    assert evidence.excluded(none, 0) == "0 tasks used; none left out."
    some = pd.DataFrame({"reason": ["not finished", "no actual", "cancelled"], "n": [1200, 3, 0]})
    assert evidence.excluded(some, 1) == "1 task used; 1,203 left out: not finished (1,200), no actual (3)."


def test_method_leaves_out_what_is_not_known() -> None:
    assert evidence.method() == ""
    assert evidence.method(seed=1, as_of=pd.NaT) == "Seed 1"
    assert evidence.period(pd.NaT, pd.NaT, 1) == "no dates · 1 finished task"


def _effort(**changed: object) -> forecasts.EffortForecast:
    given = {"n_tasks": 40, "unit": "hours", "estimate_unit": "hours", "estimate_sum": 420.0, "n_history": 900, "tasks": pd.DataFrame()}
    totals = np.linspace(300, 700, 999)
    return forecasts.EffortForecast(**(given | {"left_out": pd.DataFrame(), "totals": totals} | changed))  # type: ignore[arg-type]


def test_effort_in_words() -> None:
    work = _effort()
    assert forecast.effort_headline(work).text == "Plan with 620 h: 8 of 10 such backlogs need no more."
    assert forecast.effort_headline(work).accent == "620 h"
    assert forecast.effort_title(work) == "Only 3 of 10 such backlogs stay within the sum of the estimates"
    single = _effort(n_tasks=1, n_history=1)
    assert "The 1 estimate says 420 h. Learned from 1 finished task." in forecast.effort_headline(single).meaning
    assert "1 task:" in forecast.effort_sentence(single)
    assert len(forecast.effort_cards(work)) == 4


@pytest.mark.parametrize(
    ("limit", "says"),
    [(100.0, "No such backlog stays"), (305.0, "Hardly any such backlog stays"), (420.0, "Only 3 of 10 such backlogs stay"),
     (495.0, "5 of 10 such backlogs stay"), (640.0, "8 of 10 such backlogs stay"), (695.0, "Nearly all such backlogs stay"),
     (800.0, "All such backlogs stay")],
)  # fmt: skip
def test_odds_of_the_bare_sum(limit: float, says: str) -> None:
    assert forecast.effort_title(_effort(estimate_sum=limit)) == f"{says} within the sum of the estimates"


def test_points_are_never_compared_with_hours() -> None:
    work = _effort(estimate_unit="points", estimate_sum=80.0)
    assert forecast.effort_title(work) == "8 of 10 such backlogs need no more than 620 h"
    assert "add up to 80 points" in forecast.effort_headline(work).meaning


def test_no_history_is_said() -> None:
    assert "general experience" in forecast.effort_headline(_effort(n_history=0)).meaning
    assert "no finished work yet" in forecast.dots_subtitle(20, 0)


def test_finish_in_words() -> None:
    end = forecasts.finish(_effort(), start_on=pd.Timestamp("2026-02-02"), capacity_per_day=8.0)
    text = forecast.finish_sentence(end, promised=pd.Timestamp("2026-01-01"))
    assert text.endswith("By the promised 1 Jan 2026: none.")
    assert f"8 of 10 such projects end by {day(end.p80)}" in text
    assert forecast.finish_title(end, "2030-01-01") == "All such projects end by the promised 1 Jan 2030"
    assert forecast.finish_title(end, "2026-01-01") == "No such project ends by the promised 1 Jan 2026"
    assert forecast.finish_title(end, pd.NaT) == f"8 of 10 such projects end by {day(end.p80)}"


def test_sprints_in_words() -> None:
    rows = pd.DataFrame({"say_do": [0.5]})
    assert velocity.say_do_title(rows) == "The sprint finished 50 % of what it committed to"
    assert velocity.say_do_title(rows.iloc[:0]) == "No sprint says what it committed to"
    many = Some(n=9, unit="points", mean=30.0, lower=20.0, upper=40.0, last=31.0, signals=("a",) * 6)
    assert "not steady: 6 of 9 sprints" in velocity.velocity_title(many)
    assert velocity.velocity_title(Some(n=9, unit="items", mean=1.0, signals=())) == "Velocity was steady: about 1 item a sprint"
    assert "1 sprint" in velocity.velocity_alt(Some(n=1, unit="days", mean=1.0, lower=0.0, upper=2.0, last=1.0, signals=()))


def test_scope_in_words() -> None:
    def title(*scope: float, done: float = 0.0) -> str:
        day_of = pd.date_range("2026-01-01", periods=len(scope))
        return velocity.burn_up_title(pd.DataFrame({"day": day_of, "scope": scope, "done": done, "unit": "hours"}))

    assert title(100.0, 100.5) == "Scope stayed the same; 0 % of it is done"
    assert title(100.0, 80.0, done=80.0) == "Scope shrank by 20 % on the way; all of it is done"
    assert "Scope grew from 10 to 90 h" in title(10.0, 90.0, done=1.0)
    assert title(0.0, 0.0) == "No scope was recorded"


def test_flow_in_words() -> None:
    assert flow.cycle_title(pd.Series([1.0])) == "1 task: typically 1 day from start to finish"
    assert flow.cycle_title(pd.Series(dtype=float)) == "No task has a start and a finish day"
    assert flow.throughput_title(Some(n=9, every="W", mean=1.0, signals=[])) == "Delivery was steady: about 1 task a week"
    assert "except in 1 week" in flow.throughput_title(Some(n=9, every="W", mean=3.0, signals=[1]))


def test_imports_and_drift_in_words() -> None:
    assert review.import_sentence(1, 0, 1, source="x.csv") == "x.csv: 1 task read, 0 accepted, 1 set apart with a reason."
    assert review.missing_sentence([]) == "This export tells all that the reports need."
    assert "from 1.00× (1 task)" in review.drift_sentence("Typical ratio", 1.0, 1.4, since="2026-02-01", n_before=1, n_after=80)


def test_no_jargon_in_any_sentence() -> None:
    """Words that a PM would have to look up do not stand in any text of the room."""
    banned = ("p-value", "p =", "confidence interval", "heteroscedast", "posterior", "prior ", "null hypothesis", "sigma", "PI is")
    for name, room in inspect.getmembers(wording, inspect.ismodule):
        for _, function in inspect.getmembers(room, inspect.isfunction):
            if function.__module__ != room.__name__:
                continue
            texts = [c for c in function.__code__.co_consts if isinstance(c, str) and c != function.__doc__]
            for text in texts:
                assert not any(word in text for word in banned), f"{name}.{function.__name__}: {text}"
