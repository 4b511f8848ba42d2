"""Every public function of the room: it changes no input, names no person, and lives with missing columns and few rows."""

import copy
import dataclasses
import importlib
import inspect
import pkgutil
from datetime import date

import numpy as np
import pandas as pd
import pytest

import workbench.analysis
from workbench.analysis import causes, debt, velocity
from workbench.analysis.membership import sprint_order
from workbench.tables import TABLES, Tables, check

START = pd.Timestamp("2025-01-06")
PEOPLE = {c.name for t in TABLES.values() for c in t.columns if c.person}
ROOM = "workbench.analysis"
ACTION = {
    "text": "split tasks",
    "owner": "ana",
    "status": "done",
    "measure": "ratio:kind=bug",
    "direction": "down",
    "closed_on": START + pd.Timedelta(days=60),
}


def portfolio(n: int = 120) -> Tables:
    """A small project with something in every table that the room reads."""
    rng = np.random.default_rng(11)
    i = np.arange(n)
    start = START + pd.to_timedelta(i, unit="D")
    finish = start + pd.to_timedelta(rng.integers(0, 12, n), unit="D")
    estimate = rng.choice([1.0, 2, 3, 5, 8], n)
    actual = (estimate * rng.lognormal(0.1, 0.5, n)).round(2)
    done = i < n - 15
    tasks = pd.DataFrame(
        {
            "project_id": "P",
            "task_id": [f"P-{k}" for k in i],
            "title": "a task",
            "kind": rng.choice(["bug", "feature"], n),
            "component": rng.choice(["checkout", "search"], n),
            "is_rollup": i % 40 == 7,
            "estimator": [f"p{k % 7}" for k in i],
            "assignee": [f"p{k % 6}" for k in i],
            "role": rng.choice(["backend", "qa"], n),
            "estimate_unit": "hours",
            "actual_unit": "hours",
            "estimate": estimate,
            "estimate_low": estimate * 0.8,
            "estimate_high": estimate * 1.6,
            "level": 0.8,
            "actual": actual,
            "status": "x",
            "status_class": np.where(done, "done", "doing"),
            "estimated_on": start - pd.Timedelta(days=3),
            "created_on": start - pd.Timedelta(days=5),
            "added_on": start - pd.Timedelta(days=5),
            "started_on": start,
            "finished_on": pd.Series(finish).where(done),
            "due_on": finish,
            "baseline_finish_on": finish,
            "blocked_hours": rng.choice([0.0, 4.0], n),
            "cost": actual * 80,
            "labels": rng.choice(["debt", "debt|ui", "ui"], n),
        }
    )
    number = i // 10
    names = np.array([f"Sprint {k}" for k in range(12)])
    first = START + pd.to_timedelta(np.arange(12) * 14, unit="D")
    dates = pd.DataFrame({"project_id": "P", "sprint": names, "started_on": first, "ended_on": first + pd.Timedelta(days=11)})
    dates = dates.assign(capacity=60.0, unit="hours", committed=40.0, added=2.0, completed=38.0)
    stays = pd.DataFrame({"project_id": "P", "task_id": tasks["task_id"], "sprint": names[number], "committed": i % 9 > 0})
    stays["done"] = done & (i % 5 > 0)
    stays["added_on"] = first.to_numpy()[number] + pd.to_timedelta((i % 9 == 0).astype(int), unit="D")
    stays["removed_on"] = (stays["added_on"] + pd.Timedelta(days=2)).where(i % 25 == 0)
    again = stays[(i % 5 == 0) & (i % 25 > 0)].assign(sprint=lambda t: names[np.minimum(number[t.index] + 1, 11)], done=True)
    log = tasks[["project_id", "task_id", "estimator", "estimated_on"]].assign(mid=estimate, unit="hours", basis="expert")
    more = log[i % 3 == 0].assign(estimated_on=tasks["started_on"] + pd.Timedelta(days=1), mid=lambda t: t["mid"] * 1.2)
    moves = [("Doing", 9), ("Review", 15), ("Doing", 20), ("Done", 22)]
    transitions = pd.concat([tasks[["project_id", "task_id"]].assign(to_status=s, at=start + pd.Timedelta(hours=h)) for s, h in moves])
    worklogs = tasks[["project_id", "task_id", "role"]].assign(day=start, hours=actual, note="work")
    lessons = pd.DataFrame({"project_id": ["P"], "lesson_id": ["L-1"], "text": ["t"]})
    actions = pd.DataFrame({"project_id": ["P"], "action_id": ["A-1"], **ACTION})
    projects = pd.DataFrame({"project_id": ["P"], "team": "Blue", "started_on": [START], "finished_on": [finish.max()]})
    raw = {
        "projects": projects,
        "tasks": tasks,
        "estimates": pd.concat([log, more]),
        "transitions": transitions,
        "worklogs": worklogs,
        "sprints": dates,
        "task_sprints": pd.concat([stays, again]),
        "lessons": lessons,
        "actions": actions,
    }
    return check({name: frame.reset_index(drop=True) for name, frame in raw.items()}).accepted


