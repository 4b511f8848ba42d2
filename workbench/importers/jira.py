"""What of Jira cannot be a line in a profile: cells of its work log."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .arrow_text import arrow_text, as_text
from .converters import Setting
from .dates import read_dates
from .repeated import entries


def work_log(tasks: pd.DataFrame, cells: list[pd.Series], setting: Setting) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bookings from Jira's ``Log Work`` cells: ``comment;30/Aug/26 12:20 PM;account;7200``.

    Parameters
    ----------
    tasks : DataFrame
        With project_id and task_id; the index is the line in the file.
    cells : list of Series of str
        The Log Work columns.
    setting : Setting
        How dates are written in this file.

    Returns
    -------
    bookings : DataFrame
        project_id, task_id, line, day, hours, note; the index names line and booking.
    broken : DataFrame
        Cells of another shape, with their reason.

    Notes
    -----
    The comment may hold semicolons, so the cell is split from its end. Who booked is not kept.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": ["P"], "task_id": ["P-1"]}, index=[2])
    >>> made, broken = work_log(tasks, [pd.Series(["refund; API;30/Aug/26 12:20 PM;account;7200"], index=[2], dtype="str")], Setting())
    >>> made[["task_id", "hours", "note"]].to_numpy().tolist(), len(broken)
    ([['P-1', 2.0, 'refund; API']], 0)
    """
    found = entries(cells)
    if not len(found):
        return pd.DataFrame(columns=["project_id", "task_id", "line", "day", "hours", "note"]), pd.DataFrame(columns=["text", "reason"])
    found.index = pd.Index([f"{row}, booking {number}" for row, number in zip(found["row"], found["number"], strict=True)])
    cell = arrow_text(found["text"])
    pieces = pc.split_pattern(cell, ";", max_splits=3, reverse=True)
    whole = pc.equal(pc.list_value_length(pieces), 4)
    pieces = pc.if_else(whole, pieces, pa.scalar([None] * 4, pa.list_(pa.large_string())))
    comment, day, _, spent = (as_text(pc.list_element(pieces, k), found.index) for k in range(4))
    seconds = pd.to_numeric(spent, errors="coerce")
    days = read_dates(day, order=setting.order, languages=setting.languages).stamps
    usable = seconds.notna() & days.notna()
    about = tasks.loc[found["row"], ["project_id", "task_id"]].set_index(found.index)
    note = comment.mask((comment == "").fillna(False).astype(bool))
    made = about.assign(line=found["row"], day=days, hours=seconds / 3600, note=note)[usable]
    broken = found.loc[~usable, ["text"]].assign(reason="is not a booking of the form comment;date;person;seconds")
    return made, broken
