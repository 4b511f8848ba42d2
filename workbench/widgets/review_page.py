"""Record a review: a form filled from the library, saved without losing anybody's edit, and the retrospective at a button."""

from __future__ import annotations

from pathlib import Path

import ipywidgets
import pandas as pd

from workbench import loop, page, sections
from workbench.calibration import Knowledge
from workbench.loop import Brought
from workbench.store import Library
from workbench.tables import Conflict, InputError, Tables
from workbench.wording.numbers import absent, count, day

from .drafts import Drafts
from .links import Links
from .missing import missing
from .opened import standing
from .panel import Application, row
from .picker import ProjectPicker
from .review_form import Answers, ReviewForm
from .shown import Shown
from .upload import UploadPanel

_SAVED = ("projects", "lessons", "actions")


class RecordReview(Application):
    """The post-project review of one project.

    Parameters
    ----------
    library : Library, optional
        The review library; the one of this folder or of ``WORKBENCH_STORE`` when left out.
    project_id : str, optional
        The project to begin with.
    out_dir : Path
        Where reports go.

    Attributes
    ----------
    picker : ProjectPicker
    form : ReviewForm
    upload : UploadPanel
        A filled review workbook, or any other file.
    save, run, mine, theirs : ipywidgets.Button
        Save; run the retrospective; after a conflict, save over the other version, or take it.
    discard : ipywidgets.Button
        Give up the draft that is shown.
    draft, conflict : Shown
        Whether a draft is shown; both versions, after somebody else saved.
    """

    def __init__(self, library: Library | None = None, *, project_id: str | None = None, out_dir: Path = Path("reports")) -> None:
        super().__init__()
        self.library = library if library is not None else standing()
        self._out_dir = out_dir
        self._version: int | None = None
        self._stored_day: pd.Timestamp | None = None
        self.head, self.conflict, self.changed, self.links = Shown(), Shown(), Shown(), Links()
        self.draft = Shown()
        self.form = ReviewForm()
        self._known: Knowledge | None = None
        if self.library is None or self.library.projects().empty:
            self.compose(missing(self.library, "There is no project to review yet."))
            return
        self._known = loop.knowledge(self.library)
        self.picker = ProjectPicker(self.library, lambda _: self.guarded(self.load)())
        self.save = self.button("Save the review", self._save_now, primary=True)
        self.run = self.button("Save and run the retrospective", self._run, hint="Make the report, learn from this project, link the HTML")
        self.mine = self.button("Save mine over it", self._save_mine)
        self.theirs = self.button("Take theirs", self._discard)
        self.discard = self.button("Discard the draft", self._discard)
        self._drafts, self._loading = Drafts(self.library), False
        self._draft_row = row(self.discard)
        self.upload = UploadPanel(self.library, self._brought)
        workbook = ipywidgets.Accordion([self.upload], titles=("Did you fill the review workbook? Choose it here",))
        self._choice = row(self.mine, self.theirs)
        self._choice.layout.display = "none"
        self.form.on_change(lambda _: self._edited())
        self.compose(
            self.picker,
            workbook,
            self.head,
            self.draft,
            self._draft_row,
            self.form,
            row(self.save, self.run),
            self.message,
            self.conflict,
            self._choice,
            self.links,
            self.changed,
        )
        self.picker.begin_with(project_id, unreviewed=True)
        self.load()

    @property
    def project_id(self) -> str:
        """The project that is chosen."""
        return str(self.picker.value)

    def load(self) -> None:
        """Fill the form from the library; a draft that was not saved is shown over it."""
        assert self.library is not None
        self.message.clear()
        self._settle()
        self.changed.clear()
        self.links.show([])
        read = self.library.read(self.project_id, only=["projects", "tasks", "lessons", "actions"])
        stored = self.library.review(self.project_id)
        self._version = stored["version"] if stored else None
        self._stored_day = stored["reviewed_on"] if stored else None
        self._loading = True
        try:
            self.form.fill(
                read.projects.iloc[0].to_dict(),
                stored,
                lessons=read.lessons,
                actions=read.actions,
                kinds=[str(k) for k in read.tasks["kind"].dropna().unique()],
            )
            self._show_draft()
        finally:
            self._loading = False
        state = f"Saved as version {self._version}, reviewed on {day(self._stored_day)}." if stored else "Not reviewed yet."
        self.head.show(sections.answer(read, self._known), page.Text(state))

    def _brought(self, brought: Brought) -> None:
        """A workbook was imported: its project is shown as it is stored now."""
        told = self.upload.message.said
        self.picker.refresh()
        self.picker.begin_with(next(iter(brought.projects), None))
        self.load()
        self.message.done(told)

    def _show_draft(self) -> None:
        """What was typed and not saved comes first; it goes on from the version that it started from."""
        found = self._drafts.of(self.project_id)
        self._draft_row.layout.display = "" if found else "none"
        self.draft.clear()
        if found:
            self.form.restore(found)
            self._version = found.get("version")
            self.draft.show(page.Note(f"Your draft of {found.get('at', 'an earlier day')} is shown; it is not saved yet."))

    def _discard(self) -> None:
        self._drafts.discard(self.project_id)
        self.load()

    def _edited(self) -> None:
        if self._loading:
            return
        self._drafts.keep(self.project_id, {**self.form.state, "version": self._version, "at": f"{pd.Timestamp.now():%d %b %Y, %H:%M}"})
        if self.message.kind == "done":
            self.message.clear()
        self.changed.stale("The answers changed since this ran.")

    def _answers(self) -> Answers | None:
        found = self.form.answers(as_of=pd.Timestamp.now())
        if found.problems:
            told = "1 answer needs" if len(found.problems) == 1 else f"{len(found.problems)} answers need"
            self.message.error(f"Nothing was saved: {told} a correction.", found.problems)
            return None
        return found

    def _save(self) -> bool:
        answers = self._answers()
        return answers is not None and self._keep(answers, self._standing_version(answers))

    def _save_now(self) -> None:
        self._save()

    def _standing_version(self, answers: Answers) -> int | None:
        """The version that was read, if it is still the same day's review that is saved."""
        same = self._stored_day is not None and pd.Timestamp(answers.review["reviewed_on"]) == self._stored_day
        return self._version if same else None

    def _keep(self, answers: Answers, version: int | None) -> bool:
        assert self.library is not None
        try:
            new = self.library.save_review(answers.review, version=version)
        except Conflict as conflict:
            self._show_conflict(conflict)
            return False
        self.library.write(Tables({name: answers.tables[name] for name in _SAVED}), source="review form")
        self.library.remove_cards(self.project_id, **answers.emptied)
        self._drafts.discard(self.project_id)
        self.load()
        told = f"{count(len(answers.tables.lessons), 'lesson')} and {count(len(answers.tables.actions), 'action')}"
        self.message.done(f"Saved as version {new}, with {told}.")
        return True

    def _show_conflict(self, conflict: Conflict) -> None:
        self.message.error(f"Nothing was saved: {conflict}")
        rows = _side_by_side(conflict.mine, conflict.theirs)
        title = f"Yours, and theirs (version {conflict.theirs['version']})"
        columns = {"what": "", "mine": "yours", "theirs": "theirs", "differs": "differs"}
        self.conflict.show(page.Section(title, page.Table(rows, columns, file="")))
        self._their_version = int(conflict.theirs["version"])
        self._choice.layout.display = ""

    def _save_mine(self) -> None:
        answers = self._answers()
        if answers is not None:
            self._keep(answers, self._their_version)

    def _settle(self) -> None:
        self.conflict.clear()
        self._choice.layout.display = "none"

    def _run(self) -> None:
        assert self.library is not None
        if not self._save():
            return
        with self.busy("Step 1 of 2: making the report and learning from this project; this takes up to a minute …"):
            done = loop.review(self.library, self.project_id, out_dir=self._out_dir)
        if done.run.status != "done" or done.run.html is None:
            where = f" in cell {done.run.cell}" if done.run.cell else ""
            raise InputError(f"the retrospective failed{where}: {done.run.reason}")
        self._known = done.knowledge
        learned = f"calibration {done.knowledge.number} now includes this project"
        self.message.done(f"The retrospective of {self.project_id} is ready, and {learned}.")
        self.links.show([(f"Open the retrospective of {self.project_id}", done.run.html)])
        columns: dict[str, page.Column | str] = {
            "kind": "Kind of work",
            "n": page.Column("tasks here", "count"),
            "p50_before": page.Column("typical before", "ratio"),
            "p50": page.Column("typical now", "ratio"),
            "p80_before": page.Column("8 of 10 below, before", "ratio"),
            "p80": page.Column("8 of 10 below, now", "ratio"),
        }
        empty = "Nothing changes: no kind of work here has 20 finished, estimated tasks in the library."
        table = page.Table(done.changed, columns, file="what_changes.csv", empty=empty)
        self.changed.show(page.Section("What changes for the next estimate", page.Text("Multiply the estimate by:"), table))


def _side_by_side(mine: dict, theirs: dict) -> pd.DataFrame:
    """Two versions of a review, one row per answer, those that differ first."""

    def flat(review: dict) -> dict[str, str]:
        facts = {str(k): str(v) for k, v in (review.get("facts") or {}).items()}
        when = {"reviewed on": day(review["reviewed_on"]), "reviewer": "" if absent(review["reviewer"]) else str(review["reviewer"])}
        return when | facts

    a, b = flat(mine), flat(theirs)
    names = list(dict.fromkeys([*a, *b]))
    rows = [{"what": n, "mine": a.get(n, ""), "theirs": b.get(n, ""), "differs": "yes" if a.get(n) != b.get(n) else ""} for n in names]
    return pd.DataFrame(rows).sort_values("differs", ascending=False, kind="stable", ignore_index=True)
