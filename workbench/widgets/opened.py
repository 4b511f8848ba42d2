"""Find the review library that the notebooks work on."""

from __future__ import annotations

from workbench import store
from workbench.store import Library
from workbench.store.connect import address


def standing(url: str | None = None) -> Library | None:
    """The library, if there is one; none is created.

    Parameters
    ----------
    url : str, optional
        Its file or address; the environment variable ``WORKBENCH_STORE``, else ``workbench.db`` in this folder, when left out.

    Returns
    -------
    Library or None
        None where the file does not exist yet.

    Raises
    ------
    StoreError
        When the address is not one of a library, or it cannot be opened.
    """
    place = address(url)
    if place.file is not None and not place.file.exists():
        return None
    return store.open(url)
