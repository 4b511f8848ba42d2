"""The first page: the library, the samples, the import, and all projects with what is due."""

from __future__ import annotations

import ipywidgets
import pandas as pd

from workbench import loop, page, store
from workbench.loop import Brought
from workbench.page import Column
from workbench.store import Library
from workbench.store.connect import address
from workbench.wording.numbers import count

from .library_choice import LibraryChoice
from .opened import chosen, standing
from .panel import Application, row
from .shown import Shown
from .upload import UploadPanel

_COLUMNS: dict[str, Column | str] = {
    "who": "project",
    "state": "state",
    "headline": "its work took",
    "due": "due",
    "done": Column("tasks done", left=False),
    "last_finished_on": Column("last finish", "day"),
}


class Start(Application):
    """Library, samples, import and portfolio on one page.

    Parameters
    ----------
    library : Library, optional
        The review library; when left out, the one of this folder or of ``WORKBENCH_STORE``, or an offer to create it.

    Attributes
    ----------
    status, projects : Shown
        How the library stands; all its projects.
    create, samples : ipywidgets.Button
        Create the library; load the sample portfolio.
    choice : LibraryChoice
        Work with another library.
    upload : UploadPanel or None
        The import, once there is a library.
    """

    def __init__(self, library: Library | None = None) -> None:
        super().__init__()
        self.status, self.projects = Shown(), Shown()
        self.create = self.button("Create this library", self._create, primary=True, hint="Create the file and open it")
        self.samples = self.button("Load the sample portfolio", self._load, hint="27 made-up projects to try everything with")
        self.upload: UploadPanel | None = None
        self.choice = LibraryChoice(self._opened)
        self.library = library if library is not None else standing()
        self._arrange()

    def refresh(self) -> None:
        """Read status and projects again."""
        assert self.library is not None
        frame = loop.portfolio(self.library, as_of=pd.Timestamp.now().normalize())
        self.samples.layout.display = "" if frame.empty else "none"  # made-up work must not teach about real work
        if frame.empty:
            self.status.show(page.Text(f"The library is open and empty. It is {self.library.place}."))
            self.projects.show(page.Note("Load the sample portfolio, or import your tracker's export.", title="No projects yet"))
            return
        due = int(frame["due"].ne("").sum())
        known = self.library.calibration()
        learned = f"Calibration {known['number']} is the latest." if known else "The first estimate or review learns from it."
        held = f"{count(len(frame), 'project')} with {count(int(frame['tasks'].sum()), 'task')}; {due:,} with something due."
        self.status.show(page.Text(f"{held} {learned} The library is {self.library.place}."))
        done = [f"{finished:,} of {tasks:,}" for finished, tasks in zip(frame["finished"], frame["tasks"], strict=True)]
        who = [key if key == name else f"{key} · {name}" for key, name in zip(frame["project_id"], frame["name"], strict=True)]
        frame = frame.assign(done=done, who=who)
        self.projects.show(page.Section("All projects", page.Table(frame, _COLUMNS, file="projects.csv", rows=400)))

    def _arrange(self) -> None:
        if self.library is None:
            self.status.show(
                page.Text(
                    "There is no review library yet. It keeps your projects, reviews and estimates in one file on this computer: "
                    f"{address(chosen())}."
                )
            )
            self.compose(self.status, row(self.create), self.message, self._elsewhere())
            return
        self.upload = UploadPanel(self.library, self._brought)
        heading = Shown()
        heading.title("Import a tracker's export", "Nothing is written before you agree. A second import of the same project updates it.")
        self.refresh()
        self.compose(self.status, row(self.samples), self.message, self._elsewhere(), heading, self.upload, self.projects)

    def _elsewhere(self) -> ipywidgets.Accordion:
        return ipywidgets.Accordion([self.choice], titles=("Work with another library",))

    def _opened(self, library: Library) -> None:
        self.library = library
        self.choice = LibraryChoice(self._opened)
        self._arrange()
        self.message.done(f"All notebooks of this folder work with {library.place} now; run those again that are open.")

    def _create(self) -> None:
        self.library = store.open(chosen())
        self._arrange()
        self.message.done("The library is there. Load the samples to look around, or import your own data.")

    def _load(self) -> None:
        assert self.library is not None
        with self.busy("Loading the sample portfolio; this takes a few seconds …"):
            loop.load_samples(self.library)
            self.refresh()
        self.message.done("27 sample projects are loaded. Go on with notebook 2 to explore one, or 4 to estimate a backlog.")

    def _brought(self, brought: Brought) -> None:
        self.refresh()
        if self.upload is not None:
            self.upload.file.focus()  # the preview has gone: without this the page stays scrolled to where nothing is left
