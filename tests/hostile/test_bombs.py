"""Files made to exhaust a machine: refused in words, each measured in a process of its own, in under two seconds and 300 megabytes."""

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SECONDS, MEGABYTES = 2.0, 300.0
CHILD = """
import json, os, resource, sys, time
from workbench import importers
from workbench.importers import profiles
from workbench.tables import InputError
profiles()
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))  # a bomb shall not take the machine along
for path in sys.argv[1:]:
    if (child := os.fork()) == 0:
        began = time.process_time()
        try:
            importers.read(path, project_id="P")
            said = "it was read"
        except InputError as error:
            said = "refused: " + str(error)
        own, started = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = time.process_time() - began + started.ru_utime + started.ru_stime
        print(json.dumps([path, said, spent, max(own.ru_maxrss, started.ru_maxrss) / 1024]), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""
SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
FIRST = b'<row r="1"><c r="A1"><v>1</v></c></row>'
SAME = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>'
TEXTS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + b"x" * 1_000_000 + b"</t></si></sst>"
ENTITIES = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))


def book(sheet: bytes, texts: bytes | None = None) -> bytes:
    """A sound workbook with another sheet, and with other texts, in it."""
    sound, made = io.BytesIO(), io.BytesIO()
    pd.DataFrame({"id": ["a"]}).to_excel(sound, index=False)
    with zipfile.ZipFile(sound) as inner, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name in inner.namelist():
            new = sheet if name.endswith("sheet1.xml") else texts if texts and name.endswith("sharedStrings.xml") else inner.read(name)
            out.writestr(name, new)
    return made.getvalue()


def lying(data: bytes, real: int) -> bytes:
    """A zip that tells a thousand bytes where there are many."""
    told = real.to_bytes(4, "little")
    assert told in data
    return data.replace(told, (1000).to_bytes(4, "little"))


def parquet(rows: int, text: str) -> bytes:
    """One long text, told once and meant many times."""
    out = io.BytesIO()
    ids = pa.array([str(i) for i in range(rows)])
    many = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([text]))
    pq.write_table(pa.table({"task_id": ids, "title": many}), out)
    return out.getvalue()


def elsewhere(sheet: bytes) -> bytes:
    """A workbook whose sheet does not lie where sheets do."""
    sound, made = io.BytesIO(book(sheet)), io.BytesIO()
    with zipfile.ZipFile(sound) as inner, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name in inner.namelist():
            out.writestr(
                name.replace("worksheets/sheet1.xml", "other/one"), inner.read(name).replace(b"worksheets/sheet1.xml", b"other/one")
            )
    return made.getvalue()


def far(row: bytes) -> bytes:
    """A workbook with a second row far away."""
    return book(SHEET % (FIRST + row))


def open_document(rows: bytes) -> bytes:
    """An open document of one sheet."""
    names = [b"office", b"table", b"text"]
    spaces = b" ".join(b'xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (n, n) for n in names)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        out.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
        inner = b'<table:table table:name="a">' + rows + b"</table:table>"
        body = b"<office:body><office:spreadsheet>" + inner + b"</office:spreadsheet></office:body>"
        out.writestr("content.xml", b"<office:document-content " + spaces + b">" + body + b"</office:document-content>")
    return made.getvalue()


VALUE = b'<table:table-cell office:value-type="float" office:value="1"/>'
LONG = SHEET % (b"<!--" + b" " * 120_000_000 + b"-->")
BOMBS: dict[str, Callable[[], bytes]] = {
    "corners.xlsx": lambda: book(SHEET % b'<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="ZZ900000"><v>1</v></c></row>'),
    "wide.xlsx": lambda: book(SHEET % b'<row r="1"><c r="XFD1"><v>1</v></c></row>'),
    "stray.xlsx": lambda: far(b'<row r="900000"><c r="AT900000"><v>1</v></c></row>'),
    "far_column.xlsx": lambda: far(b'<row r="2"><c r="HACTUAL2"><v>1</v></c></row>'),
    "far_single.xlsx": lambda: far(b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"),
    "far_small.xlsx": lambda: far(b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>'),
    "far_spaced.xlsx": lambda: far(b'<row r="1048576"><c r = "XFD1048576"><v>1</v></c></row>'),
    "far_later.xlsx": lambda: far(b'<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>'),
    "far_row.xlsx": lambda: far(b'<row r="4000000000"><c><v>1</v></c></row>'),
    "far_prefixed.xlsx": lambda: far(b"<x:row r='1048576'><x:c r='XFD1048576'><x:v>1</x:v></x:c></x:row>"),
    "far_pretended.xlsx": lambda: far(b"""<row r="900000"><c a='<c r="A1"' r="XFD1048576"><v>1</v></c></row>"""),
    "far_elsewhere.xlsx": lambda: elsewhere(SHEET % (FIRST + b'<row r="900000"><c r="XFD900000"><v>1</v></c></row>')),
    "unaddressed.xlsx": lambda: far(
        b"<row>" + b"<c/>" * 900_000 + b'<c><v>1</v></c></row><row r="900000"><c r="A900000"><v>1</v></c></row>'
    ),
    "rows.ods": lambda: open_document(
        b"<table:table-row table:number-rows-repeated='900000000'><table:table-cell/>" + VALUE + b"</table:table-row>"
    ),
    "columns.ods": lambda: open_document(
        b"<table:table-row><table:table-cell table:number-columns-repeated='900000000'/>" + VALUE + b"</table:table-row>"
    ),
    "blanks.xlsx": lambda: book(LONG),
    "lying.xlsx": lambda: lying(book(LONG), len(LONG)),
    "laughs.xml": lambda: f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]><x>&e11;</x>'.encode(),
    "outside.xml": lambda: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "deep.xml": lambda: b"<a>" * 1_000_000,
    "deep.json": lambda: b"[" * 5_000_000,
    "deep_records.json": lambda: b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
    "many.json": lambda: b"[" + b"0," * 13_000_000 + b"0]",
    "digits.json": lambda: b'[{"key": "A-1", "estimate": ' + b"9" * 3_000_000 + b"}]",
    "packed.csv.gz": lambda: gzip.compress(b"0" * 100_000_000),
    "wide.csv": lambda: b"a," * 2_000_000 + b"b\n1\n",
    "open_quote.csv": lambda: b'project_id,task_id,title\nP,1,"' + b"x" * 20_000_000,
    "shared.xlsx": lambda: book(SHEET % b"".join(SAME % (i, i) for i in range(1, 20_001)), TEXTS),
    "repeated.parquet": lambda: parquet(20_000, "x" * 1_000_000),
}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child per file needs fork")
def test_every_bomb_is_refused_in_time_and_memory(tmp_path: Path) -> None:
    for name, make in BOMBS.items():
        (tmp_path / name).write_bytes(make())
    words = [sys.executable, "-c", CHILD, *map(str, tmp_path.iterdir())]
    run = subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)
    told = {Path(path).name: rest for path, *rest in map(json.loads, run.stdout.splitlines())}
    assert set(told) == set(BOMBS), run.stderr[-2000:]
    beyond = {n: t for n, t in told.items() if not t[0].startswith("refused") or t[1] > SECONDS or t[2] > MEGABYTES}
    assert not beyond
