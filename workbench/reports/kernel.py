"""The sturdy engine: papermill on a Jupyter kernel of its own, with a limit on the whole run and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from .job import Job

NAME = "workbench-kernel"


class KernelEngine(NBClientEngine):
    """papermill's default engine with a time limit for the whole notebook, a fresh profile and a killed process group."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, job: Job, start_timeout: int = 60, **_: Any) -> Any:
        """Run all cells in a new kernel; raises what nbclient raises.

        Parameters
        ----------
        nb_man : NotebookExecutionManager
            papermill's hold on the notebook.
        kernel_name : str
            Ignored: the kernel is always the Python that runs this.
        job : Job
            Folder, environment and limit.
        start_timeout : int
            Seconds that a kernel may take to come up.
        """
        job.notebook = nb_man.nb
        manager = _manager(job)
        client = PapermillNotebookClient(
            nb_man,
            km=manager,
            timeout_func=lambda cell: job.left,
            startup_timeout=max(1, int(min(start_timeout, job.left))),
            shutdown_kernel="immediate",
            record_timing=False,
            coalesce_streams=True,
            on_cell_start=lambda cell, cell_index: job.start(cell_index),
        )
        log = job.folder.parent / "log"
        try:
            with log.open("wb") as said:
                client.execute(env=job.environment, cwd=str(job.folder), cleanup_kc=True, stdout=said, stderr=said)
        finally:
            _sweep(manager)
            job.log = log.read_text(encoding="utf-8", errors="replace")[-20_000:]
        return nb_man.nb


def _manager(job: Job) -> Any:
    """A kernel of this very Python, whatever kernels the user has installed, talking over files where it can."""
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpecManager

    specs = KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
    manager.connection_file = str(job.folder.parent / "kernel.json")
    if sys.platform != "win32" and len(str(job.folder)) < 80:  # the name of a socket may not have more than about 100 characters
        manager.transport = "ipc"  # a free TCP port that is looked for, let go and bound again can be lost in between
        manager.ip = str(job.folder.parent / "k")
    return manager


def _sweep(manager: Any) -> None:
    """Kill what the notebook started and left: everything in the kernel's process group."""
    group = getattr(getattr(manager, "provisioner", None), "pgid", None)
    if group and hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(group, signal.SIGKILL)


def register() -> None:
    """Make the engine known to papermill as ``workbench-kernel``."""
    papermill_engines.register(NAME, KernelEngine)
