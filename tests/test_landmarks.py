"""Routes that landmarks guide are those of the full sweep, arc by arc."""

import numpy as np
import pytest
from road_factory import random_network

from qinwu.models.week import DayType
from qinwu.road_network.closures import OPEN, ClosureKind
from qinwu.road_network.conditions import Conditions
from qinwu.road_network.generate import generate_city
from qinwu.road_network.graph import ROAD_CLASSES
from qinwu.road_network.nearest_ways import NearestWays
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.road_network.speeds import CAR, EMERGENCY, Moment, Profile
from qinwu.road_network.turn_costs import FREE_TURNS, TurnCosts

FACTORS = np.random.default_rng(3).uniform(0.5, 2.0, (len(ROAD_CLASSES), 96))
PROFILE = Profile(by_class={DayType.WEEKDAY: FACTORS}, by_arc={0: np.full(96, 0.2), 5: np.full(96, 3.0)})


def same_routes(search, count, seed=0) -> int:
    """Compare some journeys under closures and hours at random; return how many had no way."""
    rng = np.random.default_rng(seed)
    arcs, without = search.network.arcs, 0
    for _ in range(count):
        start, goal = (RoadPoint(int(rng.integers(arcs)), float(rng.choice([0, 1, rng.random()]))) for _ in range(2))
        shut, barred, slow = (rng.choice(arcs, arcs // 12, replace=False) for _ in range(3))
        given = Conditions(
            closures=OPEN.close(shut).close(barred, ClosureKind.HARD).slow(slow, 250) if rng.random() < 0.7 else OPEN,
            at=Moment(DayType.HOLIDAY, int(rng.integers(1440))) if rng.random() < 0.7 else None,
        )
        plain, guided = search.route(start, goal, given=given), search.guided_route(start, goal, given=given)
        without += plain is None
        assert (plain is None) == (guided is None)
        if plain is not None and guided is not None:
            assert (plain.time_ms, plain.arcs, plain.length_m) == (guided.time_ms, guided.arcs, guided.length_m)
    return without


@pytest.mark.parametrize("turns", [TurnCosts(), TurnCosts(back_ms=None), FREE_TURNS, None])
@pytest.mark.parametrize("seed", range(12))
def test_on_any_roads(turns, seed) -> None:
    same_routes(RoadSearch(random_network(seed=seed, banned=8 if turns else 0), turns=turns, profile=PROFILE), 25, seed)


def test_in_a_city() -> None:
    assert same_routes(RoadSearch(generate_city(nodes=700), profile=PROFILE), 150) < 150


@pytest.mark.parametrize("vehicle", [CAR, EMERGENCY])
@pytest.mark.parametrize("seed", range(15))
def test_a_guide_finds_the_same_few_units_and_ways(seed, vehicle) -> None:
    """The nearest of few units, with a guide and without: who, when, by which way, on any roads, closed or not."""
    rng = np.random.default_rng(seed)
    network = random_network(seed=seed, banned=8) if seed % 3 else generate_city(nodes=300)
    plain, guided = (RoadSearch(network, profile=PROFILE) for _ in range(2))
    guided.make_guide(vehicle)
    for _ in range(12):
        shut, barred = (rng.choice(network.arcs, network.arcs // 15, replace=False) for _ in range(2))
        closures = OPEN.close(shut).close(barred, ClosureKind.HARD) if rng.random() < 0.6 else OPEN
        given = Conditions(closures=closures, vehicle=vehicle, at=Moment(DayType.WEEKDAY, int(rng.integers(1440))))
        units = plain.units()
        for i in range(int(rng.integers(0, 12))):
            at = RoadPoint(int(rng.integers(network.arcs)), float(rng.choice([0, 1, rng.random()])))
            units.put(f"U{i}", at, delay_ms=int(rng.choice([0, 30_000])), skills=int(rng.integers(4)))
        target = RoadPoint(int(rng.integers(network.arcs)), float(rng.random()))
        k, need, limit = int(rng.integers(1, 4)), int(rng.integers(3)), int(rng.choice([60_000, 300_000, 5_400_000]))
        assert answers(plain, units, target, given, k, need, limit) == answers(
            guided, units, target, given, k, need, limit
        )


def answers(search, units, target, given, k, need, limit):
    """Return who is nearest, the ways, when the first of all units is there, and who is there within the limit."""
    ways = NearestWays(search, units, target, given)
    met = ways.nearest(k, need=need, limit_ms=limit)
    if not met:
        return ways.all_by(limit)
    drawn = ways.routes([one.slot for one in met], [one.eta_ms for one in met])
    first = ways.first_by(met[0].eta_ms, need=0, known=[met[0].slot])
    if search.guide(given.vehicle):
        again = ways.routes([met[-1].slot], [met[-1].eta_ms])  # although another search came in between
        assert again[0].arcs == drawn[-1].arcs
    return (
        met,
        [(one.arcs, one.length_m) for one in drawn],
        min(met[0].eta_ms, 2**31 if first is None else first),
        ways.all_by(limit),
    )
