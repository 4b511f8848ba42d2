"""At most three things to do differently, kept as soon as each is complete."""

from __future__ import annotations

import pandas as pd

from workbench.store import Library
from workbench.tables import Tables
from workbench.wording.numbers import count

from .action_fields import MOST_ACTIONS, action_options, action_records, checked_actions
from .form import by_row
from .panel import Panel


class NewActions(Panel):
    """The actions of this retrospective.

    Parameters
    ----------
    library : Library
        Where they are kept.

    Attributes
    ----------
    records : Records
    """

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library, self._project_id, self._loading = library, "", False
        self.records = action_records()
        self.records.on_change(lambda _: self._changed())
        self.children = [self.records, self.message]

    def load(self, project_id: str, project: Tables) -> None:
        """Show the actions that a project has.

        Parameters
        ----------
        project_id : str
            The project.
        project : Tables
            Its tables.
        """
        self._project_id = project_id
        most = max(MOST_ACTIONS, len(project.actions))
        kinds = [str(k) for k in project.tasks["kind"].dropna().unique()]
        self._loading = True
        try:
            self.records.fill(project.actions.to_dict("records"), at_most=most, options=action_options(kinds))
        finally:
            self._loading = False
        self.message.clear()

    def save(self, *, loudly: bool = True) -> bool:
        """Keep the actions that are complete.

        Parameters
        ----------
        loudly : bool
            Whether to mark what the others lack.

        Returns
        -------
        bool
            Whether all of them were kept.
        """
        given = self.records.records
        actions, problems = checked_actions(self._project_id, given)
        bad = set(problems["row"])
        if loudly:
            self.records.tell({self.records.filled[row]: words for row, words in by_row(problems).items()})
        gone = self.records.emptied("action_id")
        self._library.write(Tables({"actions": actions}), source="retrospective board")
        self._library.remove_cards(self._project_id, actions=gone)
        self._number(actions, [i for i in range(len(given)) if i not in bad])
        kept = f"{count(len(actions), 'action')} kept."
        waiting = f" {count(len(bad), 'action')} not complete yet: owner and day are needed." if bad else ""
        if given or gone:
            self.message.done(kept + waiting)
        return not bad

    def _number(self, actions: pd.DataFrame, rows: list[int]) -> None:
        """Give new records the numbers that they were kept under, so that the next save changes the same ones."""
        for row, number in zip(rows, actions["action_id"], strict=True):
            self.records.keep(self.records.filled[row], {"project_id": self._project_id, "action_id": str(number)})

    def _changed(self) -> None:
        if not self._loading:
            self.guarded(self._quietly)()

    def _quietly(self) -> None:
        self.save(loudly=False)
