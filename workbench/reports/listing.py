"""The list of all reports as a page."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from .. import page
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
    done = sum(e.status == "done" for e in listed)
    return page.document(page.Title("Reports", f"{done:,} of {len(listed):,} up to date"), Listing(listed), title="Reports")


class Listing(page.Block):
    """One row per report; names are escaped, links are ours."""

    def __init__(self, listed: list[Entry]) -> None:
        self.listed = listed

    def html(self) -> Markup:
        head = Markup('<tr><th scope="col" class="wb-left">Report</th><th scope="col" class="wb-left">Answer</th></tr>')
        rows = Markup("\n").join(_row(e) for e in self.listed)
        return Markup('<table class="wb-table"><thead>{}</thead>\n<tbody>\n{}\n</tbody></table>').format(head, rows)

    def text(self) -> str:
        return "\n".join(f"{e.name}: {e.headline}" for e in self.listed)


def _row(entry: Entry) -> Markup:
    links = [Markup('<a href="{}/{}">{}</a>').format(quote(entry.folder), f, _KINDS[f]) for f in entry.files]
    name = Markup("<strong>{}</strong>").format(entry.name)
    if entry.files:
        name = Markup('<a href="{}/{}">{}</a>').format(quote(entry.folder), entry.files[0], name)
    told = [f"{name}: {value}" for name, value in (entry.about.get("parameters") or {}).items() if name != "project_id"]
    under = Markup(" · ").join([*([entry.span] if entry.span else []), *told, *links])
    said = Markup("{}").format(entry.headline)
    if entry.reason:
        before = "This is the report before: the last attempt failed" if entry.status == "old" else "Failed"
        said += Markup('<br><span class="wb-small">{}: {}</span>').format(before, entry.reason)
    return Markup('<tr><td class="wb-left">{}<br><span class="wb-small">{}</span></td><td class="wb-left">{}</td></tr>').format(
        name, under, said
    )


_KINDS = {"report.html": "page", "report.pdf": "PDF", "report.ipynb": "notebook"}
