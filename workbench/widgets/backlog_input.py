"""Say what is to be done: type it, paste it or upload it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

import ipywidgets

from workbench.tables import InputError, Tables, table

from .backlog import SIZES, Backlog, from_file, from_records, from_text
from .form import Records, by_row
from .panel import row
from .shown import Shown

ONE, RANGE, SIZE = "One number", "Low, likely, high", "T-shirt size"
TYPE, PASTE, UPLOAD = "Type", "Paste", "Upload"
_WIDTHS = {"title": "400px", "kind": "170px", "estimate_low": "130px", "estimate": "130px", "estimate_high": "140px"}
_COLUMNS = {
    ONE: ("title", "kind", "estimate"),
    RANGE: ("title", "kind", "estimate_low", "estimate", "estimate_high"),
    SIZE: ("title", "kind", "estimate"),
}
_HINT = (
    "Login page, feature, 8\nBroken link in the footer, bug, 2\n\n… or rows copied from a spreadsheet, with or without their header; "
    "a column “after” names the tasks that each one waits for"
)


class BacklogInput(ipywidgets.VBox):
    """Three ways to give a backlog.

    Parameters
    ----------
    kinds, projects : sequence of str
        Known kinds of work and running projects, to offer.
    changed : callable
        Called when anything changes.

    Attributes
    ----------
    project : ipywidgets.Combobox
    way, scale, unit : ipywidgets.ToggleButtons, ipywidgets.Dropdown, ipywidgets.Combobox
        How it is given, how an estimate looks, and its unit.
    typed : Records
    pasted : ipywidgets.Textarea
    file : ipywidgets.FileUpload
    """

    def __init__(self, *, kinds: Sequence[str], projects: Sequence[str], changed: Callable[[], None]) -> None:
        self._kinds, self._changed = list(kinds), changed
        self._folder = tempfile.TemporaryDirectory(prefix="workbench-upload-")
        self._file: Path | None = None
        self.project = _labelled(
            ipywidgets.Combobox, "Project (its short name in the tracker)", "240px", value="NEXT", options=list(projects)
        )
        self.way = ipywidgets.ToggleButtons(options=[TYPE, PASTE, UPLOAD], style={"button_width": "auto"})
        self.way.add_class("wbw-views")
        self.scale = _labelled(ipywidgets.Dropdown, "An estimate is", "190px", options=[ONE, RANGE, SIZE], value=ONE)
        self.unit = _labelled(ipywidgets.Combobox, "in", "130px", value="hours", options=["hours", "days", "points"])
        self.level = _labelled(
            ipywidgets.Dropdown,
            "The range should hold",
            "190px",
            options=[("8 of 10 tasks", "0.8"), ("9 of 10 tasks", "0.9"), ("5 of 10 tasks", "0.5")],
            value="0.8",
        )
        self.sizes = {
            name: _labelled(ipywidgets.FloatText, f"{name} stands for", "110px", value=value, step=1) for name, value in SIZES.items()
        }
        self._sizes = row(*self.sizes.values())
        self.pasted = _labelled(ipywidgets.Textarea, "One task per line: title, kind, estimate", "760px", placeholder=_HINT, rows=8)
        self.file = ipywidgets.FileUpload(accept=".csv,.tsv,.txt,.xlsx,.ods,.parquet,.json,.xml,.gz", description="Choose a file …")
        self.file.add_class("wbw-file")
        self.file.tooltip = "A table of tasks with estimates, or a tracker's export"
        self.told = Shown()
        self.typed = self._records()
        self._area = ipywidgets.VBox()
        super().__init__([row(self.project, self.scale, self.unit, self.level), self._sizes, self.way, self._area, self.told])
        for control in (self.way, self.scale):
            control.observe(lambda _: self._arrange(), "value")
        for control in (self.project, self.unit, self.level, self.pasted, *self.sizes.values()):
            control.observe(lambda _: self._changed(), "value")
        self.file.observe(self._uploaded, "value")
        self._arrange()

    def backlog(self) -> Backlog:
        """What was given.

        Returns
        -------
        Backlog

        Raises
        ------
        InputError
            With every problem, named by its task.
        """
        project, unit = self.project.value.strip(), self.unit.value.strip() or "hours"
        if not project:
            raise InputError("the project has no name.", todo="give the backlog a short name, such as NEXT.")
        self.told.clear()
        sizes = {name: float(control.value) for name, control in self.sizes.items()} if self.scale.value == SIZE else None
        if self.way.value == TYPE:
            made = self._from_form(project, unit, sizes)
        elif self.way.value == PASTE:
            made = from_text(self.pasted.value, project_id=project, unit=unit, sizes=sizes)
        elif self._file is None:
            raise InputError("no file was chosen.", todo="choose a file, or paste the tasks.")
        else:
            made = from_file(self._file, project_id=project, unit=unit)
        if made.notes:
            self.told.report("Read with remarks:\n" + "\n".join(f"  - {note}" for note in made.notes))
        tasks = made.tasks
        ranged = tasks["estimate_low"].notna() & tasks["estimate_high"].notna() & tasks["level"].isna()
        tasks = tasks.assign(level=tasks["level"].mask(ranged, float(self.level.value)))
        return Backlog(Tables({**made.tables, "tasks": tasks}), made.notes)

    def _from_form(self, project: str, unit: str, sizes: dict[str, float] | None) -> Backlog:
        if not self.typed.records:
            raise InputError("no task was typed.", expected="at least one with a title and an estimate.")
        made, problems = from_records(self.typed.records, project_id=project, unit=unit, sizes=sizes)
        found = {self.typed.filled[at]: words for at, words in by_row(problems).items()}
        self.typed.tell(found)
        if found:
            told = "; ".join(f"task {at + 1}: {', '.join(words.values())}" for at, words in found.items())
            raise InputError(f"{told}.", todo="correct what is marked.")
        return made

    def _uploaded(self, _: dict) -> None:
        if not self.file.value:
            return
        given = self.file.value[0]
        name = PurePath(str(given["name"]).replace("\\", "/")).name or "backlog.csv"
        self._file = Path(self._folder.name) / name[-120:]
        self._file.write_bytes(bytes(given["content"]))
        self.file.value = ()
        self.told.text(f"Chosen: {name}.")
        self._changed()

    def _records(self) -> Records:
        columns = [table("tasks")[name] for name in _COLUMNS[self.scale.value]]
        options: dict = {"kind": self._kinds}
        if self.scale.value == SIZE:
            options["estimate"] = [(name, name) for name in SIZES]
        made = Records(columns, noun="task", widths=_WIDTHS, options=options)
        made.fill([{}, {}])
        made.on_change(lambda _: self._changed())
        return made

    def _arrange(self) -> None:
        """Show what the chosen way and scale need; what was typed stays."""
        before = self.typed.records
        self.typed = self._records()
        if before:
            self.typed.fill([{k: v for k, v in record.items() if v is not None} for record in before])
        self.level.layout.display = "" if self.scale.value == RANGE else "none"
        self._sizes.layout.display = "" if self.scale.value == SIZE else "none"
        self._area.children = [{TYPE: self.typed, PASTE: self.pasted, UPLOAD: self.file}[self.way.value]]
        self._changed()


def _labelled(kind: type, label: str, width: str, **options: object) -> ipywidgets.DOMWidget:
    made = kind(description=label, style={"description_width": "initial"}, layout={"width": width, "max_width": "100%"}, **options)
    made.add_class("wbw-above")
    return made
