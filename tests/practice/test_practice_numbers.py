"""The worked numbers of the trainer's scores and tests, each against an independent computation."""

import numpy as np
import pandas as pd
import pytest
import scoringrules
from scipy import integrate, stats

from workbench import practice
from workbench.practice.compare import BOUND, LOOKS
from workbench.practice.flags import ALARM
from workbench.tables import InputError, NotEnoughEvidence


def test_weighted_interval_score_worked_by_hand() -> None:
    hit = practice.weighted_interval_score(40.0, 10.0, 20.0, 40.0)
    missed = practice.weighted_interval_score(80.0, 10.0, 20.0, 40.0)
    assert (round(float(hit), 4), round(float(missed), 4)) == (0.3235, 1.0166)


def test_weighted_interval_score_is_twice_the_mean_quantile_score_of_scoringrules_on_logs() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(2, 1, 200)
    low, mid, high = np.sort(rng.normal(2, 1, (3, 200)), axis=0)
    theirs = [scoringrules.quantile_score(x, q, level) for q, level in ((low, 0.1), (mid, 0.5), (high, 0.9))]
    assert practice.weighted_interval_score(*map(np.exp, (x, low, mid, high))) == pytest.approx(2 * np.mean(theirs, axis=0))


def test_weighted_interval_score_is_lowest_for_the_true_quantiles() -> None:
    x = np.exp(np.random.default_rng(5).normal(2, 0.8, 200_000))
    true = np.exp(2 + 0.8 * stats.norm.ppf([0.1, 0.5, 0.9]))
    best = practice.weighted_interval_score(x, *true).mean()
    for factor in (0.8, 1.25):
        assert practice.weighted_interval_score(x, *(true * factor)).mean() > best
        widened = true[1] * (true / true[1]) ** factor
        assert practice.weighted_interval_score(x, *widened).mean() > best


def test_a_change_of_unit_changes_no_score() -> None:
    answers = [4.0, 2.0, 5.0, 9.0]
    assert practice.weighted_interval_score(*answers) == pytest.approx(practice.weighted_interval_score(*(60 * v for v in answers)))


def test_the_log_scores_density_is_one() -> None:
    total = sum(
        integrate.quad(lambda x: float(np.exp(practice.log_score(np.exp(x), 10.0, 20.0, 60.0))), *ends)[0]
        for ends in ((-8, np.log(10)), (np.log(10), np.log(20)), (np.log(20), np.log(60)), (np.log(60), 20))
    )
    assert total == pytest.approx(1, abs=1e-6)
    below = integrate.quad(lambda x: float(np.exp(practice.log_score(np.exp(x), 10.0, 20.0, 60.0))), -8, np.log(10))[0]
    assert below == pytest.approx(0.1, abs=1e-6)


@pytest.mark.parametrize(("hits", "n", "low", "high"), [(8, 10, 55, 94), (24, 30, 66, 90), (80, 100, 73, 86)])
def test_jeffreys_intervals(hits: int, n: int, low: int, high: int) -> None:
    found = practice.hit_rate(hits, n)
    assert (round(found.low * 100), round(found.high * 100)) == (low, high)


def test_no_answers_have_no_rate() -> None:
    assert practice.hit_rate(0, 0) == NotEnoughEvidence(0, 1, "answers")


def test_e_values_worked_by_hand() -> None:
    assert practice.narrow_evidence(5, 10) == pytest.approx(6.3, abs=0.05)
    assert practice.narrow_evidence(4, 10) == pytest.approx(28.4, abs=0.05)


def test_the_e_value_is_a_ratio_of_likelihoods() -> None:
    """The same by numerical integration over the prior."""

    def prior(p: float) -> float:
        return p**3 * (1 - p) ** 3

    mass = integrate.quad(prior, 0, 0.8)[0]
    marginal = integrate.quad(lambda p: prior(p) * p**5 * (1 - p) ** 5, 0, 0.8)[0] / mass
    assert practice.narrow_evidence(5, 10) == pytest.approx(marginal / (0.8**5 * 0.2**5))
    mass = integrate.quad(lambda p: (1 - p) ** 3, 0.1, 1)[0]
    marginal = integrate.quad(lambda p: (1 - p) ** 3 * p**4 * (1 - p) ** 11, 0.1, 1)[0] / mass
    assert practice.top_evidence(4, 15) == pytest.approx(marginal / (0.1**4 * 0.9**11))


@pytest.mark.parametrize("n", [1, 7, 40])
def test_the_e_values_mean_is_one_for_a_calibrated_person(n: int) -> None:
    k = np.arange(n + 1)
    assert stats.binom.pmf(k, n, 0.8) @ practice.narrow_evidence(k, n) == pytest.approx(1)
    assert stats.binom.pmf(k, n, 0.1) @ practice.top_evidence(k, n) == pytest.approx(1)


