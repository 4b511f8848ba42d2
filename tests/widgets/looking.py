"""Ways to look at what widgets show, and to choose a file without a browser."""

import html
import re

import ipywidgets
import pandas as pd

PERSON = "zanzibar-canary"
"""Who did everything in the small library, and must never be seen."""


def walk(widget: ipywidgets.Widget) -> list[ipywidgets.Widget]:
    """A widget and all that is in it."""
    return [widget, *(inner for child in getattr(widget, "children", ()) for inner in walk(child))]


def seen(widget: ipywidgets.Widget) -> str:
    """Everything that a person can read in a widget, style sheets and pictures left out."""
    parts = []
    for part in walk(widget):
        value = getattr(part, "value", "")
        parts += [str(getattr(part, "description", "")), value if isinstance(value, str) else ""]
        parts += [str(o) for o in getattr(part, "options", ())]
    text = re.sub(r"<style>.*?</style>|src=\"data:[^\"]*\"|href=\"data:[^\"]*\"", " ", " ".join(parts), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def upload(name: str, content: bytes) -> tuple[dict, ...]:
    """What a FileUpload holds after a file was chosen."""
    return ({"name": name, "type": "text/csv", "size": len(content), "content": memoryview(content), "last_modified": pd.Timestamp(0)},)
