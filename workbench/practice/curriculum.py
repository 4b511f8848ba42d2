"""The seven levels and the exam, each declared once: what is drilled, on how many tasks, and how a range is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.tables import InputError

Way = Literal["range", "bet", "bins", "outside", "anchor", "totals", "delphi", "exam"]


@dataclass(frozen=True)
class Level:
    """One level.

    Parameters
    ----------
    number : int
        0 to 6; the exam is 7.
    name : str
        What it is called on screen.
    tasks : int
        Tasks until it is finished.
    way : str
        How a range is given.
    minutes : str
        About how long it takes.
    aim : str
        What it trains, in one sentence.
    prompt : str
        What to write as a strategy before the first answer.
    """

    number: int
    name: str
    tasks: int
    way: Way
    minutes: str
    aim: str
    prompt: str


LEVELS: tuple[Level, ...] = (
    Level(
        0, "Baseline", 20, "range", "20 minutes",
        "Ten questions of general knowledge and ten tasks, without help: where you stand before you train.",
        "How do you go about a range today? Write it down as you would explain it to a colleague.",
    ),
    Level(
        1, "The language of ranges", 20, "bet", "25 minutes",
        "Say each end as a chance, and check the range with a bet.",
        "How will you find the low and the high end? Say what you look at first, and what would make you widen the range.",
    ),
    Level(
        2, "Bins and a look back from the future", 20, "bins", "30 minutes",
        "Spread 100 % over all that could happen; only then imagine that it went wrong.",
        "Which bins must never be left empty? Say how you will decide how much the largest ones get.",
    ),
    Level(
        3, "The outside view", 30, "outside", "30 minutes",
        "Choose similar finished work, look at what it took, then adjust.",
        "Write your rule: which class of work you choose, and when and by how much you move away from it.",
    ),
    Level(
        4, "Numbers that pull", 24, "anchor", "25 minutes",
        "Answer after a number drawn at random, and see how far it pulled you.",
        "How will you keep a number that you have just seen from moving your range?",
    ),
    Level(
        5, "Whole projects", 15, "totals", "25 minutes",
        "Ranges of totals: what adding up does, and what all tasks of a project share.",
        "How will you get from the tasks' estimates to a range of the total? Say what you do about surprises that hit all tasks.",
    ),
    Level(
        6, "Delphi in a small group", 12, "delphi", "30 minutes",
        "Three to five people: each alone, then reasons without names, then each alone again.",
        "What will the group do with an answer that is far from the others?",
    ),
    Level(
        7, "Exam", 60, "exam", "60 minutes",
        "60 tasks that you have not seen, finished later than all that you practised on.",
        "Write the strategy that you will follow in the exam.",
    ),
)  # fmt: skip


def level(number: int) -> Level:
    """A level by its number.

    Raises
    ------
    InputError
        When there is no such level.

    Examples
    --------
    >>> level(1).tasks
    20
    """
    for known in LEVELS:
        if known.number == number:
            return known
    raise InputError(f"there is no level {number}.", expected="0 to 6, or 7 for the exam.")
