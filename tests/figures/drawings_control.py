"""Figures of what drove a project, and of where it stands, on data that a project may bring."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from workbench.analysis import causes, risks, scope
from workbench.analysis.earned_value import EarnedValue, earned_value
from workbench.figures import causes as draw_causes
from workbench.figures import earned_value as draw_money
from workbench.figures import risks as draw_risks
from workbench.figures import scope as draw_scope
from workbench.tables import NotEnoughEvidence, Tables


def joined(work: pd.DataFrame) -> Tables:
    """A project whose second half joined after its start, and that took some work out again."""
    number = np.arange(len(work))
    tasks = work.assign(
        added_on=pd.Timestamp("2024-01-01") + pd.to_timedelta(number // 2 * 2 * (number % 2), unit="D"),
        status_class=np.where(number % 9 == 4, "cancelled", "done"),
        estimate=work["estimate"].where(number % 11 > 0),
    )
    return Tables({"tasks": tasks, "projects": pd.DataFrame({"project_id": ["P"], "started_on": [tasks["added_on"].min()]})})


def drivers(work: pd.DataFrame) -> causes.CauseSplit:
    return causes.split(joined(work))


def split(work: pd.DataFrame) -> causes.Causes | NotEnoughEvidence:
    return causes.of_project(drivers(work), "P")


def money(n: int, *, size: float = 1000.0, currency: str = "EUR") -> EarnedValue | NotEnoughEvidence:
    ends = pd.date_range("2025-01-31", periods=n, freq="ME")
    plan = np.linspace(0, size, n + 1)[1:]
    periods = pd.DataFrame(
        {"project_id": "P", "period_end": ends, "planned_value": plan, "earned_value": plan * 0.8, "actual_cost": plan * 1.1}
    )
    projects = pd.DataFrame({"project_id": ["P"], "budget": [size * 1.2], "currency": currency})
    return earned_value(Tables({"periods": periods, "projects": projects}), "P")


def control_drawings(works: dict[str, pd.DataFrame], hostile: str) -> dict[str, Callable[[], Axes]]:
    """Every figure of this kind, by name."""
    out: dict[str, Callable[[], Axes]] = {}
    for name, work in works.items():
        out |= {
            f"waterfall {name}": lambda t=work: draw_causes.waterfall(split(t)),
            f"scope_by_period {name}": lambda t=work: draw_scope.scope_by_period(scope.history(joined(t))),
            f"causes_league {name}": lambda t=work: draw_causes.causes_league(causes.league(drivers(t)), projects=1),
        }
    kinds = {
        "usual": (12, 1000.0, "EUR"),
        "few": (3, 1.0, "EUR"),
        "none": (0, 1.0, "EUR"),
        "huge": (40, 3e10, "EUR"),
        "odd": (6, 10.0, hostile),
    }
    for name, (n, size, currency) in kinds.items():
        out[f"earned_value {name}"] = lambda n=n, size=size, currency=currency: draw_money.earned_value(
            money(n, size=size, currency=currency)
        )
    registers = {"usual": 90, "few": 20, "none": 0, "huge": 40_000}
    for name, n in registers.items():
        odds = np.array([0.05, 0.1, 0.3, 0.5, 0.7, 0.9])[np.arange(n) % 6] + np.arange(n) % 7 * (0.004 if name == "huge" else 0.0)
        register = pd.DataFrame({"project_id": "P", "probability": odds, "occurred": np.arange(n) % 3 == 0})
        out[f"risk_odds {name}"] = lambda r=register: draw_risks.risk_odds(risks.record(r))
    return out
