"""Several programs write at once, and programs die in the middle of it."""

import multiprocessing
import os
import random
import resource
import signal
import time
from pathlib import Path

import pandas as pd
import pytest

from workbench import store
from workbench.tables import StoreError, Tables

FORK = multiprocessing.get_context("fork")
ROWS = 40


def batch(project: str, cost: float) -> Tables:
    """One import that is whole only with all its rows in three tables."""
    tasks = pd.DataFrame({"project_id": project, "task_id": [f"{i:03}" for i in range(ROWS)], "estimate": 8.0, "cost": cost})
    return Tables({"tasks": tasks, "risks": pd.DataFrame({"project_id": [project], "risk_id": ["R"], "cost": [cost]})})


def _writer(url: str, name: str, times: int) -> None:
    with store.open(url) as library:
        for i in range(times):
            mine = batch(f"{name}-{i}", 1.0)
            shared = pd.DataFrame({"project_id": ["shared"], "task_id": [f"{name}-{i}"], "title": ["O'Neil"]})
            tasks = pd.concat([mine.tasks, shared], ignore_index=True)
            entry = store.ImportEntry(name, project_ids=(f"{name}-{i}",))
            library.write(Tables({**mine, "tasks": tasks}), source=name, entry=entry)


@pytest.mark.parametrize("writers", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_writers_at_once_lose_nothing(url: str, writers: int) -> None:
    times = 3
    processes = [FORK.Process(target=_writer, args=(url, f"w{i}", times)) for i in range(writers)]  # the file is new: all create it
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [p.exitcode for p in processes] == [0] * writers
    with store.open(url) as library:
        counts = library.projects().set_index("project_id")["tasks"].to_dict()
        assert counts == {"shared": writers * times} | {f"w{w}-{i}": ROWS for w in range(writers) for i in range(times)}
        assert len(library.read(only=["estimates"]).estimates) == writers * times * ROWS
        assert len(library.imports()) == writers * times
        assert library.verify().sound


def test_a_reader_sees_one_moment_while_others_write(url: str) -> None:
    with store.open(url) as library:
        library.write(batch("P", 0.0), source="start")
        writer = FORK.Process(target=_rewriter, args=(url, 5))
        writer.start()
        seen = set()
        while writer.is_alive():
            got = library.read("P")
            values = set(got.tasks["cost"]) | set(got.risks["cost"])
            assert len(values) == 1, "half of one import and half of another"
            seen |= values
        writer.join(60)
        assert writer.exitcode == 0
    assert len(seen) > 1


def _rewriter(url: str, times: int) -> None:
    with store.open(url) as library:
        for i in range(times):
            library.write(batch("P", float(i + 1)), source="again")


def _writer_without_room(file: Path, told) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 50_000, resource.RLIM_INFINITY))
    with store.open(file) as library:
        tasks = pd.DataFrame({"project_id": "big", "task_id": [str(i) for i in range(5000)], "title": "long " * 20})
        try:
            library.write(Tables({"tasks": tasks}), source="big")
        except StoreError as error:
            told.send(str(error))
        else:
            told.send("written")


def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "reviews.db"
    with store.open(file) as library:
        library.write(batch("P", 1.0), source="before")
    receive, send = FORK.Pipe(duplex=False)
    child = FORK.Process(target=_writer_without_room, args=(file, send))
    child.start()
    assert "found no room on the disk" in receive.recv()
    child.join(60)
    with store.open(file) as library:
        assert library.verify().sound
        assert library.projects()["project_id"].tolist() == ["P"]
        library.write(batch("Q", 1.0), source="after")
        assert library.projects()["tasks"].tolist() == [ROWS, ROWS]


def _dying_writer(file: Path, done) -> None:
    with store.open(file) as library:
        i = 0
        while True:
            library.write(batch(f"B{i}", 1.0), source="batch")
            done.send(i)
            i += 1


def _killed_somewhere(file: Path, seed: int) -> int:
    """Kill a writer without warning; tell how many imports it had acknowledged."""
    receive, send = FORK.Pipe(duplex=False)
    child = FORK.Process(target=_dying_writer, args=(file, send))
    child.start()
    send.close()
    acknowledged = receive.recv()  # at least one
    time.sleep(random.Random(seed).uniform(0.0, 0.25))
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join(60)
    while True:
        try:
            acknowledged = receive.recv()
        except EOFError:
            return acknowledged + 1


def _survives(folder: Path, seed: int) -> None:
    file = folder / f"{seed}.db"
    acknowledged = _killed_somewhere(file, seed)
    with store.open(file) as library:
        assert library.verify().sound, str(library.verify())
        counts = library.projects().set_index("project_id")["tasks"]
        assert {f"B{i}" for i in range(acknowledged)} <= set(counts.index), "an acknowledged import is gone"
        assert len(counts) <= acknowledged + 1
        assert counts.eq(ROWS).all(), "half an import"
        everything = library.read()
        assert len(everything.risks) == len(counts)
        assert len(everything.estimates) == len(counts) * ROWS
        assert library.write(batch("after", 1.0), source="after").counts.set_index("table").loc["tasks", "inserted"] == ROWS


@pytest.mark.parametrize("seed", range(3))
def test_a_writer_killed_in_the_middle_leaves_whole_imports(tmp_path: Path, seed: int) -> None:
    _survives(tmp_path, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_a_writer_killed_in_the_middle_leaves_whole_imports_many_times(tmp_path: Path, seed: int) -> None:
    _survives(tmp_path, seed)
