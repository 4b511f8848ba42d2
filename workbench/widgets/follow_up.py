"""The actions of the last retrospective: where each stands, set in the meeting and kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    states : list of ipywidgets.Dropdown
        One per action, under what became of it and whether its number moved.
    """

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self.states: list[ipywidgets.Dropdown] = []

    def load(self, actions: pd.DataFrame, told: Sequence[Block]) -> None:
        """Show the actions of the last retrospective.

        Parameters
        ----------
        actions : DataFrame
            Rows of the table ``actions``.
        told : sequence of Block
            What became of each, in the same order; or the one note that there are none.
        """
        self.message.clear()
        self.states = []
        parts: list[ipywidgets.Widget] = []
        for at, block in enumerate(told):
            shown = Shown()
            shown.show(block)
            parts.append(shown)
            if at < len(actions):
                self.states.append(self._state(actions.iloc[at].to_dict()))
                parts.append(self.states[-1])
        self.children = [*parts, self.message]

    def _state(self, record: dict) -> ipywidgets.Dropdown:
        state = "open" if absent(record["status"]) else str(record["status"])
        made = ipywidgets.Dropdown(
            options=list(_STATES),
            value=state,
            description="State of this action",
            tooltip=str(record["text"]),
            style={"description_width": "initial"},
            layout={"width": "300px"},
        )
        made.observe(self._setter(record), "value")
        return made

    def _setter(self, record: dict) -> Callable[[dict], None]:
        def act(change: dict) -> None:
            self.guarded(lambda: self._set(record, str(change["new"])))()

        return act

    def _set(self, record: dict, state: str) -> None:
        closed = state in ("done", "dropped")
        day = pd.Timestamp.now().normalize() if closed and absent(record["closed_on"]) else record["closed_on"]
        changed = pd.DataFrame([{**record, "status": state, "closed_on": day}], columns=table("actions").names)
        self._library.write(Tables({"actions": changed}), source="retrospective board")
        self.message.done(f"“{str(record['text'])[:60]}” is {state} now.")
