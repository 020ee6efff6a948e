"""Around a drawn city: highways to its townships, county roads between them, hamlets along the way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..models.place import RoadClass
from .city_blocks import COLLECTOR, LANE, LOCAL, NAMELESS
from .city_core import Core
from .city_streets import Blocks, Floats, Streets, join
from .graph import ROAD_CLASSES

NATIONAL, PROVINCIAL, COUNTY, TOWNSHIP = (
    ROAD_CLASSES.index(kind)
    for kind in (RoadClass.NATIONAL, RoadClass.PROVINCIAL, RoadClass.COUNTY, RoadClass.TOWNSHIP)
)
JUNCTIONS_A_TOWN = 30
TOWN_GRAIN = 1.6
HAMLET_EVERY_M = 2_600.0
LINK_STEP_M = 4_500.0
FIRST_TOWN_M, NEXT_TOWN_M = 3_200.0, 5_200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Town:
    """A township: its corners' junctions (near and far on the highway, far and near off it) and block."""

    corners: Sequence[int]
    block: Blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ray:
    """A highway's direction, and half the angle up to its neighbours."""

    number: int
    angle: float
    window: float


class _Roads:
    """Adds single roads to the plan, each with the hamlets beside it."""

    def __init__(self, streets: Streets, rng: np.random.Generator, labels: list[str]) -> None:
        self.streets, self.rng, self.labels = streets, rng, labels
        self.xy: dict[int, Floats] = {}

    def label(self, name: str) -> int:
        """Give a name a label."""
        self.labels.append(name)
        return len(self.labels) - 1

    def junction(self, xy: Floats) -> int:
        """Add one junction."""
        number = int(self.streets.add_junctions(xy[None, :])[0])
        self.xy[number] = xy
        return number

    def piece(self, start: int, end: int, kind: int, name: int) -> int:
        """Add one piece."""
        one = self.streets.add_pieces(np.array([start]), np.array([end]), kind=np.array([kind]), name=np.array([name]))
        return int(one[0])

    def road(self, start: int, end: int, kind: int, name: int) -> None:
        """Add a piece across country with hamlets at the end of short lanes."""
        a, b = self.xy[start], self.xy[end]
        piece = self.piece(start, end, kind, name)
        length = float(np.hypot(*(b - a)))
        across = np.array([a[1] - b[1], b[0] - a[0]]) / max(length, 1.0)
        for k in range(int(length / HAMLET_EVERY_M)):
            share = (k + self.rng.uniform(0.3, 0.7)) * HAMLET_EVERY_M / length
            reach = self.rng.uniform(250, 700) * self.rng.choice([-1, 1])
            foot = self.junction(a + share * (b - a))
            tip = self.junction(a + share * (b - a) + reach * across)
            self.streets.add_points(np.array([piece]), np.array([share]), np.array([foot]))
            self.piece(foot, tip, TOWNSHIP, self.label(f"Y{len(self.labels) % 900 + 100:03d}乡道"))


def draw_outskirts(
    streets: Streets, core: Core, *, junctions: int, rng: np.random.Generator, labels: list[str]
) -> Blocks:
    """
    Draw highways that leave the core and the townships on them, for ``junctions`` junctions in all.

    Returns the townships' blocks, still to be cut.
    """
    roads = _Roads(streets, rng, labels)
    size = JUNCTIONS_A_TOWN * max(1.0, junctions / 100) ** 0.25
    count = max(3, round(junctions / size))
    rays = int(np.clip(round(2.0 * count**0.5), 3, 64))
    base = rng.uniform(0, 2 * np.pi)
    lines = []
    for ray in range(rays):
        angle = base + 2 * np.pi * (ray + rng.uniform(-0.12, 0.12)) / rays
        towns = count // rays + (ray < count % rays)
        course = _Ray(number=ray, angle=angle, window=np.pi / rays)
        lines.append(_highway(roads, core, ray=course, towns=towns, size=size))
    for ray, line in enumerate(lines):
        _links(roads, line, lines[(ray + 1) % rays])
    return join([town.block for line in lines for town in line])


