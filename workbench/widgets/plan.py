"""The plan around a backlog: scope, team, days, promises; each move changes the odds."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets
import pandas as pd

from workbench import loop
from workbench.calibration import Knowledge
from workbench.forecast import Calendar, EffortForecast, FinishForecast
from workbench.tables import InputError, Tables

from .panel import row
from .shown import Shown

_STYLE = {"description_width": "initial"}


class Plan(ipywidgets.VBox):
    """Controls of the plan.

    Parameters
    ----------
    moved : callable
        Called when any of them moves.

    Attributes
    ----------
    scope, capacity : ipywidgets.IntSlider, ipywidgets.FloatSlider
        The first so many tasks; effort that the team gets done per working day.
    start, promised : ipywidgets.DatePicker
        First day of work; the finish that was promised.
    budget, most, price, country, days_off : ipywidgets.Text
        Effort that there is; most effort a day on one task; money per unit of effort; whose public holidays are free; further days off.
    """

    def __init__(self, moved: Callable[[], None]) -> None:
        self._moved, self._quiet = moved, False
        wide = {"width": "530px", "max_width": "100%"}
        self.scope = ipywidgets.IntSlider(
            value=1, min=1, max=1, description="Scope: the first … tasks", continuous_update=False, style=_STYLE, layout=wide
        )
        self.capacity = ipywidgets.FloatSlider(
            value=24, min=1, max=200, step=1, description="Team: effort done per working day", readout_format=".0f",
            continuous_update=False, style=_STYLE, layout=wide,
        )  # fmt: skip
        self.start = _field(ipywidgets.DatePicker, "Work starts on", "170px", value=pd.Timestamp.now().date())
        self.promised = _field(ipywidgets.DatePicker, "Promised finish", "170px")
        self.budget = _field(ipywidgets.Text, "Budget of effort", "150px", placeholder="such as 400")
        self.most = _field(ipywidgets.Text, "Most effort a day on one task", "200px", placeholder="such as 8; empty: any")
        self.price = _field(ipywidgets.Text, "Price per unit of effort", "170px", placeholder="such as 90")
        self.country = _field(ipywidgets.Text, "Public holidays of", "190px", placeholder="such as DE, ES or US-CA")
        self.days_off = _field(ipywidgets.Text, "Further days off", "280px", placeholder="such as 2026-12-24, 2026-12-31")
        self._fields = (self.start, self.promised, self.budget, self.most, self.price, self.country, self.days_off)
        for control in (self.scope, self.capacity, *self._fields):
            control.observe(self._tell, "value")
        heading = Shown()
        heading.title("The plan", "Move the scope or the team, and the odds move with them.")
        super().__init__([heading, row(self.scope, self.capacity), row(*self._fields)])

    def offer(self, tasks: int) -> None:
        """Begin with all of so many tasks, without calling `moved`."""
        self._quiet = True
        try:
            self.scope.max = tasks
            self.scope.value = tasks
        finally:
            self._quiet = False

    @property
    def promise(self) -> pd.Timestamp | None:
        """The promised finish."""
        return None if self.promised.value is None else pd.Timestamp(self.promised.value)

    @property
    def limit(self) -> float | None:
        """The budget of effort.

        Raises
        ------
        InputError
            When it is not a number above 0.
        """
        return _above_zero(self.budget, "budget", "effort as a number above 0, such as 400.")

    @property
    def per_task(self) -> float:
        """Most effort a day on one task; 0: no limit."""
        return _above_zero(self.most, "most effort a day on one task", "effort as a number above 0, such as 8.") or 0.0

    @property
    def rate(self) -> float:
        """Money per unit of effort; 0: not known."""
        return _above_zero(self.price, "price", "money per unit of effort as a number above 0, such as 90.") or 0.0

    def finish(self, effort: EffortForecast, known: Knowledge, backlog: Tables) -> FinishForecast | None:
        """When the work ends on this plan.

        Parameters
        ----------
        effort : EffortForecast
            The work.
        known : Knowledge
            What it was learned from.
        backlog : Tables
            Its tasks and dependencies.

        Returns
        -------
        FinishForecast or None

        Raises
        ------
        InputError
            When a day or the country cannot be read.
        """
        if self.start.value is None:
            raise InputError("the day on which work starts is missing.", expected="a day such as 2026-03-02.")
        country, _, part = self.country.value.strip().upper().partition("-")
        off = [text.strip() for text in self.days_off.value.replace(";", ",").split(",") if text.strip()]
        calendar = Calendar(country or None, part or None, days_off=off)
        start = self.start.value.isoformat()
        capacity = float(self.capacity.value)
        return loop.forecast_finish(
            effort, known, capacity_per_day=capacity, start_on=start, calendar=calendar, backlog=backlog, per_task=self.per_task
        )

    def _tell(self, _: dict) -> None:
        if not self._quiet:
            self._moved()


def _above_zero(field: ipywidgets.Text, what: str, expected: str) -> float | None:
    """The number in a field; None when it is empty."""
    text = field.value.strip()
    if not text:
        return None
    try:
        value = float(text.replace(" ", ""))
    except ValueError:
        value = float("nan")
    if not 0 < value < float("inf"):
        raise InputError(f"the {what} is {text!r}.", expected=expected)
    return value


def _field(kind: type, label: str, width: str, **options: object) -> ipywidgets.DOMWidget:
    if kind is ipywidgets.Text:
        options["continuous_update"] = False
    made = kind(description=label, style=_STYLE, layout={"width": width, "max_width": "100%"}, **options)
    made.add_class("wbw-above")
    return made
