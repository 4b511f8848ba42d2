"""Text files: delimiters, encodings, ragged rows, places in the file, and what is refused."""

import codecs
import csv
import gzip
import io
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import importers
from workbench.importers import limits
from workbench.importers.containers import open_file
from workbench.importers.containers.text import TextFile
from workbench.tables import InputError

ROWS = "project_id,task_id,title,estimate,actual\nP,1,One,8,11\nP,2,Two,5,4\n"


def write(folder: Path, text: str | bytes, name: str = "tasks.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_headers(tmp_path: Path, delimiter: str) -> None:
    got = importers.read(write(tmp_path, ROWS.replace(",", delimiter)))
    assert got.tables.tasks["estimate"].tolist() == [8, 5]


def test_a_title_full_of_semicolons_does_not_decide_the_delimiter(tmp_path: Path) -> None:
    text = "id,title,estimate (h)\n1,a;b;c;d;e;f,3\n2,g;h;i;j;k;l,4\n"
    assert importers.read(write(tmp_path, text)).tables.tasks["title"].tolist() == ["a;b;c;d;e;f", "g;h;i;j;k;l"]


def test_keys_and_names_stay_as_they_are_written(tmp_path: Path) -> None:
    got = importers.read(write(tmp_path, "project_id,task_id,title\nNA,007,None\nnull,1e3,NaN\n"))
    tasks = got.tables.tasks
    assert tasks["project_id"].tolist() == ["NA", "null"]
    assert tasks["task_id"].tolist() == ["007", "1e3"]
    assert tasks["title"].tolist() == ["None", "NaN"]


def test_ragged_rows_are_set_apart_and_never_shifted(tmp_path: Path) -> None:
    text = 'project_id,task_id,title,estimate\nP,1,One,8\nP,2,Two, with a comma,5\nP,3\nP,4,"Four\nlines",7\nP,5,Five,9,\n'
    got = importers.read(write(tmp_path, text))
    assert got.tables.tasks["task_id"].tolist() == ["1", "4"]
    assert got.tables.tasks["estimate"].tolist() == [8, 7]
    assert (got.report.read, got.report.accepted, got.report.quarantined) == (5, 2, 3)
    apart = got.checked.quarantined["tasks"]
    assert apart.index.tolist() == [3, 4, 7]
    assert "has 5 fields; expected 4" in apart.loc[3, "reason"]
    assert got.checked.counts.set_index("table").loc["tasks"].tolist() == [5, 2, 3]


def test_rows_are_named_by_their_line_even_after_cells_of_many_lines_and_blank_lines(tmp_path: Path) -> None:
    text = 'project_id,task_id,title,estimate\nP,1,"a\nb\nc",8\n\nP,2,Two,-1\n'
    got = importers.read(write(tmp_path, text))
    assert got.checked.problems["row"].tolist() == [6]
    assert got.report.reasons[0]["rows"] == [6]


def test_no_row_fits_the_header(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no row has 2 fields"):
        importers.read(write(tmp_path, "task_id,title\n1,a,x\n2,b,x\n"), profile="generic")


@pytest.mark.parametrize(
    ("encode", "said"),
    [
        (lambda t: codecs.BOM_UTF8 + t.encode(), None),
        (lambda t: t.encode("utf-16"), "UTF-16"),
        (lambda t: codecs.BOM_UTF16_BE + t.encode("utf-16-be"), "UTF-16"),
        (lambda t: t.encode("cp1252"), "cp1252"),
    ],
)
def test_encodings(tmp_path: Path, encode, said: str | None) -> None:
    text = "id;Titel;Schätzung (h)\n1;Größe ändern – schnell;8\n2;Zweite Aufgabe mit längerem Text;5\n"
    got = importers.read(write(tmp_path, encode(text)))
    assert got.tables.tasks["title"][0] == "Größe ändern – schnell"
    assert got.tables.tasks["estimate"].tolist() == [8, 5]
    assert any(said in line for line in got.report.confirm) if said else not any("UTF" in line for line in got.report.confirm)


def test_cyrillic_of_an_old_system_is_recognised(tmp_path: Path) -> None:
    titles = ["Исправить отчёт о продажах", "Проверить настройки сервера", "Подготовить новую версию программы"]
    text = "id;title;estimate (h)\n" + "".join(f"{i};{t};{i}\n" for i, t in enumerate(titles, 1))
    got = importers.read(write(tmp_path, text.encode("cp1251")))
    assert got.tables.tasks["title"].tolist() == titles


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "tasks.csv", "empty"),
        (b"  \n \n", "tasks.csv", "empty"),
        (b"project_id,task_id,estimate\n", "tasks.csv", "no rows below"),
        (b"project_id,task_id\nP,\x001\n", "tasks.csv", "line 2 holds a NUL"),
        ("project_id,task_id\nP,1\n".encode("utf-16-le"), "tasks.csv", "NUL"),
        (pickle.dumps({"a": 1}), "tasks.csv", "pickle"),
        (b"PK\x03\x04rest", "tasks.csv", "spreadsheet or a zip"),
        (b"PK\x03\x04rest", "tasks.xlsx", "damaged"),
        (b"project_id,task_id\nP,1\n", "tasks.xlsx", "holds something else"),
        (b"%PDF-1.7 ...", "tasks.csv", "not a table"),
        (b"project_id,task_id\nP,1\n", "tasks.csv.gz", "not packed"),
        (gzip.compress(b"project_id,task_id\nP,1\n", mtime=0)[:-6], "tasks.csv.gz", "damaged"),
        (b'project_id,task_id,title\nP,1,"open\nP,2,b\n', "tasks.csv", "row that begins on line 2"),
        (b"project_id,task_id,estimate,estimate\nP,1,2,3\n", "tasks.csv", "occurs twice"),
        (b"id,title,estimate,Estimate\n1,a,2,3\n", "tasks.csv", "occurs 2 times"),
        (b"name;amount;town\nx;1;y\n", "people.csv", "no known tool"),
        (b"\x89PNG\r\n\x1a\n", "tasks.csv", "not a table"),
    ],
)
def test_refused_in_words(tmp_path: Path, content: bytes, name: str, words: str) -> None:
    with pytest.raises(InputError) as refusal:
        importers.read(write(tmp_path, content, name))
    assert words in str(refusal.value)
    assert str(tmp_path) not in str(refusal.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        importers.read(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="folder"):
        importers.read(tmp_path)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    marker = tmp_path / "was run"

    class Attack:
        def __reduce__(self):
            return (Path.touch, (marker,))

    with pytest.raises(InputError):
        importers.read(write(tmp_path, pickle.dumps(Attack())))
    assert not marker.exists()


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        for _ in range(100):
            stream.write(b"0" * (1 << 20))
    with pytest.raises(InputError, match="unpacks to more than"):
        importers.read(path)


def test_too_many_columns(tmp_path: Path) -> None:
    header = ",".join(["project_id", "task_id", *[f"c{i}" for i in range(2_100)]])
    with pytest.raises(InputError, match="2,102 columns"):
        importers.read(write(tmp_path, header + "\n" + ",".join(["1"] * 2_102) + "\n"))


def test_a_wide_bomb_is_refused_at_its_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, packed = tmp_path / "wide.csv", tmp_path / "wide.csv.gz"
    plain.write_bytes(b"a," * 2_000_000 + b"b\n1\n")
    packed.write_bytes(gzip.compress(plain.read_bytes()[:50_000], 1))
    monkeypatch.setattr(Path, "read_bytes", None)  # the rest of the file is not read
    for path in (plain, packed):
        with pytest.raises(InputError, match="columns or more"):
            importers.read(path)


def test_too_many_cells_are_refused_before_they_are_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CELLS", 5)
    with pytest.raises(InputError, match="about 6 cells"):
        importers.read(write(tmp_path, "task_id,title,status\n1,a,done\n2,b,done\n"))


def test_lines_may_end_in_carriage_returns_alone(tmp_path: Path) -> None:
    assert len(importers.read(write(tmp_path, ROWS.replace("\n", "\r"))).tables.tasks) == 2
    assert len(importers.read(write(tmp_path, ROWS.replace("\n", "\r\n"))).tables.tasks) == 2


def test_a_cell_longer_than_a_block(tmp_path: Path) -> None:
    text = "project_id,task_id,title\nP,1," + "x" * 20_000_000 + "\nP,2,short\n"
    tasks = importers.read(write(tmp_path, text)).tables.tasks
    assert tasks["title"].str.len().tolist() == [20_000_000, 5]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=8), st.sampled_from(",;|\t"))
