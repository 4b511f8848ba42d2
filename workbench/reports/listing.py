"""The list of all reports as a page."""

from __future__ import annotations

from urllib.parse import quote

from .. import page
from ..page.listing import Item, Listing, listing_script, listing_style, summary
from .entry import Entry


def as_page(listed: list[Entry]) -> str:
    """The list as one HTML file beside the folders of the reports.

    Parameters
    ----------
    listed : list of Entry
        All reports.

    Returns
    -------
    str
    """
    items = [_item(e) for e in listed]
    return page.document(
        page.Title("Reports", summary(items)), Listing(items), title="Reports", styles=[listing_style()], script=listing_script()
    )


def _item(entry: Entry) -> Item:
    told = [f"{name}: {value}" for name, value in (entry.about.get("parameters") or {}).items() if name != "project_id"]
    return Item(
        name=entry.name,
        kind=str(entry.about.get("title") or entry.about.get("template") or "Report"),
        state=entry.status,
        links=[(_KINDS[f], f"{quote(entry.folder)}/{f}") for f in entry.files],
        said=entry.record.headline,
        why=entry.reason,
        numbers=entry.record.numbers,
        ratio=entry.record.ratio,
        n=entry.record.n,
        past=entry.record.past,
        small=" · ".join([*([entry.record.span] if entry.record.span else []), *told]),
        day=str(entry.about.get("started_at") or "")[:10],
    )


_KINDS = {"report.html": "page", "report.pdf": "PDF", "report.ipynb": "notebook"}
