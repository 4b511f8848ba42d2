"""Work that takes a while, beside a page that stays in use."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Background(Generic[Result]):
    """One piece of work in a thread of its own.

    Parameters
    ----------
    work : callable
        What to do; it touches no widget.
    then : callable
        Called once it is over, where the page's own callbacks run; in the thread itself where nothing runs them.

    Attributes
    ----------
    told : threading.Event
        Set when `then` is through.

    Examples
    --------
    >>> done = Background(lambda: 6 * 7, lambda: None)
    >>> done.result()
    42
    """

    def __init__(self, work: Callable[[], Result], then: Callable[[], None]) -> None:
        self._work, self._then = work, then
        self._found: Result | None = None
        self._error: Exception | None = None
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self._over, self.told = threading.Event(), threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Whether the result is there, or will not come."""
        return self._over.is_set()

    def result(self) -> Result:
        """What came of it; waits for it.

        Raises
        ------
        Exception
            What went wrong in the work.
        """
        self._over.wait()
        if self._error is not None:
            raise self._error
        return self._found  # type: ignore[return-value]  # the work is over, and nothing went wrong

    def _run(self) -> None:
        try:
            self._found = self._work()
        except Exception as error:
            self._error = error  # raised where the result is asked for
        self._over.set()
        if self._loop is None:
            self._tell()
        else:
            self._loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        try:
            self._then()
        finally:
            self.told.set()
