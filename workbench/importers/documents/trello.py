"""A Trello board as JSON: cards, lists, and the last thousand actions."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from workbench.importers.dates import read_dates
from workbench.importers.statuses import class_of

from .flat import Flat, sheet_of

PROFILE = "trello.json"
COLUMNS = ("id", "name", "list", "class", "labels", "created", "start", "finished", "due")
_ID = re.compile(r"[0-9a-f]{24}")
_LAST_ACTIONS = 1_000


def fits(document: Any) -> str | None:
    """Why a document is a Trello board; None when it is not.

    Parameters
    ----------
    document : object
        Parsed JSON or the root of the XML.

    Returns
    -------
    str or None
    """
    board = isinstance(document, dict) and {"cards", "lists"} <= set(document)
    return "it is a Trello board" if board else None


def flatten(document: dict[str, Any]) -> Flat:
    """A board as one table of tasks, with the cards' moves beside it.

    Parameters
    ----------
    document : dict
        The board.

    Returns
    -------
    Flat

    Notes
    -----
    A card was created at the second that the first eight digits of its id give. An archived card is not done. A card is finished
    on its last move into a list whose name means done; a card marked complete without such a move is done on an unknown day.

    Examples
    --------
    >>> card = {"id": "6774a0000000000000000001", "name": "Login", "idList": "l"}
    >>> board = {"name": "Shop", "lists": [{"id": "l", "name": "Done"}], "cards": [card]}
    >>> flatten(board).sheet.frame[COLUMNS.index("class")].tolist()
    ['done']
    """
    lists = {entry.get("id"): str(entry.get("name", "")) for entry in document.get("lists") or []}
    actions = document.get("actions") or []
    moves = _moves(actions)
    by_card: dict[str, list[dict[str, Any]]] = {}
    for move in moves:
        by_card.setdefault(move["task_id"], []).append(move)
    rows, labels, broken = [], [], []
    for place, card in enumerate(document.get("cards") or [], 1):
        key = str(card.get("id", "")) if isinstance(card, dict) else ""
        if not key:
            broken.append((place, str(card)[:80], "has no id"))
            continue
        mine = by_card.get(key, [])
        where = lists.get(card.get("idList"), "")
        done = bool(card.get("dueComplete")) or class_of(where) == "done"
        into_done = [m["at"] for m in mine if class_of(m["to_status"]) == "done"]
        rows.append(
            {
                "id": key,
                "name": card.get("name"),
                "list": where,
                "class": "done" if done else None,
                "labels": [entry.get("name") or entry.get("color") for entry in card.get("labels") or []],
                "created": pd.Timestamp(int(key[:8], 16), unit="s") if _ID.fullmatch(key) else None,
                "start": card.get("start") or next((m["at"] for m in mine if class_of(m["to_status"]) == "doing"), None),
                "finished": (into_done[-1] if into_done else card.get("dateCompleted")) if done else None,
                "due": card.get("due"),
            }
        )
        labels.append(place)
    flat = Flat(sheet_of(rows, labels=labels, broken=broken, columns=COLUMNS))
    frame = pd.DataFrame(moves)
    if len(frame):
        frame["at"] = read_dates(frame["at"].astype("str")).stamps
    flat.tables["transitions"] = frame
    flat.named = str(document["name"]).strip() or None if document.get("name") else None
    flat.project = {"name": document["name"]} if document.get("name") else {}
    if len(actions) >= _LAST_ACTIONS:
        flat.confirm.append("the board holds only its last 1,000 actions: earlier moves, and with them dates of completion, are missing.")
    archived = sum(bool(c.get("closed")) for c in document.get("cards") or [] if isinstance(c, dict))
    if archived:
        flat.confirm.append(f"{archived:,} cards are archived; that does not make them done: they count by their list.")
    return flat


def _moves(actions: list[Any]) -> list[dict[str, Any]]:
    found = []
    for action in actions:
        data = action.get("data") or {}
        after, before, card = data.get("listAfter"), data.get("listBefore"), data.get("card")
        if after and card and action.get("date"):
            found.append(
                {
                    "task_id": str(card.get("id")),
                    "at": action["date"],
                    "from_status": (before or {}).get("name"),
                    "to_status": str(after.get("name")),
                }
            )
    return sorted(found, key=lambda m: str(m["at"]))
