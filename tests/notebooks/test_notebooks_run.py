"""The notebooks run from a clean kernel on the sample library; the golden one gives the very outputs that it was committed with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(p for p in (ROOT / "notebooks").glob("*.ipynb"))
TRAINING = sorted(p for p in (ROOT / "notebooks" / "training").glob("*.ipynb"))
GOLDEN = Path(__file__).parent / "golden.ipynb"


def run(folder: Path, library: Path, notebooks: list[Path], how: str) -> subprocess.CompletedProcess[str]:
    """Run copies of notebooks under nbval, in a pytest of its own that knows nothing of this one."""
    for notebook in notebooks:
        shutil.copy(notebook, folder)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    environment = {**os.environ, "WORKBENCH_STORE": str(library), "PYTHONPATH": str(ROOT), "JUPYTER_PLATFORM_DIRS": "1"}
    environment["WORKBENCH_TRAINING_LOG"] = str(folder / "own" / "log.jsonl")
    names = [n.name for n in notebooks]
    command = [sys.executable, "-m", "pytest", how, "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--nbval-cell-timeout=120", *names]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=400, check=False)


@pytest.mark.slow
def test_every_notebook_runs_clean_on_the_sample_library(sample_library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    done = run(folder, sample_library, NOTEBOOKS, "--nbval-lax")
    assert done.returncode == 0, done.stdout[-4000:]
    cells = sum(c.cell_type == "code" for n in NOTEBOOKS for c in nbformat.read(n, as_version=4).cells)
    assert f"{cells} passed" in done.stdout, done.stdout[-400:]


@pytest.mark.slow
def test_every_training_notebook_runs_clean_on_the_sample_library(sample_library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "training"
    folder.mkdir()
    done = run(folder, sample_library, TRAINING, "--nbval-lax")
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"{len(TRAINING)} passed" in done.stdout, done.stdout[-400:]
    assert not (folder / "own").exists()  # nothing is kept of somebody who only looks


@pytest.mark.slow
def test_golden_notebook_gives_its_outputs_again(sample_library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "golden"
    folder.mkdir()
    done = run(folder, sample_library, [GOLDEN], "--nbval")
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.slow
def test_golden_notebook_notices_a_changed_number(sample_library: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(GOLDEN, as_version=4)
    texts = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if "0" in str(o.get("text", ""))]
    texts[0]["text"] = texts[0]["text"].replace("0", "1", 1)
    folder = tmp_path / "spoiled"
    folder.mkdir()
    spoiled = tmp_path / "golden.ipynb"
    nbformat.write(notebook, spoiled)
    assert run(folder, sample_library, [spoiled], "--nbval").returncode == 1


def code_of(notebook: Path) -> str:
    return "\n".join(c.source for c in nbformat.read(notebook, as_version=4).cells if c.cell_type == "code")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_notebook_shows_its_page_on_the_sample_library(notebook: Path, sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its code as it stands, in this process; the slow tests run it in a kernel of its own."""
    monkeypatch.chdir(sample_library.parent)
    monkeypatch.setenv("WORKBENCH_STORE", str(sample_library))
    names: dict[str, object] = {}
    *before, last = code_of(notebook).splitlines()
    exec("\n".join(before), names)  # noqa: S102  our own notebook
    shown = walk(eval(last, names))  # noqa: S307
    told = " ".join(str(getattr(w, "options", "")) + str(getattr(w, "value", "")) for w in shown)
    assert ("the odds move with them" if notebook.stem == "4_estimate_next" else "PAY-3") in told


@pytest.mark.parametrize("library", ["none", "empty"])
@pytest.mark.parametrize("notebook", [*NOTEBOOKS, *(pytest.param(p, marks=pytest.mark.slow) for p in TRAINING)], ids=lambda p: p.stem)
def test_every_notebook_runs_without_data_and_says_what_to_do(
    notebook: Path, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench import store

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WORKBENCH_STORE", raising=False)
    monkeypatch.setenv("WORKBENCH_TRAINING_LOG", str(tmp_path / "own" / "log.jsonl"))
    if library == "empty":
        store.open().close()
    source = code_of(notebook)
    *before, last = source.splitlines()
    names: dict[str, object] = {}
    exec("\n".join(before), names)  # noqa: S102  our own notebook
    shown = eval(last, names)  # noqa: S307
    text = " ".join(w.value for w in walk(shown) if isinstance(getattr(w, "value", None), str))
    assert "0_start_here" in text or "sample portfolio" in text or "review library" in text
    assert (tmp_path / "workbench.db").exists() == (library == "empty")


def walk(widget: object) -> list:
    return [widget, *(inner for child in getattr(widget, "children", ()) for inner in walk(child))]
