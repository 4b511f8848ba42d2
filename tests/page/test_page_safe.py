"""Data on a page stay data: every field of every block takes hostile text without letting any of it act."""

import base64
import hashlib
import re
from collections.abc import Callable
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from workbench import page
from workbench.figures.velocity import say_do, sparkline
from workbench.page import (
    Action,
    Block,
    Card,
    Cards,
    Column,
    Columns,
    Evidence,
    Headline,
    Lessons,
    Note,
    Picture,
    Section,
    Stack,
    Table,
    Text,
    Title,
)
from workbench.wording import CardText, Finding

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "javascript:alert(1)",
    "</style><script>alert(1)</script>",
    "--><svg/onload=alert(1)>",
    "&lt;script&gt; &amp; &#x3C;",
    "\x00\x1b[31m\u202eevil\u2066",
    '=HYPERLINK("http://x","y")',
)
TAGS = {
    "div", "header", "h1", "h2", "h3", "p", "em", "ul", "li", "span", "strong", "section", "figure", "figcaption", "img", "table", "thead",
    "tbody", "tr", "th", "td", "a", "footer",
}  # fmt: skip
ATTRIBUTES = {"class", "src", "alt", "width", "height", "scope", "href", "download"}


def _table(x: str) -> Table:
    return Table(pd.DataFrame({"a": [x, None], x: [1.5, np.nan]}), {"a": Column(x), x: Column(x, "signed hours")}, file=f"{x}.csv")


def _lessons(x: str) -> Lessons:
    return Lessons(pd.DataFrame({"column": ["to change", x], "text": [x, x], "theme": [x, None], "votes": [3, None]}))


BLOCKS: dict[str, Callable[[str], Block]] = {
    "title": lambda x: Title(x, x),
    "headline": lambda x: Headline(f"before {x} after", accent=x, meaning=x),
    "finding": lambda x: Headline(Finding(x, x, x)),
    "cards": lambda x: Cards(Card(x, x, x), CardText(x, x, x)),
    "section": lambda x: Section(x, Text(x)),
    "columns": lambda x: Columns(Text(x), Note(x, title=x)),
    "stack": lambda x: Stack(Text(x), Evidence(x, x)),
    "picture": lambda x: Picture(sparkline([1.0, 2.0]), alt=x, title=x, subtitle=x),
    "sprints": lambda x: Picture(say_do(pd.DataFrame({"sprint": [x, x + "b"], "say_do": [0.5, 1.0]}))),
    "table": _table,
    "empty table": lambda x: Table(pd.DataFrame({"a": []}), {"a": Column(x)}, empty=x),
    "action": lambda x: Action(x, x, owner=x, measure=x),
    "lessons": _lessons,
    "document": lambda x: Stack(Title(x), Text(x)),
}


def check(html: str) -> BeautifulSoup:
    tree = BeautifulSoup(html, "html.parser")
    for tag in tree.find_all(True):
        assert tag.name in TAGS, tag.name
        assert set(tag.attrs) <= ATTRIBUTES, tag.attrs
        if tag.name == "img":
            assert re.match(r"data:image/(svg\+xml|png);base64,[A-Za-z0-9+/=]+$", str(tag["src"]))
            assert tag["alt"]
        if tag.name == "a":
            assert re.match(r"data:text/csv;charset=utf-8;base64,[A-Za-z0-9+/=]+$", str(tag["href"]))
            assert tag.has_attr("download")
    return tree


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", BLOCKS)
def test_no_payload_acts(name: str, payload: str) -> None:
    block = BLOCKS[name](payload)
    html = block._repr_html_()
    tree = check(html)
    assert "\x00" not in html
    assert "\u202e" not in html
    assert "49" not in tree.get_text().replace("0.49", "")
    shown = tree.get_text() + "".join(str(i["alt"]) for i in tree.find_all("img"))
    if payload.isprintable() and name != "sprints":
        assert " ".join(payload.split())[:20] in " ".join(shown.split()).replace("\u00a0", " ")
    assert isinstance(repr(block), str)


@given(st.text(max_size=60))
def test_any_text_comes_back_as_itself_or_nothing(text: str) -> None:
    tree = check(Text(text)._repr_html_())
    kept = "".join(c for c in text if c.isalnum())
    assert "".join(c for c in tree.get_text() if c.isalnum()) == "".join(c for c in kept if not 0xD800 <= ord(c) < 0xE000)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_whole_page_lets_nothing_run_or_load(payload: str) -> None:
    html = page.document(*(make(payload) for make in BLOCKS.values()), title=payload, footer=payload, lang="en")
    tree = BeautifulSoup(html, "html.parser")
    assert not tree.find_all(["script", "iframe", "object", "embed", "link", "base", "form"])
    policy = tree.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    styles = tree.find_all("style")
    for style in styles:
        digest = base64.b64encode(hashlib.sha256(style.string.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert len(styles) == 2
    for text in re.findall(r"[\"'(]\s*(https?:)?//", html):
        pytest.fail(f"something may be loaded from elsewhere: {text}")
    check(str(tree.find("main")).replace("<main", "<div").replace("</main>", "</div>"))


def test_the_footer_of_print_cannot_leave_its_string() -> None:
    rule = page.print_footer('"; } } body { display: none } /* \n\\ </style><script>')
    inside = rule.removeprefix('@page { @bottom-left { content: "').removesuffix('"; } }')
    assert re.fullmatch(r"(?:[A-Za-z0-9]|\\[0-9a-f]{6})*", inside)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "  =", "\u00a0="])
def test_no_cell_of_the_csv_is_a_formula(start: str) -> None:
    text = f'{start}cmd|" /C calc"!A0'
    frame = pd.DataFrame(
        {"kind": [text, "fine"], start + "head": [-5.5, 3], "when": pd.to_datetime(["2026-01-02", None]), "big": [10**12, -1]}
    )
    told = page.csv_text(frame)
    back = pd.read_csv(StringIO(told), dtype=str, keep_default_na=False)
    assert back["kind"][0].startswith("'")
    assert back.columns[1].startswith("'")
    assert back["kind"][1] == "fine"
    assert list(back["big"]) == ["1000000000000", "-1"]
    assert list(back.iloc[:, 1]) == ["-5.5", "3.0"]
    assert list(back["when"]) == ["2026-01-02", ""]


@given(st.lists(st.one_of(st.text(max_size=20), st.none()), min_size=1, max_size=6))
def test_csv_of_any_texts_reads_back_without_formulas(texts: list[str | None]) -> None:
    told = page.csv_text(pd.DataFrame({"a": pd.Series(texts, dtype="object"), "b": 1}))
    told.encode("utf-8")
    for cell in pd.read_csv(StringIO(told), dtype=str, keep_default_na=False)["a"]:
        assert not cell.strip(" \u00a0").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))


def test_the_link_holds_all_rows_and_the_raw_numbers() -> None:
    frame = pd.DataFrame({"n": np.arange(100), "ratio": np.linspace(0, 1, 100), "hidden": "x"})
    tree = check(Table(frame, {"n": "tasks", "ratio": Column("ratio", "ratio")}, rows=10)._repr_html_())
    assert len(tree.find_all("tr")) == 11
    data = base64.b64decode(str(tree.find("a")["href"]).partition(",")[2]).decode("utf-8-sig")
    back = pd.read_csv(StringIO(data))
    assert list(back.columns) == ["n", "ratio"]
    assert np.allclose(back["ratio"], frame["ratio"])
    assert "The first 10 of 100 rows." in tree.get_text()
