"""The built wheel brings everything that the package needs, templates and sample data included."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


def test_wheel_holds_what_is_found_at_run_time(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for template in (ROOT / "templates").glob("*.ipynb"):
        assert f"workbench/_shipped/templates/{template.name}" in names
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"workbench/_shipped/notebooks/{notebook.name}" in names
    assert "workbench/_shipped/notebooks/training/level_1_ranges.ipynb" in names
    assert "workbench/_shipped/sample_data/tasks.csv.gz" in names
    package_data = [
        p for p in (ROOT / "workbench").rglob("*") if p.is_file() and p.suffix not in {".pyc", ".ipynb"} and "_shipped" not in p.parts
    ]
    missing = {str(p.relative_to(ROOT)) for p in package_data} - names
    assert not missing


def test_installed_wheel_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(place)
    script = (
        "import workbench, sys; from workbench import shipped, importers, reports, store; "
        "assert workbench.__file__.startswith(sys.argv[1]), workbench.__file__; "
        "assert shipped.folder('sample_data').joinpath('tasks.csv.gz').is_file(); "
        "print(sorted(t.name for t in reports.templates()), len(importers.profiles())); "
        "store.open('x.db').close()"
    )
    environment = {"PYTHONPATH": str(place), "PATH": "", "HOME": str(tmp_path)}
    command = [sys.executable, "-c", script, str(place)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "project_retrospective" in done.stdout


@pytest.mark.slow
def test_a_workspace_is_made_and_updated_from_the_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "venv"
    venv.create(place, with_pip=False, symlinks=True)
    python, words = place / "bin" / "python", place / "bin" / "workbench"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    done = subprocess.run(install, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    own = next((place / "lib").glob("python*/site-packages"))
    (own / "borrowed.pth").write_text(f"{Path(pd.__file__).parents[1]}\n", encoding="utf-8")  # what it needs stays where it is installed
    environment = {"PATH": str(place / "bin"), "HOME": str(tmp_path)}

    def workbench(*given: str) -> str:
        done = subprocess.run([str(words), *given], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = subprocess.run(
        [python, "-c", "import workbench; print(workbench.__file__)"], env=environment, cwd=tmp_path, capture_output=True
    )
    assert str(own) in where.stdout.decode()
    workbench("init", "mine")
    mine = tmp_path / "mine"
    held = {str(p.relative_to(mine)) for p in mine.rglob("*") if p.is_file()}
    assert {str(p.relative_to(ROOT / "notebooks")) for p in (ROOT / "notebooks").rglob("*.ipynb")} <= held
    assert {f"templates/{p.name}" for p in (ROOT / "templates").glob("*.ipynb")} | {"review.xlsx", "workbench.db"} <= held
    for name in ("0_start_here.ipynb", "5_reports.ipynb"):  # a new version of both
        shipped = own / "workbench" / "_shipped" / "notebooks" / name
        shipped.write_text(
            shipped.read_text(encoding="utf-8").replace("[Back to the start]", "[Back]").replace("what is due", "what waits")
        )
    edited = mine / "0_start_here.ipynb"
    edited.write_text(edited.read_text(encoding="utf-8").replace("# Start here", "# Our start"), encoding="utf-8")
    told = workbench("init", "mine", "--update")
    assert "0_start_here.ipynb" in told
    assert "# Our start" in edited.read_text(encoding="utf-8")
    assert "[Back]" in (mine / "5_reports.ipynb").read_text(encoding="utf-8")
