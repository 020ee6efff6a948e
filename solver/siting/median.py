"""p-median: the sites with the least weighted distance to all demand."""

from collections.abc import Sequence

import numpy as np
import pulp

from ...models.errors import NoPlanError
from .lagrange import Frame, frame
from .programme import USUAL, Effort, Floats, Siting, check_numbers, check_sites, chosen, optimise, switches


def p_median(
    distance: Floats, weight: Floats, sites: int, *, kept: Sequence[int] = (), effort: Effort = USUAL
) -> Siting:
    """
    Return the ``sites`` sites with the least sum of weight x distance to the nearest of them.

    Parameters
    ----------
    distance, sites, kept, effort
        As for ``p_centre``.
    weight
        Shape (demand,), ≥ 0.

    Raises
    ------
    NoPlanError
        If so few sites cannot reach all demand at all.

    Notes
    -----
    ReVelle and Swain (1970). A Lagrangian bound and a swap search frame the optimum first (``lagrange``); sites and
    pairs that no solution within the frame can use are left out, which loses nothing and leaves a small model.
    """
    check_sites(*distance.shape, kept=kept, sites=sites)
    check_numbers({"weight": weight}, rows=len(distance), endless=False)
    check_numbers({"distance": distance}, rows=len(distance), endless=True)
    cost = _costs(distance, weight)
    model, y = _model(cost, sites, kept, frame(cost, sites, kept))
    bound = optimise(model, effort)
    assert bound is not None  # noqa: S101 - the swap search's own sites are a solution
    picked = chosen(y)
    served = distance[:, picked].min(axis=1)
    if not np.isfinite(served[weight > 0]).all():
        raise NoPlanError(f"{sites} sites cannot reach all demand")
    return Siting(sites=picked, value=float((weight[weight > 0] * served[weight > 0]).sum()), bound=bound)


def _costs(distance: Floats, weight: Floats) -> Floats:
    """Weight the distances; what cannot be reached costs more than any way to serve all the rest."""
    cost = np.where(np.isfinite(distance), distance, 0.0) * weight[:, None]
    never = 2.0 * float(cost.max(axis=1).sum()) + 1.0
    cost[~np.isfinite(distance) & (weight > 0)[:, None]] = never
    return cost


def _model(
    cost: Floats, sites: int, kept: Sequence[int], limits: Frame
) -> tuple[pulp.LpProblem, Sequence[pulp.LpVariable]]:
    model = pulp.LpProblem("p_median", pulp.LpMinimize)
    y = switches(model, cost.shape[1], kept=(*kept, *np.flatnonzero(limits.surely).tolist()), usable=limits.perhaps)
    terms = []
    rows = []
    for row, pairs in enumerate(limits.pairs):
        served = []
        for site in np.flatnonzero(pairs).tolist():
            x = model.add_variable(f"x{row}_{site}", lowBound=0, upBound=1)
            terms.append(float(cost[row, site]) * x)
            rows.append(x <= y[site])
            served.append(x)
        rows.append(pulp.lpSum(served) == 1)
    model += pulp.lpSum(terms)
    model += pulp.lpSum(y) == sites
    for constraint in rows:
        model += constraint
    return model, y
