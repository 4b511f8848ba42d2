"""What changing the scope or the team does to the odds, and what the effort costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from workbench.tables import InputError

from .calendar import Calendar
from .effort import EffortForecast
from .finish import finish

SCOPES = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2)
CAPACITIES = (0.8, 1.0, 1.2)


def scaled(effort: EffortForecast, scope: float) -> EffortForecast:
    """The forecast for more or less of the same kind of work.

    Parameters
    ----------
    effort : EffortForecast
        The work as planned.
    scope : float
        Share of it: 0.8 leaves out a fifth, 1.1 adds a tenth.

    Returns
    -------
    EffortForecast
        All totals × `scope`; tasks are left as they are.

    Notes
    -----
    Proportional scaling keeps the relative width: right where shared errors dominate, slightly too narrow for much less work.

    Examples
    --------
    >>> work = EffortForecast(10, "hours", "hours", 60.0, 0, pd.DataFrame(), pd.DataFrame(), np.linspace(40, 120, 999))
    >>> scaled(work, 0.5).p50
    40.0
    """
    if not scope > 0:
        raise InputError(f"the scope is {scope}.", expected="a share above 0, such as 0.8.")
    return replace(effort, estimate_sum=effort.estimate_sum * scope, totals=effort.totals * scope)


@dataclass(frozen=True)
class Plan:
    """How the work is to be done.

    Parameters
    ----------
    start_on : Timestamp
        First day of work.
    capacity_per_day : float
        Effort done per working day.
    calendar : Calendar
        Working days.
    """

    start_on: pd.Timestamp
    capacity_per_day: float
    calendar: Calendar = field(default_factory=Calendar)


def odds(
    effort: EffortForecast,
    plan: Plan,
    *,
    by: pd.Timestamp,
    scopes: Sequence[float] = SCOPES,
    capacities: Sequence[float] = CAPACITIES,
) -> pd.DataFrame:
    """The odds of ending by a day, for several scopes and capacities.

    Parameters
    ----------
    effort : EffortForecast
        The work as planned.
    plan : Plan
        Start, capacity and calendar.
    by : Timestamp
        The promised day.
    scopes, capacities : sequence of float
        Shares of the planned scope and capacity.

    Returns
    -------
    DataFrame[scope, capacity, odds, p80]
        One row per combination: share of such projects that end by the day, and the day by which 8 of 10 do.

    Examples
    --------
    >>> work = EffortForecast(10, "hours", "hours", 60.0, 0, pd.DataFrame(), pd.DataFrame(), np.linspace(40, 120, 999))
    >>> table = odds(work, Plan(pd.Timestamp("2026-03-02"), 8), by=pd.Timestamp("2026-03-13"), scopes=[0.5, 1], capacities=[1])
    >>> table["odds"].round(2).tolist()
    [1.0, 0.5]
    """
    rows = []
    for scope in scopes:
        less = scaled(effort, scope)
        for capacity in capacities:
            when = finish(less, start_on=plan.start_on, capacity_per_day=plan.capacity_per_day * capacity, calendar=plan.calendar)
            rows.append({"scope": float(scope), "capacity": float(capacity), "odds": when.odds_by(by), "p80": when.p80})
    return pd.DataFrame(rows, columns=["scope", "capacity", "odds", "p80"])


@dataclass(frozen=True)
class CostForecast:
    """Distribution of the cost of the work.

    Parameters
    ----------
    effort : EffortForecast
        The work.
    rate : float
        Money per unit of effort.
    fixed : float
        Money that is spent whatever the effort.
    currency : str
        Currency of both.
    """

    effort: EffortForecast = field(repr=False)
    rate: float
    fixed: float
    currency: str

    @property
    def n(self) -> int:
        """Tasks in the work."""
        return self.effort.n_tasks

    @property
    def p50(self) -> float:
        """Cost as likely exceeded as not."""
        return self.quantile(0.5)

    @property
    def p80(self) -> float:
        """Cost that 8 of 10 such projects stay below."""
        return self.quantile(0.8)

    @property
    def p90(self) -> float:
        """Cost that 9 of 10 such projects stay below."""
        return self.quantile(0.9)

    @property
    def contingency(self) -> float:
        """P80 − P50."""
        return self.p80 - self.p50

    @property
    def mean(self) -> float:
        """Expected cost; money follows the mean, which lies above P50."""
        return self.fixed + self.rate * float(np.mean(self.effort.totals))

    def quantile(self, p: float) -> float:
        """Cost that a share `p` of such projects stays below."""
        return self.fixed + self.rate * self.effort.quantile(p)

    def odds_within(self, budget: float) -> float:
        """Share of such projects that stay within a budget."""
        return self.effort.odds_within((budget - self.fixed) / self.rate)


def cost(effort: EffortForecast, *, rate: float, currency: str = "", fixed: float = 0.0) -> CostForecast:
    """Turn forecast effort into a forecast cost.

    Parameters
    ----------
    effort : EffortForecast
        The work.
    rate : float
        Money per unit of effort.
    currency : str
        Its currency.
    fixed : float
        Money that is spent whatever the effort.

    Returns
    -------
    CostForecast

    Raises
    ------
    InputError
        When the rate is not above 0 or the fixed part is negative.

    Examples
    --------
    >>> work = EffortForecast(10, "hours", "hours", 60.0, 0, pd.DataFrame(), pd.DataFrame(), np.linspace(40, 120, 999))
    >>> price = cost(work, rate=90.0, currency="EUR", fixed=1000.0)
    >>> price.p50, round(price.odds_within(8200.0), 2)
    (8200.0, 0.5)
    """
    if not (np.isfinite(rate) and rate > 0 and np.isfinite(fixed) and fixed >= 0):
        raise InputError(f"the rate is {rate} and the fixed part {fixed}.", expected="a rate above 0 and a fixed part of 0 or more.")
    return CostForecast(effort, float(rate), float(fixed), currency)
