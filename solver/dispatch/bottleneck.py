"""Assignment with the worst pair first: as many as can be, the worst as good as can be, then the least total."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Pairs = list[tuple[int, int]]


def bottleneck(cost: Floats, allowed: Bools, *, tolerance: float = 0.0) -> Pairs:
    """
    Pair rows with columns, each at most once.

    Parameters
    ----------
    cost
        Shape (rows, columns); only allowed pairs are looked at, and must be finite.
    allowed
        Shape (rows, columns).
    tolerance
        In the second step pairs count as no worse than the worst up to this much more.

    Returns
    -------
    pairs
        (row, column), by row: of all pairings with the most pairs those with the least greatest cost, of these one
        with the least total. Same input, same answer.

    Notes
    -----
    The threshold is found by halving over the distinct costs, with a matching of greatest size (Hopcroft and Karp
    1973) at each; then one linear assignment below the threshold.
    """
    most = _pairs(allowed)
    if most == 0:
        return []
    levels = np.unique(cost[allowed])
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        if _pairs(allowed & (cost <= levels[middle])) == most:
            high = middle
        else:
            low = middle + 1
    return least_total(cost, allowed & (cost <= levels[low] + tolerance))


def least_total(cost: Floats, allowed: Bools) -> Pairs:
    """Return a pairing with the most pairs, and of those the least total; (row, column), by row."""
    if not allowed.any():
        return []
    base = cost - cost[allowed].min()
    never = 2.0 * min(cost.shape) * max(float(base[allowed].max()), 1.0) + 1.0
    rows, columns = linear_sum_assignment(np.where(allowed, base, never))
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in pairs if allowed[row, column]]


def _pairs(allowed: Bools) -> int:
    """Return the size of a greatest matching."""
    matched = maximum_bipartite_matching(csr_array(allowed.astype(np.int8)), perm_type="column")
    return int((matched >= 0).sum())
