"""Notebooks that break in every way are all reported as failed, whatever engine runs them, and leave nothing behind."""

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from workbench import reports, store
from workbench.tables import ReportError

BROKEN = {
    "raises": ("1 / 0", "ZeroDivisionError"),
    "kills itself": ("import os\nos.kill(os.getpid(), 9)", "died"),
    "segfaults": ("import ctypes\nctypes.string_at(0)", "died"),
    "leaves by the back door": ("import os\nos._exit(0)", "died"),
    "leaves by the front door": ("import sys\nsys.exit(0)", "ended itself early"),
    "hangs": ("import time\ntime.sleep(600)", "no end within the time limit"),
}


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files that nobody else uses; its name is short, as the names of sockets must be."""
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_notebook_is_reported_as_failed(
    how: str, engine: Any, notebook: Callable[..., Path], tmp_path: Path, private: Path
) -> None:
    code, words = BROKEN[how]
    limit = 6 if engine == "nbclient" else 3  # a kernel has to start within it
    began = time.monotonic()
    run = reports.run(
        notebook("so_far = 1", code, "print('after')"),
        library=None,
        out_dir=tmp_path,
        engine=engine,
        time_limit=limit if how == "hangs" else 60,
    )
    assert (run.status, run.cell, run.html) == ("failed", 3, None)
    assert run.reason is not None
    assert words in run.reason
    assert time.monotonic() - began < 30
    assert run.notebook is not None
    kept = json.loads(run.notebook.read_text(encoding="utf-8"))
    assert kept["metadata"]["workbench"]["status"] == "failed"
    assert not any(c["outputs"] for c in kept["cells"] if c["source"] == "print('after')")
    assert run.reason in (run.folder / "failed.txt").read_text(encoding="utf-8")
    assert not (run.folder / "run.json").exists()
    assert not list(private.iterdir())


def test_nothing_that_the_notebook_started_lives_on(engine: Any, notebook: Callable[..., Path], tmp_path: Path) -> None:
    mark = f"6{time.time_ns() % 10**8:08d}"
    code = f"import subprocess, time\nsubprocess.Popen(['sleep', '{mark}'])\ntime.sleep(600)"
    run = reports.run(notebook(code), library=None, out_dir=tmp_path, engine=engine, time_limit=6 if engine == "nbclient" else 3)
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


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"cells": 1, "nbformat": 4, "metadata": {}}',
        '{"cells": [1], "nbformat": 4, "metadata": {}}',
        '{"cells": [], "nbformat": 3}',
    ],
)
def test_what_is_no_notebook_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_text(text)
    with pytest.raises(ReportError, match=r"x\.ipynb cannot be read as a notebook"):
        reports.template(tmp_path / "x.ipynb")


def test_refusals_come_before_anything_runs(notebook: Callable[..., Path], tmp_path: Path) -> None:
    path = notebook("1")
    refusals: dict[str, dict[str, Any]] = {
        "there is no report 'nothing'": {"template": "nothing"},
        "it has no parameter 'colour'": {"template": path, "parameters": {"colour": "red"}},
        "two different projects": {"template": path, "project_id": "A", "parameters": {"project_id": "B"}},
        "cannot be made as 'docx'": {"template": path, "formats": ("docx",)},
        "there is no engine 'steam'": {"template": path, "engine": "steam"},
        "does not report on one project": {"template": notebook("1", parameters="weeks: int = 6", name="all"), "project_id": "A"},
    }
    for words, given in refusals.items():
        with pytest.raises(ReportError, match=words):
            reports.run(given.pop("template"), library=None, out_dir=tmp_path / "out", **given)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_an_interrupt_ends_the_run_and_its_entry(notebook: Callable[..., Path], tmp_path: Path) -> None:
    code = (
        "import signal, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job starts without it
        "from workbench import reports, store\n"
        "with store.open(sys.argv[1]) as library:\n    reports.run(sys.argv[2], library=library, out_dir=sys.argv[3])"
    )
    mark = tmp_path / "pid"
    path = notebook(f"import os, pathlib, time\npathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\ntime.sleep(600)")
    place = tmp_path / "reviews.db"
    command = [sys.executable, "-c", code, str(place), str(path), str(tmp_path / "out")]
    # a job that was started in the background ignores interrupts, and hands that on to its children
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    caller = subprocess.Popen(command, stderr=subprocess.PIPE, preexec_fn=heed)
    try:
        while not (mark.exists() and mark.read_text()):
            assert caller.poll() is None
            time.sleep(0.02)
        caller.send_signal(signal.SIGINT)
        _, said = caller.communicate(timeout=60)
    finally:
        caller.kill()
    assert b"KeyboardInterrupt" in said
    with store.open(place) as library:
        ledger = library.runs()
    assert (ledger["status"].tolist(), ledger["reason"].tolist()) == (["failed"], ["it was interrupted."])
    deadline = time.monotonic() + 5
    while Path(f"/proc/{mark.read_text()}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{mark.read_text()}").exists()
