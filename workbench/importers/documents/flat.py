"""A document laid flat: one table of tasks, and what else it holds beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from workbench.importers import sprints
from workbench.importers.containers import Sheet
from workbench.importers.engine import Draft


@dataclass
class Flat:
    """A document as a table.

    Parameters
    ----------
    sheet : Sheet
        One row per task, with headers that the profile names.
    tables : dict of str to DataFrame
        Further canonical tables, without project_id: it is that of their task_id, or of the document.
    stays : DataFrame, optional
        task_id, sprint, and perhaps started_on, ended_on, added_on, removed_on, committed, done; in the order the task went through them.
    project : dict
        Columns of the projects table that the document states.
    named : str, optional
        What the document calls itself: the project of rows that name none, so that a file of another name updates it.
    assumed, confirm : list of str
        Sentences for the report.
    """

    sheet: Sheet
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    stays: pd.DataFrame | None = None
    project: dict[str, Any] = field(default_factory=dict)
    named: str | None = None
    assumed: list[str] = field(default_factory=list)
    confirm: list[str] = field(default_factory=list)

    def attach(self, draft: Draft) -> Draft:
        """The draft of the task table, with the document's other tables added.

        Parameters
        ----------
        draft : Draft
            What the engine made of `sheet`; its frames are added to.

        Returns
        -------
        Draft
        """
        tasks = draft.frames["tasks"]
        project = dict(zip(tasks["task_id"], tasks["project_id"], strict=True))
        for name, frame in self.tables.items():
            if len(frame):
                about = frame["task_id"].map(project) if "task_id" in frame else tasks["project_id"].iloc[0] if len(tasks) else None
                made = frame.assign(project_id=about)
                draft.frames[name] = made[made["project_id"].notna()].reset_index(drop=True)
        if self.stays is not None and len(self.stays):
            stays = self.stays.assign(project_id=self.stays["task_id"].map(project))
            stays = stays[stays["project_id"].notna()].drop_duplicates(["task_id", "sprint"], keep="last").reset_index(drop=True)
            state = stays["task_id"].map(dict(zip(tasks["task_id"], tasks["status_class"], strict=True)))
            final = ~stays["task_id"].duplicated(keep="last")
            by_state = (final & state.eq("done")).astype("boolean").mask(final & state.isna())
            stays["done"] = stays["done"].astype("boolean").fillna(by_state) if "done" in stays else by_state
            draft.frames["task_sprints"] = stays.drop(columns=[c for c in ("started_on", "ended_on") if c in stays])
            dates = stays[["project_id", "sprint", *[c for c in ("started_on", "ended_on") if c in stays]]]
            draft.frames["sprints"] = sprints.sprint_rows(stays, dates if len(dates.columns) > 2 else None)
        draft.project |= self.project
        for sentence in self.assumed:
            draft.notes.assume(sentence)
        for sentence in self.confirm:
            draft.notes.ask(sentence)
        return draft


def sheet_of(rows: list[dict[str, Any]], *, labels: list[int], broken: list[tuple[int, str, str]], columns: tuple[str, ...]) -> Sheet:
    """A raw table from records.

    Parameters
    ----------
    rows : list of dict
        One per task; texts, numbers or None.
    labels : list of int
        Place of each in the document, from 1.
    broken : list of (int, str, str)
        Place, text and reason of entries that are no tasks.
    columns : tuple of str
        Columns, in order.

    Returns
    -------
    Sheet
    """
    frame = pd.DataFrame(
        {i: pd.Series([_text(r.get(name)) for r in rows], dtype="str") for i, name in enumerate(columns)},
    )
    frame.index = pd.Index(labels, dtype="int64")
    apart = pd.DataFrame(
        {"text": [b[1] for b in broken], "reason": [b[2] for b in broken]},
        index=pd.Index([b[0] for b in broken], dtype="int64"),
        dtype="object",
    )
    return Sheet("", columns, frame, apart)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, list):
        return "|".join(str(v).replace("|", "/") for v in value if v not in (None, ""))
    return str(value)
