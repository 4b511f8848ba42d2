"""Writers race and die at any moment: no acknowledged write is lost, no half of one stays. Counts are printed (`-s` shows them)."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from workbench import store
from workbench.store.connect import address, engine_for
from workbench.store.contents import as_note
from workbench.store.migrate import SCRIPTS, bring_up
from workbench.tables import Conflict, StoreError, Tables

pytestmark = pytest.mark.slow

DAY = pd.Timestamp("2026-07-30")
TASKS = 12


class Fleet:
    """Forked processes that tell through one pipe what has been acknowledged to them."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        self.pids: list[int] = []

    def start(self, work: Callable[[Callable[[str], object]], object]) -> int:
        """Fork a process that does some work; it never comes back into the test."""
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            try:
                work(lambda text: os.write(self._write, f"{text}\n".encode()))
            except BaseException as error:
                os.write(self._write, f"FAULT {type(error).__name__}: {error}\n".replace("\n", " ").encode() + b"\n")
            os._exit(0)
        self.pids.append(pid)
        return pid

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    def told(self) -> list[str]:
        """Wait until all are gone, then give every line that they wrote."""
        os.close(self._write)
        with os.fdopen(self._read) as lines:
            told = lines.read().splitlines()
        for pid in self.pids:
            os.waitpid(pid, 0)
        assert not [line for line in told if line.startswith("FAULT")], told
        return told


def edit(library: store.Library, project: str, name: str, times: int, say: Callable[[str], object]) -> None:
    """Add answers to one review, each to the newest version; a conflict must show both sides."""
    done = 0
    while done < times:
        seen = library.review(project)
        assert seen is not None
        mine = {**seen, "facts": {**seen["facts"], f"{name}-{done}": "said"}}
        try:
            version = library.save_review(mine, version=seen["version"])
        except Conflict as conflict:
            both = conflict.mine["facts"] == mine["facts"] and conflict.theirs["version"] > seen["version"]
            say("conflict" if both else f"FAULT the conflict shows {conflict.mine} and {conflict.theirs}")
            continue
        say(f"{name}-{done} {version}")
        done += 1


def begin(library: store.Library, project: str) -> None:
    library.save_review({"project_id": project, "reviewed_on": DAY, "facts": {}}, version=None)


def acknowledged(told: list[str], library: store.Library, project: str) -> tuple[int, int]:
    """Check that everything acknowledged is there; give the count of it and of versions."""
    edits = dict(line.split() for line in told if line not in ("conflict",) and not line.startswith("B"))
    review, kept = library.review(project), library.review_versions(project)
    assert review is not None
    assert review["version"] == len(kept) == len(review["facts"]) + 1, "an edit was lost, or counted twice"
    for name, version in edits.items():
        assert name in review["facts"], f"the acknowledged edit {name} is gone"
        assert name in kept[int(version) - 1]["facts"], f"version {version} is not the one that was acknowledged"
    return len(edits), len(kept) - 1


@pytest.mark.parametrize("writers", [2, 4, 8])
def test_writers_racing_on_one_review_lose_no_edit(library: store.Library, writers: int) -> None:
    begin(library, "P")
    fleet, times = Fleet(), 48 // writers
    for w in range(writers):
        fleet.start(lambda say, w=w: edit(library, "P", f"w{w}", times, say))
    told = fleet.told()
    acks, versions = acknowledged(told, library, "P")
    assert acks == versions == writers * times
    print(f"\n{writers} writers: {acks} acknowledged = {versions} versions, {told.count('conflict')} conflicts shown")


def bring(library: store.Library, name: str, times: int, say: Callable[[str], object]) -> None:
    """Import after import, each whole only with all of its rows."""
    for i in range(times):
        project = f"{name}.{i}"
        tasks = pd.DataFrame({"project_id": project, "task_id": [str(t) for t in range(TASKS)], "estimate": 8.0})
        library.write(Tables({"tasks": tasks}), source=name, entry=store.ImportEntry(name, project_ids=(project,)))
        say(f"B {project}")


