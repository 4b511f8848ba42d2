"""A headline is true for whatever the data are: its claims are counted again on the data."""

import re
from types import SimpleNamespace as Some

import numpy as np
import pandas as pd
import pytest

from workbench.analysis import accuracy
from workbench.tables import NotEnoughEvidence
from workbench.wording import accuracy as words
from workbench.wording import calibration, kinds, spread
from workbench.wording.accuracy import headline


def tasks(ratios: np.ndarray, estimates: np.ndarray | float = 8.0) -> pd.DataFrame:
    estimate = np.broadcast_to(estimates, ratios.shape).astype(float)
    units = {"estimate_unit": "hours", "actual_unit": "hours"}
    return pd.DataFrame({"status_class": "done", "estimate": estimate, "actual": estimate * ratios, **units})


RNG = np.random.default_rng(7)
CASES = {
    "long tail": np.exp(RNG.normal(0, 0.9, 500)),
    "under-run": np.exp(RNG.normal(-0.5, 0.3, 200)),
    "overrun": np.exp(RNG.normal(0.6, 0.4, 200)),
    "spot on": np.ones(40),
    "mostly exact": np.where(RNG.random(300) < 0.6, 1.0, np.exp(RNG.normal(0.2, 0.8, 300))),
    "all the same overrun": np.full(25, 1.5),
    "huge": np.exp(RNG.normal(6, 2, 100)),
    "tiny": np.exp(RNG.normal(-6, 2, 100)),
    "tight": np.exp(RNG.normal(0, 0.03, 100)),
    "nobody over": np.minimum(np.exp(RNG.normal(-0.2, 0.5, 100)), 1.0),
    "few": np.exp(RNG.normal(0.2, 0.6, 12)),
}


def printed(text: str | None) -> tuple[float, float]:
    """The values that a printed ratio may stand for; "as estimated" prints no ratio and stands for 1.00×."""
    text = (text or "1.00").replace(",", "")
    half = 0.5 * 10.0 ** -len(text.partition(".")[2]) * (1 + 1e-9)
    return float(text) - half, float(text) + half


@pytest.mark.parametrize("name", CASES)
def test_a_headline_is_true(name: str) -> None:
    ratios = CASES[name]
    result = accuracy.summary(tasks(ratios, RNG.uniform(1, 20, len(ratios))))
    assert result
    found = headline(result)
    text = found.text
    assert found.accent in text
    assert text.endswith(".")
    assert text.count("  ") == 0
    half = re.search(r"half the tasks took (?:no more than estimated|([\d.,]+)× or (more|less))", text)
    if half and half[2] == "more":
        assert np.mean(ratios >= printed(half[1])[0]) >= 0.5
    elif half:
        assert np.mean(ratios <= printed(half[1])[1]) >= 0.5
    tail = re.search(r"one in ten took ([\d.,]+)× or more", text)
    if tail:
        assert np.mean(ratios >= printed(tail[1])[0]) >= 0.1 - 1 / len(ratios)
    held = re.search(r"9 of 10 no more than (?:estimated|([\d.,]+)×)", text)
    if held:
        assert np.mean(ratios <= printed(held[1])[1]) >= 0.9 - 1 / len(ratios)
    between = re.search(r"between ([\d.,]+)× and ([\d.,]+)×", found.meaning)
    if between:
        (low, inner_low), (inner_high, high) = printed(between[1]), printed(between[2])
        assert np.mean((ratios >= low) & (ratios <= high)) >= 0.8 - 2 / len(ratios)
        assert np.mean((ratios > inner_low) & (ratios < inner_high)) <= 0.8 + 2 / len(ratios)
    assert half or "typical" in text


@pytest.mark.parametrize(
    ("name", "says", "never"),
    [
        ("spot on", "took as much as estimated in total (1.00×)", "but"),
        ("under-run", "or less, and 9 of 10", "one in ten"),
        ("overrun", "and one in ten took", "but"),
        ("few", "the typical one of its 12 tasks", "one in ten"),
        ("nobody over", "9 of 10 no more than estimated", "one in ten"),
    ],
)
def test_what_a_headline_says(name: str, says: str, never: str) -> None:
    text = headline(accuracy.summary(tasks(CASES[name]))).text
    assert says in text
    assert never not in text


