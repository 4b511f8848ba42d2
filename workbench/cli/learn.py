"""Commands that learn from finished work: calibrate, backtest, estimate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench import loop, store
from workbench.calibration import Knowledge
from workbench.tables import NotEnoughEvidence
from workbench.wording import forecast as forecast_words

from .options import Json, Out, Parameters, Project, Store
from .output import give, give_json, give_table, records, tell
from .parameters import parsed


def calibrate(store_url: Store = None, json: Json = False) -> None:
    """Learn from all finished work, prove it, and keep both."""
    with store.open(store_url) as library:
        tell("Learning from finished work …")
        known = loop.calibrate(library, label="by command")
    if json:
        give_json(
            {
                "calibration": known.number,
                "as_of": known.as_of,
                "fits": [
                    {"estimate_unit": e, "actual_unit": a, "n": fit.n, "kinds": records(fit.by_kind())}
                    for (e, a), fit in known.fits.items()
                ],
            }
        )
        return
    give(f"Calibration {known.number}, from work finished before {known.as_of:%d %b %Y}.")
    if not known.fits:
        give("No finished task has an estimate and an actual yet: ranges come from general experience, and are wide.")
    for (estimate_unit, actual_unit), fit in known.fits.items():
        give(f"\n{fit.n:,} finished tasks, estimated in {estimate_unit}, spent in {actual_unit}. Starts from {fit.source}.")
        kinds = fit.by_kind()
        if len(kinds):
            give_table(kinds)
    give("")
    _give_proofs(known)


def export_calibration(file: Annotated[Path, typer.Argument(help="The file to write.")], store_url: Store = None) -> None:
    """Write the latest calibration to a file for another library; no person is in it, names of projects and kinds of work are."""
    with store.open(store_url) as library:
        known = loop.export_calibration(library, file)
    give(f"Calibration {known.number} of {known.n:,} finished tasks is in {file}. It names projects and kinds of work, and no person.")


def import_calibration(file: Annotated[Path, typer.Argument(help="What export-calibration wrote.")], store_url: Store = None) -> None:
    """Start from another house's calibration while own work is scarce."""
    with store.open(store_url) as library:
        found = loop.import_calibration(library, file)
    for (estimate_unit, actual_unit), fit in found.items():
        give(f"{estimate_unit} → {actual_unit}: {fit.n:,} finished tasks elsewhere, as of {fit.as_of:%d %b %Y}.")
    give("Kept. The next `workbench calibrate` starts from it.")


def backtest(store_url: Store = None, json: Json = False) -> None:
    """Show how the calibration would have done on past work that it had not seen."""
    with store.open(store_url) as library:
        tell("Forecasting past work from what was known before it …")
        known = loop.calibrate(library, label="backtest")
    if json:
        proofs = []
        for (estimate_unit, actual_unit), proof in known.proofs.items():
            entry = {"estimate_unit": estimate_unit, "actual_unit": actual_unit, "n": proof.n}
            proofs.append(entry | ({"needed": proof.needed} if isinstance(proof, NotEnoughEvidence) else {"scores": records(proof.scores)}))
        give_json({"calibration": known.number, "proofs": proofs})
        return
    _give_proofs(known, full=True)


def _give_proofs(known: Knowledge, *, full: bool = False) -> None:
    if not known.proofs:
        give("Nothing to prove yet: no finished task has an estimate and an actual.")
    for (estimate_unit, actual_unit), proof in known.proofs.items():
        if isinstance(proof, NotEnoughEvidence):
            give(f"{estimate_unit} → {actual_unit}: {proof}")
            continue
        give(
            f"{estimate_unit} → {actual_unit}: of {proof.n:,} tasks forecast only from earlier work, the 80 % range held "
            f"{proof.hit80:.0%}; the ±25 % habit held {proof.habit80:.0%}."
        )
        if full:
            give_table(proof.scores)


def estimate(
    backlog: Annotated[Path, typer.Argument(help="Tasks with estimates: CSV, XLSX, Parquet or a tracker's export.")],
    project: Project = None,
    parameters: Parameters = None,
    out: Out = Path("reports"),
    table: Annotated[Path | None, typer.Option("--table", metavar="FILE", help="Also write the calibrated estimates by task key.")] = None,
    store_url: Store = None,
    json: Json = False,
) -> None:
    """Forecast a backlog from what finished work shows, and log the estimate."""
    with store.open(store_url) as library:
        tell("Estimating …")
        made = loop.estimate(library, backlog, out_dir=out, project_id=project, parameters=parsed("next_estimate", parameters))
    effort = made.effort
    if table is not None:
        tell(f"{loop.calibrated_estimates(effort, table):,} calibrated estimates written to {table}")
    if json:
        quantiles = {name: getattr(effort, name) for name in ("p10", "p50", "p80", "p90")}
        summary = {"project": made.project_id, "unit": effort.unit, "tasks": effort.n_tasks, "estimate": effort.estimate_sum, **quantiles}
        give_json(summary | {"n_history": effort.n_history, "report": _path(made.run.html), "per_task": records(effort.tasks)})
    else:
        give(forecast_words.effort_sentence(effort))
        give(f"Report: {_path(made.run.html)}" if made.run.status == "done" else f"The report failed: {made.run.reason}")
    if made.run.status != "done":
        raise typer.Exit(1)


def _path(path: Path | None) -> str | None:
    return None if path is None else str(path)
