"""The contraction hierarchy answers as the plain sweeps do."""

import numpy as np
import pytest
from road_factory import random_network

from qinwu.models.errors import InputError
from qinwu.road_network.cch import Hierarchy
from qinwu.road_network.closures import OPEN, ClosureKind
from qinwu.road_network.conditions import Conditions
from qinwu.road_network.few_units import FewUnits
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch


@pytest.mark.parametrize("seed", range(6))
def test_tables_and_nearest_units_are_those_of_the_sweeps(seed):
    rng = np.random.default_rng(seed)
    network = random_network(seed=seed, nodes=60, streets=110)
    search = RoadSearch(network, turns=None)
    hierarchy = Hierarchy(search.roads)
    points = [
        RoadPoint(int(rng.integers(network.arcs)), float(rng.choice([0.0, 1.0, rng.random()]))) for _ in range(30)
    ]
    closures = OPEN
    for _ in range(8):
        kind = ClosureKind.HARD if rng.random() < 0.4 else ClosureKind.NO_THROUGH
        closures = closures.close([int(rng.integers(network.arcs)), points[int(rng.integers(30))].arc], kind)
        given = Conditions(closures=closures.slow([int(rng.integers(network.arcs))], 200))
        fixed = hierarchy.customise(given)
        assert np.array_equal(
            fixed.matrix(points[:15], points[10:]), search.matrix(points[:15], points[10:], given=given)
        )
        cars, few = search.units(), {}
        for i, point in enumerate(points[:15]):
            few[f"{i:02d}"] = point, int(rng.integers(2)) * 60_000
            cars.put(f"{i:02d}", point, delay_ms=few[f"{i:02d}"][1])
        rare = FewUnits(fixed, few)
        rare.move("03", points[16])
        cars.move("03", points[16])
        for target in points[10:]:
            assert rare.nearest(target, 4) == search.nearest(cars, target, 4, given=given)


def test_a_hierarchy_over_nodes_does_not_pretend_to_know_turns():
    with pytest.raises(InputError):
        Hierarchy(RoadSearch(random_network(seed=1)).roads)
