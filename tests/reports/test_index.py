"""The list of all reports."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from live import live_parts

from workbench import reports


def test_it_tells_what_is_there_and_what_went_wrong(notebook: Callable[..., Path], shop: reports.Workshop, tmp_path: Path) -> None:
    switch = tmp_path / "bad"
    path = notebook(
        "from workbench import page\nfrom pathlib import Path",
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
    assert found["A&B"].headline == "Project A&B took 1.1× its estimate."
    page = (out / "index.html").read_text(encoding="utf-8")
    assert not live_parts(page)
    assert "1 of 3 up to date" in page
    assert page.count("weeks: 9") == 3
    assert "Project A&amp;B took" in page
    assert "the last attempt failed: cell 4 stopped: AssertionError: &lt;b&gt;bad day" in page
    links = re.findall(r'href="([^"]+)"', page)
    assert len(links) == 6
    assert all((out / link).exists() for link in links)
    listed = json.loads((out / "index.json").read_text(encoding="utf-8"))
    assert [e["project_id"] for e in listed] == ["A&B", "Never", "Then"]


def test_an_empty_folder_and_odd_neighbours_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "run.json").write_text("[1]")
    (tmp_path / "file.txt").write_text("x")
    assert [e.status for e in reports.entries(tmp_path)] == ["failed"]
    assert reports.write_index(tmp_path / "new").read_text(encoding="utf-8").count("<tr>") == 1
