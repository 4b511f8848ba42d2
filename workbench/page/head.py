"""What stands at the top of a page: name and dates, the answer, the cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from workbench.tables import InputError
from workbench.wording import CardText, Finding

from .block import Block, fill, steady

MOST_CARDS = 4


@dataclass(frozen=True, repr=False)
class Title(Block):
    """The bar at the top: what this is, from when to when, from how much.

    Parameters
    ----------
    name : str
        Project and kind of report.
    note : str
        Dates and number of tasks.

    Examples
    --------
    >>> Title("Payments 2 · retrospective", "1 Jan 2026 – 30 Jun 2026 · 140 finished tasks")
    Payments 2 · retrospective
    1 Jan 2026 – 30 Jun 2026 · 140 finished tasks
    """

    name: str
    note: str = ""

    def html(self) -> Markup:
        """Name as the page's first heading."""
        return fill("title.html", name=self.name, note=self.note)

    def record(self) -> dict[str, Any]:
        """Both, as they are."""
        return {"name": self.name, "span": self.note}

    def text(self) -> str:
        """Two lines."""
        return f"{self.name}\n{self.note}".rstrip()


@dataclass(frozen=True, repr=False)
class Headline(Block):
    """The answer: one sentence with its one number in colour, and one that says what it means.

    Parameters
    ----------
    sentence : str or Finding
        The sentence; a finding brings its accent and meaning along.
    accent : str
        The part of the sentence to colour.
    meaning : str
        The second sentence.

    Examples
    --------
    >>> Headline("It took 1.11× its estimate.", accent="1.11×", meaning="Plan with it.")
    It took 1.11× its estimate.
    Plan with it.
    """

    sentence: str | Finding
    accent: str = ""
    meaning: str = ""

    def _finding(self) -> Finding:
        if isinstance(self.sentence, Finding):
            return Finding(self.sentence.text, self.accent or self.sentence.accent, self.meaning or self.sentence.meaning)
        return Finding(str(self.sentence), self.accent, self.meaning)

    def html(self) -> Markup:
        """The sentence in three parts: before the accent, the accent, after it."""
        found = self._finding()
        text, accent = steady(found.text), steady(found.accent)
        before, accent, after = text.partition(accent) if accent else (text, "", "")
        return fill("headline.html", before=before, accent=accent, after=after, meaning=found.meaning)

    def record(self) -> dict[str, Any]:
        """The sentence."""
        return {"headline": self._finding().text}

    def text(self) -> str:
        """One or two lines."""
        found = self._finding()
        return f"{found.text}\n{found.meaning}".rstrip()


@dataclass(frozen=True, repr=False)
class Card(Block):
    """One number with its name and its evidence.

    Parameters
    ----------
    label, value, note : str
        What it is, the number, and how much it rests on.

    Examples
    --------
    >>> Card("Typical task (median)", "1.00×", "of 3,187 tasks")
    Typical task (median): 1.00× (of 3,187 tasks)
    """

    label: str
    value: str
    note: str = ""

    def html(self) -> Markup:
        """A card of its own width."""
        return fill("cards.html", cards=[self])

    def text(self) -> str:
        """One line."""
        return f"{self.label}: {self.value}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True, repr=False, init=False)
class Cards(Block):
    """At most four cards in a row.

    Parameters
    ----------
    *cards : Card or CardText, or one sequence of them
        The cards.

    Raises
    ------
    InputError
        When there are more than four.

    Examples
    --------
    >>> Cards(Card("Tasks", "40"), Card("Hours", "400 h"))
    Tasks: 40
    Hours: 400 h
    """

    cards: tuple[Card, ...]

    def __init__(self, *cards: Card | CardText | Sequence[Card | CardText]) -> None:
        given: list[Card | CardText] = []
        for card in cards:
            given.extend([card] if isinstance(card, Card | CardText) else card)
        if len(given) > MOST_CARDS:
            raise InputError(
                f"{len(given)} cards were given.", expected=f"at most {MOST_CARDS}.", todo="keep those that answer the reader's question."
            )
        object.__setattr__(self, "cards", tuple(c if isinstance(c, Card) else Card(c.label, c.value, c.note) for c in given))

    def html(self) -> Markup:
        """A row that breaks where it is narrow; nothing without cards."""
        return fill("cards.html", cards=self.cards) if self.cards else Markup("")

    def record(self) -> dict[str, Any]:
        """The texts of each card."""
        return {"numbers": [[c.label, c.value, c.note] for c in self.cards]} if self.cards else {}

    def text(self) -> str:
        """One line per card."""
        return "\n".join(card.text() for card in self.cards)
