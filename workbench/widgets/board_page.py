"""The board for the meeting: last actions, what the data say, cards and dots, at most three actions; saved as it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import pandas as pd

from workbench import loop, page, sections
from workbench.analysis import lessons as analysis
from workbench.page import Picture
from workbench.store import Library
from workbench.tables import InputError, Tables, check, table
from workbench.wording.numbers import count

from .cards import COLUMNS, CardBox, CardColumn, column_of
from .follow_up import FollowUp
from .missing import missing
from .new_actions import NewActions
from .opened import standing
from .panel import Application, row
from .paste_cards import PasteCards
from .picker import ProjectPicker
from .shown import Shown
from .talking import talking_points
from .timer import Timer

DIRECTIVE = (
    "We start from this: everybody did the best they could, with what they knew, what they were able to do, the means they had and the "
    "situation they were in. We look at the work, never at a person."
)


class Board(Application):
    """A retrospective with the team in the room.

    Parameters
    ----------
    library : Library, optional
        The review library; the one of this folder or of ``WORKBENCH_STORE`` when left out.
    project_id : str, optional
        The project to begin with.

    Attributes
    ----------
    picker : ProjectPicker
    timer : Timer
    last : FollowUp
        The actions of the team's last retrospective.
    points : ipywidgets.VBox
        What the data say, each with a button that makes a card of it.
    columns : dict of str to CardColumn
    paste : PasteCards
    actions : NewActions
    finish : ipywidgets.Button
    """

    def __init__(self, library: Library | None = None, *, project_id: str | None = None) -> None:
        super().__init__()
        self.library = library if library is not None else standing()
        if self.library is None or self.library.projects().empty:
            self.compose(missing(self.library, "There is no project to look back on yet."))
            return
        self.picker = ProjectPicker(self.library, lambda _: self.guarded(self.load)())
        self.timer = Timer()
        self.directive = Shown()
        self.directive.show(page.Note(DIRECTIVE, title="Before we begin"))
        self.last = FollowUp(self.library)
        self.points = ipywidgets.VBox()
        self.columns = {name: CardColumn(name, self._adder(name)) for name in COLUMNS}
        self.saved = Shown()
        self.paste = PasteCards(self._hang_all)
        self.sort = self.button("Sort by group and dots", self._sort)
        more = ipywidgets.Accordion([self.paste], titles=("Cards from a Miro board or a chat",))
        self.actions = NewActions(self.library)
        self.finish = self.button("Close the meeting", self._finish, primary=True, hint="Keep the review, so that the next steps know it")
        board = ipywidgets.HBox(list(self.columns.values()))
        board.add_class("wbw-board")
        self.compose(
            row(self.picker, self.timer),
            self.directive,
            _heading("1 · Last time’s actions", "What became of them? Set where each stands."),
            self.last,
            _heading("2 · What the data say", "Talk about each for a few minutes before you write cards."),
            self.points,
            _heading("3 · Cards", "Write, group by giving cards the same word, and vote. Everything is kept as you go."),
            board,
            row(self.sort, self.saved),
            more,
            _heading("4 · What we will do differently", "At most three, each with somebody who sees to it, a day and a number to move."),
            self.actions,
            row(self.finish),
            self.message,
        )
        self.picker.begin_with(project_id, unreviewed=True)
        self.load()

    @property
    def project_id(self) -> str:
        """The project that is looked back on."""
        return str(self.picker.value)

    def load(self) -> None:
        """Show the chosen project's board as it was left."""
        assert self.library is not None
        self.message.clear()
        self.saved.clear()
        self.points.children = [_text("Computing …")]
        team = loop.team_work(self.library, self.project_id)
        project = team.of(self.project_id)
        records = project.lessons.to_dict("records")
        self._numbers = {str(r["lesson_id"]) for r in records}
        for name, column in self.columns.items():
            column.fill([self._box(r) for r in records if column_of(r) == name])
        self.actions.load(self.project_id, project)
        self.last.load(analysis.last_actions(team, self.project_id), sections.last_actions(team, self.project_id).blocks)
        self._say_points(talking_points(project))  # last: pictures take longest, and the board can be used without them

    def _say_points(self, pictures: Sequence[Picture]) -> None:
        shown: list[ipywidgets.Widget] = []
        for picture in pictures:
            place = Shown()
            place.show(picture)
            words = picture.title
            button = self.button("Make it a card", self._card_of(words), hint=f"Put “{words}” under “To change”")
            box = ipywidgets.VBox([place, button])
            box.add_class("wbw-point")
            shown.append(box)
        if not shown:
            place = Shown()
            place.show(page.Note("The project has too few finished tasks with estimates, sprints or dates to say anything yet."))
            shown.append(place)
        holder = ipywidgets.HBox(shown)
        holder.add_class("wbw-points")
        self.points.children = [holder]

    def _card_of(self, words: str) -> Callable[[], None]:
        return lambda: self._hang(words, "to change")

    def _adder(self, name: str) -> Callable[[str], None]:
        return lambda words: self.guarded(lambda: self._hang(words, name))()

    def _box(self, record: dict[Any, Any]) -> CardBox:
        return CardBox(record, saved=self._saved, removed=self._removed)

    def _hang(self, words: str, column: str) -> None:
        self._hang_all([(words, column)])

    def _hang_all(self, cards: Sequence[tuple[str, str]]) -> None:
        """Put new cards up and keep them."""
        records = []
        for words, column in cards:
            number = next(f"L-{i}" for i in range(1, 100_000) if f"L-{i}" not in self._numbers)
            self._numbers.add(number)
            records.append({"project_id": self.project_id, "lesson_id": number, "column": column, "text": words, "votes": 0})
        self._keep(records)
        for record in records:
            self.columns[str(record["column"])].hang(self._box(record))

    def _saved(self, card: CardBox) -> None:
        self.guarded(lambda: self._keep([card.record]))()

    def _removed(self, card: CardBox) -> None:
        def act() -> None:
            assert self.library is not None
            self.library.remove_cards(self.project_id, lessons=[card.key])
            self.columns[column_of(card.record)].take_down(card)
            self._tell_saved()

        self.guarded(act)()

    def _keep(self, records: Sequence[dict[str, Any]]) -> None:
        assert self.library is not None
        found = check({"lessons": pd.DataFrame(records, columns=table("lessons").names, dtype="object")})
        if len(found.problems):
            raise InputError(f"a card was not kept: {found.problems['reason'].iloc[0]}.", todo="write something on it, or take it down.")
        self.library.write(Tables({"lessons": found.accepted.lessons}), source="retrospective board")
        self.message.clear()
        self._tell_saved()

    def _tell_saved(self) -> None:
        cards = sum(len(column.cards) for column in self.columns.values())
        self.saved.text(f"Kept at {pd.Timestamp.now():%H:%M:%S}." if cards else "Kept.")

    def _sort(self) -> None:
        for column in self.columns.values():
            column.fill(column.cards)

    def _finish(self) -> None:
        assert self.library is not None
        if not self.actions.save():
            raise InputError("an action is not complete yet.", todo="correct what is marked above, or empty it.")
        stored = self.library.review(self.project_id)
        if stored is None:
            entry = {"project_id": self.project_id, "reviewed_on": pd.Timestamp.now().normalize(), "reviewer": None, "facts": {}}
            self.library.save_review(entry, version=None)
        cards = sum(len(column.cards) for column in self.columns.values())
        kept = f"{count(cards, 'card')} and {count(len(self.actions.records.records), 'action')}"
        self.message.done(f"Kept: {kept} of {self.project_id}. Record the facts in notebook 1; the next board begins with these actions.")


def _text(words: str) -> Shown:
    shown = Shown()
    shown.text(words)
    return shown


def _heading(title: str, hint: str) -> Shown:
    shown = Shown()
    shown.title(title, hint)
    return shown
