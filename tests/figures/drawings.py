"""Every figure on data that a project may bring: plenty, little, extreme, hostile."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
from analyses_drawn import analyses_drawn
from drawings_control import control_drawings
from drawings_debt import debt_drawings, load_drawings, slip_drawings
from drawings_outlook import drawings as outlook_drawings
from matplotlib.axes import Axes

from workbench import calibration, forecast
from workbench.analysis import accuracy, velocity
from workbench.figures import accuracy as draw_accuracy
from workbench.figures import calibration as draw_calibration
from workbench.figures import flow as draw_flow
from workbench.figures import forecast as draw_forecast
from workbench.figures import velocity as draw_velocity
from workbench.tables import NotEnoughEvidence, Tables, empty

HOSTILE = "<script>alert(1)</script> $x^2$ \\frac{a}{b} & \"'--> {{7*7}} \x00\x1b\u202e名前 🚀"
KINDS = (
    "feature",
    "bug",
    "Technical Specification",
    "support of customers in the field",
    "spike",
    "test",
    "release",
    "meeting",
    "docs",
    "ops",
)


def tasks(n: int = 300, *, spread: float = 0.6, bias: float = 0.1, seed: int = 1, unit: str = "hours", name: str = "") -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    estimate = np.round(np.exp(rng.normal(1.6, 0.9, n)) * 2) / 2 + 0.5
    ratio = np.where(rng.random(n) < 0.3, 1.0, np.exp(rng.normal(bias, spread, n)))
    start = pd.Timestamp("2024-01-08") + pd.to_timedelta(np.sort(rng.integers(0, 500, n)), unit="D")
    return pd.DataFrame(
        {
            "project_id": "P",
            "task_id": [str(i) for i in range(n)],
            "kind": name or pd.Series(rng.choice(KINDS, n, p=np.arange(10, 0, -1) / 55)),
            "status_class": "done",
            "estimate": estimate,
            "actual": estimate * ratio,
            "estimate_unit": unit,
            "actual_unit": unit,
            "estimated_on": start - pd.Timedelta(days=3),
            "started_on": start,
            "finished_on": start + pd.to_timedelta(np.round(np.exp(rng.normal(1.2, 1.2, n))), unit="D"),
        }
    )


def sprints(n: int = 14, *, name: str = "Sprint", size: float = 30.0) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    done = np.round(rng.normal(size, size / 6, n))
    if n > 7:
        done[7] = size * 1.9
    started = pd.Timestamp("2026-01-05") + pd.to_timedelta(np.arange(n) * 14, unit="D")
    committed = np.maximum(done, np.round(size * 1.05))
    return pd.DataFrame(
        {
            "project_id": "P",
            "sprint": [f"{name} {i + 1}" for i in range(n)],
            "started_on": started,
            "ended_on": started + pd.Timedelta(days=13),
            "committed": committed,
            "completed": done,
            "say_do": done / committed,
            "unit": "points",
            "ended": True,
        }
    )


def backtest(n: int = 240) -> calibration.Backtest:
    """A proof of the shape that the calibration gives, without the time that it takes."""
    rng = np.random.default_rng(2)
    levels = np.round(np.arange(1, 20) * 0.05, 2)
    shares = {"calibrated": levels + 0.01, "habit": 0.5 + (levels - 0.5) * 0.55, "ebs": levels**1.1}
    reliability = pd.concat([pd.DataFrame({"method": m, "level": levels, "share": s}) for m, s in shares.items()], ignore_index=True)
    scores = pd.DataFrame({"method": ["calibrated", "habit"], "pinball": [0.2, 0.3], "cov80": [0.79, 0.55]})
    parts = 6
    since = pd.date_range("2024-01-01", periods=parts, freq="QS")
    over_time = pd.DataFrame({"since": since, "until": since + pd.Timedelta(days=89), "n": n // parts, "relative": 0.9})
    over_time = over_time.assign(cov80=0.8 + 0.03 * np.sin(np.arange(parts)), habit80=0.55, width80=4.0)
    return calibration.Backtest(n, n, "hours", "hours", scores, reliability, rng.uniform(size=n), pd.DataFrame(), over_time, 10)


def effort(p50: float = 1300.0, *, spread: float = 0.25, estimates: float = 1120.0, unit: str = "hours") -> forecast.EffortForecast:
    rng = np.random.default_rng(5)
    totals = np.quantile(p50 * np.exp(rng.normal(0, spread, 4000)), np.arange(1, 1000) / 1000)
    return forecast.EffortForecast(40, unit, unit, estimates, 3187, pd.DataFrame(), pd.DataFrame(), totals)


def finish(work: forecast.EffortForecast) -> forecast.FinishForecast:
    return forecast.finish(work, start_on=pd.Timestamp("2026-02-02"), capacity_per_day=max(work.p50 / 80, 0.01))


def flow(n: int = 90) -> pd.DataFrame:
    done = np.floor(np.linspace(0, 70, n))
    doing = np.round(6 + 4 * np.sin(np.arange(n) / 9))
    return pd.DataFrame({"day": pd.date_range("2026-01-05", periods=n), "done": done, "doing": doing, "todo": 120 - done - doing})


def burn_up(work: pd.DataFrame) -> pd.DataFrame:
    return velocity.burn_up(Tables({"tasks": work}))


MANY, FEW, ONE, NONE = tasks(), tasks(24, seed=4), tasks(1), empty("tasks")
TIGHT, WILD = tasks(200, spread=0.02, bias=0.0), tasks(600, spread=2.6, bias=1.5)
EXACT = MANY.assign(actual=MANY["estimate"])
HUGE = MANY.assign(estimate=MANY["estimate"] * 1e7, actual=MANY["actual"] * 3e7)
ODD = tasks(60, name=HOSTILE, unit=HOSTILE)
PROMISED = "2026-04-20"
LACKING = NotEnoughEvidence(3, 10, "finished tasks")
WORKS = {"many": MANY, "few": FEW, "one": ONE, "none": NONE, "huge": HUGE, "wild": WILD, "exact": EXACT, "odd": ODD}


def _velocity(frame: pd.DataFrame) -> Axes:
    return draw_velocity.velocity(frame, velocity.velocity(frame))


DRAWINGS: dict[str, Callable[[], Axes]] = {}
for _name, _tasks in {
    "many": MANY, "few": FEW, "one": ONE, "none": NONE, "tight": TIGHT, "wild": WILD, "exact": EXACT, "huge": HUGE, "odd": ODD,
}.items():  # fmt: skip
    DRAWINGS |= {
        f"ratio_histogram {_name}": lambda t=_tasks: draw_accuracy.ratio_histogram(t),
        f"estimate_actual {_name}": lambda t=_tasks: draw_accuracy.estimate_actual(t),
        f"kinds_over_under {_name}": lambda t=_tasks: draw_accuracy.kinds_over_under(accuracy.by(t, "kind", minimum=5)),
    }
    if _name in ("tight", "exact", "huge"):
        continue  # the others look at days, which are the same
    DRAWINGS |= {
        f"accuracy_over_time {_name}": lambda t=_tasks: draw_accuracy.accuracy_over_time(t),
        f"cycle_time {_name}": lambda t=_tasks: draw_flow.cycle_time(t),
        f"lead_time {_name}": lambda t=_tasks: draw_flow.lead_time(t),
        f"cycle_time_scatter {_name}": lambda t=_tasks: draw_flow.cycle_time_scatter(t),
        f"throughput {_name}": lambda t=_tasks: draw_flow.throughput(velocity.throughput(t)),
        f"burn_up {_name}": lambda t=_tasks: draw_velocity.burn_up(burn_up(t)),
    }
for _name, _frame in {
    "many": sprints(), "long": sprints(60), "few": sprints(5), "one": sprints(1), "none": sprints(0), "odd": sprints(14, name=HOSTILE),
    "small": sprints(12, size=2.0),
    "huge": sprints(12, size=3e6), "dates": sprints(10, name="2026-02-02 to 2026-02-13 Team Blue iteration"),
}.items():  # fmt: skip
    DRAWINGS |= {
        f"velocity {_name}": lambda f=_frame: _velocity(f),
        f"say_do {_name}": lambda f=_frame: draw_velocity.say_do(f),
        f"sparkline {_name}": lambda f=_frame: draw_velocity.sparkline(f["completed"]),
    }
for _name, _work in {
    "usual": effort(), "near": effort(estimates=1310.0), "sure": effort(spread=1e-9), "wide": effort(spread=1.3, estimates=200.0),
    "far": effort(estimates=9000.0), "tiny": effort(0.4, estimates=0.3), "huge": effort(3e7, estimates=2e7), "odd": effort(unit=HOSTILE),
}.items():  # fmt: skip
    DRAWINGS |= {
        f"forecast_effort {_name}": lambda w=_work: draw_forecast.forecast_effort(w),
        f"forecast_finish {_name}": lambda w=_work: draw_forecast.forecast_finish(finish(w)),
        f"forecast_finish promised {_name}": lambda w=_work: draw_forecast.forecast_finish(finish(w), promised=PROMISED),
    }
DRAWINGS |= {
    "calibration_curve": lambda: draw_calibration.calibration_curve(backtest()),
    "calibration_curve lacking": lambda: draw_calibration.calibration_curve(LACKING),
    "pit_histogram": lambda: draw_calibration.pit_histogram(backtest()),
    "pit_histogram few": lambda: draw_calibration.pit_histogram(backtest(8)),
    "pit_histogram lacking": lambda: draw_calibration.pit_histogram(LACKING),
    "cumulative_flow": lambda: draw_flow.cumulative_flow(flow()),
    "cumulative_flow one day": lambda: draw_flow.cumulative_flow(flow(1)),
    "cumulative_flow none": lambda: draw_flow.cumulative_flow(flow(0)),
    "velocity lacking": lambda: draw_velocity.velocity(sprints(2), LACKING),
    "throughput lacking": lambda: draw_flow.throughput(LACKING),
}
DRAWINGS |= outlook_drawings(effort, HOSTILE)
DRAWINGS |= control_drawings(WORKS, HOSTILE)
DRAWINGS |= debt_drawings({k: WORKS[k] for k in ("many", "one", "none", "odd")}, HOSTILE)
DRAWINGS |= slip_drawings(HOSTILE)
DRAWINGS |= load_drawings()
for _name, _tasks in {"many": MANY, "few": FEW, "one": ONE, "none": NONE, "odd": ODD, "wild": WILD}.items():
    DRAWINGS |= analyses_drawn(_name, _tasks)
_TOLD = ("many", "few", "odd", "usual", "promised usual")
USUAL = [name for name in DRAWINGS if " " not in name or name.partition(" ")[2] in _TOLD]


@cache
def drawn(name: str) -> Axes:
    """A figure, drawn once for all tests that only look at it."""
    return DRAWINGS[name]()
