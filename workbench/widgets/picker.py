"""Choose a project."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets
import pandas as pd

from workbench.store import Library
from workbench.wording.numbers import absent


class ProjectPicker(ipywidgets.Dropdown):
    """The projects of a library, the latest first; typing the first letters finds one.

    Parameters
    ----------
    library : Library
        The review library.
    choose : callable
        Called with the project's key when another one is chosen.
    """

    def __init__(self, library: Library, choose: Callable[[str], None]) -> None:
        self._library, self._choose, self._quiet = library, choose, False
        self.value: str | None
        super().__init__(description="Project", style={"description_width": "initial"}, layout={"width": "420px", "max_width": "100%"})
        self.add_class("wbw-above")
        self.refresh()
        self.observe(self._chosen, "value")

    def refresh(self) -> None:
        """Read the list of projects again; the choice stays where it is still there."""
        frame = self._library.projects().sort_values("last_finished_on", ascending=False, kind="stable", na_position="last")
        chosen = self.value
        options = [(_label(row), str(row["project_id"])) for row in frame.to_dict("records")]
        self.options = options
        keys = [key for _, key in options]
        self.value = chosen if chosen in keys else next(iter(keys), None)

    def begin_with(self, project_id: str | None = None, *, unreviewed: bool = False) -> None:
        """Choose the project to begin with, without calling `choose`.

        Parameters
        ----------
        project_id : str, optional
            The project; the latest one when left out, or when there is no such project.
        unreviewed : bool
            Whether to prefer one that is finished and has no review.
        """
        keys = [key for _, key in self.options]
        frame = self._library.projects().set_index("project_id").reindex(keys)
        due = [str(p) for p in frame.index[frame["finished_on"].notna() & frame["reviewed_on"].isna()]] if unreviewed else []
        wanted = [p for p in ([project_id] if project_id in keys else []) + due + keys if p is not None]
        self._quiet = True
        try:
            self.value = next(iter(wanted), None)
        finally:
            self._quiet = False

    def _chosen(self, change: dict) -> None:
        if change["new"] is not None and not self._quiet:
            self._choose(str(change["new"]))


def _label(row: dict) -> str:
    name = "" if absent(row["name"]) or row["name"] == row["project_id"] else f" · {row['name']}"
    state = "reviewed" if not pd.isna(row["reviewed_on"]) else "finished" if not pd.isna(row["finished_on"]) else "running"
    return f"{row['project_id']}{name} ({state}, {row['finished']:,} of {row['tasks']:,} tasks done)"
