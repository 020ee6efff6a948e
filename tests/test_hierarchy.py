"""The contraction hierarchy answers as the plain sweeps do."""

import numpy as np
import pytest
from road_factory import random_network

from qinwu.models.errors import InputError
from qinwu.road_network.cch import Hierarchy
from qinwu.road_network.closures import OPEN, ClosureKind
from qinwu.road_network.conditions import USUAL, Conditions
from qinwu.road_network.few_units import FewUnits
from qinwu.road_network.order_cache import cached_order
from qinwu.road_network.ready_units import ReadyUnits
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


def test_units_are_found_while_the_hierarchy_is_fitted_to_new_closures_and_after():
    rng = np.random.default_rng(3)
    network = random_network(seed=3, nodes=60, streets=110)
    search = RoadSearch(network, turns=None)

    def point():
        return RoadPoint(int(rng.integers(network.arcs)), float(rng.random()))

    units = {f"{i:02d}": (point(), 1000 * i) for i in range(10)}
    cars = search.units()
    for unit, (at, delay_ms) in units.items():
        cars.put(unit, at, delay_ms=delay_ms)
    with ReadyUnits(search, Hierarchy(search.roads), units) as ready:
        for turn in range(12):
            given = Conditions(closures=OPEN.close([int(rng.integers(network.arcs))], ClosureKind.HARD))
            assert ready.follow(given) == ready.version == turn + 2
            for moved in range(3):  # while the work goes on
                at, unit = point(), f"{(turn + moved) % 10:02d}"
                ready.move(unit, at)
                cars.move(unit, at)
                target = point()
                assert ready.nearest(target, 4, given=given) == search.nearest(cars, target, 4, given=given)
            ready.wait()
            assert ready.fits(Conditions(closures=given.closures))
            assert not ready.fits()
            for conditions in (given, USUAL):
                target = point()
                assert ready.nearest(target, 4, given=conditions) == search.nearest(cars, target, 4, given=conditions)


def test_an_error_in_the_background_is_told_to_who_waits():
    search = RoadSearch(random_network(seed=3), turns=None)
    with ReadyUnits(search, Hierarchy(search.roads), {}) as ready:
        ready.follow(Conditions(closures=OPEN.close([10**6])))
        with pytest.raises(InputError, match="1000000"):
            ready.wait()
        with pytest.raises(InputError):
            ReadyUnits(RoadSearch(search.network, turns=None), Hierarchy(search.roads), {})


def test_the_order_is_kept_beside_the_road_file(tmp_path, monkeypatch):
    network, source = random_network(seed=4), tmp_path / "roads.osm.pbf"
    order = cached_order(network, source)
    file = tmp_path / "roads.osm.pbf.qwo"
    good = file.read_bytes()
    for bad in (b"", good[:-1], good.replace(b"ORDER 1", b"ORDER 0"), good[:-1] + bytes([good[-1] ^ 1])):
        file.write_bytes(bad)
        assert np.array_equal(cached_order(network, source), order)
        assert file.read_bytes() == good
    monkeypatch.setattr("qinwu.road_network.order_cache.node_order", None)
    assert np.array_equal(cached_order(network, source), order)
    assert np.array_equal(np.sort(order), np.arange(network.nodes))
    with pytest.raises(TypeError):
        cached_order(random_network(seed=5), source)
    assert list(tmp_path.iterdir()) == [file]
