"""Where did the calendar time go: in work, waiting, blocked?"""

from __future__ import annotations

import pandas as pd

from workbench.analysis import calendar_split as split
from workbench.figures import calendar_split as draw
from workbench.page import Block, Note, Picture, Section, Text
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import calendar_split as words

_NAME = "Where the time went"


def where_time_went(tables: Tables, *, by: str = "kind") -> Section:
    """Weekdays from start to finish, split into working, waiting and blocked, in all and row by row.

    Parameters
    ----------
    tables : Tables
        One project, or the whole library.
    by : str
        What a row is: ``kind`` or ``component`` for a project, ``project_id`` for a portfolio.

    Returns
    -------
    Section
    """
    found = split.calendar_split(tables)
    if isinstance(found, NotEnoughEvidence):
        return Section(_NAME, Note(found))
    rows = split.split_by(tables, by)
    if by == "project_id":
        names = pd.Series(tables.projects["name"].to_numpy(), index=tables.projects["project_id"])
        rows = rows.assign(group=rows["group"].map(names[~names.index.duplicated()]).fillna(rows["group"]))
    blocks: list[Block] = [Text(words.split_sentence(found)), Picture(draw.calendar_split(found, rows))]
    return Section(_NAME, *blocks)
