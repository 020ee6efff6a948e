"""Covering: the fewest sites that reach all demand, the most demand a few sites reach, demand reached twice."""

from collections.abc import Sequence
from math import ceil

import numpy as np
import pulp

from ...models.errors import NoPlanError
from .dominance import essential
from .programme import (
    TOLERANCE,
    USUAL,
    Bools,
    Effort,
    Floats,
    Siting,
    check_numbers,
    check_sites,
    chosen,
    optimise,
    switches,
)


def set_cover(reach: Bools, *, kept: Sequence[int] = (), usable: Bools | None = None, effort: Effort = USUAL) -> Siting:
    """
    Return the fewest sites that reach all demand (LSCP).

    Parameters
    ----------
    reach
        Shape (demand, sites): whether a site reaches a point of demand in time.
    kept
        Sites that exist and stay; they count in ``value``.
    usable
        Shape (sites,): where a new site may be put; everywhere, if not given.
    effort
        Solver and limit.

    Raises
    ------
    NoPlanError
        If a point of demand is reached by no site; names the rows.

    Notes
    -----
    Toregas, Swain, ReVelle and Bergman (1971).
    """
    check_sites(*reach.shape, kept=kept)
    may = reach if usable is None else reach & _with(usable, kept)
    lost = np.flatnonzero(~may.any(axis=1)).tolist()
    if lost:
        raise NoPlanError(f"no site reaches demand {', '.join(map(str, lost))}")
    left, columns = essential(reach, kept=kept, usable=usable)
    held = sorted(set(kept))
    if not len(left):
        return Siting(sites=tuple(held), value=float(len(held)), bound=float(len(held)))
    model = pulp.LpProblem("set_cover", pulp.LpMinimize)
    x = switches(model, len(columns))
    model += pulp.lpSum(x)
    for near in _sets(left):
        model += pulp.lpSum(x[site] for site in near) >= 1
    bound = (optimise(model, effort) or 0.0) + len(held)
    sites = sorted([*held, *columns[list(chosen(x))].tolist()])
    return Siting(sites=tuple(sites), value=float(len(sites)), bound=float(ceil(bound - TOLERANCE)))


def maximal_cover(
    reach: Bools, weight: Floats, sites: int, *, kept: Sequence[int] = (), effort: Effort = USUAL
) -> Siting:
    """
    Return the ``sites`` sites that reach the greatest weight of demand (MCLP).

    Parameters
    ----------
    reach
        Shape (demand, sites).
    weight
        Shape (demand,), ≥ 0.
    sites
        How many in all, those kept included.
    kept
        Sites that exist and stay.
    effort
        Solver and limit.

    Notes
    -----
    Church and ReVelle (1974). Points that the same sites reach are one point.
    """
    check_sites(*reach.shape, kept=kept, sites=sites)
    check_numbers({"weight": weight}, rows=len(reach), endless=False)
    model = pulp.LpProblem("maximal_cover", pulp.LpMaximize)
    x = switches(model, reach.shape[1], kept=kept)
    patterns, group = np.unique(reach, axis=0, return_inverse=True)
    y = [model.add_variable(f"y{number}", lowBound=0, upBound=1) for number in range(len(patterns))]
    sums = np.bincount(group, weights=weight, minlength=len(patterns)).tolist()
    model += pulp.lpSum(one * covered for one, covered in zip(sums, y, strict=True))
    model += pulp.lpSum(x) == sites
    for covered, pattern in zip(y, patterns, strict=True):
        model += covered <= pulp.lpSum(x[site] for site in np.flatnonzero(pattern).tolist())
    bound = optimise(model, effort)
    assert bound is not None  # noqa: S101 - any choice of sites is a solution
    picked = chosen(x)
    return Siting(sites=picked, value=float(weight[reach[:, picked].any(axis=1)].sum()), bound=bound)


def backup_cover(  # noqa: PLR0913 - the radii, the demand and the number of sites are the model
    near: Bools,
    far: Bools,
    weight: Floats,
    sites: int,
    *,
    share: float,
    kept: Sequence[int] = (),
    effort: Effort = USUAL,
) -> Siting:
    """
    Return the sites that reach the greatest weight of demand twice (double standard model).

    All demand must be reached ``far``, the part ``share`` of its weight ``near``; ``value`` is the weight that two
    sites reach ``near``: it is still served while one unit is busy.

    Parameters
    ----------
    near, far
        Shape (demand, sites): reached within the short, the long limit.
    weight, sites, kept, effort
        As for ``maximal_cover``.
    share
        Part of the weight that must be reached ``near``, 0.0 to 1.0.

    Raises
    ------
    NoPlanError
        If so few sites cannot meet both standards.

    Notes
    -----
    Gendreau, Laporte and Semet (1997), one unit a site.
    """
    check_sites(*near.shape, kept=kept, sites=sites)
    check_numbers({"weight": weight}, rows=len(near), endless=False)
    model = pulp.LpProblem("backup_cover", pulp.LpMaximize)
    x = switches(model, near.shape[1], kept=kept)
    once = [model.add_variable(f"once{row}", cat=pulp.LpBinary) for row in range(len(near))]
    twice = [model.add_variable(f"twice{row}", cat=pulp.LpBinary) for row in range(len(near))]
    model += pulp.lpSum(one * again for one, again in zip(weight.tolist(), twice, strict=True))
    model += pulp.lpSum(x) == sites
    for row in range(len(near)):
        model += pulp.lpSum(x[site] for site in np.flatnonzero(near[row]).tolist()) >= once[row] + twice[row]
        model += twice[row] <= once[row]
    for pattern in _sets(far):
        model += pulp.lpSum(x[site] for site in pattern) >= 1
    model += pulp.lpSum(one * is_near for one, is_near in zip(weight.tolist(), once, strict=True)) >= share * float(
        weight.sum()
    ) * (1 - 1e-12)
    bound = optimise(model, effort)
    if bound is None:
        raise NoPlanError(f"{sites} sites cannot reach all demand and {share:.0%} of it in the shorter time")
    picked = chosen(x)
    return Siting(sites=picked, value=float(weight[near[:, picked].sum(axis=1) >= 2].sum()), bound=bound)


def _with(usable: Bools, kept: Sequence[int]) -> Bools:
    both = usable.copy()
    both[list(kept)] = True
    return both


def _sets(reach: Bools) -> list[list[int]]:
    """Return the different sets of sites that must hold one of the chosen, each once."""
    return [np.flatnonzero(row).tolist() for row in np.unique(reach, axis=0)]
