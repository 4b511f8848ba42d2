"""Hand things out as files that other tools read: tables, actions for Jira, calibrated estimates, reports for Confluence or Markdown."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from workbench import importers, reports
from workbench.analysis import causes
from workbench.forecast import EffortForecast
from workbench.reports import Storage
from workbench.reports.pdf import Browser, find_browser
from workbench.store import Library
from workbench.tables import InputError, table

_RUNNING = ("open", "doing")


def export_table(library: Library, name: str, target: str | Path, *, project_id: str | None = None) -> int:
    """Write one table to CSV, XLSX or Parquet, by the ending of the file's name.

    Texts that a spreadsheet would run as a formula get a leading apostrophe in CSV and are plain texts in XLSX.

    Parameters
    ----------
    library : Library
        The review library.
    name : str
        Table to write.
    target : str or Path
        File to write; it appears only when it is complete.
    project_id : str, optional
        Only this project's rows.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    SchemaError
        When there is no such table.
    InputError
        When the ending is not one of ``.csv``, ``.csv.gz``, ``.xlsx``, ``.parquet``.
    """
    table(name)
    frame = library.read(project_id, only=[name])[name]
    importers.write_table(frame, target)
    return len(frame)


def export_rows(library: Library, project_id: str | None, folder: str | Path) -> dict[str, int]:
    """Write the rows that the numbers of reports were computed from, one CSV per table.

    Parameters
    ----------
    library : Library
        The review library.
    project_id : str or None
        The project. None: what reports on all projects rest on, with each past forecast and what came.
    folder : str or Path
        Where the files go; files of the same names are replaced.

    Returns
    -------
    dict of str to int
        Rows written, by file. They name nobody.

    Raises
    ------
    InputError
        When the library has no rows of that project, or none at all.
    """
    from workbench import sections  # brings figures along, which take long to load

    everything = library.read()
    drivers = causes.split(everything)
    found = sections.files_of_library(everything, drivers) if project_id is None else sections.files_behind(everything, project_id, drivers)
    if not found:
        what = "no finished work yet" if project_id is None else f"no rows of {project_id!r}"
        raise InputError(f"the library has {what}.", todo="check with `workbench projects` what it holds.")
    for name, frame in found.items():
        importers.write_table(frame, Path(folder) / name)
    return {name: len(frame) for name, frame in found.items()}


def actions_for_jira(library: Library, target: str | Path, *, project_id: str | None = None) -> int:
    """Write the actions that are not closed as a CSV that Jira's importer takes.

    Parameters
    ----------
    library : Library
        The review library.
    target : str or Path
        A ``.csv`` file.
    project_id : str, optional
        Only this project's actions.

    Returns
    -------
    int
        Actions written.

    Notes
    -----
    Columns: Summary, Issue Type, Description, Due Date (year-month-day), Labels, External ID. In Jira's importer choose the date format
    yyyy-MM-dd. Who sees to an action stays out, as every person does; assign the issues in Jira.
    """
    tables = library.read(project_id, only=["actions", "lessons"])
    actions = tables.actions[tables.actions["status"].fillna("open").isin(_RUNNING)]
    lessons = tables.lessons.set_index(["project_id", "lesson_id"])["text"]
    rows = []
    for action in actions.to_dict("records"):
        lesson = lessons.get((action["project_id"], action["lesson_id"]))
        measure = action["measure"] if isinstance(action["measure"], str) else None
        told = [
            f"From the retrospective of {action['project_id']}.",
            f"Lesson: {lesson}" if isinstance(lesson, str) else "",
            f"It should move: {measure}{' ' + action['direction'] if isinstance(action['direction'], str) else ''}" if measure else "",
        ]
        rows.append(
            {
                "Summary": " ".join(str(action["text"]).split())[:255],
                "Issue Type": "Task",
                "Description": "\n".join(t for t in told if t),
                "Due Date": f"{action['due_on']:%Y-%m-%d}" if pd.notna(action["due_on"]) else "",
                "Labels": "retrospective",
                "External ID": f"{action['project_id']}/{action['action_id']}",
            }
        )
    columns = ["Summary", "Issue Type", "Description", "Due Date", "Labels", "External ID"]
    importers.write_table(pd.DataFrame(rows, columns=columns), target)
    return len(rows)


def calibrated_estimates(effort: EffortForecast, target: str | Path) -> int:
    """Write calibrated estimates, one row per task by its key, for the tracker or the plan to take over.

    Parameters
    ----------
    effort : EffortForecast
        What :func:`forecast_backlog` gave.
    target : str or Path
        Ends in ``.csv``, ``.csv.gz``, ``.xlsx`` or ``.parquet``.

    Returns
    -------
    int
        Tasks written.
    """
    frame = effort.tasks.drop(columns=["title", "kind"], errors="ignore").assign(unit=effort.unit, estimate_unit=effort.estimate_unit)
    numbers = frame.select_dtypes("number").columns
    importers.write_table(frame.assign(**{c: frame[c].round(3) for c in map(str, numbers)}), target)
    return len(frame)


def hand_out_report(page: str | Path, target: str | Path) -> list[Path]:
    """Write a report's page as Markdown, or as Confluence's storage format with the pictures beside it.

    Parameters
    ----------
    page : str or Path
        The report's HTML file.
    target : str or Path
        Ends in ``.md`` or ``.xml``.

    Returns
    -------
    list of Path
        Files written.

    Raises
    ------
    InputError
        When the page is missing or the ending is another one.
    """
    target = Path(target)
    if target.suffix == ".xml":
        return storage_of(page).save(target)
    if target.suffix != ".md":
        raise InputError(f"{target.name} has no known ending.", expected=".md (Markdown) or .xml (Confluence).", todo="rename the target.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(reports.to_markdown(_read(page)), encoding="utf-8")
    return [target]


def storage_of(page: str | Path) -> Storage:
    """A report's page in Confluence's storage format, its pictures as PNG where a browser is there to draw them.

    Parameters
    ----------
    page : str or Path
        The report's HTML file.

    Returns
    -------
    Storage

    Raises
    ------
    InputError
        When the page is missing.
    """
    made = reports.to_storage(_read(page), name=Path(page).stem)
    if find_browser() is None or not any(name.endswith(".svg") for name in made.pictures):
        return made
    with Browser() as browser:
        return made.without_svg(browser.png)


def _read(page: str | Path) -> str:
    try:
        return Path(page).read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise InputError(f"there is no report {str(page)!r}.", expected="a report's HTML file.", todo="run the report first.") from error
