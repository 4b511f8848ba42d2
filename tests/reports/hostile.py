"""Notebooks and a library in which everything is hostile."""

from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from live import PAYLOADS

from workbench import store
from workbench.tables import Tables

v4 = nbformat.v4
NOTE = Path(__file__).parent / "fixtures" / "project_note.ipynb"


def notebook_of(*outputs: Any, markdown: str = "") -> Any:
    cells = [v4.new_code_cell("secret_code()", id=f"c{i}", outputs=[o]) for i, o in enumerate(outputs)]
    return v4.new_notebook(cells=[*([v4.new_markdown_cell(markdown, id="m")] if markdown else []), *cells])


def shown(**data: str) -> Any:
    return v4.new_output("display_data", data={k.replace("_", "/"): v for k, v in data.items()})


def hostile_library(folder: Path) -> Path:
    """A library in which every text is hostile."""
    bad = PAYLOADS[1] + PAYLOADS[0]
    place = folder / "hostile.db"
    tasks = pd.DataFrame(
        {
            "project_id": "P",
            "task_id": [f"T{i}" for i in range(len(PAYLOADS))],
            "title": list(PAYLOADS),
            "kind": [f"={p}" for p in PAYLOADS],
            "component": bad,
            "estimate": 8.0,
            "estimate_unit": "hours",
        }
    )
    projects = pd.DataFrame({"project_id": ["P"], "name": [bad], "team": [bad], "method": [bad]})
    with store.open(place) as library:
        library.write(Tables({"projects": projects, "tasks": tasks}), source="test")
    return place
