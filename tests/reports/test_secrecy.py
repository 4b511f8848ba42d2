"""The library's address and password stay out of everything that a run leaves behind."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench import reports, store
from workbench.reports.secrecy import Secrets, address_of

ADDRESS = "postgresql+psycopg://pm:p%40ss%2Fw0rd!@db.example.org:5433/reviews"
TELLS = """import os
address = os.environ["WORKBENCH_STORE"]
print(address)
from IPython.display import HTML, display
display(HTML(f"<p title='{address}'>{address}</p>"))
address"""


@pytest.mark.parametrize(
    "text",
    [
        ADDRESS,
        f"could not connect to {ADDRESS}",
        "password authentication failed: 'p@ss/w0rd!'",
        "p%40ss%2Fw0rd!",
        'connection to server at "db.example.org", port 5433 failed',
        "postgresql://pm:p%40ss%2Fw0rd!@db.example.org/other",
    ],
)
def test_no_form_of_the_address_is_left(text: str) -> None:
    hidden = Secrets(ADDRESS, {}).hide(text)
    for part in ("p@ss/w0rd!", "p%40ss", "db.example.org"):
        assert part not in hidden


def test_words_of_a_report_are_left_alone() -> None:
    secrets = Secrets("postgresql://workbench:workbench@localhost/workbench", {})
    assert secrets.hide("made by workbench on localhost") == "made by workbench on localhost"
    assert "workbench" not in secrets.hide("at postgresql://workbench:workbench@localhost/workbench:")
    assert Secrets("postgresql://pm:abc1@db/x", {}).hide("abc12 abc1") == "abc12 ‹library›"
    assert Secrets(None, {}).hide("text") == "text"


def test_a_notebook_keeps_its_form() -> None:
    document = {"cells": [{"source": ["a", "/data/reviews.db"], "n": 1, "none": None}]}
    assert Secrets("/data/reviews.db", {}).hide_in(document) == {"cells": [{"source": ["a", "‹library›"], "n": 1, "none": None}]}


@pytest.mark.parametrize("ending", ["", "\nraise ValueError(address)"])
def test_a_notebook_that_tells_the_address_leaves_none_of_it(
    ending: str, engine: Any, notebook: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "confidential" / "reviews.db"
    place.parent.mkdir()
    monkeypatch.chdir(tmp_path)
    with store.open("confidential/reviews.db") as library:
        run = reports.run(notebook(TELLS + ending), library=library, out_dir=tmp_path / "out", engine=engine)
        assert run.status == ("failed" if ending else "done")
        assert address_of(library) == str(place)
        ledger = library.runs()
    assert ledger["status"].tolist() == [run.status]
    written = {p.name: p.read_text(encoding="utf-8") for p in run.folder.iterdir()}
    assert any("‹library›" in text for text in written.values())
    for name, text in [*written.items(), ("reason", str(run.reason)), ("ledger", ledger.to_string())]:
        assert "confidential" not in text, name


def test_the_ledger_tells_how_a_run_ended(notebook: Callable[..., Path], shop: Any, tmp_path: Path) -> None:
    with store.open(tmp_path / "reviews.db") as library:
        path = notebook("1 / (weeks - 6)")
        bad = reports.run(path, project_id="P", library=library, out_dir=tmp_path / "out", engine=shop)
        good = reports.run(path, project_id="P", parameters={"weeks": 8}, library=library, out_dir=tmp_path / "out", engine=shop)
        runs = library.runs("P")
    assert [bad.run_id, good.run_id] == runs["run_id"].tolist()
    assert runs["status"].tolist() == ["failed", "done"]
    assert runs["cell"].tolist()[0] == bad.cell == 2
    assert "ZeroDivisionError" in runs["reason"][0]
    assert runs["parameters"].tolist() == [{"project_id": "P"}, {"project_id": "P", "weeks": 8}]
    assert runs["key"].nunique() == 2
    assert (runs["seconds"] > 0).all()
    assert [Path(o).exists() for o in runs["output"]] == [True, True]
    assert bad.folder != good.folder
