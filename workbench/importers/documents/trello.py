"""A Trello board as JSON: cards, lists, and the last thousand actions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.importers.dates import read_dates
from workbench.importers.names import plain
from workbench.importers.statuses import class_of

from .flat import Flat, sheet_of

PROFILE = "trello.json"
COLUMNS = ("id", "name", "list", "class", "assignee", "labels", "created", "start", "finished", "due")
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
    people = {m.get("id"): m.get("fullName") or m.get("username") for m in document.get("members") or [] if isinstance(m, dict)}
    fields = _custom_fields(document)
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
                "assignee": people.get(card["idMembers"][0]) if len(card.get("idMembers") or ()) == 1 else None,
                "labels": [entry.get("name") or entry.get("color") for entry in card.get("labels") or []],
                "created": pd.Timestamp(int(key[:8], 16), unit="s") if _ID.fullmatch(key) else None,
                "start": card.get("start") or next((m["at"] for m in mine if class_of(m["to_status"]) == "doing"), None),
                "finished": (into_done[-1] if into_done else card.get("dateCompleted")) if done else None,
                "due": card.get("due"),
            }
            | _custom_values(card, fields)
        )
        labels.append(place)
    flat = Flat(sheet_of(rows, labels=labels, broken=broken, columns=(*COLUMNS, *dict.fromkeys(f.name for f in fields.values()))))
    frame = pd.DataFrame(moves)
    if len(frame):
        frame["at"] = read_dates(frame["at"].astype("str")).stamps
    flat.tables["transitions"] = frame
    flat.named = str(document["name"]).strip() or None if document.get("name") else None
    name = document.get("name")
    flat.project = {"name": name} if name and isinstance(name, str) else {}
    if len(actions) >= _LAST_ACTIONS:
        flat.confirm.append("the board holds only its last 1,000 actions: earlier moves, and with them dates of completion, are missing.")
    archived = sum(bool(c.get("closed")) for c in document.get("cards") or [] if isinstance(c, dict))
    if archived:
        flat.confirm.append(f"{archived:,} cards are archived; that does not make them done: they count by their list.")
    return flat


@dataclass(frozen=True)
class _Field:
    """A field of the Custom Fields power-up, and the texts of its options."""

    name: str
    options: dict[str, str]


def _custom_fields(document: dict[str, Any]) -> dict[str, _Field]:
    found = {}
    for entry in document.get("customFields") or []:
        if isinstance(entry, dict) and entry.get("id") and entry.get("name"):
            name = str(entry["name"]).strip()
            options = {
                str(o.get("id")): str((o.get("value") or {}).get("text", "")) for o in entry.get("options") or [] if isinstance(o, dict)
            }
            found[str(entry["id"])] = _Field(f"{name} (custom field)" if plain(name) in COLUMNS else name, options)
    return found


def _custom_values(card: dict[str, Any], fields: dict[str, _Field]) -> dict[str, Any]:
    made = {}
    for item in card.get("customFieldItems") or []:
        about = fields.get(str(item.get("idCustomField"))) if isinstance(item, dict) else None
        if about is not None:
            value = item.get("value")
            chosen = about.options.get(str(item.get("idValue")))
            made[about.name] = chosen or (next(iter(value.values()), None) if isinstance(value, dict) else value)
    return made


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
