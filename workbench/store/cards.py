"""Cards and actions of a retrospective that were put up by mistake and are taken down again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from .schema import CANONICAL
from .session import Session


class CardShelf(Session):
    """The part of the library that takes cards down."""

    def remove_cards(self, project_id: str, *, lessons: Sequence[str] = (), actions: Sequence[str] = ()) -> int:
        """Take lessons and actions of one project out of the library.

        Parameters
        ----------
        project_id : str
            The project.
        lessons, actions : sequence of str
            Their ``lesson_id`` and ``action_id``; unknown ones are passed over.

        Returns
        -------
        int
            How many were taken out.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> import pandas as pd
        >>> from workbench import store
        >>> card = {"project_id": ["P"], "lesson_id": ["L-1"], "text": ["Split earlier"]}
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     written = library.write({"lessons": pd.DataFrame(card)}, source="board")
        ...     library.remove_cards("P", lessons=["L-1", "L-2"])
        1
        """
        gone = 0
        with self._writing() as connection:
            for name, key, values in (("lessons", "lesson_id", lessons), ("actions", "action_id", actions)):
                table = CANONICAL[name]
                for value in values:
                    this = (table.c.project_id == project_id, table.c[key] == value)
                    gone += connection.execute(delete(table).where(*this)).rowcount
        return gone
