"""Plans in formats of their makers (.mpp, Primavera and more): turned into Microsoft Project's XML by MPXJ, in a process of its own."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from workbench.tables import InputError

from .document import XmlFile

PLANS = (".mpp", ".mpt", ".mpx", ".xer", ".pmxml", ".planner", ".pod", ".gan", ".pp", ".ppx", ".fts", ".cdpx", ".sp")
"""Endings of files that MPXJ reads."""
PRIMAVERA = "APIBusinessObjects"  # root of Primavera's XML
_SECONDS = 180
_MEMORY = "-Xmx768m"
_CONVERT = """
import sys, jpype, mpxj
jpype.startJVM(sys.argv[3], convertStrings=True)
from org.mpxj.reader import UniversalProjectReader
from org.mpxj.mspdi import MSPDIWriter
plan = UniversalProjectReader().read(sys.argv[1])
if plan is None:
    sys.exit(3)
taken = 0
for task in plan.getTasks():  # Primavera has planned units where Microsoft Project has a baseline
    if task.getBaselineWork() is None and task.getPlannedWork() is not None:
        task.setBaselineWork(task.getPlannedWork())
        taken += 1
print(taken)
MSPDIWriter().write(plan, sys.argv[2])
"""


class PlanFile(XmlFile):
    """A plan that MPXJ turns into XML.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name; the ending tells the format.

    Raises
    ------
    InputError
        When MPXJ or Java is not installed, or the plan cannot be read.
    """

    def __init__(self, data: bytes, name: str) -> None:
        refuse_without_reader(name)
        with tempfile.TemporaryDirectory(prefix="workbench-plan-") as folder:
            source, target = Path(folder) / f"plan{Path(name).suffix.lower()}", Path(folder) / "plan.xml"
            source.write_bytes(data)
            planned = _convert(source, target, name)
            super().__init__(target.read_bytes())
        self.notes = (f"{name} was read through MPXJ, which turned it into Microsoft Project's XML",)
        if planned:
            self.notes += (f"{planned:,} activities have no baseline: their planned units were read as the estimate",)


def refuse_without_reader(name: str) -> None:
    """Refuse a plan where nothing can read it.

    Parameters
    ----------
    name : str
        The file's name.

    Raises
    ------
    InputError
        When the extra ``mpxj`` or Java is not installed.
    """
    lacking = [m for m in ("mpxj", "jpype") if importlib.util.find_spec(m) is None]
    java = shutil.which("java")
    if lacking or java is None:
        raise InputError(
            f"{name} can only be read with {'the extra mpxj' if lacking else 'Java'}, which is not installed.",
            expected="a plan saved as XML, or the extra mpxj and Java 11 or newer.",
            todo="in Microsoft Project choose File, Save As, XML format; or run: pip install 'workbench-retrospective[mpxj]'.",
        )


def _convert(source: Path, target: Path, name: str) -> int:
    """Write the XML; how many tasks had planned units for want of a baseline."""
    command = [sys.executable, "-P", "-c", _CONVERT, str(source), str(target), _MEMORY]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise InputError(f"{name} could not be read within {_SECONDS} seconds.", todo="save the plan as XML and import that.") from error
    if run.returncode or not target.is_file():
        raise InputError(f"{name} is damaged, or holds no plan that can be read.", todo="open it in its own program and save it as XML.")
    last = run.stdout.split()[-1:]
    return int(last[0]) if last and last[0].isdigit() else 0