def _highway(roads: _Roads, core: Core, *, ray: _Ray, towns: int, size: float) -> list[_Town]:
    """Lead a highway outwards, with townships of ``size`` junctions beside it."""
    kind = (NATIONAL, PROVINCIAL, COUNTY)[ray.number % 3]
    number = 100 + (ray.number * 37 + 8) % 899
    name = roads.label({NATIONAL: f"{number}国道", PROVINCIAL: f"{number}省道", COUNTY: f"X{number}县道"}[kind])
    here = _gate(roads, core, ray)
    radius, start = float(np.hypot(*roads.xy[here])), float(np.arctan2(*roads.xy[here][::-1]))
    phase, bend = roads.rng.uniform(0, 2 * np.pi), 0.24 * ray.window
    origin = radius

    def at(distance: float) -> Floats:
        swing = bend * (np.sin(distance / 8_000 + phase) - np.sin(origin / 8_000 + phase))
        return distance * np.array([np.cos(start + swing), np.sin(start + swing)])

    found = []
    for town in range(max(towns, 1)):
        radius += (FIRST_TOWN_M if town == 0 else NEXT_TOWN_M) * roads.rng.uniform(0.8, 1.3)
        side = 185.0 * (size / 3) ** 0.5 * roads.rng.uniform(0.8, 1.2)
        near, far = roads.junction(at(radius)), roads.junction(at(radius + side))
        roads.road(here, near, kind, name)
        found.append(_town(roads, near, far, kind, name))
        here, radius = far, radius + side
    return found


def _gate(roads: _Roads, core: Core, ray: _Ray) -> int:
    """Return the outermost junction of the core near a ray's direction."""
    direction = np.arctan2(core.xy[:, 1], core.xy[:, 0])
    off = np.abs((direction - ray.angle + np.pi) % (2 * np.pi) - np.pi)
    reach = np.hypot(*core.xy.T) * np.where(off < 0.6 * ray.window, 1.0, 0.0) - 1e6 * (off >= ray.window)
    best = int(np.argmax(reach))
    number = int(core.junctions[best])
    roads.xy[number] = core.xy[best]
    return number


def _town(roads: _Roads, near: int, far: int, kind: int, name: int) -> _Town:
    a, b = roads.xy[near], roads.xy[far]
    depth = roads.rng.uniform(0.7, 1.1) * np.array([a[1] - b[1], b[0] - a[0]])
    corners = [near, far, roads.junction(b + depth), roads.junction(a + depth)]
    sides = [roads.piece(near, far, kind, name)]
    for start, end in ((1, 2), (2, 3), (3, 0)):
        kind_here, lane = (LOCAL, NAMELESS) if end == 3 else (COLLECTOR, LANE)
        sides.append(roads.piece(corners[start], corners[end], kind_here, lane))
    return _Town(corners=corners, block=_town_block(np.array([roads.xy[c] for c in corners]), sides))


def _town_block(xy: Floats, sides: Sequence[int]) -> Blocks:
    return Blocks(
        xy=xy[None],
        piece=np.array([sides]),
        start=np.zeros((1, 4)),
        end=np.ones((1, 4)),
        grain=np.array([TOWN_GRAIN]),
        depth=np.ones(1, dtype=np.int64),
    )


def _links(roads: _Roads, line: Sequence[_Town], following: Sequence[_Town]) -> None:
    """Lead county roads from each township to the one at the same distance on the next highway."""
    for number, (town, other) in enumerate(zip(line, following, strict=False)):
        if number and roads.rng.random() < 0.35:
            continue
        name = roads.label(f"X{len(roads.labels) % 800 + 100:03d}县道")
        here, goal = town.corners[3], other.corners[0]
        for xy in _arc(roads.xy[here], roads.xy[goal]):
            step = roads.junction(xy)
            roads.road(here, step, COUNTY, name)
            here = step
        roads.road(here, goal, COUNTY, name)


def _arc(start: Floats, end: Floats) -> Floats:
    """Return points between two places on a curve round the city."""
    first, last = np.hypot(*start), np.hypot(*end)
    one, turn = np.arctan2(*start[::-1]), (np.arctan2(*end[::-1]) - np.arctan2(*start[::-1])) % (2 * np.pi)
    steps = int(max(turn * (first + last) / 2 / LINK_STEP_M, turn / 0.5))
    share = np.arange(1, steps + 1) / (steps + 1)
    radius, angle = first + share * (last - first), one + share * turn
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
