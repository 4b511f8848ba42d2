"""Lets through what a report is made of, and nothing that could run or load."""

from __future__ import annotations

import re

import nh3

_TEXT = (
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img"
)
_MORE = "ins kbd li main mark meter ol p pre progress q s samp section small span strong sub summary sup time u ul var wbr"
_TABLES = "table tbody td tfoot th thead tr col colgroup"
TAGS = {*_TEXT.split(), *_MORE.split(), *_TABLES.split()}
_ANYWHERE = {"class", "id", "title", "lang", "dir", "role"}
_ATTRIBUTES = {
    "*": _ANYWHERE,
    "a": {"href", "download"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start"},
    "li": {"value"},
    "details": {"open"},
    "time": {"datetime"},
    "meter": {"value", "min", "max", "low", "high", "optimum"},
    "progress": {"value", "max"},
}
_CONTENT_GOES_TOO = {
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "textarea",
    "title",
    "select",
    "xmp",
}
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]")
_LINK = re.compile(r"(https?://|mailto:|#|data:text/csv[;,])", re.IGNORECASE)


def clean_html(text: str) -> str:
    """The harmless part of a piece of HTML.

    Parameters
    ----------
    text : str
        From an output of a notebook, or from Markdown.

    Returns
    -------
    str
        Balanced HTML with tables, figures, classes, embedded pictures and links to embedded CSV; without scripts, event handlers,
        styles, forms, frames, and anything that would be loaded from elsewhere.

    Notes
    -----
    nbconvert's own filter has a fixed list of allowed tags that takes tables apart; this one is nh3 (ammonia, html5ever) with the
    list that reports need. Styles are left out altogether: the page has one style sheet, and its policy refuses any other.

    Examples
    --------
    >>> clean_html('<table class="t"><tr><td onclick="x()">1<script>x()</script></table><a href="javascript:x()">y</a>')
    '<table class="t"><tbody><tr><td>1</td></tr></tbody></table><a rel="noopener noreferrer">y</a>'
    """
    return nh3.clean(
        text,
        tags=TAGS,
        clean_content_tags=_CONTENT_GOES_TOO,
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed,
        generic_attribute_prefixes={"aria-", "data-"},
        url_schemes={"http", "https", "mailto", "data"},
        strip_comments=True,
        link_rel="noopener noreferrer",
    )


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if _PICTURE.match(value) else None
    if attribute == "href":
        return value if _LINK.match(value.strip()) else None
    return value
