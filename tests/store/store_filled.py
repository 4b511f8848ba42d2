"""A library in which one name stands everywhere that a name can stand."""

import sqlite3
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from workbench import store
from workbench.store.migrate import copy_pages
from workbench.tables import TABLES, Tables, check


@lru_cache
def everywhere(name: str) -> Tables:
    """Rows in which every person column of every table has the name."""
    frames = {}
    for table in TABLES.values():
        row = {c.name: (name if c.person else c.example) for c in table.columns}
        row |= {c.name: "8" for c in table.columns if not c.person and c.type == "number" and not c.example}
        raw = pd.DataFrame([{k: v or None for k, v in row.items()}])
        checked = check({table.name: raw})
        assert not len(checked.problems), checked.problems
        frames[table.name] = checked.accepted[table.name]
    return Tables(frames)


def fill(library: store.Library, name: str) -> None:
    """Fill a library by writing to it; an empty file gets the pages of one that was filled so before, which is a matter of milliseconds."""
    file = library._place.file
    if file is None or library.verify().rows["rows"].sum():
        _write(library, name)
        return
    source, target = sqlite3.connect(":memory:"), sqlite3.connect(file)
    source.deserialize(_pages(name))
    source.backup(target)
    target.close()
    source.close()


@lru_cache
def _pages(name: str) -> bytes:
    with TemporaryDirectory() as folder:
        with store.open(f"{folder}/filled.db", clock=lambda: datetime(2026, 8, 3, 9, 30)) as library:
            _write(library, name)
        copy_pages(Path(folder, "filled.db"), Path(folder, "alone.db"))
        return Path(folder, "alone.db").read_bytes()


def _write(library: store.Library, name: str) -> None:
    library.write(everywhere(name), source="everything")
    library.write(Tables({"tasks": everywhere("other").tasks.assign(assignee="other")}), source="the name moves to free space")
    library.write(Tables({"tasks": everywhere(name).tasks}), source="and back")
    library.save_review({"project_id": "P", "reviewed_on": "2026-07-30", "reviewer": name, "facts": {"lead": name, name: 3}}, version=None)
    broken = pd.DataFrame({"project_id": ["P"], "Assignee": [name], "reason": [f"Assignee is {name}; expected a number"]})
    library.record_import(store.ImportEntry("jira.csv", details={"people": [name, "other"]}, quarantine={"tasks": broken}))
    library.save_calibration({"people": {name: 1.2, "other": 0.9}}, label="with people")
    library.finish_run(library.start_run("t", "P", {"for": name}, "k"), status="failed", reason=f"no column {name}")
