"""What happens to whole batches: killed again and again, on a full disk, under another clock and language."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from workbench import store
from workbench.reports.fork import possible
from workbench.reports.scratch import scratch, sweep
from workbench.tables import Tables

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not possible(), reason="notebooks cannot be forked on this system")]

READS = """from workbench import page, store
with store.open() as library:
    tasks = library.read(project_id).tasks
page.Headline(f"Project {project_id} has {len(tasks)} tasks.")"""
BATCH = """
import sys
from workbench import reports, store
with store.open(sys.argv[1]) as library:
    found = reports.issue(reports.plan(sys.argv[2], library=library), library=library, out_dir=sys.argv[3], jobs=2)
print(found)
"""


def _library(place: Path, projects: int) -> Path:
    names = [f"P{i:02d}" for i in range(projects)]
    rows = [{"project_id": p, "task_id": f"{p}-{k}", "estimate": 8.0, "estimate_unit": "hours"} for p in names for k in range(3)]
    with store.open(place) as library:
        library.write(Tables({"tasks": pd.DataFrame(rows)}), source="test")
    return place


def _made(out: Path, *kinds: str) -> dict[str, bytes]:
    return {f"{p.parent.name}/{p.name}": p.read_bytes() for kind in kinds for p in out.glob(f"*/report.{kind}")}


def _processes(mark: Path) -> list[str]:
    """Command lines of living processes whose environment names the folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if str(mark).encode() in (place / "environ").read_bytes():
                found.append((place / "cmdline").read_bytes().decode(errors="replace"))
        except OSError:
            continue
    return found


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary files of the batches alone; its name is short, as the names of sockets must be."""
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        yield Path(folder)


def test_a_batch_that_is_killed_at_random_moments_makes_each_report_once(
    notebook: Callable[..., Path], tmp_path: Path, temporary: Path
) -> None:
    file, out = _library(tmp_path / "reviews.db", 40), tmp_path / "out"
    path = notebook("import time\ntime.sleep(0.05)", READS, reads="project")
    chance, environment = random.Random(7), {**os.environ, "TMPDIR": str(temporary)}
    command = [sys.executable, "-c", BATCH, str(file), str(path)]
    for _ in range(3):
        there = len(list(out.glob("*/run.json")))
        stop_at, wait = there + chance.randint(0, 8), chance.random() * 0.3
        with subprocess.Popen([*command, str(out)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as batch:
            while len(list(out.glob("*/run.json"))) < stop_at or not list(temporary.glob("workbench-*")):
                assert batch.poll() is None
                time.sleep(0.005)
            time.sleep(wait)
            batch.kill()
    assert 0 < len(list(out.glob("*/run.json"))) < 40
    two = [subprocess.Popen([*command, str(out)], env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [b.communicate(timeout=300)[0] for b in two]
    assert [b.returncode for b in two] == [0, 0], said
    assert all(" 0 failed" in words for words in said), said
    with store.open(file) as library:
        ledger = library.runs()
    assert not ledger["status"].eq("running").any()
    assert ledger[ledger["status"].eq("done")].groupby("project_id").size().tolist() == [1] * 40
    assert set(ledger.loc[ledger["status"].eq("failed"), "reason"]) <= {"it was interrupted."}
    subprocess.run([*command, str(tmp_path / "clean")], env=environment, check=True, capture_output=True)
    assert _made(out, "html", "ipynb") == _made(tmp_path / "clean", "html", "ipynb")
    assert len(_made(out, "html")) == 40
    assert not list(out.rglob("*.tmp"))
    assert not list(temporary.iterdir()), "what the killed ones left is swept"
    assert not _processes(temporary)


def test_only_what_a_dead_process_of_ours_left_is_swept(monkeypatch: pytest.MonkeyPatch, temporary: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left, odd = temporary / f"workbench-{dead.pid}-abc", temporary / "workbench-mine"
    (left / "work").mkdir(parents=True)
    odd.mkdir()
    target = temporary / "elsewhere"
    target.mkdir()
    (temporary / f"workbench-{dead.pid}-link").symlink_to(target)
    with scratch() as alive:
        assert sweep() == 1
        assert alive.is_dir()
    assert sorted(p.name for p in temporary.iterdir()) == sorted(["elsewhere", f"workbench-{dead.pid}-link", "workbench-mine"])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, for the reports and the temporary files."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("only root can make a small disk, and not everywhere")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_fails_reports_and_nothing_else(notebook: Callable[..., Path], tmp_path: Path, small_disk: Path) -> None:
    file, out = _library(tmp_path / "reviews.db", 12), small_disk / "out"
    path = notebook(READS, "page.Text(project_id + ' ' + 'x' * 60_000)", reads="project")
    short = {"TMPDIR": str(small_disk)}
    command = [sys.executable, "-c", BATCH, str(file), str(path), str(out)]
    full = subprocess.run(command, env={**os.environ, **short}, capture_output=True, text=True, timeout=300, check=False)
    assert full.returncode == 0, full.stderr
    assert "No space left" in full.stdout
    there = _made(out, "html", "ipynb")
    with store.open(file) as library:
        ledger = library.runs()
    done = ledger[ledger["status"].eq("done")]
    assert 0 < len(done) < 12
    assert len(there) == 2 * len(done)
    assert not ledger["status"].eq("running").any()
    assert not list(small_disk.rglob("*.tmp"))
    assert [p.name for p in small_disk.iterdir()] == ["out"]
    assert not _processes(small_disk)
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    again = subprocess.run(command, env={**os.environ, **short}, capture_output=True, text=True, timeout=300, check=False)
    assert f"{12 - len(done)} made, {len(done)} up to date already, 0 failed" in again.stdout
    assert there.items() <= _made(out, "html", "ipynb").items()
    assert (out / "index.html").stat().st_size > 5_000


FILLS = """import os, pathlib
disk, free = pathlib.Path({disk!r}), os.statvfs({disk!r})
if project_id == 'P03' and not (disk / 'ballast').exists():
    (disk / 'ballast').write_bytes(b'x' * free.f_bavail * free.f_frsize)"""


def test_a_library_whose_disk_is_full_is_told_in_words_and_stays_whole(
    notebook: Callable[..., Path], tmp_path: Path, small_disk: Path
) -> None:
    """A report fills the disk that the library lies on: it and all after it fail, those before it stand, and later all are made."""
    file, out = _library(small_disk / "reviews.db", 8), tmp_path / "out"
    path = notebook(READS, FILLS.format(disk=str(small_disk)), reads="project")
    command = [sys.executable, "-c", BATCH, str(file), str(path), str(out)]
    full = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert full.returncode == 0, full.stderr
    assert "found no room on the disk. What to do: free some space" in full.stdout
    (small_disk / "ballast").write_bytes(b"")
    with store.open(file) as library:
        assert library.verify().sound
        done = library.runs()["status"].eq("done").sum()
    there = _made(out, "html")
    assert 0 < done <= len(there) < 8
    again = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert f"{8 - len(there)} made, {len(there)} up to date already, 0 failed" in again.stdout, again.stdout
    with store.open(file) as library:
        assert not library.runs()["status"].eq("running").any()


def test_the_same_inputs_give_the_same_files_anywhere(sample_library: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom workbench import reports, store\nwith store.open(sys.argv[1]) as library:\n"
        "    orders = [o for t in ('project_retrospective', 'sprint_retrospective', 'executive_status')"
        " for o in reports.plan(t, library=library, projects=['PAY-1'])]\n"
        "    print(reports.issue(orders, library=library, out_dir=sys.argv[2], jobs=1))"
    )
    places = {
        "one": {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        "two": {"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
    }
    for name, environment in places.items():
        copy = tmp_path / name / "workbench.db"
        copy.parent.mkdir()
        shutil.copy(sample_library, copy)
        done = subprocess.run(
            [sys.executable, "-c", code, str(copy), str(tmp_path / name / "out")],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        assert "3 made" in done.stdout
    one, two = (_made(tmp_path / name / "out", "html", "ipynb") for name in places)
    assert len(one) == 6
    assert one == two
