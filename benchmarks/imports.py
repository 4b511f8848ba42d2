"""How fast files are imported, against the plainest way to read the same file, in the same run.

    python benchmarks/imports.py                       # both files at full size, three rounds
    python benchmarks/imports.py --what jira --jira-mb 20 --rounds 1

``canonical``: a table of tasks with the workbench's own columns, read, checked, stored in a new SQLite library and entered in its ledger,
against ``pandas.read_csv`` of the file. ``jira``: an export with quoted, multi-line descriptions and repeated headers, read and checked,
against going through it with Python's ``csv``. Every run has a process of its own, so that its peak memory is its own; rounds are
interleaved, so that noise falls on both alike; the ratios of one round are what counts. Modules are imported before the clock starts.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

_JIRA_TIME = "%d/%b/%y %-I:%M %p"


def canonical(path: Path, rows: int) -> None:
    """Tasks with most columns filled, in projects of 1,000."""
    rng = np.random.default_rng(3)
    day = pd.Timestamp("2018-01-01") + pd.to_timedelta(rng.integers(0, 2500, rows), unit="D")
    started = day + pd.to_timedelta(rng.integers(0, 30, rows), unit="D")
    done = rng.random(rows) < 0.85
    frame = pd.DataFrame(
        {
            "project_id": [f"PRJ-{i // 1000}" for i in range(rows)],
            "task_id": [f"PRJ-{i // 1000}-{i % 1000}" for i in range(rows)],
            "title": [f"Task number {i} of the list" for i in range(rows)],
            "kind": rng.choice(["feature", "bug", "chore", "support"], rows),
            "role": rng.choice(["backend", "frontend", "test"], rows),
            "assignee": [f"person {i}" for i in rng.integers(0, 300, rows)],
            "estimate": rng.choice([1, 2, 4, 8, 16, 24], rows),
            "estimate_unit": "hours",
            "actual": np.where(done, (rng.lognormal(1.5, 0.8, rows)).round(2), np.nan),
            "actual_unit": "hours",
            "status": np.where(done, "Closed", "In Progress"),
            "status_class": np.where(done, "done", "doing"),
            "created_on": day.strftime("%Y-%m-%d"),
            "started_on": started.strftime("%Y-%m-%d"),
            "finished_on": np.where(done, (started + pd.Timedelta(days=4)).strftime("%Y-%m-%d"), ""),
        }
    )
    frame.to_csv(path, index=False)


def jira(path: Path, megabytes: int) -> None:
    """An export of Jira: repeated headers, times of day, and descriptions of several lines."""
    rng = np.random.default_rng(5)
    header = ["Summary", "Issue key", "Issue id", "Issue Type", "Status", "Status Category", "Project key", "Assignee", "Reporter"]
    header += ["Created", "Updated", "Resolved", "Due date", "Original estimate", "Time Spent", "Custom field (Story Points)"]
    header += ["Sprint"] * 3 + ["Labels"] * 3 + ["Description"]
    states = [("To Do", "To Do"), ("In Progress", "In Progress"), ("Done", "Done"), ("Done", "Done")]
    words = np.array(["service", "must", "answer", "within", "one", "second", "and", "say", "why", "it", "did", "not"])
    size, limit, n = 0, megabytes * 2**20, 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        while size < limit:
            status, category = states[int(rng.integers(4))]
            made = pd.Timestamp("2022-01-03") + pd.Timedelta(minutes=int(rng.integers(0, 1_500_000)))
            ended = (
                (made + pd.Timedelta(minutes=int(rng.integers(600, 40_000)))).strftime("%d/%b/%y %-I:%M %p") if category == "Done" else ""
            )
            estimate = int(rng.choice([3600, 7200, 14400, 28800]))
            sprints = [f"Sprint {k}" for k in range(n // 500, n // 500 + int(rng.integers(1, 4)))]
            text = "\n".join(" ".join(rng.choice(words, 14)) for _ in range(5)) + '\nsays "no"'
            row = [f"Item {n}: do it, soon", f"APP-{n}", 10_000 + n, "Story", status, category, "APP", f"user{n % 90}", "lead"]
            row += [made.strftime(_JIRA_TIME), made.strftime(_JIRA_TIME), ended, "", estimate]
            row += [int(estimate * rng.lognormal(0.1, 0.5)) if category == "Done" else "", int(rng.choice([1, 2, 3, 5, 8]))]
            row += [*(sprints + [""] * 3)[:3], "debt", "", "", text]
            writer.writerow(row)
            n += 1
            if n % 200 == 0:
                size = stream.tell()


def by_pandas(path: Path) -> int:
    """The yardstick of the canonical file."""
    return len(pd.read_csv(path))


def by_csv(path: Path) -> int:
    """The yardstick of the Jira file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


