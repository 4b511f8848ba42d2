"""Many reports: those that are due, once each, whatever happens in between."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from workbench import reports, store
from workbench.reports.fork import possible
from workbench.tables import ReportError, Tables

PROJECTS = [f"P{i}" for i in range(8)]
READS = """from workbench import page, store
with store.open() as library:
    tasks = library.read(project_id).tasks
page.Headline(f"Project {project_id} has {len(tasks)} tasks.")"""


def tasks(project: str, count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"project_id": project, "task_id": [f"{project}-{i}" for i in range(count)], "estimate": 8.0, "estimate_unit": "hours"}
    )


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    place = tmp_path / "reviews.db"
    with store.open(place) as library:
        library.write(Tables({"tasks": pd.concat([tasks(p, 3) for p in PROJECTS])}), source="test")
    return place


def _answers(out: Path) -> dict[str, str]:
    return {e.about["project_id"]: e.record.headline for e in reports.entries(out) if e.status == "done"}


def test_only_what_is_due_is_made(library_file: Path, notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    path = notebook(READS, reads="project")
    out = tmp_path / "out"
    with store.open(library_file) as library:
        first = reports.issue(reports.plan(path, library=library), library=library, out_dir=out, jobs=2, engine=shop)
        assert (first.count("done"), len(first.reports)) == (8, 8)
        assert first.reports["project_id"].tolist() == PROJECTS
        assert "8 made, 0 up to date already, 0 failed" in str(first)
        again = reports.issue(reports.plan(path, library=library), library=library, out_dir=out)
        assert (again.count("current"), again.count("done")) == (8, 0)

        library.write(Tables({"tasks": tasks("P3", 4)}), source="test")
        broken = next(p for p in out.glob("p5-*") if p.is_dir()) / "report.html"
        broken.write_bytes(broken.read_bytes()[:-10])
        third = reports.issue(reports.plan(path, library=library), library=library, out_dir=out, jobs=2, engine=shop)
        assert third.reports.loc[third.reports["status"] == "done", "project_id"].tolist() == ["P3", "P5"]
        assert _answers(out)["P3"] == "Project P3 has 4 tasks."

        told = reports.issue(
            reports.plan(path, library=library, projects=["P1"], parameters={"weeks": 7}), library=library, out_dir=out, engine=shop
        )
        assert told.count("done") == 1
        assert library.runs("P1")["status"].tolist() == ["done", "done"]


def test_what_was_learned_elsewhere_makes_a_report_due(library_file: Path, notebook: Callable[..., Path], tmp_path: Path) -> None:
    path = notebook("1")
    with store.open(library_file) as library:
        before = {o.project_id: o.key for o in reports.plan(path, library=library)}
        assert before == {o.project_id: o.key for o in reports.plan(path, library=library)}
        library.start_run("small", "P1", {}, "x")  # running a report changes no data
        assert before == {o.project_id: o.key for o in reports.plan(path, library=library)}
        library.save_calibration({"a": 1}, label="test")
        after = {o.project_id: o.key for o in reports.plan(path, library=library)}
        library.write(Tables({"tasks": tasks("P3", 4)}), source="test")
        last = {o.project_id: o.key for o in reports.plan(path, library=library)}
    assert not set(before.values()) & set(after.values())
    assert not set(after.values()) & set(last.values())
    assert len(set(after.values())) == 8


def test_one_that_fails_keeps_no_other_from_being_made(
    library_file: Path, notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path
) -> None:
    path = notebook("import os\nassert project_id != 'P1', 'no'\nif project_id == 'P2': os.kill(os.getpid(), 9)")
    out = tmp_path / "out"
    out.mkdir()
    told: list[reports.Run] = []
    with store.open(library_file) as library:
        orders = reports.plan(path, library=library)
        (out / orders[3].folder).write_text("in the way")
        found = reports.issue(orders, library=library, out_dir=out, jobs=2, engine=shop, tell=told.append)
        ledger = library.runs()
    why = found.reports.set_index("project_id")["reason"].dropna()
    assert list(why.index) == ["P1", "P2", "P3"]
    assert "AssertionError: no" in why["P1"]
    assert "killed" in why["P2"]
    assert "cannot be used" in why["P3"]
    assert found.count("done") == 5
    assert sorted(str(r.project_id) for r in told) == [p for p in PROJECTS if p != "P3"]
    assert "P1: cell 2 stopped" in str(found)
    assert ledger["status"].value_counts().to_dict() == {"done": 5, "failed": 2}
    assert "7 reports · 5 up to date · 2 failed" in (out / "index.html").read_text(encoding="utf-8")


BATCH = """
import sys
from workbench import reports, store
with store.open(sys.argv[1]) as library:
    found = reports.issue(reports.plan(sys.argv[2], library=library), library=library, out_dir=sys.argv[3], jobs=2)
