"""Was there enough capacity, and how loaded was it?"""

from __future__ import annotations

from workbench.analysis.capacity import Utilisation, heads, ramp_up, utilisation
from workbench.figures import capacity as draw
from workbench.page import Block, Columns, Note, Picture, Section, Table, Text
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import capacity as words

_NAME = "Capacity and load"
_NONE = "No hours of capacity. What to add: the table of allocations with the hours there were, planned and spent per period."


def capacity_and_load(tables: Tables, *, by: tuple[str, ...] = ("role",)) -> Section:
    """Hours there were, planned and spent, overload, work in progress per head, and what became of the pace when the team grew.

    Parameters
    ----------
    tables : Tables
        One project, or the whole library.
    by : tuple of str
        ``role`` and ``team``: tables of those above the privacy floor.

    Returns
    -------
    Section
    """
    found = utilisation(tables, by=by[0] if by else None)
    if isinstance(found, NotEnoughEvidence):
        return Section(_NAME, Note(found if found.n else _NONE))
    each = {b: found if i == 0 else utilisation(tables, by=b) for i, b in enumerate(by)}
    beside = [_groups(f, b) for b, f in each.items() if isinstance(f, Utilisation) and len(f.groups)]
    grown = words.ramp_sentence(ramp_up(tables)) if tables.projects["team"].nunique() == 1 else ""
    more = " ".join(filter(None, [words.heads_sentence(heads(tables)), grown, *(words.hidden_sentence(f, b) for b, f in each.items())]))
    blocks: list[Block] = [Text(words.load_sentence(found)), Columns(Picture(draw.load(found)), beside[0] if beside else None)]
    return Section(_NAME, *blocks, *beside[1:], Text(more) if more else None)


def _groups(found: Utilisation, by: str) -> Table:
    columns: dict[str, Shown | str] = {"group": by, "planned_share": Shown("planned", "percent"), "spent_share": Shown("spent", "percent")}
    columns["overloaded"] = Shown("periods over", "count")
    return Table(found.groups[list(columns)], columns, file=f"load_by_{by}.csv")
