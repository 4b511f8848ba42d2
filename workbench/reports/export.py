"""From an executed notebook to one HTML file that needs nothing else and runs nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from .. import page
from ..wording.plain import plain
from .record import Record, of_notebook
from .sanitise import clean_html

_SECTION = re.compile(r'<section class="wb-section">(\s*)<h2>([^<]*)</h2>')
_SOME = 4  # sections from which on a page has a list of them
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


@dataclass(frozen=True)
class Exported:
    """A report as a page.

    Parameters
    ----------
    html : str
        The whole file.
    record : Record
        What it says of itself; it has a name in any case.
    """

    html: str
    record: Record


def to_html(notebook: Any, *, title: str, lang: str = "en") -> Exported:
    """The report as one HTML file.

    Parameters
    ----------
    notebook : NotebookNode
        Executed; its code, plain texts, warnings and widget states stay out of the page.
    title : str
        What to call it where the page has no title block of its own.
    lang : str
        Language of the report.

    Returns
    -------
    Exported
        Equal notebooks give equal pages: there is no time and no random name in it.

    Examples
    --------
    >>> import nbformat
    >>> cells = [nbformat.v4.new_markdown_cell("# Yes", id="a")]
    >>> "<h1>Yes</h1>" in to_html(nbformat.v4.new_notebook(cells=cells), title="<1>").html
    True
    """
    found = of_notebook(notebook, title=title)
    footer = " · ".join(t for t in (found.name, found.span) if t)
    parts = list(map(_Clean, _with_contents(list(_parts(notebook)))))
    return Exported(page.document(*parts, title=plain(found.name), footer=footer, lang=lang), found)


def _with_contents(parts: list[str]) -> list[str]:
    """The parts with a list of the sections behind the answer, whose entries lead to them, where there are enough to look for one."""
    names: list[str] = []

    def mark(found: re.Match[str]) -> str:
        names.append(found[2])
        return f'<section class="wb-section" id="part-{len(names)}">{found[1]}<h2>{found[2]}</h2>'

    marked = [_SECTION.sub(mark, part) for part in parts]
    if len(names) < _SOME:
        return parts
    entries = "".join(f'<li><a href="#part-{k}">{name}</a></li>' for k, name in enumerate(names, start=1))
    contents = f'<nav class="wb-contents" aria-label="Contents"><ul>{entries}</ul></nav>'
    place = next(k for k, part in enumerate(marked) if 'class="wb-headline"' in part or 'id="part-1"' in part)
    before, section, rest = marked[place].partition('<section class="wb-section" id="part-1">')
    return [*marked[:place], before + contents + section + rest, *marked[place + 1 :]]


class _Clean(page.Block):
    """HTML that has been cleaned."""

    def __init__(self, words: str) -> None:
        self.words = words

    def html(self) -> Markup:
        return Markup(self.words)  # noqa: S704  clean_html has been over it


def _parts(notebook: Any) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "aside" not in cell.metadata.get("tags", []):  # asides are for readers of the notebook
            yield clean_html(_markdown()(cell.source))
        for output in cell.get("outputs", []):
            if output["output_type"] in {"display_data", "execute_result"}:
                yield from _shown(output)


def _shown(output: Any) -> Iterator[str]:
    """The richest form of an output that a page can show; none of plain text, which repeats it for terminals."""
    data = output["data"]
    if "text/html" in data:
        yield clean_html(_text(data["text/html"]))
        return
    for kind in _PICTURES:
        if kind in data:
            content = _text(data[kind])
            coded = base64.b64encode(content.encode()).decode() if kind.endswith("xml") else "".join(content.split())
            alt = output.get("metadata", {}).get(kind, {}).get("alt") or "Figure"
            yield clean_html(Markup('<figure class="wb-picture"><img src="data:{};base64,{}" alt="{}"></figure>').format(kind, coded, alt))
            return
    if "text/markdown" in data:
        yield clean_html(_markdown()(_text(data["text/markdown"])))


@cache
def _markdown() -> Any:
    import mistune

    class Renderer(mistune.HTMLRenderer):
        def paragraph(self, text: str) -> str:
            return f'<p class="wb-text">{text}</p>\n'

    return mistune.create_markdown(renderer=Renderer(escape=True), plugins=["table", "strikethrough"])


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)
