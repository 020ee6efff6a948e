"""p-centre: the sites that keep the farthest demand as near as can be."""

from collections.abc import Sequence
from itertools import islice

import numpy as np
import pulp

from ...models.errors import NoPlanError
from .dominance import essential
from .programme import USUAL, Bools, Effort, Floats, Siting, check_numbers, check_sites, chosen, optimise, switches


def p_centre(distance: Floats, sites: int, *, kept: Sequence[int] = (), effort: Effort = USUAL) -> Siting:
    """
    Return the ``sites`` sites with the least distance to the farthest point of demand.

    Parameters
    ----------
    distance
        Shape (demand, sites), ≥ 0; infinite where there is no way.
    sites
        How many in all, those kept included.
    kept
        Sites that exist and stay.
    effort
        Solver and limit.

    Raises
    ------
    NoPlanError
        If so few sites cannot reach all demand at all.

    Notes
    -----
    Minieka (1970): the answer is one of the distances in the matrix; each is tried by a covering model, by halving. The
    model holds only what decides it (``dominance``).
    """
    check_sites(*distance.shape, kept=kept, sites=sites)
    check_numbers({"distance": distance}, rows=len(distance), endless=True)
    radii = np.unique(distance[np.isfinite(distance)])
    radii = radii[radii >= distance.min(axis=1).max()]
    best = _cover(distance <= radii[-1], sites, kept, effort) if len(radii) else None
    if best is None:
        raise NoPlanError(f"{sites} sites cannot reach all demand")
    low, high = 0, int(np.searchsorted(radii, _radius(distance, best)))
    while low < high:
        middle = (low + high) // 2
        found = _cover(distance <= radii[middle], sites, kept, effort)
        if found is None:
            low = middle + 1
        else:
            best, high = found, int(np.searchsorted(radii, _radius(distance, found)))
    return Siting(sites=best, value=_radius(distance, best), bound=float(radii[low]))


def _radius(distance: Floats, sites: Sequence[int]) -> float:
    return float(distance[:, list(sites)].min(axis=1).max())


def _cover(reach: Bools, sites: int, kept: Sequence[int], effort: Effort) -> tuple[int, ...] | None:
    """Return ``sites`` sites that reach all demand, None if there are none."""
    left, columns = essential(reach, kept=kept)
    held, free = set(kept), sites - len(set(kept))
    if not left.any(axis=1).all():
        return None
    if len(columns) > free:
        model = pulp.LpProblem("centre", pulp.LpMinimize)
        x = switches(model, len(columns))
        model += pulp.lpSum(x) <= free
        for row in left:
            model += pulp.lpSum(x[site] for site in np.flatnonzero(row).tolist()) >= 1
        if optimise(model, effort) is None:
            return None
        columns = columns[list(chosen(x))]
    held |= set(columns.tolist())
    more = (site for site in range(reach.shape[1]) if site not in held)
    return tuple(sorted((*held, *islice(more, sites - len(held)))))
