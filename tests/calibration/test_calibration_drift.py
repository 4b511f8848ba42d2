"""A change of bias or spread is told, and a steady past is left in peace."""

import numpy as np
import pandas as pd
import pytest

from workbench import calibration
from workbench.tables import NotEnoughEvidence


def history(n, seed, *, shift=0.0, widen=1.0, at=0.6):
    rng = np.random.default_rng(seed)
    later = np.arange(n) >= at * n
    ratio = np.exp(rng.normal(0, 0.5, n) * np.where(later, widen, 1) + shift * later)
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n) // 2, unit="D")
    return pd.DataFrame({"estimate": 4.0, "actual": 4 * ratio, "kind": rng.choice(list("abc"), n), "finished_on": day})


@pytest.mark.slow
def test_a_steady_past_is_seldom_called_changed():
    """Measured: up to 3 of 100 tests raise an alarm; six of 50 would be a fault (chance of that: 1 in 300)."""
    told = [calibration.drift(history(120, seed), rng=np.random.default_rng(seed)) for seed in range(25)]
    assert sum(change.found for pair in told for change in pair) <= 5


@pytest.mark.parametrize(("options", "which"), [({"shift": 0.6}, 0), ({"widen": 2.5}, 1)])
def test_a_real_change_is_found_where_it_is(options, which):
    tasks = history(500, 1, **options)
    changes = calibration.drift(tasks, rng=np.random.default_rng(0))
    assert changes[which].found
    change = changes[which]
    assert abs((change.on - tasks["finished_on"].iloc[300]).days) <= 15
    assert change.after > change.before
    assert change.n_before + change.n_after == 500


def test_a_named_day_is_tested_alone():
    tasks = history(300, 2, shift=0.5, at=0.5)
    bias, _ = calibration.drift(tasks, rng=np.random.default_rng(0), on=tasks["finished_on"].iloc[150])
    assert bias.found
    assert bias.on == tasks["finished_on"].iloc[150]
    assert isinstance(calibration.drift(tasks, rng=np.random.default_rng(0), on=pd.Timestamp("2030-01-01")), NotEnoughEvidence)


@pytest.mark.filterwarnings("error")
def test_strange_pasts():
    assert isinstance(calibration.drift(history(79, 0), rng=np.random.default_rng(0)), NotEnoughEvidence)
    equal = history(100, 0).assign(actual=4.0)
    assert not any(calibration.drift(equal, rng=np.random.default_rng(0)))
    one_day = history(100, 0).assign(finished_on=pd.Timestamp("2025-01-01"))
    assert isinstance(calibration.drift(one_day, rng=np.random.default_rng(0)), NotEnoughEvidence)
