"""Plans in formats of their makers, through MPXJ where it is installed."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import importers
from workbench.importers.containers import plan
from workbench.tables import InputError

SHARED = Path(__file__).resolve().parents[2].parent / "shared/exports/msproject"
HERE = all(importlib.util.find_spec(m) for m in ("mpxj", "jpype")) and shutil.which("java") is not None
needs_mpxj = pytest.mark.skipif(not HERE, reason="the extra mpxj or Java is not installed")
_WRITE = """
import sys, jpype, mpxj
jpype.startJVM("-Xmx512m")
from org.mpxj.reader import UniversalProjectReader
from org.mpxj.writer import UniversalProjectWriter, FileFormat
plan = UniversalProjectReader().read(sys.argv[1])
for name in ("MPX", "PMXML"):
    UniversalProjectWriter(getattr(FileFormat, name)).write(plan, sys.argv[2] + "/plan." + name.lower())
"""


@needs_mpxj
@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sample files are not here")
def test_a_plan_comes_out_the_same_in_every_format(tmp_path: Path) -> None:
    source = SHARED / "mpp14timephased2.mspdi.xml"
    subprocess.run([sys.executable, "-c", _WRITE, str(source), str(tmp_path)], check=True, timeout=120)
    expected = importers.read(source).tables.tasks
    (tmp_path / "plan.pmxml").rename(tmp_path / "primavera.xml")  # its usual name
    for name in ("plan.mpx", "primavera.xml"):
        got = importers.read(tmp_path / name)
        tasks = got.tables.tasks
        assert (len(tasks), tasks["estimate"].sum(), tasks["actual"].sum()) == (9, 720, 208)
        assert tasks["status_class"].value_counts().to_dict() == expected["status_class"].value_counts().to_dict()
        assert sorted(tasks["finished_on"].dropna().dt.date) == sorted(expected["finished_on"].dropna().dt.date)  # MPX keeps days only
        assert any("MPXJ" in line for line in got.report.confirm)


@needs_mpxj
@pytest.mark.slow
def test_what_is_no_plan_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.mpp"
    file.write_bytes(b"nothing of a plan" * 100)
    with pytest.raises(InputError, match=r"plan\.mpp is damaged, or holds no plan"):
        importers.read(file)


def test_without_the_extra_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "plan.mpp"
    file.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))
    monkeypatch.setattr(plan.shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="can only be read with") as told:
        importers.read(file)
    assert "XML" in str(told.value)
