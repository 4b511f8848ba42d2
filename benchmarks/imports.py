"""How fast files are imported, against the plainest way to read the same file, in the same run.

    python benchmarks/imports.py                       # both files at full size, three rounds
    python benchmarks/imports.py --what jira --jira-mb 20 --rounds 1

``canonical``: a table of tasks with the workbench's own columns against ``pandas.read_csv`` of the file: read and checked; then
also stored in a new SQLite library, with every task's estimate in its log; beside it what SQLite alone takes for the same rows.
``jira``: an export of all fields, with quoted, multi-line cells and repeated headers, read and checked, against going through it
with Python's ``csv``. Every run has a process of its own, so that its peak memory is its own; rounds are interleaved, so that
noise falls on all alike; the ratios of one round are what counts. Modules are imported before the clock starts.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd


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
    """An export of all fields of Jira Cloud: 126 columns, most of them empty, with sprints, work logs and comments in repeated ones."""
    rng = np.random.default_rng(5)
    words = np.array(["service", "must", "answer", "within", "one", "second", "and", "say", "why", "it", "did", "not"])
    lines = [" ".join(rng.choice(words, 14)) for _ in range(300)]
    texts = ["\n".join(rng.choice(lines, 6)) + '\nsays "no", twice' for _ in range(200)]
    minutes = [f"{h}:{m:02d} {half}" for half in ("AM", "PM") for h in (12, *range(1, 12)) for m in range(60)]
    days = [f"{d:%d/%b/%y}" for d in pd.date_range("2022-01-03", periods=1_200)]
    states = [("To Do", "To Do"), ("In Progress", "In Progress"), ("Done", "Done"), ("Done", "Done")]
    people = [(f"Person {i}", f"712020:00000000-0000-4000-8000-{i:012d}") for i in range(90)]
    size, limit, n = 0, megabytes * 2**20, 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_JIRA_HEADER)
        while size < limit:
            some = rng.integers(0, 2**31, 24).tolist()
            status, category = states[some[0] % 4]
            begun, took, clock = some[1] % 1_000, some[2] % 60, [minutes[s % 1440] for s in some[3:6]]
            made, ended = f"{days[begun]} {clock[0]}", f"{days[begun + took]} {clock[1]}"
            (name, key), (lead, lead_key) = people[some[6] % 90], people[some[7] % 90]
            hours = (1, 2, 4, 8)[some[8] % 4] * 3600
            spent = [900 * (1 + s % 12) for s in some[9 : 9 + some[12] % 6]]
            logs = [f"refund; API;{days[begun]} {clock[2]};{key};{s}" for s in spent]
            sprints = [f"APP Sprint {n // 500 + k}" for k in range(1 + some[13] % 4)]
            talk = [f"{days[begun]} {clock[2]};{key};{texts[s % 200][:180]}" for s in some[14 : 14 + some[18] % 4]]
            total, done = sum(spent) or "", category == "Done"
            row = [f"Item {n}: do it, soon", f"APP-{n + 1}", 10_001 + n, "Story", status, "APP", "App", "software", lead, lead_key, ""]
            row += ["Medium", "Done" if done else "", name, key, lead, lead_key, lead, lead_key, made, ended, "", ended if done else ""]
            row += ["", "", *_filled(["web"], 2), "", 0, *_filled(["debt"], 3), texts[some[19] % 200], ""]
            row += [*_filled([lead], 3), *_filled([lead_key], 3), *_filled(logs, 6), hours, 0, total, "", hours, 0, total, ""]
            row += [*_filled([], 44), f"0|i{n:05x}:", *_filled(sprints, 5), (1, 2, 3, 5, 8)[some[20] % 5]]
            row += [*_filled([], 6), *_filled(talk, 10), "", "", "", category, ended]
            writer.writerow(row)
            n += 1
            if n % 200 == 0:
                size = stream.tell()


_JIRA_HEADER = (
    *("Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Project name", "Project type", "Project lead"),
    *("Project lead id", "Project description", "Priority", "Resolution", "Assignee", "Assignee Id", "Reporter", "Reporter Id"),
    *("Creator", "Creator Id", "Created", "Updated", "Last Viewed", "Resolved", "Affects versions", "Fix versions"),
    *("Components", "Components", "Due date", "Votes", "Labels", "Labels", "Labels", "Description", "Environment"),
    *(["Watchers"] * 3 + ["Watchers Id"] * 3 + ["Log Work"] * 6),
    *("Original estimate", "Remaining Estimate", "Time Spent", "Work Ratio"),
    *("Σ Original Estimate", "Σ Remaining Estimate", "Σ Time Spent", "Security Level"),
    *(["Attachment"] * 4 + [f"Custom field (Extra {i})" for i in range(1, 41)] + ["Custom field (Rank)"]),
    *(["Sprint"] * 5 + ["Custom field (Story Points)"] + [f"Custom field (Vulnerability {i})" for i in range(1, 7)]),
    *(["Comment"] * 10 + ["Parent", "Parent key", "Parent summary", "Status Category", "Status Category Changed"]),
)


def _filled(values: list[str], width: int) -> list[str]:
    return [*values, *[""] * (width - len(values))]


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


def by_sqlite(path: Path) -> int:
    """SQLite alone: the texts of the file into a bare table with a key, and their estimates into another, in one transaction."""
    with path.open(newline="") as stream:
        header, *rows = csv.reader(stream)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        connection = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        for name in ("tasks", "estimates"):
            connection.execute(f"CREATE TABLE {name} ({', '.join(header)}, PRIMARY KEY (project_id, task_id))")
        connection.execute("BEGIN")
        for name in ("tasks", "estimates"):
            connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(header))})", rows)  # noqa: S608
        connection.execute("COMMIT")
        connection.close()
    return len(rows)


WAYS: dict[str, Callable[[Path], int]] = {
    "pandas": by_pandas,
    "csv": by_csv,
    "import": by_import,
    "check": by_check,
    "sqlite": by_sqlite,
}
RACES = {"canonical": ("pandas", "check", "import", "sqlite"), "jira": ("csv", "check")}
"""The yardstick first, then what is measured by it."""


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
    print(json.dumps({"wall": wall, "cpu": cpu, "rows": rows, "peak_gb": _peak(after.ru_maxrss) / 2**20}))


def _peak(maximum: int) -> int:
    """Kilobytes of memory at most; on Linux without what the process that started this one had."""
    status = Path("/proc/self/status")
    told = status.read_text().split("VmHWM:") if status.is_file() else []
    return int(told[1].split()[0]) if len(told) > 1 else maximum


def main() -> None:
    """Make the files, run the rounds, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--what", nargs="+", choices=RACES, default=list(RACES))
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
    """Interleaved rounds of one race, and their medians."""
    yardstick, *others = RACES[what]
    taken: dict[str, list[dict[str, float]]] = {way: [] for way in RACES[what]}
    for _ in range(rounds):
        for way in RACES[what]:
            taken[way].append(once(way, path))
    rows = taken[yardstick][0]["rows"]
    print(f"\n{what}: {path.stat().st_size / 2**20:,.0f} MB, {int(rows):,} rows, {rounds} rounds\n")
    print("| way | wall s | cpu s | peak GB | times the yardstick, cpu (per round) | wall |")
    print("|---|---|---|---|---|---|")
    for way, runs in taken.items():
        if runs[0]["rows"] != rows:
            sys.exit(f"{way} gave {runs[0]['rows']:,.0f} rows")
        middle = {k: statistics.median(r[k] for r in runs) for k in ("wall", "cpu", "peak_gb")}
        told = f"| {way} | {middle['wall']:.1f} | {middle['cpu']:.1f} | {middle['peak_gb']:.2f} |"
        for word in ("cpu", "wall") if way in others else ():
            ratios = [o[word] / y[word] for o, y in zip(runs, taken[yardstick], strict=True)]
            told += f" {statistics.median(ratios):.1f} ({', '.join(f'{r:.1f}' for r in ratios)}) |"
        print(told if way in others else told + " 1 | 1 |")


if __name__ == "__main__":
    main()
