"""The house rules of notebooks: thin, typed parameters, no outputs committed, no store address."""

import ast
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.ipynb"))
NOTEBOOKS = sorted(p for p in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
EVERY = TEMPLATES + NOTEBOOKS


def cells(path: Path, kind: str = "code") -> list[nbformat.NotebookNode]:
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == kind]


def test_there_are_notebooks_and_templates() -> None:
    assert TEMPLATES
    assert NOTEBOOKS


@pytest.mark.parametrize("path", EVERY, ids=lambda p: p.name)
def test_committed_without_outputs(path: Path) -> None:
    for cell in cells(path):
        assert not cell.outputs
        assert cell.execution_count is None


@pytest.mark.parametrize("path", EVERY, ids=lambda p: p.name)
def test_thin(path: Path) -> None:
    for cell in cells(path):
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            assert not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.For | ast.While | ast.Lambda), (
                cell.source
            )
        if "parameters" in cell.metadata.get("tags", []):
            continue
        lines = [line for line in cell.source.splitlines() if line.strip() and not line.strip().startswith("#")]
        assert len(lines) <= 8, cell.source


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_first_code_cell_holds_typed_commented_parameters(path: Path) -> None:
    first = cells(path)[0]
    assert "parameters" in first.metadata.get("tags", [])
    for node, line in zip(ast.parse(first.source).body, [x for x in first.source.splitlines() if x.strip()], strict=True):
        assert isinstance(node, ast.AnnAssign), f"{line}: needs a type"
        assert node.value is not None, f"{line}: needs a default"
        assert "#" in line, f"{line}: needs a comment"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_templates_use_no_door_and_no_store_address(path: Path) -> None:
    for cell in cells(path):
        assert "ipywidgets" not in cell.source
        assert "workbench.widgets" not in cell.source
        assert "WORKBENCH_STORE" not in cell.source
        assert "sqlite" not in cell.source
        assert "HTML(" not in cell.source
        assert "Markdown(" not in cell.source


@pytest.mark.parametrize("path", EVERY, ids=lambda p: p.name)
def test_a_sentence_before_each_code_cell_that_shows_something(path: Path) -> None:
    kinds = [c.cell_type for c in nbformat.read(path, as_version=4).cells]
    assert kinds[0] == "markdown"
    assert kinds.count("markdown") >= 2
