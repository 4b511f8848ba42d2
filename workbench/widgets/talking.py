"""The three things that the data of a project say, to talk about before cards are written."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.analysis import accuracy, velocity
from workbench.figures import accuracy as draw
from workbench.figures import flow as draw_flow
from workbench.figures import velocity as draw_velocity
from workbench.page import Picture
from workbench.tables import Tables

MOST = 3
_FEWEST = 5


def talking_points(project: Tables) -> list[Picture]:
    """At most three pictures whose titles are findings: where effort went, whether promises held, how scope and pace moved.

    Parameters
    ----------
    project : Tables
        The tables of one project.

    Returns
    -------
    list of Picture
        Fewer where the data do not tell more; each one's title is the sentence to talk about.
    """
    found = []
    for picture in _candidates(project):
        found.append(picture)
        if len(found) == MOST:
            break
    return found


def _candidates(project: Tables) -> Iterator[Picture]:
    """All that can be said, most worth talking about first."""
    tasks = project.tasks
    usable = accuracy.comparable(tasks)
    if accuracy.summary(tasks):
        kinds = accuracy.by(tasks, "kind", minimum=_FEWEST * 2)
        if kinds["enough"].sum() >= 2:
            yield Picture(draw.kinds_over_under(kinds[kinds["enough"]], unit=usable.unit or "hours"))
    sprints = velocity.sprints(project)
    if sprints["say_do"].notna().sum() >= _FEWEST:
        yield Picture(draw_velocity.say_do(sprints))
    burn = velocity.burn_up(project)
    if len(burn) >= _FEWEST and burn["done"].iloc[-1] > 0:
        yield Picture(draw_velocity.burn_up(burn))
    if accuracy.summary(tasks):
        yield Picture(draw.ratio_histogram(tasks))
    weekly = velocity.throughput(tasks)
    if weekly:
        yield Picture(draw_flow.throughput(weekly))
    if len(draw_flow.cycle_days(tasks)) >= _FEWEST:
        yield Picture(draw_flow.cycle_time(tasks))
