"""A PM's own workspace: library, notebooks, templates and workbook in one folder; updates leave alone what the PM changed."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import workbench
from workbench import importers, shipped, store
from workbench.importers.write import appearing
from workbench.tables import InputError

RECORD = Path(".workbench") / "shipped.json"
BEFORE = Path(".workbench") / "before"
LIBRARY = "workbench.db"
WORKBOOK = "review.xlsx"
README = "Read me first.md"
_TEXT = """# Your workbench

- `workbench lab --folder .` opens the notebooks; begin with `0_start_here.ipynb`.
- `workbench import FILE` brings a tracker's export in; `workbench review PROJECT` makes the retrospective.
- `review.xlsx` is the post-project review to fill in a spreadsheet; then `workbench import review.xlsx`. Keep it blank and fill a copy.
- `workbench.db` is your review library: all you import is in this one file. `workbench backup FILE` copies it, also while it is in use.
- `templates` holds the reports. Copy one, change the copy, then `workbench report templates/COPY.ipynb --project PROJECT`.
- After an update of the package: `workbench init . --update`. It brings new versions in and leaves alone what you changed.

Run these commands in this folder.
"""


@dataclass(frozen=True)
class Workspace:
    """What making or updating a workspace did; names are relative to its folder.

    Attributes
    ----------
    folder : Path
    added, updated, same : tuple of str
        Files that were not there; that were replaced by a newer version; that are as they should be.
    left : tuple of str
        Files that differ from every version that was ever shipped here: the PM's own, not touched.
    """

    folder: Path
    added: tuple[str, ...]
    updated: tuple[str, ...]
    same: tuple[str, ...]
    left: tuple[str, ...]


def make_workspace(folder: str | Path) -> Workspace:
    """Make a workspace; files that are in the folder already are never written over.

    Parameters
    ----------
    folder : str or Path
        Made if it is not there.

    Returns
    -------
    Workspace

    Raises
    ------
    InputError
        When it is a workspace already, or cannot be written to.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as name:
    ...     made = make_workspace(Path(name) / "my work")
    ...     again = update_workspace(made.folder)
    >>> "0_start_here.ipynb" in made.added, made.left, again.added + again.updated + again.left
    (True, (), ())
    """
    place = Path(folder).expanduser().absolute()
    if (place / RECORD).exists():
        raise InputError(f"{place} is a workspace already.", todo=f"run `workbench init {folder} --update`, or choose another folder.")
    if place.exists() and not place.is_dir():
        raise InputError(f"{place} is a file.", expected="a folder.", todo="choose another name.")
    return _bring(place, {})


def update_workspace(folder: str | Path) -> Workspace:
    """Bring the files of the installed version into a workspace, and leave what its PM changed.

    Parameters
    ----------
    folder : str or Path
        A workspace.

    Returns
    -------
    Workspace

    Raises
    ------
    InputError
        When it is no workspace, or cannot be written to.

    Notes
    -----
    A file is the PM's own when it is none of the versions that were ever shipped here. Of a notebook only text, code and
    tags count: one that was merely run is not changed; what it showed is kept in ``.workbench/before`` when it is replaced.
    """
    place = Path(folder).expanduser().absolute()
    try:
        record = json.loads((place / RECORD).read_text(encoding="utf-8"))
        known = {str(name): [str(mark) for mark in marks] for name, marks in record["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"{place} is no workspace: it has no {RECORD} that can be read.",
            todo=f"run `workbench init {folder}`; nothing is written over.",
        ) from None
    return _bring(place, known)


def _bring(place: Path, known: dict[str, list[str]]) -> Workspace:
    done: dict[str, list[str]] = {"added": [], "updated": [], "same": [], "left": []}
    shipped_now = dict(_shipped())
    marks = {name: mark_of(name, content) for name, content in shipped_now.items()}
    try:
        # What is about to be shipped is written down first: a run that is cut short is then completed by the next one.
        told = {name: list(dict.fromkeys([*known.get(name, []), mark])) for name, mark in marks.items()}
        document = json.dumps({"version": workbench.__version__, "files": {**known, **told}}, indent=1, ensure_ascii=False)
        _write(place / RECORD, document.encode())
        for name, content in shipped_now.items():
            done[_bring_one(place, name, content, known.get(name, []))].append(name)
        if not (place / LIBRARY).exists():
            store.open(place / LIBRARY).close()
            done["added"].append(LIBRARY)
    except OSError as error:
        raise InputError(
            f"{place} cannot be written to: {error.strerror}.", todo="choose a folder you may write to, with room; then run it again."
        ) from None
    return Workspace(place, *(tuple(done[word]) for word in ("added", "updated", "same", "left")))


def _bring_one(place: Path, name: str, content: bytes, earlier: list[str]) -> str:
    target = place / name
    if any(part.is_symlink() for part in (target, *target.parents) if part != place and place in part.parents):
        return "left"
    if not target.exists():
        _write(target, content)
        return "added"
    if not target.is_file():
        return "left"
    there = target.read_bytes()
    mark = mark_of(name, there)
    if mark == mark_of(name, content):
        return "same"
    if mark not in earlier:
        return "left"
    if hashlib.sha256(there).hexdigest() not in earlier and name.endswith(".ipynb"):
        _write(place / BEFORE / name, there)  # it was run: what it showed is kept
    _write(target, content)
    return "updated"


def mark_of(name: str, content: bytes) -> str:
    """What makes a file what it is: of a notebook its text, code and tags; of any other file every byte.

    Examples
    --------
    >>> run = b'{"cells": [{"cell_type": "code", "source": ["1"], "outputs": ["1"], "metadata": {}}]}'
    >>> fresh = b'{"cells": [{"cell_type": "code", "source": "1", "metadata": {"tags": []}}]}'
    >>> mark_of("a.ipynb", run) == mark_of("a.ipynb", fresh), mark_of("a.md", run) == mark_of("a.md", fresh)
    (True, False)
    """
    if name.endswith(".ipynb"):
        try:
            cells = [
                (c["cell_type"], "".join(c["source"]), list(c.get("metadata", {}).get("tags", []))) for c in json.loads(content)["cells"]
            ]
            content = json.dumps(cells, ensure_ascii=False).encode()
        except (ValueError, KeyError, TypeError, AttributeError):
            pass  # no notebook any more: its bytes are what it is
    return hashlib.sha256(content).hexdigest()


def _shipped() -> Iterator[tuple[str, bytes]]:
    """The files of a workspace by name, as this version ships them."""
    notebooks = shipped.folder("notebooks")
    for path in sorted([*notebooks.glob("*.ipynb"), *notebooks.glob("training/*.ipynb")]):
        yield path.relative_to(notebooks).as_posix(), path.read_bytes()
    for path in sorted(shipped.folder("templates").glob("*.ipynb")):
        yield f"templates/{path.name}", path.read_bytes()
    yield README, _TEXT.encode()
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        blank = Path(folder) / WORKBOOK
        importers.write_workbook(blank)
        yield WORKBOOK, blank.read_bytes()


def _write(target: Path, content: bytes) -> None:
    with appearing(target) as draft:
        draft.write_bytes(content)
