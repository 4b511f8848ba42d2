"""A library on a real PostgreSQL with a password: the password and the server are hunted in all that is written and told."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from armed import everything_in, own_report, samples, write

from workbench import store

PASSWORD = "geheim/Zyx7 &quot;wort"  # noqa: S105  of a server that takes any
FORMS = {PASSWORD, quote(PASSWORD, safe=""), quote(PASSWORD), "Zyx7"}
TELLS = """import os, sys, logging
address = os.environ["WORKBENCH_STORE"]
print(address)
print(address, file=sys.stderr)
logging.warning(address)
address"""
FAILS = f"{TELLS}\nraise ConnectionError(f'cannot connect to {{address}}')"


@pytest.fixture
def address(postgres_url: str) -> str:
    """The library's address with a password, which the server of the tests takes whatever it is."""
    return sa.make_url(postgres_url).set(password=PASSWORD).render_as_string(hide_password=False)


@pytest.mark.slow
def test_neither_password_nor_server_is_in_any_artefact(
    address: str, command: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Import, calibration, reports that work and that fail, a batch, a backup, every format, what is printed, and the ledger."""
    caplog.set_level(logging.INFO)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("WORKBENCH_STORE", address)
    monkeypatch.chdir(tmp_path)
    tells, fails = own_report(tmp_path / "tells.ipynb", TELLS), own_report(tmp_path / "fails.ipynb", FAILS)
    told = ""
    for file in write(samples("CAT-1"), tmp_path / "in"):
        told += command("import", file, "--tool", "canonical", "--yes", "--json").all
    expected = {
        ("calibrate", "--json"): 0,
        ("projects", "--json"): 0,
        ("report", "project_retrospective", "--project", "CAT-1"): 0,
        ("report", tells, "--project", "CAT-1"): 0,
        ("report", fails, "--project", "CAT-1"): 1,
        ("batch", "executive_status", "--formats", "html,ipynb", "--json"): 0,
        ("batch", fails, "--json"): 1,
        ("rows", "CAT-1"): 0,
        ("export", "tasks", "-o", "tasks.xlsx"): 0,
        ("export-calibration", "known.json"): 0,
        ("workbook", "CAT-1"): 0,
        ("backup", "backup.db"): 0,
        ("verify", "--json"): 0,
        ("verify", "backup.db"): 0,
        ("restore", "backup.db"): 1,  # it is not empty
    }
    for words, code in expected.items():
        said = command(*words)
        assert said.code == code, (words, said.all)
        told += said.all
    told += command("doctor", "--json").all
    with store.open() as library:
        told += repr(library) + library.runs().to_csv() + library.imports().to_csv()
    hunted = FORMS | {sa.make_url(address).query["host"]}
    assert [form for form in hunted if form in told + caplog.text] == []
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    names = {p.name for p in files}
    assert {"report.html", "report.ipynb", "failed.txt", "failed.ipynb", "failed.json", "run.json", "index.json", "backup.db"} <= names
    for path in files:
        if path not in (tells, fails):
            assert [form for form in hunted if form in everything_in(path)] == [], path
    assert "‹library›" in "".join(everything_in(p) for p in files if p.suffix in (".txt", ".ipynb"))  # the finder can fail


@pytest.mark.slow
@pytest.mark.parametrize("words", [["projects"], ["calibrate"], ["batch"], ["report", "portfolio_review"], ["backup", "b.db"], ["verify"]])
def test_a_server_that_does_not_answer_is_told_without_it(words: list[str], tmp_path: Path) -> None:
    """A process of its own: nothing of it on standard error, not even where Python itself would speak."""
    address = f"postgresql://pm:{quote(PASSWORD, safe='')}@127.0.0.1:1/reviews"
    command = [sys.executable, "-X", "dev", "-m", "workbench", *words]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={**os.environ, "WORKBENCH_STORE": address}, timeout=120, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert [form for form in FORMS if form in done.stdout + done.stderr] == []
    left = "".join(p.read_text(encoding="utf-8", errors="replace") for p in tmp_path.rglob("*") if p.is_file())
    assert [form for form in FORMS if form in left] == []
