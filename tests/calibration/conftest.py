"""Synthetic finished tasks with a known truth."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest


def make_tasks(
    n: int, seed: int = 0, *, spike: float = 0.3, units: tuple[str, str] = ("hours", "hours"), rate: float = 1.0
) -> pd.DataFrame:
    """Tasks of 3 projects, 4 persons and 5 kinds whose log ratio has known effects and a share of exact hits."""
    rng = np.random.default_rng(seed)
    project, person, kind = rng.integers(0, 3, n), rng.integers(0, 4, n), rng.integers(0, 5, n)
    estimate = np.exp(rng.normal(1.5, 0.9, n))
    log_ratio = np.array([-0.2, 0.1, 0.4])[project] + np.array([-0.1, 0, 0, 0.2])[person] + np.linspace(-0.3, 0.3, 5)[kind]
    log_ratio = np.where(rng.random(n) < spike, 0.0, log_ratio + rng.standard_t(5, n) * 0.5)
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 500, n)), unit="D")
    return pd.DataFrame(
        {
            "project_id": np.array(["A", "B", "C"])[project],
            "task_id": [str(i) for i in range(n)],
            "estimator": np.array(["ana", "bo", "cy", "di"])[person],
            "kind": np.array(["bug", "feature", "test", "docs", "ops"])[kind],
            "estimate_unit": units[0],
            "actual_unit": units[1],
            "estimate": estimate,
            "actual": estimate * np.exp(log_ratio) * rate,
            "estimated_on": day,
            "finished_on": day + pd.to_timedelta(rng.integers(0, 20, n), unit="D"),
        }
    )


@pytest.fixture(scope="session")
def tasks_of() -> Callable[..., pd.DataFrame]:
    return make_tasks


@pytest.fixture(scope="session")
def as_of() -> pd.Timestamp:
    return pd.Timestamp("2026-01-31")
