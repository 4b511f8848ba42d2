"""Short blocks: too little evidence, an action, the cards of a retrospective, method and evidence."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
from markupsafe import Markup

from workbench.tables import NotEnoughEvidence
from workbench.wording import not_enough
from workbench.wording.numbers import absent, count

from .block import Block, fill


@dataclass(frozen=True, repr=False)
class Note(Block):
    """One line: too little evidence, or what to add.

    Parameters
    ----------
    words : str or NotEnoughEvidence
        The sentence, or the answer of an analysis that has too little data.
    title : str
        What there would have been to see.

    Examples
    --------
    >>> Note(NotEnoughEvidence(6, 20, "finished tasks"), title="Where the hours went")
    Where the hours went
    Not enough evidence: 6 finished tasks, 20 needed. What to add: 14 more finished tasks.
    """

    words: str | NotEnoughEvidence
    title: str = ""

    def _words(self) -> str:
        return not_enough(self.words) if isinstance(self.words, NotEnoughEvidence) else str(self.words)

    def html(self) -> Markup:
        """A quiet line, as wide as the picture that it stands for."""
        return fill("note.html", title=self.title, words=self._words())

    def text(self) -> str:
        """Title and sentence."""
        return f"{self.title}\n{self._words()}".lstrip()


@dataclass(frozen=True, repr=False)
class Action(Block):
    """An action of an earlier review, and what became of it.

    Parameters
    ----------
    what : str
        What was to be done.
    result : str
        How far it is, and what it did.
    owner : str
        Role that sees to it.
    measure : str
        Number that it should move.

    Examples
    --------
    >>> Action("Split support tasks.", "Done 12 Mar 2026.", owner="delivery lead", measure="spread of support tasks")
    Split support tasks. Done 12 Mar 2026.
    owner: delivery lead · measure: spread of support tasks
    """

    what: str
    result: str = ""
    owner: str = ""
    measure: str = ""

    def _small(self) -> str:
        parts = [("owner", self.owner), ("measure", self.measure)]
        return " · ".join(f"{name}: {value}" for name, value in parts if not absent(value) and str(value).strip())

    def _what(self) -> str:
        """The text as a sentence of its own, where another one follows."""
        return f"{self.what}." if self.result and self.what[-1:].isalnum() else self.what

    def html(self) -> Markup:
        """A box with a rule at its left."""
        return fill("action.html", what=self._what(), result=self.result, small=self._small())

    def text(self) -> str:
        """Two lines."""
        return f"{self._what()} {self.result}".strip() + (f"\n{self._small()}" if self._small() else "")


_ORDER = ("went well", "to change", "puzzle")
_HEADINGS = {"went well": "Went well", "to change": "To change", "puzzle": "Puzzles"}


@dataclass(frozen=True, repr=False)
class Lessons(Block):
    """The cards of a retrospective by column, those with most votes first.

    Parameters
    ----------
    lessons : DataFrame
        Canonical lessons: column, text, theme, votes.

    Examples
    --------
    >>> Lessons(pd.DataFrame({"column": ["to change"], "text": ["Split earlier"], "theme": ["scope"], "votes": [4]}))
    To change
    - Split earlier (scope, 4 votes)
    """

    lessons: pd.DataFrame = field(compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lessons", self.lessons.copy())

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        out = []
        frame = self.lessons
        where = frame["column"].astype("object") if "column" in frame else pd.Series("to change", index=frame.index, dtype="object")
        known = [c for c in _ORDER if (where == c).any()]
        others = [c for c in dict.fromkeys(where.dropna()) if c not in _ORDER]
        for column in [*known, *others]:
            part = frame[where == column]
            if "votes" in part:
                part = part.assign(votes=part["votes"].astype("Float64").fillna(0)).sort_values("votes", ascending=False, kind="stable")
            out.append((_HEADINGS.get(column, str(column)), [(_plain(r.get("text")), _note(r)) for r in part.to_dict("records")]))
        return out

    def html(self) -> Markup:
        """One list per column."""
        return fill("lessons.html", groups=self._groups())

    def text(self) -> str:
        """Heading and one line per card."""
        blocks = [
            "\n".join([heading, *(f"- {text}" + (f" ({note})" if note else "") for text, note in cards)])
            for heading, cards in self._groups()
        ]
        return "\n\n".join(blocks)


def _plain(value: object) -> str:
    return "" if absent(value) else str(value)


def _note(card: dict) -> str:
    theme, votes = _plain(card.get("theme")), card.get("votes")
    told = [] if votes is None or absent(votes) or int(votes) == 0 else [count(int(votes), "vote")]
    return ", ".join([t for t in [theme] if t] + told)


@dataclass(frozen=True, repr=False, init=False)
class Evidence(Block):
    """Method and evidence, in small print: what was left out and why, dates, calibration, seed, version.

    Parameters
    ----------
    *sentences : str
        Each becomes a line.

    Examples
    --------
    >>> Evidence("3,187 tasks used; none left out.", "Calibration 14 · seed 1")
    3,187 tasks used; none left out.
    Calibration 14 · seed 1
    """

    sentences: tuple[str, ...]

    def __init__(self, *sentences: str | None) -> None:
        object.__setattr__(self, "sentences", tuple(s for s in sentences if s))

    def html(self) -> Markup:
        """A quiet footer."""
        return fill("evidence.html", sentences=self.sentences)

    def text(self) -> str:
        """One line per sentence."""
        return "\n".join(self.sentences)
