"""The one solver that all three layers share: a hierarchical regression with crossed groups, by empirical Bayes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from .history import Floats, Ints

ITERATIONS = 12
PRIOR_WEIGHT = 5.0  # the prior residual variance counts as so many observations
START = 0.1  # first guess of τ², as a share of the prior residual variance
SMALLEST = 1e-8  # variances stay above this, so that identical data divide by something


@dataclass(frozen=True)
class Beliefs:
    """What is believed before the data speak.

    Parameters
    ----------
    centre, centre_sd : float
        Prior mean and standard deviation of the intercept.
    slope_sd : float
        Prior standard deviation of the slope on the log estimate; its prior mean is 0.
    variance : float, optional
        Prior residual variance, worth five observations; None for no prior.
    degrees : float, optional
        Degrees of freedom of the robust weights; None for plain least squares.
    spread : float
        Prior variance of each group's effects, τ₀².
    spread_weight : float
        It counts as so many levels.
    """

    centre: float
    centre_sd: float
    slope_sd: float = 0.1
    variance: float | None = None
    degrees: float | None = None
    spread: float = 0.0
    spread_weight: float = 0.0


@dataclass(frozen=True)
class Layer:
    """A fitted regression: intercept, slope, and per group one effect and one variance per level.

    The last slot of every group stands for a level never seen: effect 0, variance τ².

    Parameters
    ----------
    intercept, slope : float
        Of the line through the centred log estimate.
    intercept_variance : float
        Posterior variance of the intercept.
    effects, variances : dict of str to ndarray, shape (levels + 1,)
        Posterior mean and variance per level.
    sigma2 : float
        Residual variance.
    """

    intercept: float
    slope: float
    intercept_variance: float
    effects: dict[str, Floats]
    variances: dict[str, Floats]
    sigma2: float

    def mean(self, x: Floats, codes: Mapping[str, Ints]) -> Floats:
        """The regression at centred log estimates `x` and levels `codes` (−1: never seen)."""
        out = self.intercept + self.slope * x
        for name, u in self.effects.items():
            out = out + u[codes[name]]
        return out

    def uncertainty(self, codes: Mapping[str, Ints]) -> Floats:
        """Posterior variance of the mean: what is not known about the intercept and the levels."""
        out: Floats = np.asarray(self.intercept_variance)
        for name, v in self.variances.items():
            out = out + v[codes[name]]
        return out


@dataclass(frozen=True)
class Design:
    """What a regression knows of its tasks besides the outcome.

    Parameters
    ----------
    x, weight : ndarray, shape (n,)
        Centred log estimate and weight of each task; n may be 0.
    codes : mapping of str to ndarray, shape (n,)
        Level of each task in each group, 0 … size − 1.
    sizes : mapping of str to int
        Number of levels of each group that takes part.
    telling : collection of str
        Groups whose effects are estimated; the others have none, and the prior variance where a level is new.
    """

    x: Floats
    weight: Floats
    codes: Mapping[str, Ints]
    sizes: Mapping[str, int]
    telling: Collection[str]

    def of(self, names: Collection[str]) -> Design:
        """The same with only the named groups."""
        return replace(self, sizes={name: size for name, size in self.sizes.items() if name in names})

    def rows(self, kept: Ints) -> Design:
        """The same for some of the tasks."""
        codes = {name: code[kept] for name, code in self.codes.items()}
        return replace(self, x=self.x[kept], weight=self.weight[kept], codes=codes)


def solve(y: Floats, design: Design, prior: Beliefs) -> tuple[Layer, Floats]:
    """Fit y = a + b·x + Σ_g u_g[level] + ε by twelve rounds of empirical Bayes.

    Parameters
    ----------
    y : ndarray, shape (n,)
        Outcome of each task; n may be 0.
    design : Design
        Log estimate, weight and levels of the same tasks.
    prior : Beliefs
        Prior centre, slope and variances.
    telling : container of str
        Groups whose effects are estimated; the others have none, and the prior variance where a level is new.

    Returns
    -------
    Layer
        The fitted regression.
    ndarray, shape (n,)
        Final weights: `weight`, lowered for outliers where the prior asks for robust weights.

    Notes
    -----
    Each round: (1) a, b by ridge regression on y − Σu; (2) per group, with partial residuals e,
    v = 1/(Σw/σ² + 1/τ²), u = v·Σ(w·e)/σ², τ² = (Σ(u² + v) + c·τ₀²)/(levels + c); (3) w ← weight·(ν+1)/(ν + e²/σ²),
    σ² = (Σwe² + 5s₀)/(Σw + 5). Crossed random effects by backfitting (Breiman & Friedman 1985; Bates et al. 2015),
    τ² by its EM step (Dempster, Laird & Rubin 1977), robust weights of a t distribution (Lange, Little & Taylor 1989).

    Examples
    --------
    >>> g = np.array([0, 0, 1, 1])
    >>> design = Design(np.zeros(4), np.ones(4), {"g": g}, {"g": 2}, ["g"])
    >>> layer, _ = solve(np.array([1.0, 1.1, -1.0, -1.1]), design, Beliefs(0.0, 1.0, variance=0.1))
    >>> bool(layer.effects["g"][0] > 0.3 > -0.3 > layer.effects["g"][1])
    True
    """
    n = len(y)
    x, codes, sizes = design.x, design.codes, design.sizes
    active = {name: size for name, size in sizes.items() if name in design.telling}
    w = design.weight.copy()
    effects = {name: np.zeros(size) for name, size in sizes.items()}
    variances = {name: np.zeros(size) for name, size in sizes.items()}
    tau2 = {name: START * (prior.variance or 1.0) if name in active else prior.spread for name in sizes}
    sigma2 = prior.variance if prior.variance is not None else (np.average((y - prior.centre) ** 2, weights=w) if n else 1.0)
    sigma2 = max(float(sigma2), SMALLEST)
    a, b, a_variance = prior.centre, 0.0, prior.centre_sd**2
    totals: dict[str, Floats] = {}  # Σw per level
    e = y - a
    for _ in range(ITERATIONS):
        e += a + b * x
        a, b, a_variance = _line(e, x, w, sigma2, prior)
        e -= a + b * x
        for name, size in active.items():
            code, u_old = codes[name], effects[name]
            if prior.degrees is not None or name not in totals:  # weights that stay need adding up only once
                totals[name] = np.bincount(code, w, size).astype(float, copy=False)
            total = totals[name]
            v = 1.0 / (total / sigma2 + 1.0 / tau2[name])
            u = v * (np.bincount(code, w * e, size) + total * u_old) / sigma2
            e -= (u - u_old)[code]
            effects[name], variances[name] = u, v
            evidence = float((u**2 + v).sum()) + prior.spread_weight * prior.spread
            tau2[name] = max(evidence / (size + prior.spread_weight), SMALLEST)
        if prior.degrees is not None:
            w = design.weight * (prior.degrees + 1) / (prior.degrees + e**2 / sigma2)
        strength, spread = (PRIOR_WEIGHT, prior.variance) if prior.variance is not None else (SMALLEST, 1.0)
        sigma2 = max(float((_sum(w, e**2) + strength * spread) / (w.sum() + strength)), SMALLEST)
    layer = Layer(
        intercept=a,
        slope=b,
        intercept_variance=a_variance,
        effects={name: np.append(u, 0.0) for name, u in effects.items()},
        variances={name: np.append(v, tau2[name]) for name, v in variances.items()},
        sigma2=sigma2,
    )
    return layer, w


def _line(y: Floats, x: Floats, w: Floats, sigma2: float, prior: Beliefs) -> tuple[float, float, float]:
    """Intercept, slope and the intercept's variance of a ridge regression."""
    wx = w * x
    p11, p22 = w.sum() / sigma2 + prior.centre_sd**-2, _sum(wx, x) / sigma2 + prior.slope_sd**-2
    p12 = wx.sum() / sigma2
    r1, r2 = _sum(w, y) / sigma2 + prior.centre * prior.centre_sd**-2, _sum(wx, y) / sigma2
    det = p11 * p22 - p12**2
    return float((p22 * r1 - p12 * r2) / det), float((p11 * r2 - p12 * r1) / det), float(p22 / det)


def _sum(a: Floats, b: Floats) -> float:
    """Σab in one thread: on a busy machine the threads of a linear-algebra library wait for each other far longer than this takes."""
    return float(np.einsum("i,i->", a, b))
