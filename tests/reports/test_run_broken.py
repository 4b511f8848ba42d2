"""Notebooks that break in every way are all reported as failed, whatever engine runs them, and leave nothing behind."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench import reports

BROKEN = {
    "raises": ("1 / 0", "ZeroDivisionError"),
    "kills itself": ("import os\nos.kill(os.getpid(), 9)", "died"),
    "segfaults": ("import ctypes\nctypes.string_at(0)", "died"),
    "leaves by the back door": ("import os\nos._exit(0)", "died"),
    "leaves by the front door": ("import sys\nsys.exit(0)", "ended itself early"),
    "hangs": ("import time\ntime.sleep(600)", "time limit of 4 seconds"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_notebook_is_reported_as_failed(how: str, engine: Any, notebook: Callable[..., Path], tmp_path: Path) -> None:
    code, words = BROKEN[how]
    before = set(Path(tempfile.gettempdir()).glob("workbench-*"))
    began = time.monotonic()
    run = reports.run(
        notebook("so_far = 1", code, "print('after')"),
        library=None,
        out_dir=tmp_path,
        engine=engine,
        time_limit=4 if how == "hangs" else 60,
    )
    assert (run.status, run.cell, run.html) == ("failed", 3, None)
    assert run.reason is not None
    assert words in run.reason
    assert time.monotonic() - began < 15
    assert run.notebook is not None
    kept = json.loads(run.notebook.read_text(encoding="utf-8"))
    assert kept["metadata"]["workbench"]["status"] == "failed"
    assert not any(c["outputs"] for c in kept["cells"] if c["source"] == "print('after')")
    assert run.reason in (run.folder / "failed.txt").read_text(encoding="utf-8")
    assert not (run.folder / "run.json").exists()
    assert set(Path(tempfile.gettempdir()).glob("workbench-*")) <= before


def test_nothing_that_the_notebook_started_lives_on(engine: Any, notebook: Callable[..., Path], tmp_path: Path) -> None:
    mark = f"6{time.time_ns() % 10**8:08d}"
    code = f"import subprocess, time\nsubprocess.Popen(['sleep', '{mark}'])\ntime.sleep(600)"
    run = reports.run(notebook(code), library=None, out_dir=tmp_path, engine=engine, time_limit=4)
    assert run.status == "failed"
    deadline = time.monotonic() + 5
    while _alive(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(mark)


def test_a_failed_run_leaves_the_good_report_in_place(engine: Any, notebook: Callable[..., Path], tmp_path: Path) -> None:
    code = "from pathlib import Path\nif Path({!r}).exists(): raise ValueError('bad day')".format(str(tmp_path / "bad"))
    good = reports.run(notebook(code), project_id="P", library=None, out_dir=tmp_path / "out", engine=engine)
    assert good.status == "done"
    assert good.notebook is not None
    before = {p.name: p.read_bytes() for p in good.folder.iterdir()}
    (tmp_path / "bad").touch()
    bad = reports.run(notebook(code), project_id="P", library=None, out_dir=tmp_path / "out", engine=engine)
    assert (bad.status, bad.folder) == ("failed", good.folder)
    assert {name: (good.folder / name).read_bytes() for name in before} == before
    (tmp_path / "bad").unlink()
    again = reports.run(notebook(code), project_id="P", library=None, out_dir=tmp_path / "out", engine=engine)
    assert again.status == "done"
    assert not list(again.folder.glob("failed.*"))


def test_a_report_without_its_pictures_is_incomplete(engine: Any, notebook: Callable[..., Path], tmp_path: Path) -> None:
    run = reports.run(notebook("x = 1", expects={"pictures": 1}), library=None, out_dir=tmp_path, engine=engine)
    assert (run.status, run.reason) == ("failed", "the report is incomplete: 0 pictures came out, 1 were expected.")


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of a file")
def test_a_full_disk_leaves_the_good_report_in_place(notebook: Callable[..., Path], tmp_path: Path) -> None:
    import resource

    path = notebook("print('x' * 200_000) if weeks > 6 else print('small')")
    template = reports.template(path)
    good = reports.run(path, parameters={"weeks": 6}, library=None, out_dir=tmp_path / "out", engine="nbclient")
    from workbench.reports.folder import opened

    before = (good.folder / "report.ipynb").read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with opened(tmp_path / "out", good.folder.name) as folder, pytest.raises(OSError, match="large"):
            folder.publish({"report.ipynb": b"y" * 200_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (good.folder / "report.ipynb").read_bytes() == before
    assert not list(good.folder.glob(".*.tmp"))
    assert template.name == "small"


def _alive(mark: str) -> bool:
    return subprocess.run(["pgrep", "-f", f"sleep {mark}"], capture_output=True, check=False).returncode == 0
