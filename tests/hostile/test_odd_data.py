"""Odd data that is accepted, through every template: each tells something, or says in words why it cannot; none ends in a traceback.

Columns without a value, tables without a row, days in no order, zeros and huge numbers, one text everywhere, a day to look from that lies
before all or after all. The cells of the templates are run in this process: thousands of times as many cases as with kernels.
"""

import ast
import json
import random
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from workbench import store
from workbench.tables import TABLES, Column, Tables, WorkbenchError, check

TEMPLATES = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted((Path(__file__).parents[2] / "templates").glob("*.ipynb"))}
PER_TASK = ("estimates", "transitions", "worklogs", "task_sprints", "dependencies")
DAYS = ["1990-01-01", "2025-06-30", "2025-12-31", "2031-01-01", "2024-02-29 23:59:59"]
LOOKED_FROM = ["", "", "1980-01-01", "2024-06-30", "2025-06-30", "2035-01-01"]


def some_projects(everything: Tables, rng: random.Random) -> Tables:
    """One to eight projects, mostly of few tasks."""
    ids = rng.sample(sorted(everything.projects["project_id"]), rng.choice([1, 2, 5, 8]))
    made = {name: frame[frame["project_id"].isin(ids)] for name, frame in everything.items()}
    if rng.random() < 0.7:
        made["tasks"] = made["tasks"].groupby("project_id").head(rng.choice([3, 12, 30, 80]))
        kept = set(made["tasks"]["task_id"])
        made |= {name: made[name][made[name]["task_id"].isin(kept)] for name in PER_TASK}
    return Tables(made)


def odd(tables: Tables, rng: random.Random) -> dict[str, pd.DataFrame]:
    """The same with some columns overwritten and some tables cut."""
    made = {}
    for name, frame in tables.items():
        chance = rng.random()
        out = frame.head(0) if chance < 0.12 else frame.head(rng.choice([1, 2, 5])) if chance < 0.3 else frame
        free = [c for c in TABLES[name].columns if c.name not in (TABLES[name].key or ()) and c.name in out]
        for column in rng.sample(free, min(rng.choice([0, 0, 1, 2, 4]), len(free))):
            out = overwritten(out, column, rng)
        made[name] = out
    return made


def overwritten(frame: pd.DataFrame, column: Column, rng: random.Random) -> pd.DataFrame:
    """Some or all values of a column are gone, or are one odd value."""
    share = rng.choice([0.05, 0.5, 1.0])
    rows = np.array([rng.random() < share for _ in range(len(frame))], dtype=bool)
    values: dict[str, Callable[[], Any]] = {
        "number": lambda: rng.choice([0.0, 1e-9, 0.5, 1.0, 1e6, 1e12]),
        "date": lambda: pd.Timestamp(rng.choice(DAYS)),
        "choice": lambda: rng.choice(list(column.choices)),
        "text": lambda: rng.choice(["x", "same", "ä" * 300, "hours", "points", "items"]),
    }
    if rng.random() < 0.4 or column.type not in values:
        return frame.assign(**{column.name: frame[column.name].mask(rows)})
    return frame.assign(**{column.name: frame[column.name].mask(rows, values[column.type]())})


def tell(notebook: dict[str, Any], **given: str) -> None:
    """Run the cells of a template as a kernel would, and look at what each shows."""
    names: dict[str, Any] = {}
    for cell in (c for c in notebook["cells"] if c["cell_type"] == "code"):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102
        if "parameters" in cell["metadata"].get("tags", []):
            names |= {name: value for name, value in given.items() if name in names}
        elif last is not None and isinstance(last, ast.Expr):
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
            if shown is not None:
                assert shown._repr_html_()


def wrong_with(everything: Tables, library: Path, rng: random.Random, *, chosen: int) -> list[str]:
    """Odd data through some templates; what ended in a traceback, and where."""
    try:
        accepted = check(odd(some_projects(everything, rng), rng)).accepted
        with store.open(library) as opened:
            opened.write(accepted, source="odd")
    except WorkbenchError:
        return []
    found = []
    projects = sorted(set(accepted.projects["project_id"]) | set(accepted.tasks["project_id"])) or [""]
    for name in rng.sample(sorted(TEMPLATES), chosen):
        given = {"project_id": rng.choice(projects), "as_of": rng.choice(LOOKED_FROM)}
        try:
            tell(TEMPLATES[name], **given)
        except WorkbenchError:
            pass  # told in words
        except Exception as error:
            ours = [f for f in traceback.extract_tb(error.__traceback__) if "workbench" in f.filename and f.name != "tell"]
            at = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "outside"
            found.append(f"{name} {given}: {type(error).__name__} at {at}: {error}"[:300])
    return found


@pytest.mark.parametrize(("cases", "chosen"), [(3, 2), pytest.param(16, 5, marks=pytest.mark.slow)])
@pytest.mark.filterwarnings("ignore")
def test_odd_data_is_told_or_refused_in_words(
    sample_library_file: Path, cases: int, chosen: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.open(sample_library_file) as library:
        everything = library.read()
    found = []
    for case in range(cases):
        monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / f"{case}.db"))
        found += wrong_with(everything, tmp_path / f"{case}.db", random.Random(case), chosen=chosen)
    assert found == []


def test_a_template_that_fails_is_noticed() -> None:
    cells = [{"cell_type": "code", "source": ["1 / 0"], "metadata": {}}]
    with pytest.raises(ZeroDivisionError):
        tell({"cells": cells})
