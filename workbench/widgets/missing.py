"""What an application says where there is nothing to work on yet."""

from __future__ import annotations

from workbench import page
from workbench.store import Library

from .shown import Shown


def missing(library: Library | None, title: str) -> Shown:
    """A note that says what to do first.

    Parameters
    ----------
    library : Library or None
        None where there is no library.
    title : str
        What there would have been.

    Returns
    -------
    Shown
    """
    shown = Shown()
    what = "create a review library" if library is None else "load the sample portfolio or import a tracker's export"
    shown.show(page.Note(f"Open notebook 0_start_here and {what}; then run this notebook again.", title=title))
    return shown
