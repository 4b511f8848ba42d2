"""A library in which one name stands everywhere that a name can stand."""

from functools import lru_cache

import pandas as pd

from workbench import store
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
    library.write(everywhere(name), source="everything")
    library.write(Tables({"tasks": everywhere("other").tasks.assign(assignee="other")}), source="the name moves to free space")
    library.write(Tables({"tasks": everywhere(name).tasks}), source="and back")
    library.save_review({"project_id": "P", "reviewed_on": "2026-07-30", "reviewer": name, "facts": {"lead": name, name: 3}}, version=None)
    broken = pd.DataFrame({"project_id": ["P"], "Assignee": [name], "reason": [f"Assignee is {name}; expected a number"]})
    library.record_import(store.ImportEntry("jira.csv", details={"people": [name, "other"]}, quarantine={"tasks": broken}))
    library.save_calibration({"people": {name: 1.2, "other": 0.9}}, label="with people")
    library.finish_run(library.start_run("t", "P", {"for": name}, "k"), status="failed", reason=f"no column {name}")