def test_rows_and_places_agree_with_the_csv_module(rows: list[list[str]], delimiter: str) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["h1", "h2"])
    writer.writerows(rows)
    text = stream.getvalue()
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter)
    expected, wrong, start = {}, [], 1
    for row in reader:
        if start > 1 and any(c.strip() for c in row):
            if len(row) == 2:
                expected[start] = row
            else:
                wrong.append(start)
        start = reader.line_num + 1
    file = TextFile(text.encode("utf-8"))
    head = next((h for h in file.heads() if h.delimiter == delimiter), None)
    if head is None or not expected:
        return
    sheet = file.sheet(head, 0)
    assert dict(zip(sheet.frame.index, sheet.frame.to_numpy().tolist(), strict=True)) == expected
    assert sheet.broken.index.tolist() == wrong


def test_many_blocks_keep_their_places(tmp_path: Path) -> None:
    lines = [f"P,{i},{'x' * 300},{i % 7}" for i in range(80_000)]
    lines[40_000] = "P,broken"
    path = write(tmp_path, "project_id,task_id,title,estimate\n" + "\n".join(lines) + "\n")
    file = open_file(path)
    sheet = file.sheet(file.heads()[0], 0)
    assert sheet.broken.index.tolist() == [40_002]
    assert (sheet.frame[1].astype("int64") == sheet.frame.index - 2).all()
