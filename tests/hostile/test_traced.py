"""From a number in a report to its rows and back: the main numbers computed again, from nothing but the tables behind the page's links."""

import base64
import html
import io
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from workbench import sections, store
from workbench.analysis import causes
from workbench.page import Block
from workbench.tables import Tables
from workbench.wording import causes as cause_words
from workbench.wording.numbers import amount, percent, ratio

PROJECTS = {
    "PAY-3": {"tasks.csv", "split.csv", "sprint_tasks.csv", "periods.csv", "project.csv"},
    "SHOP-1": {"tasks.csv", "split.csv", "sprint_tasks.csv", "periods.csv", "project.csv"},
    "INS-1": {"tasks.csv", "split.csv", "weeks.csv", "periods.csv", "project.csv"},
    "ERP-1": {"tasks.csv", "split.csv", "weeks.csv", "periods.csv", "project.csv"},
    "APP-2": {"split.csv", "sprint_tasks.csv", "periods.csv", "project.csv"},
}
"""Sprints in hours, a running one, weeks, stages, sprints in points; and the tables that stand behind each."""


@pytest.fixture(scope="module")
def everything(sample_library_file: Path) -> Tables:
    with store.open(sample_library_file) as library:
        return library.read()


@pytest.fixture(scope="module")
def drivers(everything: Tables) -> causes.CauseSplit:
    return causes.split(everything)


def tables_in(page: str) -> dict[str, pd.DataFrame]:
    """The tables behind the links of a page, by the names of their files."""
    found = re.findall(r'href="data:text/csv[^,"]*base64,([^"]+)" download="([^"]+)"', page)
    return {name: pd.read_csv(io.BytesIO(base64.b64decode(data)), dtype={"task_id": "str", "sprint": "str"}) for data, name in found}


def words_in(*blocks: Block) -> str:
    """What a reader sees of it, and hears of its pictures, in one line of plain blanks."""
    page = "\n".join(block._repr_html_() for block in blocks)
    told = " ".join([*re.findall(r'alt="([^"]*)"', page), re.sub(r"<[^>]+>", " ", page)])
    return re.sub(r"\s+", " ", html.unescape(told))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def steps(rows: pd.DataFrame) -> dict[str, float]:
    """The causes as a reader would add them up in a spreadsheet."""
    plan, spent = rows["plan"].fillna(0), rows["spent"].fillna(0)
    told = rows["usual"].notna() if "usual" in rows else pd.Series(False, index=rows.index)
    usual = rows["usual"].fillna(0) if "usual" in rows else plan
    first, later, role = rows["role"] == "in the first plan", rows["role"] == "joined later", rows["role"]
    sums = {
        "bias": (usual - plan)[first & told].sum(),
        "noise": (spent - usual)[first & told].sum(),
        "error": (spent - plan)[first & ~told].sum(),
        "added": plan[later].sum(),
        "added_error": (spent - plan)[later].sum(),
        "removed": -plan[role == "taken out of the first plan"].sum(),
        "spent_removed": spent[role.str.contains("taken out")].sum(),
        "unestimated": spent[role == "no estimate"].sum(),
        "rework": spent[role == "defect or repair"].sum(),
    }
    return {part: effort for part, effort in sums.items() if abs(effort) > 1e-9}


