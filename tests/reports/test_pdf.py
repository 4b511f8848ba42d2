"""Reports in a real browser: printed, and looked at for anything alive."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
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


def _long_report() -> tuple[str, list[str]]:
    """Sections of many lengths, so that some heading comes to stand at every height of a page, and wide tables; with all headings."""
    wide = pd.DataFrame({f"column {i}": [f"{i}:{j:02d}end" for j in range(12)] for i in range(15)})
    blocks = [page.Section(f"Heading {k}", page.Text("words and more " * (7 * k % 90)), page.Text("the end. " * 9)) for k in range(40)]
    blocks[20] = page.Section("Heading 20", page.Text("Said before."), page.Table(wide, file=""))
    blocks[30] = page.Section("Heading 30", page.Table(wide.iloc[:, :9], file=""))
    return page.document(page.Title("T"), *blocks, title="T", footer="foot"), [b.name for b in blocks]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_wide_tables_are_whole_and_no_page_ends_with_a_heading(browser: Browser, paper: Any, tmp_path: Path) -> None:
    document, headings = _long_report()
    place = tmp_path / "report.pdf"
    place.write_bytes(browser.pdf(document, paper=paper))
    told = subprocess.run(["pdftotext", "-bbox", str(place), "-"], capture_output=True, text=True, check=True).stdout
    pages = told.split("<page ")[1:]
    assert len(pages) > 5
    cells = 0
    for part in pages:
        width, height = (float(v) for v in re.findall(r'(?:width|height)="([\d.]+)"', part)[:2])
        words = [
            (float(x), float(y), w)
            for x, y, w in re.findall(r'<word xMin="[\d.]+" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)', part)
        ]
        assert max(x for x, _, _ in words) <= width - 14 / 25.4 * 72 + 1, "something reaches into the margin"
        cells += sum(w.endswith("end") for _, _, w in words)
        above = [(y, w) for _, y, w in words if y < height - 18 / 25.4 * 72]
        last = " ".join(w for y, w in above if y > max(above)[0] - 2)
        assert last not in headings
    assert cells == 12 * (15 + 9)
    assert len(re.findall(rb"/Title \(Heading \d+\)", place.read_bytes())) == len(headings)


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
