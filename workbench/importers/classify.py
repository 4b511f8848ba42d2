"""Status classes for a whole file, and who decided each of them."""

from __future__ import annotations

import pandas as pd

from .arrow_text import by_text
from .notes import Notes, StatusRead
from .numbers import read_numbers
from .profile import Profile
from .statuses import class_of

_CATEGORY = {"new": "todo", "indeterminate": "doing", "undefined": None}


def classify(columns: dict[str, pd.Series], profile: Profile, notes: Notes, *, index: pd.Index) -> pd.Series:
    """The class of every row's status.

    Parameters
    ----------
    columns : dict of str to Series
        May hold status, status_category, percent, resolution, finished_on, started_on, cancelled_on, actual.
    profile : Profile
        Its own status words go first.
    notes : Notes
        Is told how every status was understood.
    index : Index
        The rows.

    Returns
    -------
    Series of str
        todo, doing, done, cancelled or missing.

    Notes
    -----
    Order of decision: words for cancelled (in resolution or status), the tracker's own category, the profile's and the
    general word list, how much is done, a completion date. A status that nothing explains stays missing and is asked about. Where a file
    has no status at all but completion dates, rows with one are done.

    Examples
    --------
    >>> from workbench.importers import profile
    >>> status = pd.Series(["Closed", "En curso", "Parking lot"])
    >>> classify({"status": status}, profile("generic"), Notes(), index=status.index).tolist()
    ['done', 'doing', nan]
    """
    nothing = pd.Series(index=index, dtype="str")
    status = columns.get("status", nothing).astype("str")
    category = by_text(columns.get("status_category", nothing), _of_category)
    resolution = by_text(columns.get("resolution", nothing), class_of)
    finished = columns.get("finished_on", nothing).notna()
    words = by_text(status, lambda s: class_of(s, profile.statuses))

    made, how = nothing.copy(), nothing.copy()

    def decide(where: pd.Series, value: str | pd.Series, by: str) -> None:
        nonlocal made, how
        where = made.isna() & where
        made, how = made.mask(where, value), how.mask(where, by)

    decide((resolution == "cancelled").fillna(False), "cancelled", "resolution")
    decide(columns.get("cancelled_on", nothing).notna() & ~finished, "cancelled", "cancellation date")
    decide((words == "cancelled").fillna(False), "cancelled", "word list")
    decide(category.notna(), category, "the tracker's category")
    decide(words.notna(), words, "word list")
    if "percent" in columns:
        share = _share_done(columns["percent"])
        for where, value in ((share.ge(1), "done"), (share.gt(0), "doing"), (share.eq(0), "todo")):
            decide(where, value, "how much is done")
        notes.assume(f"where no status tells it, 100 % complete counts as done ({int(how.eq('how much is done').sum()):,} tasks).")
    decide(status.notna() & finished, "done", "completion date")
    _tell(status, made, how, notes)
    if status.notna().any() or category.notna().any() or how.eq("how much is done").any():
        odd = finished & made.isin(["todo", "doing"])
        if odd.any():
            notes.ask(f"{int(odd.sum()):,} tasks have a completion date but a status that is not done: were they reopened?")
        return made
    if finished.any():
        decide(finished, "done", "completion date")
        notes.assume(f"there is no status: the {int(finished.sum()):,} tasks with a completion date count as done.")
        if "started_on" in columns:
            started = columns["started_on"].notna() & ~finished
            decide(started, "doing", "start date")
            decide(~finished, "todo", "no date")
            if started.any():
                notes.assume(
                    f"{int(started.sum()):,} tasks that began but have no completion date count as in work, the rest as not begun."
                )
    return made


def done_by_evidence(tasks: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Canonical tasks without a class that have a completion date and an actual: they count as done, and the report says so.

    Parameters
    ----------
    tasks : DataFrame
        Canonical columns.
    notes : Notes
        Is told.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> tasks = pd.DataFrame({"finished_on": [pd.Timestamp("2026-01-05")], "actual": [4.0]})
    >>> done_by_evidence(tasks, Notes())["status_class"].tolist()
    ['done']
    """
    nothing = pd.Series(index=tasks.index, dtype="str")
    given = tasks.get("status_class", nothing)
    if "status" in tasks:
        by_word = by_text(tasks["status"], class_of)
        filled = given.isna() & by_word.notna()
        if filled.any():
            given = given.astype("str").mask(filled, by_word)
            notes.assume(f"the class of {int(filled.sum()):,} tasks was taken from the words of their status.")
    both = tasks.get("finished_on", nothing).notna() & tasks.get("actual", nothing).notna()
    implied = given.isna() & both
    if implied.any():
        notes.assume(f"{int(implied.sum()):,} tasks have a completion date and an actual but no status class: they count as done.")
        given = given.astype("str").mask(implied, "done")
    return tasks.assign(status_class=given)


def _share_done(percent: pd.Series) -> pd.Series:
    """Shares of 1, whether written as 50 %, 50 or 0.5."""
    text = percent.astype("str")
    share = read_numbers(text.str.replace("%", "").str.strip()).amounts
    return share / 100 if text.str.contains("%").any() or share.gt(1).any() else share


def _of_category(value: str) -> str | None:
    return _CATEGORY[value.lower()] if value.lower() in _CATEGORY else class_of(value)


def _tell(status: pd.Series, made: pd.Series, how: pd.Series, notes: Notes) -> None:
    if not status.notna().any():
        return
    table = pd.DataFrame({"status": status, "class": made, "how": how}).dropna(subset="status")
    counts = table.groupby(["status", "class", "how"], dropna=False, sort=False).size().sort_values(ascending=False, kind="stable")
    for key, n in counts.items():
        word, kind, by = key if isinstance(key, tuple) else (key, None, None)
        known = isinstance(kind, str)
        notes.statuses.append(StatusRead(str(word), kind if known else None, int(n), str(by) if known else "not known"))
    unknown = [s for s in notes.statuses if s.status_class is None]
    if unknown:
        listed = ", ".join(f"{s.status!r} ({s.n:,})" for s in unknown[:10]) + (" …" if len(unknown) > 10 else "")
        notes.ask(f"what do these statuses mean: {listed}? Their tasks have no class until the mapping says so.")
    by_word = [s for s in notes.statuses if s.how == "word list"]
    if by_word:
        listed = ", ".join(f"{s.status} = {s.status_class}" for s in by_word[:12]) + (" …" if len(by_word) > 12 else "")
        notes.ask(f"statuses understood by their words: {listed}.")
    if any(s.how == "completion date" for s in notes.statuses):
        listed = ", ".join(sorted({s.status for s in notes.statuses if s.how == "completion date"}))
        notes.ask(f"tasks in {listed} with a completion date count as done.")
