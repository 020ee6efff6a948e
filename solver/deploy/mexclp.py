"""MEXCLP: where units wait so that most demand expects a free one in time, and the bound on that (DOMAIN 5.8)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pulp
from numpy.typing import NDArray

from ...models.errors import InputError
from ...models.text import Text
from ..siting import Effort
from ..siting.dominance import undominated
from ..siting.programme import Floats, check_numbers, optimise
from .queueing import NEVER_FREE, larson_q

SCALE = 1e4
"""The solver sees shares of the demand in units of 0.01 %, far above its tolerances."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calls:
    """
    The demand that mobile units answer.

    Parameters
    ----------
    minutes
        Shape (demand, bases): travel time, infinite where there is no way.
    weight
        Shape (demand,), ≥ 0, not all 0.
    per_h
        Calls an hour of the whole area.
    scene_min
        Mean minutes on the scene, turn-out and paperwork included; the drive is added.
    target_min
        Within this a unit must be there.
    """

    minutes: Floats
    weight: Floats
    per_h: float
    scene_min: float
    target_min: float

    def __post_init__(self) -> None:
        check_numbers({"minutes": self.minutes}, rows=len(self.weight), endless=True)
        check_numbers({"weight": self.weight}, rows=len(self.minutes), endless=False)
        if self.weight.sum() <= 0 or self.per_h < 0 or self.scene_min < 0:
            raise InputError(Text("没有需求, 或次数、时长为负", "no demand, or a negative number of calls or minutes"))


def drive_min(calls: Calls, crewed: Sequence[int]) -> float:
    """Mean minutes from the nearest crewed base over the demand that it can reach; 0.0 if there is none."""
    near = calls.minutes[:, list(crewed)].min(axis=1, initial=np.inf)
    met = np.isfinite(near)
    weight = float(calls.weight[met].sum())
    return float((near[met] * calls.weight[met]).sum()) / weight if weight else 0.0


def busy_shares(crews: int, busy: float, *, together: bool) -> list[float]:
    """Return what the first, second ... unit in reach adds to the chance that one of them is free."""
    if busy >= NEVER_FREE:
        return [0.0] * crews
    plain = [(1.0 - busy) * busy**ahead for ahead in range(crews)]
    if not together:
        return plain
    return [share * larson_q(crews, busy, ahead) for ahead, share in enumerate(plain)]


def expected_cover(calls: Calls, crewed: Sequence[int], shares: Sequence[float]) -> float:
    """Return the share of the demand that a free unit reaches in time."""
    counts = (calls.minutes[:, list(crewed)] <= calls.target_min).sum(axis=1)
    free = np.concatenate([[0.0], np.cumsum(shares)])
    return float((calls.weight * free[counts]).sum() / calls.weight.sum())


def best_bases(
    calls: Calls, standing: Sequence[int], units: int, shares: Sequence[float], effort: Effort
) -> tuple[tuple[int, ...], float]:
    """Return the bases of ``units`` more units, and the bound on the cover."""
    reach = calls.minutes <= calls.target_min
    have = reach[:, list(standing)].sum(axis=1)
    sure = np.concatenate([[0.0], np.cumsum(shares)])[have]
    total = float(calls.weight.sum())
    base = float((calls.weight * sure).sum()) / total
    columns = np.flatnonzero(undominated(reach))
    rows = reach[:, columns].any(axis=1) & (calls.weight > 0)
    if not units or not rows.any():
        return (int(columns[0]),) * units, base
    key = np.column_stack([reach[rows][:, columns], have[rows]]).astype(np.int64)
    groups, weight = _groups(key, SCALE / total * calls.weight[rows])
    model = pulp.LpProblem("mexclp", pulp.LpMaximize)
    x = [model.add_variable(f"base{j}", lowBound=0, upBound=units, cat=pulp.LpInteger) for j in columns.tolist()]
    _add_cover(model, x, groups, weight, shares)
    model += pulp.lpSum(x) == units
    bound = optimise(model, effort)
    assert bound is not None  # noqa: S101 - any bases are a solution
    counts = [round(one.varValue or 0.0) for one in x]
    bases = tuple(column for column, count in zip(columns.tolist(), counts, strict=True) for _ in range(count))
    return bases, min(1.0, max(base + bound / SCALE, expected_cover(calls, (*standing, *bases), shares)))


def _groups(rows: NDArray[np.int64], weight: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Make one of all points that the same bases and standing crews reach."""
    groups, group = np.unique(rows, axis=0, return_inverse=True)
    return groups, np.bincount(group, weights=weight, minlength=len(groups)).astype(np.float64)


def _add_cover(
    model: pulp.LpProblem,
    x: Sequence[pulp.LpVariable],
    groups: NDArray[np.int64],
    weight: Floats,
    shares: Sequence[float],
) -> None:
    """Add Σ w Σ_k share_k y_k, where k counts on from the standing crews in reach."""
    terms: list[tuple[pulp.LpVariable, float]] = []
    rows: list[pulp.LpAffineExpression] = []
    units = int(x[0].upBound)
    for number, (group, one) in enumerate(zip(groups, weight.tolist(), strict=True)):
        have, near = int(group[-1]), np.flatnonzero(group[:-1]).tolist()
        y = [model.add_variable(f"y{number}_{k}", lowBound=0, upBound=1) for k in range(units)]
        terms += [(y[k], one * shares[have + k]) for k in range(units)]
        rows.append(pulp.LpAffineExpression([*((step, 1) for step in y), *((x[j], -1) for j in near)]))
    model += pulp.LpAffineExpression(terms)
    for row in rows:
        model += row <= 0
