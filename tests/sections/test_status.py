"""The page for a sponsor: one printed page for every project, easy to read, nothing unexplained, honest where little is known."""

import re

import pandas as pd
import pytest

from workbench import page, sections, store
from workbench.analysis import causes
from workbench.page import Stack
from workbench.tables import Tables

KNOWN = {"EUR", "GBP", "P10", "P50", "P90"}  # currencies; and the percentiles, which the page explains
DAY = pd.Timestamp("2025-12-31")


@pytest.fixture(scope="module")
def everything(sample_library_file) -> Tables:
    with store.open(sample_library_file) as library:
        return library.read()


@pytest.fixture(scope="module")
def drivers(everything: Tables) -> causes.CauseSplit:
    return causes.split(everything)


def shown(everything: Tables, project_id: str, drivers: causes.CauseSplit) -> Stack:
    as_of = sections.status_day(everything, project_id)
    return sections.executive_status(everything, project_id, drivers, as_of=as_of, version="1")


def prose(text: str) -> str:
    """The sentences of a page: no headings, no cards, no descriptions of pictures."""
    lines = [line for line in text.splitlines() if line.rstrip().endswith(".") and not line.startswith("[picture]")]
    return " ".join(lines)


def reading_ease(text: str) -> float:
    """Flesch's reading ease (1948), 206.835 − 1.015·words/sentences − 84.6·syllables/words; numbers and names with digits apart."""
    sentences = max(len(re.findall(r"[.!?:](?:\s|$)", text)), 1)
    words = re.findall(r"[A-Za-z’']+", text)
    syllables = sum(max(len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", w.lower()))), 1) for w in words)
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words)


def test_the_reading_ease_knows_easy_from_hard() -> None:
    assert reading_ease("The cat sat on the mat. The dog ran.") > 95
    assert reading_ease("Estimation methodologies necessitate considerable organisational institutionalisation.") < 0


@pytest.mark.parametrize("project_id", ["SHOP-1", "DESK-1", "PAY-3", "APP-1", "ERP-1"])
def test_plain_words_and_no_unexplained_abbreviation(everything: Tables, drivers: causes.CauseSplit, project_id: str) -> None:
    text, folded, _ = shown(everything, project_id, drivers).text().partition("Why? The rows behind the numbers")
    assert folded
    assert reading_ease(prose(text)) > 60, prose(text)  # plain English: 60 and more
    names = set(everything.projects["name"]) | {project_id}
    for name in names:
        text = text.replace(str(name), "")
    assert set(re.findall(r"\b[A-Z][A-Z0-9]+\b", text)) <= KNOWN
    assert "NaN" not in text
    assert "None" not in text.replace("None for this project", "").replace("None is needed", "")


def test_a_running_project_gets_a_range_and_a_decision(everything: Tables, drivers: causes.CauseSplit) -> None:
    text = shown(everything, "SHOP-1", drivers).text()
    assert "In 8 of 10 such projects this was enough." in text
    assert "The budget is spent." in text
    assert "open change request" in text


def test_only_what_was_known_on_the_day_is_used(everything: Tables, drivers: causes.CauseSplit) -> None:
    page_then = sections.executive_status(everything, "PAY-3", drivers, as_of=pd.Timestamp("2025-08-31"), version="1").text()
    assert "We expect to end by" in page_then
    assert "It ended on" not in page_then
    assert "238 of" not in page_then


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_little_or_nothing_known_is_said(everything: Tables, kept: int) -> None:
    few = Tables({"projects": everything.projects.head(kept), "tasks": everything.tasks.head(kept)})
    project_id = str(everything.projects["project_id"].iloc[0])
    text = sections.executive_status(few, project_id, causes.split(few), as_of=pd.Timestamp("2023-03-01"), version="1").text()
    assert "Too little is known yet" in text
    assert "Nothing is on record" in text or "came in" in text


def test_a_wrong_day_is_told() -> None:
    from workbench.tables import InputError

    with pytest.raises(InputError, match="a day such as 2026-01-31"):
        sections.status_day(Tables(), "P", "soon")


@pytest.mark.slow
@pytest.mark.browser
def test_it_fits_one_printed_page_for_every_project(everything: Tables, drivers: causes.CauseSplit) -> None:
    from workbench.reports.pdf import Browser, find_browser

    if find_browser() is None:
        pytest.skip("no Chromium is installed")
    with Browser() as browser:
        long = page.document(*[page.Text("many words " * 60)] * 60, title="Long")
        assert len(re.findall(rb"/Type\s*/Page\b", browser.pdf(long))) > 1  # the count sees a second page
        for project_id in everything.projects["project_id"]:
            html = page.document(shown(everything, str(project_id), drivers), title="Status")
            assert len(re.findall(rb"/Type\s*/Page\b", browser.pdf(html))) == 1, project_id


def test_a_page_of_a_past_day_does_not_know_what_came_later(everything: Tables, drivers: causes.CauseSplit) -> None:
    day = pd.Timestamp("2024-06-30")  # LOY-1 was in the middle, its plan for the months to come was known
    then, _ = sections.as_it_stood(everything, None, as_of=day)
    now = sections.executive_status(everything, "LOY-1", drivers, as_of=day, version="1").text()
    assert now == sections.executive_status(then, "LOY-1", causes.split(then), as_of=day, version="1").text()
