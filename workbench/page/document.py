"""Blocks as one complete HTML page that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from markupsafe import Markup

from .block import SCOPE, Block, fill
from .layout import Stack
from .stylesheet import css


def print_footer(text: str) -> str:
    """A rule that prints a text at the foot of every page, beside the page number.

    Parameters
    ----------
    text : str
        Date and data range. Every character but letters and digits is written as a CSS escape, so that data stay data.

    Returns
    -------
    str
        A stylesheet of one rule.

    Examples
    --------
    >>> print_footer('a"b')
    '@page { @bottom-left { content: "a\\\\000022b"; } }'
    """
    quoted = "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in text if c.isprintable())
    return f'@page {{ @bottom-left {{ content: "{quoted}"; }} }}'


def document(*blocks: Block | None, title: str, footer: str = "", lang: str = "en", styles: Sequence[str] = (), script: str = "") -> str:
    """A whole page with the stylesheet inside and a policy that lets nothing run and nothing load, but the one script that is given.

    Parameters
    ----------
    *blocks : Block
        What the page shows; None is left out.
    title : str
        Name in the browser's tab.
    footer : str
        Line at the foot of every printed page.
    lang : str
        Language of the texts.
    styles : sequence of str
        Further stylesheets of our own.
    script : str
        A script of our own; the policy names its hash, so that no other runs.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> from .layout import Text
    >>> "<script>" in document(Text("<script>alert(1)</script>"), title="<script>")
    False
    """
    looks = [css(), *styles, *([print_footer(footer)] if footer else [])]
    return str(
        fill(
            "document.html",
            title=title,
            lang=lang,
            scope=SCOPE,
            styles=[Markup(s) for s in looks],  # noqa: S704  our own files, and a rule with escaped data
            hashes=" ".join(f"'sha256-{_digest(s)}'" for s in looks),
            script=Markup(script),  # noqa: S704  our own file
            script_hash=f"'sha256-{_digest(script)}'" if script else "",
            body=Stack(*blocks).html(),
        )
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
