"""What the next sprint, and the next few, will finish, from past sprints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

from workbench.analysis import velocity
from workbench.tables import InputError, NotEnoughEvidence

Floats = npt.NDArray[np.float64]
NEEDED = 3
HALF_LIFE = 6.0  # sprints after which a sprint counts half
PRIOR_SPREAD, PRIOR_WEIGHT = 0.3, 3.0  # usual relative spread of a team's sprints, worth three sprints
AHEAD = (1, 2, 3, 4, 5, 6)
DRIFT = (1 - 0.5 ** (1 / HALF_LIFE)) ** 2 / 0.5 ** (1 / HALF_LIFE)  # how far that half-life takes the pace to move
LEVELS = np.round(np.arange(1, 20) * 0.05, 2)


@dataclass(frozen=True)
class SprintForecast:
    """Distribution of what the next sprint, or the next few together, finish.

    Parameters
    ----------
    n : int
        Past sprints it rests on.
    unit : str
        Unit of the amounts.
    centre, scale, degrees : float
        Of a t distribution, cut off at 0.
    sprints : int
        How many sprints together.
    """

    n: int
    unit: str
    centre: float = field(repr=False)
    scale: float = field(repr=False)
    degrees: float = field(repr=False)
    sprints: int = 1

    @property
    def p10(self) -> float:
        """9 of 10 such sprints finish more."""
        return self.quantile(0.1)

    @property
    def p50(self) -> float:
        """Half of such sprints finish more."""
        return self.quantile(0.5)

    @property
    def p80(self) -> float:
        """2 of 10 such sprints finish more."""
        return self.quantile(0.8)

    @property
    def p90(self) -> float:
        """1 of 10 such sprints finishes more."""
        return self.quantile(0.9)

    def quantile(self, p: float) -> float:
        """Amount that a share `p` of such sprints stays at or below; never under 0."""
        return max(0.0, self.centre + self.scale * float(scipy.stats.t.ppf(p, self.degrees)))

    def odds_of(self, amount: float) -> float:
        """Share of such sprints that finish at least `amount`."""
        return 1.0 if amount <= 0 else float(scipy.stats.t.sf((amount - self.centre) / self.scale, self.degrees))


def next_sprint(sprints: pd.DataFrame) -> SprintForecast | NotEnoughEvidence:
    """Forecast what the next sprint of one project will finish.

    Parameters
    ----------
    sprints : DataFrame
        One row per sprint of one project in time order, as `velocity.sprints` gives them; only `completed` must be there. Sprints
        that have not ended, or are measured in another unit than most, are skipped.

    Returns
    -------
    SprintForecast or NotEnoughEvidence
        The latter below 3 sprints, or where nothing was ever finished.

    Raises
    ------
    InputError
        When the rows belong to several projects, or say nothing of what was completed.

    Notes
    -----
    Weights w = ½^(age/6 sprints). Centre Σwx/Σw; relative variance c² = (Σw(x/centre − 1)² + 3·0.3²)/(Σw + 3), the prior
    standing for the usual spread of a team; predictive t with Σw + 3 − 1 degrees of freedom and scale centre·c·√(1 + Σw²/(Σw)²).

    Examples
    --------
    >>> forecast = next_sprint(pd.DataFrame({"completed": [30.0, 34, 26, 31, 29], "unit": "points"}))
    >>> forecast.n, round(forecast.p50), forecast.p10 > 15 and forecast.p90 < 45
    (5, 30, True)
    """
    projects = set(sprints["project_id"].dropna()) if "project_id" in sprints else set()
    if len(projects) > 1:
        raise InputError(f"the sprints belong to {len(projects)} projects.", expected="sprints of one project.", todo="filter them first.")
    done, unit = _completed(sprints)
    if len(done) < NEEDED or done.max() <= 0:
        return NotEnoughEvidence(len(done) if len(done) < NEEDED else 0, NEEDED, "sprints with finished work")
    return SprintForecast(len(done), unit, *_predictive(done))


def coming_sprints(sprints: pd.DataFrame, *, ahead: Sequence[int] = AHEAD) -> tuple[SprintForecast, ...] | NotEnoughEvidence:
    """Forecast what the next few sprints of one project will finish together.

    Parameters
    ----------
    sprints : DataFrame
        As for :func:`next_sprint`.
    ahead : sequence of int
        How many sprints each forecast adds up.

    Returns
    -------
    tuple of SprintForecast, or NotEnoughEvidence
        One per number of sprints.

    Raises
    ------
    InputError
        As for :func:`next_sprint`.

    Notes
    -----
    With centre m and relative variance c² as in :func:`next_sprint`, h sprints have the centre h·m and the variance
    m²c²·(h + h²·Σw²/(Σw)² + q·(h − 1)h(2h − 1)/6): the sprints' own ups and downs, what is not known of the pace, and how far the pace
    may move meanwhile. q = (1 − λ)²/λ with λ = ½^(1/6) is the drift of the local level model whose best filter forgets with
    that half-life (Muth 1960; Harvey 1989, *Forecasting, Structural Time Series Models and the Kalman Filter*).

    Examples
    --------
    >>> three = coming_sprints(pd.DataFrame({"completed": [30.0, 34, 26, 31, 29], "unit": "points"}), ahead=[1, 3])[1]
    >>> three.sprints, round(three.p50), three.p10 > 55 and three.p90 < 130
    (3, 90, True)
    """
    one = next_sprint(sprints)
    if isinstance(one, NotEnoughEvidence):
        return one
    done, _ = _completed(sprints)
    return tuple(SprintForecast(one.n, one.unit, *_predictive(done, h), sprints=h) for h in ahead)


def _completed(sprints: pd.DataFrame) -> tuple[Floats, str]:
    """What ended sprints completed, in time order and in the unit that most of them share."""
    if "completed" not in sprints:
        raise InputError(
            "the sprints have no column 'completed'.", expected="what each sprint finished.", todo="use velocity.sprints(tables)."
        )
    rows, unit, _ = velocity.ended_in_one_unit(sprints.assign(completed=pd.to_numeric(sprints["completed"], errors="coerce")))
    return rows["completed"].to_numpy(dtype=float), unit


def _predictive(done: Floats, ahead: int = 1) -> tuple[float, float, float]:
    """Centre, scale and degrees of freedom of the t distribution of the sum of the next values."""
    w = 0.5 ** (np.arange(len(done))[::-1] / HALF_LIFE)
    h, centre = float(ahead), float(w @ done / w.sum())
    if centre <= 0:
        return 0.0, h * float(done.max()), PRIOR_WEIGHT
    relative = float((w @ (done / centre - 1) ** 2 + PRIOR_WEIGHT * PRIOR_SPREAD**2) / (w.sum() + PRIOR_WEIGHT))
    times = h + h**2 * (w @ w) / w.sum() ** 2 + DRIFT * (h - 1) * h * (2 * h - 1) / 6
    return h * centre, float(centre * np.sqrt(relative * times)), float(w.sum() + PRIOR_WEIGHT - 1)


def backtest_sprints(sprints: pd.DataFrame, *, ahead: int = 1) -> pd.DataFrame | NotEnoughEvidence:
    """Forecast past sprints from the sprints before them, and compare with two habits.

    Parameters
    ----------
    sprints : DataFrame
        Sprints of one or several projects in time order, with `completed` and, if there, `project_id`.
    ahead : int
        So many sprints together; from each sprint on, so that these runs overlap.

    Returns
    -------
    DataFrame[method, n, error, pinball, cov80] or NotEnoughEvidence
        One row per method, best first: ``forecast``, ``last`` (the last value), ``mean3`` (mean of the last three), times `ahead`.
        `error`: mean absolute error of the middle; `pinball`: mean loss over levels .05 … .95, the habits' range being
        ± 25 % as an 80 % range; `cov80`: share inside the 80 % range. In the unit of `completed`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> result = backtest_sprints(pd.DataFrame({"completed": rng.normal(30, 8, 40).clip(0)}))
    >>> result["method"].iloc[0], int(result["n"].iloc[0])
    ('forecast', 37)
    """
    projects = [rows for _, rows in sprints.groupby("project_id", sort=False)] if "project_id" in sprints else [sprints]
    out: list[dict[str, float | str]] = []
    habit = 0.25 * scipy.special.ndtri(LEVELS) / scipy.special.ndtri(0.9)
    for rows in projects:
        done, _ = _completed(rows)
        for i in range(NEEDED, len(done) - ahead + 1):
            if done[:i].max() <= 0:
                continue
            y = float(done[i : i + ahead].sum())
            centre, scale, degrees = _predictive(done[:i], ahead)
            out.append(_scored("forecast", y, centre, np.maximum(centre + scale * scipy.stats.t.ppf(LEVELS, degrees), 0)))
            for name, value in (("last", ahead * done[i - 1]), ("mean3", ahead * done[i - 3 : i].mean())):
                out.append(_scored(name, y, value, value * np.maximum(1 + habit, 0.05)))
    if not out:
        longest = max((len(rows) for rows in projects), default=0)
        return NotEnoughEvidence(longest, NEEDED + ahead, "sprints of one project")
    table = (
        pd.DataFrame(out)
        .groupby("method", sort=False)
        .agg(n=("error", "size"), error=("error", "mean"), pinball=("pinball", "mean"), cov80=("inside", "mean"))
    )
    return table.reset_index().sort_values("pinball", kind="stable", ignore_index=True)


def _scored(method: str, y: float, middle: float, q: Floats) -> dict[str, float | str]:
    d = y - q
    low, high = float(q[1]), float(q[-2])
    inside = float(low - 1e-9 <= y <= high + 1e-9)
    return {"method": method, "error": abs(y - middle), "pinball": float(np.maximum(LEVELS * d, (LEVELS - 1) * d).mean()), "inside": inside}
