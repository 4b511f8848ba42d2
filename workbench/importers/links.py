"""Links between tasks, as columns of a table: which tasks a task waits for."""

from __future__ import annotations

import pandas as pd

from .arrow_text import among
from .notes import Notes
from .repeated import entries


def dependencies(tasks: pd.DataFrame, columns: list[pd.Series], notes: Notes) -> pd.DataFrame:
    """One row per task and task that it waits for.

    Parameters
    ----------
    tasks : DataFrame
        With project_id and task_id.
    columns : list of Series of str
        Keys of the tasks waited for; a cell may hold several, separated by commas or semicolons.
    notes : Notes
        Is told about keys that are not in the file.

    Returns
    -------
    DataFrame
        project_id, task_id, needs_task_id, kind. A link to a task outside the file is left out.

    Notes
    -----
    Trackers store the link "blocks" with the blocking issue as its source: the blocked one sees it as inward.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": ["P", "P"], "task_id": ["P-1", "P-2"]}, dtype="str")
    >>> dependencies(tasks, [pd.Series([None, "P-1, X-9"], dtype="str")], Notes())[["task_id", "needs_task_id"]].to_numpy().tolist()
    [['P-2', 'P-1']]
    """
    made = entries(columns)
    wide = made.assign(needs_task_id=made["text"].astype("str").str.split(r"[,;]", regex=True)).explode("needs_task_id")
    wide["needs_task_id"] = wide["needs_task_id"].astype("str").str.strip()
    about = tasks.loc[wide["row"], ["project_id", "task_id"]].reset_index(drop=True)
    about["needs_task_id"] = wide["needs_task_id"].to_numpy()
    about["kind"] = "finish-start"
    about = about[about["needs_task_id"].fillna("").ne("") & about["needs_task_id"].ne(about["task_id"])].drop_duplicates()
    known = among(about["needs_task_id"].astype("str"), tasks["task_id"])
    if not known.all():
        notes.ask(f"{int((~known).sum()):,} links lead to tasks that are not in the file: they were left out.")
    return about[known].reset_index(drop=True)
