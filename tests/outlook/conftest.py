"""The sample portfolio and its truth, for the outlook."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbench.tables import TABLES, Tables, check

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    return json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def portfolio(truth: dict[str, Any]) -> Tables:
    paths = {name: FOLDER / f"{name}.csv" for name in TABLES}
    paths = {name: p if p.exists() else p.with_suffix(".csv.gz") for name, p in paths.items()}
    frames = {name: pd.read_csv(p, dtype=str, keep_default_na=False) for name, p in paths.items()}
    return check(frames, as_of=pd.Timestamp(truth["as_of"])).accepted


def made_portfolio(costs: list[float], *, budget: float = 1000.0, running: tuple[float, float] | None = (500.0, 600.0)) -> Tables:
    """Closed projects of ten months that earn a tenth of the budget each month and spend evenly; one more is half done."""
    projects, periods = [], []
    for i, cost in enumerate([*costs, *([0.0] if running else [])]):
        name, start = f"P-{i + 1}", pd.Timestamp("2020-01-01") + pd.DateOffset(years=i)
        ends = [start + pd.DateOffset(months=k) for k in range(1, 11)]
        is_open = running is not None and i == len(costs)
        projects.append(
            {
                "project_id": name,
                "started_on": start,
                "planned_finish_on": ends[-1],
                "finished_on": pd.NaT if is_open else ends[-1],
                "budget": budget,
                "currency": "EUR",
            }
        )
        for k, end in enumerate(ends[:5] if is_open else ends, start=1):
            share = k / 10
            spent = running[1] * k / 5 if is_open and running else cost * share
            earned = running[0] * k / 5 if is_open and running else budget * share
            periods.append(
                {"project_id": name, "period_end": end, "planned_value": budget * share, "earned_value": earned, "actual_cost": spent}
            )
    return Tables({"projects": pd.DataFrame(projects), "periods": pd.DataFrame(periods)})
