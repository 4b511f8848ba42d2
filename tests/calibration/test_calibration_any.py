"""Whatever was finished and is asked: ranges and totals are finite, positive and in order, and survive being written down."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import calibration

EFFORT = st.floats(1e-6, 1e9)
WORD = st.one_of(st.none(), st.sampled_from(["bug", "feature", "A", "ana"]), st.text(max_size=6))
DAY = st.one_of(st.none(), st.datetimes(pd.Timestamp("1990-01-01"), pd.Timestamp("2030-01-01")))
LABELS = {name: WORD for name in ("project_id", "kind", "component", "estimator", "assignee", "title")}
DONE = st.fixed_dictionaries(
    {
        "estimate": st.one_of(EFFORT, st.none(), st.just(0.0)),
        "actual": st.one_of(EFFORT, st.none(), st.just(0.0)),
        "status_class": st.sampled_from(["done", "done", "done", "doing", "cancelled", None]),
        "finished_on": DAY,
        "estimated_on": DAY,
        "started_on": DAY,
        **LABELS,
    }
)
ASKED = st.fixed_dictionaries({"estimate": EFFORT, **LABELS})
UNITS = st.tuples(*[st.sampled_from(["hours", "days", "points", "function_points", "Ünits", ""])] * 2)
LEVELS = st.lists(st.floats(1e-6, 1 - 1e-6), min_size=1, max_size=9, unique=True).map(sorted)
AS_OF = pd.Timestamp("2026-01-31")


def table(rows: list[dict[str, Any]], columns: dict[str, str], **more: str) -> pd.DataFrame:
    """Rows as canonical tasks."""
    frame = pd.DataFrame(rows, columns=list(columns)).astype(columns)
    return frame.assign(**{name: pd.Series(value, index=frame.index, dtype="str") for name, value in more.items()})


def ranges_hold(done: list, asked: list, units: tuple[str, str], levels: list[float], copies: int) -> None:
    text = {**dict.fromkeys(LABELS, "str"), "status_class": "str"}
    days = dict.fromkeys(("finished_on", "estimated_on", "started_on"), "datetime64[us]")
    numbers = dict.fromkeys(("estimate", "actual"), "float64")
    finished = table(done * copies, {**numbers, **days, **text}, estimate_unit=units[0], actual_unit=units[1])
    new = table(asked, {"estimate": "float64", **dict.fromkeys(LABELS, "str")})
    model = calibration.fit(finished, as_of=AS_OF)
    told = model.quantiles(new, levels)
    total = model.total(new, levels, rng=np.random.default_rng(1))
    assert told.shape == (len(new), len(levels))
    for numbers_told in (told, total[None, :]):
        assert np.isfinite(numbers_told).all()
        assert (numbers_told > 0).all()
        assert (np.diff(numbers_told, axis=1) >= 0).all()
    drawn = model.draws(new, 40, rng=np.random.default_rng(1))
    assert drawn.shape == (40, len(new))
    assert np.isfinite(drawn).all()
    assert (drawn > 0).all()
    again = calibration.Calibration.from_dict(json.loads(json.dumps(model.to_dict(), allow_nan=False)))
    np.testing.assert_array_equal(again.quantiles(new, levels), told)


ANY = (st.lists(DONE, max_size=12), st.lists(ASKED, min_size=1, max_size=4), UNITS, LEVELS, st.sampled_from([1, 1, 3, 20]))


@settings(max_examples=4)
@given(*ANY)
def test_ranges_and_totals_of_any_work(done: list, asked: list, units: tuple[str, str], levels: list[float], copies: int) -> None:
    ranges_hold(done, asked, units, levels, copies)


@pytest.mark.slow
@settings(max_examples=300)
@given(*ANY)
def test_ranges_and_totals_of_any_work_many_times(
    done: list, asked: list, units: tuple[str, str], levels: list[float], copies: int
) -> None:
    ranges_hold(done, asked, units, levels, copies)
