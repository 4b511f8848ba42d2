"""Where the files that come along with the package lie: templates, notebooks, sample data."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from .tables import InputError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: Literal["templates", "notebooks", "sample_data"]) -> Path:
    """The folder of one kind of shipped files.

    Parameters
    ----------
    name : {"templates", "notebooks", "sample_data"}
        The kind.

    Returns
    -------
    Path
        Inside the package where it was installed from a wheel, beside the package in a checkout.

    Raises
    ------
    InputError
        When the installation lacks them.

    Examples
    --------
    >>> folder("templates").name
    'templates'
    """
    for place in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise InputError(
        f"this installation has no {name}.",
        expected=f"a folder {name} inside the package or beside it.",
        todo="install the package again.",
    )