@pytest.mark.parametrize(("n", "hits"), [(5, 1), (8, 2), (10, 4), (15, 7), (20, 10), (30, 17), (40, 24)])
def test_most_hits_that_still_raise_the_flag(n: int, hits: int) -> None:
    assert practice.narrow_evidence(hits, n) >= ALARM > practice.narrow_evidence(hits + 1, n)


def test_hits_alone_could_hardly_ever_show_ranges_that_are_too_wide() -> None:
    """The mirror of the flag, by integration: why width is judged by width."""

    def too_wide(k: int, n: int) -> float:
        mass = integrate.quad(lambda p: (p * (1 - p)) ** 3, 0.8, 1)[0]
        return integrate.quad(lambda p: (p * (1 - p)) ** 3 * p**k * (1 - p) ** (n - k), 0.8, 1)[0] / mass / (0.8**k * 0.2 ** (n - k))

    assert too_wide(34, 34) < ALARM <= too_wide(35, 35)
    assert too_wide(56, 60) < ALARM <= too_wide(57, 60)


def test_sign_test_needs_49_untied_answers() -> None:
    def power(n: int) -> float:
        k = np.arange(n + 1)
        pmf = stats.binom.pmf(k, n, 0.5)
        tail = np.array([2 * min(pmf[: i + 1].sum(), pmf[i:].sum()) for i in k])
        return float(stats.binom.pmf(k, n, 0.7)[tail <= 0.05].sum())

    assert power(49) >= 0.8
    assert power(48) < 0.8


def test_sign_test_looks_once_and_counts_ties() -> None:
    frame = pd.DataFrame({"p50": 10.0, "actual": [12.0] * 36 + [8.0] * 12 + [10.0] * 2 + [1.0] * 40})
    found = practice.median_bias(frame)
    assert (found.above, found.below, found.ties) == (36, 12, 2)
    assert found.p == pytest.approx(stats.binomtest(36, 48).pvalue)
    assert practice.median_bias(frame.head(49)) == NotEnoughEvidence(49, 50, "answers")


def test_sign_flips_agree_with_all_of_them() -> None:
    d = np.array([0.3, -0.1, 0.4, 0.2, 0.5, -0.2, 0.6, 0.1])
    signs = np.array(np.meshgrid(*[[-1, 1]] * 8)).reshape(8, -1).T
    exact = float((np.abs(signs @ d) >= abs(d.sum()) - 1e-12).mean())
    assert practice.sign_flip(d, rng=np.random.default_rng(1)) == pytest.approx(exact, abs=0.01)


def test_history_is_compared_at_fixed_looks_only() -> None:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"wis": rng.normal(0.5, 0.1, 60), "base_wis": 0.5})
    assert practice.against_history(frame.head(19)) == NotEnoughEvidence(19, 20, "answers with a history")
    assert practice.against_history(frame.head(39)) == practice.against_history(frame.head(20))
    assert practice.against_history(frame).n == LOOKS[-1]
    assert pytest.approx(0.05, abs=2e-4) == BOUND * len(LOOKS)


def test_what_one_look_has_shown_stays_said() -> None:
    frame = pd.DataFrame({"wis": [0.2] * 20 + [0.6] * 20, "base_wis": 0.4})
    found = practice.against_history(frame)
    assert found.verdict == "better"
    assert found.p > BOUND


def test_skill_is_kept_back_below_twenty() -> None:
    frame = pd.DataFrame({"wis": [0.3] * 19, "base_wis": 0.4})
    assert practice.skill(frame, rng=np.random.default_rng(1)) == NotEnoughEvidence(19, 20, "answers with a history")


def test_exam_band_and_chances() -> None:
    assert practice.hits_needed(60) == (47, 55)
    assert practice.chance_of_hits(0.8) == pytest.approx(0.69, abs=0.005)
    assert practice.chance_of_hits(0.65) == pytest.approx(0.018, abs=0.0005)


def test_exam_verdicts() -> None:
    rng = np.random.default_rng(4)

    def exam(hits: int, own: float) -> practice.ExamResult:
        wis = own + rng.normal(0, 0.05, 60)
        return practice.judge(pd.DataFrame({"hit": [True] * hits + [False] * (60 - hits), "wis": wis, "base_wis": 0.5}))

    assert (exam(46, 0.3).passed, exam(47, 0.5).passed, exam(55, 0.5).passed, exam(56, 0.3).passed) == (False, True, True, False)
    assert exam(50, 0.3).distinction
    assert not exam(50, 0.5).distinction
    assert not exam(50, 0.7).passed
    assert practice.judge(pd.DataFrame({"hit": [True] * 59, "wis": 0.3, "base_wis": 0.5})) == NotEnoughEvidence(
        59, 60, "answers in the exam"
    )


