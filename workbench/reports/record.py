"""What a report says of itself, for the list of all reports: read from the outputs of its notebook, never from its page."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

_MOST_NUMBERS, _MOST_PAST, _LONGEST = 4, 24, 500


@dataclass(frozen=True)
class Record:
    """Name, answer and key numbers of one report.

    Parameters
    ----------
    name : str
        What it is; empty when it does not say.
    span : str
        From when to when, and from how much.
    headline : str
        Its answer in one sentence; empty when it gives none.
    numbers : tuple of (str, str, str)
        Label, value and evidence of each key number, at most four.
    ratio : float or None
        Accuracy ratio of its work, Σ actual ÷ Σ estimate.
    n : int
        Tasks that the ratio rests on.
    past : tuple of float
        The same ratio, stretch after stretch of finished work, oldest first.
    """

    name: str = ""
    span: str = ""
    headline: str = ""
    numbers: tuple[tuple[str, str, str], ...] = ()
    ratio: float | None = None
    n: int = 0
    past: tuple[float, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as they are kept beside the report."""
        return asdict(self)


def of_notebook(notebook: Any, *, title: str = "") -> Record:
    """The record of an executed notebook; where two cells tell the same, the first one counts.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    title : str
        Its name where it gives itself none.

    Returns
    -------
    Record

    Examples
    --------
    >>> import nbformat
    >>> from workbench.page import RECORD
    >>> output = nbformat.v4.new_output("display_data", data={RECORD: {"headline": "Fine.", "accuracy": {"ratio": 1.1, "n": 9}}})
    >>> found = of_notebook(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])]))
    >>> found.headline, found.ratio, found.n, found.past
    ('Fine.', 1.1, 9, ())
    """
    from ..page import RECORD  # brings figures along, which take long to load

    told: dict[str, Any] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found = output.get("data", {}).get(RECORD)
            told = {**found, **told} if isinstance(found, dict) else told
    return of_plain({"name": title, **told, **(told["accuracy"] if isinstance(told.get("accuracy"), dict) else {})})


def of_plain(told: dict[str, Any]) -> Record:
    """A record from plain values of any origin: whatever is not what it should be is left out.

    Parameters
    ----------
    told : dict
        As `Record.as_dict` gives it, or anything else.

    Returns
    -------
    Record

    Examples
    --------
    >>> of_plain({"name": 3, "numbers": [["a", "1", "of 2"], "x"], "ratio": "high", "past": [1.0, -1.0]})
    Record(name='', span='', headline='', numbers=(('a', '1', 'of 2'),), ratio=None, n=0, past=())
    """
    texts = {k: told[k][:_LONGEST] for k in ("name", "span", "headline") if isinstance(told.get(k), str)}
    given = told.get("numbers")
    numbers = [tuple(v[:_LONGEST] for v in c) for c in (given if isinstance(given, list | tuple) else []) if _is_card(c)]
    past = told.get("past")
    whole = isinstance(past, list | tuple) and all(_is_ratio(v) for v in past)
    n = told.get("n")
    return Record(
        **texts,
        numbers=tuple(numbers[:_MOST_NUMBERS]),  # type: ignore[arg-type]
        ratio=float(told["ratio"]) if _is_ratio(told.get("ratio")) else None,
        n=n if isinstance(n, int) and not isinstance(n, bool) and n >= 0 else 0,
        past=tuple(float(v) for v in (past or ())[-_MOST_PAST:]) if whole else (),
    )


def _is_card(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 3 and all(isinstance(v, str) for v in value)


def _is_ratio(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value > 0
