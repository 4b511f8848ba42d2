"""What the attacks share: the finder of live parts, children whose time and memory are measured, and a quick way to call a command."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS / "reports"))  # live.py: what is alive in a page


@dataclass(frozen=True)
class Told:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Run a command of the command line in this process."""
    from workbench.cli import main

    def run(*words: object) -> Told:
        capfd.readouterr()
        code = main([str(w) for w in words])
        told = capfd.readouterr()
        return Told(code, told.out, told.err)

    return run


_CHILD = """
import json, resource, sys, time
from workbench import importers
from workbench.importers import containers, documents, engine, profiles
from workbench.importers.containers import parquet, spreadsheet
from workbench.tables import WorkbenchError
profiles()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sys.argv[1:]:
    began = time.process_time()
    try:
        found = importers.read(path, project_id="P")
        said, kind = str(found.report.accepted), "read"
    except WorkbenchError as error:
        said, kind = str(error), "refused"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([path, kind, said, time.process_time() - began, (peak - before) / 1024, peak / 1024]), flush=True)
"""


@dataclass(frozen=True)
class Measured:
    """What a child made of one file: seconds of processor time, and megabytes at its peak."""

    kind: str
    said: str
    seconds: float
    grown: float
    peak: float


def measured(path: Path) -> Measured:
    """Read a file in a child of its own, as the command line would, and measure it."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))  # noqa: E731  a bomb shall not take the machine along
    run = subprocess.run([sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, timeout=120, preexec_fn=limit)
    lines = run.stdout.splitlines()
    assert lines, run.stderr[-2000:]
    _, kind, said, seconds, grown, peak = json.loads(lines[-1])
    return Measured(kind, said, seconds, grown, peak)


@pytest.fixture
def tab() -> Iterator[Any]:
    """A page of a real Chromium in which scripts may run, and everything that happens in it beside showing."""
    sync_api = pytest.importorskip("playwright.sync_api")
    from conftest import missing_part

    from workbench.reports.pdf import find_browser

    if find_browser() is None:
        missing_part("no Chromium is installed")
    with sync_api.sync_playwright() as steering:
        running = steering.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        made = running.new_page()
        made.seen = []
        made.on("request", lambda r: None if r.url.startswith(("data:", "about:", "file:", "blob:")) else made.seen.append(r.url))
        made.on("console", lambda m: made.seen.append(m.text))
        made.on("pageerror", lambda e: made.seen.append(str(e)))
        made.on("dialog", lambda d: made.seen.append(d.message))
        yield made
        running.close()


def waited(seconds: float, until: Callable[[], bool]) -> bool:
    """Whether something came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.1)
    return until()
