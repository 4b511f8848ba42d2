"""A report as Markdown, for a repository, a chat or a mail."""

from __future__ import annotations

import html as entities
import re
from functools import cache
from typing import Any

_PARTS = re.compile(r"<(head|style|script)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_BLANK = re.compile(r"\n{3,}")


@cache
def _converter() -> Any:
    from markdownify import MarkdownConverter  # loads a parser; few reports are given on as Markdown

    base: Any = MarkdownConverter  # it is not typed

    class Converter(base):  # type: ignore[misc]
        """Texts stay texts: what looks like markup in a task's title is escaped. Pictures are told by their alt text."""

        def escape(self, text: str, parent_tags: Any = None) -> str:
            return entities.escape(str(base.escape(self, text, parent_tags)), quote=False)

        def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
            alt = entities.escape(" ".join(str(el.get("alt") or "").split()), quote=False)
            return f"*[Figure] {alt}*" if alt else ""

        def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
            if el.get("download") is not None:  # a link that saves a table or a picture of the page itself
                return ""
            safe = str(el.get("href") or "").startswith(("http://", "https://", "mailto:"))
            return str(base.convert_a(self, el, text, parent_tags)) if safe else text

    return Converter


def to_markdown(html: str) -> str:
    """A report's page as Markdown.

    Parameters
    ----------
    html : str
        The report as :func:`~workbench.reports.to_html` made it.

    Returns
    -------
    str
        Headings, paragraphs, lists and tables; a figure is its alt text, which holds the finding and the data.

    Examples
    --------
    >>> print(to_markdown("<h1>Late</h1><p>by <b>3</b> days: &lt;script&gt;</p><style>p {}</style>"))
    # Late
    <BLANKLINE>
    by **3** days: &lt;script&gt;
    <BLANKLINE>
    """
    made = _converter()(heading_style="ATX", bullets="-").convert(_PARTS.sub("", html))
    return _BLANK.sub("\n\n", made).strip() + "\n"
