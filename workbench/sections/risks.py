"""What came of a project's risks, what came that no risk named, and how much of what should have been held was used?"""

from __future__ import annotations

from workbench import outlook
from workbench.analysis import causes, risks
from workbench.analysis.causes import CauseSplit
from workbench.page import Block, Note, Section, Table, Text
from workbench.page import Column as Shown
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import risks as words


def risks_in_hindsight(everything: Tables, project_id: str, drivers: CauseSplit | None = None, *, level: float = 0.8) -> Section:
    """What came of the register of a finished project, what no risk on it named, and how much contingency was used.

    Parameters
    ----------
    everything : Tables
        The whole library.
    project_id : str
        The project.
    drivers : CauseSplit, optional
        The split of the library's overruns: what came without a request is read from it.
    level : float
        Share of such projects that the contingency was to be enough for.

    Returns
    -------
    Section
    """
    title = "Risks in hindsight, and what was held for them"
    project = everything.of(project_id)
    drove = None if drivers is None else causes.of_project(drivers, project_id)
    found = risks.unregistered(project, found=drove)
    currency = project.projects["currency"].dropna()
    told = words.unregistered(found, str(currency.iloc[0]) if len(currency) else "")
    proofs = [outlook.backtest_uplifts(everything, of=of, level=level) for of in ("cost", "days")]  # type: ignore[arg-type]
    used = " ".join(text for proof in proofs if (text := words.held_and_used(proof, project_id)))
    blocks: list[Block | None] = [Note(told) if isinstance(found, NotEnoughEvidence) else Text(told)]
    if not isinstance(found, NotEnoughEvidence) and len(found.events):
        columns: dict[str, Shown | str] = {"what": Shown("What came"), "n": Shown("requests or tasks", "count")}
        columns |= {"effort": Shown("hours", "number"), "named": Shown("a risk shares a word with it", "yes")}
        told_of = found.events.assign(what=[words.came(row) for row in found.events.to_dict("records")])
        blocks.append(Table(told_of, columns, file="came_unregistered.csv", rows=12))
    return Section(title, *blocks, Text(used) if used else None)
