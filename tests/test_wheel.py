"""The built wheel brings everything that the package needs, templates and sample data included."""

import subprocess
import sys
import zipfile
from pathlib import Path

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
