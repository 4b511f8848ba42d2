"""The command line starts quickly: what takes long to load is loaded where it is used, and by the process that forks reports."""

import subprocess
import sys
from pathlib import Path

from workbench import store

HEAVY = ("alembic", "holidays", "matplotlib", "nbconvert", "nbformat", "papermill", "ruptures", "scipy.special", "seaborn", "statsmodels")
SIMPLE = """
import sys
from workbench.__main__ import main
library, export, *heavy = sys.argv[1:]
for words in (["--help"], ["projects", "--store", library], ["check", export]):
    sys.argv[1:] = words
    assert main() == 0, words
print("loaded:", *(m for m in heavy if m in sys.modules))
"""
EXPORT = Path(__file__).resolve().parents[1] / "sample_data" / "exports" / "jira_sample.csv"


def test_simple_commands_load_nothing_heavy(tmp_path: Path) -> None:
    store.open(tmp_path / "workbench.db").close()
    asked = [sys.executable, "-c", SIMPLE, str(tmp_path / "workbench.db"), str(EXPORT), *HEAVY]
    assert subprocess.run(asked, capture_output=True, text=True, check=True, timeout=120).stdout.splitlines()[-1] == "loaded:"
