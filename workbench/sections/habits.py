"""How does the organisation, or one project, estimate: by group of work, over the years, from estimate to estimate?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.analysis import accuracy, censored, compare, flow, learning, measures, progress, reestimation
from workbench.figures import groups as draw_groups
from workbench.figures import habits as draw_habits
from workbench.figures import trend as draw_trend
from workbench.figures import waiting as draw_waiting
from workbench.page import Block, Columns, Note, Picture, Section, Table, Text
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import research as research_words

_SEED = 1


def who_misses_by_less(tasks: pd.DataFrame) -> Section:
    """Kinds, sizes and years of work beside each other: where estimates run low, and which miss by less.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of the whole library.

    Returns
    -------
    Section
    """
    name = "Where estimates run low, and which miss by less"
    by_kind, by_size = accuracy.by(tasks, "kind"), accuracy.by(tasks, "size")
    if not by_kind["enough"].any():
        return Section(name, Note("No kind of work has 20 finished, estimated tasks yet."))
    kinds, years = compare.misses_by(tasks, "kind"), compare.misses_by(tasks, "year")
    return Section(
        name,
        Columns(Picture(draw_groups.accuracy_by(by_kind, "kind")), Picture(draw_groups.accuracy_by(by_size, "size"))),
        Columns(Picture(draw_groups.misses_by(kinds, "kind")), Picture(draw_groups.misses_by(years, "year"))),
    )


def do_we_learn(everything: Tables) -> Section:
    """Whether estimates get closer over the years, as work goes on, and with each new estimate.

    Parameters
    ----------
    everything : Tables
        ``tasks`` and ``estimates`` of the whole library.

    Returns
    -------
    Section
    """
    name = "Do estimates get closer?"
    over, cone = learning.over_time(everything.tasks), progress.cone(everything)
    again, quality = reestimation.reestimation(everything), reestimation.quality(everything)
    first: list[Block] = [
        Note(over, title="Over the years") if isinstance(over, NotEnoughEvidence) else Picture(draw_trend.learning(over)),
        Note(cone, title="As work goes on") if isinstance(cone, NotEnoughEvidence) else Picture(draw_trend.cone(cone)),
    ]
    second: list[Block] = [
        Note(again, title="New estimates") if isinstance(again, NotEnoughEvidence) else Picture(draw_trend.reestimation(again)),
        Note(quality, title="Over the life of a task")
        if isinstance(quality, NotEnoughEvidence)
        else Picture(draw_trend.quality(reestimation.quality_factors(everything), quality)),
    ]
    return Section(name, Columns(*first), Columns(*second))


def how_we_estimate(tasks: pd.DataFrame) -> Section:
    """Round numbers and given ranges, and the measures that research papers report.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of the whole library.

    Returns
    -------
    Section
    """
    rounds, hits = accuracy.round_numbers(tasks), accuracy.hit_rate(tasks)
    blocks: list[Block] = [
        Note(rounds, title="Round numbers") if isinstance(rounds, NotEnoughEvidence) else Picture(draw_habits.round_numbers(rounds)),
        Note(hits, title="Given ranges") if isinstance(hits, NotEnoughEvidence) else Picture(draw_habits.given_ranges(hits)),
    ]
    found = measures.research(tasks, rng=np.random.default_rng(_SEED))
    if isinstance(found, NotEnoughEvidence):
        return Section("Habits of estimating", Columns(*blocks))
    rows = pd.DataFrame(research_words.rows(found), columns=["measure", "value", "range"])
    shown: dict[str, Shown | str] = {
        "measure": Shown("For comparison with research"),
        "value": Shown("value", left=False),
        "range": Shown("95 % range", left=False),
    }
    return Section("Habits of estimating", Columns(*blocks), Table(rows, shown, file="measures.csv"), Text(found.relative.warning))


def kinds_and_waiting(project: Tables) -> Section:
    """One project by kind and size of work, with its open and blocked work.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    Section
    """
    tasks = project.tasks
    kinds, sizes = accuracy.by(tasks, "kind", minimum=10), accuracy.by(tasks, "size", minimum=10)
    pictures: list[Block] = []
    if kinds["enough"].sum() >= 2:
        pictures.append(Picture(draw_groups.accuracy_by(kinds, "kind")))
    if sizes["enough"].sum() >= 2:
        pictures.append(Picture(draw_groups.accuracy_by(sizes, "size")))
    stuck, carried, unfinished = flow.blocked(tasks), flow.carry_over(project), censored.with_open(tasks)
    if not isinstance(stuck, NotEnoughEvidence) and stuck.blocked:
        pictures.append(Picture(draw_waiting.blocked(stuck)))
    if not isinstance(carried, NotEnoughEvidence) and carried.carried:
        pictures.append(Picture(draw_waiting.carry_over(carried)))
    if not isinstance(unfinished, NotEnoughEvidence) and unfinished.open >= 5:
        pictures.append(Picture(draw_habits.with_open(unfinished)))
    if not pictures:
        return Section("By kind and size of work", Note("Too few finished, estimated tasks to tell kinds and sizes of work apart."))
    return Section("By kind and size of work", *(Columns(*pictures[i : i + 2]) for i in range(0, len(pictures), 2)))
