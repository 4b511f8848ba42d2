"""The command that gives a report back: to a Confluence page, or as Markdown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from workbench import loop, reports
from workbench.tables import InputError

from .output import give

_TOKEN = "WORKBENCH_CONFLUENCE_TOKEN"  # noqa: S105  the variable's name


def publish(
    page: Annotated[Path, typer.Argument(help="A report: its HTML file.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write: .md, or .xml for Confluence.")] = None,
    url: Annotated[str | None, typer.Option("--post", metavar="URL", help=f"A Confluence site to post to; the token is ${_TOKEN}.")] = None,
    space: Annotated[str | None, typer.Option("--space", metavar="KEY", help="Key of the space.")] = None,
    user: Annotated[str | None, typer.Option("--user", metavar="EMAIL", help="Your address, on Confluence Cloud.")] = None,
    title: Annotated[str | None, typer.Option("--title", help="Title of the page; the report's when left out.")] = None,
    parent: Annotated[str | None, typer.Option("--parent", metavar="NUMBER", help="Page to stand under.")] = None,
) -> None:
    """Give a report back: as Markdown, as a Confluence page in a file, or straight to a Confluence site."""
    if output is None and url is None:
        raise InputError("there is nowhere to write to.", expected="-o FILE or --post URL.", todo="name one of them.")
    if output is not None:
        files = loop.hand_out_report(page, output)
        give(f"{output}" + (f" and {len(files) - 1:,} pictures beside it" if len(files) > 1 else ""))
    if url is not None:
        token = os.environ.get(_TOKEN, "")
        if not token or not space:
            raise InputError(f"posting needs a space and a token in ${_TOKEN}.", todo="set both, then run the command again.")
        number = reports.post(loop.storage_of(page), url=url, token=token, space=space, user=user, title=title, parent=parent)
        give(f"Page {number} of {space} at {url} is up to date.")
