"""Sections on the whole sample library, on nothing, and on names that would be code."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workbench import calibration, loop, sections, store
from workbench.analysis import causes
from workbench.forecast import Calendar
from workbench.tables import TABLES, Tables

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>{{7*7}}'


@pytest.fixture(scope="module")
def everything(sample_library_file):
    with store.open(sample_library_file) as library:
        return library.read()


@pytest.fixture(scope="module")
def known(sample_library_file):
    with store.open(sample_library_file) as library:
        return loop.knowledge(library)


def retrospective(everything: Tables, project_id: str, known) -> str:
    """All sections of a retrospective as HTML, in the order of the template."""
    project, drivers = everything.of(project_id), causes.split(everything)
    with_imports = pd.DataFrame({"read": [10], "accepted": [9], "quarantined": [1], "source": ["export.csv"]})
    blocks = [
        sections.answer(project, known, drivers),
        sections.where_effort_went(project.tasks),
        sections.pace_and_proof(project, known),
        sections.what_drove_it(project, drivers),
        sections.money_and_time(project),
        sections.last_actions(everything, project_id),
        sections.next_time(everything.tasks, project_id),
        sections.said(project),
        sections.agreed(project),
        sections.sprint_by_sprint(project),
        sections.task_by_task(project.tasks),
        sections.scope_and_changes(project),
        sections.risks_in_hindsight(everything, project_id),
        sections.evidence(project, known, with_imports, version="1"),
    ]
    return "\n".join(block._repr_html_() for block in blocks)


@pytest.mark.parametrize("method", ["scrum", pytest.param("kanban", marks=pytest.mark.slow), "stage-gate"])
def test_every_way_of_working_gets_a_whole_page(everything: Tables, known, method: str) -> None:
    ids = everything.projects.loc[everything.projects["method"] == method, "project_id"]
    for project_id in [ids.iloc[0], ids.iloc[-1]]:
        html = retrospective(everything, project_id, known)
        assert "NaN" not in html
        assert "nan×" not in html
        assert "None" not in re.sub(r"None of", "", html)
        assert html.count("<img") >= 4
        assert all(alt.strip() for alt in re.findall(r'<img[^>]*alt="([^"]*)"', html))


def test_points_teams_get_hours_per_point(everything: Tables, known) -> None:
    tasks = everything.tasks
    points = tasks.loc[tasks["estimate_unit"].eq("points") & tasks["finished_on"].notna(), "project_id"].iloc[0]
    assert "hours per point" in sections.answer(everything.of(points), known).text()


def test_no_person_is_named_in_any_section(everything: Tables, known) -> None:
    people = (
        set(everything.tasks["assignee"].dropna())
        | set(everything.actions["owner"].dropna())
        | set(everything.reviews["reviewer"].dropna())
    )
    canaries = {person: f"Canary{i}Bird" for i, person in enumerate(sorted(people))}
    frames = {}
    for name, frame in everything.items():
        columns = [c.name for c in TABLES[name].columns if c.person]
        frames[name] = frame.assign(**{c: frame[c].map(canaries) for c in columns})
    html = retrospective(Tables(frames), "CAT-2", known)
    assert "Canary" not in html


@pytest.mark.parametrize("with_knowledge", [True, False])
def test_nothing_known_is_said_and_does_not_crash(everything: Tables, known, with_knowledge: bool) -> None:
    nothing = Tables({"tasks": everything.tasks.head(0), "projects": everything.projects.head(1)})
    html = retrospective(nothing, "CAT-2", known if with_knowledge else None)
    assert "What to add" in html or "What to do" in html
    assert "<img" not in html


def test_one_task_only(everything: Tables, known) -> None:
    one = Tables({"tasks": everything.tasks.head(1), "projects": everything.projects})
    assert "cannot be told" in retrospective(one, str(everything.tasks["project_id"].iloc[0]), known)


def test_names_that_would_be_code_are_shown_as_text(everything: Tables, known) -> None:
    frames = {}
    for name, frame in everything.of("CAT-2").items():
        kept = {"project_id", "task_id", "sprint", "unit", "measure", "estimate_unit", "actual_unit"}
        texts = [c.name for c in TABLES[name].columns if c.type == "text" and c.name not in kept]
        frames[name] = frame.assign(**{c: HOSTILE for c in texts})
    html = retrospective(Tables(frames), "CAT-2", known)
    assert "<script" not in html
    assert not re.search(r"<img[^>]+onerror", html)
    assert "&lt;script" in html


@pytest.mark.slow
def test_equal_data_give_equal_pages(everything: Tables, known) -> None:
    assert retrospective(everything, "CAT-2", known) == retrospective(everything, "CAT-2", replace(known))


def test_an_estimate_with_and_without_history_and_capacity(everything: Tables, known) -> None:
    backlog = everything.of("CAT-2").tasks.assign(status_class="todo", actual=np.nan, finished_on=pd.NaT, started_on=pd.NaT)
    nothing = calibration.learn(everything.tasks.head(0), as_of=known.as_of, rng=np.random.default_rng(1))
    for knowledge in (known, nothing):
        fit, effort = knowledge.fit_for(backlog), loop.forecast_backlog(backlog, knowledge)
        for capacity in (0.0, 12.0):
            finish = loop.forecast_finish(effort, knowledge, capacity_per_day=capacity, start_on="2026-02-02", calendar=Calendar())
            html = sections.total_and_finish("Next", effort, finish)._repr_html_()
            assert ("No capacity given" in html) == (capacity == 0)
        html = (
            sections.ranges_per_task(backlog, effort, fit)._repr_html_() + sections.basis(knowledge, fit, effort, version="1")._repr_html_()
        )
        assert "NaN" not in html
    assert "general experience" in sections.ranges_per_task(backlog, effort, fit).text()


def test_an_estimate_whose_tasks_wait_for_each_other_names_the_chain_and_the_money(everything: Tables, known) -> None:
    tasks = everything.of("CAT-2").tasks.head(4).assign(status_class="todo", actual=np.nan, finished_on=pd.NaT, started_on=pd.NaT)
    tasks["title"], tasks["estimate"] = ["Ask", "Build", "Check", "Deliver"], [8.0, 40.0, 16.0, 8.0]
    ids = tasks["task_id"].tolist()
    needs = pd.DataFrame({"project_id": "CAT-2", "task_id": ids[1:], "needs_task_id": ids[:-1]})
    project = everything.projects[everything.projects["project_id"] == "CAT-2"].assign(budget=9000.0, currency="EUR")
    backlog = Tables({"tasks": tasks, "projects": project, "dependencies": needs})
    effort = loop.forecast_backlog(tasks, known)
    finish = loop.forecast_finish(effort, known, capacity_per_day=24, start_on="2026-02-02", backlog=backlog, per_task=8)
    free = loop.forecast_finish(effort, known, capacity_per_day=24, start_on="2026-02-02")
    assert finish is not None
    assert free is not None
    assert finish.p80 > free.p80
    cost = loop.forecast_cost(effort, backlog, rate=90.0)
    told = sections.total_and_finish("Next", effort, finish, cost, budget=loop.budget_of(backlog)).text()
    assert "The chain “Ask” → “Build” → “Check” → “Deliver” ends last in all runs." in told
    assert "Within the budget of 9,000 EUR" in told
    assert "waiting for each other decides" in told
    assert loop.first_tasks(backlog, 2).dependencies["task_id"].tolist() == ids[1:2]
    assert loop.forecast_cost(effort, backlog, rate=0) is None


RUNNING = ("SHOP-1", "DESK-1")


def outlook_of(everything: Tables, project_id: str, known) -> str:
    """All sections of a running project as HTML."""
    project = everything.of(project_id)
    work = loop.forecast_backlog(project.tasks, known)
    blocks = [
        sections.cost_at_completion(everything, project_id),
        sections.finish_at_completion(everything, project_id),
        sections.milestones_ahead(everything, project_id),
        sections.risks_and_contingency(work, project.risks, everything.risks, passed=0.9),
        sections.rules_on_own_past(everything),
        sections.uplifts_for_plans(everything),
    ]
    return "\n".join(block._repr_html_() for block in blocks)


@pytest.mark.parametrize("project_id", RUNNING)
def test_a_running_project_has_its_outlook(everything: Tables, known, project_id: str) -> None:
    html = outlook_of(everything, project_id, known)
    seen = sections.forecast_running(everything, project_id, known, as_of=pd.Timestamp("2025-12-31"))
    ends = sections.when_it_ends(everything, project_id, seen)._repr_html_()
    assert "such projects end by" in ends
    assert "<img" in ends
    assert "NaN" not in html
    assert "NaT" not in html
    assert html.count("<img") == 4
    assert "such projects end at" in html
    assert "Not enough evidence" not in html


def test_an_outlook_on_nothing_says_what_to_add(everything: Tables) -> None:
    for tables in (
        Tables(),
        Tables({"projects": everything.projects.head(2), "periods": everything.periods, "tasks": everything.tasks.head(0)}),
    ):
        for section in (
            sections.cost_at_completion(tables, "PAY-1"),
            sections.finish_at_completion(tables, "PAY-1"),
            sections.milestones_ahead(tables, "PAY-1"),
            sections.rules_on_own_past(tables),
            sections.uplifts_for_plans(tables),
        ):
            text = section.text()
            assert "What to add" in text or "Not enough evidence" in text
            assert "nan" not in text.lower()


REVIEW = {
    "ends": lambda t: sections.how_projects_ended(t, sections.portfolio_ends(t)),
    "head": lambda t: sections.portfolio_head(t, sections.portfolio_ends(t)),
    "causes": lambda t: sections.portfolio_causes(t, causes.split(t)),
    "risks": sections.were_risks_right,
    "running": sections.running_projects,
    "actions": sections.actions_that_worked,
    "scope": lambda t: sections.scope_and_changes(t.of("PAY-1")),
    "ahead": lambda t: sections.scope_ahead(t, "PAY-1"),
    "hindsight": lambda t: sections.risks_in_hindsight(t, "PAY-1"),
    "uplift proof": lambda t: sections.uplifts_for_plans(t),
}


@pytest.mark.parametrize("name", REVIEW)
def test_scope_risks_and_portfolio_on_few_projects_and_missing_tables(everything: Tables, name: str) -> None:
    ids = everything.projects["project_id"].tolist()
    for some in ([], ids[:1], ids[:2]):
        part = {table: frame[frame["project_id"].isin(some)] for table, frame in everything.items()}
        for tables in (Tables(part), Tables({n: f for n, f in part.items() if n in ("projects", "tasks")}), Tables()):
            text = REVIEW[name](tables).text()
            assert "nan" not in text.lower().replace("finance", "")
            assert "NaT" not in text
            assert "Traceback" not in text
            if name in ("ahead", "uplift proof") or not some:
                assert "Not enough evidence" in text or "What to" in text or "No " in text or "no " in text
