"""Delphi at one screen: nothing is shown before all have answered, reasons come without names, every step is scored."""

from pathlib import Path

import pytest
from looking import seen

from workbench.practice import Progress
from workbench.store.training_log import TrainingLog
from workbench.widgets.delphi_page import Delphi

REASONS = ("the interface is new", "we did this before", "test data are missing")
RANGES = ((2, 6, 14), (4, 9, 30), (3, 8, 21))


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Delphi:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "none.db"))
    made = Delphi(log=TrainingLog(tmp_path / "log.jsonl"), seed=4)
    made.strategy.value = "we ask the odd one for a reason"
    made.begin.click()
    return made


def fill(group: Delphi, numbers: tuple) -> None:
    group.form.p10.value, group.form.p50.value, group.form.p90.value = map(str, numbers)


def press(group: Delphi) -> None:
    group.body.children[-1].children[0].click()


def play(group: Delphi) -> None:
    for numbers, why in zip(RANGES, REASONS, strict=True):
        fill(group, numbers)
        group.reason.value = why
        press(group)
    press(group)
    for numbers in RANGES:
        fill(group, numbers)
        press(group)
    group.commit.click()


def test_one_task_of_a_group(group: Delphi) -> None:
    fill(group, RANGES[0])
    press(group)
    assert "reason is missing" in group.message.said
    group.reason.value = REASONS[0]
    press(group)
    assert "person 2 of 3" in seen(group.body)
    assert group.form.p10.value == ""
    assert REASONS[0] not in seen(group.body)
    for numbers, why in zip(RANGES[1:], REASONS[1:], strict=True):
        fill(group, numbers)
        group.reason.value = why
        press(group)
    text = seen(group.body)
    assert all(r in text for r in REASONS)
    assert "person 1" not in text.lower()
    press(group)
    for numbers in RANGES:
        assert not any(r in seen(group.body) for r in REASONS)
        fill(group, numbers)
        press(group)
    assert (group.form.p10.value, group.form.p50.value, group.form.p90.value) == ("3", "8", "21")
    assert "It took" not in seen(group.body)
    group.commit.click()
    text = seen(group.body)
    assert "It took" in text
    assert "first round, mean of the people" in text
    kept = group.kept.events()[-1]
    assert kept["first"] == [[2.0, 6.0, 14.0], [4.0, 9.0, 30.0], [3.0, 8.0, 21.0]]
    assert not any(r in group.kept.file.read_text(encoding="utf-8") for r in REASONS)  # what people said stays in the room


@pytest.mark.slow
def test_after_twelve_tasks_it_is_said_whether_talking_paid(group: Delphi) -> None:
    for _ in range(40):
        if group.desk.run is None:
            break
        if group.revise in group.body.children[-1].children:
            group.revise.click()
            continue
        play(group)
        assert group.message.kind != "error", group.message.said
        group.next.click()
    assert len(Progress.of(group.kept.events()).finished(6)[0].answers) == 12
    assert "talking" in seen(group.body)
    assert "lower is better" in seen(group.body)
