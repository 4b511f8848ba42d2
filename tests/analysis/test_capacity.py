"""Capacity: worked by hand, no role or team below the privacy floor, refused where little is known."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.capacity import RampUp, Utilisation, heads, ramp_up, utilisation
from workbench.tables import InputError, NotEnoughEvidence, Tables

ENDS = pd.to_datetime(["2026-01-31", "2026-02-28", "2026-03-31"])


def allocations(**more: object) -> pd.DataFrame:
    roles = pd.DataFrame({"role": ["qa", "backend"]}).merge(pd.DataFrame({"period_end": ENDS}), how="cross")
    return roles.assign(**{"project_id": "P", "capacity_hours": 110.0, "booked_hours": 100.0, "spent_hours": 88.0} | more)


def crowd(sizes: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"project_id": "P", "role": r, "assignee": f"{r}{i % n}", "task_id": f"{r}{i}"} for r, n in sizes.items() for i in range(12)]
    )


def test_utilisation_and_overload_weeks_worked_by_hand() -> None:
    """January 2026 has 22 weekdays: 220 hours are 10 a day, 50 a week. 60 hours in one week are too many, 50 in the next are not."""
    logs = pd.DataFrame({"project_id": "P", "task_id": "1", "day": pd.to_datetime(["2026-01-06", "2026-01-13"]), "hours": [60.0, 50.0]})
    found = utilisation(Tables({"allocations": allocations(), "worklogs": logs}))
    assert isinstance(found, Utilisation)
    assert (found.capacity, found.booked, found.spent, found.overloaded) == (660, 600, 528, 0)
    assert (found.weeks, found.overload_weeks) == (2, 1)
    over = utilisation(Tables({"allocations": allocations(booked_hours=120.0)}))
    assert isinstance(over, Utilisation)
    assert over.overloaded == 3


def test_a_role_is_told_apart_only_with_enough_people_and_tasks() -> None:
    tables = Tables({"allocations": allocations(), "tasks": crowd({"qa": 5, "backend": 5})})
    found = utilisation(tables, by="role")
    assert isinstance(found, Utilisation)
    assert (found.groups["group"].tolist(), found.hidden) == (["backend", "qa"], 0)
    assert found.groups["spent_share"].iloc[0] == pytest.approx(0.8)
    few = utilisation(Tables({"allocations": allocations(), "tasks": crowd({"backend": 5}).head(9)}), by="role")
    assert isinstance(few, Utilisation)
    assert (len(few.groups), few.hidden) == (0, 2)
    with pytest.raises(InputError, match="never a person"):
        utilisation(tables, by="assignee")


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"qa": 4, "ops": 7, "backend": 9}, ["backend"]),  # qa = total − the other two, so ops, the next smallest, is hidden too
        ({"qa": 3, "ops": 3, "backend": 9}, ["backend"]),  # what is left are 6 people: nobody can be told from the others
        ({"qa": 2, "ops": 2, "backend": 9}, []),  # … 4 people are too few, and there is no other to cover them
        ({"qa": 0, "ops": 7, "backend": 9}, ["backend"]),  # a role that is on no task
    ],
)
def test_what_is_hidden_cannot_be_had_by_subtraction(sizes: dict[str, int], shown: list[str]) -> None:
    given = pd.concat([allocations(role=role).drop_duplicates("period_end") for role in sizes])
    found = utilisation(Tables({"allocations": given, "tasks": crowd({r: n for r, n in sizes.items() if n})}), by="role")
    assert isinstance(found, Utilisation)
    assert found.groups["group"].tolist() == shown
    assert found.hidden == len(sizes) - len(shown)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_periods_are_refused(n: int) -> None:
    assert isinstance(utilisation(Tables({"allocations": allocations().head(n)})), NotEnoughEvidence)
    assert isinstance(ramp_up(Tables({"tasks": crowd({"qa": 5}).head(n)})), NotEnoughEvidence)


def team(people: list[int], done: list[int]) -> Tables:
    """Per month so many people, each with one task over the whole month, and so many further tasks of one day."""
    rows = []
    for month, (n, more) in enumerate(zip(people, done, strict=True)):
        first = pd.Timestamp("2025-01-01") + pd.DateOffset(months=month)
        last = first + pd.offsets.MonthEnd(0)
        rows += [(first, last, f"p{i}") for i in range(n)] + [(first, first, f"p{i % n}") for i in range(more)]
    frame = pd.DataFrame(rows, columns=["started_on", "finished_on", "assignee"]).assign(project_id="P", status_class="done")
    return Tables({"tasks": frame.assign(task_id=frame.index.astype(str))})


def test_work_in_progress_per_head_worked_by_hand() -> None:
    """Four people with one task each all month: 4 in progress, 1 per head."""
    found = heads(team([4, 4, 2], [0, 0, 0]))
    assert found["people"].tolist() == [4, 4]  # two people would be persons
    assert found["wip_per_head"].to_numpy() == pytest.approx([1.0, 1.0])
    assert found["finished_per_head"].tolist() == [1.0, 1.0]


def test_a_team_that_grew_is_slower_per_head_at_first() -> None:
    found = ramp_up(team([4] * 5 + [6] * 7, [8] * 5 + [3] * 3 + [12] * 4))
    assert isinstance(found, RampUp)
    assert (found.on, found.people_before, found.people_after) == (pd.Timestamp("2025-06-01"), 4, 6)
    assert (found.before, found.first, found.later) == (3.0, 1.5, 3.0)
    assert isinstance(ramp_up(team([4] * 12, [8] * 12)), NotEnoughEvidence)


def test_order_of_rows_does_not_matter() -> None:
    tables = Tables({"allocations": allocations(), "tasks": crowd({"qa": 6, "backend": 5})})
    rng = np.random.default_rng(1)
    mixed = Tables({k: f.sample(frac=1, random_state=rng) for k, f in tables.items()})
    a, b = utilisation(tables, by="role"), utilisation(mixed, by="role")
    assert isinstance(a, Utilisation)
    assert isinstance(b, Utilisation)
    assert (a.capacity, a.spent, set(a.groups["group"])) == (b.capacity, b.spent, set(b.groups["group"]))
