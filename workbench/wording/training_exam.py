"""What the exam of a trainee says: passed or not, and what a certificate shows and cannot show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.practice import ExamResult


def exam_sentence(found: ExamResult) -> str:
    """Passed or not, and why.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> rate, score = Some(hits=45, n=60, low=.65, high=.83), Some(verdict="open")
    >>> print(exam_sentence(Some(rate=rate, needed=(47, 55), comparison=score, passed=False, distinction=False)))
    Not passed: 45 of 60 inside, 47 to 55 pass. Failing is often luck: somebody whose true rate is 80 % fails about 3 times in 10.
    """
    hits, n = found.rate.hits, found.rate.n
    low, high = found.needed
    if found.passed:
        return f"{'Passed with distinction' if found.distinction else 'Passed'}: {hits} of {n} inside; {low} to {high} pass."
    why = f"{hits} of {n} inside, {low} to {high} pass"
    if low <= hits <= high:
        return f"Not passed: {hits} of {n} inside is in the band, but history alone scored clearly better."
    return f"Not passed: {why}. Failing is often luck: somebody whose true rate is 80 % fails about 3 times in 10."


def exam_limits() -> list[str]:
    """What a certificate shows and what it cannot.

    Examples
    --------
    >>> len(exam_limits())
    3
    """
    return [
        "It shows: on 60 finished tasks that the person had not seen, that many actuals lay inside ranges meant to hold 8 of 10, and the "
        "ranges scored so beside those that history alone would give. Somebody whose true rate is 80 % passes about 7 times in 10, "
        "somebody at 65 % about 2 times in 100.",
        "It cannot show: that estimates of live projects are as good, that the range was found without help, or that one person "
        "is better than another: differences of a few hits are chance.",
        "The outcomes lay in a process of their own until each answer was kept; whoever can open the organisation's library could have "
        "looked there.",
    ]
