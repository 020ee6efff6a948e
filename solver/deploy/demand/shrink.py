"""
Shrinkage: what a site's few calls are worth beside those of its class, its neighbours and its street.

A site's calls in the time observed are Poisson with a mean that is Gamma distributed around its prior mean m (DOMAIN
F05): with shape alpha the estimate is ``(n + alpha) / (1 + alpha / m)``. The prior mean is that of the class, times
powers of the hints of neighbours and street; powers and shape are those under which the recorded counts are likeliest
(negative binomial), held near 0 by a ridge so that ten calls do not teach what they cannot know.

Places change. How much of its own past a site keeps is learnt too: the first half of the time foretells the second,
and the share of each call that does so best is what a call counts (``steadiness``).
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from .ground import Ground
from .nearby import hints

Floats = NDArray[np.float64]

RIDGE = 5.0
START_SHAPE = 1.0
LEAST_SHAPE, MOST_SHAPE = -4.0, 5.0
ROUNDS = 200
CLASS_DOUBT, KIND_DOUBT = 1.0, 0.5
STEPS = tuple(step / 20 for step in range(20, 1, -1))
FEWEST_TO_JUDGE = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shrunk:
    """
    The estimate of s sites, all in calls of the whole time observed.

    Parameters
    ----------
    base
        Shape (s,): what the class of each site expects.
    prior
        Shape (s,): the same after neighbours and street have spoken.
    expected
        Shape (s,): the estimate.
    shape
        Alpha of the Gamma distribution.
    powers
        How much each hint counts, 0 for nothing.
    steady
        What a site's own call counts, at most 1.
    """

    base: Floats
    prior: Floats
    expected: Floats
    shape: float
    powers: Floats
    steady: float = 1.0


def shrink(counts: Floats, ground: Ground, *, heard: slice = slice(None), steady: float = 1.0) -> Shrunk:
    """
    Estimate the calls of every site from its own, its class's, its neighbours' and its street's.

    Parameters
    ----------
    counts
        Shape (s,): calls recorded at each site.
    ground
        The sites.
    heard
        Which of the hints of ``nearby.hints`` may speak; all, unless one wants to know what they are worth.
    steady
        What a site's own call counts, from ``steadiness``.
    """
    base = class_means(counts, ground)
    said = hints(counts, base, ground)[:, heard]
    powers, level, shape = _fit(counts, base, said)
    prior = base * np.exp(said @ powers + level)
    expected = _posterior(counts, prior, shape, steady)
    return Shrunk(base=base, prior=prior, expected=expected, shape=shape, powers=powers, steady=steady)


def steadiness(first: Floats, later: Floats, ground: Ground) -> float:
    """
    Return what a site's own call counts: the share of it by which the first half foretells the second best.

    Parameters
    ----------
    first, later
        Shape (s,): calls in the first and in the second half of the time. With fewer than 100 in either, 1.
    ground
        The sites.
    """
    if min(first.sum(), later.sum()) < FEWEST_TO_JUDGE:
        return 1.0
    learnt = shrink(first, ground)

    def value(steady: float) -> float:
        return float(later @ np.log(_posterior(first, learnt.prior, learnt.shape, steady)))

    return max(STEPS, key=value)


def _posterior(counts: Floats, prior: Floats, shape: float, steady: float) -> Floats:
    """Return the estimate of each site, scaled so that the whole city expects what was recorded."""
    raw = (steady * counts + shape) / (steady + shape / prior)
    expected: Floats = raw * (counts.sum() / raw.sum())
    return expected


def by_class(counts: Floats, ground: Ground) -> Shrunk:
    """Let the mean of the class stand for every site: the answer where records are too short to say more."""
    base = class_means(counts, ground)
    return Shrunk(base=base, prior=base, expected=base, shape=START_SHAPE, powers=np.zeros(4))


def class_means(counts: Floats, ground: Ground) -> Floats:
    """
    Return the calls that a site of this class and size expects, shape (s,), > 0.

    A class with few calls leans on the mean of its kind (one call's worth), and this on half a call.
    """
    kinds, groups = int(ground.kind.max()) + 1, int(ground.group.max()) + 1
    size_of_kind = np.bincount(ground.kind, weights=ground.size, minlength=kinds)
    calls_of_kind = np.bincount(ground.kind, weights=counts, minlength=kinds)
    mean_of_kind = (calls_of_kind + KIND_DOUBT) / np.maximum(size_of_kind, 1e-9)
    kind_of_group = np.zeros(groups, dtype=np.int64)
    kind_of_group[ground.group] = ground.kind
    size = np.bincount(ground.group, weights=ground.size, minlength=groups)
    calls = np.bincount(ground.group, weights=counts, minlength=groups)
    mean = (calls + CLASS_DOUBT) / (size + CLASS_DOUBT / mean_of_kind[kind_of_group])
    result: Floats = mean[ground.group] * ground.size
    return result


def likelihood(counts: Floats, mean: Floats, shape: float) -> float:
    """Return the logarithm of the negative binomial likelihood of counts, their factorials left out."""
    gammaln = scipy.special.gammaln
    each = gammaln(counts + shape) - gammaln(shape) + shape * np.log(shape / (shape + mean))
    return float((each + counts * np.log(mean / (shape + mean))).sum())


def _fit(counts: Floats, base: Floats, said: Floats) -> tuple[Floats, float, float]:
    """Return the likeliest powers, level and shape."""
    table = np.column_stack([said, np.ones(len(base))])
    ridge = np.concatenate([np.full(said.shape[1], RIDGE), [0.0]])

    def cost(unknown: Floats) -> tuple[float, Floats]:
        weights, shape = unknown[:-1], float(np.exp(unknown[-1]))
        mean = base * np.exp(np.clip(table @ weights, -20, 20))
        pull = shape * (counts - mean) / (shape + mean)
        digamma = scipy.special.digamma
        part = digamma(counts + shape) - digamma(shape) + np.log(shape / (shape + mean))
        slope = shape * float((part + 1 - (shape + counts) / (shape + mean)).sum())
        value = -likelihood(counts, mean, shape) + float(ridge @ weights**2)
        return value, np.concatenate([2 * ridge * weights - table.T @ pull, [-slope]])

    bounds = [(-5.0, 5.0)] * len(ridge) + [(LEAST_SHAPE, MOST_SHAPE)]
    start = np.concatenate([np.zeros(len(ridge)), [np.log(START_SHAPE)]])
    found = scipy.optimize.minimize(
        cost, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": ROUNDS}
    )
    return found.x[:-2], float(found.x[-2]), float(np.exp(found.x[-1]))
