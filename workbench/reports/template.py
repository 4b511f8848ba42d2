"""The templates: notebooks that make a report, and what each may be told."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import shipped
from ..tables import ReportError
from .declaration import declared
from .parameter import Parameter, Value, read_words

_LARGEST = 5_000_000


@dataclass(frozen=True)
class Template:
    """One notebook that makes a report.

    Parameters
    ----------
    name : str
        Its file name without the ending; what a command line says.
    path : Path
        Where it lies.
    title : str
        Its first heading.
    parameters : tuple of Parameter
        What it may be told.
    expects : dict of str to int
        What a complete report holds at least, from the notebook's metadata
        ``{"workbench": {"expects": {"pictures": 4, "tables": 2}}}``.
    source : str
        The notebook as it lies on the disk, JSON.
    reads : {"library", "project"}
        Whether it shows what was learned from all projects, or nothing but its own, from the notebook's metadata.
    """

    name: str
    path: Path
    title: str
    parameters: tuple[Parameter, ...]
    expects: dict[str, int] = field(default_factory=dict)
    source: str = field(default="", repr=False)
    reads: str = "library"

    @property
    def takes_project(self) -> bool:
        """Whether it reports on one project."""
        return any(p.name == "project_id" for p in self.parameters)

    def modules(self) -> list[str]:
        """Names of the modules that its code cells import, so that they can be loaded beforehand.

        Returns
        -------
        list of str
        """
        names: dict[str, None] = {}
        for source in _code_cells(json.loads(self.source)):
            try:
                tree = ast.parse(source)
            except SyntaxError:
                continue  # magics; they are not loaded beforehand
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    names.update(dict.fromkeys(a.name for a in node.names))
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.update(dict.fromkeys([node.module, *(f"{node.module}.{a.name}" for a in node.names)]))
        return list(names)

    def shared_cells(self) -> list[str]:
        """Code of the cells tagged ``shared``: what all reports of a batch do alike, and need do only once.

        Returns
        -------
        list of str
            None when one of them shows something, which each report has to show itself.
        """
        cells = [c for c in json.loads(self.source)["cells"] if c["cell_type"] == "code" and "shared" in c["metadata"].get("tags", [])]
        try:
            trees = [ast.parse(_text(c)) for c in cells]
        except SyntaxError:
            return []
        silent = all(t.body and not isinstance(t.body[-1], ast.Expr) for t in trees)
        return [_text(c) for c in cells] if silent else []


def templates(folder: Path | None = None) -> list[Template]:
    """All templates, by name.

    Parameters
    ----------
    folder : Path, optional
        Where to look; the templates that come with the package by default.

    Returns
    -------
    list of Template

    Examples
    --------
    >>> isinstance(templates(), list)
    True
    """
    place = folder or shipped.folder("templates")
    return [read(p) for p in sorted(place.glob("*.ipynb")) if not p.name.startswith(".")]


def template(which: str | Path | Template) -> Template:
    """The template of a name, or at a path.

    Parameters
    ----------
    which : str, Path or Template
        A name as in `templates`, or a notebook file of one's own.

    Returns
    -------
    Template

    Raises
    ------
    ReportError
        When there is no such template, or it cannot be read.
    """
    if isinstance(which, Template):
        return which
    if isinstance(which, Path) or which.endswith(".ipynb"):
        return read(Path(which))
    found = {p.stem: p for p in shipped.folder("templates").glob("*.ipynb")}
    if which not in found:
        names = ", ".join(sorted(found)) or "none are installed"
        raise ReportError(
            f"there is no report {which!r}.", expected=f"one of: {names}.", todo="choose one of them, or give the path of a notebook."
        )
    return read(found[which])


def parse_words(which: str | Path | Template, words: Iterable[str]) -> dict[str, Value]:
    """Parameters from the words of a command line, by the types that the template declares: ``007`` is a text where a text is due.

    Parameters
    ----------
    which : str, Path or Template
        As for `template`.
    words : iterable of str
        Such as ``["project_id=007", "weeks=6"]``.

    Returns
    -------
    dict of str to plain values

    Raises
    ------
    ReportError
        When a word has no ``=``, names an unknown parameter or does not fit.
    """
    return read_words(template(which).parameters, words)


def read(path: Path) -> Template:
    """Read a template from a notebook file; its code is read, never run.

    Parameters
    ----------
    path : Path
        The notebook.

    Returns
    -------
    Template

    Raises
    ------
    ReportError
        When it is not a notebook, or its ``parameters`` cell holds anything but plain assignments.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("it is larger than 5 MB")
        source = path.read_text(encoding="utf-8")
        document = json.loads(source)
        cells = [c for c in document["cells"] if isinstance(c["source"], str | list)]
        if document["nbformat"] != 4:
            raise ValueError("it is not of notebook format 4")
        tagged = [c for c in cells if c["cell_type"] == "code" and "parameters" in c["metadata"].get("tags", [])]
        told = document["metadata"].get("workbench", {})
        expects = {str(k): int(v) for k, v in told.get("expects", {}).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReportError(
            f"{path.name} cannot be read as a notebook: {error}.",
            expected="a notebook (.ipynb) of format 4.",
            todo="open and save it in JupyterLab.",
        ) from None
    parameters = declared(_text(tagged[0])) if tagged else ()
    reads = "project" if told.get("reads") == "project" else "library"
    return Template(path.stem, path, _title(cells, path.stem), parameters, expects, source, reads)


def _text(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _code_cells(document: dict[str, Any]) -> list[str]:
    return [_text(c) for c in document["cells"] if c.get("cell_type") == "code"]


def _title(cells: list[dict[str, Any]], name: str) -> str:
    for cell in cells:
        if cell.get("cell_type") == "markdown":
            for line in _text(cell).splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    words = name.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]
