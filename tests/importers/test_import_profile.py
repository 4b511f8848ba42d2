"""Profiles as data: saved, loaded, refused."""

from pathlib import Path

import pytest

from workbench import importers
from workbench.tables import InputError, SchemaError


def test_a_mapping_is_saved_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("Nummer,Was,Plan PT,Ist PT,Schluss\n1,Login,3,4,31.01.2025\n", encoding="utf-8")
    own = importers.profile("generic").mapped(
        {"task_id": "Nummer", "title": "Was", "estimate": "Plan PT", "actual": "Ist PT", "finished_on": "Schluss"},
        id="ours",
        estimate_unit="days",
        actual_unit="days",
    )
    importers.save_profile(own, tmp_path / "ours.yaml")
    again = importers.load_profile(tmp_path / "ours.yaml")
    assert again == own
    got = importers.read(file, profile=again)
    row = got.tables.tasks.iloc[0]
    assert (row["title"], row["estimate"], row["actual"], row["estimate_unit"]) == ("Login", 3, 4, "days")
    assert str(row["finished_on"].date()) == "2025-01-31"
    assert got.report.profile == "ours"


def test_a_record_written_by_hand_builds_on_another(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        "id: ours\nbased_on: jira.csv\nstatuses:\n  done: [Parked]\n"
        "fields:\n  estimate: {from: [Custom field (Size)], as: number, unit: points}\n"
    )
    own = importers.load_profile(tmp_path / "ours.yaml")
    file = tmp_path / "export.csv"
    file.write_text("Issue key,Issue Type,Summary,Status,Custom field (Size)\nP-1,Task,a,Parked,8\n", encoding="utf-8")
    row = importers.read(file, profile=own).tables.tasks.iloc[0]
    assert (row["estimate"], row["estimate_unit"], row["status_class"]) == (8, "points", "done")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("just a text", "no id"),
        ("id: x\nfeilds: {}", "feilds"),
        ("id: x\nfields: {estimat: {from: [a]}}", "no column 'estimat'"),
        ("id: x\nfields: {estimate: {from: [a], as: magic}}", "magic"),
        ("id: x\nfields: {estimate: {from: [no]}}", "quote words such as no"),
        ("id: x\nfields: {estimate: a}", "expected|Expected"),
        ("id: x\noptions: {estimate_unit: 5}", "estimate_unit"),
        ("id: x\noptions: {date_order: whatever}", "whatever"),
        ("id: x\nkind: shell", "shell"),
    ],
)
def test_wrong_records_are_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "p.yaml").write_text(text)
    with pytest.raises(SchemaError, match=words):
        importers.load_profile(tmp_path / "p.yaml")


def test_yaml_cannot_make_objects(tmp_path: Path) -> None:
    marker = tmp_path / "was run"
    (tmp_path / "p.yaml").write_text(f"id: !!python/object/apply:pathlib.Path.touch ['{marker}']")
    with pytest.raises(InputError, match="not a YAML file"):
        importers.load_profile(tmp_path / "p.yaml")
    assert not marker.exists()


def test_unknown_names(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no profile 'jra'"):
        importers.profile("jra")
    with pytest.raises(InputError, match="cannot be read"):
        importers.load_profile(tmp_path / "none.yaml")
    with pytest.raises(SchemaError, match="no column"):
        importers.profile("generic").mapped({"estimat": "x"})
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    with pytest.raises(InputError, match="none of the columns of Jira"):
        importers.read(tmp_path / "a.csv", profile="jira.csv")


def test_detect_gives_the_best_first_with_reasons(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("Issue key,Issue Type,Summary,Status\nP-1,Task,a,Done\n", encoding="utf-8")
    found = importers.detect(file)
    assert [p.profile.id for p in found] == ["jira.csv", "generic"]
    assert found[0].score > found[1].score
    assert "Issue key" in found[0].why


def test_a_new_tool_is_one_record_in_a_folder_and_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "planka.yaml").write_text(
        "id: planka.csv\ntool: Planka\nevidence: seen\ndetect: [[Card Ref], [Lane]]\nfields:\n"
        "  task_id: {from: [Card Ref]}\n  title: {from: [Card]}\n  status: {from: [Lane]}\n"
        "  estimate: {from: [Guess], as: duration_min, unit: hours}\n  actual: {from: [Took], as: duration_min, unit: hours}\n"
        "statuses: {done: [Shipped off]}\noptions: {project_from_key: true}\n"
    )
    export = tmp_path / "cards.csv"
    export.write_text("Card Ref;Card;Lane;Guess;Took\nSHOP-1;Login;Shipped off;120;150\nSHOP-2;Search;To do;60;\n")
    monkeypatch.setenv("WORKBENCH_PROFILES", str(folder))
    got = importers.read(export)
    tasks = got.tables.tasks
    assert (got.report.profile, got.report.tool) == ("planka.csv", "Planka")
    assert (tasks["estimate"].sum(), tasks["actual"].sum(), set(tasks["project_id"])) == (3.0, 2.5, {"SHOP"})
    assert tasks["status_class"].tolist() == ["done", "todo"]
    monkeypatch.delenv("WORKBENCH_PROFILES")
    assert "planka.csv" not in {p.id for p in importers.profiles()}
