"""Bring a file in: choose it, see how it is read, agree, import."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path, PurePath

import ipywidgets

from workbench import importers, loop, page
from workbench.importers import Imported, Proposal
from workbench.loop import Brought
from workbench.page import Column
from workbench.store import Library
from workbench.tables import InputError
from workbench.wording.numbers import count, listing

from .panel import Panel, row
from .shown import Shown

_SHOWN: dict[str, Column | str] = {
    "project_id": "project",
    "task_id": "task",
    "title": "title",
    "kind": "kind",
    "status_class": "status",
    "estimate": Column("estimate", "number"),
    "estimate_unit": "unit",
    "actual": Column("actual", "number"),
    "actual_unit": "unit",
    "finished_on": Column("finished", "day"),
}


class UploadPanel(Panel):
    """Import a tracker's export: nothing is written before the mapping is agreed.

    Parameters
    ----------
    library : Library
        Where to store it.
    done : callable
        Called with what an import brought.

    Attributes
    ----------
    file : ipywidgets.FileUpload
        The file, by upload.
    pasted : ipywidgets.Textarea
        Rows copied from a spreadsheet, with their header.
    path : ipywidgets.Text
        The file, by its place on this computer: for files that are too large for an upload.
    read_as : ipywidgets.Dropdown
        The ways to read it, best first.
    project : ipywidgets.Text
        The project, where the file does not name it.
    agree, look : ipywidgets.Button
        Import; look again.
    """

    def __init__(self, library: Library, done: Callable[[Brought], None]) -> None:
        super().__init__()
        self._library, self._done = library, done
        self._folder = tempfile.TemporaryDirectory(prefix="workbench-upload-")
        self._source: Path | None = None
        self._imported: Imported | None = None
        self.file = ipywidgets.FileUpload(
            accept=".csv,.tsv,.txt,.xlsx,.xls,.ods,.parquet,.json,.xml,.gz", multiple=False, description="Choose a file …"
        )
        self.file.add_class("wbw-file")
        self.file.tooltip = "A tracker's export: CSV, XLSX, ODS, Parquet, JSON or XML"
        self.path = _text("… or its path on this computer", "such as exports/jira.csv; for files above 10 MB")
        self.read_as = ipywidgets.Dropdown(
            description="Read as", style={"description_width": "initial"}, layout={"width": "440px", "max_width": "100%"}
        )
        self.project = _text("Project, where the file does not name it", "such as PAY-2")
        for control in (self.read_as, self.path, self.project):
            control.add_class("wbw-above")
        self.pasted = ipywidgets.Textarea(
            description="Rows copied from a spreadsheet, with their header row",
            placeholder="Key\tSummary\tEstimate (h)\tSpent (h)\tStatus",
            rows=6,
            continuous_update=False,
            style={"description_width": "initial"},
            layout={"width": "760px", "max_width": "100%"},
        )
        self.pasted.add_class("wbw-above")
        self.look_pasted = self.button("Look at these rows", self._look_at_pasted, hint="Show what the rows hold; nothing is written")
        paste = ipywidgets.Accordion([ipywidgets.VBox([self.pasted, row(self.look_pasted)])], titles=("… or paste rows",))
        self.look = self.button("Look at it", self._look_at_path, hint="Read the file and show what it holds; nothing is written")
        self.agree = self.button("Import", self._import, primary=True, hint="Write what is shown into the library")
        self.report, self.rows = Shown(), Shown()
        self._proposals: list[Proposal] = []
        self._choices = row(self.read_as, self.project)
        self._details = ipywidgets.VBox([self._choices, self.report, self.rows, self.agree])
        self._details.layout.display = "none"
        self.children = [row(self.file, self.path, self.look), paste, self.message, self._details]
        self.file.observe(self.guarded(self._look_at_upload), "value")
        self.read_as.observe(self.guarded(self._read), "value")
        self.project.observe(self.guarded(self._read), "value")
        self.project.continuous_update = False

    def look_at(self, path: Path) -> None:
        """Propose how to read a file, and show what that gives.

        Parameters
        ----------
        path : Path
            The file.

        Raises
        ------
        InputError
            When it cannot be read as anything.
        """
        self.close_file()
        with self.busy(f"Reading {path.name} …"):
            self._proposals = importers.detect(path)
        if not self._proposals:
            importers.read(path)  # says why in its own words
            raise InputError(f"{path.name} is not an export that is known.", todo="save it as CSV with a header row.")
        self._source = path
        self._details.layout.display = ""
        self.read_as.options = [(f"{p.profile.tool}: {p.why}", i) for i, p in enumerate(self._proposals)]
        self.read_as.value = 0
        self._read()

    def close_file(self) -> None:
        """Forget the file that was looked at."""
        self._source, self._imported = None, None
        self.read_as.options = []
        self._details.layout.display = "none"
        self.message.clear()

    def _look_at_upload(self) -> None:
        if not self.file.value:
            return
        given = self.file.value[0]
        name = PurePath(str(given["name"]).replace("\\", "/")).name or "upload.csv"
        target = Path(self._folder.name) / name[-120:]
        target.write_bytes(bytes(given["content"]))
        self.file.value = ()  # the same file can be chosen again after it was corrected
        self.look_at(target)

    def _look_at_path(self) -> None:
        text = self.path.value.strip().strip('"')
        if not text:
            raise InputError("no file was named.", todo="choose a file, or type its path.")
        path = Path(text).expanduser()
        if not path.is_file():
            raise InputError(f"there is no file {text}.", todo="check the path; it starts in the folder of this notebook.")
        self.look_at(path)

    def _look_at_pasted(self) -> None:
        text = self.pasted.value.strip("\r\n")
        if len(text.splitlines()) < 2:
            raise InputError("there are no rows to read.", expected="a header row and at least one row below it.")
        target = Path(self._folder.name) / ("pasted.tsv" if "\t" in text.splitlines()[0] else "pasted.csv")
        target.write_bytes((text + "\n").encode("utf-8", "replace"))  # a browser may send half of a character
        self.look_at(target)

    def _read(self) -> None:
        if self._source is None or self.read_as.value is None:
            return
        self._imported = None
        self.agree.off(True)
        self.report.clear()
        self.rows.clear()
        chosen = self._proposals[self.read_as.value]
        with self.busy(f"Reading {self._source.name} as {chosen.profile.tool} …"):
            self._imported = loop.check_file(self._source, profile=chosen.profile, project_id=self.project.value.strip() or None)
        self.report.report(str(self._imported.report))
        self._show_rows(self._imported)
        self.agree.description = f"Import {count(self._imported.report.accepted, 'row')}"
        self.agree.off(self._imported.report.accepted == 0)

    def _show_rows(self, imported: Imported) -> None:
        blocks: list[page.Block] = []
        name = "tasks" if len(imported.tables.tasks) else next((n for n in imported.tables if len(imported.tables[n])), None)
        if name is not None:
            frame = imported.tables[name].head(5)
            columns = _SHOWN if name == "tasks" else {c: c.replace("_", " ") for c in _fit_to_show(name, frame)}
            columns = {c: label for c, label in columns.items() if frame[c].notna().any()}
            title = f"The first {count(len(frame), 'row')} as they were understood"
            blocks.append(page.Section(title, page.Table(frame, columns, file="")))
        problems = imported.checked.problems
        if len(problems):
            table = page.Table(problems[["table", "row", "reason"]].astype("str"), file="set_apart.csv", rows=12)
            blocks.append(page.Section(f"Rows that cannot be used ({imported.report.quarantined:,})", table))
        self.rows.show(*blocks)

    def _import(self) -> None:
        if self._imported is None:
            raise InputError("no file was looked at.", todo="choose a file first.")
        with self.busy("Importing …"):
            brought = loop.import_file(self._library, self._imported)
        new, changed = (int(brought.counts[c].sum()) for c in ("inserted", "updated"))
        self.close_file()
        what = listing(list(brought.projects)) or "no project"
        due = f" Finished and without a review: {listing(list(brought.due))}; go on with notebook 1." if brought.due else ""
        self.message.done(f"Imported into {what}: {count(new, 'new row')}, {changed:,} changed; nothing was doubled.{due}")
        self._done(brought)


def _fit_to_show(name: str, frame: object) -> list[str]:
    from workbench.tables import table

    return [c.name for c in table(name).columns if not c.person and c.type != "facts"][:9]


def _text(label: str, hint: str) -> ipywidgets.Text:
    return ipywidgets.Text(
        description=label, placeholder=hint, style={"description_width": "initial"}, layout={"width": "340px", "max_width": "100%"}
    )
