"""What one project changes: the ratios to plan with before and after its work is known."""

from __future__ import annotations

import pandas as pd

from .history import finished, of_units, unit_pairs
from .knowledge import day_after_last_finish
from .model import fit

COLUMNS = ["kind", "n", "p50_before", "p80_before", "p50", "p80"]


def what_changed(tasks: pd.DataFrame, project_id: str, *, minimum: int = 20) -> pd.DataFrame:
    """Per kind of work, actual ÷ estimate to plan with, before and after one project's work is known.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of the whole library.
    project_id : str
        The project whose lesson is asked for.
    minimum : int
        Kinds with fewer finished tasks in the library are left out.

    Returns
    -------
    DataFrame[kind, n, p50_before, p80_before, p50, p80]
        One row per kind that the project has, most tasks first; `n` are the project's own finished tasks. The `before` columns are
        missing where no other project has enough of that kind. Empty when the project has no finished, estimated task.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": ["A"] * 30 + ["B"] * 30, "kind": "bug", "estimate": 4.0, "actual": [4.0] * 30 + [8.0] * 30,
    ...                       "estimate_unit": "hours", "actual_unit": "hours", "status_class": "done",
    ...                       "finished_on": pd.Timestamp("2026-01-05")})
    >>> what_changed(tasks, "B")[["kind", "n", "p80_before", "p80"]].to_dict("records")
    [{'kind': 'bug', 'n': 30, 'p80_before': 1.0, 'p80': 2.0}]
    """
    cut = day_after_last_finish(tasks)
    known = tasks[finished(tasks, before=cut)]
    own = known[known["project_id"] == project_id]
    pairs = unit_pairs(own)
    if pairs.empty:
        return pd.DataFrame(columns=COLUMNS)
    units = str(pairs["estimate_unit"].iloc[0]), str(pairs["actual_unit"].iloc[0])
    own, known = of_units(own, *units), of_units(known, *units)
    after = fit(known, as_of=cut).by_kind(minimum=minimum).set_index("kind")[["p50", "p80"]]
    before = fit(known[known["project_id"] != project_id], as_of=cut).by_kind(minimum=minimum).set_index("kind")[["p50", "p80"]]
    joined = after.join(before.add_suffix("_before"), how="left")
    joined["n"] = own.groupby("kind").size().reindex(joined.index)
    return joined.dropna(subset=["n"]).astype({"n": int}).sort_values("n", ascending=False, kind="stable").reset_index()[COLUMNS]
