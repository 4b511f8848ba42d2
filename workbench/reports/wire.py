"""Messages between processes: JSON behind its length, over a socket."""

from __future__ import annotations

import json
import selectors
import socket
import struct
from collections.abc import Iterable
from typing import Any

_LENGTH = struct.Struct(">I")


def send(to: socket.socket, message: Any) -> None:
    """Send one message, waiting until it is gone.

    Parameters
    ----------
    to : socket
        A connected socket.
    message : plain value
        Anything that JSON can say; the rest goes as text.

    Examples
    --------
    >>> here, there = socket.socketpair()
    >>> send(here, {"start": 1})
    >>> Reader(there).wait(1)
    [{'start': 1}]
    """
    body = json.dumps(message, default=str).encode("utf-8", "surrogatepass")
    to.sendall(_LENGTH.pack(len(body)) + body)


def ready(sockets: Iterable[Any], seconds: float | None) -> set[int]:
    """Which of some sockets or descriptors have something to read, or are closed.

    Parameters
    ----------
    sockets : iterable of sockets or int
        What to watch.
    seconds : float or None
        How long to wait for the first; None: for ever.

    Returns
    -------
    set of int
        Their descriptors; empty when the time is up.
    """
    with selectors.DefaultSelector() as watch:  # select() itself fails in a process that has more than 1,024 files open
        for s in sockets:
            watch.register(s, selectors.EVENT_READ)
        return {key.fd for key, _ in watch.select(seconds)}


class Reader:
    """Reads messages from a socket; what a killed sender left half-said is dropped.

    Parameters
    ----------
    source : socket
        A connected socket.
    """

    def __init__(self, source: socket.socket) -> None:
        self.source = source
        self.closed = False
        self.received = 0
        self._rest = bytearray()

    def wait(self, seconds: float | None) -> list[Any]:
        """The messages that have come when the socket is next ready; none when the time is up or the sender is gone."""
        if not ready([self.source], seconds):
            return []
        try:
            chunk = self.source.recv(1 << 20)
        except OSError:
            chunk = b""
        if not chunk:
            self.closed = True
            return []
        self.received += len(chunk)
        self._rest += chunk
        return self._whole()

    def drain(self) -> list[Any]:
        """Everything that has come so far, without waiting."""
        found: list[Any] = []
        while not self.closed and ready([self.source], 0):
            found += self.wait(0)
        return found

    def _whole(self) -> list[Any]:
        found = []
        while len(self._rest) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._rest)
            if len(self._rest) < _LENGTH.size + length:
                break
            found.append(json.loads(self._rest[_LENGTH.size : _LENGTH.size + length].decode("utf-8", "surrogatepass")))
            del self._rest[: _LENGTH.size + length]
        return found
