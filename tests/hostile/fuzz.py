"""Coverage-guided fuzzing of the readers, run by hand: ``python tests/hostile/fuzz.py --seconds 120``.

Each target starts from the sample exports. A whole import is some 60 ms of pandas, however short its input: so what splits a text into
rows and what reads a cell are targets of their own, many times as fast, and a time log is joined to a plan that was read once.
Anything but a `WorkbenchError`, a row that is neither accepted nor set apart, and an input that takes more than five seconds of
processor time is a finding; the run goes on and counts each kind once. Findings are kept as cases in ``test_findings.py``. Needs the
extra ``fuzz``.
"""

from __future__ import annotations

import argparse
import copy
import gc
import importlib
import io
import re
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = ROOT / "sample_data" / "exports"
SLOW = 5.0
SEEDS = {
    "text": ["*.csv"],
    "cells": ["*.csv"],
    "csv": ["*.csv"],
    "xlsx": ["*.xlsx"],
    "json": ["*.json"],
    "xml": ["*.xml"],
    "log": ["plan_time_log.csv"],
    "paste": ["plan.csv", "miro.csv"],
    "backlog": ["plan.csv", "miro.csv"],
}
_WORDS = r"""
, ; \x09 | \x22 \x0a \x0d\x0a \xef\xbb\xbf \xff\xfe \x00 1e999 -1 NaN inf 1,5 1.234,56 2026-02-30 31/12/2025 0001-01-01 9999-12-31
PT8H 3h\x2030m 2w\x203d hours Story\x20Points Done Estimate Original\x20Estimate Time\x20Spent Status Summary Sprint Created Resolved
null true [] {} <v> </v> <f> t=\x22s\x22 &#0; <Work> PT0H0M0S =1+1 \xe2\x80\xae \xed\xa0\x80 \xc3\xa9
""".split()  # noqa: SIM905


def targets(folder: Path) -> dict[str, Callable[[bytes], None]]:
    """What is fuzzed, by name: each takes the bytes and fails by raising."""
    import pandas as pd

    from workbench import importers
    from workbench.importers import profiles, reading
    from workbench.importers.bookings import joined
    from workbench.importers.containers import TextFile, open_file
    from workbench.importers.converters import Setting, cleaned, convert, share_readable
    from workbench.importers.profile_schema import CONVERTERS
    from workbench.tables import InputError

    plan = b"\n".join((EXPORTS / "plan.csv").read_bytes().splitlines()[:12]) + b"\n"
    every = [p for p in profiles() if p.kind in ("table", "canonical")]

    def file(name: str, data: bytes) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    def whole(path: Path) -> None:
        imported = importers.read(path)
        report = imported.report
        assert report.accepted + report.quarantined == report.read, "rows are lost"
        assert min(report.accepted, report.quarantined) >= 0, "a count below nothing"
        str(report)
        report.to_dict()

    def table(data: bytes) -> None:
        # the first byte chooses: as it is detected, or forced through one of the profiles
        if data[:1] < b"\x20" and data:
            importers.read(file("in.csv", data[1:]), profile=every[data[0] % len(every)], project_id="P")
        else:
            whole(file("in.csv", data))

    def book(data: bytes) -> None:
        if data.startswith(b"PK"):
            whole(file("in.xlsx", data))
        else:  # the sheet inside a sound book
            whole(file("in.xlsx", _book_with(data)))

    def text(data: bytes) -> str:
        """As a browser may send it: whatever is no UTF-8 comes as lone surrogates."""
        return data.decode("utf-8", errors="surrogateescape")

    def pasted(data: bytes) -> None:
        from workbench.widgets.paste_cards import cards_in

        words = text(data)
        cards_in(words)
        whole(file("pasted.tsv" if "\t" in words.partition("\n")[0] else "pasted.csv", words.encode("utf-8", "replace")))

    def backlog(data: bytes) -> None:
        from workbench.widgets.backlog import from_text

        sizes = {"S": 4.0, "M": 8.0} if data[:1] > b"\x80" else None
        from_text(text(data), project_id="NEXT", unit="hours", sizes=sizes)

    def log(data: bytes) -> None:
        path = file("log.csv", data)
        if data[:1] < b"\x20":  # the whole way, now and then
            importers.read(file("plan.csv", plan), hours=path)
            return
        bookings = reading._log(path)
        made = joined(copy.deepcopy(before), bookings)
        kept = sum(map(len, made.apart.get("worklogs", []))) + len(made.frames.get("worklogs", ()))
        read = len(bookings.rows) + len(bookings.broken)
        assert kept == read or "worklogs" not in made.frames, "bookings are lost"

    def rows(data: bytes) -> None:
        source = TextFile(data)
        for head in source.heads():
            header = min(len(data) % 3, len(head.rows) - 1)
            if not any(head.rows[header]):  # never taken for one
                continue
            with suppress(InputError):
                sheet = source.sheet(head, header)
                assert sheet.frame.shape[1] == len(sheet.header), "a row is shifted"
        source.texts()

    def cells(data: bytes) -> None:
        # the first byte chooses what the column is to become; each line is a cell
        kind, unit = CONVERTERS[data[0] % len(CONVERTERS)] if data else "text", (None, "hours", "minutes", "points")[len(data) % 4]
        texts = pd.Series(data[1:].decode("utf-8", "replace").split("\n")[:40], dtype="str")
        values = cleaned(texts, typed=kind in ("number", "date"))
        made, _ = convert(values, kind, Setting("month first" if len(data) % 2 else "day first"), unit=unit)
        assert made.index.equals(texts.index), "cells are lost"
        if pd.api.types.is_float_dtype(made.dtype):
            assert not (made.notna() & values.isna()).any(), "a number out of nothing"
        share_readable(values, kind, Setting())

    before, _ = reading._draft(open_file(file("plan.csv", plan)), None, project_id=None, path=folder / "plan.csv", as_of=None)
    return {
        "text": rows,
        "cells": cells,
        "csv": table,
        "xlsx": book,
        "json": lambda data: whole(file("in.json", data)),
        "xml": lambda data: whole(file("in.xml", data)),
        "log": log,
        "paste": pasted,
        "backlog": backlog,
    }


