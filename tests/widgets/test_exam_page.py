"""The exam: outcomes in a process of their own, one answer a task, a certificate that says what it cannot show."""

import json
from pathlib import Path

import pytest
from ipywidgets import Widget
from looking import seen, walk

from workbench.practice import Answer, Progress
from workbench.reports.pdf import find_browser
from workbench.store.training_log import TrainingLog
from workbench.tables import InputError
from workbench.widgets.exam_page import Exam


@pytest.mark.slow
def test_an_exam_from_start_to_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "none.db"))
    exam = Exam(log=TrainingLog(tmp_path / "log.jsonl"), seed=3)
    try:
        exam.strategy.value = "look at similar work first"
        exam.begin.click()
        assert exam.message.said == ""
        assert not hasattr(exam.desk, "_book")  # what tasks took is in the other process only
        own = {w.model_id for w in walk(exam)}
        state = json.dumps({k: v["state"] for k, v in Widget.get_manager_state()["state"].items() if k in own}, default=str)
        assert "It took" not in state
        assert "actual" not in exam.kept.file.read_text(encoding="utf-8")
        asked = exam.desk.question()
        for _ in range(60):
            exam.form.p10.value, exam.form.p50.value, exam.form.p90.value = "2", "9", "60"
            exam.commit.click()
            assert exam.message.kind != "error", exam.message.said
            assert "What they show is said at the end" in seen(exam.body)
            exam.next.click()
        run = Progress.of(exam.kept.events()).finished(7)[0]
        assert run.answers[0]["item"] == asked.item
        assert len({a["item"] for a in run.answers}) == 60
        with pytest.raises(InputError, match="no task to answer"):
            exam.desk.commit(Answer(1, 2, 3))
        text = seen(exam.body)
        assert f"{sum(a['p10'] <= a['actual'] <= a['p90'] for a in run.answers)} of 60" in text
        assert "Attempt 1." in text
        assert "It cannot show" in text
        exam.who.value = "Ana <b>"
        exam.body.children[1].children[1].click()
        page = (tmp_path / "certificate.html").read_text(encoding="utf-8")
        assert "Ana &lt;b&gt;, attempt 1." in page
        assert "Mark of the tasks" in page
        assert "Ana" not in exam.kept.file.read_text(encoding="utf-8")
        if find_browser():
            assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF")
        exam.strategy.value = "the same again"
        exam.begin.click()
        fresh = Progress.of(exam.kept.events()).open(7)
        assert fresh.attempt == 2
        assert not set(fresh.items) & set(run.items)
    finally:
        exam.close()
