"""The trainer's panel: strategy first, nothing told before the answer is kept, resume, revision, log in its owner's hands."""

import json
from pathlib import Path

import pytest
from ipywidgets import Widget
from looking import seen, walk

from workbench.loop.train import sample_tasks
from workbench.practice import Progress
from workbench.store.training_log import TrainingLog
from workbench.widgets.trainer_page import Trainer

STRATEGY = "look at similar work first, then widen"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrainingLog:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "none.db"))
    return TrainingLog(tmp_path / "own" / "log.jsonl")


def begun(log: TrainingLog, level: int) -> Trainer:
    trainer = Trainer(level=level, log=log, seed=7)
    trainer.strategy.value = STRATEGY
    trainer.begin.click()
    assert trainer.message.said == ""
    return trainer


def give(trainer: Trainer, low: float = 2, mid: float = 8, high: float = 30) -> None:
    form = trainer.form
    if trainer.known.way == "bins":
        for control, share in zip(form.shares, (5, 10, 20, 30, 20, 10, 5, 0), strict=True):
            control.value = share
        form.look.click()
        form.premortem.value = "the test system was down"
        return
    if trainer.known.way == "bet":
        form.bet.value = "same"
    if trainer.known.way == "outside":
        form.blind.value = "8"
        form.open.click()
    if trainer.known.way == "anchor":
        form.more.value = "more"
    form.p10.value, form.p50.value, form.p90.value = (str(v) for v in (low, mid, high))


def go_through(trainer: Trainer, most: int = 100) -> None:
    for _ in range(most):
        if trainer.strategy in trainer.body.children:
            if trainer.revise not in trainer.body.children[-1].children:
                return
            trainer.revise.click()
            continue
        scale = trainer.desk.question().given.get("estimate", 8) / 8
        give(trainer, 4 * scale, 9 * scale, 16 * scale)
        trainer.commit.click()
        assert trainer.message.kind != "error", trainer.message.said
        trainer.next.click()


def test_nothing_begins_without_a_strategy(log: TrainingLog) -> None:
    trainer = Trainer(level=1, log=log)
    trainer.begin.click()
    assert "strategy is missing" in trainer.message.said
    assert log.events() == []
    assert "sample data, not yours" in seen(trainer)
    assert "Nobody starts calibrated" in seen(trainer)


