"""From the plan of a drawn city to its map: bent streets, one-ways, lights, forbidden turns, a draft to build."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..models.place import RoadClass
from .city_blocks import LOCAL
from .city_core import ARTERIAL, COLLECTOR, EXPRESSWAY
from .city_outskirts import NATIONAL, PROVINCIAL
from .city_streets import Edges, Floats, Ints
from .draft import Draft
from .graph import BRIDGE, ROAD_CLASSES
from .polylines import Lines, starts, take
from .polylines import lengths as line_lengths

METRES_A_DEGREE = 111_195.0
SAGITTA_M = 1.0
"""A street whose middle lies farther from its chord gets points in between."""

ROUNDING = 0.22
"""How far the square rings of the plan are bent towards circles."""

DISTRICT_M, ONE_WAY_DISTRICTS = 1_100.0, 0.4
BANNED_LEFT = 0.12
"""Share of the large crossings with lights at which one turn to the left is forbidden."""

# Free speed (km/h) and lanes of one direction by class: design defaults of the sample.
SPEED_LANES = {
    RoadClass.MOTORWAY: (100.0, 2),
    RoadClass.EXPRESSWAY: (70.0, 3),
    RoadClass.ARTERIAL: (50.0, 3),
    RoadClass.COLLECTOR: (40.0, 2),
    RoadClass.LOCAL: (30.0, 1),
    RoadClass.NATIONAL: (70.0, 2),
    RoadClass.PROVINCIAL: (60.0, 2),
    RoadClass.COUNTY: (50.0, 1),
    RoadClass.TOWNSHIP: (40.0, 1),
}

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    A finished street plan.

    Parameters
    ----------
    xy
        Junctions in plan metres round the centre, shape (junctions, 2).
    edges
        Edges between them.
    kind, label
        Class and name (position in ``labels``, -1 for none) of each piece.
    bridge
        Whether each edge crosses the river.
    half
        Half the width of the core, plan metres.
    """

    xy: Floats
    edges: Edges
    kind: Ints
    label: Ints
    labels: list[str]
    bridge: Bools
    half: float


def to_draft(plan: Plan, rng: np.random.Generator, *, lon: float, lat: float) -> Draft:
    """Put a plan on the map round a centre."""
    edges, kind = plan.edges, plan.kind[plan.edges.piece]
    lines = _drawn(plan, rng, lon=lon, lat=lat)
    one_way = _connected(edges, _one_ways(plan, kind, rng), len(plan.xy))
    two_way = np.flatnonzero(~one_way)
    count = len(edges.u)
    edge = np.concatenate([np.arange(count), two_way])
    backward = np.arange(len(edge)) >= count
    turned = backward | (one_way[edge] & (edges.piece[edge] % 2 == 1))
    tail = np.where(turned, edges.v[edge], edges.u[edge])
    head = np.where(turned, edges.u[edge], edges.v[edge])
    twin = np.full(len(edge), -1)
    twin[two_way], twin[count:] = count + np.arange(len(two_way)), two_way
    speed, lanes = (np.array(column) for column in zip(*(SPEED_LANES[kind] for kind in ROAD_CLASSES), strict=True))
    signal = _signals(plan, kind, rng)
    first = _first_points(lines, edges, len(plan.xy))
    names, name = _names(plan)
    arcs = take(lines, edge, backward=turned)
    return Draft(
        form="generated",
        node_ref=np.arange(1, len(plan.xy) + 1),
        lon=first[0],
        lat=first[1],
        signal=signal,
        tail=tail,
        head=head,
        length_m=np.round(line_lengths(arcs), 2),
        speed_kmh=speed[kind[edge]],
        speed_given=np.ones(len(edge), dtype=bool),
        road_class=kind[edge].astype(np.uint8),
        lanes=lanes[kind[edge]].astype(np.uint8),
        flags=np.where(plan.bridge[edge], BRIDGE, 0).astype(np.uint8),
        name=name[edges.piece[edge]],
        names=names,
        twin=twin,
        geo_start=arcs[0],
        geo_lon=arcs[1],
        geo_lat=arcs[2],
        banned=_banned(plan.xy, tail, head, signal, rng),
    )


def _drawn(plan: Plan, rng: np.random.Generator, *, lon: float, lat: float) -> Lines:
    """Return the bent line of each edge, rounded as the files round (a centimetre)."""
    a, b = plan.xy[plan.edges.u], plan.xy[plan.edges.v]
    bend = _Bend(plan.half, rng)
    sagitta = np.hypot(*(bend((a + b) / 2) - (bend(a) + bend(b)) / 2).T)
    counts = np.where(sagitta < SAGITTA_M, 2, np.minimum(2 + np.ceil(np.sqrt(sagitta / SAGITTA_M)), 24)).astype(int)
    start = starts(counts)
    line = np.repeat(np.arange(len(a)), counts)
    share = ((np.arange(start[-1]) - start[line]) / (counts[line] - 1))[:, None]
    points = bend(a[line] * (1 - share) + b[line] * share)
    east = points[:, 0] / (METRES_A_DEGREE * np.cos(np.radians(lat)))
    return start, np.round(lon + east, 7), np.round(lat + points[:, 1] / METRES_A_DEGREE, 7)


