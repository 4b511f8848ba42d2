"""Items at the past pace."""

import numpy as np
import pandas as pd
import pytest

from workbench.forecast import finish_items
from workbench.tables import InputError, NotEnoughEvidence

START = pd.Timestamp("2026-03-02")


def ahead(weeks, items, **more):
    return finish_items(pd.Series(weeks), items, start_on=START, rng=np.random.default_rng(1), **more)


def test_an_even_pace_is_certain():
    f = ahead([4] * 10, 20)
    assert {f.periods_at(p) for p in (0.01, 0.5, 0.99)} == {5}
    assert f.p50 == START + pd.Timedelta(days=34)
    assert f.odds_by(f.p50) == 1
    assert f.odds_by(f.p50 - pd.Timedelta(days=1)) == 0


def test_periods_agree_with_a_direct_simulation():
    weeks = [0, 2, 5, 1, 3, 7, 0, 4, 2, 2]
    f = ahead(weeks, 25, block=1)
    rng = np.random.default_rng(9)
    direct = (np.cumsum(rng.choice(weeks, (20_000, 60)), axis=1) < 25).sum(1) + 1
    for p in (0.1, 0.5, 0.8, 0.9):
        assert abs(f.periods_at(p) - np.quantile(direct, p)) <= 1
    assert f.periods.mean() == pytest.approx(direct.mean(), rel=0.02)


def test_weeks_that_resemble_their_neighbours_widen_the_range():
    slow_and_fast = [1] * 10 + [9] * 10 + [1] * 10 + [9] * 10
    alone, together = ahead(slow_and_fast, 60, block=1), ahead(slow_and_fast, 60)
    assert together.block > 1
    assert np.ptp(np.quantile(together.periods, [0.1, 0.9])) > np.ptp(np.quantile(alone.periods, [0.1, 0.9]))
    assert ahead(np.random.default_rng(0).poisson(4, 60), 20).block == 1


def test_odds_and_quantiles_fit_together():
    f = ahead([0, 2, 5, 1, 3, 7, 0, 4], 25)
    for p in (0.2, 0.5, 0.8):
        assert f.odds_by(f.quantile(p)) >= p
    assert f.odds_by(START) == 0
    assert f.p50 <= f.p80 <= f.p90


def test_months_and_the_longest_draw():
    assert ahead([2] * 8, 6, every="M").p50 == pd.Timestamp("2026-06-01")
    assert ahead([1] + [0] * 40, 900).periods.max() == 1040


@pytest.mark.parametrize("weeks", [[], [3, 4, 5], [0] * 12])
def test_too_little_pace(weeks):
    assert isinstance(ahead(weeks, 5), NotEnoughEvidence)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(InputError):
        ahead([3] * 9, 0)
    with pytest.raises(InputError):
        ahead([3] * 9, 5, every="fortnight")
