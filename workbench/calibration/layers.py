"""Three layers on one solver: where the slab lies, how wide it is, and how often the actual equals the estimate."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .groups import Groups, groups
from .history import Floats, History, Ints
from .shape import Shape, shape
from .solver import Beliefs, Design, Layer, solve

HALF_LIFE = 730.0  # days after which a finished task counts half
LEAST_WEIGHT = 0.001
SCALE_GROUPS = ("project", "estimator", "kind", "component", "size")
DRIFTING = ("recency", "project×recency", "estimator×recency")
SPIKE_GROUPS = (*SCALE_GROUPS, "magnitude", "estimator×kind", "estimator×magnitude", "kind×magnitude")
SLAB = Beliefs(centre=0.0, centre_sd=0.35, slope_sd=0.1, variance=0.35, degrees=8.0, spread=0.014, spread_weight=2.0)
# effort grows with size to a power near 1: 1.05 to 1.20 in COCOMO (Boehm 1981, Software Engineering Economics)
SLAB_UNITS_DIFFER = Beliefs(centre=0.0, centre_sd=3.0, slope_sd=0.12, variance=0.35, degrees=8.0, spread=0.014)
SCALE = Beliefs(centre=float(np.log(0.42)), centre_sd=0.5, slope_sd=0.15, variance=1.0, spread_weight=3.0)
SPIKE = Beliefs(centre=0.0, centre_sd=0.5, slope_sd=0.1)
MOST_EXACT = 0.93
PRIOR_EXACT, PRIOR_EXACT_WEIGHT = 0.2, 5.0
RAREST_EXACT = 0.02
NARROWEST = 0.2  # of the typical scale
MOST_LEVERAGE = 0.8
OFFSET = 0.02  # keeps ln|residual| finite


@dataclass(frozen=True)
class Pooled:
    """The pooled result of another calibration, as a belief to start from.

    Parameters
    ----------
    centre : float
        Log ratio of a typical task.
    scale : float
        Log scale of ratios other than 1.
    exact : float
        Share of tasks whose actual equals the estimate.
    """

    centre: float
    scale: float
    exact: float


@dataclass(frozen=True)
class Layers:
    """The fitted distribution of ln(actual ÷ estimate).

    Parameters
    ----------
    groups : Groups
        Known levels.
    centre : float
        Median log estimate of the history; log estimates are counted from here.
    slab, scale : Layer
        Centre and log scale of ratios other than 1.
    spike : Layer or None
        Chance that the actual equals the estimate; None where that hardly happens or units differ.
    shape : Shape
        Distribution of standardised residuals.
    drift : float
        Variance by which the coming weeks may differ from the last ones.
    """

    groups: Groups
    centre: float
    slab: Layer
    scale: Layer
    spike: Layer | None
    shape: Shape
    drift: float

    @property
    def pooled(self) -> Pooled:
        """What these layers say about a task of which nothing is known."""
        exact = 0.0 if self.spike is None else float(np.clip(self.spike.intercept, 0.0, MOST_EXACT))
        return Pooled(self.slab.intercept, self.scale.intercept, exact)

    def log_ratio(self, labels: dict[str, npt.NDArray[np.object_]], estimate: Floats, levels: Floats) -> Floats:
        """Quantiles of ln(actual ÷ estimate), one row per task and one column per level.

        Notes
        -----
        A mixture: with chance π the log ratio is 0, otherwise it is m + s·Z, Z having the fitted shape. With
        B = (1 − π)·P(m + sZ < 0), its quantile at p is m + s·G(p/(1−π)) where p < B, 0 where B ≤ p ≤ B + π, and
        m + s·G((p−π)/(1−π)) beyond.
        """
        x = np.log(estimate) - self.centre
        m, s, pi = self.place(self.groups.codes(labels, x), x)
        m, s, pi = m[:, None], s[:, None], pi[:, None]
        if self.spike is None:
            return m + s * self.shape.quantile(np.broadcast_to(levels, (len(m), len(levels))))
        below = (1 - pi) * self.shape.below(-m / s)
        low, high = levels < below, levels > below + pi
        ratio = m + s * self.shape.quantile(np.clip((levels - np.where(low, 0.0, pi)) / (1 - pi), 0.0, 1.0))
        return np.where(low, np.minimum(ratio, 0.0), np.where(high, np.maximum(ratio, 0.0), 0.0))

    def place(self, codes: dict[str, Ints], x: Floats) -> tuple[Floats, Floats, Floats]:
        """Centre, scale and chance of an exact hit of each task; x is the centred log estimate."""
        m = self.slab.mean(x, codes)
        s = np.exp(np.maximum(self.scale.mean(x, codes), self.scale.intercept + np.log(NARROWEST)))
        s = s * np.sqrt(1 + (self.slab.uncertainty(codes) + self.drift) / self.slab.sigma2)
        pi = np.zeros_like(m) if self.spike is None else np.clip(self.spike.mean(x, codes), 0.0, MOST_EXACT)
        return m, s, pi


def weights(age: Floats) -> Floats:
    """How much a task counts: half after two years, never nothing."""
    return 0.5 ** (age / HALF_LIFE) + LEAST_WEIGHT


def fit_layers(past: History, prior: Pooled | None = None) -> Layers:
    """Fit slab, scale, spike and shape on finished tasks.

    Parameters
    ----------
    past : History
        From no task up.
    prior : Pooled, optional
        Another calibration's pooled result, instead of the built-in beliefs.

    Returns
    -------
    Layers

    Notes
    -----
    Residuals are studentised: e/√(1 − min(h, .8)) with leverage h = w·Σv/σ²,
    so that the scale is that of a task whose levels are known for certain.
    The scale layer regresses ln(|e| + 0.02); a residual's expected log size is the scale. Levels of recency stand for what
    changes with time; the coming weeks are given the effect of the last ones, and are uncertain by their variance τ² on top.
    """
    r, log_estimate = past.log_ratio, np.log(past.estimate)
    centre = float(np.median(log_estimate)) if len(past) else 0.0
    x = log_estimate - centre
    known, codes = groups(past.labels, x, past.age)
    design = Design(x, weights(past.age), codes, known.counts, known.telling)
    exact = r == 0
    spike = _spike(exact, design, usual=PRIOR_EXACT if prior is None else prior.exact) if past.same_unit else None
    if spike is not None:
        r, design = r[~exact], design.rows(np.flatnonzero(~exact))

    beliefs = SLAB if past.same_unit else replace(SLAB_UNITS_DIFFER, centre=float(np.median(r)) if len(r) else 0.0)
    if prior is not None:
        beliefs = replace(SLAB, centre=prior.centre)
    slab, robust = solve(r, design, beliefs)
    leverage = robust * slab.uncertainty(design.codes) / slab.sigma2
    e = (r - slab.mean(design.x, design.codes)) / np.sqrt(1 - np.minimum(leverage, MOST_LEVERAGE))
    scale, _ = solve(np.log(np.abs(e) + OFFSET), design.of(SCALE_GROUPS), SCALE if prior is None else replace(SCALE, centre=prior.scale))
    s = np.exp(np.maximum(scale.mean(design.x, design.codes), scale.intercept + np.log(NARROWEST)))
    drift = sum(float(slab.variances[name][-1]) for name in known.telling if name in DRIFTING)
    return Layers(known, centre, slab, scale, spike, shape(e / s, design.weight), drift)


def _spike(exact: npt.NDArray[np.bool_], design: Design, usual: float) -> Layer | None:
    """Chance that the actual equals the estimate; None where that is too rare to matter.

    A rate of exact hits starts from `usual`, which counts as five tasks.
    """
    w = design.weight
    rate = (w @ exact + PRIOR_EXACT_WEIGHT * usual) / (w.sum() + PRIOR_EXACT_WEIGHT)
    if rate <= RAREST_EXACT:
        return None
    variance = max(usual * (1 - usual), 0.01)
    beliefs = Beliefs(centre=usual, centre_sd=float(np.sqrt(variance / PRIOR_EXACT_WEIGHT)), variance=variance)
    return solve(exact.astype(float), design.of(SPIKE_GROUPS), beliefs)[0]
