"""The certificate of an exam, and what a group of trainees learned."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.figures import training as draw
from workbench.page import Card, Cards, Columns, Evidence, Headline, Note, Picture, Section, Stack, Style, Table, Text, Title
from workbench.page import Column as Shown
from workbench.practice import HitRate, Run, hit_rate, judge, scored, skill
from workbench.practice.exam import VALID_MONTHS
from workbench.tables import NotEnoughEvidence
from workbench.wording import training_exam as of_exam
from workbench.wording import training_group as of_group
from workbench.wording.evidence import method, not_enough
from workbench.wording.numbers import count, day, number


def certificate(run: Run, *, attempts: int, name: str = "", version: str = "") -> Stack | NotEnoughEvidence:
    """The certificate of a finished exam, whether passed or not: what it shows and what it cannot show.

    Parameters
    ----------
    run : Run
        The finished exam.
    attempts : int
        Which time the exam was taken.
    name : str
        Whose it is, as the person wants it printed.
    version : str
        Version of the package.

    Returns
    -------
    Stack or NotEnoughEvidence
    """
    answers = scored(run.table)
    found = judge(answers)
    if isinstance(found, NotEnoughEvidence):
        return found
    measured = skill(answers, rng=np.random.default_rng(1))
    taken = pd.Timestamp(str(run.finished))
    until = taken + pd.DateOffset(months=VALID_MONTHS)
    low, high = round(found.rate.low * 100), round(found.rate.high * 100)
    passed = "Certificate" if found.passed else "Result of an exam"
    against = {"better": "clearly better", "worse": "clearly worse", "open": "not distinguishable"}[found.comparison.verdict]
    cards = [
        Card("Actuals inside the range", f"{found.rate.hits} of {found.n}", f"aim 48; {found.needed[0]} to {found.needed[1]} pass"),
        Card("True rate, plausibly", f"{low}–{high} %", "90 % interval"),
        Card(
            "Own score, history's", f"{number(found.comparison.you, decimals=2)}, {number(found.comparison.history, decimals=2)}", against
        ),
    ]
    if not isinstance(measured, NotEnoughEvidence):
        span = f"{number(measured.low, decimals=2)} to {number(measured.high, decimals=2)}"
        cards.append(Card("Skill against history", number(measured.value, decimals=2), span))
    kinds = answers["kind"].replace("", "not stated").value_counts().rename_axis("kind").rename("n").reset_index()
    source = run.details.get("source", "")
    lasting = f"valid until {day(until)}" if found.passed else "not passed"
    return Stack(
        Style(),
        Title(f"{passed} · ranges for estimates", f"{day(taken)} · {lasting}"),
        Headline(of_exam.exam_sentence(found), meaning=f"{name}, attempt {attempts}." if name.strip() else f"Attempt {attempts}."),
        Cards(cards),
        Section("What it shows, and what it cannot", *(Text(s) for s in of_exam.exam_limits())),
        Section("Tasks of the exam", Table(kinds, {"kind": Shown("Kind of work"), "n": Shown("tasks", "count")}, file="")),
        Evidence(
            f"Tasks from {source}, held back by date: finished later than all tasks that could be practised on.",
            f"Mark of the tasks and their actuals: {run.details.get('mark') or 'none'}. Unit: {answers['unit'].iloc[0]}.",
            "Score: weighted interval score on logs, lower is better. History: P10, P50, P90 of the same kind of work finished before.",
            method(version=version),
        ),
    )


def group_answer(shares: pd.DataFrame, curve: pd.DataFrame | NotEnoughEvidence) -> Stack:
    """Title, and in one sentence whether the group's ranges hold better at the end.

    Parameters
    ----------
    shares : DataFrame
        The shares that were handed in.
    curve : DataFrame or NotEnoughEvidence
        Blocks of the group's answers.

    Returns
    -------
    Stack
    """
    people = shares["code"].nunique()
    title = Title("Training · the group", f"{count(people, 'share')} handed in · {count(len(shares), 'answer')}")
    if isinstance(curve, NotEnoughEvidence):
        return Stack(Style(), title, Headline("There is nothing to show about the group yet.", meaning=not_enough(curve)))
    return Stack(Style(), title, Headline(of_group.group_sentence(curve), meaning=of_group.group_meaning()))


def group_curve(curve: pd.DataFrame | NotEnoughEvidence) -> Section:
    """How the group's hit rate, width and score moved over the answers.

    Parameters
    ----------
    curve : DataFrame or NotEnoughEvidence
        Blocks of the group's answers.

    Returns
    -------
    Section
    """
    if isinstance(curve, NotEnoughEvidence):
        return Section("How the group learned", Note(curve))
    frame = curve.assign(answers=[f"{a}–{b}" for a, b in zip(curve["first"], curve["last"], strict=True)])
    columns: dict[str, Shown | str] = {
        "answers": "Answers",
        "people": Shown("people", "count"),
        "rate": Shown("inside", "percent"),
        "width": Shown("width ÷ history's", "ratio"),
        "skill": Shown("skill", lambda value: number(value, decimals=2)),
    }
    return Section(
        "How the group learned",
        Columns(Picture(draw.group_learning(curve, of_group.group_curve_title(curve))), Table(frame, columns, file="group.csv")),
    )


def transfer(before_after: pd.DataFrame | NotEnoughEvidence, faults: list[str], *, version: str) -> Stack:
    """Live estimates before and after the training, beside teams that were still waiting.

    Parameters
    ----------
    before_after : DataFrame or NotEnoughEvidence
        One row per group and period.
    faults : list of str
        Files that were handed in and are no shares.
    version : str
        Version of the package.

    Returns
    -------
    Stack
    """
    name = "Does it carry over to live estimates?"
    if isinstance(before_after, NotEnoughEvidence):
        body = Section(name, Note(before_after))
    else:
        rates = [hit_rate(round(r * n), n) for r, n in zip(before_after["rate"], before_after["n"], strict=True)]
        plausible = [f"{r.low * 100:.0f}–{r.high * 100:.0f} %" if isinstance(r, HitRate) else "–" for r in rates]
        frame = before_after.assign(plausible=plausible)
        columns: dict[str, Shown | str] = {
            "group": "Teams",
            "period": "estimates",
            "n": Shown("tasks", "count"),
            "people": Shown("people", "count"),
            "rate": Shown("inside ±25 %", "percent"),
            "plausible": Shown("plausibly", left=True),
            "error": Shown("typical error", "ratio"),
        }
        body = Section(name, Text(of_group.transfer_sentence(before_after)), Table(frame, columns, file="transfer.csv"))
    left = f"Not read: {'; '.join(faults)}." if faults else ""
    return Stack(body, Evidence(*([left] if left else []), of_group.group_floor(), method(version=version)))
