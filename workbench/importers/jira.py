"""What of Jira cannot be a line in a profile: cells of its work log."""

from __future__ import annotations

import pandas as pd

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
        project_id, task_id, day, hours, note; the index names line and booking.
    broken : DataFrame
        Cells of another shape, with their reason.

    Notes
    -----
    The comment may hold semicolons, so the cell is split from its end. Who booked is not kept.
    """
    found = entries(cells)
    if not len(found):
        return pd.DataFrame(columns=["project_id", "task_id", "day", "hours", "note"]), pd.DataFrame(columns=["text", "reason"])
    found.index = pd.Index([f"{row}, booking {number}" for row, number in zip(found["row"], found["number"], strict=True)])
    parts = found["text"].str.rsplit(";", n=3, expand=True).reindex(columns=range(4))
    seconds = pd.to_numeric(parts[3], errors="coerce")
    days = read_dates(parts[1].astype("str"), order=setting.order, languages=setting.languages).stamps
    usable = seconds.notna() & days.notna()
    about = tasks.loc[found["row"], ["project_id", "task_id"]].set_index(found.index)
    note = parts[0].astype("str").mask((parts[0] == "").fillna(False).astype(bool))
    made = about.assign(day=days, hours=seconds / 3600, note=note)[usable]
    broken = found.loc[~usable, ["text"]].assign(reason="is not a booking of the form comment;date;person;seconds")
    return made, broken
