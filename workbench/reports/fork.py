"""The process that forks, as its caller sees it: started once, then asked for a child per notebook."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from ..tables import ReportError
from .job import ONE_THREAD, Died, Job, Late, OutOfHand
from .wire import Reader, ready, send

GONE = "the process that forks notebooks is gone"
_MOST_BYTES = 200_000_000
_GRACE = 10.0
_LOADING = 300.0
_NO_THREADS = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}  # pandas loads Arrow, whose allocator starts a thread otherwise


def possible() -> bool:
    """Whether notebooks can be run by forking here.

    Examples
    --------
    >>> possible() == sys.platform.startswith("linux")
    True
    """
    return sys.platform.startswith("linux")


class Driver:
    """A process that has loaded what reports need and forks a child for each; start one for many reports.

    It does not see code that is edited after its start. Runs may be asked for from several threads at once.

    Parameters
    ----------
    modules : iterable of str
        What to load beforehand; `Template.modules` tells what a template needs.

    Raises
    ------
    ReportError
        When this system cannot fork.

    Examples
    --------
    >>> with Driver() as driver:  # doctest: +SKIP
    ...     reports.run("project_retrospective", project_id="PAY-2", library=library, out_dir="reports", engine=driver)
    """

    _ready = False

    def __init__(self, modules: Iterable[str] = ()) -> None:
        if not possible():
            raise ReportError("notebooks cannot be forked on this system.", todo="take the engine nbclient.")
        self._lock = threading.Lock()
        here, there = socket.socketpair()
        self._control = here
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  closed when the driver is
        with there:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "workbench.reports.driver", str(there.fileno())],
                pass_fds=[there.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=self._said,
                stderr=self._said,
                env={**os.environ, **ONE_THREAD, **_NO_THREADS, "MPLBACKEND": "module://matplotlib_inline.backend_inline"},
                start_new_session=True,
            )
        with contextlib.suppress(OSError):
            send(here, {"modules": list(modules)})

    def ready(self) -> None:
        """Wait until everything is loaded; there is time for something else before.

        Raises
        ------
        ReportError
            When it could not be started, or something it loaded has started threads, with which forking is not safe.
        """
        with self._lock:
            if self._ready:
                return
            answer = Reader(self._control).wait(_LOADING)
            self._ready = bool(answer) and answer[0]["threads"] == 1
        if not self._ready:
            self._said.seek(0)
            lines = self._said.read().decode(errors="replace").strip().splitlines()
            why = f"it has {answer[0]['threads']} threads" if answer else (lines[-1] if lines else "it did not answer")
            self.close()
            raise ReportError(f"the process that forks notebooks could not be used: {why}.", todo="take the engine nbclient.")

    def __enter__(self) -> Driver:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether it can take work."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def close(self) -> None:
        """End it, with all that it runs."""
        self._control.close()
        self._said.close()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def share(self, name: str, cells: list[str], environment: dict[str, str]) -> bool:
        """Run cells once, here, and let the children to come start with what they made.

        Parameters
        ----------
        name : str
            What to keep it under; a job asks for it by this name.
        cells : list of str
            Code that shows nothing and does not depend on parameters; none to forget what is kept.
        environment : dict of str to str
            What the code finds in its environment besides this process's own.

        Returns
        -------
        bool
            Whether it is kept. If not, each child runs these cells itself.
        """
        self.ready()
        with self._lock:
            try:
                self._control.sendall(b"s")
                send(self._control, {"name": name, "cells": cells, "environment": environment})
                answer = Reader(self._control).wait(_LOADING)
            except OSError:
                return False
        if answer and answer[0]["threads"] == 1:
            return bool(answer[0]["kept"])
        self._process.kill()  # it hangs, or can no longer fork safely
        self._process.wait()
        return False

    def run(self, cells: list[tuple[int, str]], job: Job, seed: int, *, shared_cells: Iterable[int] = ()) -> Iterator[dict[str, Any]]:
        """Run cells in a child and pass on what it tells.

        Parameters
        ----------
        cells : list of (int, str)
            Index in the notebook, and code.
        job : Job
            Folder, environment and limit.
        seed : int
            For the global random generators, which a child would otherwise share with its siblings.
        shared_cells : iterable of int
            Indexes of the cells whose work `share` may have done already.

        Yields
        ------
        dict
            As `shell.run_cells` sends them.

        Raises
        ------
        Late
            When the time is up.
        Died
            When the child or the driver is gone.
        OutOfHand
            When more came out than any report can hold.
        """
        self.ready()
        talk, its_talk = socket.socketpair()
        status, its_status = socket.socketpair()
        with talk, status:
            try:
                with its_talk, its_status, self._lock:
                    socket.send_fds(self._control, [b"j"], [its_talk.fileno(), its_status.fileno()])
                order = {
                    "cells": cells,
                    "environment": job.environment,
                    "folder": str(job.folder),
                    "log": str(job.folder.parent / "log"),
                    "seed": seed,
                    "shared": job.shared,
                    "shared_cells": list(shared_cells),
                }
                send(talk, order)
            except OSError:
                raise Died(GONE, retry=True) from None
            yield from self._listen(Reader(talk), Reader(status), job)

    def _listen(self, told: Reader, status: Reader, job: Job) -> Iterator[dict[str, Any]]:
        complaint: Exception | None = None
        ended = False
        while True:
            watched = [status.source] if told.closed else [status.source, told.source]
            found = ready(watched, job.left if complaint is None else _GRACE)
            if told.source.fileno() in found:
                for message in told.wait(0):
                    ended = ended or "end" in message
                    yield message
                if told.received > _MOST_BYTES and complaint is None:
                    complaint = OutOfHand()
                    _stop(status)
            if status.source.fileno() in found:
                codes = status.wait(0)
                for message in told.drain():
                    ended = ended or "end" in message
                    yield message
                if complaint is not None:
                    raise complaint
                if not codes:
                    raise Died(GONE, retry=True)
                if not ended:
                    raise Died(_cause(codes[0]["code"]), retry=codes[0]["code"] == -9)
                return
            if not found and complaint is not None:
                self._process.kill()
                raise complaint
            if complaint is None and job.late:
                complaint = Late()
                _stop(status)


def _stop(status: Reader) -> None:
    with contextlib.suppress(OSError):
        send(status.source, {"kill": True})


def _cause(code: int) -> str:
    if code == -9:
        return "it was killed, perhaps for want of memory"
    if code < 0:
        return f"it was ended by signal {-code}"
    return f"it ended itself with code {code}"
