"""Put a report on a Confluence site: the page is made or brought up to date, and its pictures are attached."""

from __future__ import annotations

import importlib.util
from typing import Any

from workbench.tables import InputError

from .storage import Storage

_KINDS = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml"}


def post(
    page: Storage, *, url: str, token: str, space: str, user: str | None = None, title: str | None = None, parent: str | None = None
) -> str:
    """Post a page and its pictures.

    Parameters
    ----------
    page : Storage
        From :func:`~workbench.reports.to_storage`.
    url : str
        The site, such as ``https://example.atlassian.net/wiki``.
    token : str
        A personal access token, or an API token where `user` is given.
    space : str
        Key of the space.
    user : str, optional
        E-mail address, which Confluence Cloud wants beside the token.
    title : str, optional
        The page's title; the report's when left out. A page of that title is brought up to date.
    parent : str, optional
        Number of the page to stand under.

    Returns
    -------
    str
        Number of the page.

    Raises
    ------
    InputError
        When the extra ``confluence`` is not installed, or the site refuses.
    """
    if importlib.util.find_spec("atlassian") is None:
        raise InputError(
            "posting to Confluence needs the extra confluence, which is not installed.",
            todo="run: pip install 'workbench-retrospective[confluence]', or paste the file into a page by hand.",
        )
    from atlassian import Confluence

    named = title or page.title
    who: dict[str, Any] = {"username": user, "password": token} if user else {"token": token}
    try:
        site: Any = Confluence(url=url, **who)
        number = site.get_page_id(space, named)
        if number:
            site.update_page(number, named, page.body, parent_id=parent, representation="storage")
        else:
            number = site.create_page(space, named, page.body, parent_id=parent, representation="storage")["id"]
        for name, data in page.pictures.items():
            site.attach_content(data, name=name, content_type=_KINDS[name.rpartition(".")[2]], page_id=number)
    except Exception as error:  # the library raises many kinds; none of them may carry the token on
        reason = str(error).replace(token, "…")[:300]
        raise InputError(
            f"Confluence at {url} refused the page {named!r} ({type(error).__name__}: {reason}).",
            todo="check the address, the space's key, the token and your right to write there.",
        ) from None
    return str(number)
