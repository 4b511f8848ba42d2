"""A library as it stood on a day: nothing later is known, and it does not matter how much later one looks back."""

import pandas as pd
import pytest

from workbench import store
from workbench.analysis import past
from workbench.tables import TABLES, Tables

DAY, LATER = pd.Timestamp("2024-06-30"), pd.Timestamp("2025-03-15")


@pytest.fixture(scope="module")
def everything(sample_library_file) -> Tables:
    with store.open(sample_library_file) as library:
        return library.read()


def test_nothing_later_is_known(everything: Tables) -> None:
    then = past.on_day(everything, DAY)
    end = DAY + pd.Timedelta(days=1)
    for name in everything:
        late = [c.name for c in TABLES[name].columns if c.past and (then[name][c.name] >= end).any()]
        assert late == [], name
    running = set(then.projects.loc[then.projects["finished_on"].isna(), "project_id"])
    ahead = then.periods[(then.periods["period_end"] >= end) & then.periods["project_id"].isin(running)]
    assert ahead["earned_value"].isna().all()
    assert (ahead["planned_value"] > 0).any()  # the plan was known
    assert running.isdisjoint(set(then.lessons["project_id"]))


@pytest.mark.parametrize("empty", [False, True])
def test_looking_back_from_later_tells_the_same(everything: Tables, empty: bool) -> None:
    tables = Tables({name: frame.iloc[:0] for name, frame in everything.items()}) if empty else everything
    once, twice = past.on_day(tables, DAY), past.on_day(past.on_day(tables, LATER), DAY)
    for name in tables:
        pd.testing.assert_frame_equal(once[name], twice[name], obj=name)


def test_on_a_day_by_hand() -> None:
    day = pd.to_datetime
    tasks = pd.DataFrame(
        {
            "project_id": "P", "task_id": list("abc"), "status_class": ["done", "done", "doing"], "actual": [4.0, 9.0, 7.0],
            "estimate": 5.0, "actual_unit": "hours", "created_on": day("2026-01-05"),
            "estimated_on": day(["2026-01-05", "2026-01-05", "2026-01-15"]),
            "started_on": day(["2026-01-06", "2026-01-08", "2026-01-20"]), "finished_on": day(["2026-01-09", "2026-01-21", None]),
        }
    )  # fmt: skip
    logs = pd.DataFrame({"project_id": "P", "task_id": list("abbc"), "day": day(["2026-01-09", "2026-01-09", "2026-01-20", "2026-01-21"])})
    risks = pd.DataFrame({"project_id": "P", "risk_id": ["1", "2", "3"], "recorded_on": day(["2026-01-05", "2026-01-05", "2026-01-19"])})
    risks = risks.assign(occurred=[True, True, False], occurred_on=day(["2026-01-08", "2026-01-20", None]), cost=[1.0, 2.0, None])
    asked = pd.DataFrame({"project_id": ["P"], "change_id": ["1"], "requested_on": day(["2026-01-08"]), "decided_on": day(["2026-01-20"])})
    tables = {"tasks": tasks, "worklogs": logs.assign(hours=[4.0, 3.0, 6.0, 7.0]), "risks": risks}
    then = past.on_day(Tables({**tables, "changes": asked.assign(decision="approved", approved_by="x")}), pd.Timestamp("2026-01-10"))
    assert then.tasks["status_class"].tolist() == ["done", "doing", "todo"]
    assert then.tasks["actual"].tolist() == [4.0, 3.0, 0.0]
    assert then.tasks["estimate"].isna().tolist() == [False, False, True]
    assert then.risks["occurred"].isna().tolist() == [False, True]
    assert then.changes[["decision"]].assign(by=then.changes["approved_by"].isna()).to_numpy().tolist() == [["open", True]]
    assert past.on_day(Tables(tables), None).tasks is tasks
