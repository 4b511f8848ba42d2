"""Numbers, units, counts and dates are written one way, and never as something that they are not."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.wording.numbers import (
    absent,
    amount,
    count,
    day,
    days_between,
    listing,
    month,
    number,
    out_of_ten,
    percent,
    ratio,
    unit_name,
)
from workbench.wording.plain import plain, short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (0.004, "0.004"), (0.05, "0.05"), (0.999, "1"), (1, "1"), (1.04, "1"), (3.25, "3.2"), (19.94, "19.9"), (19.96, "20"),
        (1495.2, "1,495"), (-98.4, "−98"), (-0.0, "0"), (1e7, "10.0 million"), (2.5e9, "2.5 billion"), (1e18, "1.00e+18"),
        (None, "–"), (math.nan, "–"), (math.inf, "–"), (np.float64("nan"), "–"), (pd.NA, "–"),
    ],
)  # fmt: skip
def test_number(value: float, text: str) -> None:
    assert number(value) == text


def test_signs() -> None:
    assert number(12, signed=True) == "+12"
    assert number(0, signed=True) == "0"
    assert number(-0.001, decimals=1) == "0.0"
    assert amount(-105, "hours", signed=True) == "−105 h"
    assert percent(0.31, signed=True) == "+31 %"
    assert percent(-0.2, signed=True) == "−20 %"


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1.00×"), (1.1125, "1.11×"), (0.48, "0.48×"), (9.994, "9.99×"), (9.996, "10.0×"), (99.96, "100×"), (0.004, "0.004×"),
     (1e-9, "under 0.0001×"), (3e7, "30,000,000×"), (None, "–"), (math.nan, "–")],
)  # fmt: skip
def test_ratio(value: float, text: str) -> None:
    assert ratio(value) == text


@given(st.floats(min_value=1e-12, max_value=1e14))
def test_a_ratio_above_nothing_never_reads_as_nothing(value: float) -> None:
    assert any(c in "123456789" for c in ratio(value))


@given(st.floats(min_value=1e-300, max_value=1e300))
def test_a_number_above_nothing_never_reads_as_nothing(value: float) -> None:
    assert any(c in "123456789" for c in number(value))
    assert number(-value) == "−" + number(value)


@given(st.floats(min_value=0, max_value=1))
def test_full_and_empty_shares_are_only_told_when_true(share: float) -> None:
    assert (percent(share) == "100 %") == (share >= 1 - 1e-9)
    assert (percent(share) == "0 %") == (share <= 1e-9)
    assert (out_of_ten(share) in ("all", "none")) == (share >= 1 - 1e-9 or share <= 1e-9)


def test_units() -> None:
    assert amount(1, "hours") == "1 h"
    assert amount(1, "days") == "1 day"
    assert amount(1.04, "days") == "1 day"
    assert amount(1.5, "days") == "1.5 days"
    assert amount(-1, "days", signed=True) == "−1 day"
    assert amount(2, "person_months") == "2 person-months"
    assert amount(7, "function_points") == "7 function points"
    assert amount(7, None) == "7"
    assert amount(None, "hours") == "–"
    assert unit_name("") == "effort"
    assert len(unit_name("x" * 400)) == 24


def test_counts() -> None:
    assert count(1, "sprint") == "1 sprint"
    assert count(0, "sprint") == "0 sprints"
    assert count(2, "query") == "2 queries"
    assert count(2, "day") == "2 days"
    assert count(2, "person", "people") == "2 people"
    assert count(31870, "task") == "31,870 tasks"


def test_dates() -> None:
    assert day("2004-02-26 09:30") == "26 Feb 2004"
    assert day(pd.NaT) == "–"
    assert day(None) == "–"
    assert month("2004-02-26") == "Feb 2004"
    assert month(None) == "–"
    assert days_between("2004-02-26", "2004-02-26") == "26 Feb 2004"
    assert days_between(pd.NaT, "2008-05-19") == "19 May 2008"
    assert days_between(None, None) == "no dates"


def test_absent() -> None:
    assert all(map(absent, (None, math.nan, pd.NaT, pd.NA, math.inf, np.float64("nan"))))
    assert not any(map(absent, (0, "", False, "nan", np.float64(0))))


def test_listing() -> None:
    assert listing([]) == "none"
    assert listing(["a", "b"]) == "a and b"


@given(st.text())
def test_plain_text_steers_nothing(text: str) -> None:
    told = plain(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in told)
    assert "\u202e" not in told
    assert told == told.strip()
    told.encode("utf-8")


def test_plain_keeps_what_people_write() -> None:
    assert plain("Ärger\u00a0mit 名前 👩\u200d💻") == "Ärger mit 名前 👩\u200d💻"
    assert short("a" * 30, 10) == "aaaaaaaaa…"