def by_import(path: Path) -> int:
    """Read, check, store and record."""
    from workbench import loop, store

    with tempfile.TemporaryDirectory(dir=path.parent) as folder, store.open(Path(folder) / "reviews.db") as library:
        return loop.import_file(library, loop.check_file(path, as_of=pd.Timestamp("2026-01-01"))).report.accepted


def by_check(path: Path) -> int:
    """Read and check."""
    from workbench import loop

    return loop.check_file(path, as_of=pd.Timestamp("2026-01-01")).report.accepted


WAYS: dict[str, Callable[[Path], int]] = {"pandas": by_pandas, "csv": by_csv, "import": by_import, "check": by_check}
PAIRS = {"canonical": ("pandas", "import"), "jira": ("csv", "check")}


def once(way: str, path: Path) -> dict[str, float]:
    """One run in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--one", way, str(path)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def child(way: str, path: Path) -> None:
    """The run itself: wall and processor seconds, rows, and the peak of this process's memory."""
    import workbench.loop
    import workbench.store  # noqa: F401  # loaded before the clock starts

    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    rows = WAYS[way](path)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"wall": wall, "cpu": cpu, "rows": rows, "peak_gb": after.ru_maxrss / 2**20}))


def main() -> None:
    """Make the files, run the rounds, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--what", nargs="+", choices=PAIRS, default=list(PAIRS))
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the canonical file")
    parser.add_argument("--jira-mb", type=int, default=100, help="size of the Jira file")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        child(asked.one[0], Path(asked.one[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        for what in asked.what:
            path = Path(name) / f"{what}.csv"
            canonical(path, asked.rows) if what == "canonical" else jira(path, asked.jira_mb)
            report(what, path, asked.rounds)
            path.unlink()


def report(what: str, path: Path, rounds: int) -> None:
    """Interleaved rounds of one pair, and their medians."""
    yardstick, ours = PAIRS[what]
    taken: dict[str, list[dict[str, float]]] = {yardstick: [], ours: []}
    for _ in range(rounds):
        for way in (yardstick, ours):
            taken[way].append(once(way, path))
    print(f"\n{what}: {path.stat().st_size / 2**20:,.0f} MB, {int(taken[yardstick][0]['rows']):,} rows, {rounds} rounds")
    if taken[ours][0]["rows"] != taken[yardstick][0]["rows"]:
        sys.exit(f"{ours} accepted {taken[ours][0]['rows']:,.0f} rows")
    print(f"{'':<10} {'wall s':>8} {'cpu s':>8} {'peak GB':>8}")
    for way, runs in taken.items():
        middle = {k: statistics.median(r[k] for r in runs) for k in ("wall", "cpu", "peak_gb")}
        print(f"{way:<10} {middle['wall']:8.2f} {middle['cpu']:8.2f} {middle['peak_gb']:8.2f}")
    for word in ("wall", "cpu"):
        ratios = [o[word] / y[word] for o, y in zip(taken[ours], taken[yardstick], strict=True)]
        told = ", ".join(f"{r:.1f}" for r in ratios)
        print(f"times the yardstick, {word}: {statistics.median(ratios):.1f} (per round: {told})")


if __name__ == "__main__":
    main()
