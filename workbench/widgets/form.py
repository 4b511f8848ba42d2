"""Forms made from declared columns: one record, or a list of records of one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
import pandas as pd

from workbench.tables import Column

from .field import Field, Options

Width = Mapping[str, str]
Record = Mapping[Any, Any]
"""Values by column name."""


class Form(ipywidgets.HBox):
    """The fields of one record.

    Parameters
    ----------
    columns : sequence of Column
        What is asked, in this order.
    widths : mapping of str to str
        CSS widths by column name.
    rows : mapping of str to int
        Lines of text by column name, where more than one.
    hints, labels : bool
        Whether meanings and labels are seen.
    options : mapping of str to options
        Known values to offer, by column name; see :class:`Field`.

    Examples
    --------
    >>> from workbench.tables import table
    >>> form = Form(table("actions").columns[3:5])
    >>> form.fill({"text": "Split support tasks", "owner": None})
    >>> form.raw
    {'text': 'Split support tasks', 'owner': None}
    """

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        widths: Width | None = None,
        rows: Mapping[str, int] | None = None,
        hints: bool = True,
        labels: bool = True,
        options: Mapping[str, Options] | None = None,
    ) -> None:
        self.fields = {
            c.name: Field(
                c,
                width=(widths or {}).get(c.name, "260px"),
                rows=(rows or {}).get(c.name, 1),
                hint=hints,
                label=labels,
                options=(options or {}).get(c.name, ()),
            )
            for c in columns
        }
        super().__init__(list(self.fields.values()))
        self.add_class("wbw-row")

    @property
    def raw(self) -> dict[str, str | None]:
        """What was entered, as texts; None where nothing was."""
        return {name: field.raw for name, field in self.fields.items()}

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered at all."""
        return all(value is None for value in self.raw.values())

    def fill(self, record: Record) -> None:
        """Show a record; what it lacks is cleared."""
        for name, field in self.fields.items():
            field.fill(record.get(name))

    def tell(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong, by column name; fields that are not named are fine."""
        for name, field in self.fields.items():
            field.tell(problems.get(name, ""))

    def on_change(self, act: Callable[..., None]) -> None:
        """Call when any answer changes."""
        for field in self.fields.values():
            field.on_change(act)


class Records(ipywidgets.VBox):
    """A list of records of one table; empty ones do not count.

    Parameters
    ----------
    columns : sequence of Column
        What is asked of each.
    noun : str
        What one is called on the button.
    at_most : int
        How many there may be.
    widths, options
        As for :class:`Form`.
    one_line : bool
        Whether each record stands on one line, with the labels above the first only.

    Examples
    --------
    >>> from workbench.tables import table
    >>> actions = Records(table("actions").columns[3:5], noun="action", at_most=3)
    >>> actions.fill([{"action_id": "A-1", "text": "Split support tasks"}])
    >>> actions.records
    [{'action_id': 'A-1', 'text': 'Split support tasks', 'owner': None}]
    """

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        noun: str,
        at_most: int = 200,
        widths: Width | None = None,
        options: Mapping[str, Options] | None = None,
        one_line: bool = True,
    ) -> None:
        self._columns, self._widths, self._options, self._one_line = tuple(columns), widths, options, one_line
        self.at_most = at_most
        self._changed: list[Callable[..., None]] = []
        self.forms: list[Form] = []
        self._spare: list[Form] = []
        self._kept: list[dict[str, Any]] = []
        self.add = ipywidgets.Button(description=f"Add {noun}", icon="plus", tooltip=f"Add {noun}")
        self.add.add_class("wbw-add")
        self.add.on_click(lambda _: self.append({}))
        super().__init__()
        self.add_class("wbw-records")
        self.fill([])

    @property
    def records(self) -> list[dict[str, Any]]:
        """What was entered, with the keys that the records came with; empty ones left out."""
        return [{**kept, **form.raw} for kept, form in zip(self._kept, self.forms, strict=True) if not form.is_empty]

    @property
    def all(self) -> list[dict[str, Any]]:
        """Every record as it stands, emptied ones too, with the keys that they came with."""
        return [{**kept, **form.raw} for kept, form in zip(self._kept, self.forms, strict=True)]

    @property
    def filled(self) -> list[int]:
        """Positions of the records that count."""
        return [i for i, form in enumerate(self.forms) if not form.is_empty]

    def emptied(self, key: str) -> list[str]:
        """Keys of the records that came from the library and were emptied."""
        return [str(kept[key]) for kept, form in zip(self._kept, self.forms, strict=True) if key in kept and form.is_empty]

    def keep(self, position: int, values: Record) -> None:
        """Give a record the keys under which it was stored."""
        self._kept[position] = {**self._kept[position], **values}

    def fill(self, records: Sequence[Record], *, at_most: int | None = None, options: Mapping[str, Options] | None = None) -> None:
        """Show these records, and an empty one to go on with; limit and known values may change with them."""
        same = options is None or options == self._options
        # forms are used again: a browser takes seconds to make a hundred controls anew
        self.forms, self._kept, self._spare = [], [], [*self.forms, *self._spare] if same else []
        self.at_most = self.at_most if at_most is None else at_most
        self._options = self._options if options is None else options
        for record in records:
            self._put(record)
        if len(self.forms) < self.at_most:
            self._put({})
        self._arrange()

    def append(self, record: Record) -> None:
        """One record more, unless there are enough."""
        if len(self.forms) < self.at_most:
            self._put(record)
            self._arrange()

    def tell(self, problems: Mapping[int, Mapping[str, str]]) -> None:
        """Say what is wrong, by position and column name."""
        for i, form in enumerate(self.forms):
            form.tell(problems.get(i, {}))

    def on_change(self, act: Callable[..., None]) -> None:
        """Call when any answer changes."""
        self._changed.append(act)
        for form in [*self.forms, *self._spare]:
            form.on_change(act)

    def _put(self, record: Record) -> None:
        form = self._spare.pop(0) if self._spare else self._made()
        form.fill(record)
        names = {c.name for c in self._columns}
        self.forms.append(form)
        self._kept.append({k: v for k, v in record.items() if k not in names})

    def _made(self) -> Form:
        form = Form(self._columns, widths=self._widths, hints=False, labels=not (self._one_line and self.forms), options=self._options)
        if self._one_line:
            form.add_class("wbw-one-line")
        for act in self._changed:
            form.on_change(act)
        return form

    def _arrange(self) -> None:
        self.add.disabled = len(self.forms) >= self.at_most
        self.children = [*self.forms, self.add]


def by_row(problems: pd.DataFrame) -> dict[Any, dict[str, str]]:
    """Problems of a check as row → column → words.

    Parameters
    ----------
    problems : DataFrame
        Columns row, column, reason; several reasons of one answer are joined.

    Returns
    -------
    dict
    """
    out: dict[Any, dict[str, str]] = {}
    for row, column, reason in zip(problems["row"], problems["column"], problems["reason"], strict=True):
        words = out.setdefault(row, {})
        words[column] = f"{words[column]}; {reason}" if column in words else reason
    return out
