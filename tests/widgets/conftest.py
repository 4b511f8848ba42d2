"""A small library that widgets can change, and ways to look at what they show."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from looking import PERSON

from workbench import store
from workbench.store import Library
from workbench.tables import Tables


def small() -> Tables:
    """Two projects: a finished one of 40 tasks and a running one of 4; the people in it must never be seen."""
    rng = np.random.default_rng(7)
    n = 40
    day = pd.Timestamp("2026-01-05") + pd.to_timedelta(np.arange(n), unit="D")
    done = pd.DataFrame(
        {
            "project_id": "PAY",
            "task_id": [f"PAY-{i + 1}" for i in range(n)],
            "title": [f"Task <b>{i + 1}</b> & more" for i in range(n)],
            "kind": ["feature", "bug"] * (n // 2),
            "component": ["checkout", "ledger", "checkout", "refunds"] * (n // 4),
            "estimate": rng.choice([2.0, 4.0, 8.0, 16.0], n),
            "estimate_unit": "hours",
            "actual_unit": "hours",
            "status_class": "done",
            "estimator": PERSON,
            "assignee": PERSON,
            "started_on": day,
            "finished_on": day + pd.Timedelta(days=2),
        }
    )
    done["actual"] = (done["estimate"] * rng.lognormal(0.2, 0.4, n)).round(1)
    open_tasks = done.head(4).assign(
        project_id="NEW", task_id=[f"NEW-{i}" for i in range(4)], status_class="todo", actual=None, started_on=pd.NaT, finished_on=pd.NaT
    )
    tasks = pd.concat([done, open_tasks], ignore_index=True)
    projects = pd.DataFrame(
        {
            "project_id": ["PAY", "NEW"],
            "name": ["Payments", "Next thing"],
            "started_on": pd.to_datetime(["2026-01-05", "2026-03-02"]),
            "planned_finish_on": pd.to_datetime(["2026-02-10", "2026-05-01"]),
            "finished_on": pd.to_datetime(["2026-02-17", None]),
        }
    )
    return Tables({"projects": projects, "tasks": tasks})


@pytest.fixture(scope="session")
def small_library_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library, written once."""
    file = tmp_path_factory.mktemp("small") / "workbench.db"
    with store.open(file) as opened:
        opened.write(small(), source="test")
    return file


@pytest.fixture
def library(small_library_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """The small library in a folder of its own, which is the working folder too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "workbench.db"))
    shutil.copy(small_library_file, tmp_path / "workbench.db")
    with store.open() as opened:
        yield opened


@pytest.fixture
def empty_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library without a row."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "workbench.db"))
    with store.open() as opened:
        yield opened
