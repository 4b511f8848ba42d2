"""The commands, put together; errors become one clear message and exit code 1."""

from __future__ import annotations

import sys

import typer

from workbench.tables import WorkbenchError

from . import app_server, data, keep, lab, learn, tell
from .batch import batch
from .init import init
from .output import tell as say
from .publish import publish

app = typer.Typer(
    name="workbench",
    help="Retrospectives and calibrated estimates from your own finished projects.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(tell.demo)
app.command("init")(init)
app.command("import")(data.import_)
app.command("check")(data.check)
app.command("workbook")(data.workbook)
app.command("projects")(data.projects)
app.command("review")(tell.review)
app.command("report")(tell.report)
app.command("batch")(batch)
app.command("calibrate")(learn.calibrate)
app.command("export-calibration")(learn.export_calibration)
app.command("import-calibration")(learn.import_calibration)
app.command("estimate")(learn.estimate)
app.command("backtest")(learn.backtest)
app.command("export")(data.export)
app.command("publish")(publish)
app.command("backup")(keep.backup)
app.command("restore")(keep.restore)
app.command("verify")(keep.verify)
app.command("erase-person")(keep.erase_person)
app.command("doctor")(keep.doctor)
app.command("lab")(lab.lab)
app.command("app")(app_server.app)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : list of str, optional
        Words after the program's name; those of the process when left out.

    Returns
    -------
    int
        0: all done. 1: refused or failed, with the reason on standard error. 2: wrong usage. 130: interrupted.
    """
    try:
        return app(args=arguments if arguments is not None else sys.argv[1:], standalone_mode=False) or 0
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        say("Stopped; nothing was changed.")
        return 130
    except WorkbenchError as error:
        say(f"Error: {error}")
        return 1
    except Exception as error:
        if hasattr(error, "exit_code") and hasattr(error, "format_message"):  # a usage error
            say(f"Error: {error.format_message()} Try `workbench --help`.")
            return int(error.exit_code)
        raise
