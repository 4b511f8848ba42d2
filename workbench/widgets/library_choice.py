"""Which review library the notebooks work on: shown, and changed."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from workbench import store
from workbench.store import Library
from workbench.store.connect import address
from workbench.tables import InputError

from .opened import choose, chosen
from .panel import Panel, row


class LibraryChoice(Panel):
    """Open another library, or a new one, for all notebooks of this folder.

    Parameters
    ----------
    opened : callable
        Called with the library that is open now.

    Attributes
    ----------
    place : ipywidgets.Text
        File or address.
    open, create, back : ipywidgets.Button
        Open one that is there; create a new one; go back to the usual one.
    """

    def __init__(self, opened: Callable[[Library], None]) -> None:
        super().__init__()
        self._opened = opened
        self.place = ipywidgets.Text(
            description="File of another library",
            placeholder="such as reviews/2026.db, or postgresql://user@host/database",
            style={"description_width": "initial"},
            layout={"width": "440px", "max_width": "100%"},
        )
        self.place.add_class("wbw-above")
        self.open = self.button("Open it", self._open)
        self.create = self.button("Create it", self._create, hint="Create a new, empty library there and open it")
        self.back = self.button("Back to the usual one", self._back)
        self.children = [row(self.place, self.open, self.create, self.back), self.message]
        self.back.layout.display = "" if chosen() else "none"

    def _wanted(self) -> str:
        wanted = self.place.value.strip()
        if not wanted:
            raise InputError("no library was named.", expected="a file such as reviews/2026.db.")
        return wanted

    def _open(self) -> None:
        wanted = self._wanted()
        place = address(wanted)
        if place.file is not None and not place.file.exists():
            raise InputError(f"there is no library {place}.", todo="correct the name, or press “Create it”.")
        self._use(wanted)

    def _create(self) -> None:
        wanted = self._wanted()
        place = address(wanted)
        if place.file is not None and place.file.exists():
            raise InputError(f"{place} is there already.", todo="press “Open it”, or choose another name.")
        self._use(wanted)

    def _use(self, wanted: str) -> None:
        library = store.open(wanted)
        choose(wanted)
        self._opened(library)

    def _back(self) -> None:
        library = store.open()
        choose(None)
        self._opened(library)
