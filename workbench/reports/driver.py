"""The process that forks: it has loaded what reports need, has one thread, and gives each notebook a child of its own.

It is started as ``python -m workbench.reports.driver FD`` by `fork.Driver`; nothing else should.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import faulthandler
import gc
import importlib
import os
import random
import signal
import socket
import sys
from typing import Any

from .wire import Reader, ready, send

# Analyses load these only where they compute with them; loaded here, no child has to.
_COMPUTING = (
    "scipy.stats",
    "scipy.signal",
    "statsmodels.stats.proportion",
    "statsmodels.regression.linear_model",
    "statsmodels.duration.survfunc",
)
_SHOWING = ("IPython.core.interactiveshell", "matplotlib_inline.backend_inline", "workbench.figures", "workbench.reports.shell")
_DIE_WITH_PARENT, _ADOPT_ORPHANS = 1, 36  # prctl(2)


def main() -> None:
    """Load what is asked for, then fork a child for each job until the other side is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    libc = ctypes.CDLL(None)
    libc.prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
    wanted = Reader(control).wait(None)
    if not wanted:
        return
    _load(wanted[0]["modules"])
    gc.collect()
    gc.freeze()  # children then share these objects' memory instead of copying it when they collect
    send(control, {"threads": _threads()})
    _Nursery(control, libc).serve()


def _load(modules: list[str]) -> None:
    for name in (*_SHOWING, *modules, *_COMPUTING):
        with contextlib.suppress(Exception):  # a missing module is the cell's to report
            importlib.import_module(name)


def _threads() -> int:
    return len(os.listdir("/proc/self/task"))


def _made(cells: list[str], environment: dict[str, str]) -> dict[str, Any] | None:
    """What some cells leave behind; None when they fail, so that each child runs them itself and reports it."""
    names: dict[str, Any] = {"__name__": "__main__"}
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        for source in cells:
            exec(compile(source, "<shared>", "exec"), names)  # noqa: S102  the template's own code
    except Exception:
        return None
    finally:
        os.environ.clear()
        os.environ.update(before)
    return {name: value for name, value in names.items() if not name.startswith("__")}


class _Nursery:
    """Forks, watches and buries children."""

    def __init__(self, control: socket.socket, libc: Any) -> None:
        self._control, self._libc = control, libc
        self._jobs: dict[int, socket.socket] = {}
        self._wake, wake_in = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake_in)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._pipe = (self._wake, wake_in)
        self._shared: dict[str, dict[str, Any]] = {}

    def serve(self) -> None:
        while True:
            found = ready([self._control, self._wake, *self._jobs.values()], None)
            if self._wake in found:
                os.read(self._wake, 4096)
                self._bury()
            for pid, status in list(self._jobs.items()):
                if status.fileno() in found:  # asked to stop, or nobody waits for it any more
                    self._kill(pid)
                    self._bury(wait_for=pid)
            if self._control.fileno() in found and not self._take():
                for pid in list(self._jobs):
                    self._kill(pid)
                    self._bury(wait_for=pid)
                return

    def _take(self) -> bool:
        """Do what the control socket asks for; False when that is closed."""
        data, sockets, _, _ = self._control.recvmsg(1, socket.CMSG_SPACE(2 * array.array("i").itemsize))
        if data == b"s":
            self._share()
        elif data == b"j":
            self._fork(sockets)
        return bool(data)

    def _share(self) -> None:
        """Run the cells that all children would run alike, and keep what they make for the children to come."""
        reader = Reader(self._control)
        orders: list[Any] = []
        while not orders and not reader.closed:
            orders = reader.wait(None)
        for order in orders:
            self._shared.pop(order["name"], None)
            if order["cells"]:
                made = _made(order["cells"], order["environment"])
                if made is not None:
                    self._shared[order["name"]] = made
            gc.collect()
            gc.freeze()
            send(self._control, {"kept": order["name"] in self._shared, "threads": _threads()})

    def _fork(self, sockets: list[Any]) -> None:
        """Fork a child for a job whose two sockets come with it."""
        fds = array.array("i")
        for _level, _kind, content in sockets:
            fds.frombytes(content)
        for fd in fds:
            os.set_inheritable(fd, False)
        talk, status = (socket.socket(fileno=fd) for fd in fds)
        mine = os.getpid()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                self._let_go()
                status.close()
                self._libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
                if os.getppid() == mine:
                    _child(talk, self._shared)
                    code = 0
            finally:
                os._exit(code)
        talk.close()
        self._jobs[pid] = status

    def _let_go(self) -> None:
        """What a child must not hold: the ends of others."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for fd in self._pipe:
            os.close(fd)
        self._control.close()
        for other in self._jobs.values():
            other.close()

    def _kill(self, pid: int) -> None:
        for kill in (os.killpg, os.kill):  # the group exists once the child has made it
            with contextlib.suppress(OSError):
                kill(pid, signal.SIGKILL)

    def _bury(self, wait_for: int | None = None) -> None:
        """Report each dead child to whoever waits for it, and kill what it left behind."""
        for pid in [wait_for] if wait_for else list(self._jobs):
            ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | (0 if wait_for else os.WNOHANG))
            if ended is None:
                continue
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)  # before its number is free for others
            _, code = os.waitpid(pid, 0)
            with self._jobs.pop(pid) as status, contextlib.suppress(OSError):
                send(status, {"code": os.waitstatus_to_exitcode(code)})
        self._orphans()

    def _orphans(self) -> None:
        """Kill and bury processes of dead children that had left their group: they have come to us."""
        for _ in range(100):
            with contextlib.suppress(OSError), open(f"/proc/self/task/{os.getpid()}/children") as file:
                strangers = [int(pid) for pid in file.read().split() if int(pid) not in self._jobs]
                for pid in strangers:
                    with contextlib.suppress(OSError):
                        os.kill(pid, signal.SIGKILL)
                        os.waitpid(pid, 0)
                if strangers:
                    continue  # their children have come to us in turn
            return


def _child(talk: socket.socket, shared: dict[str, dict[str, Any]]) -> None:
    """Run one notebook: the first message is the job, everything after that is told."""
    os.setsid()
    reader = Reader(talk)
    job: list[Any] = []
    while not job and not reader.closed:
        job = reader.wait(None)
    if not job:
        return
    order = job[0]
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    for fd, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(fd, target)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    faulthandler.enable(2)
    random.seed(order["seed"])
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(order["seed"])
    from .shell import run_cells

    made = shared.get(order["shared"], {}) if order["shared"] else {}
    ready_made = set(order["shared_cells"]) if made else set()
    cells = [(int(i), str(s)) for i, s in order["cells"]]
    ok = run_cells(cells, lambda message: send(talk, message), made=made, ready_made=ready_made)
    send(talk, {"end": ok})


if __name__ == "__main__":
    main()
