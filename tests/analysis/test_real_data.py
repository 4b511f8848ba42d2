"""The analyses on real public task data, which lie beside the project."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis import accuracy, censored, flow, learning, velocity
from workbench.tables import NotEnoughEvidence, check

pytestmark = pytest.mark.shared
SAME_UNIT = {"cesaw_team_31": "hours", "cesaw_team_57": "hours", "renzo_first_half": "pomodoros", "sip_to_2007": "hours"}
OTHER_UNIT = {"china": "hours per function_point", "desharnais": "hours per function_point", "nasa93": "person_months per kloc"}


def tasks_of(shared, name: str) -> pd.DataFrame:
    raw = pd.read_csv(shared / "data" / f"{name}.csv.gz", dtype="str", keep_default_na=False)
    return check({"tasks": raw}).accepted.tasks


@pytest.mark.parametrize("name", SAME_UNIT)
def test_summary_equals_plain_numpy(shared, name):
    tasks = tasks_of(shared, name)
    found = accuracy.summary(tasks)
    usable = tasks[(tasks["estimate"] > 0) & (tasks["actual"] > 0) & tasks["finished_on"].notna()]
    e, a = usable["estimate"].to_numpy(), usable["actual"].to_numpy()
    assert (found.n, found.unit) == (len(usable), SAME_UNIT[name])
    assert found.n + accuracy.comparable(tasks).excluded["n"].sum() == len(tasks)
    assert (found.p10, found.bias, found.p90) == pytest.approx(tuple(np.quantile(a / e, [0.1, 0.5, 0.9])))
    assert found.total_ratio == pytest.approx(a.sum() / e.sum())
    assert found.mar == pytest.approx(np.abs(a - e).mean())
    assert found.bias_range.low <= found.bias <= found.bias_range.high
    assert 0 < found.exact_share < 0.6


@pytest.mark.parametrize("name", SAME_UNIT)
def test_every_analysis_gives_an_answer(shared, name):
    tasks = tasks_of(shared, name)
    for column in ("kind", "size", "year", "project_id"):
        groups = accuracy.by(tasks, column)
        assert groups["n"].sum() == accuracy.summary(tasks).n
    throughput = velocity.throughput(tasks)
    assert throughput.series.sum() == tasks["finished_on"].notna().sum()
    assert learning.over_time(tasks).periods["n"].sum() == accuracy.summary(tasks).n
    assert censored.with_open(tasks).open == 0
    times = flow.cycle_time(tasks)
    assert isinstance(times, NotEnoughEvidence) == (name == "renzo_first_half")  # which holds no start days


@pytest.mark.parametrize("name", OTHER_UNIT)
def test_sizes_are_not_held_against_effort(shared, name):
    tasks = tasks_of(shared, name)
    assert accuracy.summary(tasks) == NotEnoughEvidence(0, 10, "comparable finished tasks")
    found = accuracy.rate(tasks.assign(project_id="P"))
    assert found.unit == OTHER_UNIT[name]
    assert found.total == pytest.approx(tasks["actual"].sum() / tasks["estimate"].sum())
    assert found.p10 < found.median < found.p90
