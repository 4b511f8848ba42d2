"""Cards of a retrospective: one column of them, each with its words, its group and its dots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets

from workbench.wording.numbers import absent

from .shown import Shown

_TITLES = {"went well": "Went well", "to change": "To change", "puzzle": "Puzzles"}


class CardBox(ipywidgets.VBox):
    """One card.

    Parameters
    ----------
    record : mapping
        Its row of the table ``lessons``.
    saved, removed : callable
        Called with the card when it changes, and when it is taken down.

    Attributes
    ----------
    words : ipywidgets.Textarea
    theme : ipywidgets.Text
        The group that it belongs to; cards with the same word belong together.
    vote, less, remove : ipywidgets.Button
    """

    def __init__(self, record: Mapping[Any, Any], *, saved: Callable[[CardBox], None], removed: Callable[[CardBox], None]) -> None:
        self._record = {k: v for k, v in record.items() if not absent(v)}
        self.votes = int(self._record.get("votes", 0))
        self.words = ipywidgets.Textarea(
            value=str(self._record["text"]), rows=2, description="Card", continuous_update=False, layout={"width": "auto"}
        )
        self.theme = ipywidgets.Text(
            value=str(self._record.get("theme", "")),
            placeholder="group",
            description="Group",
            continuous_update=False,
            tooltip="Cards with the same word belong together",
            layout={"width": "120px"},
        )
        for control in (self.words, self.theme):
            control.add_class("wbw-above")
            control.add_class("wbw-unseen")
            control.observe(lambda _: saved(self), "value")
        self.vote = ipywidgets.Button(tooltip="Give this card a dot")
        self.less = ipywidgets.Button(description="−", tooltip="Take a dot back")
        self.remove = ipywidgets.Button(description="✕", tooltip="Take this card down")
        self.vote.on_click(lambda _: self._count(1, saved))
        self.less.on_click(lambda _: self._count(-1, saved))
        self.remove.on_click(lambda _: removed(self))
        foot = ipywidgets.HBox([self.theme, self.vote, self.less, self.remove])
        foot.add_class("wbw-foot")
        super().__init__([self.words, foot])
        self.add_class("wbw-card")
        self._tell()

    @property
    def key(self) -> str:
        """The card's number."""
        return str(self._record["lesson_id"])

    @property
    def record(self) -> dict[str, Any]:
        """The card as a row of the table ``lessons``."""
        texts = {"text": self.words.value.strip(), "theme": self.theme.value.strip() or None}
        return {**self._record, **texts, "votes": self.votes}

    def _count(self, dots: int, saved: Callable[[CardBox], None]) -> None:
        if self.votes + dots >= 0:
            self.votes += dots
            self._tell()
            saved(self)

    def _tell(self) -> None:
        self.vote.description = f"Vote ({self.votes})"
        self.less.disabled = self.votes == 0


class CardColumn(ipywidgets.VBox):
    """One column of the board, with a line to add a card.

    Parameters
    ----------
    name : str
        Where its cards hang, as ``lessons.column`` says it.
    added : callable
        Called with the words of a new card.

    Attributes
    ----------
    new : ipywidgets.Text
        Words of the next card; Enter puts it up.
    cards : list of CardBox
    """

    def __init__(self, name: str, added: Callable[[str], None]) -> None:
        self.name, self._added = name, added
        self.cards: list[CardBox] = []
        self._heading = Shown()
        title = _TITLES.get(name, name)
        self.new = ipywidgets.Text(
            placeholder="words, then Enter",
            description=f"New card in “{title}”",
            continuous_update=False,
            layout={"width": "auto"},
            style={"description_width": "initial"},
        )
        self.new.add_class("wbw-above")
        self.new.observe(self._add, "value")
        super().__init__()
        self.add_class("wbw-column")
        self.fill([])

    def fill(self, cards: list[CardBox]) -> None:
        """Hang these cards, those of one group together, most dots first."""
        groups: dict[str, int] = {}
        for card in cards:
            groups[card.theme.value] = groups.get(card.theme.value, 0) + card.votes
        self.cards = sorted(cards, key=lambda c: (-groups[c.theme.value] if c.theme.value else -c.votes, c.theme.value, -c.votes))
        self._show()

    def hang(self, card: CardBox) -> None:
        """One card more, at the end."""
        self.cards = [*self.cards, card]
        self._show()

    def take_down(self, card: CardBox) -> None:
        """One card less."""
        self.cards = [c for c in self.cards if c is not card]
        self._show()

    def _show(self) -> None:
        self._heading.title(f"{_TITLES.get(self.name, self.name)} ({len(self.cards)})")
        self.children = [self._heading, self.new, *self.cards]

    def _add(self, change: dict) -> None:
        words = str(change["new"]).strip()
        if words:
            self.new.value = ""
            self._added(words)


def column_of(record: Mapping[Any, Any]) -> str:
    """Where a card hangs; what nobody sorted is to be changed.

    Examples
    --------
    >>> column_of({"column": "puzzle"}), column_of({"column": None})
    ('puzzle', 'to change')
    """
    found = record.get("column")
    return str(found) if not absent(found) and found in _TITLES else "to change"


COLUMNS = tuple(_TITLES)
