"""Cells tagged ``shared`` are run once for a whole batch, and every report is as if it had run them itself."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from workbench import reports, store
from workbench.reports.fork import possible
from workbench.tables import Tables

pytestmark = pytest.mark.skipif(not possible(), reason="notebooks cannot be forked on this system")

PROJECTS = ["A", "B", "C", "D"]
SHARED = """#shared
import os, pathlib
from workbench import store
with store.open() as library:
    everything = library.read()
    with pathlib.Path({mark!r}).open("a") as file: n = file.write(f"{{os.getpid()}}\\n")
kept = []"""
SHOWS = """from workbench import page
kept.append(project_id)
assert kept == [project_id]
page.Headline(f"{project_id}: {len(everything.of(project_id).tasks)} of {len(everything.tasks)} tasks.")"""


@pytest.fixture
def library_file(tmp_path: Path) -> Path:
    place = tmp_path / "reviews.db"
    with store.open(place) as library:
        library.write(Tables({"tasks": pd.DataFrame({"project_id": PROJECTS, "task_id": PROJECTS})}), source="test")
    return place


def _headlines(out: Path) -> list[str]:
    return [e.record.headline for e in reports.entries(out)]


def _pages(out: Path) -> dict[str, bytes]:
    return {p.parent.name: p.read_bytes() for p in out.glob("*/report.html")}


@pytest.mark.slow
def test_they_run_once_and_give_the_same_pages(
    library_file: Path, notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    path = notebook(SHARED.format(mark=str(mark)), SHOWS)
    with store.open(library_file) as library:
        orders = reports.plan(path, library=library)
        found = reports.issue(orders, library=library, out_dir=tmp_path / "fast", jobs=2, engine=shop)
        assert found.count("done") == 4, str(found)
        assert shop.driver is not None
        assert mark.read_text().splitlines() == [str(shop.driver.pid)]
        assert _headlines(tmp_path / "fast") == [f"{p}: 1 of 4 tasks." for p in PROJECTS]
        for project in PROJECTS:
            reports.run(path, project_id=project, library=library, out_dir=tmp_path / "slow", engine="nbclient" if project == "A" else shop)
        assert _pages(tmp_path / "fast") == _pages(tmp_path / "slow")
        assert len(mark.read_text().splitlines()) == 5
        one, other = (next((tmp_path / d).glob("a-*/report.ipynb")).read_text() for d in ("fast", "slow"))
        assert one == other

        library.write(Tables({"tasks": pd.DataFrame({"project_id": ["A"], "task_id": ["A2"]})}), source="test")
        reports.issue(reports.plan(path, library=library), library=library, out_dir=tmp_path / "fast", jobs=2, engine=shop)
        assert _headlines(tmp_path / "fast")[0] == "A: 2 of 5 tasks."


@pytest.mark.parametrize(
    "cell",
    [
        "#shared\neverything = project_id\nif not everything: raise ValueError('depends on a parameter')",
        "#shared\neverything = undefined_here = project_id * 1 or 1 / 0",
        "#shared\n%matplotlib inline\neverything = project_id",
        "#shared\neverything = project_id\neverything",
    ],
)
def test_those_that_cannot_be_shared_are_run_by_each(
    cell: str, library_file: Path, notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path
) -> None:
    path = notebook(cell, "assert everything == project_id")
    with store.open(library_file) as library:
        found = reports.issue(reports.plan(path, library=library), library=library, out_dir=tmp_path / "out", jobs=2, engine=shop)
    assert found.count("done") == 4, str(found)


THREAD = "import threading, time; threading.Thread(target=time.sleep, args=(99,), daemon=True).start()"


@pytest.mark.parametrize("harm", [THREAD, "import os; os._exit(1)"])
def test_those_that_would_harm_the_process_that_forks_are_run_by_each(
    harm: str, library_file: Path, notebook: Callable[..., Path], tmp_path: Path
) -> None:
    path = notebook(f"#shared\nif 'get_ipython' not in globals(): {harm}\neverything = 1", "assert everything == 1")
    with store.open(library_file) as library, reports.Workshop(engine="workbench") as own:
        assert own.driver is not None
        before = own.driver.pid
        found = reports.issue(reports.plan(path, library=library), library=library, out_dir=tmp_path / "out", jobs=2, engine=own)
        assert own.driver.pid != before
    assert found.count("done") == 4, str(found)
