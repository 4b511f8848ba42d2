"""Reports on a real Dask cluster whose workers are killed meanwhile."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbench import reports, store
from workbench.reports.fork import possible
from workbench.tables import ReportError, Tables

distributed = pytest.importorskip("distributed", reason="dask is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not possible(), reason="the tests look into /proc")]
PROJECTS = [f"P{i}" for i in range(8)]
READS = """from workbench import page, store
with store.open() as library:
    tasks = library.read(project_id).tasks
page.Headline(f"Project {project_id} has {len(tasks)} tasks.")"""
WORKER = "import os, signal, time\nfrom pathlib import Path\nworker = int(Path(f'/proc/{os.getppid()}/stat').read_text().split()[3])"


@pytest.fixture(scope="module")
def started() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
        yield running


@pytest.fixture
def cluster(started: Any) -> Any:
    """Two workers, also where the test before has killed one."""
    with distributed.Client(started) as client:
        client.wait_for_workers(2, timeout=60)
    return started


@pytest.fixture
def library(tmp_path: Path) -> Iterator[store.Library]:
    with store.open(tmp_path / "reviews.db") as opened:
        opened.write(Tables({"tasks": _tasks()}), source="test")
        yield opened


def _tasks() -> pd.DataFrame:
    rows = [{"project_id": p, "task_id": f"{p}-{i}", "estimate": 8.0, "estimate_unit": "hours"} for p in PROJECTS for i in range(3)]
    return pd.DataFrame(rows)


def _issue(path: Path, library: store.Library, out: Path, cluster: Any) -> reports.Issue:
    orders = reports.plan(path, library=library)
    return reports.issue(orders, library=library, out_dir=out, scheduler=cluster.scheduler_address)


def _nothing_left(out: Path) -> None:
    assert not [p for p in out.rglob(".*") if p.name not in {".busy", ".lock"}]


def test_it_makes_what_this_machine_would_make(
    library: store.Library, notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path, cluster: Any
) -> None:
    path = notebook("#shared\nimport os\nfirst = 1", "assert first == 1", READS)
    done = _issue(path, library, tmp_path / "far", cluster)
    assert done.count("done") == 8, str(done)
    near = reports.issue(reports.plan(path, library=library), library=library, out_dir=tmp_path / "near", engine=shop)
    assert near.count("done") == 8
    pages = [{p.parent.name: p.read_bytes() for p in (tmp_path / d).glob("*/report.html")} for d in ("far", "near")]
    assert pages[0] == pages[1]
    assert len(pages[0]) == 8
    assert _issue(path, library, tmp_path / "far", cluster).count("current") == 8
    _nothing_left(tmp_path / "far")


def test_workers_that_are_killed_meanwhile(library: store.Library, notebook: Callable[..., Path], tmp_path: Path, cluster: Any) -> None:
    """Every report is made, and entered as done, once; the tries that were lost are in the ledger."""
    begun = tmp_path / "begun"
    begun.mkdir()
    path = notebook(
        WORKER,
        f"(Path({str(begun)!r}) / f'{{project_id}} {{worker}} {{time.time_ns()}}').touch()\ntime.sleep(1)",
        READS,
    )
    with ThreadPoolExecutor(1) as pool:
        batch = pool.submit(_issue, path, library, tmp_path / "out", cluster)
        for wanted in (1, 4):
            while len(list(begun.iterdir())) < wanted:
                assert not batch.done(), batch.result()
                time.sleep(0.02)
            newest = max(begun.iterdir(), key=lambda p: p.name.split()[2])
            os.kill(int(newest.name.split()[1]), signal.SIGKILL)
        done = batch.result(240)
    assert done.count("done") == 8, str(done)
    ledger = library.runs()
    assert ledger[ledger["status"] == "done"].groupby("project_id").size().to_dict() == dict.fromkeys(PROJECTS, 1)
    lost = ledger[ledger["status"] == "failed"]
    assert len(lost) == 2
    assert set(lost["reason"]) == {"it was interrupted."}
    assert not (ledger["status"] == "running").any()
    assert len(list(begun.iterdir())) == 10
    _nothing_left(tmp_path / "out")


def test_a_report_that_kills_its_workers_is_tried_twice(
    library: store.Library, notebook: Callable[..., Path], tmp_path: Path, cluster: Any
) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    path = notebook(
        WORKER,
        f"if project_id == 'P2':\n    (Path({str(begun)!r}) / str(worker)).touch()\n    os.kill(worker, 9)\n    time.sleep(60)",
        READS,
    )
    done = _issue(path, library, tmp_path / "out", cluster)
    assert (done.count("done"), done.count("failed")) == (7, 1), str(done)
    assert "its worker died while making it, twice" in str(done)
    assert len(list(begun.iterdir())) == 2
    ledger = library.runs("P2")
    assert ledger["status"].tolist() == ["failed", "failed"]
    assert "twice" in ledger["reason"].tolist()[-1]
    failed = [e for e in reports.entries(tmp_path / "out") if e.status == "failed"]
    assert [e.about["project_id"] for e in failed] == ["P2"]
    _nothing_left(tmp_path / "out")


def test_a_report_for_which_memory_runs_out_is_tried_once_on_another_worker(
    library: store.Library, notebook: Callable[..., Path], tmp_path: Path, cluster: Any
) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    path = notebook(
        WORKER,
        f"if project_id == 'P2':\n    (Path({str(begun)!r}) / str(worker)).touch()\n    os.kill(os.getpid(), signal.SIGKILL)",
        "if project_id == 'P3': raise ValueError('its own fault')",
    )
    done = _issue(path, library, tmp_path / "out", cluster)
    assert (done.count("done"), done.count("failed")) == (6, 2), str(done)
    assert "for want of memory" in str(done)
    assert len(list(begun.iterdir())) == 2
    assert library.runs("P2")["status"].tolist() == ["failed", "failed"]
    assert library.runs("P3")["status"].tolist() == ["failed"]


def test_workers_reach_a_library_on_postgresql(
    postgres_url: str, notebook: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password is in the workers' environment and in nothing that is handed to the cluster."""
    path = notebook(READS)
    monkeypatch.setenv("WORKBENCH_STORE", postgres_url)  # the workers inherit it
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as own,
        store.open(postgres_url) as library,
    ):
        library.write(Tables({"tasks": _tasks()}), source="test")
        done = _issue(path, library, tmp_path / "out", own)
        assert done.count("done") == 8, str(done)
        assert library.runs()["status"].tolist() == ["done"] * 8
    assert {e.record.headline for e in reports.entries(tmp_path / "out")} == {f"Project {p} has 3 tasks." for p in PROJECTS}


def test_a_cluster_that_cannot_do_it_is_refused(
    library: store.Library, notebook: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = reports.plan(notebook("1"), library=library)
    monkeypatch.setattr("workbench.reports.cluster._CONNECT", 1.0)
    monkeypatch.setattr("workbench.reports.cluster._NO_WORKERS", 1.0)
    with pytest.raises(ReportError, match=r"no Dask scheduler answers at 'tcp://127\.0\.0\.1:1'"):
        reports.issue(orders, library=library, out_dir=tmp_path / "out", scheduler="tcp://127.0.0.1:1")
    with distributed.LocalCluster(n_workers=0, dashboard_address=None) as empty, pytest.raises(ReportError, match="has no workers"):
        reports.issue(orders, library=library, out_dir=tmp_path / "out", scheduler=empty.scheduler_address)
    assert library.runs().empty
