"""Numbers and dates as people and tools write them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.importers.converters import Setting, convert, hours_of
from workbench.importers.dates import decide_order, month_number, read_dates
from workbench.importers.numbers import read_numbers


@pytest.mark.parametrize(
    ("texts", "amounts"),
    [
        (["1,5", "2"], [1.5, 2.0]),
        (["1.234,5", "1.000"], [1234.5, 1000.0]),
        (["1,234.5", "1,000"], [1234.5, 1000.0]),
        (["1 234,5", "7"], [1234.5, 7.0]),
        (["1'234.50"], [1234.5]),
        (["1\u202f234,5"], [1234.5]),
        (["1,234,567"], [1234567.0]),
        (["1.234.567"], [1234567.0]),
        (["0,125"], [0.125]),
        (["12.5", "1.250"], [12.5, 1.25]),
        (["+4", "-3", ".5", "1e3"], [4, -3, 0.5, 1000]),
    ],
)
def test_decimal_and_thousands_marks(texts: list[str], amounts: list[float]) -> None:
    read = read_numbers(pd.Series(texts))
    assert read.amounts.tolist() == amounts
    assert not read.unreadable.any()


@pytest.mark.parametrize("text", ["1e999", "nan", "inf", "0x10", "1_000", "1,23,4", "twelve", "1.2.3.4", "5 h"])
def test_what_is_no_number(text: str) -> None:
    read = read_numbers(pd.Series([text, "3"]))
    assert read.unreadable.tolist() == [True, False]


@pytest.mark.parametrize(("texts", "amount"), [(["1,234"], 1234.0), (["1.234"], 1.234)])
def test_an_undecided_mark_is_told(texts: list[str], amount: float) -> None:
    read = read_numbers(pd.Series(texts))
    assert read.amounts[0] == amount
    assert read.remark


@given(st.lists(st.floats(0, 1e6, allow_nan=False).map(lambda x: round(x, 2)), min_size=1))
def test_numbers_written_with_a_comma_come_back(amounts: list[float]) -> None:
    texts = pd.Series([f"{a:,.2f}".translate(str.maketrans(",.", ".,")) for a in amounts])
    assert read_numbers(texts).amounts.tolist() == amounts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11/abr/26 9:33 AM", "2026-04-11 09:33"),
        ("30/Aug/26 12:20 PM", "2026-08-30 12:20"),
        ("30/Aug/26 12:20 AM", "2026-08-30 00:20"),
        ("3/juil./25 9:15 PM", "2025-07-03 21:15"),
        ("11/mar/26 9:33 p. m.", "2026-03-11 21:33"),
        ("Wed May 13 2026 11:21:41 GMT+0000 (GMT+00:00)", "2026-05-13 11:21:41"),
        ("Mon Feb 06 2023 05:00:00 GMT+0000 (GMT)", "2023-02-06 05:00"),
        ("11 Nov 2022", "2022-11-11"),
        ("02-Nov-04", "2004-11-02"),
        ("7.6.2025 14:59:28", "2025-06-07 14:59:28"),
        ("17/12/25 10:11", "2025-12-17 10:11"),
        ("2018-05-14T23:56:02.246+0200", "2018-05-14 23:56:02"),
        ("2021-05-19T03:29:32Z", "2021-05-19 03:29:32"),
        ("1 août 2025", "2025-08-01"),
        ("12 de marzo de 2025", "2025-03-12"),
        ("5. Oktober 2025 14:00", "2025-10-05 14:00"),
        ("15 мая 2024 г. 10:00", "2024-05-15 10:00"),
        ("45000", "2023-03-15"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    read = read_dates(pd.Series([text, ""]))
    assert read.stamps[0] == pd.Timestamp(expected)
    assert read.unreadable.tolist() == [False, False]


@pytest.mark.parametrize("text", ["tomorrow", "abc", "31/02/2025", "2025-13-01", "May 2025", "3 days ago", "12", "13:45", "25:00 1/1/2025"])
def test_what_is_no_date(text: str) -> None:
    assert read_dates(pd.Series([text])).unreadable.tolist() == [True]


def test_day_or_month_first_by_all_columns_together() -> None:
    started, finished = pd.Series(["03/04/2025", "05/06/2025"]), pd.Series(["3/25/2025"])
    assert decide_order([started, finished]).order == "month first"
    assert decide_order([started]).sure is False
    assert decide_order([pd.Series(["03.04.2025"])]).order == "day first"
    assert decide_order([pd.Series(["2025-01-02"])]) is None
    both = decide_order([pd.Series(["25/03/2025", "03/25/2025"])])
    assert not both.sure
    assert "both orders" in both.proof


def test_months_are_never_taken_from_todays_date() -> None:
    assert month_number("Friday", ("en",)) == 0
    assert month_number("dez", ("pt",)) == 12


def test_durations() -> None:
    texts = pd.Series(["1w 2d 4h 30m", "90m", "4:30", "PT103H0M0S", "P1DT2H", "2,5 Std.", "soon", "5 apples"])
    assert hours_of(texts, Setting()).tolist()[:6] == [60.5, 1.5, 4.5, 103.0, 10.0, 2.5]
    assert hours_of(texts, Setting()).isna().tolist()[6:] == [True, True]
    assert hours_of(pd.Series(["2d"]), Setting(hours_per_day=7.5)).tolist() == [15.0]


def test_a_column_of_hours_written_with_their_unit() -> None:
    values, unit = convert(pd.Series(["5h", "1d 2h", "3"]), "number", Setting())
    assert (values.tolist(), unit) == ([5.0, 10.0, 3.0], "hours")


def test_an_unreadable_value_stays_for_the_check_to_name() -> None:
    values, _ = convert(pd.Series(["2025-01-31", "someday"]), "date", Setting())
    assert values.tolist() == ["2025-01-31 00:00:00", "someday"]
