"""A JupyterLab on loopback with a token, and a Chromium that can reach nothing else."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from desk import Desk
from lab import Lab, launch, running_lab
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright

expect.set_options(timeout=60_000)


@dataclass
class Heard:
    """What a page said and asked for beside what is on it."""

    errors: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """JupyterLab on copies of the notebooks, with a library that is not there yet."""
    with running_lab(tmp_path, tmp_path / "workbench.db") as running:
        yield running


@pytest.fixture(scope="module")  # Playwright is one to a process: tests of other rooms steer one of their own
def chromium() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as tool:
        browser = launch(tool)
        if browser is None:
            if os.environ.get("CI"):
                pytest.fail("CI lacks a Chromium")
            pytest.skip("no Chromium is installed")
        yield browser
        browser.close()


@pytest.fixture
def heard() -> Heard:
    """What goes wrong in the browser during one test."""
    return Heard()


@pytest.fixture
def page(chromium: Browser, lab: Lab, heard: Heard) -> Iterator[Page]:
    """A page of 1280 × 800 that reaches the lab only."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)

    def gate(route: Route) -> None:
        address = route.request.url
        if address.startswith((lab.url, "data:", "blob:", "about:")):
            route.continue_()
        else:
            heard.blocked.append(address)
            route.abort()

    context.route("**/*", gate)
    made = context.new_page()
    made.set_default_timeout(60_000)
    made.on("console", lambda m: heard.errors.append(_told(m)) if m.type == "error" and not _of_jupyterlab(m) else None)
    made.on("pageerror", lambda e: heard.errors.append(str(e)))
    yield made
    context.close()


@pytest.fixture
def desk(page: Page, lab: Lab) -> Desk:
    """One person at that page."""
    return Desk(page, lab.url, lab.token)


def _told(message: ConsoleMessage) -> str:
    return f"{message.text} {message.location['url']}"


def _of_jupyterlab(message: ConsoleMessage) -> bool:
    """What JupyterLab causes itself: a style of its own that a report's policy rightly refuses, and a look for language servers."""
    viewer = message.text.startswith("Applying inline style") and message.location["url"].startswith("blob:")
    return viewer or "/lsp/status" in message.location["url"]
