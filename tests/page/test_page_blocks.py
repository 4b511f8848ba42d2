"""What blocks show: numbers as they are read, nothing raw, text for everybody, the same every time."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from workbench import page
from workbench.figures import velocity
from workbench.page import (
    Action,
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
    Style,
    Table,
    Text,
    Title,
)
from workbench.tables import InputError, NotEnoughEvidence
from workbench.wording import CardText, Finding


def text_of(block: page.Block) -> str:
    return " ".join(BeautifulSoup(block._repr_html_(), "html.parser").get_text(" ").replace("\u00a0", " ").split())


def test_a_table_shows_nothing_raw() -> None:
    frame = pd.DataFrame(
        {
            "kind": ["bug", None, "  "],
            "when": pd.to_datetime(["2026-03-02 09:30", None, "2026-03-04 00:00"]),
            "over": [1222.4, np.nan, -0.0],
            "n": pd.array([1, None, 3], dtype="Int64"),
            "ok": pd.array([True, None, False], dtype="boolean"),
            "share": [0.79, np.inf, 0.0],
        }
    )
    table = Table(
        frame,
        {"kind": "Kind", "when": "when", "over": Column("over", "signed hours"), "n": "n", "ok": "ok", "share": Column("share", "percent")},
    )
    assert table.cells() == [
        ["bug", "2 Mar 2026", "+1,222 h", "1", "yes", "79 %"],
        ["–", "–", "–", "–", "–", "–"],
        ["–", "4 Mar 2026", "0 h", "3", "no", "0 %"],
    ]
    for told in (text_of(table), repr(table)):
        assert not re.search(r"nan|nat|<na>|none|inf\b|00:00", told, re.IGNORECASE)
    tree = BeautifulSoup(table._repr_html_(), "html.parser")
    assert [th.get_text() for th in tree.find_all("th")] == ["Kind", "when", "over", "n", "ok", "share"]
    assert all(th["scope"] == "col" for th in tree.find_all("th"))


def test_numbers_stand_right_and_texts_left() -> None:
    tree = BeautifulSoup(Table(pd.DataFrame({"a": ["x"], "b": [1.5]}))._repr_html_(), "html.parser")
    left, right = tree.find_all("td")
    assert "wb-left" in left["class"]
    assert not right.has_attr("class")


def test_a_table_is_a_snapshot_and_leaves_its_input_alone() -> None:
    frame = pd.DataFrame({"a": [1, 2]})
    before = frame.copy()
    table = Table(frame)
    frame.loc[0, "a"] = 99
    assert table.cells()[0] == ["1"]
    table._repr_html_()
    frame.loc[0, "a"] = 1
    pd.testing.assert_frame_equal(frame, before)


def test_tables_without_rows_or_columns() -> None:
    assert text_of(Table(pd.DataFrame({"a": []}), empty="No kinds yet.")) == "No kinds yet."
    assert repr(Table(pd.DataFrame())) == "Nothing to show."
    assert "href" not in Table(pd.DataFrame({"a": [1]}), file="")._repr_html_()


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no format 'euros'"):
        Column("cost", "euros")


def test_a_headline_colours_its_one_number_once() -> None:
    tree = BeautifulSoup(Headline(Finding("It took 1.11×, not 1.11×.", "1.11×", "Plan so."))._repr_html_(), "html.parser")
    assert [e.get_text() for e in tree.find_all("em")] == ["1.11×"]
    assert tree.find(class_="wb-answer").get_text() == "It took 1.11×, not 1.11×."
    assert "<em>" not in Headline("No accent here.")._repr_html_()
    assert text_of(Headline("Sentence.", accent="not in it")) == "Sentence."
    assert repr(Headline("A.", meaning="B.")) == "A.\nB."


def test_at_most_four_cards() -> None:
    card = CardText("label", "value", "note")
    assert len(Cards([card] * 4).cards) == 4
    assert Cards()._repr_html_() == '<div class="wb"></div>'
    with pytest.raises(InputError, match="5 cards"):
        Cards(*[card] * 5)
    assert text_of(Card("Tasks", "40", "all")) == "Tasks 40 all"


def test_blocks_that_are_missing_are_left_out() -> None:
    assert text_of(Section("S", None, Text("a"), None)) == "S a"
    assert text_of(Columns(None, Text("b"))) == "b"
    assert text_of(Stack()) == ""
    with pytest.raises(TypeError, match="str"):
        Section("S", "just a text")  # type: ignore[arg-type]


def test_the_scope_is_opened_once() -> None:
    html = Stack(Section("A", Columns(Text("b"), Table(pd.DataFrame({"a": [1]})))), Text("c"))._repr_html_()
    assert html.count('class="wb"') == 1


def test_too_little_evidence_reads_plainly() -> None:
    note = Note(NotEnoughEvidence(6, 20, "finished tasks"), title="Where the hours went")
    assert text_of(note) == "Where the hours went Not enough evidence: 6 finished tasks, 20 needed. What to add: 14 more finished tasks."


def test_actions_leave_out_what_is_not_known() -> None:
    assert repr(Action("Split tasks.", "Open.", owner=None, measure=float("nan"))) == "Split tasks. Open."  # type: ignore[arg-type]
    assert repr(Action("Split tasks", "Open.")) == "Split tasks. Open."
    assert repr(Action("Split tasks")) == "Split tasks"
    assert "owner: lead" in text_of(Action("Split tasks.", owner="lead"))


def test_lessons_stand_in_order_with_most_votes_first() -> None:
    frame = pd.DataFrame(
        {
            "column": ["puzzle", "to change", "to change", "other", "went well"],
            "text": ["p", "second", "first", "o", "w"],
            "theme": ["t", None, "scope", None, None],
            "votes": pd.array([1, 2, 9, None, 0], dtype="Int64"),
        }
    )
    assert (
        repr(Lessons(frame))
        == "Went well\n- w\n\nTo change\n- first (scope, 9 votes)\n- second (2 votes)\n\nPuzzles\n- p (t, 1 vote)\n\nother\n- o"
    )
    assert repr(Lessons(frame.iloc[:0])) == ""


def test_a_picture_carries_its_finding_as_text() -> None:
    rows = pd.DataFrame({"sprint": ["S 1", "S 2"], "say_do": [0.5, 1.0]})
    picture = Picture(velocity.say_do(rows))
    tree = BeautifulSoup(picture._repr_html_(), "html.parser")
    assert tree.find("h3").get_text().replace("\u00a0", " ") == "A typical sprint finished 75 % of what it committed to"
    assert "finished in each of 2 sprints" in tree.find("img")["alt"]
    assert int(tree.find("img")["width"]) == picture.size[0]
    assert "typical sprint" not in picture.image.decode()
    assert Picture(velocity.say_do(rows), title="Mine").title == "Mine"


def test_a_picture_needs_alt_text() -> None:
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    with pytest.raises(InputError, match="without alt text"):
        Picture(ax)
    with pytest.raises(InputError, match="without alt text"):
        Picture(ax.figure, alt="  ")
    assert repr(Picture(ax, alt="An empty plot.", fmt="png")) == "[picture] An empty plot."


def test_a_picture_is_a_snapshot() -> None:
    ax = velocity.sparkline([1.0, 2.0])
    picture = Picture(ax)
    before = picture._repr_html_()
    ax.plot([0, 1], [9, 9])
    assert picture._repr_html_() == before


def _report() -> list[page.Block]:
    rows = pd.DataFrame({"sprint": ["S 1", "S 2"], "say_do": [0.5, 1.0]})
    return [
        Style(),
        Title("P", "n"),
        Headline("H."),
        Cards(Card("a", "b")),
        Columns(Picture(velocity.say_do(rows)), Note("n")),
        Section("S", Action("a"), Table(rows)),
        Evidence("e", None, ""),
    ]


def test_equal_input_gives_equal_bytes() -> None:
    assert page.document(*_report(), title="P") == page.document(*_report(), title="P")


def test_blocks_are_frozen() -> None:
    for block in _report():
        assert dataclasses.is_dataclass(block)
        with pytest.raises(dataclasses.FrozenInstanceError):
            block.name = "other"  # type: ignore[attr-defined]


def test_every_rule_of_the_stylesheet_stays_in_its_scope() -> None:
    css = re.sub(r"/\*.*?\*/", "", page.css(), flags=re.DOTALL)
    assert not re.search(r"url\(|@import|expression|javascript|https?:", css)
    css = re.sub(r"@page\s*\w*\s*\{(?:[^{}]|\{[^{}]*\})*\}", "", css)
    for selector in re.findall(r"([^{}]+)\{[^{}]*\}", re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", r"\1", css)):
        for part in selector.split(","):
            assert part.strip().startswith((".wb", ".jp-")), part
            assert ".wb" in part, part


def test_the_style_is_only_in_the_style() -> None:
    assert Style()._repr_html_() == f"<style>{page.css()}</style>"
    for block in _report()[1:]:
        assert "<style" not in block._repr_html_()
        assert " style=" not in block._repr_html_()


def test_the_rows_behind_a_sentence_are_folded_escaped_and_survive_the_filter() -> None:
    from workbench.page import Why
    from workbench.reports.sanitise import clean_html

    why = Why("Why <b>?", Text("<script>x()</script>"))
    html = str(why.html())
    assert html.startswith('<details class="wb-why">')
    assert "Why &lt;b&gt;?" in html
    assert "<script>" not in html
    assert clean_html(html).count("<summary>") == 1
    assert "open" not in html.split(">")[0]


def test_pictures_have_links_only_where_somebody_can_save_them() -> None:
    from workbench.figures.velocity import sparkline
    from workbench.page import picture_links

    picture = Picture(sparkline([1.0, 2.0, 1.5]), title="Pace / week")
    assert "download" not in str(picture.html())
    with picture_links():
        assert 'download="Pace_week.svg"' in str(picture.html())
    assert "download" not in str(picture.html())
