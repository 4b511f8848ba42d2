"""Files of programs, damaged byte by byte: each is refused in words or read, whatever the libraries that read it stumble over.

Each is read in a process of its own, so that a library that ends its process is a finding like any other.
"""

import contextlib
import faulthandler
import io
import os
import random
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from armed import SAMPLES

from workbench import importers
from workbench.importers import profiles
from workbench.tables import WorkbenchError

MEGABYTES = 600
OLD = Path(__file__).parents[1] / "importers" / "old_excel.xls"
COUNTS = [b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\x80\x80\x80\x80"]
"""What a reader may take for a huge length, or for one below nothing."""


def parquet(**options: object) -> bytes:
    """Forty tasks."""
    out = io.BytesIO()
    tasks = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(40)], "title": [f"Task {i}" for i in range(40)]})
    tasks = tasks.assign(estimate=4.0, finished_on=pd.date_range("2026-01-01", periods=40), status_class=["done", "todo"] * 20)
    tasks.to_parquet(out, **options)
    return out.getvalue()


def seeds() -> dict[str, list[bytes]]:
    """Sound files by their ending."""
    books = [(SAMPLES / "exports" / name).read_bytes() for name in ("planner.xlsx", "smartsheet.xlsx")]
    tables = [parquet(), parquet(compression="gzip", use_dictionary=False, data_page_version="2.0")]
    return {"parquet": tables, "xls": [OLD.read_bytes()], "xlsx": books}


def spoilt(data: bytes, rng: random.Random) -> bytes:
    """Some bytes are others, or are missing; as often near the end, where formats keep what they need to find the rest."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        at = rng.randrange(len(out)) if rng.random() < 0.5 else len(out) - 1 - rng.randrange(min(len(out), 900))
        way = rng.random()
        if way < 0.5:
            out[at] = rng.choice([0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)])
        elif way < 0.7:
            out[at : at + 4] = rng.choice(COUNTS)
        elif way < 0.85:
            out[at] ^= 1 << rng.randrange(8)
        else:
            del out[at : at + rng.randrange(1, 30)]
    return bytes(out)


def damaged(data: bytes, rng: random.Random) -> bytes:
    """A file with spoilt bytes; of a zip as often the bytes inside one of its parts, packed anew."""
    if not data.startswith(b"PK") or rng.random() < 0.3:
        return spoilt(data, rng)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as sound, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        chosen = rng.choice(sound.namelist())
        for name in sound.namelist():
            part = sound.read(name)
            made.writestr(name, spoilt(part, rng) if name == chosen and part else part)
    return out.getvalue()


def outcome(file: Path) -> str:
    """What becomes of reading a file, in a process of its own: empty when that is as it should be."""
    import resource

    told, tell = os.pipe()
    child = os.fork()
    if not child:
        os.close(told)
        faulthandler.disable()
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)  # a library that gives up says so there
        resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # what earlier tests left behind is in every child
        said = ""
        try:
            report = importers.read(file).report
            said = "" if report.accepted + report.quarantined == report.read else "rows are lost"
        except WorkbenchError:
            pass
        except BaseException as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {error}"[:300]
        used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024 - before
        said = said or (f"{used:.0f} MB" if used > MEGABYTES else "")
        os.write(tell, f"+{said}".encode("utf-8", "replace"))
        os._exit(0)
    os.close(tell)
    with os.fdopen(told, "rb") as answer:
        said = answer.read().decode("utf-8", "replace")
    _, status = os.waitpid(child, 0)
    return said[1:] if said else f"the process ended with {status}"


def run(kind: str, number: int, folder: Path) -> Counter[str]:
    """Damage files of one kind again and again; count what went wrong, and keep the first file of each."""
    rng, found, file = random.Random(1), Counter[str](), folder / f"in.{kind}"
    profiles()  # loaded once, for all children
    with contextlib.suppress(WorkbenchError):
        importers.read(OLD)
    for _ in range(number):
        file.write_bytes(damaged(rng.choice(seeds()[kind]), rng))
        if wrong := outcome(file):
            found[wrong] += 1
            if found[wrong] == 1:
                (folder / f"{kind}-{len(found)}.found").write_bytes(file.read_bytes())
    return found


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process for each file needs fork")


@needs_fork
@pytest.mark.parametrize("kind", ["parquet", "xls", "xlsx"])
@pytest.mark.parametrize("number", [40, pytest.param(500, marks=pytest.mark.slow)])
def test_a_damaged_file_is_refused_in_words_or_read(kind: str, number: int, tmp_path: Path) -> None:
    assert run(kind, number, tmp_path) == {}


@needs_fork
def test_a_process_that_ends_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reader(how: Callable[[], object]) -> Callable[[Path], object]:
        return lambda _: how()

    monkeypatch.setattr(importers, "read", reader(os.abort))
    assert outcome(tmp_path).startswith("the process ended with")
    monkeypatch.setattr(importers, "read", reader(lambda: 1 / 0))
    assert outcome(tmp_path).startswith("ZeroDivisionError")