def test_too_little_is_said_as_plainly() -> None:
    found = headline(NotEnoughEvidence(6, 10, "comparable finished tasks"))
    assert found.text == "Too little finished work to say how the estimates did."
    assert "What to add: 4 more comparable finished tasks." in found.meaning
    assert words.cards(NotEnoughEvidence(1, 10, "x")) == []


def test_a_single_task_is_a_hint() -> None:
    one = Some(n=1, unit="hours", bias=1.5, p10=1.5, p90=1.5, total_ratio=1.5, within_25=0.0)
    found = headline(one)
    assert found.text == "Finished work took 1.50× its estimate in total; the typical one of its 1 task took 1.50× its estimate." or (
        "1 task" in found.text
    )
    assert "a single finished task" in found.meaning


def test_cards_are_at_most_four_and_tell_their_evidence() -> None:
    result = accuracy.summary(tasks(CASES["long tail"]))
    proof = Some(n=1, hit80=1.0, habit80=0.0, rule="calibrated", total_rule="calibrated")
    told = words.cards(result, proof, 0.31)
    assert len(told) == 4
    assert told[2].note == "of 1 task forecast blind"
    assert all(card.note for card in told)


@pytest.mark.parametrize("name", CASES)
def test_titles_agree_with_the_data(name: str) -> None:
    result = accuracy.summary(tasks(CASES[name]))
    title = spread.histogram_title(result)
    if "longer" in title:
        assert np.median(CASES[name]) > 1.1
    elif "less" in title:
        assert np.median(CASES[name]) < 0.9
    elif title.startswith("Most tasks land near"):
        a = 8 * CASES[name]
        assert np.mean(np.abs(a - 8) <= 0.25 * a) >= 0.5


def test_proof_titles_do_not_praise_what_failed() -> None:
    assert "too little" in calibration.curve_title(Some(n=100, hit80=0.6, habit80=0.5))
    assert "more than they say" in calibration.curve_title(Some(n=100, hit80=0.95, habit80=0.5))
    assert "so did" in calibration.curve_title(Some(n=100, hit80=0.8, habit80=0.82))


def test_pit_titles() -> None:
    rng = np.random.default_rng(1)

    def title(values: np.ndarray) -> str:
        return calibration.pit_title(np.histogram(values, 10, (0, 1))[0] / len(values), len(values))

    assert title(rng.uniform(size=3000)) == "Actuals fall evenly over their forecasts"
    assert "too narrow" in title(rng.beta(0.5, 0.5, 3000))
    assert "too wide" in title(rng.beta(3, 3, 3000))
    assert "too low" in title(rng.beta(1.6, 1, 3000))
    assert "too high" in title(rng.beta(1, 1.6, 3000))
    assert "too few" in title(rng.uniform(size=12))
    alarms = sum(title(rng.uniform(size=100)) != "Actuals fall evenly over their forecasts" for _ in range(400))
    assert alarms <= 20


def test_kinds_in_one_line() -> None:
    def title(*over: float) -> str:
        return kinds.kinds_title(pd.DataFrame({"group": [f"k{i}" for i in range(len(over))], "over": over}))

    assert title() == "No kind of work has enough finished tasks"
    assert title(-3.0, -50.0) == "Every kind of work took less than estimated"
    assert title(0.0, -50.0) == "No kind of work went over its estimate"
    assert "67 %" in title(200.0, 100.0, -5.0)
    assert "k0" in title(10.0)
    assert "100 %" not in title(10.0, 0.0, -5.0)


def test_accuracy_over_time_needs_a_steady_change() -> None:
    def title(*widths: float) -> str:
        return spread.over_time_title(pd.DataFrame({"p10": 0.5, "bias": 1.0, "p90": np.array(widths) * 0.5}))

    assert "narrowed" in title(9, 8, 7, 6, 4, 3)
    assert "widened" in title(2, 3, 4, 5, 6, 7)
    assert "no steady change" in title(4, 5, 4, 5, 4, 5)
    assert "Too short" in title(4, 5)
