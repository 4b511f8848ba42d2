"""Make reports: choose a template and projects, say its parameters, watch it run, open what came out."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import ipywidgets
import pandas as pd

from workbench import page, reports
from workbench.page import Column
from workbench.reports import Issue, Run
from workbench.store import Library
from workbench.tables import InputError
from workbench.wording.numbers import absent, count

from .links import Links
from .missing import missing
from .opened import standing
from .panel import Application, row
from .parameter_form import ParameterForm
from .shown import Shown

_STATES = {"done": "made", "current": "up to date already", "failed": "failed", "busy": "is being made elsewhere"}
_STYLE = {"description_width": "initial"}


class ReportsPage(Application):
    """Reports of one or many projects.

    Parameters
    ----------
    library : Library, optional
        The review library; the one of this folder or of ``WORKBENCH_STORE`` when left out.
    out_dir : Path
        Where reports go.

    Attributes
    ----------
    template, projects : ipywidgets.Dropdown, ipywidgets.SelectMultiple
    form : ParameterForm
        Controls of the chosen template's parameters.
    run : ipywidgets.Button
    progress : ipywidgets.IntProgress
    result, earlier : Shown
        What came out now; all runs so far.
    links : Links
    """

    def __init__(self, library: Library | None = None, *, out_dir: Path = Path("reports")) -> None:
        super().__init__()
        self.library = library if library is not None else standing()
        self._out_dir = out_dir
        self.result, self.earlier, self.links, self.title = Shown(), Shown(), Links(), Shown()
        if self.library is None or self.library.projects().empty:
            self.compose(missing(self.library, "There is no project to report on yet."))
            return
        self._templates = {t.name: t for t in reports.templates()}
        wide = {"width": "480px", "max_width": "100%"}
        self.template = ipywidgets.Dropdown(
            options=[(t.title, name) for name, t in self._templates.items()], description="Report", style=_STYLE, layout=wide
        )
        self.template.value = "project_retrospective" if "project_retrospective" in self._templates else self.template.value
        frame = self.library.projects().sort_values("last_finished_on", ascending=False, kind="stable", na_position="last")
        labels = [
            (key if absent(name) or name == key else f"{key} · {name}", key)
            for key, name in zip(frame["project_id"], frame["name"], strict=True)
        ]
        self.projects = ipywidgets.SelectMultiple(
            options=labels, rows=8, description="Projects (hold Ctrl or Shift for several)", style=_STYLE, layout=wide
        )
        self.pdf = ipywidgets.Checkbox(value=False, description="PDF as well (needs a Chromium)", indent=False, layout={"width": "auto"})
        self.form = ParameterForm(self._templates[str(self.template.value)], self._stale)
        self._form = ipywidgets.VBox([self.form])
        for control in (self.template, self.projects):
            control.add_class("wbw-above")
        self.template.observe(self.guarded(self._chosen), "value")
        self.projects.observe(self._stale, "value")
        self.run = self.button("Make the reports", self._run, primary=True)
        self.progress = ipywidgets.IntProgress(min=0, max=1, description="", layout={"width": "320px"})
        self.step = ipywidgets.Label()
        self._moving = row(self.progress, self.step)
        self._moving.layout.display = "none"
        heading = Shown()
        heading.title("What it is told", "From the template's own parameters; what you leave stays as it is.")
        self.compose(
            row(self.template), row(self.projects), heading, self._form, self.pdf, row(self.run), self._moving, self.message,
            self.result, self.links, self.earlier,
        )  # fmt: skip
        self._show_earlier()

    def _chosen(self) -> None:
        self.form = ParameterForm(self._templates[str(self.template.value)], self._stale)
        self._form.children = [self.form]
        self._stale()

    def _stale(self, *_: object) -> None:
        self.result.stale("The choice changed: this is what came out before.")

    def _run(self) -> None:
        assert self.library is not None
        self.message.clear()
        template = self._templates[str(self.template.value)]
        chosen = [str(p) for p in self.projects.value]
        if not chosen and template.takes_project:
            raise InputError("no project is chosen.", todo="choose at least one project.")
        formats: tuple[Literal["html", "pdf"], ...] = ("html", "pdf") if self.pdf.value else ("html",)
        values = self.form.given()
        if template.takes_project:
            orders = reports.plan(template, library=self.library, projects=chosen, parameters=values, formats=formats)
        else:
            orders = [reports.order(template, parameters=values, formats=formats)]
        self.progress.max, self.progress.value = len(orders), 0
        self._moving.layout.display = ""
        self.step.value = f"0 of {len(orders)} made; the ■ button above stops it"
        try:
            with self.busy(f"Making {count(len(orders), 'report')} …"):
                issue = reports.issue(orders, library=self.library, out_dir=self._out_dir, tell=self._tell)
        finally:
            self._moving.layout.display = "none"
        self._show(issue)
        self._show_earlier()

    def _tell(self, run: Run) -> None:
        """Called by the threads that make the reports."""
        self.progress.value += 1
        self.step.value = f"{self.progress.value} of {self.progress.max} made, the last one {run.project_id or run.template}"

    def _show(self, issue: Issue) -> None:
        frame = issue.reports.assign(state=issue.reports["status"].map(_STATES))
        columns: dict[str, Column | str] = {
            "project_id": "project",
            "state": "report",
            "seconds": Column("seconds", "number"),
            "cell": Column("cell", "count"),
            "reason": "why it failed",
        }
        if not issue.count("failed"):
            columns = {name: columns[name] for name in ("project_id", "state", "seconds")}
        self.result.show(page.Section("What came out", page.Table(frame, columns, file="")))
        links = []
        for made in issue.reports.to_dict("records"):
            who = made["project_id"] or made["template"]
            for name, words in (("report.html", "Open the report"), ("report.pdf", "Open the PDF")):
                if made["status"] in ("done", "current") and (Path(made["folder"]) / name).exists():
                    links.append((f"{words} of {who}", Path(made["folder"]) / name))
            if made["status"] == "failed" and (Path(made["folder"]) / "failed.ipynb").exists():
                links.append((f"Open the notebook that failed, of {who}", Path(made["folder"]) / "failed.ipynb"))
        if (self._out_dir / "index.html").exists():
            links.append(("All reports", self._out_dir / "index.html"))
        self.links.show(links)
        failed = issue.count("failed")
        if failed:
            self.message.error(f"{count(failed, 'report')} failed; the reason stands below. Earlier good reports are untouched.")
        else:
            self.message.done(f"{issue}" if str(issue).endswith(".") else f"{issue}.")

    def _show_earlier(self) -> None:
        assert self.library is not None
        runs = self.library.runs()
        if runs.empty:
            return
        shown = runs.iloc[::-1].head(15)
        columns: dict[str, Column | str] = {"template": "report", "project_id": "project", "status": "state"}
        columns |= {"finished_at": Column("when", _minute), "seconds": Column("seconds", "number"), "reason": "why it failed"}
        if shown["reason"].isna().all():
            columns.pop("reason")
        self.earlier.show(page.Section("The last runs", page.Table(shown, columns, file="")))


def _minute(value: object) -> str:
    return f"{pd.Timestamp(value):%d %b %Y %H:%M}"  # type: ignore[arg-type]
