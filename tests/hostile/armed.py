"""The sample portfolio with an attack in every text that the declarations know, and with a made-up person in every person's column."""

import base64
import gzip
import json
import re
import subprocess
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from nbformat import v4

from workbench.tables import TABLES, Column

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
PWNED = "pwned-by-a-payload"
ATTACK = (
    '=HYPERLINK("https://evil.example")<img src=x onerror="document.title=\'pwned-by-a-payload\'">'
    "<script>document.title='pwned-by-a-payload';console.log('pwned-by-a-payload')</script>"
    "\"'><svg onload=document.title='pwned-by-a-payload'><style>@import 'https://evil.example/x.css';</style>"
    "[x](javascript:document.title='pwned-by-a-payload')![y](https://evil.example/y.png)"
    "<a href=\"javascript:document.title='pwned-by-a-payload'\">z</a>{{7*7}}${x_1}$\\frac'; DROP TABLE tasks; --"
)
MEANING = {"estimate_unit", "actual_unit", "unit", "measure", "status", "from_status", "to_status", "currency", "zone", "kind"}
"""Texts that analyses act upon: armed as well in one of the two portfolios, left alone in the other, so that more is shown."""


def texts(table: str) -> list[Column]:
    """The columns of a table that hold words of any kind."""
    return [c for c in TABLES[table].columns if c.type in ("text", "labels", "facts")]


def person(table: str, column: str) -> str:
    """The made-up person of a column: one that occurs nowhere else."""
    return f"Quetzal{table.replace('_', '').title()}{column.replace('_', '').title()}"


PEOPLE = [person(name, c.name) for name, table in TABLES.items() for c in table.columns if c.person]


def samples(*projects: str, rows: int = 10_000) -> dict[str, pd.DataFrame]:
    """Some projects of the sample portfolio as raw texts, with the first rows of each."""
    frames = {}
    for name in TABLES:
        for path in sorted(SAMPLES.glob(f"{name}.csv*")):
            frame = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
            frame = frame[frame["project_id"].isin(projects)].groupby("project_id").head(rows).reset_index(drop=True)
            frames[name] = frame.reindex(columns=TABLES[name].names)
    return frames


def armed(tables: Mapping[str, pd.DataFrame], *, keep: Collection[str] = (), attack: str = ATTACK) -> dict[str, pd.DataFrame]:
    """The tables with the attack before every text, the same for equal texts, so that keys still fit; people's names are made up."""
    made = {}
    for name, frame in tables.items():
        out = frame.astype("object")
        for column in texts(name):
            if column.person:
                out[column.name] = person(name, column.name) + attack
            elif column.name not in keep:
                out[column.name] = [_armed(v, column, attack) for v in frame[column.name]]
        made[name] = out.where(out.notna(), None)
    return made


def _armed(value: Any, column: Column, attack: str) -> Any:
    here = value if isinstance(value, list | dict) or pd.notna(value) else ""
    if column.type == "labels":
        return "|".join([attack.replace("|", "/"), str(here)])
    if column.type == "facts":
        facts = json.loads(here) if isinstance(here, str) and here else here or {}
        return json.dumps({**{k: attack + str(v) for k, v in facts.items()}, attack: attack})
    return f"{attack}{here}" if not (column.name == "parent_id" and here == "") else None


def write(frames: dict[str, pd.DataFrame], folder: Path) -> list[Path]:
    """One CSV per table, as a hostile colleague would write it: nothing is defused."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name, frame in frames.items():
        path = folder / f"{name}.csv"
        frame.to_csv(path, index=False)
        found.append(path)
    return found


def everything_in(path: Path) -> str:
    """The text of a file with all that is packed into it, unpacked: archives, and what stands as base64 in a page."""
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            content = b"\n".join([n.encode() + b"\n" + archive.read(n) for n in archive.namelist()])
    text = content.decode("utf-8", "replace")
    packed = re.findall(r"base64,([A-Za-z0-9+/]{8,}={0,2})", text)
    return text + "".join(base64.b64decode(p + "=" * (-len(p) % 4)).decode("utf-8", "replace") for p in packed)


def own_report(path: Path, *cells: str) -> Path:
    """A report of one's own on one project: these cells of code behind its parameter."""
    first = v4.new_code_cell("project_id: str = ''  # project", metadata={"tags": ["parameters"]})
    made = v4.new_notebook(cells=[first, *map(v4.new_code_cell, cells)])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, path)
    return path