def test_anchor_index_worked_by_hand() -> None:
    frame = pd.DataFrame({"anchor_factor": [0.25, 4.0] * 12, "base50": 8.0, "p50": [8 * 2**-0.6, 8 * 2**0.6] * 12})
    found = practice.anchor_index(frame, rng=np.random.default_rng(1))
    assert found.value == pytest.approx(1.2 * np.log(2) / np.log(16))
    few = practice.anchor_index(frame.head(23), rng=np.random.default_rng(1))
    assert few == NotEnoughEvidence(11, 12, "answers after each kind of number")


def test_curve_shows_ties_as_a_band() -> None:
    frame = pd.DataFrame({"p10": 10.0, "p50": 20.0, "p90": 40.0, "actual": [20.0] * 10 + [30.0] * 10})
    middle = practice.calibration_curve(frame).points.iloc[1]
    assert (middle["below"], middle["upto"]) == (0, 0.5)
    assert middle["low"] < 0.05
    assert 0.5 < middle["high"] < 0.7
    assert practice.calibration_curve(frame.head(19)) == NotEnoughEvidence(19, 20, "answers")


def test_pert_and_bins() -> None:
    found = practice.pert(4, 8, 24)
    assert (found.mean, found.deviation) == (10.0, pytest.approx(10 / 3))
    assert practice.from_bins([1, 2, 4, 8], [20, 30, 30, 20]).p90 == pytest.approx(4 * 2**0.5, rel=1e-5)
    with pytest.raises(InputError, match="sum to 90 %"):
        practice.from_bins([1, 2, 4], [30, 30, 30])
    with pytest.raises(InputError, match="one bin"):
        practice.from_bins([1, 2, 4], [0, 100, 0])


def test_group_ranges_are_medians_of_logs() -> None:
    one, two = practice.Answer(1, 4, 9), practice.Answer(4, 16, 36)
    found = practice.consensus([one, two])
    assert (found.p10, found.p50, found.p90) == pytest.approx((2, 8, 18))


def test_every_fault_of_an_answer_is_said_at_once() -> None:
    with pytest.raises(InputError, match=r"must be above 0.*must be below the high end"):
        practice.Answer(-1, 8, 8)
    assert practice.problems_of(None, float("nan"), float("inf")) == [
        "The low end is missing.",
        "The middle is missing.",
        "The high end is no number that work could take.",
    ]
    assert practice.problems_of(9, 8, 7) != []


def test_refreshers_come_after_1_3_7_and_21_days() -> None:
    day = pd.Timestamp("2026-03-02 15:00")
    done: list[pd.Timestamp] = []
    gaps = []
    while (due := practice.next_refresher(day, done)) is not None:
        gaps.append((due.on - pd.Timestamp(done[-1] if done else day).normalize()).days)
        done.append(due.on)
    assert gaps == [1, 3, 7, 21]


def test_mmre_pays_for_estimates_that_are_too_low() -> None:
    rng = np.random.default_rng(8)
    estimate = rng.lognormal(2, 1, 4000)
    found = practice.mmre_trap(estimate, estimate * rng.lognormal(0, 0.9, 4000))
    assert found.halved < found.plain
    assert found.best < 0.6
    assert found.median == pytest.approx(1, abs=0.05)
    grid = np.linspace(0.1, 2, 400)
    actual = estimate * rng.lognormal(0, 0.9, 4000)
    again = practice.mmre_trap(estimate, actual)
    losses = [np.mean(np.abs(actual - c * estimate) / actual) for c in grid]
    assert again.best == pytest.approx(grid[int(np.argmin(losses))], abs=0.01)


def test_delphi_steps_are_scored_against_the_first_round() -> None:
    good, wide = practice.Answer(8, 10, 12), practice.Answer(1, 4, 30)
    played = practice.Round((wide, wide, good), (good, good, good), good, 10.0, (5.0, 10.0, 20.0))
    found = practice.compare_steps([played] * 12)
    assert found["step"].tolist()[-1] == "history"
    assert found["score"].iloc[2] < found["score"].iloc[0]
    assert found["hits"].tolist() == [1.0] * 5
    assert practice.compare_steps([played] * 11) == NotEnoughEvidence(11, 12, "tasks of the group")
    with pytest.raises(InputError, match="same 3 to 5 people"):
        practice.Round((good, good), (good, good), good, 10.0, (5.0, 10.0, 20.0))
