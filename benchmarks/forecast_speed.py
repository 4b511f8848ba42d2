"""Speed of fit and forecast beside statsmodels MixedLM and Evidence-Based Scheduling, in one run on the same made-up tasks.

Run by hand: ``python benchmarks/forecast_speed.py [sizes …]``; the table is printed as Markdown. Every measurement is a process of its own
on one core, so that its peak memory is its own. Seconds are those of the processor, so that other work on the machine counts little.
Read the ratios and the growth: seconds depend on the machine.

- *calibration*: fit on n finished tasks, then 39 quantiles for each of n new ones.
- *EBS*: sort the n ratios actual ÷ estimate, then the same quantiles.
- *MixedLM*: ``statsmodels`` fit of log ratios with random intercepts of projects (persons and kinds as fixed effects,
  because crossed random effects are out of its reach at these sizes), then normal quantiles. Stopped after five minutes.
- *total*: the total of 1,000 tasks, 10,000 draws, once the shared shocks are known; *shocks*: learning them, once per calibration.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from multiprocessing.queues import Queue

import numpy as np
import pandas as pd
from scipy import stats

from workbench import calibration

SIZES = (10_000, 100_000, 1_000_000)
LEVELS = np.round(np.arange(1, 40) * 0.025, 3)
AS_OF = pd.Timestamp("2026-01-01")
LIMIT = 300.0  # seconds
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def made_up(n: int, seed: int) -> pd.DataFrame:
    """Tasks of n/1,000 projects, 200 persons and 12 kinds over four years, a third of them finished exactly as estimated."""
    rng = np.random.default_rng(seed)
    projects = max(n // 1000, 3)
    project, person, kind = rng.integers(0, projects, n), rng.integers(0, 200, n), rng.integers(0, 12, n)
    effects = np.random.default_rng(0)
    centre = effects.normal(0, 0.2, projects)[project] + effects.normal(0, 0.15, 200)[person] + effects.normal(0, 0.25, 12)[kind]
    estimate = np.round(np.exp(rng.normal(1.5, 1.0, n)), 2) + 0.01
    ratio = np.where(rng.random(n) < 0.33, 1.0, np.exp(centre + 0.5 * rng.standard_t(5, n)))
    day = AS_OF - pd.to_timedelta(rng.integers(30, 1460, n), unit="D")
    return pd.DataFrame(
        {
            "project_id": np.char.add("P", project.astype(str)),
            "estimator": np.char.add("p", person.astype(str)),
            "kind": np.char.add("k", kind.astype(str)),
            "estimate_unit": "hours",
            "actual_unit": "hours",
            "estimate": estimate,
            "actual": estimate * ratio,
            "estimated_on": day,
            "finished_on": day + pd.to_timedelta(rng.integers(0, 30, n), unit="D"),
        }
    )


def ours(past: pd.DataFrame, new: pd.DataFrame) -> None:
    """Fit and forecast with the calibration."""
    calibration.fit(past, as_of=AS_OF).quantiles(new, LEVELS)


def ebs(past: pd.DataFrame, new: pd.DataFrame) -> None:
    """The plain distribution of past ratios."""
    ratio = np.quantile((past["actual"] / past["estimate"]).to_numpy(), LEVELS, method="inverted_cdf")
    new["estimate"].to_numpy()[:, None] * ratio


def mixed_lm(past: pd.DataFrame, new: pd.DataFrame) -> None:
    """Random intercepts of projects, fixed effects of persons, kinds and size."""
    import statsmodels.formula.api as smf

    data = past.assign(r=np.log(past["actual"] / past["estimate"]), x=np.log(past["estimate"]))
    found = smf.mixedlm("r ~ x + C(kind) + C(estimator)", data, groups=data["project_id"]).fit()
    centre = found.predict(new.assign(x=np.log(new["estimate"]))).to_numpy()
    centre = centre + new["project_id"].map({k: float(v.iloc[0]) for k, v in found.random_effects.items()}).fillna(0).to_numpy()
    np.exp(centre[:, None] + stats.norm.ppf(LEVELS) * np.sqrt(found.scale)) * new["estimate"].to_numpy()[:, None]


METHODS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], None]] = {"EBS": ebs, "calibration": ours, "MixedLM": mixed_lm}


def _one(method: str, n: int, answer: Queue) -> None:
    past, new = made_up(n, 1), made_up(n, 2).drop(columns=["actual", "finished_on"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    METHODS[method](past, new)
    seconds = time.process_time() - start
    answer.put((seconds, before / 2**20, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20))


def measure(method: str, n: int) -> tuple[float, float, float] | None:
    """Processor seconds, and peak memory in GiB before and after; None when it took longer than the limit."""
    os.environ.update(ONE_CORE)  # for the new process: it is read when numpy is loaded
    spawn = multiprocessing.get_context("spawn")
    answer = spawn.Queue()
    process = spawn.Process(target=_one, args=(method, n, answer))
    process.start()
    process.join(LIMIT)
    if process.is_alive():
        process.terminate()
        process.join()
        return None
    return answer.get() if process.exitcode == 0 else None


def totals(n: int) -> tuple[float, float]:
    """Seconds to learn the shocks of n finished tasks, and then for one total of 1,000 tasks by 10,000 draws."""
    model = calibration.fit(made_up(n, 1), as_of=AS_OF)
    new = made_up(1000, 2).drop(columns=["actual", "finished_on"])
    start = time.process_time()
    _ = model.shocks
    learned = time.process_time()
    model.total(new, LEVELS, rng=np.random.default_rng(1))
    return learned - start, time.process_time() - learned


if __name__ == "__main__":
    sizes = [int(a.replace("_", "")) for a in sys.argv[1:]] or list(SIZES)
    print("| tasks | method | seconds | µs a task | times EBS | peak memory, GiB (data alone) |\n|---|---|---|---|---|---|")
    for size in sizes:
        yardstick = 1.0
        for name in METHODS:
            got = measure(name, size)
            if got is None:
                print(f"| {size:,} | {name} | did not end within {LIMIT:.0f} s by the clock, or ran out of memory | | | |", flush=True)
                continue
            took, base, peak = got
            yardstick = took if name == "EBS" else yardstick
            row = f"| {size:,} | {name} | {took:.2f} | {took / size * 1e6:.1f} | {took / yardstick:.0f} | {peak:.2f} ({base:.2f}) |"
            print(row, flush=True)
    print("\n| history | learning the shocks, s | 1,000 tasks × 10,000 draws, s |\n|---|---|---|")
    for size in sizes:
        learning, drawing = totals(size)
        print(f"| {size:,} | {learning:.2f} | {drawing:.2f} |", flush=True)
