"""The scorers of the project's brief, run against the product on real finished tasks; skipped where those data are absent."""

import importlib
import json
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared real-task data are not beside the checkout"),
]


def _too_wide(what: str) -> pytest.MarkDecorator:
    """A shortfall that is known; the test tells when it is no more."""
    return pytest.mark.xfail(raises=AssertionError, strict=True, reason=f"ranges are too wide on so few tasks: {what}")


@pytest.fixture
def score(monkeypatch, capsys):
    """Runs a scorer inside this process, so that the libraries are imported once."""
    monkeypatch.syspath_prepend(str(SHARED / "scoring"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def run(script: str, data: str, *options: str) -> dict:
        monkeypatch.setattr(sys, "argv", [script, str(SHARED / "data" / f"{data}.csv.gz"), *options])
        importlib.import_module(script.removesuffix(".py")).main()
        return json.loads(capsys.readouterr().out)

    return run


@pytest.mark.parametrize(
    ("data", "options", "most"),
    [
        ("sip_to_2007", ("--block", "1000"), 0.96),
        ("cesaw_team_57", ("--block", "3000"), 0.94),
        ("cesaw_team_31", ("--block", "1000"), 0.93),
        ("renzo_first_half", ("--block", "700"), 0.95),
        ("china", ("--block", "80"), 1.0),
        ("nasa93", ("--block", "10"), 1.02),
        ("desharnais", ("--block", "10"), 0.87),
    ],
)
def test_quick_scores_beat_plain_past_ratios(score, data, options, most):
    result = score("walk_forward.py", data, *options)
    assert result["relE"] < most
    assert result["cov80"] == pytest.approx(0.8, abs=0.09)


def test_no_history_is_no_worse_than_the_habit(score):
    result = score("walk_forward.py", "sip_to_2007", "--own", "0", "--block", "2000")
    assert result["relHabit"] <= 1.03


def test_a_quick_total(score):
    result = score("totals.py", "sip_to_2007", "--size", "30", "--most", "6")
    assert result["relHabit"] < 1.1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "most", "slack"),
    [
        ("sip_to_2007", 0.940, 0.02),
        ("cesaw_team_57", 0.910, 0.02),
        ("cesaw_team_31", 0.885, 0.02),
        ("renzo_first_half", 0.925, 0.05),
        ("china", 0.980, 0.05),
        pytest.param("nasa93", 0.970, 0.10, marks=_too_wide("the 50 % range held 63 % of 78")),
        pytest.param("desharnais", 0.800, 0.06, marks=_too_wide("the 80 % range held 88 % of 66")),
    ],
)
def test_full_scores(score, data, most, slack):
    result = score("walk_forward.py", data)
    assert result["relE"] <= most
    for name, level in (("cov50", 0.5), ("cov80", 0.8), ("cov90", 0.9)):
        allowed = slack if slack > 0.02 or name != "cov50" else 0.025
        assert result[name] == pytest.approx(level, abs=allowed), name


@pytest.mark.slow
@pytest.mark.parametrize("data", ["sip_to_2007", "cesaw_team_57", "cesaw_team_31", "renzo_first_half"])
@pytest.mark.parametrize("own", ["0", "5", "20", "50"])
def test_cold_start(score, data, own):
    result = score("walk_forward.py", data, "--own", own)
    assert result["relHabit"] <= 1.03
    if own != "0":
        assert result["relE"] <= 1.05
        assert 0.73 <= result["cov80"] <= 0.90