TABLES_IN = portfolio()
TODAY = START + pd.Timedelta(days=130)


def argument(name: str, tables: Tables) -> object:
    """What to hand in for a parameter of that name; a new name is taught here."""
    if name in TABLES and name != "sprints":
        return tables[name]
    derived = {
        "series": debt.debt_series,
        "found": causes.split,
        "sprints": velocity.sprints,
        "order": sprint_order,
        "tables": lambda t: t,
        "frame": lambda t: t.tasks,
    }
    if name in derived:
        return derived[name](tables)
    numbers = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0])
    return {
        "first": TABLES_IN.tasks["started_on"],
        "last": TABLES_IN.tasks["due_on"],
        "flags": TABLES_IN.tasks["is_rollup"],
        "actual": numbers,
        "estimate": numbers[::-1].copy(),
        "ours": numbers,
        "theirs": numbers + 1,
        "top": numbers,
        "bottom": numbers + 2,
        "values": numbers,
        "rows": np.arange(len(tables.tasks)),
        "codes": np.arange(10) % 3,
        "groups": 3,
        "levels": (0.1, 0.5),
        "n": np.array([10, 20]),
        "why": np.array([0, 3, 3]),
        "hits": 3,
        "p": 0.5,
        "column": "kind",
        "table": "tasks",
        "names": ["task_id", "actual"],
        "what": "velocity",
        "day": pd.Timestamp("2025-06-30"),
        "years": [2025, 2026],
        "unit": "hours",
        "country": "ES",
        "days_off": [date(2025, 3, 3)],
        "active": ["Doing"],
        "as_of": TODAY,
        "project_id": "P",
        "action": {"project_id": "P", **ACTION},
        "calendar": np.busdaycalendar(holidays=[np.datetime64("2025-03-03")]),
        "of": "velocity",
        "columns": np.column_stack([np.ones(10), np.arange(10.0)]),
        "rng": np.random.default_rng(1),
    }[name]


SPECIAL = {
    "intervals.share": {"n": 10},
    "intervals.superiority": {"share": 0.6, "first": 12, "second": 20},
    "intervals.grouped_ratios": {"top": np.arange(10.0), "bottom": np.arange(10.0) + 2},
    "compare.misses": {"ours": TABLES_IN.tasks, "theirs": TABLES_IN.tasks},
    "throughput.per_period": {"days": TABLES_IN.tasks["finished_on"]},
    "frames.refuse_person": {"column": "kind"},
    "throughput.finished_per_period": {"column": "created_on"},
    "groups.named": {"values": TABLES_IN.tasks["kind"]},
    "frames.key_numbers": {"columns": ["project_id", "task_id"]},
    "frames.split_labels": {"values": TABLES_IN.tasks["labels"]},
    "usual.usual": {
        "kind": np.arange(10) % 2,
        "pool": np.zeros(10, int),
        "day": np.arange(10),
        "asked": np.array([[0, 5], [0, 9]]),
        "kinds": 2,
    },
    "frames.first_rows": {"numbers": np.array([3, 1, 3]), "wanted": np.array([1, 2])},
}


def public() -> dict[str, object]:
    found = {}
    for part in pkgutil.iter_modules(workbench.analysis.__path__):
        module = importlib.import_module(f"{ROOM}.{part.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{part.name}.{name}"] = function
    return found


FUNCTIONS = public()


