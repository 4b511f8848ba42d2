"""Where a trainee stands: the runs through levels, read from the events of the own log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from .answer import table
from .curriculum import LEVELS
from .spacing import Due, next_refresher

EXAM = 7


@dataclass
class Run:
    """One time through a level, a refresher or an exam.

    Attributes
    ----------
    level : int
    refresher : int
        0 for the level itself, else which refresher.
    attempt : int
        Which time through the level; exams print it.
    items : list of str
        Keys of the tasks in the order in which they are asked.
    details : dict
        Everything else that was fixed when it began: source, mark, seed, anchors.
    begun : str
        When it began.
    strategies : list of str
        The strategy as it was written first, and after each revision.
    answers : list of dict
        Committed answers in order.
    finished : str or None
        When it was finished.
    """

    level: int
    refresher: int
    attempt: int
    items: list[str]
    details: dict[str, Any]
    begun: str
    strategies: list[str] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    finished: str | None = None

    @property
    def table(self) -> pd.DataFrame:
        """The answers as a table."""
        return table(self.answers)

    @property
    def left(self) -> list[str]:
        """Keys of the tasks that are not answered yet."""
        done = {str(a["item"]) for a in self.answers}
        return [key for key in self.items if key not in done]


@dataclass(frozen=True)
class Progress:
    """All runs of a trainee.

    Parameters
    ----------
    runs : tuple of Run
        In the order in which they began.
    """

    runs: tuple[Run, ...]

    @classmethod
    def of(cls, events: Sequence[Mapping[str, Any]]) -> Progress:
        """Read it from the events of a log.

        Parameters
        ----------
        events : sequence of mapping
            ``begin``, ``strategy``, ``answer`` and ``finish`` events in order; anything else is passed over. An event belongs to the
            latest run of its level.

        Returns
        -------
        Progress

        Examples
        --------
        >>> begun = {"event": "begin", "at": "2026-03-02T09:00:00", "level": 1, "items": ["A-1", "A-2"]}
        >>> answer = {"event": "answer", "at": "2026-03-02T09:05:00", "level": 1, "item": "A-1", "p10": 1, "p50": 2, "p90": 4, "actual": 3}
        >>> Progress.of([begun, answer]).open(1).left
        ['A-2']
        """
        runs: list[Run] = []
        latest: dict[int, Run] = {}
        for event in events:
            number = event.get("level")
            if not isinstance(number, int):
                continue
            if event["event"] == "begin":
                details = {k: v for k, v in event.items() if k not in ("event", "at", "level", "items", "refresher")}
                refresher = int(event.get("refresher", 0))
                attempt = 1 + sum(r.level == number and r.refresher == 0 for r in runs)
                run = Run(number, refresher, attempt, [str(i) for i in event.get("items", [])], details, str(event["at"]))
                runs.append(run)
                latest[number] = run
            elif number in latest:
                _apply(latest[number], event)
        return cls(tuple(runs))

    def open(self, number: int) -> Run | None:
        """The run of a level that was begun and not finished."""
        mine = [r for r in self.runs if r.level == number]
        return mine[-1] if mine and mine[-1].finished is None else None

    def finished(self, number: int) -> list[Run]:
        """Finished runs of a level, refreshers left out."""
        return [r for r in self.runs if r.level == number and r.refresher == 0 and r.finished is not None]

    def due(self, number: int) -> Due | None:
        """The next refresher of a level; None before the level is finished and after the last refresher."""
        done = self.finished(number)
        if not done or number in (0, EXAM):
            return None
        since = [
            pd.Timestamp(r.finished) for r in self.runs if r.level == number and r.refresher and r.finished and r.begun >= done[-1].begun
        ]
        return next_refresher(pd.Timestamp(str(done[-1].finished)), since)

    @property
    def seen(self) -> set[str]:
        """Keys of every task that was ever asked, answered or not: none is asked twice in two runs."""
        return {key for run in self.runs for key in run.items}

    def strategy(self, number: int) -> str:
        """The latest strategy of a level; of the level before where there is none yet."""
        for wanted in range(number, -1, -1):
            for run in reversed(self.runs):
                if run.level == wanted and run.strategies:
                    return run.strategies[-1]
        return ""

    def overview(self, today: pd.Timestamp) -> pd.DataFrame:
        """One row per level: how far it is, and what is due.

        Parameters
        ----------
        today : Timestamp
            For what is due.

        Returns
        -------
        DataFrame[level, name, state, due]
        """
        rows = []
        for known in LEVELS:
            run, done, due = self.open(known.number), self.finished(known.number), self.due(known.number)
            state = "finished" if done else "not begun"
            if run is not None:
                state = f"{len(run.answers)} of {len(run.items)} answered"
            when = "" if due is None else "now" if due.on <= today else f"{due.on:%Y-%m-%d}"
            rows.append({"level": known.number, "name": known.name, "state": state, "due": when})
        return pd.DataFrame(rows)


def _apply(run: Run, event: Mapping[str, Any]) -> None:
    if event["event"] == "strategy":
        run.strategies.append(str(event.get("text", "")))
    elif event["event"] == "answer" and str(event.get("item")) in run.left:
        run.answers.append({k: v for k, v in event.items() if k not in ("event", "level")})
    elif event["event"] == "finish":
        run.finished = str(event["at"])
