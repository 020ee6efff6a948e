"""Mobile routes (流动巡逻): streets that no post holds, shared out so that the longest route is as short as can be."""

from collections.abc import Sequence

import numpy as np

from ....models.line import LeftOut, Line, Why
from ....road_network.drives import NO_WAY, Drives
from ....road_network.road_point import RoadPoint
from .beat import Beat, Street
from .cell_line import LineBand, chance, left_out, plan_line, survey
from .postman import Effort, Errands, plan_tours
from .rounds import round_of
from .tour_kernels import split

FEW = 80
"""Up to so many streets the min-max postman shares them out; beyond, one long tour is cut at the best places."""

EFFORT = Effort(generations=60, stale=40, population=8, near=12)
OVER = 1000


def plan_mobile(  # noqa: PLR0913 - what the routes are made from
    drives: Drives, streets: Sequence[Street], base: RoadPoint, units: int, band: LineBand, *, seed: int = 0
) -> tuple[list[Line], list[LeftOut]]:
    """
    Plan the routes of mobile units over streets that no post holds.

    Parameters
    ----------
    drives, streets
        The roads and the streets.
    base
        Where the units begin and end.
    units
        How many there are; each gets one route at most.
    band, seed
        As for ``plan_line``.

    Returns
    -------
    The routes, and the streets on none of them. The streets are shared out so that the longest route is least; each
    unit then rides its share like a cell, and where the band is too short drops what it pays least to pass.
    """
    if not streets:
        return [], []
    if units < 1:
        return [], [left_out(street, Why.NO_UNIT) for street in streets]
    ground, left = survey(drives, Beat(line_id="M", name="", home=base, streets=tuple(streets)))
    lines = []
    for number, share in enumerate(share_out(ground.errands, units, seed=seed), start=1):
        own = tuple(sorted((ground.streets[place] for place in share), key=lambda street: street.arc))
        beat = Beat(line_id=f"M-{number:02d}", name=f"M-{number:02d}", home=base, streets=own)
        lines.append(plan_line(drives, beat, band, seed=seed))
    return lines, left


def share_out(errands: Errands, units: int, *, seed: int = 0) -> list[list[int]]:
    """Share streets out among units; the longest round of the shares is as short as the search can make it."""
    n = len(errands.serve)
    if not n:
        return []
    if n <= FEW:
        tours = plan_tours(errands, units, seed=seed, effort=EFFORT)
        return [[street for street, _ in tour] for tour in tours.tours]
    drives, cost = round_of(errands, np.arange(n), chance(seed, "mobile"))
    order = np.array([street for street, _ in drives])
    cuts = np.zeros(units + 1, dtype=np.int64)
    low, high = cost // units, cost + 2 * int(errands.round_trips.max())
    while low < high:
        target = (low + high) // 2
        fits = split(order, units, errands.between, errands.serve.ravel(), target, OVER, cuts) <= units * target
        low, high = (low, target) if fits else (target + 1, high)
    split(order, units, errands.between, errands.serve.ravel(), high, OVER, cuts)
    shares = [order[cuts[r] : cuts[r + 1]].tolist() for r in range(units)]
    return [share for share in shares if share]


def best_base(drives: Drives, points: Sequence[RoadPoint], streets: Sequence[Street]) -> RoadPoint:
    """Return the point with the least mean way to all streets, each weighted by its metres; the first of equal ones."""
    arcs = [street.arc for street in streets]
    metres = np.array([street.metres for street in streets])
    table = drives.table([drives.place(point) for point in points], arcs).astype(np.float64)
    table[table == NO_WAY] = 2 * table.max(initial=1.0)
    return points[int(np.argmin(table @ metres))]
