"""Reports given back: Confluence's storage format in a file and on a (pretended) site, and Markdown."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from defusedxml.ElementTree import fromstring

from workbench import loop, page, reports
from workbench.page import Picture, Section, Table, Text
from workbench.reports.pdf import find_browser
from workbench.tables import InputError

HOSTILE = '<img src=x onerror=alert(1)> & "x" ]]> <ac:structured-macro ac:name="html"/> \x00'
TOKEN = "secret-1"  # noqa: S105
WRAP = '<page xmlns:ac="a" xmlns:ri="r">{}</page>'


def report() -> str:
    import pandas as pd

    from workbench.figures.velocity import sparkline

    frame = pd.DataFrame({"kind": ["=cmd()", HOSTILE], "hours": [3.5, None]})
    blocks = [
        Section(f"Late {HOSTILE}", Text(HOSTILE), Table(frame, {"kind": "kind", "hours": "hours"})),
        Picture(sparkline([1.0, 2.0]), title="Pace", alt=f"Pace rose {HOSTILE}"),
    ]
    return page.document(*blocks, title="Review")


def test_the_storage_format_is_xml_with_pictures_beside_it(tmp_path: Path) -> None:
    made = reports.to_storage(report(), name="review")
    tree = fromstring(WRAP.format(made.body))
    allowed = {
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "strong",
        "em",
        "a",
        "ul",
        "ol",
        "li",
        "br",
        "page",
    }
    tags = {e.tag for e in tree.iter()}
    assert tags <= allowed | {"{a}image", "{r}attachment", "code", "pre", "hr", "blockquote", "sub", "sup", "h5", "h6"}
    assert [e.get("{r}filename") for e in tree.iter("{r}attachment")] == list(made.pictures) == ["review-1.svg"]
    assert made.pictures["review-1.svg"].lstrip().startswith(b"<")
    words = " ".join(tree.itertext())
    assert "as CSV" not in words
    assert "onerror=alert(1)" in words  # as a text, not as an element
    assert tree.find(".//table//td") is not None
    files = made.save(tmp_path / "page.xml")
    assert sorted(p.name for p in files) == ["page.xml", "review-1.svg"]
    assert not [e for e in tree.iter() if set(e.attrib) - {"href", "{a}alt", "{r}filename"}]


@pytest.mark.slow
def test_confluence_gets_png_where_a_browser_is_there(tmp_path: Path) -> None:
    if find_browser() is None:
        pytest.skip("no browser is installed")
    (tmp_path / "review.html").write_text(report(), encoding="utf-8")
    files = loop.hand_out_report(tmp_path / "review.html", tmp_path / "out" / "page.xml")
    tree = fromstring(WRAP.format(files[0].read_text(encoding="utf-8")))
    assert [e.get("{r}filename") for e in tree.iter("{r}attachment")] == [p.name for p in files[1:]] == ["review-1.png"]
    drawn = files[1].read_bytes()
    assert drawn.startswith(b"\x89PNG")
    assert int.from_bytes(drawn[16:20], "big") > 100


def test_markdown_keeps_texts_as_texts() -> None:
    made = reports.to_markdown(report())
    assert "<img" not in made
    assert "<ac:" not in made
    assert "&lt;img" in made
    assert "| kind | hours |" in made
    assert "*[Figure] Pace rose" in made
    assert "data:" not in made
    assert "as CSV" not in made


class _Site(BaseHTTPRequestHandler):
    pages: dict[str, dict[str, Any]]
    files: list[str]
    refuse = False

    def log_message(self, *args: object) -> None:
        pass

    def _answer(self, body: object, status: int = 200) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_GET(self) -> None:
        if self.refuse:
            return self._answer({"message": f"no right for {self.headers['Authorization']}"}, 403)
        where = urlsplit(self.path)
        asked = parse_qs(where.query)
        if "title" in asked:
            found = [p for p in self.pages.values() if p["title"] == asked["title"][0]]
            return self._answer({"results": found, "size": len(found)})
        if "/child/attachment" in where.path:
            return self._answer({"results": [], "size": 0})
        if where.path.endswith("/history"):
            return self._answer({"lastUpdated": {"number": 1}})
        number = where.path.rstrip("/").split("/")[-1]
        return self._answer(self.pages.get(number, {"results": []}))

    def do_POST(self) -> None:
        data = self._body()
        if "/child/attachment" in self.path:
            self.files.append(data.split(b'filename="')[1].split(b'"')[0].decode())
            return self._answer({"results": [{"id": "att1"}]})
        made = json.loads(data)
        number = str(len(self.pages) + 100)
        self.pages[number] = {"id": number, "type": "page", "version": {"number": 1}, **made}
        return self._answer(self.pages[number])

    def do_PUT(self) -> None:
        made = json.loads(self._body())
        number = str(made["id"])
        self.pages[number] |= made
        return self._answer(self.pages[number])


@pytest.fixture
def site() -> Iterator[tuple[str, type[_Site]]]:
    handler = type("Site", (_Site,), {"pages": {}, "files": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", handler
    server.shutdown()
    server.server_close()


def test_a_page_is_made_then_brought_up_to_date(site: tuple[str, type[_Site]]) -> None:
    url, seen = site
    made = reports.Storage("Review of PAY", "<p>first</p>", {"a-1.png": base64.b64decode("iVBORw0KGgo=")})
    number = reports.post(made, url=url, token=TOKEN, space="TEAM")
    assert seen.pages[number]["body"]["storage"]["value"] == "<p>first</p>"
    assert seen.pages[number]["space"]["key"] == "TEAM"
    assert seen.files == ["a-1.png"]
    again = reports.post(reports.Storage("Review of PAY", "<p>second</p>"), url=url, token=TOKEN, space="TEAM")
    assert again == number
    assert len(seen.pages) == 1
    assert "second" in seen.pages[number]["body"]["storage"]["value"]


def test_a_refusal_is_told_without_the_token(site: tuple[str, type[_Site]]) -> None:
    url, seen = site
    seen.refuse = True
    with pytest.raises(InputError, match="refused the page") as told:
        reports.post(reports.Storage("x", "<p/>"), url=url, token=TOKEN, space="TEAM")
    assert TOKEN not in str(told.value)
