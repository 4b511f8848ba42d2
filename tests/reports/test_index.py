"""The list of all reports."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from live import live_parts

from workbench import reports
from workbench.page.listing import listing_script


def test_it_tells_what_is_there_and_what_went_wrong(notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    switch = tmp_path / "bad"
    path = notebook(
        "from workbench import page\nfrom pathlib import Path",
        "page.Track(1.1, 40, [1.3, 0.9])",
        "page.Headline(f'Project {project_id} took 1.1× its estimate.')",
        f"assert project_id != 'Never' and not Path({str(switch)!r}).exists(), '<b>bad day</b>'",
    )
    out = tmp_path / "out"
    make = lambda p: reports.run(path, project_id=p, parameters={"weeks": 9}, library=None, out_dir=out, engine=shop)  # noqa: E731
    for project in ("A&B", "Then", "Never"):
        make(project)
    switch.touch()
    assert make("Then").status == "failed"
    found = {e.about["project_id"]: e for e in reports.entries(out)}
    assert {p: e.status for p, e in found.items()} == {"A&B": "done", "Then": "old", "Never": "failed"}
    assert found["A&B"].record.headline == "Project A&B took 1.1× its estimate."
    page = (out / "index.html").read_text(encoding="utf-8")
    assert not live_parts(page, script=listing_script())
    assert re.search(r"script-src &#39;sha256-[^;]*;|script-src 'sha256-[^;]*;", page)
    assert "3 reports · 1 up to date · 1 kept, as the last attempt failed · 1 failed" in page
    assert page.count("weeks: 9") == 3
    assert "Project A&amp;B took" in page
    assert "this is the report before it. Why: cell 5 stopped: AssertionError: &lt;b&gt;bad day" in page
    assert page.count('alt="Actual ÷ estimate over its past: 1.30× and 0.90×."') == 2, "a failed one has no past"
    links = re.findall(r'href="([^"]+)"', page)
    assert len(links) == 6
    assert all((out / link).exists() for link in links)
    listed = json.loads((out / "index.json").read_text(encoding="utf-8"))
    assert [(e["project_id"], e["status"], e["cell"]) for e in listed] == [
        ("A&B", "done", None),
        ("Never", "failed", 5),
        ("Then", "old", 5),
    ]


def test_an_empty_folder_and_odd_neighbours_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "run.json").write_text("[1]")
    (tmp_path / "file.txt").write_text("x")
    assert [e.status for e in reports.entries(tmp_path)] == ["failed"]
    assert reports.write_index(tmp_path / "new").read_text(encoding="utf-8").count("<tr>") == 1


ODD = [None, 0, -1, "", "<b>x", [], {}, [1], [["a", "b", "c"]], {"a": "<b>x"}, True, "x" * 10_000, 1e300]
RAW = ["", "{", "[]", "null", '{"a":' * 3000, "1" * 5000, '"x"']


def test_whatever_a_report_says_of_itself_the_others_are_listed(tmp_path: Path) -> None:
    """One that was written by another program, or by an attacker, breaks no list, and is never taken for an up to date one."""
    sound = {
        "name": "Good",
        "title": "Status",
        "template": "t",
        "project_id": "P",
        "parameters": {"weeks": 9},
        "started_at": "2026-01-31T10:00",
    }
    sound |= {"files": {"report.html": "0"}, "status": "done", "key": "k", "seconds": 1.0, "version": "1"}
    made = [json.dumps({**sound, "name": "Bad", key: odd}) for key in sound for odd in ODD if key != "name"] + RAW
    made += [json.dumps({**sound, "name": odd}) for odd in ODD]
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "run.json").write_text(json.dumps(sound))
    for i, text in enumerate(made):
        (tmp_path / f"bad-{i}").mkdir()
        (tmp_path / f"bad-{i}" / "run.json").write_text(text)
    page = reports.write_index(tmp_path).read_text(encoding="utf-8")
    assert not live_parts(page, script=listing_script())
    assert page.count("<tr>") + page.count("<tr ") >= len(made) + 1
    assert "Good" in page
    assert "31 Jan 2026" in page


@pytest.mark.slow
@pytest.mark.browser
def test_five_hundred_are_sorted_and_filtered_by_keyboard(tab: Any, tmp_path: Path) -> None:
    for i in range(500):
        place = tmp_path / f"p-{i:03d}"
        place.mkdir()
        about = {"name": f"Project {i}", "title": "Retrospective", "template": "t", "ratio": 0.5 + (i * 7 % 500) / 100, "files": {}}
        name = "run.json" if i % 100 else "failed.json"
        (place / name).write_text(json.dumps({**about, "reason": f"cell 3 stopped: lamp {i}", "cell": 3}))
    tab.goto(reports.write_index(tmp_path).as_uri())
    visible = "[...document.querySelectorAll('tbody tr')].filter(r => !r.hidden).map(r => r.querySelector('strong').textContent)"
    assert tab.evaluate(visible)[:6] == ["Project 0", "Project 100", "Project 200", "Project 300", "Project 400", "Project 1"]
    tab.keyboard.press("/")
    tab.keyboard.type("lamp 200")
    assert tab.evaluate(visible) == ["Project 200"]
    assert tab.inner_text("output") == "1 of 500 shown"
    tab.keyboard.press("Escape")
    for _ in range(4):  # status, report, status, accuracy
        tab.keyboard.press("Tab")
    for first in ("Project 143", "Project 357"):  # 7 · 143 leaves 1 of 500, 7 · 357 leaves 499; failed ones have no ratio
        tab.keyboard.press("Enter")
        assert tab.evaluate(visible)[0] == first
    assert tab.get_attribute("th:nth-child(4)", "aria-sort") == "descending"
    assert tab.seen == [(tmp_path / "index.html").as_uri()]
