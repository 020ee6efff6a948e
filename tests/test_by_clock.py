"""The search by the clock against a plain forward search, arc by arc and quarter by quarter."""

from heapq import heappop, heappush

import numpy as np
import pytest
from road_factory import random_network
from road_oracle import turn_ms

from qinwu.models.errors import InputError
from qinwu.models.week import DayType
from qinwu.road_network.closures import OPEN, ClosureKind
from qinwu.road_network.conditions import Conditions
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.road_network.speeds import CAR, Moment, Profile, travel_row
from qinwu.road_network.turn_costs import TurnCosts

QUARTER = 900_000


def drive(row_of, arc, percent, start, end, clock):
    """Walk through the quarters until the end of the stretch."""
    while True:
        quarter = clock // QUARTER
        ride = int(row_of(quarter % 96)[arc])
        ride = max(1, (ride * percent + 50) // 100) if percent != 100 else ride
        need = int(end * ride + 0.5) - int(start * ride + 0.5)
        rest = (quarter + 1) * QUARTER - clock
        if need <= rest:
            return clock + need
        start, clock = min(end, start + rest / ride), clock + rest


def earliest(network, prices, row_of, closures, unit, target, clock):
    """Dijkstra over (arc, layer): 0 not yet left the closed street, 1 in open ones, 2 in the target's closed one."""
    kinds = {a: "h" if s.hard else "c" if s.no_through else "o" for a, s in closures.by_arc.items()}
    percent = {a: max(s.slow, default=100) for a, s in closures.by_arc.items()}
    kind, slow = lambda a: kinds.get(a, "o"), lambda a: percent.get(a, 100)
    ways = {target.arc: target.share}
    if network.twin[target.arc] >= 0:
        ways[int(network.twin[target.arc])] = 1 - target.share
    if kind(unit.arc) == "h":
        return None
    found = []
    if unit.arc in ways and unit.share <= ways[unit.arc]:
        found.append(drive(row_of, unit.arc, slow(unit.arc), unit.share, ways[unit.arc], clock))
    heap = [
        (drive(row_of, unit.arc, slow(unit.arc), unit.share, 1.0, clock), unit.arc, 0 if kind(unit.arc) == "c" else 1)
    ]
    done = set()
    while heap:
        now, a, layer = heappop(heap)
        if (a, layer) in done:
            continue
        done.add((a, layer))
        for b in range(network.out_start[network.head[a]], network.out_start[network.head[a] + 1]):
            allowed = {"h": (), "o": (0, 1), "c": (0, 1, 2)}[kind(b)]
            if (a, b) not in prices or layer not in allowed:
                continue
            entry = now + prices[a, b]
            if b in ways:
                found.append(drive(row_of, b, slow(b), 0.0, ways[b], entry))
            layers = (1,) if kind(b) == "o" else (0,) if layer == 0 else (2,)
            heappush(heap, (drive(row_of, b, slow(b), 0.0, 1.0, entry), b, layers[0]))
    return min(found, default=None)


@pytest.mark.parametrize("seed", range(4))
def test_arrivals_by_the_clock_are_the_earliest(seed):
    rng = np.random.default_rng(seed)
    network = random_network(seed=seed, banned=10, side=0.3)
    profile = Profile(by_class={DayType.WEEKDAY: rng.uniform(0.5, 3.0, (9, 96))}, by_arc={3: rng.uniform(1, 9, 96)})
    search = RoadSearch(network, profile=profile)
    prices = turn_ms(network, TurnCosts())
    rows = [travel_row(network, profile, CAR, Moment(DayType.WEEKDAY, 15 * q)) for q in range(96)]
    point = lambda: RoadPoint(int(rng.integers(network.arcs)), float(rng.choice([0.0, 1.0, rng.random()])))  # noqa: E731
    for _ in range(12):
        closures = OPEN.slow([int(rng.integers(network.arcs))], 300)
        closures = closures.close(rng.integers(0, network.arcs, 3).tolist())
        closures = closures.close([int(rng.integers(network.arcs))], ClosureKind.HARD)
        minute, target, cars = int(rng.integers(1440)), point(), search.units()
        units = {f"{i}": (point(), int(rng.choice([0, 120_000]))) for i in range(8)}
        for name, (at, delay) in units.items():
            cars.put(name, at, delay_ms=delay)
        expected = []
        for name, (at, delay) in units.items():
            start = minute * 60_000
            time = earliest(network, prices, rows.__getitem__, closures, at, target, start + delay)
            expected += [] if time is None else [(time - start, name)]
        given = Conditions(closures, at=Moment(DayType.WEEKDAY, minute))
        found = search.nearest(cars, target, 3, given=given, by_clock=True)
        assert [(one.eta_ms, one.unit) for one in found] == sorted(expected)[:3]


def test_in_even_traffic_the_clock_changes_nothing():
    search = RoadSearch(random_network(seed=5))
    cars, given = search.units(), Conditions(at=Moment(DayType.WEEKDAY, 500))
    for i in range(9):
        cars.put(str(i), RoadPoint(7 * i, 0.3))
    for arc in range(search.network.arcs):
        target = RoadPoint(arc, 0.6)
        frozen = search.nearest(cars, target, 4, given=given)
        assert search.nearest(cars, target, 4, given=given, by_clock=True) == frozen


def test_without_a_time_of_day_there_is_no_clock():
    search = RoadSearch(random_network(seed=5))
    with pytest.raises(InputError):
        search.nearest(search.units(), RoadPoint(0, 0.0), by_clock=True)
