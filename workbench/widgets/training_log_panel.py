"""The trainee's own log: where one stands, export, a share without names for the cohort, delete."""

from __future__ import annotations

from pathlib import Path

import ipywidgets
import pandas as pd

from workbench import loop, page
from workbench.practice import Progress
from workbench.store.training_log import TrainingLog
from workbench.tables import InputError

from .links import Links
from .panel import Panel, row
from .shown import Shown

EXPORT, SHARE = Path("my-training-log.jsonl"), Path("training-share.json")


class LogPanel(Panel):
    """What the log holds, and what its owner can do with it.

    Parameters
    ----------
    log : TrainingLog
        The log.
    deleted : callable
        Called when it was deleted.
    """

    def __init__(self, log: TrainingLog, deleted) -> None:
        super().__init__()
        self.kept, self._deleted = log, deleted
        self.table, self.where, self.links = Shown(), Shown(), Links()
        self.save = self.button("Export my log", self._export, hint="Write a copy beside this notebook")
        self.share = self.button("Write a share for the group", self._share, hint="Scores only, without names, tasks or texts")
        self.sure = ipywidgets.Checkbox(description="Yes, delete all of it for good", indent=False)
        self.delete = self.button("Delete my log", self._delete)
        self.children = [self.table, self.where, row(self.save, self.share), self.links, row(self.sure, self.delete), self.message]
        self.refresh()

    def refresh(self) -> None:
        """Read the log again."""
        frame = Progress.of(self.kept.events()).overview(pd.Timestamp.now())
        columns: dict[str, page.Column | str] = {"name": "level", "state": "how far", "due": "refresher due"}
        self.table.show(page.Table(frame, columns, file=""))
        self.where.text(
            f"It is yours alone: {self.kept.file}. Nothing else reads it, and no report is made from it unless you hand in a share."
        )

    def _export(self) -> None:
        content = self.kept.export()
        if not content:
            raise InputError("the log is empty.", todo="answer a task first.")
        EXPORT.write_bytes(content)
        self.links.show([("Open the copy of your log", EXPORT)])
        self.message.done(f"Written: {EXPORT}.")

    def _share(self) -> None:
        loop.write_share(self.kept, SHARE)
        self.links.show([("Open your share", SHARE)])
        self.message.done(f"Written: {SHARE}. Look at it, then hand it to your facilitator if you want to.")

    def _delete(self) -> None:
        if not self.sure.value:
            raise InputError("nothing was deleted.", todo="tick the box first; a deleted log cannot be brought back.")
        self.kept.delete()
        self.sure.value = False
        self._deleted()
        self.refresh()
        self.message.done("The log is deleted.")