class _Bend:
    """A smooth map from the plan to the ground: rounds the square rings, bends the river, makes streets wander."""

    def __init__(self, half: float, rng: np.random.Generator) -> None:
        self.half = half
        self.turn = np.radians(rng.uniform(-9, 9))
        self.phase = rng.uniform(0, 2 * np.pi, 7)
        self.waves = ((130.0, 5_300.0), (55.0, 2_600.0), (16.0, 1_050.0))

    def __call__(self, xy: Floats) -> Floats:
        """Bend points, shape (k, 2), metres."""
        x, y = xy[:, 0], xy[:, 1]
        new_x = x * (1 - ROUNDING * _rounding(y / self.half))
        new_y = y * (1 - ROUNDING * _rounding(x / self.half))
        new_y = new_y + 0.07 * self.half * np.sin(2 * np.pi * x / (1.9 * self.half) + self.phase[6])
        for k, (height, length) in enumerate(self.waves):
            new_x = new_x + height * np.sin(2 * np.pi * (y + 0.3 * x) / length + self.phase[2 * k])
            new_y = new_y + height * np.sin(2 * np.pi * (x - 0.3 * y) / length + self.phase[2 * k + 1])
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        return np.column_stack([cos * new_x - sin * new_y, sin * new_x + cos * new_y])


def _rounding(value: Floats) -> Floats:
    return np.asarray(value**2 / (1 + 0.6 * value**2))


def _first_points(lines: Lines, edges: Edges, junctions: int) -> tuple[Floats, Floats]:
    """Return the coordinates of the junctions, as the lines have them."""
    start, line_lon, line_lat = lines
    lon, lat = np.zeros(junctions), np.zeros(junctions)
    for ends, points in ((edges.u, start[:-1]), (edges.v, start[1:] - 1)):
        lon[ends], lat[ends] = line_lon[points], line_lat[points]
    return lon, lat


def _one_ways(plan: Plan, kind: Ints, rng: np.random.Generator) -> Bools:
    """Choose districts of the core whose local streets are one-way, neighbours in opposite directions."""
    xy = (plan.xy[plan.edges.u] + plan.xy[plan.edges.v]) / 2
    cell = np.floor((xy + plan.half) / DISTRICT_M).astype(np.int64)
    side = int(2 * plan.half / DISTRICT_M) + 1
    chosen = rng.random((side, side)) < ONE_WAY_DISTRICTS
    inside = ((cell >= 0) & (cell < side)).all(axis=1) & (kind == LOCAL)
    one_way = np.zeros(len(xy), dtype=bool)
    one_way[inside] = chosen[tuple(cell[inside].T)]
    return one_way


def _connected(edges: Edges, one_way: Bools, junctions: int) -> Bools:
    """Open one-way streets to both directions until every junction can be reached from every other."""
    one_way = one_way.copy()
    while True:
        turned = one_way & (edges.piece % 2 == 1)
        tail = np.concatenate([np.where(turned, edges.v, edges.u), edges.v[~one_way]])
        head = np.concatenate([np.where(turned, edges.u, edges.v), edges.u[~one_way]])
        graph = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(junctions, junctions))
        _, part = connected_components(graph, connection="strong")
        outside = part != np.bincount(part).argmax()
        trapped = one_way & (outside[edges.u] | outside[edges.v])
        if not trapped.any():
            return one_way
        one_way &= ~trapped


def _signals(plan: Plan, kind: Ints, rng: np.random.Generator) -> Bools:
    """Put lights where main streets cross."""
    junctions = len(plan.xy)

    def arms(*classes: int) -> Ints:
        chosen = np.isin(kind, classes)
        ends = np.concatenate([plan.edges.u[chosen], plan.edges.v[chosen]])
        return np.bincount(ends, minlength=junctions)

    main, middle, rural = arms(ARTERIAL, EXPRESSWAY), arms(COLLECTOR), arms(NATIONAL, PROVINCIAL)
    every = arms(*range(len(ROAD_CLASSES)))
    chance = np.where((rural >= 2) & (every >= 3), 0.25, 0.0)
    chance = np.where(middle >= 3, 0.3, chance)
    chance = np.where((main >= 2) & (middle >= 1), 0.65, chance)
    chance = np.where(main >= 3, 0.95, chance)
    return np.asarray(rng.random(junctions) < chance)


def _names(plan: Plan) -> tuple[list[str], NDArray[np.int32]]:
    """Return the street names, the empty one first and each once, and each piece's position among them."""
    names = ["", *sorted(set(plan.labels) - {""})]
    place = {name: number for number, name in enumerate(names)}
    table = np.array([*(place[name] for name in plan.labels), 0], dtype=np.int32)
    return names, table[plan.label]


def _banned(xy: Floats, tail: Ints, head: Ints, signal: Bools, rng: np.random.Generator) -> Ints:
    """Forbid one left turn at some of the crossings with lights that have four arms both ways."""
    arms_in, arms_out = np.bincount(head, minlength=len(xy)), np.bincount(tail, minlength=len(xy))
    large = np.flatnonzero(signal & (arms_in == 4) & (arms_out == 4))
    chosen = large[rng.random(len(large)) < BANNED_LEFT]
    into, out = np.flatnonzero(np.isin(head, chosen)), np.flatnonzero(np.isin(tail, chosen))
    into, out = into[np.argsort(head[into], kind="stable")], out[np.argsort(tail[out], kind="stable")]
    into_xy = xy[head[into]] - xy[tail[into]]
    out_xy = xy[head[out]] - xy[tail[out]]
    found = []
    for group, pick in enumerate(rng.integers(0, 4, len(chosen)).tolist()):
        arms = slice(4 * group, 4 * group + 4)
        one = into_xy[4 * group + pick]
        cross, dot = one[0] * out_xy[arms, 1] - one[1] * out_xy[arms, 0], out_xy[arms] @ one
        angle = np.degrees(np.arctan2(cross, dot))
        found += [(into[4 * group + pick], turn) for turn in out[arms][(angle > 50) & (angle < 130)][:1]]
    return np.array(found, dtype=np.int64).reshape(-1, 2)