@pytest.mark.parametrize("project_id", [p if p == "PAY-3" else pytest.param(p, marks=pytest.mark.slow) for p in PROJECTS])
def test_the_main_numbers_of_a_retrospective_follow_from_the_rows_behind_it(
    everything: Tables, drivers: causes.CauseSplit, project_id: str
) -> None:
    project = everything.of(project_id)
    rows = tables_in(sections.rows_behind(project, drivers)._repr_html_())
    assert set(rows) == PROJECTS[project_id]
    answer = words_in(sections.answer(project, None, drivers))
    if "tasks.csv" in rows:  # in total, the typical task, 8 of 10
        tasks = rows["tasks.csv"]
        miss, z = (tasks["actual"] - tasks["estimate"]).sum(), tasks["actual"] / tasks["estimate"]
        assert plain(f"{ratio(tasks['actual'].sum() / tasks['estimate'].sum())}") in answer
        assert plain(f"{amount(miss, 'hours', signed=True)} on {amount(tasks['estimate'].sum(), 'hours')}") in answer
        assert f"Typical task (median) {ratio(z.median())}" in answer
        assert f"8 of 10: {ratio(z.quantile(0.1))} to {ratio(z.quantile(0.9))}" in answer
    split = rows["split.csv"]
    assert len(split) == len(project.tasks)
    told = words_in(sections.what_drove_it(project, drivers))
    settled = split[~split["role"].str.startswith(("open", "not counted"))]
    first = settled["role"].isin(["in the first plan", "taken out of the first plan"])
    plan, spent, parts = settled.loc[first, "plan"].sum(), settled["spent"].sum(), steps(split)
    assert plain(f"Steps from {amount(plan, 'hours')} planned to {amount(spent, 'hours')} spent:") in told
    for part, effort in parts.items():
        assert plain(f"{cause_words.name(part, effort)} {amount(effort, 'hours', signed=True)}") in told, part
    assert sum(parts.values()) == pytest.approx(spent - plan)
    (about,) = project.projects.to_dict("records")
    if "project.csv" in rows:  # the budget and what an hour cost
        budget = rows["project.csv"]["budget"].iloc[0]
        price = budget / split.loc[split["role"].str.endswith("the first plan"), "plan"].sum()
        cost = settled["cost"].sum() + settled.loc[settled["cost"].isna(), "spent"].sum() * price
        money = f"{amount(cost, about['currency'])} spent on a budget of {amount(price * plan, about['currency'])}"
        assert plain(money) in told
    pace = words_in(sections.pace_and_proof(project, None))
    if "sprint_tasks.csv" in rows:
        stays = rows["sprint_tasks.csv"]
        done = stays["size"].where(stays["done"] == "yes", 0).groupby(stays["sprint"]).sum()
        assert plain(f"Velocity of {len(done)} sprints: {amount(done.mean(), stays['unit'].iloc[0])} on average") in pace
        promised = stays[stays["committed"] == "yes"]
        kept = promised["size"].where(promised["done"] == "yes", 0).groupby(promised["sprint"]).sum()
        share = (kept / promised["size"].groupby(promised["sprint"]).sum()).median()
        assert plain(f"typically {percent(share)}") in words_in(sections.sprint_by_sprint(project))
    else:
        weeks = rows["weeks.csv"]["items"]
        assert f"over {len(weeks)} weeks: {weeks.mean():.1f}".removesuffix(".0") in pace
    last = rows["periods.csv"].dropna().iloc[-1]
    assert plain(f"spent {amount(last['actual_cost'], about['currency'])}, of a budget of") in words_in(sections.money_and_time(project))


def test_the_rows_differ_when_a_task_differs(everything: Tables, drivers: causes.CauseSplit) -> None:
    """The comparison above can fail."""
    project = everything.of("PAY-3")
    other = Tables(dict(project) | {"tasks": project.tasks.assign(actual=project.tasks["actual"] * 1.5)})
    tasks = tables_in(sections.rows_behind(other, drivers)._repr_html_())["tasks.csv"]
    assert ratio(tasks["actual"].sum() / tasks["estimate"].sum()) not in words_in(sections.answer(project, None, drivers))


def test_the_numbers_of_a_portfolio_follow_from_its_projects(everything: Tables, drivers: causes.CauseSplit) -> None:
    ends = sections.portfolio_ends(everything)
    told = words_in(sections.portfolio_head(everything, ends))
    league = sections.portfolio_causes(everything, drivers)._repr_html_()
    rows = tables_in(sections.how_projects_ended(everything, ends)._repr_html_())["projects.csv"]
    assert f"The middle one of {len(rows)} finished projects cost {ratio(rows['cost'].median())} its budget" in told
    for label, column in (("Over budget", "cost"), ("Late", "days")):
        known = rows[column].dropna()
        assert f"{label} {(known > 1 + 1e-9).sum()} of {len(known)}" in told
    (split,) = tables_in(league).values()
    assert split.drop(columns=["project_id", "plan", "actual", "over"]).sum(axis=1).to_list() == pytest.approx(split["over"].to_list())
    assert split["over"].to_list() == pytest.approx((split["actual"] - split["plan"]).to_list())


def test_a_large_project_is_sent_to_its_files(everything: Tables, drivers: causes.CauseSplit, tmp_path: Path) -> None:
    project = everything.of("PAY-3")
    shown = sections.rows_behind(project, drivers, most=100)
    assert "workbench rows PROJECT" in shown.text()
    assert set(tables_in(shown._repr_html_())) == {"periods.csv", "project.csv"}


@pytest.mark.slow
def test_the_command_writes_the_rows_of_the_page(sample_library: Path, command: Callable, tmp_path: Path) -> None:
    assert command("report", "project_retrospective", "--project", "PAY-3", "--out", tmp_path / "out", "--store", sample_library).code == 0
    (page,) = (p for p in (tmp_path / "out").rglob("*.html") if p.name != "index.html")
    assert page.stat().st_size < 1_000_000
    behind = tables_in(page.read_text(encoding="utf-8"))
    said = command("rows", "PAY-3", "-o", tmp_path / "rows", "--store", sample_library)
    assert said.code == 0, said.all
    written = {path.name for path in (tmp_path / "rows").iterdir()}
    assert written == PROJECTS["PAY-3"]
    for name in written:
        pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "rows" / name), behind[name], check_dtype=False)
    with store.open(sample_library) as library:
        people = set(library.read().tasks["assignee"].dropna())
    everything = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "rows").iterdir())
    assert people
    assert not [name for name in people if name in everything]
    assert command("rows", "NONE", "--store", sample_library).code == 1