def _book_with(sheet: bytes) -> bytes:
    """A spreadsheet whose first sheet is these bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(EXPORTS / "planner.xlsx") as sound, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as out:
        for part in sound.infolist():
            out.writestr(part.filename, sheet if part.filename == "xl/worksheets/sheet1.xml" else sound.read(part))
    return made.getvalue()


def _seeds(name: str, folder: Path) -> None:
    for pattern in SEEDS[name]:
        for path in sorted(EXPORTS.glob(pattern)):
            data = path.read_bytes()
            if name == "xlsx":
                (folder / path.name).write_bytes(data)
                with zipfile.ZipFile(path) as book:
                    data = book.read("xl/worksheets/sheet1.xml")
            elif name == "cells":
                data = b"\x00" + b"\n".join(data.replace(b'"', b"").replace(b";", b",").split(b"\n")[1].split(b","))
            elif name != "json" and name != "xml":
                data = b"\n".join(data.splitlines()[:12]) + b"\n"  # a dozen rows show a format, and are quick to change
            (folder / f"{path.name}.seed").write_bytes(data)


def fuzz(name: str, seconds: int, keep: Path) -> None:
    """Fuzz one target in this process; libFuzzer ends the process."""
    import atheris
    import pyarrow

    pyarrow.set_cpu_count(1)  # threads cost more than they save on a dozen rows
    with atheris.instrument_imports(include=["workbench.importers", "workbench.tables", "workbench.widgets.backlog"]):
        from workbench.tables import WorkbenchError

        folder = Path(tempfile.mkdtemp(prefix="workbench-fuzz-"))
        target = targets(folder)[name]
        if name in ("paste", "backlog"):  # the pages take long to load
            importlib.import_module("workbench.widgets")
    seen: set[str] = set()

    def found(kind: str, data: bytes, detail: str) -> None:
        """Keep the first input of each kind: the error and the line of ours that it came through."""
        if kind in seen:
            return
        seen.add(kind)
        place = keep / f"{name}-{len(seen)}"
        place.with_suffix(".input").write_bytes(data)
        place.with_suffix(".txt").write_text(detail, encoding="utf-8", errors="backslashreplace")
        print(f"FINDING {name}: {kind}", flush=True)

    def one(data: bytes) -> None:
        began = time.process_time()
        try:
            target(data)
        except WorkbenchError:
            pass
        except Exception as error:
            frames = [f for f in traceback.extract_tb(error.__traceback__) if "workbench" in f.filename and f.filename != __file__]
            at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "outside"
            found(f"{type(error).__name__} at {at}", data, traceback.format_exc())
        if (spent := time.process_time() - began) > SLOW:
            found(f"slow: {spent:.0f} s", data, "")

    corpus = folder / "corpus"
    corpus.mkdir()
    _seeds(name, corpus)
    words = folder / "words"
    words.write_text("".join(f'"{w}"\n' for w in _WORDS), encoding="utf-8")
    options = [
        f"-max_total_time={seconds}",
        f"-dict={words}",
        "-timeout=60",
        "-rss_limit_mb=2048",
        "-max_len=70000",
        "-print_final_stats=1",
    ]
    gc.collect()
    gc.freeze()  # what is loaded stays: it need not be gone through again and again
    atheris.Setup([sys.argv[0], str(corpus), *options, f"-artifact_prefix={keep}/{name}-"], one)
    atheris.Fuzz()


def main() -> None:
    """Fuzz the named targets one after another, each in a process of its own, and tell what came out."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("targets", nargs="*", default=[], help=f"of {', '.join(SEEDS)}; all when left out")
    asked.add_argument("--seconds", type=int, default=120, help="for each target")
    asked.add_argument("--keep", type=Path, default=None, help="folder for findings; a temporary one when left out")
    asked.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    keep = given.keep or Path(tempfile.mkdtemp(prefix="workbench-findings-"))
    keep.mkdir(parents=True, exist_ok=True)
    if given.one:
        fuzz(given.targets[0], given.seconds, keep)
        return
    print(f"{'target':<10}{'executions':>12}{'coverage':>10}{'corpus':>8}{'findings':>10}")
    for name in given.targets or SEEDS:
        command = [sys.executable, __file__, name, "--one", "--seconds", str(given.seconds), "--keep", str(keep)]
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        (keep / f"{name}.log").write_text(run.stdout + run.stderr, encoding="utf-8")
        runs = re.findall(r"stat::number_of_executed_units:\s+(\d+)", run.stderr)
        covered = re.findall(r"cov: (\d+) ft: \d+ corp: (\d+)", run.stderr)
        findings = re.findall(r"^FINDING (.*)$", run.stdout, flags=re.MULTILINE)
        stopped = "" if run.returncode == 0 else f"  stopped with {run.returncode}, see {keep / name}.log"
        cover, corpus = covered[-1] if covered else ("-", "-")
        print(f"{name:<10}{runs[-1] if runs else '-':>12}{cover:>10}{corpus:>8}{len(findings):>10}{stopped}", flush=True)
        for line in findings:
            print(f"    {line}")
    print(f"Findings and logs: {keep}")


if __name__ == "__main__":
    main()
