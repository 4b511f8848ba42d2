"""What the attacks share: the finder of live parts, a browser, and a quick way to call a command."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "reports"), str(TESTS / "browser")]  # live.py: what is alive in a page; a JupyterLab, the application, a desk


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


@pytest.fixture
def tab() -> Iterator[Any]:
    """A page of a real Chromium in which scripts may run, and everything that happens in it beside showing."""
    sync_api = pytest.importorskip("playwright.sync_api")
    from workbench.reports.pdf import find_browser

    if find_browser() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium is installed")
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
