"""How did the scope move, what was asked for and decided, what joined without a yes, how large does it get?"""

from __future__ import annotations

import pandas as pd

from workbench import outlook
from workbench.analysis import scope
from workbench.analysis.changes import ChangeControl, change_control
from workbench.figures import scope as draw
from workbench.page import Block, Note, Picture, Section, Stack, Table, Text, Why
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import scope as words
from workbench.wording.numbers import unit_name

_TITLE = "Scope, and who said yes to it"
_MOST = 8


def scope_and_changes(project: Tables) -> Section:
    """How the scope of a project moved from its first plan, what was asked for and decided, and which work joined without a yes.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Section
    """
    moves = scope.steps(project)
    moved, control = scope.history(project, moves=moves), change_control(project, moves=moves)
    blocks: list[Block | None] = []
    if isinstance(moved, NotEnoughEvidence):
        blocks.append(Note(moved, title="How the scope moved"))
    else:
        blocks += [Picture(draw.scope_by_period(moved)), Text(words.sentence(moved))]
    if isinstance(control, NotEnoughEvidence):
        none = "No change request is on record, and no work joined after the first plan."
        return Section(_TITLE, *blocks, Note(none) if not isinstance(moved, NotEnoughEvidence) else None)
    currency = project.projects["currency"].dropna()
    told = f"{words.requests_sentence(control, currency=str(currency.iloc[0]) if len(currency) else '')} {words.without_a_yes(control)}"
    return Section(_TITLE, *blocks, Text(told), _requests(control), _unapproved(control), _affected(control))


def scope_ahead(tables: Tables, project_id: str, *, as_of: pd.Timestamp | None = None) -> Section:
    """How large a running project gets, read from closed ones at the same progress, and how such ranges did before.

    Parameters
    ----------
    tables : Tables
        Of the whole library.
    project_id : str
        The running project.
    as_of : Timestamp, optional
        Only what was known by then counts.

    Returns
    -------
    Section
    """
    title = "How large it gets"
    found = outlook.scope_growth(tables, project_id, as_of=as_of)
    if isinstance(found, NotEnoughEvidence):
        return Section(title, Note(found))
    proof = outlook.backtest_scope(tables, as_of=found.day)
    return Section(title, Text(f"{words.growth_sentence(found)} {words.proof_sentence(proof)}"))


def _requests(control: ChangeControl) -> Table | None:
    """The log of requests; who approved is not shown."""
    if not control.n:
        return None
    rows = control.log.assign(
        decided=[words.decided(row) for row in control.log.to_dict("records")], why=[words.why(text) for text in control.log["reason"]]
    )
    columns: dict[str, Shown | str] = {"change_id": Shown("Request"), "why": Shown("Why"), "requested_on": Shown("asked", "day")}
    columns |= {"decided": Shown("decided"), "effort": Shown("hours", "number"), "cost": Shown("cost", "number")}
    columns |= {"days": Shown("days", "number"), "affects": Shown("touches"), "before": Shown("next milestone")}
    kept = {name: shown for name, shown in columns.items() if rows[name].replace("", None).notna().any()}
    return Table(rows[list(kept)], kept, file="change_requests.csv", rows=30)


def _unapproved(control: ChangeControl) -> Block | None:
    """Work that joined without a yes, largest first; the whole list stands behind a question."""
    if control.unapproved.empty:
        return None
    unit = unit_name(control.unit)
    columns: dict[str, Shown | str] = {
        "task_id": Shown("Task"),
        "title": Shown("Joined without an approved request"),
        "kind": Shown("kind"),
    }
    columns |= {"joined_on": Shown("joined", "day"), "estimate": Shown(unit, "number")}
    rows = control.unapproved
    if (rows["why"] != rows["why"].iloc[0]).any():
        columns |= {"why": Shown("why")}
    first = Table(rows[list(columns)], columns, file="without_request.csv", rows=_MOST)
    return first if len(rows) <= _MOST else Stack(first, Why("All of them", Table(rows[list(columns)], columns, file="", rows=200)))


def _affected(control: ChangeControl) -> Table | None:
    """What the work that joined touches."""
    rows = control.affected
    if len(rows) < 2:
        return None
    unit = unit_name(control.unit)
    columns: dict[str, Shown | str] = {"component": Shown("Component touched"), "tasks": Shown("tasks joined", "count")}
    columns |= {"effort": Shown(f"{unit} joined", "number")}
    if control.linked:
        columns |= {"unapproved": Shown("without a yes", "number")}
    if rows["waiting"].any():
        columns |= {"waiting": Shown("other tasks waiting for them", "count")}
    return Table(rows[list(columns)], columns, file="components_touched.csv", rows=12)
