"""A report as PDF, printed by a Chromium that is kept open for as many reports as there are."""

from __future__ import annotations

import base64
import os
import queue
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from ..tables import ReportError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_SECONDS = 60
_SHARP = 2  # pixels of a drawn picture for each of its own, so that small print stays readable
_INSIDE = {"A4": 688, "Letter": 710}  # CSS pixels between the margins of the stylesheet, 14 mm each
_ACROSS = {"A4": 1.47, "Letter": 1.33}  # how much wider it is inside when it lies across
_FIT = """(across) => {
  for (const box of document.querySelectorAll(".wb-wide")) {
    const table = box.querySelector("table");
    if (!table || table.scrollWidth <= box.clientWidth + 1) continue;
    let room = box.clientWidth / table.scrollWidth;
    if (room < 0.7) {
      let part = box.parentElement;
      do part.classList.add("wb-across"); // with its heading and what is said before it
      while ((part = part.previousElementSibling) && /^(H[1-3]|P)$/.test(part.tagName));
      room *= across;
    }
    if (room < 1) table.style.zoom = room;
  }
}"""
"""Makes every table whole: one that is a little too wide is made smaller, a wider one gets a page that lies across."""


def find_browser() -> str | None:
    """The program that prints, or None: what ``WORKBENCH_BROWSER`` names, or a Chromium, Chrome or Edge that is installed.

    Returns
    -------
    str or None
    """
    named = os.environ.get("WORKBENCH_BROWSER")
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in _NAMES)
    return next((f for f in found if f), None) or next((p for p in _PLACES if Path(p).is_file()), None)


NO_PDF = (
    "No browser was found to make PDFs with, so there are none: open the HTML report and print it; it is made for paper too. "
    "Or install Chromium, Chrome or Edge, or name one in WORKBENCH_BROWSER."
)


def no_browser() -> ReportError:
    """What to tell somebody who has none."""
    named = os.environ.get("WORKBENCH_BROWSER")
    return ReportError(
        f"the browser {named!r} that WORKBENCH_BROWSER names is not there." if named else "no browser was found to make the PDF with.",
        expected="Chromium, Chrome or Edge.",
        todo="install one, or name it in WORKBENCH_BROWSER; or open the HTML report and print it.",
    )


class Browser:
    """A Chromium that prints pages; scripts and the network are off in it.

    It may be used from several threads and inside a notebook: it works in a thread of its own.

    Raises
    ------
    ReportError
        When there is no browser, or no playwright to steer it.

    Examples
    --------
    >>> with Browser() as browser:  # doctest: +SKIP
    ...     pdf = browser.pdf("<p>Hello</p>")
    """

    def __init__(self) -> None:
        program = find_browser()
        if program is None:
            raise no_browser()
        self._tasks: queue.Queue[tuple[Callable[[Any], bytes], queue.Queue] | None] = queue.Queue()
        started: queue.Queue[Exception | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, args=(program, started), daemon=True, name="workbench-browser")
        self._thread.start()
        error = started.get()
        if error is not None:
            raise error

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the browser."""
        self._tasks.put(None)
        self._thread.join(_SECONDS)

    def pdf(self, page: str, *, paper: Literal["A4", "Letter"] | None = None) -> bytes:
        """Print a page.

        Parameters
        ----------
        page : str
            HTML that needs nothing else.
        paper : {"A4", "Letter"}, optional
            Its size; what ``WORKBENCH_PAPER`` says when left out, else A4.

        Returns
        -------
        bytes
            The PDF.

        Raises
        ------
        ReportError
            When the browser cannot print it.
        """
        size = paper or ("Letter" if os.environ.get("WORKBENCH_PAPER", "").lower() == "letter" else "A4")
        return self._asked(lambda context: _print(context, page, size))

    def png(self, svg: bytes) -> bytes:
        """Draw a picture.

        Parameters
        ----------
        svg : bytes
            The picture as SVG.

        Returns
        -------
        bytes
            The same as PNG, twice as large.

        Raises
        ------
        ReportError
            When the browser cannot draw it.
        """
        return self._asked(lambda context: _draw(context, svg))

    def _asked(self, task: Callable[[Any], bytes]) -> bytes:
        answer: queue.Queue[bytes | Exception] = queue.Queue()
        self._tasks.put((task, answer))
        try:
            result = answer.get(timeout=3 * _SECONDS)
        except queue.Empty:
            raise ReportError("the browser did not answer.", todo="try again, or open the HTML report and print it.") from None
        if isinstance(result, Exception):
            why = str(result).splitlines()[0] if str(result) else type(result).__name__
            raise ReportError(f"the browser could not print the report: {why}.", todo="open the HTML report and print it.")
        return result

    def _work(self, program: str, started: queue.Queue) -> None:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            started.put(ReportError("a PDF needs the package playwright.", todo="pip install 'workbench-retrospective[pdf]'."))
            return
        try:
            with sync_playwright() as steering:
                # a browser that is run as root refuses to sandbox itself
                browser = steering.chromium.launch(executable_path=program, chromium_sandbox=not _is_root())
                started.put(None)
                while (task := self._tasks.get()) is not None:
                    context = browser.new_context(java_script_enabled=False, offline=True, accept_downloads=False)
                    try:
                        task[1].put(task[0](context))
                    except Exception as error:
                        task[1].put(error)
                    finally:
                        context.close()
                browser.close()
        except Exception as error:
            started.put(
                ReportError(f"the browser could not be started: {str(error).splitlines()[0]}.", todo="name another in WORKBENCH_BROWSER.")
            )


def _print(context: Any, page: str, paper: str) -> bytes:
    tab = context.new_page()
    tab.set_default_timeout(_SECONDS * 1000)
    tab.route("**/*", lambda route: route.abort())
    tab.set_viewport_size({"width": _INSIDE[paper], "height": 1000})
    tab.emulate_media(media="print")
    tab.set_content(page, wait_until="load")
    tab.evaluate(_FIT, _ACROSS[paper])
    # margins, page numbers and pages across come from the page's own print rules; the outline from its headings
    return tab.pdf(format=paper, print_background=True, prefer_css_page_size=True, tagged=True, outline=True)


def _draw(context: Any, svg: bytes) -> bytes:
    tab = context.new_page()
    tab.set_default_timeout(_SECONDS * 1000)
    tab.route("**/*", lambda route: route.abort())
    tab.set_viewport_size({"width": 2400, "height": 1600})
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"
    tab.set_content(f'<body style="margin:0"><img src="{source}" style="display:block;zoom:{_SHARP}">', wait_until="load")
    picture: bytes = tab.locator("img").screenshot(type="png")
    return picture


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0
