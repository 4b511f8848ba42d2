"""How a range is given, one form per way: plain, with the bet, by bins, after similar work, after a number drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Literal

import ipywidgets
import numpy as np

from workbench.calibration.history import Floats
from workbench.figures import training as draw
from workbench.loop import Question
from workbench.page import Picture
from workbench.practice import Answer, bet_says, from_bins, problems_of
from workbench.tables import InputError, WorkbenchError
from workbench.wording.numbers import amount, number, unit_name

from .panel import row
from .shown import Shown

_WIDTH = "250px"
_ENDS = {
    "p10": "Low end: 1 of 10 such tasks takes less",
    "p50": "Middle: 5 of 10 take less",
    "p90": "High end: 1 of 10 takes more",
}
_EXCEED = {
    "p10": "What do 9 of 10 such tasks exceed?",
    "p50": "What do 5 of 10 exceed?",
    "p90": "What does only 1 of 10 exceed?",
}


def labelled(kind: Callable[..., Any], label: str, width: str, **more: Any) -> Any:
    """A control with its label above it."""
    made = kind(description=label, style={"description_width": "initial"}, layout={"width": width, "max_width": "100%"}, **more)
    made.add_class("wbw-above")
    return made


def number_in(text: str) -> float | None:
    """The number that was typed, with a point or a comma; None where there is none.

    Examples
    --------
    >>> number_in("1,5"), number_in(" 1 200 "), number_in("eight")
    (1.5, 1200.0, None)
    """
    plain = text.strip().replace("\u00a0", "").replace(" ", "")
    plain = plain.replace(",", "") if "." in plain else plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None


class RangeForm(ipywidgets.VBox):
    """Three numbers.

    Attributes
    ----------
    p10, p50, p90 : ipywidgets.Text
    """

    words = _ENDS

    def __init__(self) -> None:
        self.p10, self.p50, self.p90 = (labelled(ipywidgets.Text, self.words[name], _WIDTH) for name in ("p10", "p50", "p90"))
        self.before, self.after = ipywidgets.VBox(), ipywidgets.VBox()
        super().__init__([self.before, row(self.p10, self.p50, self.p90), self.after])
        self.layout.overflow = "visible"

    def ask(self, question: Question, similar: Callable[[str], dict[str, Floats]]) -> None:
        """Begin with a new task.

        Parameters
        ----------
        question : Question
            What is asked.
        similar : callable
            Gives classes of similar work for an item.
        """
        self.question = question
        for name, control in (("p10", self.p10), ("p50", self.p50), ("p90", self.p90)):
            control.value = ""
            control.description = f"{self.words[name]} ({unit_name(question.unit)})"

    def answer(self) -> Answer:
        """The range as it stands.

        Raises
        ------
        InputError
            With everything that is wrong or missing.
        """
        typed = (self.p10.value, self.p50.value, self.p90.value)
        values = [number_in(t) for t in typed]
        unread = [f"“{t}” is not a number." for t, v in zip(typed, values, strict=True) if t.strip() and v is None]
        faults = unread or problems_of(*values)
        if faults:
            raise InputError(" ".join(faults), todo="correct the numbers, then commit.")
        return Answer(*(float(v) for v in values if v is not None))

    def extra(self) -> dict[str, Any]:
        """What else is kept with the answer."""
        return {}


class BetForm(RangeForm):
    """Each end asked as a chance, and the bet that checks the range."""

    words = _EXCEED

    def __init__(self) -> None:
        super().__init__()
        self.bet = labelled(
            ipywidgets.Dropdown,
            "The bet: which would you rather have your money on?",
            "520px",
            options=[
                ("choose …", ""),
                ("the actual falls inside my range", "range"),
                ("a wheel that wins 8 times of 10", "wheel"),
                ("I do not mind which", "same"),
            ],
            value="",
        )
        self.after.children = [row(self.bet)]

    def ask(self, question: Question, similar: Callable[[str], dict[str, Floats]]) -> None:
        """Begin with a new task and no bet."""
        super().ask(question, similar)
        self.bet.value = ""

    def answer(self) -> Answer:
        """The range, once the bet is even."""
        found = super().answer()
        choice: Literal["range", "wheel", "same"] = self.bet.value
        if not choice:
            raise InputError("the bet is open.", expected="your choice between your range and the wheel.", todo="choose, then commit.")
        says = bet_says(choice)
        if says != "fits":
            why = (
                "you trust the wheel more, so your range holds less than 8 of 10" if says == "wider" else "your range is surer than 8 of 10"
            )
            raise InputError(f"{why}.", todo=f"make it {says} until you do not mind which of the two you bet on, then commit.")
        return found


class BinsForm(RangeForm):
    """100 % spread over all that could happen, then a look back from the future, then the last word."""

    def __init__(self) -> None:
        super().__init__()
        self.shares: list[ipywidgets.BoundedIntText] = []
        self.grid = row()
        self.told = Shown()
        self.look = ipywidgets.Button(description="Now look back from the future", tooltip="Imagine that it took far more than you think")
        self.look.on_click(lambda _: self._look())
        self.premortem = labelled(
            ipywidgets.Textarea,
            "Suppose that it took far more than you thought. What happened? Then change the shares if you want to.",
            "100%",
            rows=2,
        )
        self.children = [self.grid, self.told, row(self.look), self.premortem]

    def ask(self, question: Question, similar: Callable[[str], dict[str, Floats]]) -> None:
        """Begin with empty bins."""
        self.question = question
        self.edges = [float(e) for e in question.given["edges"]]
        unit, ends = unit_name(question.unit), [number(e) for e in self.edges]
        names = [f"up to {ends[0]}", *(f"{a} to {b}" for a, b in pairwise(ends[:-1])), f"more than {ends[-2]}"]
        self.shares = [labelled(ipywidgets.BoundedIntText, f"{name} {unit}, %", "192px", value=0, min=0, max=100, step=5) for name in names]
        for control in self.shares:
            control.observe(lambda _: self._tell(), "value")
        self.grid.children = self.shares
        self.premortem.value, self.premortem.layout.display, self.look.layout.display = "", "none", ""
        self._first: list[int] | None = None
        self._tell()

    def _tell(self) -> None:
        total = sum(c.value for c in self.shares)
        if total != 100:
            left = 100 - total
            self.told.text(f"{total} % spread; {f'{left} % left' if left > 0 else f'{-left} % too much'}.")
            return
        try:
            found = self._range()
        except WorkbenchError as error:
            self.told.text(str(error))
            return
        unit = self.question.unit
        span = f"{amount(found.p10, unit)} to {amount(found.p90, unit)}, middle {amount(found.p50, unit)}"
        self.told.text(f"100 % spread. That says: 8 of 10 between {span}.")

    def _range(self) -> Answer:
        return from_bins(self.edges, [c.value for c in self.shares])

    def _look(self) -> None:
        self._first = [c.value for c in self.shares]
        self.premortem.layout.display, self.look.layout.display = "", "none"

    def answer(self) -> Answer:
        """The range that the shares imply, once the look back was taken."""
        found = self._range()
        if self._first is None or len(self.premortem.value.split()) < 2:
            raise InputError(
                "the look back from the future is missing.", todo="press its button, write what happened, and check your shares once more."
            )
        return found

    def extra(self) -> dict[str, Any]:
        """The shares before and after the look back, and what it brought up."""
        return {"shares": [c.value for c in self.shares], "shares_before": self._first, "premortem": self.premortem.value.strip()}


class OutsideForm(RangeForm):
    """A first thought, then similar work to choose from with its picture, then the range."""

    def __init__(self) -> None:
        super().__init__()
        self.blind = labelled(ipywidgets.Text, "Your first thought", _WIDTH)
        self.open = ipywidgets.Button(description="Look at similar work", tooltip="Show what finished work of the same sort took")
        self.open.on_click(lambda _: self._look())
        self.which = labelled(ipywidgets.Dropdown, "Similar work", "420px", options=[])
        self.which.observe(lambda change: self._draw() if change["new"] else None, "value")
        self.picture, self.fault = Shown(), Shown()
        self.before.children = [row(self.blind, self.open), self.fault, self.which, self.picture]

    def ask(self, question: Question, similar: Callable[[str], dict[str, Floats]]) -> None:
        """Begin with a first thought."""
        super().ask(question, similar)
        self._classes = similar(question.item)
        self.blind.value, self.blind.description = "", f"Your first thought ({unit_name(question.unit)})"
        self.blind.disabled = self.open.disabled = False
        self.which.options = []
        self.which.layout.display = "none"
        self.picture.clear()
        self.fault.clear()

    def _look(self) -> None:
        value = number_in(self.blind.value)
        if value is None or value <= 0:
            self.fault.text("Write a number above 0 first: what you see now moves you, and you will want to know how far.")
            return
        self.fault.clear()
        self.blind.disabled = self.open.disabled = True
        self.which.options = [(f"{name} ({len(values):,} tasks)", name) for name, values in self._classes.items()]
        self.which.index = 0 if self._classes else None
        self.which.layout.display = ""
        self._draw()

    def _draw(self) -> None:
        if self.which.value:
            self.picture.show(Picture(draw.similar_work(np.asarray(self._classes[self.which.value]), self.which.value, self.question.unit)))

    def answer(self) -> Answer:
        """The range, once similar work was looked at."""
        if not self.which.value:
            raise InputError("you have not looked at similar work yet.", todo="write your first thought, then press its button.")
        return super().answer()

    def extra(self) -> dict[str, Any]:
        """The first thought and the class that was chosen."""
        return {"blind": number_in(self.blind.value), "class": self.which.value}


class AnchorForm(RangeForm):
    """A number drawn at random, and whether the task takes more or less; then the range."""

    def __init__(self) -> None:
        super().__init__()
        self.more = labelled(ipywidgets.Dropdown, "", "420px", options=[("choose …", ""), ("more", "more"), ("less", "less")], value="")
        self.before.children = [row(self.more)]

    def ask(self, question: Question, similar: Callable[[str], dict[str, Floats]]) -> None:
        """Begin with the number."""
        super().ask(question, similar)
        self.more.value = ""
        drawn = amount(question.given["anchor"], question.unit)
        self.more.description = f"A number drawn at random: {drawn}. Does the task take more or less?"

    def answer(self) -> Answer:
        """The range, once the question was answered."""
        if not self.more.value:
            raise InputError("more or less is still open.", todo="choose one, then give your range.")
        return super().answer()

    def extra(self) -> dict[str, Any]:
        """The number that was shown, and the choice."""
        return {"anchor": self.question.given["anchor"], "than_anchor": self.more.value}


FORMS: dict[str, type[RangeForm]] = {
    "range": RangeForm,
    "bet": BetForm,
    "bins": BinsForm,
    "outside": OutsideForm,
    "anchor": AnchorForm,
    "totals": RangeForm,
    "exam": RangeForm,
    "delphi": RangeForm,
}
