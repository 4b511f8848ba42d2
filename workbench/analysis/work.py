"""Plan and actual of all projects as arrays, and what each cause adds: the engine room of :mod:`workbench.analysis.causes`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.tables import Tables

from .baseline import FirstPlan, first_plan
from .frames import is_done, pick, yes
from .groups import named
from .pairs import units
from .rework import is_rework
from .usual import usual

PAST = 20
"""Finished tasks that must lie before a project before its usual ratios are told."""
ROLES = (
    "not counted",
    "in the first plan",
    "joined later",
    "taken out of the first plan",
    "joined and taken out",
    "no estimate",
    "defect or repair",
    "open, in the first plan",
    "open, joined later",
)
"""What a task counts as in the split; roll-ups, finished tasks without time spent or in another unit are not counted."""
_EPOCH = np.datetime64("1970-01-01")
_OFFSET = 200_000  # so that days before 1970 count from above 0


class Work:
    """The tasks of all projects as arrays, and where each belongs."""

    def __init__(self, tables: Tables) -> None:
        names = ["status_class", "finished_on", "estimate", "actual", "cost", "kind", "estimate_unit", "actual_unit", "is_rollup"]
        self.keys = pick(tables.tasks, "tasks", ["project_id", "task_id"])
        part = pick(tables.tasks, "tasks", names)
        self.plan: FirstPlan = first_plan(tables)
        self.code, self.count = self.plan.code, len(self.plan.projects)
        leaf = ~yes(part["is_rollup"]).to_numpy()
        cancelled = (part["status_class"] == "cancelled").fillna(False).to_numpy(bool) & leaf
        done = is_done(tables.tasks).to_numpy() & leaf & ~cancelled
        self.kind, self.kinds = named(part["kind"])
        e, a, self.cost = (part[c].to_numpy(float, na_value=np.nan) for c in ("estimate", "actual", "cost"))
        estimated, spent = e > 0, a > 0
        self.e, self.a = np.where(estimated, e, 0.0), np.where(spent, a, 0.0)
        estimate_unit, actual_unit = units(part)
        both = done & estimated & spent & (estimate_unit >= 0) & (actual_unit >= 0)
        width = int(max(actual_unit.max(initial=0), estimate_unit.max(initial=0))) + 1
        pair = np.where(both, estimate_unit * width + actual_unit, -1)
        main = self._most(pair, width * width)
        self.known = main >= 0
        main_e, main_a = main // width, main % width
        same_a = (actual_unit == main_a[self.code]) & self.known[self.code]
        same_e = (estimate_unit == main_e[self.code]) & self.known[self.code]
        estimated &= same_e
        usable = both & (pair == main[self.code])
        self.paired, self.loose = usable, done & spent & same_a & ~(e > 0)
        self.cancelled = cancelled & (estimated | (spent & same_a))
        self.a = np.where(same_a, self.a, 0.0)
        self.e = np.where(estimated, self.e, 0.0)
        self.open = leaf & ~done & ~cancelled
        self.lost = done & ~self.paired & ~self.loose
        self.rework = is_rework(tables.tasks).to_numpy() & ~self.plan.planned
        text = part["actual_unit"].to_numpy(object)
        self.unit = np.full(self.count, None, object)
        rows = np.flatnonzero(usable)[::-1]
        self.unit[self.code[rows]] = text[rows]
        self._learn(tables, part, both, pair, main, main_e != main_a)

    def _most(self, pair: np.ndarray, width: int) -> np.ndarray:
        """The pair of units that most comparable tasks of each project share; -1 where there is none."""
        here = pair >= 0
        key, n = np.unique(self.code[here].astype(np.int64) * width + pair[here], return_counts=True)
        order = np.argsort(n, kind="stable")
        out = np.full(self.count, -1)
        out[key[order] // width] = key[order] % width
        return out

    def _learn(self, tables: Tables, part: pd.DataFrame, both: np.ndarray, pair: np.ndarray, main: np.ndarray, crossed: np.ndarray) -> None:
        """Usual ratios before each project; a pool is a pair of units, and for unlike units the team too."""
        ids = self.plan.projects["project_id"]
        team = pick(tables.projects, "projects", ["project_id", "team"]).drop_duplicates("project_id").set_index("project_id")["team"]
        group, teams = pd.factorize(team.reindex(ids).fillna("project " + ids.set_axis(ids)))
        spread = np.where(crossed, group, len(teams))
        pools = max(int(main.max(initial=0)), int(pair.max(initial=0))) + 1
        finish = part["finished_on"].to_numpy("datetime64[D]")
        past = both & ~np.isnat(finish) & (pair == main[self.code])
        pool = (spread[self.code] * pools + pair)[past]
        starts = self.plan.projects["starts_on"].to_numpy("datetime64[D]")
        day = np.where(np.isnat(starts), 0, (starts - _EPOCH).astype(np.int64) + _OFFSET)
        asked = np.stack([spread * pools + np.maximum(main, 0), day], axis=1)
        when = (finish[past] - _EPOCH).astype(np.int64) + _OFFSET
        found = usual(self.e[past], self.a[past], self.kind[past], pool, when, asked=asked, kinds=max(len(self.kinds), 1))
        self.n_past = found.n
        enough = found.n >= PAST
        self.split = enough
        self.rate = np.where(crossed, np.where(enough, found.pooled, np.nan), 1.0)
        self.known = self.known & ~np.isnan(self.rate)
        self.usual = found.ratio

    def projects(self, minimum: int) -> pd.DataFrame:
        """One row per project."""
        rate = self.rate[self.code] if self.count else np.empty(0)
        settled = self.paired | self.loose | self.cancelled
        planned = self.plan.planned & (self.paired | self.cancelled)
        total = lambda rows, values: np.bincount(self.code[rows], values[rows], minlength=self.count)  # noqa: E731
        plan, actual = total(planned, self.e * rate), total(settled, self.a)
        n = np.bincount(self.code[settled], minlength=self.count)
        comparable = np.bincount(self.code[self.paired], minlength=self.count) > 0
        return pd.DataFrame(
            {
                "project_id": self.plan.projects["project_id"],
                "unit": pd.Series(self.unit, dtype="str"),
                "n": n,
                "plan": plan,
                "actual": actual,
                "over": actual - plan,
                "open_tasks": np.bincount(self.code[self.open], minlength=self.count),
                "open_plan": total(self.open & self.plan.planned, self.e * rate),
                "open_added": total(self.open & ~self.plan.planned, self.e * rate),
                "open_spent": total(self.open, self.a),
                "cost": total(settled & ~np.isnan(self.cost), self.cost),
                "uncosted": total(settled & np.isnan(self.cost), self.a),
                "left_out": np.bincount(self.code[self.lost], minlength=self.count),
                "n_past": self.n_past,
                "rate": self.rate,
                "basis": self.plan.projects["basis"],
                "comparable": comparable,
                "enough": self.known & comparable & (n >= minimum) & (np.nan_to_num(plan) > 0),
            }
        )

    def parts(self) -> pd.DataFrame:
        """What each cause adds, per project and kind."""
        known = self.known[self.code]
        planned, rate = self.plan.planned, self.rate[self.code]
        e = self.e * rate
        expected = self.e * self.usual[self.code, self.kind] if self.count else np.empty(0)
        told = self.split[self.code]
        first, later = self.paired & planned, self.paired & ~planned & ~self.rework
        rows = {
            "bias": (first & told, expected - e),
            "noise": (first & told, self.a - expected),
            "error": (first & ~told, self.a - e),
            "added": (later, e),
            "added_error": (later, self.a - e),
            "removed": (self.cancelled & planned & (self.e > 0), -e),
            "spent_removed": (self.cancelled & (self.a > 0), self.a),
            "unestimated": (self.loose & ~self.rework, self.a),
            "rework": ((self.paired | self.loose) & self.rework, self.a),
        }
        frames = []
        for part, (chosen, effort) in rows.items():
            at = chosen & known
            frame = pd.DataFrame({"code": self.code[at], "kind": self.kind[at], "effort": effort[at]})
            summed = frame.groupby(["code", "kind"])["effort"].agg(["size", "sum"]).reset_index()
            frames.append(summed.assign(part=part))
        table = pd.concat(frames, ignore_index=True).sort_values("code", kind="stable", ignore_index=True)
        ids = self.plan.projects["project_id"].to_numpy(object)
        return pd.DataFrame(
            {
                "project_id": pd.Series(ids[table["code"].to_numpy(np.int64)], dtype="str"),
                "part": table["part"].astype("str"),
                "kind": pd.Series([self.kinds[k] for k in table["kind"].astype(int)], dtype="str"),
                "n": table["size"].astype("int64"),
                "effort": table["sum"].astype("float64"),
            }
        )

    def tasks(self) -> pd.DataFrame:
        """What each task counts as, with its plan, what is usual for it, and what was spent."""
        planned, defect = self.plan.planned, self.rework & (self.paired | self.loose)
        role = np.zeros(len(self.code), np.int8)
        chosen = (
            self.paired & planned,
            self.paired & ~planned,
            self.cancelled & planned,
            self.cancelled & ~planned,
            self.loose,
            defect,
            self.open & planned,
            self.open & ~planned,
        )
        for number, rows in enumerate(chosen, start=1):
            role[rows] = number
        rate = np.where(self.known, self.rate, np.nan)[self.code] if self.count else np.empty(0)
        usual_effort = self.e * self.usual[self.code, self.kind] if self.count else np.empty(0)
        told = (role == 1) & self.split[self.code] if self.count else np.zeros(0, bool)
        counted = role > 0
        return self.keys.assign(
            role=pd.Categorical.from_codes(role, categories=pd.Index(ROLES)),
            plan=np.where(counted & (self.e > 0), self.e * rate, np.nan),
            usual=np.where(told, usual_effort, np.nan),
            spent=np.where(counted & (self.a > 0), self.a, np.nan),
        )
