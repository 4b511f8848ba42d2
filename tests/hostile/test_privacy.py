"""Privacy: made-up people, each in a column of its own, are hunted in whatever is told, handed on or written down."""

import json
import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from armed import PEOPLE, armed, person, samples, write
from nbformat import v4

from workbench import importers, loop, sections, store
from workbench.analysis import causes
from workbench.reports.export import to_html
from workbench.tables import TABLES, InputError, check

HEAD = "Issue,Summary,Assignee,Estimate (h),Time spent (h),Status,Created"
FILES = {
    "bad values": f"{HEAD}\nA-1,Login,%s,8,9,Done,2026-01-05\nA-2,Typo,%s,-1,x,Done,31/31/2026\n",
    "the same key for two people": f"{HEAD}\nA-1,Login,%s,8,9,Done,2026-01-05\nA-1,Login,Other %s,8,9,Done,2026-01-05\n",
    "no key": f"{HEAD}\n,Login,%s,8,9,Done,2026-01-05\n",
    "ragged": f"{HEAD}\nA-1,Login,%s,8,9,Done,2026-01-05\nA-2,%s,Typo,1,2,3,4,5,6\n",
    "no table": "Assignee\n%s\n%s\n",
    "open quote": f'{HEAD}\nA-1,"Login,%s,8,9,Done,2026-01-05\n',
    "document": json.dumps({"issues": [{"key": "A-1", "fields": {"assignee": {"displayName": "%s"}, "summary": [1]}}]}),
    "odd document": json.dumps({"issues": [{"key": "A-1", "fields": ["%s"]}]}),
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES.keys())
def test_errors_name_nobody(content: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What an import tells of a file, or of why it refuses it, down to the traceback and the log."""
    caplog.set_level(logging.DEBUG)
    path = tmp_path / ("in.json" if content.startswith("{") else "in.csv")
    path.write_text(content.replace("%s", PEOPLE[0]), encoding="utf-8")
    try:
        found = importers.read(path, project_id="P")
        told = str(found.report) + json.dumps(found.report.to_dict()) + repr(found.report) + found.checked.problems.to_csv()
    except InputError as error:
        told = str(error) + "".join(traceback.format_exception(error))
    assert PEOPLE[0] not in told + caplog.text


def test_a_refused_row_names_nobody() -> None:
    """Of each table with people: a row that lacks its keys is told without them."""
    for name, declared in TABLES.items():
        people = [c.name for c in declared.columns if c.person]
        row = {c.name: person(name, c.name) if c.person else "nonsense" for c in declared.columns}
        told = check({name: pd.DataFrame([row, {**row, declared.columns[0].name: None}])}).problems
        assert len(told), name
        assert not [p for p in people if person(name, p) in told.to_csv()], name


@pytest.mark.slow
def test_what_is_handed_on_names_nobody(
    command: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """All that commands print, the calibration for other houses, the estimates, a page for Confluence and one in Markdown."""
    caplog.set_level(logging.INFO)
    monkeypatch.chdir(tmp_path)
    tables = armed(samples("CAT-1", "SHOP-1", "PAY-3"), attack="")
    told = ""
    for file in write(tables, tmp_path / "in"):
        for words in (
            ["check", file, "--tool", "canonical"],
            ["import", file, "--tool", "canonical", "--yes", "--store", "lib.db", "--json"],
        ):
            said = command(*words)
            assert said.code == 0 or words[0] == "check", said.all
            told += said.all
    for words in (["projects", "--json"], ["calibrate", "--json"], ["calibrate"], ["backtest"], ["export-calibration", "known.json"]):
        said = command(*words, "--store", "lib.db")
        assert said.code == 0, said.all
        told += said.all
    with store.open("lib.db") as library:
        inside = "".join(frame.to_csv() for frame in library.read().values())
        accepted = library.read()
        open_work = accepted.tasks.query("status_class == 'todo'")["project_id"].iloc[0]
        loop.calibrated_estimates(loop.forecast_backlog(library.read(open_work).tasks, loop.calibrate(library)), tmp_path / "estimates.csv")
        told += library.imports().to_csv() + library.runs().to_csv()
    assert all(name in inside for name in PEOPLE)  # the finder can fail
    shown = sections.executive_status(
        accepted, "PAY-3", causes.split(accepted), as_of=sections.status_day(accepted, "PAY-3", ""), version="1"
    )
    output = v4.new_output("display_data", data={"text/html": shown._repr_html_()})
    page = tmp_path / "page.html"
    page.write_text(to_html(v4.new_notebook(cells=[v4.new_code_cell("x", outputs=[output])]), title="PAY-3").html, encoding="utf-8")
    for target in ("page.md", "page.xml"):
        loop.hand_out_report(page, tmp_path / target)
    for name in ("known.json", "estimates.csv", "page.html", "page.md", "page.xml"):
        told += (tmp_path / name).read_text(encoding="utf-8")
    assert [name for name in PEOPLE if name in told + caplog.text] == []