print(found.count("done"), found.count("current"), found.count("busy"), found.count("failed"))
"""


def _launch(library_file: Path, path: Path, out: Path) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", BATCH, str(library_file), str(path), str(out)], stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_a_killed_batch_goes_on_where_it_stopped(
    library_file: Path, notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path
) -> None:
    path = notebook("import time\ntime.sleep(0.3)", READS)
    out = tmp_path / "out"
    batch = _launch(library_file, path, out)
    while len(list(out.glob("*/run.json"))) < 3:
        assert batch.poll() is None
        time.sleep(0.02)
    batch.kill()
    batch.wait()
    there = len(list(out.glob("*/run.json")))
    assert there < 8
    with store.open(library_file) as library:
        found = reports.issue(reports.plan(path, library=library), library=library, out_dir=out, jobs=2, engine=shop)
        ledger = library.runs()
        library.backup(tmp_path / "copy.db")
    with store.open(tmp_path / "copy.db") as copy:
        clean = reports.issue(reports.plan(path, library=copy), library=copy, out_dir=tmp_path / "clean", jobs=2, engine=shop)
    assert (found.count("current"), found.count("done")) == (there, 8 - there)
    assert clean.count("done") == 8
    assert not (ledger["status"] == "running").any()
    assert ledger[ledger["status"] == "done"].groupby("project_id").size().to_dict() == dict.fromkeys(PROJECTS, 1)
    pages = {p.parent.name: p.read_bytes() for p in out.glob("*/report.html")}
    assert pages == {p.parent.name: p.read_bytes() for p in (tmp_path / "clean").glob("*/report.html")}


def test_two_batches_at_once_make_each_report_once(library_file: Path, notebook: Callable[..., Path], tmp_path: Path) -> None:
    path = notebook("import time\ntime.sleep(0.2)", READS)
    out = tmp_path / "out"
    with store.open(library_file) as library, reports.Workshop([reports.template(path)]) as one, ThreadPoolExecutor(2) as pool:
        orders = reports.plan(path, library=library)
        both = [pool.submit(reports.issue, orders, library=library, out_dir=out, jobs=2, engine=one) for _ in range(2)]
        done = [b.result() for b in both]
        ledger = library.runs()
    assert sum(d.count("done") for d in done) == 8
    assert sum(d.count("failed") for d in done) == 0
    assert ledger["status"].tolist() == ["done"] * 8
    assert len(_answers(out)) == 8


@pytest.mark.skipif(not possible(), reason="notebooks cannot be forked on this system")
def test_a_driver_that_is_killed_is_replaced(library_file: Path, notebook: Callable[..., Path], tmp_path: Path) -> None:
    path = notebook("import time\ntime.sleep(0.3)")
    with store.open(library_file) as library, reports.Workshop(engine="workbench") as own, ThreadPoolExecutor(1) as pool:
        assert own.driver is not None
        orders = reports.plan(path, library=library)
        batch = pool.submit(reports.issue, orders, library=library, out_dir=tmp_path / "out", jobs=2, engine=own)
        while not list((tmp_path / "out").glob("*/run.json")):
            assert not batch.done(), batch.result()
            time.sleep(0.02)
        os.kill(own.driver.pid, signal.SIGKILL)
        found = batch.result(60)
    assert found.count("done") == 8, str(found)


def test_parts_share_the_orders_out(library_file: Path, notebook: Callable[..., Path]) -> None:
    with store.open(library_file) as library:
        orders = reports.plan(notebook("1"), library=library)
    parts = [reports.shard(orders, f"{i}/3") for i in (1, 2, 3)]
    assert sorted(o.folder for part in parts for o in part) == sorted(o.folder for o in orders)
    for bad in ("0/3", "4/3", "1", "a/b", "1/0", "-1/3"):
        with pytest.raises(ReportError, match="is not a part"):
            reports.shard(orders, bad)


def test_unknown_projects_are_refused_before_anything_runs(library_file: Path, notebook: Callable[..., Path]) -> None:
    with store.open(library_file) as library, pytest.raises(ReportError, match="does not know 'X', 'Y'"):
        reports.plan(notebook("1"), library=library, projects=["P1", "X", "Y"])


def test_a_batch_of_nothing_is_nothing(tmp_path: Path) -> None:
    found = reports.issue([], library=None, out_dir=tmp_path)
    assert len(found.reports) == 0


@pytest.mark.parametrize("reads", ["project", "library"])
def test_a_report_made_by_itself_is_not_due_in_the_next_batch(
    reads: str, library_file: Path, notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path
) -> None:
    path = notebook(READS, reads=reads)
    with store.open(library_file) as library:
        alone = reports.run(path, project_id="P1", library=library, out_dir=tmp_path / "out", engine=shop)
        assert alone.status == "done"
        found = reports.issue(reports.plan(path, library=library), library=library, out_dir=tmp_path / "out", jobs=2, engine=shop)
    assert found.reports.set_index("project_id")["status"].eq("current").pipe(lambda s: s[s].index.tolist()) == ["P1"]
    assert found.count("done") == 7


def test_without_a_browser_there_is_a_page_to_print_and_a_word_on_it(
    library_file: Path, notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_BROWSER", "no-such-browser")
    path = notebook(READS)
    with store.open(library_file) as library:
        run = reports.run(path, project_id="P1", library=library, out_dir=tmp_path / "out", formats=("html", "pdf"), engine=shop)
        orders = reports.plan(path, library=library, projects=["P1", "P2"], formats=("pdf",))
        found = reports.issue(orders, library=library, out_dir=tmp_path / "out", engine=shop)
    assert (run.status, run.pdf) == ("done", None)
    assert run.html is not None
    assert "No browser was found" in run.note
    assert "open the HTML report and print it" in str(found)
    assert found.reports["status"].tolist() == ["current", "done"]
