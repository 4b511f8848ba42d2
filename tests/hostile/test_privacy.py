"""Privacy: made-up people, each in a column of its own, are hunted in whatever is told, handed on or written down."""

import json
import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from armed import PEOPLE, armed, everything_in, own_report, person, samples, write
from nbformat import v4

from workbench import importers, loop, reports, sections, store
from workbench.analysis import causes
from workbench.practice import EXAM, Answer
from workbench.reports.export import to_html
from workbench.store.training_log import TrainingLog
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


QUOTING = """import sys
from workbench import store

with store.open() as library:
    people = library.read(only=["tasks"]).tasks["assignee"].dropna()
print(people.iloc[0])
print("seen by", people.iloc[1], file=sys.stderr)
people.head(2).to_dict()
"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["auto", "nbclient"])
def test_a_report_that_fails_quotes_nobody(engine: str, command: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error may quote what it stumbled over; what is kept of it, told and noted does not."""
    monkeypatch.chdir(tmp_path)
    with store.open("lib.db") as library:
        library.write(check(armed(samples("CAT-1", rows=5), attack="")).accepted, source="in.csv")
        people = library.people()
        assert people == set(PEOPLE)
        own_report(Path("own.ipynb"), QUOTING, "float(people.iloc[0])")
        run = reports.run("own.ipynb", project_id="CAT-1", library=library, out_dir="out", engine=engine)
        assert run.status == "failed"
        told = f"{run} {library.runs().to_csv()}"
    said = command("report", "own.ipynb", "--project", "CAT-1", "--store", "lib.db", "--out", "out")
    assert said.code == 1
    told += said.all + "".join(p.read_text(encoding="utf-8") for p in Path("out").rglob("*") if p.is_file())
    assert "could not convert string to float: '‹person›'" in told
    assert [name for name in PEOPLE if name in told] == []


@pytest.mark.slow
def test_what_a_trainee_keeps_and_hands_in_names_nobody(command: Callable, tmp_path: Path) -> None:
    """The log, the share, the certificate of an exam, and the report on the group."""
    log, shares = TrainingLog(tmp_path / "log.jsonl"), tmp_path / "shares"
    shares.mkdir()
    with store.open(tmp_path / "lib.db") as library:
        library.write(check(armed(samples("CAT-1", "SHOP-1", "PAY-3", "INS-1"), attack="")).accepted, source="in.csv")
        for number in (1, EXAM):
            desk = loop.training_desk(library, number, log=log)
            assert desk.source == "your own finished work"
            desk.begin("look at similar work first", seed=1)
            while desk.question() is not None:
                desk.commit(Answer(2, 8, 30))
            desk.finish()
    loop.write_share(log, shares / "one.json")
    exam = next(run for run in desk.progress.runs if run.level == EXAM)
    written = loop.write_certificate(exam, tmp_path / "certificate.html", tmp_path / "certificate.pdf")
    told = command("report", "training_cohort", "-p", f"shares={shares}", "--store", tmp_path / "lib.db", "--out", tmp_path / "out")
    assert told.code == 0, told.all
    files = [log.file, shares / "one.json", *written, *(p for p in (tmp_path / "out").rglob("*") if p.is_file())]
    assert len(files) > 6
    for path in files:
        assert [name for name in PEOPLE if name in everything_in(path)] == [], path
