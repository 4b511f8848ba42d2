"""Working days: Monday to Friday without the few days on which no team works."""

from __future__ import annotations

from datetime import date, timedelta

_OFF = {(12, 25), (12, 26), (1, 1), (5, 1)}


def is_workday(day: date) -> bool:
    """Whether the teams work on that day."""
    return day.weekday() < 5 and (day.month, day.day) not in _OFF


def forward(day: date) -> date:
    """That day, or the next working day."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def backward(day: date) -> date:
    """That day, or the working day before it."""
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def shift(day: date, n: int) -> date:
    """The working day `n` working days later (earlier where negative)."""
    step = 1 if n >= 0 else -1
    for _ in range(abs(n)):
        day += timedelta(days=step)
        while not is_workday(day):
            day += timedelta(days=step)
    return day


def between(first: date, last: date) -> list[date]:
    """All working days from `first` to `last`, both included."""
    return [d for d in (first + timedelta(days=i) for i in range((last - first).days + 1)) if is_workday(d)]


def monday(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def month_ends(first: date, last: date) -> list[date]:
    """Ends of all months from the month of `first` to the month of `last`."""
    ends = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        year_next, month_next = (year + 1, 1) if month == 12 else (year, month + 1)
        ends.append(date(year_next, month_next, 1) - timedelta(days=1))
        year, month = year_next, month_next
    return ends
