"""What a template may be told, and how values reach the notebook."""

import ast
import datetime
import decimal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from papermill.translators import PythonTranslator

from workbench import reports
from workbench.reports.declaration import declared
from workbench.reports.parameter import checked, read_words
from workbench.tables import ReportError

CELL = '''"""What may be set."""
from typing import Literal

project_id: str = ""  # which project
# from which day on
since: str | None = None
weeks: int = 6  # how far to look ahead
level: float = 0.8
draft: bool = False
kinds: list[str] = []  # only these kinds of work
paper: Literal["A4", "Letter"] = "A4"
capacity: dict[str, float] = {}
'''


def test_a_cell_is_read_with_types_comments_and_choices() -> None:
    found = {p.name: p for p in declared(CELL)}
    assert [(p.type, p.default, p.comment) for p in found.values()][:3] == [
        ("str", "", "which project"),
        ("str", None, "from which day on"),
        ("int", 6, "how far to look ahead"),
    ]
    assert found["since"].optional
    assert found["paper"].choices == ("A4", "Letter")
    assert (found["kinds"].item, found["capacity"].item) == ("str", "float")


@pytest.mark.parametrize(
    "cell", ["import os", "x: int = f()", "x = y = 1", "x: int", "x.y = 1", "if True: x = 1", "x: frame = 1", "x = (", "x = (1, 2)"]
)
def test_a_cell_with_anything_else_is_refused(cell: str) -> None:
    with pytest.raises(ReportError, match="Expected: one plain assignment"):
        declared(cell)


def test_a_default_of_another_type_is_refused() -> None:
    with pytest.raises(ReportError, match=r"x was given 'a'\. Expected: a whole number"):
        declared("x: int = 'a'")


def test_reading_a_template_does_not_run_it(notebook: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(ReportError):
        reports.template(notebook(parameters=f"x: str = open({str(tmp_path / 'ran')!r}, 'w').name"))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weeks", "6"),
        ("weeks", 6.0),
        ("weeks", True),
        ("weeks", None),
        ("weeks", np.int64(6)),
        ("weeks", 10**400),
        ("level", float("nan")),
        ("level", decimal.Decimal("0.8")),
        ("level", 10**400),
        ("draft", np.bool_(False)),
        ("draft", 0),
        ("project_id", Path("x")),
        ("project_id", b"x"),
        ("project_id", type("Text", (str,), {})("x")),
        ("project_id", "\ud800"),
        ("since", datetime.date(2026, 1, 1)),
        ("kinds", ("a",)),
        ("kinds", {"a"}),
        ("kinds", [1]),
        ("kinds", ["a", Path("b")]),
        ("paper", "A5"),
        ("capacity", {("a",): 1.0}),
        ("capacity", {1: 1.0}),
        ("capacity", {"a": ValueError("x")}),
        ("unheard_of", 1),
        ("weeks = 1; import os", 1),
        (("weeks",), 1),
        ("__import__", 1),
    ],
    ids=lambda v: repr(v)[:40],
)
def test_what_is_not_declared_is_refused_with_what_is_allowed(name: object, value: object) -> None:
    with pytest.raises(ReportError, match="Allowed: project_id: a text; since: a text, or nothing; weeks: a whole number") as caught:
        checked(declared(CELL), {name: value})  # type: ignore[dict-item]
    assert "import os')" not in str(caught.value)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ReportError, match=r"(?s)'colour'.*weeks was given 'six'.*paper was given 'A5'"):
        checked(declared(CELL), {"colour": 1, "weeks": "six", "paper": "A5"})


def test_words_are_read_by_the_declared_type() -> None:
    words = ["project_id=007", "since=None", "weeks=007", "level=1", "draft=yes", 'kinds=["bug"]', 'capacity={"dev": 1.5}', "paper=Letter"]
    assert read_words(declared(CELL), words) == {
        "project_id": "007",
        "since": None,
        "weeks": 7,
        "level": 1.0,
        "draft": True,
        "kinds": ["bug"],
        "capacity": {"dev": 1.5},
        "paper": "Letter",
    }
    assert read_words(declared(CELL), ["project_id=True", "since=a=b"]) == {"project_id": "True", "since": "a=b"}


@pytest.mark.parametrize("word", ["weeks", "weeks=six", "draft=perhaps", "kinds=bug", "colour=red", "level=nan", "kinds=" + "[" * 100_000])
def test_words_that_do_not_fit_are_refused(word: str) -> None:
    with pytest.raises(ReportError):
        read_words(declared(CELL), [word])


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), PLAIN, max_size=3))
def test_what_papermill_writes_is_nothing_but_these_values(values: dict) -> None:
    body = ast.parse(PythonTranslator.codify(values)).body
    assert {line.targets[0].id: ast.literal_eval(line.value) for line in body} == values  # type: ignore[attr-defined]


INJECTIONS = [
    '"; import os; os.mkdir({0!r}) #',
    "'\n__import__('os').mkdir({0!r})\n'",
    "\\\"+__import__('os').mkdir({0!r})+\\\"",
    "{{0.__class__}} {{}}",
    "\0",
]


def test_code_in_a_value_stays_a_value(notebook: Callable[..., Path], tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    values = [text.format(str(planted)) for text in INJECTIONS]
    path = notebook("assert len(texts) == 5, texts\ntexts", parameters="texts: list[str] = []")
    run = reports.run(path, parameters={"texts": values}, library=None, out_dir=tmp_path / "out", engine="nbclient")
    assert run.status == "done", run.reason
    assert not planted.exists()
