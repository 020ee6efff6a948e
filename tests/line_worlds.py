"""A town with its cells, and what every line in it must keep."""

from collections import Counter
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from qinwu.models.line import Line
from qinwu.models.place import PlaceKind
from qinwu.road_network.cells import CellPost, Cells, build_cells
from qinwu.road_network.drives import Drives
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import RoadNetwork
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.scenarios.on_roads import city_on_roads
from qinwu.solver.deploy.lines.cell_line import LineBand

BAND = LineBand(code="AM_FLAT", minutes=150)


def cells_at(network: RoadNetwork, lon: list[float], lat: list[float]) -> Cells:
    """Cells round the junctions nearest to places."""
    points = []
    for k, (x, y) in enumerate(zip(lon, lat, strict=True)):
        node = int(np.argmin(np.hypot(network.lon - x, network.lat - y) + (np.diff(network.out_start) == 0)))
        points.append(CellPost(post_id=f"P{k:02d}", name=f"岗{k}", at=RoadPoint(int(network.out_start[node]), 0.0)))
    return build_cells(network, points)


@cache
def town() -> tuple[Cells, Drives]:
    network = generate_city(nodes=300, seed=2)
    city = city_on_roads(network, posts=9, people=70, name="青川市")
    posts = [place for place in city.places if place.kind is PlaceKind.POST]
    cells = cells_at(network, [post.lon or 0.0 for post in posts], [post.lat or 0.0 for post in posts])
    return cells, Drives(RoadSearch(network), kmh=30)


def assert_sound(drives: Drives, line: Line, *, streets: set[int]) -> None:
    """Drive the line again, arc by arc, by nothing but the network's own arrays and turn prices."""
    network, banned = drives.network, {tuple(pair) for pair in drives.network.banned.tolist()}
    assert line.steps[-1].end_ms <= line.minutes * 60_000
    for step in line.steps:
        if step.rests:
            assert step.from_share == step.to_share
        else:
            fastest = network.length_m[step.arc] / network.speed_kmh[step.arc] * 3600
            assert step.end_ms - step.begin_ms >= fastest - 1
    driven = [step for step in line.steps if not step.rests]
    for one, other in pairwise(driven):
        assert network.head[one.arc] == network.tail[other.arc]
        assert (one.arc, other.arc) not in banned
        pause = sum(s.end_ms - s.begin_ms for s in line.steps if s.rests and one.end_ms <= s.begin_ms < other.begin_ms)
        assert other.begin_ms - one.end_ms - pause == drives.turn_ms(one.arc, other.arc)
    assert network.head[driven[-1].arc] == network.tail[driven[0].arc]
    assert line.metres == pytest.approx(network.length_m[[step.arc for step in driven]].sum())
    passes = Counter(min(s.arc, int(network.twin[s.arc])) if network.twin[s.arc] >= 0 else s.arc for s in driven)
    assert {street.arc: street.passes for street in line.streets} == {a: n for a, n in passes.items() if a in streets}
    assert {street.arc for street in line.streets} | {street.arc for street in line.left_out} == streets
    assert not {street.arc for street in line.streets} & {street.arc for street in line.left_out}
