"""What a person does in JupyterLab: open a notebook, run it, use controls by their labels, look."""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

SIZES = ((1280, 800), (1920, 1080))


class Desk:
    """One person at one browser."""

    def __init__(self, page: Page, url: str, token: str) -> None:
        self.page, self._url, self._token = page, url, token

    def open(self, name: str) -> None:
        """Open JupyterLab on a notebook and run all of it."""
        self.enter(name)
        self.run_all()

    def enter(self, name: str) -> None:
        """Open JupyterLab on a notebook, and wait for its kernel."""
        self.page.goto(f"{self._url}/lab/tree/{name}.ipynb?token={self._token}&reset")
        self._ready()

    def follow(self, link: str) -> None:
        """Click a link of the text to another notebook, and run all of it."""
        tabs = self.page.locator(".jp-NotebookPanel").count()
        self.here.get_by_role("link", name=link).first.click()
        expect(self.page.locator(".jp-NotebookPanel")).to_have_count(tabs + 1)
        self.run_all()

    def run_all(self) -> None:
        """Run → Run All Cells, and wait for the application."""
        self._ready()
        self.here.evaluate("panel => panel.querySelectorAll('.wbw-app').forEach(app => app.classList.add('of-an-earlier-run'))")
        for last in (False, True):  # a click while JupyterLab still connects to the kernel is lost; a person clicks again
            self.run_once()
            try:
                expect(self.app).to_be_visible(timeout=90_000 if last else 45_000)
            except AssertionError:
                if last:
                    raise
            else:
                return

    def run_once(self) -> None:
        """Run → Run All Cells."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def _ready(self) -> None:
        expect(self.here.locator(".jp-Cell").first).to_be_visible()
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=90_000)  # a run before that asks for a kernel

    @property
    def here(self) -> Locator:
        """The notebook that is in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    @property
    def app(self) -> Locator:
        """The application in it."""
        return self.here.locator(".wbw-app:not(.of-an-earlier-run)").last

    def fill(self, label: str, text: str, nth: int = 0) -> None:
        """Type into the control of a label, and leave it."""
        control = self.app.get_by_label(label, exact=False).nth(nth)
        control.fill(text)
        control.press("Tab")

    def choose(self, label: str, option: str | re.Pattern[str], nth: int = 0) -> None:
        """Choose from the list of a label."""
        control = self.app.get_by_label(label, exact=False).nth(nth)
        found = control.locator("option").filter(has_text=option).first
        found.wait_for(state="attached")
        control.select_option(label=found.text_content())

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button."""
        self.app.get_by_role("button", name=name).first.click()

    def upload(self, file: Path | dict, nth: int = 0) -> None:
        """Choose a file behind an upload button."""
        with self.page.expect_file_chooser() as chooser:
            self.app.locator(".wbw-file").nth(nth).click()
        chooser.value.set_files(file)

    def reads(self, text: str | re.Pattern[str], *, seconds: float = 60) -> None:
        """Wait until the application says something."""
        expect(self.app).to_contain_text(text, timeout=seconds * 1000)

    def look(self, name: str) -> None:
        """Take pictures at two sizes, where somebody asked for them; nothing may be cut off at either."""
        folder = os.environ.get("WORKBENCH_SCREENSHOTS")
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.wait_for_timeout(300)
            assert self.clipped() == [], f"cut off at {width} × {height}"
            if folder:
                Path(folder).mkdir(parents=True, exist_ok=True)
                self.page.screenshot(path=str(Path(folder) / f"{name}-{width}x{height}.png"))
        self.page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        assert self.nameless() == []

    def clipped(self) -> list[str]:
        """Labels and buttons whose words do not fit into them."""
        return self.app.evaluate(
            """app => [...app.querySelectorAll('label.widget-label, button, .widget-label')]
                .filter(e => e.offsetParent && getComputedStyle(e).position !== 'absolute')
                .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 3)
                .filter(e => getComputedStyle(e).overflow !== 'visible' || e.scrollWidth > e.parentElement.clientWidth + 1)
                .map(e => e.textContent)"""
        )

    def nameless(self) -> list[str]:
        """Controls that a screen reader could not name."""
        return self.app.evaluate(
            """app => [...app.querySelectorAll('button, input, select, textarea')].filter(e => e.offsetParent && e.type !== 'file')
                .filter(e => !(e.textContent.trim() || e.title || e.getAttribute('aria-label') || (e.labels && e.labels.length)
                               || e.closest('[title]') || e.getAttribute('aria-labelledby')))
                .map(e => e.outerHTML.slice(0, 160))"""
        )
