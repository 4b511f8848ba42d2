"""What the command line says, and how: results to standard output, everything else to standard error."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

said = Console(stderr=True, highlight=False, soft_wrap=True)
result = Console(highlight=False, soft_wrap=True)
_CONTROLS = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


def printable(text: str) -> str:
    """The text without what a terminal would obey: a title from a file moves no cursor and renames no window.

    Examples
    --------
    >>> printable("Pay\\x1b]0;x\\x07ments")
    'Pay�]0;x�ments'
    """
    return text.translate(_CONTROLS)


def tell(text: str) -> None:
    """Say something to the person, beside the result."""
    said.print(printable(text), markup=False)


def give(text: str) -> None:
    """Print a result."""
    result.print(printable(text), markup=False)


def give_json(document: dict[str, Any]) -> None:
    """Print a result for a script: one JSON object, missing values as null."""
    result.print(json.dumps(document, ensure_ascii=False, default=_plain, allow_nan=False), markup=False)


def give_table(frame: pd.DataFrame, *, title: str | None = None) -> None:
    """Print a table for a person: numbers to the right, days as days, nothing for missing values."""
    shown = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for name in frame.columns:
        numeric = pd.api.types.is_numeric_dtype(frame[name].dtype) and not pd.api.types.is_bool_dtype(frame[name].dtype)
        shown.add_column(str(name).replace("_", " "), justify="right" if numeric else "left", overflow="fold")
    for row in frame.itertuples(index=False):
        shown.add_row(*(_cell(value) for value in row))
    result.print(shown)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON-ready dictionaries."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _missing(value: object) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))  # type: ignore[call-overload]


def _plain(value: object) -> Any:
    if _missing(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else value.isoformat(sep=" ", timespec="minutes")
    if hasattr(value, "item"):
        return value.item()
    return value if isinstance(value, (str, int, float, bool, list, dict)) else str(value)


def _cell(value: object) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if isinstance(plain, float):
        return f"{plain:,.2f}" if plain % 1 else f"{plain:,.0f}"
    return f"{plain:,}" if isinstance(plain, int) else printable(str(plain)).replace("[", "\\[")