@pytest.mark.parametrize(("kind", "rounds"), [("sqlite", 300), ("postgresql", 75)])
def test_killed_writers_lose_nothing_that_was_acknowledged(kind: str, rounds: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = str(tmp_path / "reviews.db") if kind == "sqlite" else request.getfixturevalue("postgres_url")
    chance = random.Random(20261)
    edits = versions = imports = kills = 0
    brought: set[str] = set()
    with store.open(url) as library:
        takes = undisturbed(lambda say: bring(library, "B", 3, lambda text: None)) / 3
        for number in range(rounds):
            project, fleet = f"P{number}", Fleet()
            begin(library, project)
            importers = 2 if number % 5 == 0 else 0  # an import takes longer, and is given the time
            pids = [fleet.start(lambda say, n=f"B{number}-{i}": bring(library, n, 1000, say)) for i in range(importers)]
            pids += [fleet.start(lambda say, n=f"w{w}", p=project: edit(library, p, n, 1000, say)) for w in range(4 - importers)]
            time.sleep(chance.uniform(0.0, 6 * takes if importers else 0.12))
            for pid in chance.sample(pids, len(pids)):
                fleet.kill(pid)
                time.sleep(chance.choice([0.0, chance.uniform(0.0, 0.02)]))
            told = fleet.told()
            kills += len(pids)
            acks, now = acknowledged(told, library, project)
            assert acks <= now <= acks + 4, "more was written than the writers can have left unacknowledged"
            edits, versions = edits + acks, versions + now
            brought |= {line.split()[1] for line in told if line.startswith("B ")}
            if number % 25 == 24 or number == rounds - 1:
                assert library.verify().sound, str(library.verify())
                counts = library.projects().set_index("project_id")["tasks"]
                assert brought <= set(counts.index), "an acknowledged import is gone"
                assert counts[counts.index.str.startswith("B")].eq(TASKS).all(), "half an import"
                imports = int(counts.index.str.startswith("B").sum())
                assert len(library.imports()) == imports
    assert edits > rounds / 2
    assert brought
    print(f"\n{kind}: {kills} kills; {edits} edits acknowledged, {versions} kept; {len(brought)} imports acknowledged, {imports} kept")


def undisturbed(work: Callable[[Callable[[str], object]], object]) -> float:
    """How long a piece of work takes here and now, when nobody kills it: kills are spread over that time."""
    fleet, begun = Fleet(), time.monotonic()
    fleet.start(work)
    fleet.told()
    return time.monotonic() - begun


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """A disk that is soon full."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here; a limit on file sizes stands in for it in test_store_processes")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_loses_nothing_and_is_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", megabytes=4) as disk, store.open(disk / "reviews.db") as library:
        begin(library, "P")
        done = fill_up(library)
        held = as_note(library.verify().rows)
        assert held["lessons"][0] == done * 200
        assert library.verify().sound
        with pytest.raises(StoreError, match=r"found no room on the disk"):
            library.backup(disk / "copy.backup")
        assert {p.name for p in disk.iterdir()} <= {"reviews.db", "reviews.db-wal", "reviews.db-shm"}, "half a backup stayed"
        backup = library.backup(tmp_path / "copy.backup")
        with pytest.raises(StoreError, match=r"found no room on the disk|cannot be restored: No space"):
            store.restore(backup, disk / "second.db")
        with pytest.raises(StoreError, match=r"found no room on the disk|cannot be restored: No space"):
            store.restore(backup, disk / "reviews.db", replace=True)
        assert as_note(library.verify().rows) == held
        assert {p.name for p in disk.iterdir()} <= {"reviews.db", "reviews.db-wal", "reviews.db-shm"}
        subprocess.run(["mount", "-o", "remount,size=12m", str(disk)], check=True)
        library.write(Tables({"lessons": cards("after")}), source="board")
        assert library.verify().sound
    print(f"\nfull disk after {done} imports: all there")


def fill_up(library: store.Library) -> int:
    """Write until there is no room; tell how many writes were acknowledged."""
    done = 0
    while done < 1000:
        try:
            library.write(Tables({"lessons": cards(f"L{done}")}), source="board")
        except StoreError as error:
            assert "found no room on the disk" in str(error)  # noqa: PT017
            assert str(error).endswith("free some space, then try again; nothing was changed.")  # noqa: PT017
            return done
        done += 1
    raise AssertionError("the disk was never full")


def cards(name: str) -> pd.DataFrame:
    return pd.DataFrame({"project_id": "P", "lesson_id": [f"{name}-{i}" for i in range(200)], "text": "word " * 60})


SLOWLY = '''"""A later version that takes its time, for the test."""
import time
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade() -> None:
    for step in range(12):
        op.add_column("tasks", sa.Column(f"later_{step}", sa.Text()))
        op.execute(f"UPDATE tasks SET later_{step} = 'new', title = title || '!'")
        time.sleep(0.004)
'''


def test_a_migration_killed_at_any_moment_leaves_the_old_library(tmp_path: Path) -> None:
    scripts = tmp_path / "later"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "v0002_slowly.py").write_text(SLOWLY)
    with store.open(tmp_path / "old.db") as library:
        tasks = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(300)], "title": "a", "estimate": 8.0})
        library.write(Tables({"tasks": tasks}), source="old")
        before = as_note(library.verify().rows)
    spare = Path(shutil.copy(tmp_path / "old.db", tmp_path / "spare.db"))
    takes = undisturbed(lambda say: bring_up(engine_for(address(spare)), address(spare), scripts=scripts))
    chance, ends, rounds = random.Random(7), {"before the copy": 0, "in the middle": 0, "done": 0}, 60
    for number in range(rounds):
        file = Path(shutil.copy(tmp_path / "old.db", tmp_path / f"{number}.db"))
        fleet = Fleet()
        pid = fleet.start(lambda say, file=file: bring_up(engine_for(address(file)), address(file), scripts=scripts))
        time.sleep(chance.uniform(0.05, 1.2) * takes)
        fleet.kill(pid)
        fleet.told()
        copy = file.with_name(f"{file.name}.backup-0001")
        with store.open(file) as library:
            if library.read_only:
                ends["done"] += 1
                assert set(library.read().tasks["title"]) == {"a" + "!" * 12}
            else:
                ends["in the middle" if copy.exists() else "before the copy"] += 1
                assert library.verify().sound
                assert as_note(library.verify().rows) == before
        if copy.exists():
            assert as_note(store.verify_backup(copy).rows) == before
        for side in tmp_path.glob(f"{number}.db*"):
            side.unlink()
    assert ends["in the middle"] >= 5, ends
    print(f"\nmigration: {rounds} kills: {ends}")


def test_a_restore_killed_at_any_moment_leaves_the_old_library_or_the_new_one(tmp_path: Path) -> None:
    file, backup = tmp_path / "reviews.db", tmp_path / "old.backup"
    with store.open(file) as library:
        begin(library, "P")
        for i in range(3):
            library.write(Tables({"lessons": cards(f"L{i}")}), source="board")
        old = as_note(library.verify().rows)
        library.backup(backup)
        library.write(Tables({"lessons": cards("new")}), source="board")
        new = as_note(library.verify().rows)
        second = library.backup(tmp_path / "new.backup")
    takes = undisturbed(lambda say: store.restore(second, file, replace=True))
    chance, ends, rounds = random.Random(9), {"not yet": 0, "done": 0}, 60
    for _ in range(rounds):
        with store.open(file) as library:
            standing = as_note(library.verify().rows)
        target = backup if standing == new else second
        fleet = Fleet()
        pid = fleet.start(lambda say, target=target: store.restore(target, file, replace=True))
        time.sleep(chance.uniform(0.05, 1.5) * takes)
        fleet.kill(pid)
        fleet.told()
        with store.open(file) as library:
            after = library.verify()
            assert after.sound
            assert as_note(after.rows) in (old, new), "half of one and half of the other"
            ends["done" if as_note(after.rows) != standing else "not yet"] += 1
        for kept in tmp_path.glob("reviews.db.before-restore-*"):
            if ".part" not in kept.name:  # nor the journal of one that was begun
                assert as_note(store.verify_backup(kept).rows) == standing, "what is kept is not what was there"
            kept.unlink()
        assert store.verify_backup(backup).sound
    assert min(ends.values()) >= 3, ends
    print(f"\nrestore: {rounds} kills: {ends}")


def test_a_backup_killed_at_any_moment_leaves_the_one_before(library: store.Library, url: str, tmp_path: Path) -> None:
    begin(library, "P")
    library.write(Tables({"lessons": cards("first")}), source="board")
    target = library.backup(tmp_path / "daily.backup")
    states = [as_note(library.verify().rows)]
    takes = undisturbed(lambda say: library.backup(tmp_path / "spare.backup"))
    chance, ends, rounds = random.Random(11), {"the one before": 0, "the new one": 0}, 30
    for number in range(rounds):
        library.write(Tables({"lessons": cards(f"L{number}").head(5)}), source="board")
        states.append(as_note(library.verify().rows))
        fleet = Fleet()
        pid = fleet.start(lambda say: library.backup(target))
        time.sleep(chance.uniform(0.05, 1.4) * takes)
        fleet.kill(pid)
        fleet.told()
        found = store.verify_backup(target)
        assert found.sound
        assert as_note(found.rows) in states, "half of a backup"
        ends["the new one" if as_note(found.rows) == states[-1] else "the one before"] += 1
    assert min(ends.values()) >= 1, ends
    print(f"\nbackup: {rounds} kills: {ends}")