def call(name: str, tables: Tables, *, watch: bool = False, **more) -> object:
    """Call a function with made-up arguments; with `watch`, see that it leaves them as they were."""
    function = FUNCTIONS[name]
    given = {}
    several = [tables.tasks, tables.estimates] if name == "frames.key_numbers" else []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            continue
        special = SPECIAL.get(name, {}) | more
        try:
            given[parameter.name] = special[parameter.name] if parameter.name in special else argument(parameter.name, tables)
        except KeyError:
            if parameter.default is parameter.empty:
                pytest.fail(f"{name} has a parameter {parameter.name!r}: teach `argument` what to hand in for it")
    before = {k: copied(v) for k, v in given.items()} if watch else {}
    result = function(*several, **given)
    for key in before:
        same(given[key], before[key], f"{name} changed its input {key}")
    return result


def copied(value: object) -> object:
    if isinstance(value, Tables):
        return Tables({name: frame.copy(deep=True) for name, frame in value.items()})
    if isinstance(value, pd.DataFrame | pd.Series | np.ndarray):
        return value.copy()
    return value if isinstance(value, np.random.Generator | np.busdaycalendar) else copy.deepcopy(value)


def same(value: object, before: object, words: str) -> None:
    if isinstance(value, Tables):
        for name in before:
            same(value[name], before[name], words)
    elif isinstance(value, pd.DataFrame):
        pd.testing.assert_frame_equal(value, before, obj=words)
    elif isinstance(value, pd.Series):
        pd.testing.assert_series_equal(value, before, obj=words)
    elif isinstance(value, np.ndarray):
        np.testing.assert_array_equal(value, before, err_msg=words)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            same(getattr(value, field.name), getattr(before, field.name), words)
    elif not isinstance(value, np.random.Generator | np.busdaycalendar):
        assert value == before, words


def frames_in(result: object) -> list[pd.DataFrame]:
    if isinstance(result, pd.DataFrame):
        return [result]
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return [frame for field in dataclasses.fields(result) for frame in frames_in(getattr(result, field.name))]
    if isinstance(result, tuple | list):
        return [frame for part in result for frame in frames_in(part)]
    return []


def test_the_walk_finds_the_room():
    assert {"accuracy.summary", "velocity.sprints", "throughput.throughput", "errors.balanced_error"} <= set(FUNCTIONS)
    assert len(FUNCTIONS) > 60


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_input_is_changed(name):
    call(name, TABLES_IN, watch=True)


DATA = {"tasks", "tables", "sprints", "estimates", "transitions"}
TAKING_DATA = [name for name, function in FUNCTIONS.items() if DATA & set(inspect.signature(function).parameters)]


def mine(names: list[str]) -> list[str]:
    return [name for name in names if not name.startswith("lessons.")]


@pytest.mark.parametrize("name", mine(TAKING_DATA))
def test_results_name_no_person(name):
    result = call(name, TABLES_IN)
    for frame in frames_in(result):
        if name.startswith(("membership.with", "progress.with", "reestimation.with")):
            continue  # the tasks as they came, with one more column
        assert not PEOPLE & set(map(str, frame.columns)), name


@pytest.mark.parametrize("name", mine(TAKING_DATA))
def test_results_are_frozen(name):
    result = call(name, TABLES_IN)
    if dataclasses.is_dataclass(result):
        with pytest.raises(dataclasses.FrozenInstanceError):
            result.n = 0
        assert hasattr(result, "n") or type(result).__name__ == "Interval"


SMALL = Tables({t: f.head(25) for t, f in TABLES_IN.items()})
OPTIONAL = sorted({c.name for t in ("tasks", "sprints", "task_sprints", "estimates") for c in TABLES[t].columns if not c.required})


@pytest.mark.parametrize("parts", [4, pytest.param(8, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", mine(TAKING_DATA))
def test_missing_columns_are_no_error(name, parts):
    """Whichever optional columns are not there, the answer is a result or *not enough evidence*, never a KeyError."""
    for start in range(parts):
        gone = OPTIONAL[start::parts]
        part = Tables({t: f.drop(columns=gone, errors="ignore") for t, f in SMALL.items()})
        call(
            name,
            part,
            **({"column": "component"} if "kind" in gone and name in ("accuracy.by", "compare.misses_by", "groups.groups") else {}),
        )


@pytest.mark.parametrize("name", mine(TAKING_DATA))
def test_keys_alone_are_no_error(name):
    part = Tables({t: f[[c.name for c in TABLES[t].columns if c.required]] for t, f in TABLES_IN.items()})
    call(name, part)


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("name", mine(TAKING_DATA))
def test_no_rows_or_few_are_no_error(name, n):
    call(name, Tables({t: f.head(n) for t, f in TABLES_IN.items()}))
    if n == 0:
        call(name, Tables())
