"""Figures of defects and technical debt, on data that a project may bring."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from workbench.analysis.calendar_split import calendar_split, split_by
from workbench.analysis.capacity import Utilisation, utilisation
from workbench.analysis.clean_up import Bought, what_debt_bought
from workbench.analysis.debt import DebtEffect, debt_effect
from workbench.analysis.defects import Defects, defects
from workbench.analysis.slips import Slips, slips
from workbench.figures import calendar_split as draw_split
from workbench.figures import capacity as draw_capacity
from workbench.figures import debt as draw
from workbench.figures import slips as draw_slips
from workbench.figures import themes as draw_themes
from workbench.tables import NotEnoughEvidence, Tables


@cache
def paying(n: int, size: float, unit: str) -> Tables:
    """A team that paid debt in every third sprint, and finished a little more in the next one."""
    rng = np.random.default_rng(9)
    names = [f"Sprint {i + 1}" for i in range(n)]
    ends = pd.Timestamp("2024-01-12") + pd.to_timedelta(np.arange(n) * 14, unit="D")
    tasks = pd.DataFrame({"task_id": [f"{i}-{k}" for i in range(n) for k in range(10)], "place": np.repeat(np.arange(n), 10)})
    debt = (tasks["place"] % 3 == 0) & (tasks.index % 10 < 3)
    more = np.where(tasks["place"] % 3 == 1, 1.2, 1.0)
    tasks = tasks.assign(
        project_id="P", status_class="done", labels=debt.map({True: "debt"}), estimate=size * more * rng.uniform(0.7, 1.3, len(tasks)),
        estimate_unit=unit, finished_on=ends[tasks["place"]], started_on=ends[tasks["place"]] - pd.Timedelta(days=4),
    )  # fmt: skip
    sprints = pd.DataFrame({"project_id": "P", "sprint": names, "started_on": ends - pd.Timedelta(days=11), "ended_on": ends})
    stays = tasks[["project_id", "task_id"]].assign(sprint=[names[i] for i in tasks["place"]], done=True)
    return Tables({"tasks": tasks.drop(columns="place"), "sprints": sprints, "task_sprints": stays})


def effect(n: int, size: float = 3.0, unit: str = "points") -> DebtEffect | NotEnoughEvidence:
    return debt_effect(paying(n, size, unit))


def bought(n: int, size: float = 3.0, unit: str = "points") -> Bought | NotEnoughEvidence:
    tables = paying(n, size, unit)
    return what_debt_bought(tables, on=tables.sprints["ended_on"].iloc[n // 2])


def quality(tasks: pd.DataFrame, every: str = "M") -> Defects | NotEnoughEvidence:
    return defects(Tables({"tasks": tasks.assign(created_on=tasks["started_on"])}), every=every)


def debt_drawings(works: dict[str, pd.DataFrame], hostile: str) -> dict[str, Callable[[], Axes]]:
    """Every figure of this kind, by name."""
    out: dict[str, Callable[[], Axes]] = {}
    for name, tasks in works.items():
        out |= {
            f"defects_over_time {name}": lambda t=tasks: draw.defects_over_time(quality(t)),
            f"rework_share {name}": lambda t=tasks: draw.rework_share(quality(t, "Q")),
        }
        both = Tables({"tasks": tasks.assign(blocked_hours=np.arange(len(tasks)) % 30.0)})
        out[f"calendar_split {name}"] = lambda t=both: draw_split.calendar_split(calendar_split(t), split_by(t, "kind"))
    sizes = {"usual": (30, 3.0, "points"), "few": (4, 3.0, "points"), "huge": (24, 3e8, "hours"), "odd": (24, 3.0, hostile)}
    for name, given in sizes.items():
        out |= {
            f"debt_effect {name}": lambda g=given: draw.debt_effect(effect(*g)),
            f"clean_up {name}": lambda g=given: draw.clean_up(bought(*g)),
        }
    return out


def milestones(n: int, stones: int, name: str = "Gate", every: int = 30) -> Slips | NotEnoughEvidence:
    """Milestones that slip a little from record to record; the first ones are reached."""
    rows = []
    for k in range(stones):
        base = pd.Timestamp("2025-03-01") + pd.Timedelta(days=40 * k)
        for i in range(n):
            at, forecast = pd.Timestamp("2025-01-31") + pd.Timedelta(days=every * i), base + pd.Timedelta(days=4 * i)
            came = forecast if at >= forecast else pd.NaT
            rows.append((f"{name} {k}", at, base, forecast, came))
            if came is not pd.NaT:
                break
    frame = pd.DataFrame(rows, columns=["milestone", "recorded_on", "baseline_on", "forecast_on", "actual_on"])
    return slips(Tables({"milestones": frame.assign(project_id="P")}), "P")


def held(n: int, name: str = "In Review", days: float = 120.0) -> pd.DataFrame:
    return pd.DataFrame({"group": [f"{name} {i}" for i in range(n)], "n": 30, "held": days / np.arange(1, n + 1), "typical": 1.0})


def slip_drawings(hostile: str) -> dict[str, Callable[[], Axes]]:
    """Every figure of milestones and held work, by name."""
    sizes = {
        "usual": (8, 2),
        "many": (12, 12),
        "one": (4, 1),
        "few": (1, 1),
        "odd": (6, 3, hostile),
        "long": (60, 3),
        "brief": (5, 2, "G", 1),
    }
    out: dict[str, Callable[[], Axes]] = {f"slip_chart {k}": lambda g=g: draw_slips.slip_chart(milestones(*g)) for k, g in sizes.items()}  # type: ignore[misc]
    frames = {"usual": held(4), "none": held(0), "many": held(20), "odd": held(3, hostile), "huge": held(5, days=3e9)}
    return out | {f"held {k}": lambda f=f: draw_slips.held(f, "status") for k, f in frames.items()}


def load(n: int, size: float = 100.0, freq: str = "ME") -> Utilisation | NotEnoughEvidence:
    ends = pd.date_range("2025-01-31", periods=n, freq=freq)
    rows = pd.DataFrame({"project_id": "P", "role": "qa", "period_end": ends, "capacity_hours": size})
    rows = rows.assign(booked_hours=size * 0.8, spent_hours=size * (0.7 + 0.15 * (np.arange(n) % 4)))
    return utilisation(Tables({"allocations": rows}))


def load_drawings() -> dict[str, Callable[[], Axes]]:
    """Every figure of capacity, by name."""
    sizes = {
        "usual": (9, 100.0, "ME"),
        "many": (60, 100.0, "ME"),
        "few": (2, 1.0, "ME"),
        "huge": (12, 3e8, "ME"),
        "weekly": (20, 40.0, "W"),
    }
    return themes_drawn() | {f"load {k}": lambda s=s: draw_capacity.load(load(*s)) for k, s in sizes.items()}  # type: ignore[misc]


def themes_drawn() -> dict[str, Callable[[], Axes]]:
    """The picture of themes."""
    rows = pd.DataFrame({"theme": ["testing", "estimates of a long name that goes on", "scope"], "projects": [9, 4, 1]})
    rows = rows.assign(votes=[30, 8, 1], lessons=[12, 5, 1])
    return {"themes usual": lambda: draw_themes.themes(rows), "themes none": lambda: draw_themes.themes(rows.head(0))}
