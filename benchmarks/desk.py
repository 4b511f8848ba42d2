"""How the notebooks keep up with a large library, in a real Chromium.

    python benchmarks/desk.py
    python benchmarks/desk.py --out benchmarks/desk.md --rounds 5
    python benchmarks/desk.py --keep FOLDER        # build the library there once, use it again

The library is the sample portfolio several times over, each copy four weeks older than the one before it, with keys and teams of its own:
at least 300 projects and 100,000 tasks. JupyterLab runs on loopback, and Chromium does what a person does: open a notebook, choose
another project, move a slider. The clock runs from the key press to the moment at which the page shows the new answer, so browser,
wire and kernel are in it. A page opens when *Run All Cells* is pressed on a kernel that has just started; Python's own imports are in it.
Seconds depend on the machine and on what else it does: the table says how busy it was.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd
from playwright.sync_api import Page, TimeoutError, expect, sync_playwright

from workbench import importers, shipped, store
from workbench.tables import TABLES, Tables

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))

from desk import Desk
from lab import Lab, launch, running_lab

PROJECTS, TASKS = 300, 100_000
"""The least that the library holds."""

OPENED = {
    "0_start_here": "All projects",
    "1_record_review": "Save the review",
    "2_explore_project": "Finished work took",
    "3_run_retrospective": "New card in",
    "4_estimate_next": "What is to be done",
    "5_reports": "Run",
}
BACKLOG = "\n".join(["title,kind,estimate", *(f"Screen {i},{('feature', 'bug')[i % 3 == 0]},{2 + i % 9}" for i in range(40))])


def samples() -> Tables:
    """The sample portfolio."""
    folder = shipped.folder("sample_data")
    return Tables({n: importers.read(p, profile="canonical").tables[n] for n in TABLES for p in sorted(folder.glob(f"{n}.csv*"))})


def again(tables: Tables, number: int) -> Tables:
    """The portfolio once more: its projects and teams by other names, everything four weeks earlier for each copy."""
    if not number:
        return tables
    earlier = pd.Timedelta(weeks=4 * number)
    made = {}
    for name, frame in tables.items():
        days = {c.name: frame[c.name] - earlier for c in TABLES[name].columns if c.type == "date"}
        names = {c: frame[c].astype("str") + f"-{number:02d}" for c in ("project_id", "team") if c in frame.columns}
        made[name] = frame.assign(**days, **{c: values.where(frame[c].notna()) for c, values in names.items()})
    return Tables(made)


def build(place: Path) -> None:
    """Write the large library, unless it is there already."""
    if place.exists():
        return
    tables = samples()
    copies = max(-(-PROJECTS // len(tables.projects)), -(-TASKS // len(tables.tasks)))
    with store.open(place) as library:
        for number in range(copies):
            library.write(again(tables, number), source=f"sample portfolio, copy {number}")


class Clock:
    """Seconds by what was done."""

    def __init__(self, page: Page) -> None:
        self.page, self.taken = page, dict[str, list[float]]()

    def time(self, name: str, act: Callable[[], None], until: str, given: object = None, *, seconds: float = 120) -> None:
        """Do something, and wait until a condition holds on the page, looked at with every frame."""
        start = time.perf_counter()
        act()
        self.page.wait_for_function(until, arg=given, polling="raf", timeout=seconds * 1000)
        self.taken.setdefault(name, []).append(time.perf_counter() - start)


APP = "[...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .wbw-app:not(.of-an-earlier-run)')].pop()"
READS = f"words => {{ const app = {APP}; return app && app.innerText.includes(words) }}"
CHANGED = f"""([place, before]) => {{ const app = {APP}, found = app && app.querySelector(place);
    return found && found.innerText.trim() && found.innerText !== before && !app.querySelector('.wbw-stale') }}"""
WATCH = f"""() => {{ const place = ({APP}).querySelector('.wb-cards').closest('.wbw-shown'); window.written = 0;
    new MutationObserver(() => window.written++).observe(place, {{childList: true, subtree: true}}); window.watched = place }}"""
TOLD = "() => window.written > 0 && !window.watched.querySelector('.wbw-stale') && window.watched.querySelector('.wb-cards')"
WRITABLE = f"""() => {{ const app = {APP};
    return app.innerText.includes('Computing …') && app.querySelector('.wbw-column textarea, .wbw-column input') }}"""
SETTLED = f"""before => {{ const app = {APP}; return app.innerText !== before && !app.querySelector('.wbw-stale') }}"""
DRAWN = f"""before => {{ const app = {APP}, found = app && app.querySelector('.wbw-points img'); return found && found.src !== before }}"""


def switch(desk: Desk, clock: Clock, name: str, place: str, keys: list[str]) -> None:
    """Choose one project after another; the answer of each must be there."""
    picker = desk.app.get_by_label("Project", exact=False).first
    for key in keys:
        before = desk.app.locator(place).first.inner_text()
        option = picker.locator("option").filter(has_text=f"{key} ").first
        label = option.text_content()
        clock.time(name, lambda label=label: picker.select_option(label=label), CHANGED, [place, before])  # type: ignore[misc]


def board(desk: Desk, clock: Clock, keys: list[str]) -> None:
    """The board of one project after another: cards and actions first, then the pictures."""
    picker = desk.app.get_by_label("Project", exact=False).first
    for key in keys:
        before = desk.app.locator(".wbw-points img").first.get_attribute("src")
        label = picker.locator("option").filter(has_text=f"{key} ").first.text_content()
        start = time.perf_counter()
        clock.time(
            "3 · another project, until cards can be written",
            lambda label=label: picker.select_option(label=label),  # type: ignore[misc]
            WRITABLE,
        )
        desk.page.wait_for_function(DRAWN, arg=before, polling="raf", timeout=120_000)
        clock.taken.setdefault("3 · another project, with its three pictures", []).append(time.perf_counter() - start)


def estimate(desk: Desk, clock: Clock, rounds: int) -> None:
    """The first estimate of a library that has learned nothing yet, what the page does meanwhile, and the sliders."""
    desk.press("Paste")
    desk.app.get_by_label("One task per line").first.fill(BACKLOG)
    began = time.perf_counter()
    desk.app.get_by_role("button", name="Estimate", exact=True).click()
    desk.reads("The estimate follows by itself")
    for way, shown in (("Type", "Title"), ("Paste", "One task per line")) * 2:
        clock.time("4 · a click while the first calibration is learned", lambda way=way: desk.press(way), READS, shown)  # type: ignore[misc]
    clock.page.wait_for_function(READS, arg="Plan with", polling="raf", timeout=600_000)
    clock.taken["4 · first estimate of the library, learning included"] = [time.perf_counter() - began]
    desk.fill("Promised finish", "2031-01-31")
    desk.page.wait_for_timeout(2000)
    for place, name in ((1, "team"), (0, "scope")):
        for _ in range(rounds):
            thumb = desk.app.locator(".noUi-handle").nth(place)
            thumb.focus()
            desk.page.evaluate(WATCH)
            start = time.perf_counter()
            clock.time(f"4 · {name} slider, until the odds are told again", lambda thumb=thumb: thumb.press("ArrowLeft"), TOLD)  # type: ignore[misc]
            desk.page.wait_for_function(f"() => !({APP}).querySelector('.wbw-stale')", polling="raf")
            clock.taken.setdefault(f"4 · {name} slider, with pictures and tables", []).append(time.perf_counter() - start)
            desk.page.wait_for_timeout(1500)


def measure(lab: Lab, rounds: int, only: str) -> dict[str, list[float]]:
    """Everything, by what was done."""
    with store.open(lab.library) as library:
        known = library.projects()
    keys = known.loc[known["finished"] >= 50, "project_id"].iloc[3 :: len(known) // (rounds + 1)].head(rounds).tolist()
    expect.set_options(timeout=120_000)
    with sync_playwright() as tool:
        browser = launch(tool)
        if browser is None:
            sys.exit("no Chromium is installed")
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.set_default_timeout(120_000)
        desk, clock = Desk(page, lab.url, lab.token), Clock(page)
        for notebook, words in OPENED.items():
            if notebook[0] not in only:
                continue
            desk.enter(notebook)
            for seconds in (60, 120):
                page.wait_for_timeout(3000)  # a click while JupyterLab still connects to the kernel is lost
                with suppress(TimeoutError):
                    clock.time(f"{notebook[0]} · the page opens ({notebook})", desk.run_once, READS, words, seconds=seconds)
                    break
            page.wait_for_timeout(3000)  # what JupyterLab and the kernel still do
            if notebook.startswith("1"):
                switch(desk, clock, "1 · another project", ".wb-answer", keys)
            elif notebook.startswith("2"):
                switch(desk, clock, "2 · another project", ".wb-answer", keys)
                for view in ("Tasks", "Sprints and pace", "Similar projects", "Lessons and actions", "Next estimate"):
                    before = desk.app.inner_text()
                    clock.time(f"2 · view {view}", lambda view=view: desk.press(view), SETTLED, before)  # type: ignore[misc]
            elif notebook.startswith("3"):
                board(desk, clock, keys)
            elif notebook.startswith("4"):
                estimate(desk, clock, rounds)
        browser.close()
    return clock.taken


def table(taken: dict[str, list[float]]) -> str:
    """Medians and ranges as Markdown."""
    lines = ["| what | times | median, s | slowest, s |", "|---|---:|---:|---:|"]
    for name, times in sorted(taken.items()):
        lines.append(f"| {name} | {len(times)} | {statistics.median(times):.2f} | {max(times):.2f} |")
    return "\n".join(lines)


def main() -> None:
    words = argparse.ArgumentParser(description="How the notebooks keep up with a large library.")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--keep", type=Path, help="folder for the library")
    words.add_argument("--only", default="012345", help="numbers of the notebooks to open, such as 14")
    words.add_argument("--out", type=Path)
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        home = Path(folder)
        place = (given.keep or home) / "large.db"
        build(place)
        shutil.copy(place, home / "workbench.db")
        with store.open(home / "workbench.db") as library:
            known = library.projects()
        held = f"{len(known):,} projects, {known['tasks'].sum():,} tasks"
        before = os.getloadavg()[0]
        with running_lab(home, home / "workbench.db") as lab:
            taken = measure(lab, given.rounds, given.only)
        busy = f"{os.cpu_count()} processors, load {before:.1f} before and {os.getloadavg()[0]:.1f} after (this run adds about 2)"
    command = f"python benchmarks/desk.py --rounds {given.rounds}"
    text = f"# The notebooks with a large library\n\n`{command}`\n\n{held}; {busy}.\n\n{table(taken)}\n"
    print(text)
    if given.out:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
