"""Nothing alive gets through; what reports are made of does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live import PAYLOADS, live_parts, tags

from workbench.reports.sanitise import clean_html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_alive_gets_through(payload: str) -> None:
    assert live_parts(payload, whole=False) or "</" in payload  # the finder sees it
    assert not live_parts(clean_html(payload), whole=False)


@given(
    st.lists(
        st.sampled_from([*PAYLOADS, "<table>", "<td>", "</p>", "<p title='", "'>", '"', "<!--", "-->", "<b>", "&lt;", "\0"]), max_size=6
    ).map("".join)
)
def test_no_mixture_of_them_gets_through(text: str) -> None:
    once = clean_html(text)
    assert not live_parts(once, whole=False)
    assert clean_html(once) == once


REPORT = """<div class="wb" lang="en"><header class="wb-title"><h1>Name</h1><p>dates</p></header>
<figure class="wb-picture"><figcaption><h3>Finding</h3></figcaption>
<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="Bars" width="576" height="288"></figure>
<table class="wb-table" id="t"><caption>c</caption><colgroup><col span="2"></colgroup>
<thead><tr><th scope="col" class="wb-left">Kind</th><th colspan="2">n</th></tr></thead>
<tbody><tr><td class="wb-left" rowspan="2">bug</td><td>1</td></tr></tbody></table>
<p class="wb-small">All <a href="data:text/csv;charset=utf-8;base64,YQ==" download="table.csv" rel="noopener noreferrer">Table as CSV</a>
<a href="#t" rel="noopener noreferrer">up</a> <a href="https://example.org/" rel="noopener noreferrer">more</a></p>
<details open=""><summary>Method</summary><dl><dt>n</dt><dd>3</dd></dl></details>
<section class="wb-section"><ul class="wb-cards"><li><strong>1.1×</strong></li></ul></section>
<footer class="wb-evidence"><p>Evidence &amp; method</p></footer></div>"""


def test_what_reports_are_made_of_gets_through_unchanged() -> None:
    assert clean_html(REPORT).replace("\n", "") == REPORT.replace("\n", "")


def test_a_pandas_table_keeps_its_heads_and_loses_its_style() -> None:
    import pandas as pd

    frame = pd.DataFrame({"kind": ["<b>bug</b>", "test"], "n": [1, 2]})
    found = clean_html(frame._repr_html_())  # type: ignore[operator]
    assert tags(found)["th"] == 5
    assert "<style" not in found
    assert "tbody tr th" not in found
    assert "&lt;b&gt;bug&lt;/b&gt;" in found
    styled = clean_html(frame.style.set_caption("<img src=x onerror=y>").to_html())
    assert not live_parts(styled, whole=False)
    assert tags(styled)["td"] == 4
