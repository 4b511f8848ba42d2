"""Cards from elsewhere: a Miro board's CSV, or lines of a chat; each line is shown, and the person says where it hangs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import ipywidgets

from workbench.tables import InputError

from .cards import COLUMNS
from .panel import Panel, row

_MOST = 200
_LEAVE = "leave out"
_NAMES = {
    "went well": ("went well", "what went well", "good", "keep", "glad", "continue"),
    "to change": ("to change", "to improve", "what to improve", "improve", "bad", "stop", "sad", "mad", "what went wrong", "went wrong"),
    "puzzle": ("puzzle", "puzzles", "questions", "ideas", "start"),
}
_TITLES = {name: column for column, names in _NAMES.items() for name in names}


def cards_in(text: str) -> list[tuple[str, str]]:
    """The lines of a text, each with the column that the last title above it names.

    Parameters
    ----------
    text : str
        Lines, or a CSV without a header whose rows may be ragged, as Miro writes it.

    Returns
    -------
    list of (str, str)
        Words and column; a title itself is left out.

    Examples
    --------
    >>> cards_in('"Went well"\\n"Pairing, always"\\nPuzzles\\nWho decides?')
    [('Pairing, always', 'went well'), ('Who decides?', 'puzzle')]
    """
    column, found = "to change", []
    quoted = '"' in text
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")) if quoted else ([line] for line in text.lstrip("\ufeff").splitlines())
    for cells in rows:
        for cell in cells:
            words = " ".join(cell.split())
            title = words.casefold().rstrip(":?!. ")
            if title in _TITLES:
                column = _TITLES[title]
            elif words:
                found.append((words, column))
    return found


class PasteCards(Panel):
    """Read cards from elsewhere and hang them where they belong.

    Parameters
    ----------
    hang : callable
        Called with (words, column) pairs.

    Attributes
    ----------
    file, text : ipywidgets.FileUpload, ipywidgets.Textarea
    choices : list of ipywidgets.Dropdown
        Where each line hangs.
    """

    def __init__(self, hang: Callable[[Sequence[tuple[str, str]]], None]) -> None:
        super().__init__()
        self._hang = hang
        self._lines: list[str] = []
        self.choices: list[ipywidgets.Dropdown] = []
        self.file = ipywidgets.FileUpload(accept=".csv,.txt", description="Choose a file …", tooltip="A CSV that Miro exported")
        self.file.add_class("wbw-file")
        self.text = ipywidgets.Textarea(
            description="… or paste lines: one card each; a line such as “Went well” names the column of those below it",
            rows=5,
            continuous_update=False,
            style={"description_width": "initial"},
            layout={"width": "680px", "max_width": "100%"},
        )
        self.text.add_class("wbw-above")
        self.look = self.button("Show these lines", self._from_text)
        self.agree = self.button("Hang these cards", self._agree, primary=True)
        self._rows = ipywidgets.VBox()
        self._agree_row = row(self.agree)
        self._agree_row.layout.display = "none"
        self.children = [row(self.file), self.text, row(self.look), self.message, self._rows, self._agree_row]
        self.file.observe(self.guarded(self._from_file), "value")

    def _from_file(self) -> None:
        if self.file.value:
            content = bytes(self.file.value[0]["content"])
            self.file.value = ()
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                raise InputError("the file is not a text.", expected="a CSV that Miro exported, or lines of text.") from None
            self._show(cards_in(text))

    def _from_text(self) -> None:
        self._show(cards_in(self.text.value))

    def _show(self, cards: Sequence[tuple[str, str]]) -> None:
        if not cards:
            raise InputError("there are no lines to hang.", expected="one card per line.")
        if len(cards) > _MOST:
            raise InputError(f"there are {len(cards):,} lines.", expected=f"at most {_MOST}.", todo="export one frame of the board only.")
        self.message.clear()
        self._lines = [words for words, _ in cards]
        self.choices = [
            ipywidgets.Dropdown(
                options=[*COLUMNS, _LEAVE],
                value=column,
                description=words[:160],
                style={"description_width": "initial"},
                layout={"width": "auto"},
            )
            for words, column in cards
        ]
        for choice in self.choices:
            choice.add_class("wbw-assign")
        self._rows.children = self.choices
        self._agree_row.layout.display = ""

    def _agree(self) -> None:
        chosen = [(words, str(c.value)) for words, c in zip(self._lines, self.choices, strict=True) if c.value != _LEAVE]
        self._hang(chosen)
        self._lines, self.choices, self._rows.children, self.text.value = [], [], [], ""
        self._agree_row.layout.display = "none"
        self.message.done(f"{len(chosen):,} cards hang on the board." if len(chosen) != 1 else "1 card hangs on the board.")
