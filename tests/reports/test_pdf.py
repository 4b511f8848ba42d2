"""Reports in a real browser: printed, and looked at for anything alive."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hostile import NOTE, hostile_library, notebook_of, shown
from live import PAYLOADS

from workbench import page, reports, store
from workbench.reports.export import to_html
from workbench.reports.pdf import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with Browser() as running:
        yield running


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


@pytest.mark.parametrize(("paper", "box"), [("A4", b"[0 0 595.9"), ("Letter", b"[0 0 612 792]")])
def test_a_page_is_printed_on_either_paper(browser: Browser, paper: Any, box: bytes) -> None:
    pdf = browser.pdf(page.document(*[page.Text(f"Line {i}") for i in range(80)], title="T", footer="1 Jan – 2 Feb"), paper=paper)
    assert pdf.startswith(b"%PDF")
    assert _pages(pdf) >= 2
    assert b"/MediaBox " + box in pdf


def test_a_run_makes_both_forms_with_page_numbers_and_the_range(shop: reports.Workshop, browser: Browser, tmp_path: Path) -> None:
    with store.open(hostile_library(tmp_path)) as library:
        run = reports.run(NOTE, project_id="P", library=library, out_dir=tmp_path / "out", formats=("html", "pdf"), engine=shop)
    assert run.status == "done", run.reason
    assert run.pdf is not None
    assert run.html is not None
    assert _pages(run.pdf.read_bytes()) >= 1
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", str(run.pdf), "-"], capture_output=True, text=True, check=True).stdout
        assert re.search(rf"{len(PAYLOADS)} tasks +1 of \d", text)


def test_without_a_browser_it_says_so_and_makes_the_page_to_print(
    notebook: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_BROWSER", "no-such-browser")
    run = reports.run(notebook("1"), library=None, out_dir=tmp_path / "out", formats=("pdf",), engine="nbclient")
    assert run.status == "done"
    assert run.html is not None
    assert run.html.exists()
    assert run.pdf is None
    assert "browser" in run.note
    assert list((tmp_path / "out").rglob("*.pdf")) == []


def test_a_hostile_report_does_nothing_in_a_browser(tab: Any, shop: reports.Workshop, tmp_path: Path) -> None:
    with store.open(hostile_library(tmp_path)) as library:
        run = reports.run(NOTE, project_id="P", library=library, out_dir=tmp_path / "out", engine=shop)
    assert run.html is not None
    for place in (run.html, tmp_path / "out" / "index.html"):
        tab.goto(place.as_uri())
        tab.wait_for_timeout(150)
        assert [s for s in tab.seen if s != place.as_uri()] == []
        assert tab.evaluate("window.pwned") is None
        tab.seen.clear()
    tab.goto(run.html.as_uri())
    drawn = tab.evaluate("[...document.images].map(i => [i.naturalWidth > 0, getComputedStyle(document.body).margin])")
    assert drawn == [[True, "0px"]]


def test_hostile_outputs_do_nothing_in_a_browser(tab: Any, tmp_path: Path) -> None:
    outputs = [shown(text_html=p) for p in PAYLOADS] + [shown(text_markdown=p) for p in PAYLOADS]
    outputs += [
        nbformat.v4.new_output("display_data", data={"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg'>{p}</svg>"})
        for p in PAYLOADS
    ]
    place = tmp_path / "page.html"
    place.write_text(to_html(notebook_of(*outputs), title=PAYLOADS[0]).html, encoding="utf-8")
    tab.goto(place.as_uri())
    for link in tab.query_selector_all("a"):
        link.dispatch_event("click") if not (link.get_attribute("href") or "").startswith("http") else None
    tab.wait_for_timeout(200)
    assert [s for s in tab.seen if s != place.as_uri()] == []
    assert tab.evaluate("window.pwned") is None
    assert tab.url == place.as_uri()
