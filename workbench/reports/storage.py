"""A report as a Confluence page: its storage format is XML, built element by element, with the pictures beside it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr"} | {
    *("table", "thead", "tbody", "tr", "th", "td")
}
_INLINE = {"strong", "em", "code", "sub", "sup", "br"}
_AS = {"b": "strong", "i": "em", "figcaption": "div", "dt": "strong", "dd": "p"}
_SILENT = {"script", "style", "head", "title", "template", "noscript", "svg", "button"}
_EMPTY = {"br", "hr", "img", "meta", "link", "input", "col", "wbr"}
_PICTURE = re.compile(r"data:(image/(?:png|jpeg|gif|svg\+xml))(;[^,]*)?,(.*)", re.DOTALL)
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Storage:
    """A page for Confluence.

    Parameters
    ----------
    title : str
        The report's title.
    body : str
        Storage format: the content of a page, without a root element.
    pictures : dict of str to bytes
        Attachments by file name; the body refers to them.
    """

    title: str
    body: str
    pictures: dict[str, bytes] = field(default_factory=dict)

    def without_svg(self, draw: Callable[[bytes], bytes]) -> Storage:
        """The same page with PNG in place of SVG, which many Confluence sites do not show.

        Parameters
        ----------
        draw : callable
            Turns the bytes of an SVG into those of a PNG, such as :meth:`Browser.png`.

        Returns
        -------
        Storage

        Examples
        --------
        >>> page = to_storage('<img src="data:image/svg+xml,<svg/>" alt="Pace">')
        >>> list(page.without_svg(lambda svg: b"...").pictures)
        ['figure-1.png']
        """
        body, pictures = self.body, dict[str, bytes]()
        for name, data in self.pictures.items():
            file = f"{name.removesuffix('.svg')}.png" if name.endswith(".svg") else name
            pictures[file] = draw(data) if file != name else data
            body = body.replace(f'ri:filename="{name}"', f'ri:filename="{file}"')
        return Storage(self.title, body, pictures)

    def save(self, target: str | Path) -> list[Path]:
        """Write the body to a file, and the pictures into the folder of it.

        Parameters
        ----------
        target : str or Path
            Such as ``report.storage.xml``.

        Returns
        -------
        list of Path
            All files written.
        """
        target = Path(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.body, encoding="utf-8")
        written = [target]
        for name, data in self.pictures.items():
            (target.parent / name).write_bytes(data)
            written.append(target.parent / name)
        return written


def to_storage(html: str, *, name: str = "figure") -> Storage:
    """A report's page in Confluence's storage format.

    Parameters
    ----------
    html : str
        The report as :func:`~workbench.reports.to_html` made it.
    name : str
        What its pictures are called, with a number.

    Returns
    -------
    Storage
        Headings, paragraphs, lists, tables, links and pictures; styles and everything else are left out.

    Notes
    -----
    The format: https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html

    Examples
    --------
    >>> to_storage("<h1>Late &amp; over</h1><p onclick='x()'>by <b>3</b> days</p><script>x()</script>").body
    '<h1>Late &amp; over</h1><p>by <strong>3</strong> days</p>'
    """
    writer = _Writer(name)
    writer.feed(html)
    writer.close()
    body = "".join(tostring(child, encoding="unicode") for child in writer.root)
    return Storage(writer.title or "Report", body, writer.pictures)


class _Writer(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page")
        self.name, self.title, self.pictures = name, "", dict[str, bytes]()
        self._open: list[tuple[str, Element]] = [("", self.root)]
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        saves = tag == "a" and "download" in given  # a link that saves a table or a picture of the page itself
        if tag in _SILENT or saves or (self._silent and tag == "a"):
            self._silent += 1
        if self._silent:
            return
        if tag == "img":
            self._picture(given.get("src") or "", given.get("alt") or "")
            return
        name = _AS.get(tag, tag)
        if tag == "a":
            made = self._link(given.get("href") or "")
        elif name in _BLOCKS | _INLINE:
            parent = self._block() if name in _BLOCKS and name not in ("li", "tr", "th", "td", "thead", "tbody") else self._here
            made = SubElement(parent, name)
        else:
            made = self._here
        if tag not in _EMPTY:
            self._open.append((tag, made))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT or (self._silent and tag == "a"):
            self._silent = max(0, self._silent - 1)
        elif not self._silent and any(t == tag for t, _ in self._open[1:]):
            while (closed := self._open.pop())[0] != tag:
                pass
            if tag == "h1" and not self.title:
                self.title = " ".join("".join(closed[1].itertext()).split())

    def handle_data(self, data: str) -> None:
        text = _CONTROL.sub("", data)
        if self._silent or not text.strip():
            text = " " if text and not self._silent and len(self._here) + bool(self._here.text) and self._here is not self.root else ""
        if not text:
            return
        here = self._here
        if here is self.root or here.tag in ("table", "tr", "thead", "tbody", "ul", "ol"):
            if not text.strip():
                return
            here = SubElement(self.root, "p")
        if len(here):
            here[-1].tail = (here[-1].tail or "") + text
        else:
            here.text = (here.text or "") + text

    @property
    def _here(self) -> Element:
        return self._open[-1][1]

    def _block(self) -> Element:
        """Where a block may stand: not inside a paragraph or a heading."""
        for _, element in reversed(self._open):
            if element is self.root or element.tag in ("td", "th", "li", "blockquote"):
                return element
        return self.root

    def _link(self, target: str) -> Element:
        if urlsplit(target).scheme not in ("http", "https", "mailto"):
            return self._here
        parent = SubElement(self.root, "p") if self._here is self.root else self._here
        return SubElement(parent, "a", {"href": target})

    def _picture(self, source: str, alt: str) -> None:
        found = _PICTURE.fullmatch(source.strip())
        if not found:
            return
        kind, how, data = found.groups()
        try:
            content = base64.b64decode(data, validate=True) if "base64" in (how or "") else unquote_to_bytes(data)
        except (binascii.Error, ValueError):
            return
        file = f"{self.name}-{len(self.pictures) + 1}.{_ENDINGS[kind]}"
        self.pictures[file] = content
        image = SubElement(SubElement(self._block(), "p"), "ac:image", {"ac:alt": _CONTROL.sub("", alt)})
        SubElement(image, "ri:attachment", {"ri:filename": file})
