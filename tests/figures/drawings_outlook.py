"""Figures of running projects on what a project may bring: plenty, little, extreme, hostile."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from workbench.figures import outlook as draw
from workbench.forecast import EffortForecast
from workbench.outlook import Completion, MilestoneOdds, Outcomes, RiskedForecast, with_risks
from workbench.tables import NotEnoughEvidence

START = pd.Timestamp("2025-03-31")


def history(n: int, *, measure: str = "cost", others: int = 25, plan: float = 160_000.0, unit: str = "EUR") -> list[Completion]:
    past = Outcomes.of(np.linspace(0.9, 1.6, others))
    out = []
    for i in range(1, n + 1):
        share = i / (n + 1)
        day = START + pd.Timedelta(days=30 * i)
        spent = plan * share * (1.2 if measure == "cost" else 1.0)
        form = "cost so far" if measure == "cost" else "pace so far"
        point = plan * (1.1 + 0.1 * np.sin(i))
        out.append(Completion("P", measure, day, form, unit, spent, point, plan, share, START, past))  # type: ignore[arg-type]
    return out


def weeks(ahead: int, others: int = 40) -> pd.DataFrame:
    past = Outcomes.of(np.linspace(0.9, 1.8, others), "reached milestones")
    return MilestoneOdds("P", "Beta", START, START, START + pd.Timedelta(days=ahead), past).by_week()


def by_week(curves: dict[str, pd.DataFrame]) -> Axes:
    return draw.odds_by_week(
        curves, marked={"expected": START + pd.Timedelta(days=60)}, n=40, title="Beta by 30 May 2025: 2 of 10", what="reached milestone"
    )


def risked(work: EffortForecast, *, n: int = 6, impact: float = 60.0) -> RiskedForecast | NotEnoughEvidence:
    table = pd.DataFrame({"risk_id": [str(i) for i in range(n)], "text": "late", "probability": 0.3, "impact": impact, "unit": work.unit})
    return with_risks(work, table, rng=np.random.default_rng(1))


def drawings(effort: Callable[..., EffortForecast], hostile: str) -> dict[str, Callable[[], Axes]]:
    """Names and functions, to join those of the other figures."""
    histories = {
        "many": history(8), "few": history(3, others=5), "one": history(1), "none": [],
        "huge": history(6, plan=3e9), "small": history(6, plan=9),
        "odd": history(8, unit=hostile), "days": history(8, measure="days", plan=240, unit="days"),
        "long": history(70, measure="days", plan=2100, unit="days"), "brief": history(2, measure="days", plan=20, unit="days"),
    }  # fmt: skip
    curves = {
        "many": {"Beta": weeks(40), "Release": weeks(90), "Handover": weeks(150), "Closing": weeks(200)},
        "one": {"Beta": weeks(60)}, "none": {}, "odd": {hostile: weeks(50), "B": weeks(90)},
        "far": {"Beta": weeks(900)}, "near": {"Beta": weeks(3)},
    }  # fmt: skip
    found = {
        "usual": risked(effort()), "much": risked(effort(), impact=4000.0), "tiny": risked(effort(0.4), impact=0.2),
        "none": risked(effort(), n=0),
        "huge": risked(effort(3e7), impact=4e6), "odd": risked(effort(unit=hostile)),
    }  # fmt: skip
    out: dict[str, Callable[[], Axes]] = {f"completion {k}": lambda h=h: draw.completion_over_time(h) for k, h in histories.items()}
    out |= {f"odds_by_week {k}": lambda c=c: by_week(c) for k, c in curves.items()}
    return out | {f"contingency {k}": lambda f=f: draw.contingency_curve(f) for k, f in found.items()}
