"""Small notebooks that are made on the spot."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench import reports
from workbench.reports.fork import possible
from workbench.reports.pdf import find_browser

FIXTURES = Path(__file__).parent / "fixtures"
PARAMETERS = 'project_id: str = ""  # which project\nweeks: int = 6  # how far to look ahead'


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[..., Path]:
    """Write a notebook of code cells behind a parameters cell; # makes a cell Markdown, #shared tags it so."""

    def write(*cells: str, parameters: str = PARAMETERS, name: str = "small", expects: dict | None = None, reads: str = "") -> Path:
        made = [{"cell_type": "code", "id": "parameters", "metadata": {"tags": ["parameters"]}, "source": parameters}]
        for number, source in enumerate(cells):
            shared = source.startswith("#shared")
            kind = "markdown" if source.startswith("#") and not shared else "code"
            tags = {"tags": ["shared"]} if shared else {}
            made.append({"cell_type": kind, "id": f"cell-{number}", "metadata": tags, "source": source})
        for cell in made:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
        metadata = {"workbench": {"expects": expects or {}, "reads": reads}}
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def shop() -> Iterator[reports.Workshop]:
    """One workshop with a process that forks, for all tests."""
    if not possible():
        pytest.skip("notebooks cannot be forked on this system")
    with reports.Workshop([reports.template(FIXTURES / "project_note.ipynb")], engine="workbench") as running:
        yield running


@pytest.fixture(params=["nbclient", "workbench"])
def engine(request: pytest.FixtureRequest) -> Any:
    """Each of the two engines."""
    return "nbclient" if request.param == "nbclient" else request.getfixturevalue("shop")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser that prints; a person's machine may lack it, CI may not."""
    found = find_browser()
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium is installed")
    return found


@pytest.fixture
def tab(chromium: str) -> Iterator[Any]:
    """A page of a browser in which scripts may run, and what happens in it."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as steering:
        running = steering.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        made = running.new_page()
        made.seen = []
        made.on("request", lambda r: None if r.url.startswith(("data:", "about:")) else made.seen.append(r.url))
        made.on("console", lambda m: made.seen.append(m.text))
        made.on("pageerror", lambda e: made.seen.append(str(e)))
        made.on("dialog", lambda d: made.seen.append(d.message))
        yield made
        running.close()
