"""The trainee's own log: one file of one person, which nothing else reads, joins or copies."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from workbench.tables import StoreError

VARIABLE = "WORKBENCH_TRAINING_LOG"
_DEFAULT = (".workbench", "training-log.jsonl")


def place(file: str | Path | None = None) -> Path:
    """Where the log lies: the given file, else what ``WORKBENCH_TRAINING_LOG`` says, else in the person's home folder.

    Examples
    --------
    >>> place("mine.jsonl").name
    'mine.jsonl'
    """
    named = file if file is not None else os.environ.get(VARIABLE)
    return Path(named) if named else Path.home().joinpath(*_DEFAULT)


class TrainingLog:
    """What one trainee wrote and answered, one line per event, in order.

    Parameters
    ----------
    file : str or Path, optional
        The file; see :func:`place`. It is made with the first event and only its owner can read it.
    clock : callable, optional
        Gives the time of an event.

    Notes
    -----
    The log is no part of a review library: it lies in the trainee's home folder, is never joined with anything and is gone when
    its owner deletes it. Each event is on the disk before :meth:`add` returns, so that an answer is kept before its outcome is shown.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     log = TrainingLog(f"{folder}/mine.jsonl", clock=lambda: datetime(2026, 3, 2, 9))
    ...     _ = log.add("strategy", level=1, text="look at similar work first")
    ...     log.events()
    [{'event': 'strategy', 'at': '2026-03-02T09:00:00', 'level': 1, 'text': 'look at similar work first'}]
    """

    def __init__(self, file: str | Path | None = None, *, clock: Callable[[], datetime] = datetime.now) -> None:
        self.file = place(file)
        self._clock = clock

    def add(self, event: str, **values: Any) -> dict[str, Any]:
        """Add an event and wait until it is on the disk.

        Parameters
        ----------
        event : str
            What happened.
        **values
            Plain data that JSON can hold.

        Returns
        -------
        dict
            The event as it was written.

        Raises
        ------
        StoreError
            When it cannot be written; nothing counts as answered then.
        """
        entry = {"event": event, "at": self._clock().isoformat(timespec="seconds"), **values}
        line = json.dumps(entry, ensure_ascii=False, allow_nan=False) + "\n"
        try:
            if not self.file.parent.exists():
                self.file.parent.mkdir(parents=True, mode=0o700)
            handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "r+b") as file:
                if self._torn(file):
                    line = "\n" + line
                file.write(line.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(
                f"the training log {self.file} cannot be written: {error.strerror or error}.",
                todo=f"make room there, or name another file in {VARIABLE}.",
            ) from None
        return entry

    def _torn(self, file: Any) -> bool:
        """Whether the last line was cut off by a crash; the new event then begins on a line of its own."""
        end = file.seek(0, os.SEEK_END)
        if not end:
            return False
        file.seek(end - 1)
        return bool(file.read(1) != b"\n")

    def events(self) -> list[dict[str, Any]]:
        """All events in order; a line that was cut off by a crash is left out."""
        try:
            text = self.file.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"the training log {self.file} cannot be read: {error.strerror or error}.") from None
        out = []
        for line in text.splitlines():
            with suppress(ValueError, RecursionError):
                found = json.loads(line)
                if isinstance(found, dict) and "event" in found:
                    out.append(found)
        return out

    def export(self) -> bytes:
        """The file as it is, for its owner to keep elsewhere."""
        return self.file.read_bytes() if self.file.exists() else b""

    def delete(self) -> bool:
        """Delete the log for good.

        Returns
        -------
        bool
            Whether there was one.
        """
        try:
            self.file.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StoreError(f"the training log {self.file} cannot be deleted: {error.strerror or error}.") from None
        with suppress(OSError):
            self.file.parent.rmdir()
        return True