@pytest.mark.parametrize("level", [0, 1, 2, 3, 4, 5])
def test_no_widget_holds_the_outcome_before_the_answer_is_kept(log: TrainingLog, level: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every actual is made recognisable; while a task is open none of its digits may be in any widget's state or in the log."""
    tasks = sample_tasks()
    tasks = tasks.assign(actual=(tasks["actual"] + 0.0170031 + tasks.reset_index().index * 1e-7).astype(float))
    monkeypatch.setattr("workbench.loop.train.sample_tasks", lambda: tasks)
    trainer = begun(log, level)
    question = trainer.desk.question()
    secret = trainer.desk._book.solution(question.item).actual
    state = _state(trainer)
    if level:  # the answer to a general question is a round number, which may stand anywhere
        assert repr(secret)[:9] not in state
        assert repr(secret)[:9] not in log.file.read_text(encoding="utf-8")
        assert repr(secret)[:9] not in repr(question)
    assert "It took" not in state
    assert "The answer is" not in state
    if level == 5:
        assert f"{secret:,.0f}" not in state
        give(trainer, 100, 2000, 90000)
    else:
        give(trainer)
    trainer.commit.click()
    assert trainer.message.kind != "error", trainer.message.said
    assert log.events()[-1]["actual"] == secret
    assert "inside" in seen(trainer.body)
    assert "It took" in _state(trainer) or level == 0


def _state(trainer: Trainer) -> str:
    """All that the widgets would save with the notebook."""
    own = {w.model_id for w in walk(trainer)}
    return json.dumps({k: v["state"] for k, v in Widget.get_manager_state()["state"].items() if k in own}, default=str)


def test_an_answer_is_on_the_disk_before_its_outcome_is_shown(log: TrainingLog, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = begun(log, 1)
    give(trainer)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    trainer.commit.click()
    assert "cannot be written: No space left" in trainer.message.said
    assert "It took" not in seen(trainer.body)


@pytest.mark.slow
@pytest.mark.parametrize("level", [0, 1, 2, 3, 4, 5])
def test_a_level_from_start_to_result(log: TrainingLog, level: int) -> None:
    trainer = begun(log, level)
    go_through(trainer)
    run = Progress.of(log.events()).finished(level)[0]
    assert len(run.answers) == trainer.known.tasks
    assert len(run.strategies) >= 2
    text = seen(trainer.body)
    assert ("Your baseline" if level == 0 else f"Level {level}: {trainer.known.tasks} answers") in text
    assert sum(bool(a["exact"]) for a in run.answers) <= len(run.answers) // 10
    if level == 4:
        assert "drawn by lot" in text
    if level == 5:
        assert "MMRE" in text


def test_it_goes_on_where_it_was_stopped(log: TrainingLog) -> None:
    trainer = begun(log, 1)
    give(trainer)
    trainer.commit.click()
    asked = trainer.desk.run.left[0]
    again = Trainer(level=1, log=log)
    assert again.desk.question().item == asked
    assert "Task 2 of 20" in seen(again.body)


def test_the_bet_must_be_even(log: TrainingLog) -> None:
    trainer = begun(log, 1)
    give(trainer)
    for choice, word in (("", "bet is open"), ("wheel", "make it wider"), ("range", "make it narrower")):
        trainer.form.bet.value = choice
        trainer.commit.click()
        assert word in trainer.message.said
    assert log.events()[-1]["event"] != "answer"


def test_everything_wrong_with_a_range_is_said_at_once(log: TrainingLog) -> None:
    trainer = begun(log, 1)
    trainer.form.bet.value = "same"
    trainer.form.p10.value, trainer.form.p50.value = "eight", "many"
    trainer.commit.click()
    assert "“eight” is not a number. “many” is not a number." in trainer.message.said
    trainer.form.p10.value, trainer.form.p50.value, trainer.form.p90.value = "9,5", "8", ""
    trainer.commit.click()
    assert "The high end is missing. The low end (9.5) must be below the middle (8)." in trainer.message.said


def test_the_first_thought_comes_before_similar_work(log: TrainingLog) -> None:
    trainer = begun(log, 3)
    trainer.form.open.click()
    assert "Write a number above 0 first" in seen(trainer.body)
    trainer.form.blind.value = "8"
    trainer.form.open.click()
    assert trainer.form.blind.disabled
    assert "8 of 10 took between" in seen(trainer.body)


def test_own_tasks_are_left_out(log: TrainingLog, tmp_path: Path) -> None:
    trainer = Trainer(level=1, log=log, seed=7)
    trainer.names.value = "p04, p05"
    trainer.strategy.value = STRATEGY
    trainer.begin.click()
    assert [e["names"] for e in log.events() if e["event"] == "names"] == [["p04", "p05"]]
    assert Trainer(level=2, log=log).names.value == "p04, p05"


def test_the_log_belongs_to_its_owner(log: TrainingLog, tmp_path: Path) -> None:
    trainer = begun(log, 1)
    give(trainer)
    trainer.commit.click()
    assert log.file.stat().st_mode & 0o077 == 0
    trainer.own.save.click()
    assert (tmp_path / "my-training-log.jsonl").read_bytes() == log.export()
    trainer.own.share.click()
    share = json.loads((tmp_path / "training-share.json").read_text(encoding="utf-8"))
    text = json.dumps(share)
    assert log.events()[-1]["item"] not in text
    assert "similar" not in text
    trainer.own.delete.click()
    assert "tick the box" in trainer.own.message.said
    trainer.own.sure.value = True
    trainer.own.delete.click()
    assert not log.file.exists()
    assert trainer.begin in trainer.body.children[-1].children


def test_a_line_cut_off_by_a_crash_costs_only_itself(log: TrainingLog) -> None:
    trainer = begun(log, 1)
    give(trainer)
    trainer.commit.click()
    content = log.file.read_bytes()
    log.file.write_bytes(content[:-40])
    assert Progress.of(log.events()).open(1).answers == []
    again = Trainer(level=1, log=log)
    give(again)
    again.commit.click()
    assert len(Progress.of(log.events()).open(1).answers) == 1
