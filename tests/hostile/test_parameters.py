"""Injection by parameters: nothing but plain values reaches a notebook, whatever is given and however it is given."""

import ast
import datetime
import decimal
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from workbench import reports
from workbench.tables import ReportError

CODE = "__import__('os').mkdir('planted')"


class Loud(Exception):
    def __repr__(self) -> str:
        return CODE


class Shout(str):
    def __repr__(self) -> str:
        return CODE


class Whole(int):
    def __repr__(self) -> str:
        return CODE


class Listed(list):
    def __repr__(self) -> str:
        return CODE


BROKE = f'x"; {CODE} #'
PLANTED: dict[str, dict] = {
    "key that is code": {f"project_id = 1; {CODE} #": 1},
    "key that is a dunder": {"__builtins__": {}},
    "path": {"project_id": Path(BROKE)},
    "tuple": {"project_id": (BROKE,)},
    "set": {"project_id": {BROKE}},
    "bytes": {"project_id": BROKE.encode()},
    "exception": {"project_id": Loud(BROKE)},
    "object with a loud repr": {"project_id": Shout("x")},
    "number with a loud repr": {"minimum": Whole(3)},
    "list with a loud repr": {"project_id": Listed(["x"])},
    "dictionary with a tuple as key": {"project_id": {(BROKE,): 1}},
    "numpy truth": {"minimum": np.bool_(False)},
    "numpy number": {"minimum": np.int64(5)},
    "date": {"project_id": datetime.date(2026, 1, 1)},
    "decimal": {"minimum": decimal.Decimal(5)},
    "not a time": {"project_id": pd.NaT},
    "not a number": {"minimum": float("nan")},
    "unknown name": {"projekt": "x"},
}


@pytest.mark.parametrize("given_", PLANTED.values(), ids=PLANTED.keys())
def test_what_is_no_plain_value_is_refused_before_anything_runs(given_: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReportError, match="Allowed: project_id: a text; minimum: a whole number"):
        reports.run("project_retrospective", parameters=given_, library=None, out_dir="out", engine="nbclient")
    assert list(tmp_path.iterdir()) == []  # neither a report nor what was planted


ODD = [BROKE, "'''", '"""', "\\", "\0", "{x}", "\r\n", "#"]
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(ODD)
VALUES = {
    "str": WORDS,
    "int": st.integers(-(10**15), 10**15),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "bool": st.booleans(),
    "list": st.lists(WORDS, max_size=3),
    "dict": st.dictionaries(WORDS, WORDS, max_size=3),
}


@given(st.data())
def test_all_that_is_injected_into_any_template_is_literal_assignments(data: st.DataObject) -> None:
    """On every shipped template, with every parameter it declares: 60 examples, the same on every run."""
    made = data.draw(st.sampled_from(reports.templates()))
    values = {p.name: data.draw(st.sampled_from(p.choices) if p.choices else VALUES[p.type]) for p in made.parameters}
    notebook = parameterize_notebook(load_notebook_node(str(made.path)), values, report_mode=False)
    (cell,) = [c for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", [])]
    body = ast.parse(cell.source).body
    assert all(isinstance(line, ast.Assign) and [type(t) for t in line.targets] == [ast.Name] for line in body)
    assert {line.targets[0].id: ast.literal_eval(line.value) for line in body} == values  # type: ignore[attr-defined]


def test_the_command_line_refuses_words_that_do_not_fit(command: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for word in ("projekt=x", "minimum=six", "minimum=1e3", f"minimum={CODE}", "project_id", "minimum=nan", "=x", f"{CODE}=1"):
        told = command("report", "project_retrospective", "--store", "lib.db", "-p", word)
        assert told.code == 1, word
        assert told.err.startswith("Error: "), word
        assert re.search("Expected: |Allowed: ", told.err), word
        assert "Traceback" not in told.all, word
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["workbench", "nbclient"])
def test_a_project_whose_name_is_code_is_only_a_name(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``007`` stays a text, and code in it stays a text, through the command line's own reading and a real notebook."""
    cell = {"cell_type": "code", "id": "p", "metadata": {"tags": ["parameters"]}, "source": 'project_id: str = ""', "outputs": []}
    show = {**cell, "id": "s", "metadata": {}, "source": "project_id"}
    for c in (cell, show):
        c["execution_count"] = None
    path = tmp_path / "echo.ipynb"
    path.write_text(nbformat.writes(nbformat.from_dict({"cells": [cell, show], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})))
    monkeypatch.chdir(tmp_path)
    for word in ("007", "True", "None", "NaN", "1e5", BROKE, "{0.__class__}", "\\", "'''"):
        values = reports.parse_words(path, [f"project_id={word}"])
        run = reports.run(path, parameters=values, library=None, out_dir=tmp_path / "out", engine=engine)  # type: ignore[arg-type]
        assert run.status == "done", run.reason
        assert run.notebook is not None
        shown = nbformat.read(run.notebook, as_version=4).cells[-1].outputs[0]["data"]["text/plain"]
        assert ast.literal_eval(shown) == word
    assert not (tmp_path / "planted").exists()
