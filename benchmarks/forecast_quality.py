"""Forecast quality over a folder of canonical task files, walk-forward, against plain rules on the same tasks.

Run by hand: ``python benchmarks/forecast_quality.py FOLDER [FOLDER …]``. Every ``*.csv`` or ``*.csv.gz`` there must have the canonical
columns (project_id, estimator, kind, estimate, actual, estimate_unit, actual_unit, estimated_on, finished_on). The tables are
printed as Markdown. Losses are relative to EBS: below 1 is better. Data are not part of the project.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import calibration
from workbench.tables import NotEnoughEvidence

DATES = ("estimated_on", "created_on", "started_on", "finished_on")


def read(path: Path) -> pd.DataFrame:
    """One file, its keys as texts and its days as days."""
    tasks = pd.read_csv(
        path, dtype={name: str for name in ("project_id", "task_id", "estimator", "kind", "component")}, keep_default_na=False
    )
    return tasks.assign(**{name: pd.to_datetime(tasks[name], errors="coerce") for name in DATES if name in tasks})


def main(folders: list[str]) -> None:
    """Print one table for tasks and one for totals."""
    files = sorted(file for folder in folders for file in Path(folder).iterdir() if file.name.endswith((".csv", ".csv.gz")))
    proofs = {file.name.split(".")[0]: calibration.backtest(read(file), rng=np.random.default_rng(1)) for file in files}
    print("| data | tasks | rule | loss | 50 % held | 80 % held | 90 % held | P90 ÷ P10 | SA |\n|---|---|---|---|---|---|---|---|---|")
    for name, proof in proofs.items():
        if isinstance(proof, NotEnoughEvidence):
            print(f"| {name} | {proof.n} | too few | | | | | | |")
            continue
        for row in proof.scores.itertuples():
            held = " | ".join(f"{100 * share:.0f}" for share in (row.cov50, row.cov80, row.cov90))
            chosen = " (used)" if row.method == proof.rule else ""
            print(f"| {name} | {proof.n:,} | {row.method}{chosen} | {row.relative:.3f} | {held} | {row.width80:.1f} | {row.sa:.2f} |")
    print("\n| data | total of | totals | rule | loss | 80 % held | at or below P80 |\n|---|---|---|---|---|---|---|")
    for name, proof in proofs.items():
        if isinstance(proof, NotEnoughEvidence):
            continue
        for row in proof.totals.itertuples():
            chosen = " (used)" if row.method == proof.total_rule else ""
            held = f"{100 * row.cov80:.0f} | {100 * row.p80:.0f}"
            print(f"| {name} | {row.size} | {row.n} | {row.method}{chosen} | {row.relative:.3f} | {held} |")


if __name__ == "__main__":
    main(sys.argv[1:])
