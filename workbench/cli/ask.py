"""Questions about a file, one after another: only what is unclear, beside five rows as they were understood."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import typer

from workbench import importers
from workbench.importers import Imported, Profile

from .output import give, give_table

_UNITS = ("hours", "days", "points", "items")
_CLASSES = ("todo", "doing", "done", "cancelled")
_ORDERS = {"d": "day first", "m": "month first"}
_SHOWN = ("task_id", "title", "status", "status_class", "estimate", "estimate_unit", "actual", "actual_unit", "finished_on")


def settled(imported: Imported, profile: Profile) -> Profile | None:
    """Ask about what is unclear in a file.

    Parameters
    ----------
    imported : Imported
        The file as it was read.
    profile : Profile
        How it was read.

    Returns
    -------
    Profile or None
        The profile with the answers; None when nothing was unclear or answered.
    """
    report = imported.report
    tasks = imported.tables.tasks if "tasks" in imported.tables else None
    if tasks is not None and len(tasks):
        give_table(tasks[[c for c in _SHOWN if tasks[c].notna().any()]].head(5))
    options: dict[str, str] = {}
    for amount, unit in (report.units or {}).items():
        if unit == "not stated":
            answer = typer.prompt(
                f"In which unit are the {amount}s? ({', '.join(_UNITS)}; empty: leave open)", default="", show_default=False
            )
            options |= {f"{amount}_unit": answer.strip()} if answer.strip() else {}
    if any(line.startswith("dates were read") for line in report.confirm):
        answer = _answer("Is 3/4 the third of April (d) or the fourth of March (m)? (empty: leave it)")[:1].lower()
        options |= {"date_order": _ORDERS[answer]} if answer in _ORDERS else {}
    statuses: dict[str, tuple[str, ...]] = {k: tuple(v) for k, v in profile.statuses.items()}
    answered = False
    for status in report.statuses:
        if status.status_class is None:
            question = f"What does the status {status.status!r} ({status.n:,} tasks) mean? ({', '.join(_CLASSES)}; empty: leave open)"
            answer = _answer(question).lower()
            if answer in _CLASSES:
                statuses[answer] = (*statuses.get(answer, ()), status.status)
                answered = True
    if not options and not answered:
        give("Nothing else needs an answer.")
        return None
    return replace(profile.mapped({}, **options), statuses=statuses)


def offer_to_save(profile: Profile) -> None:
    """Ask for a name to keep the answers under; nothing is written without one.

    Parameters
    ----------
    profile : Profile
        With the answers.
    """
    name = typer.prompt(
        "Keep these answers as a mapping? Name of the file, such as ours.yaml (empty: no)", default="", show_default=False
    ).strip()
    if name:
        target = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
        importers.save_profile(replace(profile, id=target.stem), target)
        give(f"Saved. Import with: workbench import FILE --map {target}")


def _answer(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False)).strip()
