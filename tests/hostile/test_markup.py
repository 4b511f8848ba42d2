"""HTML and scripts in every text that is declared: imported by the command line, told by every template, opened in Chromium."""

import base64
import html
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from armed import ATTACK, MEANING, PEOPLE, PWNED, armed, everything_in, samples, texts, write
from live import live_parts
from nbformat import v4

from workbench import reports, store
from workbench.cli import main
from workbench.page.listing import listing_script
from workbench.reports.pdf import find_browser
from workbench.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
TOLD = {
    "CAT-1": ("project_retrospective", "sprint_retrospective", "figure_gallery"),
    "SHOP-1": ("executive_status", "project_health", "next_estimate"),
    None: ("portfolio_calibration", "portfolio_review", "training_cohort"),
}
TEMPLATES = [name for names in TOLD.values() for name in names]


@dataclass(frozen=True)
class Shop:
    """A library in which every text attacks, and what was told from it."""

    folder: Path
    library: Path
    out: Path


@pytest.fixture(scope="session", params=["meaning", "everything"])
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """All templates on an armed portfolio, through the command line: files, import, calibration, reports, index."""
    folder = tmp_path_factory.mktemp(request.param)
    library, out = folder / "library.db", folder / "out"
    tables = armed(samples("CAT-1", "SHOP-1"), keep=MEANING if request.param == "meaning" else set())
    for file in write(tables, folder / "in"):
        assert main(["import", str(file), "--tool", "canonical", "--yes", "--store", str(library)]) == 0, file.name
    assert main(["calibrate", "--store", str(library)]) == 0
    where = ["--store", str(library), "--out", str(out)]
    formats = "html,pdf,ipynb" if find_browser() and request.param == "meaning" else "html,ipynb"
    for project, templates in TOLD.items():
        if project:
            assert main(["batch", *templates, "--projects", f"{ATTACK}{project}", "--formats", formats, *where]) == 0, project
        else:
            assert [main(["report", name, *where]) for name in templates] == [0] * len(templates)
    return Shop(folder, library, out)


def test_every_template_is_told_here() -> None:
    assert set(TEMPLATES) == {t.name for t in reports.templates()}


def test_every_text_that_is_declared_is_armed() -> None:
    """A field that is added to the declarations is attacked without a word here."""
    made = armed(samples("CAT-1", rows=2))
    assert set(made) == set(TABLES)
    for name, frame in made.items():
        for column in texts(name):
            found = frame[column.name].dropna().astype(str)
            expected = "onerror" if not column.person else "Quetzal"
            assert found.str.contains(expected).all(), (name, column.name)
            assert len(found) or column.name == "parent_id", (name, column.name)


def test_one_page_of_it_in_memory() -> None:
    """The quick part: a page for a sponsor, without a kernel."""
    from workbench import sections
    from workbench.analysis import causes
    from workbench.reports.export import to_html
    from workbench.tables import check

    accepted = check(armed(samples("PAY-3", rows=30))).accepted
    project = str(accepted.projects["project_id"].iloc[0])
    day = sections.status_day(accepted, project, "")
    shown = sections.executive_status(accepted, project, causes.split(accepted), as_of=day, version="1")
    output = v4.new_output("display_data", data={"text/html": shown._repr_html_()})
    page = to_html(v4.new_notebook(cells=[v4.new_code_cell("x", outputs=[output])]), title=project)
    assert not live_parts(page.html)
    assert "&lt;img src=x onerror" in page.html
    assert not any(name in page.html for name in PEOPLE)


@pytest.mark.slow
def test_no_page_holds_anything_alive(shop: Shop) -> None:
    pages = sorted(shop.out.rglob("*.html"))
    assert len(pages) == len(TEMPLATES) + 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        own = listing_script() if page.name == "index.html" else ""  # it sorts and filters
        assert not live_parts(text, script=own), page
        told = "onerror=" in html.unescape(text)  # the attack is there, as words
        assert told or "training" in str(page) or "calibration" in str(page), page
        assert page.stat().st_size < 1_000_000


@pytest.mark.slow
def test_no_table_behind_a_link_holds_a_formula(shop: Shop) -> None:
    import csv
    import io

    cells = 0
    for page in shop.out.rglob("*.html"):
        for packed in re.findall(r"data:text/csv[^,]*base64,([A-Za-z0-9+/=]+)", page.read_text(encoding="utf-8")):
            for row in csv.reader(io.StringIO(base64.b64decode(packed).decode("utf-8-sig"))):
                for cell in row:
                    cells += 1
                    assert not re.match(r"[=+\-@\t\r＝＋－＠]", cell) or re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", cell), cell[:60]
    assert cells > 100


@pytest.mark.slow
@pytest.mark.browser
def test_nothing_runs_and_nothing_loads_in_chromium(shop: Shop, tab: Any) -> None:
    for page in sorted(shop.out.rglob("*.html")):
        tab.goto(page.as_uri())
        tab.wait_for_timeout(150)
        assert tab.title() != PWNED
        own = int(page.name == "index.html")
        assert tab.evaluate("document.querySelectorAll('script, iframe, object, embed, link, form').length") == own
        handlers = "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
        assert tab.evaluate(handlers) == 0
        assert tab.seen == [], page


@pytest.mark.slow
def test_the_canary_sings_where_nothing_stops_it(tab: Any, tmp_path: Path) -> None:
    """The finder can fail: the same attack on a page without escapes and without a policy does run."""
    bare = tmp_path / "bare.html"
    bare.write_text(f"<title>calm</title>{ATTACK}", encoding="utf-8")
    tab.goto(bare.as_uri())
    tab.wait_for_timeout(300)
    assert tab.title() == PWNED
    assert live_parts(bare.read_text())


@pytest.mark.slow
def test_no_person_is_in_any_artefact(shop: Shop) -> None:
    """Every person's column holds a name that occurs nowhere else; none of them leaves the library."""
    with store.open(shop.library) as library:
        held = library.read()
        kept = json.dumps([library.runs().astype(str).to_dict("records"), library.imports().astype(str).to_dict("records")])
    inside = "".join(frame.to_csv() for frame in held.values())
    assert all(name in inside for name in PEOPLE)  # the finder can fail
    files = [p for p in shop.out.rglob("*") if p.is_file()]
    assert len(files) > 3 * len(TEMPLATES)
    for path in files:
        found = [name for name in PEOPLE if name in everything_in(path)]
        assert found == [], path
        assert not any(name in str(path) for name in PEOPLE)
    assert [name for name in PEOPLE if name in kept] == []
