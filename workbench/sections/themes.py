"""Which lessons come back over projects, and did what they are about move?"""

from __future__ import annotations

import pandas as pd

from workbench.analysis import causes, frames, themes
from workbench.figures import themes as draw
from workbench.page import Block, Columns, Note, Picture, Section, Table, Text
from workbench.page import Column as Shown
from workbench.tables import Tables
from workbench.wording import themes as words


def lessons_over_projects(everything: Tables, drivers: causes.CauseSplit) -> Section:
    """Themes that come back, what each is about in numbers, and whether that moved in the team's next project.

    Parameters
    ----------
    everything : Tables
        The whole library.
    drivers : CauseSplit
        The split of its overruns.

    Returns
    -------
    Section
    """
    name = "Lessons over projects"
    frame = themes.themes(everything)
    if frame.empty:
        return Section(name, Note("No lessons recorded yet. What to do: hold retrospectives and record their cards with a theme."))
    found = themes.theme_drivers(everything, drivers)
    blocks: list[Block] = [Columns(Picture(draw.themes(frame)), Text(words.drivers_sentence(found)))]
    if found:
        rows = pd.DataFrame(
            {
                "theme": [f.theme for f in found],
                "measure": [words.NAMES[f.measure] for f in found],
                "raised": [words.value(f.measure, f.raised) for f in found],
                "elsewhere": [words.value(f.measure, f.elsewhere) for f in found],
                "moved": [words.moved(f) for f in found],
            }
        )
        columns: dict[str, Shown | str] = {"theme": "lessons about", "measure": "measured by", "raised": Shown("where raised", left=False)}
        columns |= {"elsewhere": Shown("elsewhere", left=False), "moved": "in the next project"}
        blocks += [Table(rows, columns, file="lessons.csv"), Text(words.caution())]
    return Section(name, *blocks)


def raised_before(everything: Tables, project_id: str) -> Text | None:
    """Which themes of a project's lessons other projects raised too.

    Parameters
    ----------
    everything : Tables
        The whole library.
    project_id : str
        The project.

    Returns
    -------
    Text or None
        None where there is none.
    """
    own = themes.themes(Tables({"lessons": everything.lessons[everything.lessons["project_id"] == project_id]}))
    told = words.again(themes.themes(everything), set(own["theme"]) - {frames.NOT_STATED})
    return Text(told) if told else None
