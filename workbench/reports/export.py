"""From an executed notebook to one HTML file that needs nothing else and runs nothing."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Any

from markupsafe import Markup

from .. import page
from .sanitise import clean_html

LARGEST = 1_000_000
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


@dataclass(frozen=True)
class Exported:
    """A report as a page.

    Parameters
    ----------
    html : str
        The whole file.
    title : str
        What it is.
    headline : str
        Its answer in one sentence; empty when it gives none.
    span : str
        From when to when, and from how much.
    """

    html: str
    title: str
    headline: str
    span: str


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
    parts = [_Clean(p) for p in _parts(notebook)]
    found = _Finder()
    for part in parts:
        found.feed(part.words)
    name = found.text("wb-title", "h1") or title
    span = found.text("wb-title", "p")
    html = page.document(*parts, title=name, footer=" · ".join(t for t in (name, span) if t), lang=lang)
    return Exported(html, name, found.text("wb-answer", ""), span)


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


class _Finder(HTMLParser):
    """Collects the words of the first element of each kind inside the page's title and answer."""

    _OUTER = ("wb-title", "wb-answer")

    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._outer: tuple[str, int] | None = None
        self._words: dict[tuple[str, str], list[str]] = {}
        self._seen: set[str] = set()

    def text(self, outer: str, tag: str) -> str:
        """Words inside an element with the class, in its first child with the tag (any if empty)."""
        return " ".join("".join(self._words.get((outer, tag), [])).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"img", "br", "hr", "wbr", "col"}:
            return
        self._open.append(tag)
        classes = (dict(attrs).get("class") or "").split()
        for name in self._OUTER:
            if name in classes and self._outer is None and name not in self._seen:
                self._outer = (name, len(self._open))
                self._seen.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if self._outer is not None and len(self._open) < self._outer[1]:
            self._outer = None

    def handle_data(self, data: str) -> None:
        if self._outer is None:
            return
        name, depth = self._outer
        self._words.setdefault((name, ""), []).append(data)
        if len(self._open) > depth:
            self._words.setdefault((name, self._open[depth]), []).append(data)
