"""The commands, put together; errors become one clear message and exit code 1."""

from __future__ import annotations

import sys
from importlib import import_module

import typer
from typer.core import TyperGroup
from typer.main import get_command as built

from workbench.tables import WorkbenchError

from .output import tell as say

_OPTIONS = {"add_completion": False, "pretty_exceptions_enable": False, "rich_markup_mode": None}
_COMMANDS = {
    "demo": "tell.demo",
    "init": "init.init",
    "import": "data.import_",
    "check": "data.check",
    "workbook": "data.workbook",
    "projects": "keep.projects",
    "review": "tell.review",
    "report": "tell.report",
    "batch": "batch.batch",
    "calibrate": "learn.calibrate",
    "export-calibration": "learn.export_calibration",
    "import-calibration": "learn.import_calibration",
    "estimate": "learn.estimate",
    "backtest": "learn.backtest",
    "export": "data.export",
    "rows": "data.rows",
    "publish": "publish.publish",
    "backup": "keep.backup",
    "restore": "keep.restore",
    "verify": "keep.verify",
    "erase-person": "keep.erase_person",
    "doctor": "doctor.doctor",
    "lab": "lab.lab",
    "app": "app_server.app",
}
"""Every command, and the function of this room behind it."""


class _Commands(TyperGroup):
    """Commands whose code is loaded when they are called: one that only keeps the library need not wait for SciPy and Matplotlib."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return list(_COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str):  # type: ignore[no-untyped-def, override]
        if cmd_name not in _COMMANDS:
            for known in _COMMANDS:
                self.get_command(ctx, known)  # what was meant is looked for among those that are loaded
        elif cmd_name not in self.commands:
            module, _, function = _COMMANDS[cmd_name].rpartition(".")
            alone = typer.Typer(**_OPTIONS)  # type: ignore[arg-type]
            alone.command(cmd_name)(getattr(import_module(f".{module}", __package__), function))
            self.commands[cmd_name] = built(alone)
        return self.commands.get(cmd_name)


app = typer.Typer(
    name="workbench",
    cls=_Commands,
    help="Retrospectives and calibrated estimates from your own finished projects.",
    no_args_is_help=True,
    **_OPTIONS,  # type: ignore[arg-type]
)


@app.callback()
def _commands() -> None:
    pass


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
