"""The actions of the last retrospective: where each stands, set in the meeting and kept at once."""

from __future__ import annotations

import ipywidgets
import pandas as pd

from workbench.page import Block
from workbench.store import Library
from workbench.tables import Tables, table
from workbench.wording.numbers import absent

from .panel import Panel
from .shown import Shown

_STATES = table("actions")["status"].choices


class FollowUp(Panel):
    """Last time's actions, each with its state to set.

    Parameters
    ----------
    library : Library
        Where the state is kept.

    Attributes
    ----------
    shown : Shown
        What became of each, and whether its number moved.
    states : list of ipywidgets.Dropdown
        One per action.
    """

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self.shown = Shown()
        self.states: list[ipywidgets.Dropdown] = []

    def load(self, actions: pd.DataFrame, told: Block) -> None:
        """Show the actions of the last retrospective.

        Parameters
        ----------
        actions : DataFrame
            Rows of the table ``actions``.
        told : Block
            What became of them, in words.
        """
        self.message.clear()
        self.shown.show(told)
        self.states = []
        for record in actions.to_dict("records"):
            state = "open" if absent(record["status"]) else str(record["status"])
            made = ipywidgets.Dropdown(
                options=list(_STATES), value=state, description=str(record["text"])[:120], style={"description_width": "initial"}
            )
            made.add_class("wbw-assign")
            made.observe(self._setter(record), "value")
            self.states.append(made)
        self.children = [self.shown, *self.states, self.message]

    def _setter(self, record: dict) -> object:
        def act(change: dict) -> None:
            self.guarded(lambda: self._set(record, str(change["new"])))()

        return act

    def _set(self, record: dict, state: str) -> None:
        closed = state in ("done", "dropped")
        day = pd.Timestamp.now().normalize() if closed and absent(record["closed_on"]) else record["closed_on"]
        changed = pd.DataFrame([{**record, "status": state, "closed_on": day}], columns=table("actions").names)
        self._library.write(Tables({"actions": changed}), source="retrospective board")
        self.message.done(f"“{str(record['text'])[:60]}” is {state} now.")
