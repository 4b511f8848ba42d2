"""The fast engine: papermill on a child forked from a process that has loaded everything already."""

from __future__ import annotations

import contextlib
import os
import zlib
from typing import Any

from .fork import Driver
from .job import ONE_THREAD, SHARED, Job
from .scratch import scratch

NAME = "workbench"


def _engine() -> Any:
    """papermill's engine class; made late, since loading papermill takes a second."""
    from papermill.engines import Engine

    class WorkbenchEngine(Engine):
        """Runs notebooks in a child forked from a process that has loaded everything already."""

        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, *, job: Job | None = None, driver: Driver | None = None, **_: Any
        ) -> Any:
            """Run all cells; outputs are put into the notebook as they come, so that a killed run leaves what it had.

            Parameters
            ----------
            nb_man : NotebookExecutionManager
                papermill's hold on the notebook.
            kernel_name : str
                Ignored.
            job : Job, optional
                Folder, environment and limit.
            driver : Driver, optional
                A running one; otherwise one is started and ended.
            """
            with contextlib.ExitStack() as stack:
                if job is None:
                    place = stack.enter_context(scratch())
                    (place / "work").mkdir()
                    job = Job(place / "work", {**os.environ, **ONE_THREAD, "IPYTHONDIR": str(place / "ipython")}, 24 * 3600)
                job.notebook = nb_man.nb
                running = driver or stack.enter_context(Driver())
                _fill(nb_man, running, job)
            return nb_man.nb

    return WorkbenchEngine


def _fill(nb_man: Any, driver: Driver, job: Job) -> None:
    from nbformat import from_dict

    cells = nb_man.nb.cells
    codes = [(i, c.source) for i, c in enumerate(cells) if c.cell_type == "code" and c.source.strip()]
    seed = zlib.crc32("\0".join(source for _, source in codes[:-1]).encode("utf-8", "surrogatepass"))  # the last one is a sentinel
    shown: dict[str, list[Any]] = {}
    clear_next: set[int] = set()
    try:
        for message in driver.run(codes, job, seed, shared_cells=[i for i, _ in codes if SHARED in cells[i].metadata.get("tags", [])]):
            index = message.get("cell")
            if index is None:
                continue
            cell = cells[index]
            if message.get("start"):
                job.start(index)
                nb_man.cell_start(cell, index)
            elif message.get("clear"):
                cell.outputs = cell.outputs if message["wait"] else []
                clear_next |= {index} if message["wait"] else set()
            elif "output" in message:
                if index in clear_next:
                    clear_next.discard(index)
                    cell.outputs = []
                _add(cell, from_dict(message["output"]), message, shown)
            elif message.get("done"):
                cell.execution_count = message["count"]
                if not message["ok"]:
                    nb_man.cell_exception(cell, cell_index=index)
                nb_man.cell_complete(cell, cell_index=index)
    finally:
        with contextlib.suppress(OSError):
            job.log = (job.folder.parent / "log").read_text(encoding="utf-8", errors="replace")[-20_000:]
    nb_man.nb.metadata["language_info"] = {"name": "python", "file_extension": ".py"}


def _add(cell: Any, output: Any, message: dict[str, Any], shown: dict[str, list[Any]]) -> None:
    """Put an output into its cell: streams run on, an update replaces what it updates."""
    name = str(message.get("display_id") or "")
    if message.get("update"):
        for earlier in shown.get(name, []):
            earlier["data"], earlier["metadata"] = output["data"], output["metadata"]
        return
    last = cell.outputs[-1] if cell.outputs else None
    if output.output_type == "stream" and last is not None and last.output_type == "stream" and last.name == output.name:
        last.text += output.text
        return
    cell.outputs.append(output)
    if name:
        shown.setdefault(name, []).append(output)


def register() -> None:
    """Make the engine known to papermill as ``workbench``."""
    from papermill.engines import papermill_engines

    papermill_engines.register(NAME, _engine())
