"""What every part of the library stands on: a database, a clock, and transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import URL, Connection, Engine

from workbench.tables import StoreError

from .connect import Address, reading, writing

Clock = Callable[[], datetime]


class Session:
    """A database that is open.

    Parameters
    ----------
    engine : Engine
        Connection to the database.
    place : Address
        Where it is.
    clock : callable
        What time it is.
    closed_because : str, optional
        Why it must not be changed, when it must not.
    """

    def __init__(self, engine: Engine, place: Address, *, clock: Clock, closed_because: str | None = None) -> None:
        self._engine, self._place, self._clock, self._closed_because = engine, place, clock, closed_because

    @property
    def url(self) -> URL:
        """The full address, for a kernel's environment; its text hides the password."""
        return self._place.url

    @property
    def place(self) -> str:
        """Where it is, in words that hold no password."""
        return str(self._place)

    @property
    def read_only(self) -> bool:
        """Whether it can only be read."""
        return self._closed_because is not None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with reading(self._engine, self._place) as connection:
            yield connection

    def _require_writable(self) -> None:
        if self._closed_because is not None:
            raise StoreError(self._closed_because, todo="update the workbench.")

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        self._require_writable()
        with writing(self._engine, self._place) as connection:
            yield connection
