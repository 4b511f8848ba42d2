"""From a number in a report to its rows and back: the main numbers computed again, from nothing but the tables behind the page's links."""

import base64
import html
import io
import math
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from workbench import loop, sections, store
from workbench.analysis import causes, past
from workbench.page import Block
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import causes as cause_words
from workbench.wording import numbers
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


def test_a_large_project_is_sent_to_its_files(everything: Tables, drivers: causes.CauseSplit) -> None:
    project = everything.of("PAY-3")
    shown = sections.rows_behind(project, drivers, room=20_000)
    assert "workbench rows PROJECT" in shown.text()
    assert set(tables_in(shown._repr_html_())) == {"periods.csv", "project.csv"}
    assert len(shown._repr_html_()) < 25_000


def test_long_texts_do_not_make_a_page_too_large(everything: Tables, drivers: causes.CauseSplit) -> None:
    project = everything.of("PAY-3")
    told = Tables(dict(project) | {"tasks": project.tasks.assign(title=project.tasks["title"].astype("str") + " and more" * 500)})
    shown = sections.rows_behind(told, drivers)._repr_html_()
    assert set(tables_in(shown)) == PROJECTS["PAY-3"] - {"tasks.csv"}
    assert len(shown) < 400_000


def rank(outcomes: pd.Series, level: float) -> float:
    """The value of rank ⌈(n + 1)p⌉, as a reader would look it up."""
    return sorted(outcomes)[math.ceil(round((len(outcomes) + 1) * level, 9)) - 1]


@pytest.mark.parametrize("as_of", ["", pytest.param("2025-10-15", marks=pytest.mark.slow)])
def test_the_numbers_of_a_running_project_follow_from_the_rows_behind_them(
    everything: Tables, drivers: causes.CauseSplit, as_of: str
) -> None:
    day = sections.status_day(everything, "SHOP-1", as_of)
    page = sections.executive_status(everything, "SHOP-1", drivers, as_of=day, version="1")
    rows, told = tables_in(page._repr_html_()), words_in(page)
    assert {"work.csv", "periods.csv", "past_cost.csv", "past_days.csv", "milestone_records.csv", "requests.csv", "capacity.csv"} <= set(
        rows
    )
    work, paid = rows["work.csv"], rows["periods.csv"].dropna()
    finished = work["state"] == "finished"
    assert plain(f"{finished.sum()} of {len(work)} tasks finished") in told
    (about,) = everything.of("SHOP-1").projects.to_dict("records")
    cost, days = rows["past_cost.csv"]["makes"], rows["past_days.csv"]["makes"]
    assert plain(f"cost up to {amount(rank(cost, 0.8), about['currency'])}") in told
    assert plain(f"Cost in the end {amount(cost.median(), about['currency'])}") in told
    assert plain(f"as likely more as less · {len(cost)} past projects") in told
    assert f"by {numbers.day(about['started_on'] + pd.Timedelta(days=math.ceil(rank(days, 0.8))))}" in told
    assert plain(f"{amount(paid['actual_cost'].iloc[-1], about['currency'])} spent") in told
    since = day - pd.Timedelta(days=28)
    within = {name: pd.to_datetime(work[name]).between(since, day, inclusive="right").sum() for name in ("finished_on", "added_on")}
    assert f"{numbers.count(within['finished_on'], 'task')} got done." in told
    assert (f"{numbers.count(within['added_on'], 'new task')} came in." in told) == bool(within["added_on"])
    health = words_in(sections.capacity_and_load(past.on_day(everything, day).of("SHOP-1")))
    hours = rows["capacity.csv"]
    assert plain(f"Of {amount(hours['capacity_hours'].sum(), 'hours')} there were") in health
    records = rows["milestone_records.csv"]
    slips = tables_in(sections.milestones_and_delay(everything.of("SHOP-1"), as_of=day)._repr_html_())["milestones.csv"].set_index(
        "milestone"
    )
    for name, each in records.groupby("milestone"):
        came, expected = each.get("actual_on", pd.Series(dtype=object)).dropna(), each["forecast_on"].dropna()
        end = came.iloc[0] if len(came) else expected.iloc[-1]
        assert (pd.Timestamp(end) - pd.Timestamp(each["baseline_on"].dropna().iloc[0])).days == slips.loc[name, "slip"]


