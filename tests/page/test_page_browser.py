"""The page as a browser draws it: nothing wider than the window, nothing cut in print, no error, no request."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench import page
from workbench.figures import velocity
from workbench.page import Action, Card, Cards, Column, Columns, Evidence, Headline, Lessons, Note, Picture, Section, Table, Text, Title
from workbench.reports.pdf import find_browser

pytestmark = pytest.mark.browser
LONG = "A_name_without_any_space_that_somebody_pasted_from_a_tracker_" * 4


def _page() -> str:
    rows = pd.DataFrame({"sprint": [f"Sprint {i}" for i in range(12)], "say_do": np.linspace(0.4, 1, 12)})
    wide = pd.DataFrame({"kind": [LONG, "bug"] * 30, "title": "What similar finished work did, in a sentence that is long. " * 3})
    wide = wide.assign(**{f"value_{i}": np.arange(60) * 1000.0 for i in range(7)})
    return page.document(
        Title(LONG, "26 Feb 2004 – 19 May 2008 · 3,187 finished tasks"),
        Headline(f"Finished work took 1.11× its estimate in total. {LONG}", accent="1.11×", meaning=LONG),
        Cards(*[Card("Typical task (median)", "1,234,567 h", "8 of 10: 0.48× to 2.00×")] * 4),
        Columns(*[Picture(velocity.say_do(rows)) for _ in range(4)], Note(LONG, title=LONG)),
        Section(LONG, Text(LONG), Action(LONG, LONG, owner=LONG), Table(wide, {"kind": "Kind", "title": "Why"})),
        Section("Wide", Table(wide.drop(columns="title"), {c: Column(c, "number") for c in wide if c.startswith("value")})),
        Section("Cards", Lessons(pd.DataFrame({"column": ["to change"], "text": [LONG]}))),
        Evidence(LONG),
        title="P",
        footer="26 Feb 2004 – 19 May 2008",
    )


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api")
    program = find_browser()
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium is installed")
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(_page(), encoding="utf-8")
    with sync_api.sync_playwright() as steering:
        browser = steering.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page()
        told: list[str] = []
        tab.on("console", lambda message: told.append(message.text))
        tab.on("request", lambda request: told.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
        tab.goto(Path(file).as_uri())
        yield tab, told
        browser.close()


@pytest.mark.parametrize("width", [1160, 760, 400])
def test_nothing_is_wider_than_the_window(opened: tuple, width: int) -> None:
    tab, told = opened
    tab.set_viewport_size({"width": width, "height": 900})
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    columns = tab.evaluate("getComputedStyle(document.querySelector('.wb-columns')).gridTemplateColumns.split(' ').length")
    assert columns == (2 if width > 760 else 1)
    assert told == []


def test_the_policy_lets_the_style_and_the_pictures_through(opened: tuple) -> None:
    tab, _ = opened
    assert tab.evaluate("getComputedStyle(document.querySelector('.wb-answer em')).color") == "rgb(179, 78, 0)"
    assert tab.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 300)")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_print_cuts_nothing(opened: tuple, paper: str, tmp_path: Path) -> None:
    tab, _ = opened
    assert len(tab.pdf(format=paper, prefer_css_page_size=False)) > 20_000
    width = {"A4": 794, "Letter": 816}[paper] - 2 * 53
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": width, "height": 1000})
    try:
        inside = tab.evaluate(
            "[...document.querySelectorAll('.wb-picture, .wb-cards li, .wb-action')].map(e => e.getBoundingClientRect().right)"
        )
        assert max(inside) <= width + 1
        for what in (".wb-picture", ".wb-table tbody tr", ".wb-cards li", ".wb-action", ".wb-notebox"):
            assert tab.evaluate(f"getComputedStyle(document.querySelector('{what}')).breakInside") == "avoid"
        assert tab.evaluate("getComputedStyle(document.querySelector('.wb-table thead')).display") == "table-header-group"
    finally:
        tab.emulate_media(media="screen")