def test_one_page_tells_one_number_of_the_same_thing(everything: Tables) -> None:
    """The card, the sentence and the rows of what a project will have cost, also where projects closed after its last period."""
    day = pd.Timestamp("2025-11-25")
    rows = tables_in(sections.rows_so_far(everything, "DESK-1", as_of=day)._repr_html_())["past_cost.csv"]["makes"]
    seen = sections.forecast_running(everything, "DESK-1", None, as_of=day)
    cost = amount(rank(rows, 0.8), "GBP")
    assert plain(f"Cost in the end, 8 of 10 stay below {cost}") in words_in(sections.health(everything, "DESK-1", seen, as_of=day))
    assert plain(f"8 of 10 such projects end at {cost} or less") in words_in(sections.cost_at_completion(everything, "DESK-1", as_of=day))


def test_the_numbers_of_a_sprint_follow_from_the_rows_behind_them(everything: Tables) -> None:
    project = everything.of("PAY-3")
    last = sections.last_turn(project)
    rows, told = tables_in(sections.rows_of_turn(last)._repr_html_()), words_in(sections.turn_answer(project, last))
    assert set(rows) == {"sprint_tasks.csv", "work.csv"}
    stays = rows["sprint_tasks.csv"]
    here = stays[stays["sprint"] == last.name]
    promised, done = here[here["committed"] == "yes"], here[here["done"] == "yes"]
    kept = promised.loc[promised["done"] == "yes", "size"].sum()
    unit = here["unit"].iloc[0]
    assert plain(amount(promised["size"].sum(), unit)) in told
    assert plain(amount(done["size"].sum(), unit)) in told
    assert percent(kept / promised["size"].sum()) in told


def test_every_past_forecast_of_the_proof_is_told(everything: Tables, sample_library_file: Path, command: Callable, tmp_path: Path) -> None:
    """The hit rate that stands in every report, counted by hand from the ranges and what came."""
    said = command("rows", "-o", tmp_path, "--store", sample_library_file)
    assert said.code == 0, said.all
    assert {path.name for path in tmp_path.iterdir()} == {
        "learned_from.csv", "forecasts.csv", "projects.csv", "causes.csv", "milestone_records.csv",
    }  # fmt: skip
    with store.open(sample_library_file) as library:
        known = loop.current_knowledge(library)
    told, learned = pd.read_csv(tmp_path / "forecasts.csv"), pd.read_csv(tmp_path / "learned_from.csv")
    for units, proof in known.proofs.items():
        mine = told[(told["estimate_unit"] == units[0]) & (told["actual_unit"] == units[1])]
        if isinstance(proof, NotEnoughEvidence):
            assert mine.empty
            continue
        assert len(mine) == proof.n
        assert mine["held"].mean() == pytest.approx(proof.hit80)
        assert mine["habit_held"].mean() == pytest.approx(proof.habit80)
        clear = mine["held"].isin([0.0, 1.0])
        inside = mine["actual"].between(mine["p10"] * (1 - 1e-9), mine["p90"] * (1 + 1e-9))
        assert (inside == (mine["held"] == 1))[clear].all()
        if units[0] == units[1]:
            near = (mine["actual"] / mine["estimate"]).between(0.75, 1.25)
            assert (near == (mine["habit_held"] == 1))[mine["habit_held"].isin([0.0, 1.0])].all()
        of = learned[(learned["estimate_unit"] == units[0]) & (learned["actual_unit"] == units[1])]
        assert len(of) == known.fits[units].n
    people = set(everything.tasks["assignee"].dropna())
    written = "".join(path.read_text(encoding="utf-8").partition("\n")[2] for path in tmp_path.iterdir())  # P10 is a person, and a column
    assert people
    assert not [name for name in people if name in written]


@pytest.mark.slow
def test_the_command_writes_the_rows_of_the_page(sample_library: Path, command: Callable, tmp_path: Path) -> None:
    assert command("report", "project_retrospective", "--project", "PAY-3", "--out", tmp_path / "out", "--store", sample_library).code == 0
    (page,) = (p for p in (tmp_path / "out").rglob("*.html") if p.name != "index.html")
    assert page.stat().st_size < 1_000_000
    behind = tables_in(page.read_text(encoding="utf-8"))
    said = command("rows", "PAY-3", "-o", tmp_path / "rows", "--store", sample_library)
    assert said.code == 0, said.all
    written = {path.name for path in (tmp_path / "rows").iterdir()}
    assert written > PROJECTS["PAY-3"]
    for name in PROJECTS["PAY-3"]:
        pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "rows" / name), behind[name], check_dtype=False)
    with store.open(sample_library) as library:
        people = set(library.read().tasks["assignee"].dropna())
    everything = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "rows").iterdir())
    assert people
    assert not [name for name in people if name in everything]
    assert command("rows", "NONE", "--store", sample_library).code == 1
