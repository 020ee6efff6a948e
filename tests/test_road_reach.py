"""Isochrones, closures that are counted, units that come and go, threads with closures of their own."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from road_factory import grid_network, grow, random_network

from qinwu.models.errors import InputError
from qinwu.models.week import DayType
from qinwu.road_network.closures import OPEN, ClosureKind, both_ways
from qinwu.road_network.conditions import Conditions
from qinwu.road_network.graph import ROAD_CLASSES
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.route import Bend
from qinwu.road_network.search import UNREACHED, RoadSearch
from qinwu.road_network.speeds import CAR, EMERGENCY, MOTORCYCLE, Moment, Profile, Vehicle, travel_row
from qinwu.road_network.turn_costs import TurnCosts


def ways(network, point):
    """A point as one who stands there may set out: in either direction."""
    twin = int(network.twin[point.arc])
    return [point] + ([RoadPoint(twin, 1 - point.share)] if twin >= 0 else [])


@pytest.mark.parametrize("towards", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_an_isochrone_holds_what_is_within_the_time_and_nothing_else(seed, towards):
    network = random_network(seed=seed, banned=5)
    search, rng = RoadSearch(network), np.random.default_rng(seed)
    closures = OPEN.close(rng.integers(0, network.arcs, 3).tolist()).close([5], ClosureKind.HARD)
    given = Conditions(closures)
    for limit in (40_000, 200_000):
        origin = RoadPoint(int(rng.integers(network.arcs)), 0.3)
        area = search.within(origin, limit, towards=towards, given=given)
        assert np.all((area.start >= 0) & (area.start < area.end) & (area.end <= 1))
        points = [RoadPoint(arc, share) for arc in range(network.arcs) for share in (0.05, 0.5, 0.85)]
        if towards:
            times = [
                [t for way in ways(network, p) for t in search.one_to_many(way, [origin], given=given) if t is not None]
                for p in points
            ]
        else:
            tables = [search.one_to_many(way, points, given=given) for way in ways(network, origin)]
            times = [[t for t in column if t is not None] for column in zip(*tables, strict=True)]
        for point, found in zip(points, times, strict=True):
            time = min(found, default=limit + 10)
            inside = any(
                np.any((area.arc == way.arc) & (area.start <= way.share) & (way.share <= area.end))
                for way in ways(network, point)
            )
            assert inside == (time <= limit) or abs(time - limit) <= 2


def cross() -> RoadSearch:
    """A crossing with four roads of 100 m: west 0, south 1, middle 2, north 3, east 4; 10 s each."""
    lon, lat = np.array([-1.0, 0.0, 0.0, 0.0, 1.0]) * 0.001 + 112.7, np.array([0.0, -1.0, 0.0, 1.0, 0.0]) * 0.001 + 37.6
    ends = np.array([[0, 2], [1, 2], [3, 2], [4, 2]])
    tail, head = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
    twin = np.array([4, 5, 6, 7, 0, 1, 2, 3])
    network = grow(lon, lat, tail, head, twin, np.full(8, 100.0), np.full(8, 36.0), signal=[0, 0, 1, 0, 0])
    return RoadSearch(network)


def arc(search, tail, head):
    """The arc from one node to another."""
    return int(np.flatnonzero((search.network.tail == tail) & (search.network.head == head))[0])


def test_turns_cost_what_the_table_says():
    """10 s to the crossing, its lights 5 s, the turn, 10 s on to the end of the road."""
    search = cross()
    west = RoadPoint(arc(search, 0, 2), 0.0)
    ends = [RoadPoint(arc(search, 2, node), 1.0) for node in (4, 3, 1, 0)]
    times = search.one_to_many(west, ends)
    assert times == [25_000, 29_000, 27_000, 0]  # straight, left, right; and where one stands already
    assert search.one_to_many(RoadPoint(arc(search, 0, 2), 0.5), [ends[3]]) == [5_000 + 25_000 + 10_000]
    bends = [turn.bend for end in ends[:3] for turn in search.route(west, end).turns if turn.bend is not Bend.STRAIGHT]
    assert bends == [Bend.LEFT, Bend.RIGHT]


def test_a_route_tells_its_streets_and_draws_its_line():
    search = cross()
    route = search.route(RoadPoint(arc(search, 0, 2), 0.25), RoadPoint(arc(search, 2, 3), 0.5))
    assert route.length_m == pytest.approx(125.0)
    assert sum(metres for _, metres in route.streets) == pytest.approx(125.0)
    assert route.line[0] == pytest.approx([112.69925, 37.6])
    assert route.line[-1] == pytest.approx([112.7, 37.6005])
    assert len(route.line) == 3


def test_a_unit_that_a_closure_cuts_off_is_unreachable_not_infinite():
    search = cross()
    cars, east, north = search.units(), RoadPoint(arc(search, 4, 2), 0.5), RoadPoint(arc(search, 3, 2), 0.5)
    cars.put("E", east)
    cars.put("N", north)
    target = RoadPoint(arc(search, 0, 2), 0.5)
    shut = Conditions(OPEN.close(both_ways(search.network, east.arc), ClosureKind.HARD))
    assert [one.unit for one in search.nearest(cars, target, 5, given=shut)] == ["N"]
    assert search.route(east, target, given=shut) is None
    assert search.one_to_many(east, [target, north], given=shut) == [None, None]
    assert search.matrix([east, north], [target], given=shut)[0, 0] == UNREACHED
    assert search.nearest(cars, east, 5, given=shut) == []


def test_who_stands_in_a_closed_street_may_leave_it_and_responders_may_enter():
    search = cross()
    cars, target = search.units(), RoadPoint(arc(search, 0, 2), 0.5)
    cars.put("E", RoadPoint(arc(search, 4, 2), 0.5))
    closed = OPEN.close([*both_ways(search.network, arc(search, 4, 2)), *both_ways(search.network, target.arc)])
    assert search.nearest(cars, target, given=Conditions(closed)) == search.nearest(cars, target)


def test_closed_twice_is_opened_twice():
    twice = OPEN.close([3]).close([3, 4])
    assert 3 in twice.open([3, 4]).by_arc
    assert not twice.open([3]).open([3, 4]).by_arc
    assert len(OPEN.arcs) == 0
    for wrong in (lambda: OPEN.open([3]), lambda: twice.open([3], ClosureKind.HARD), lambda: OPEN.quicken([1], 150)):
        with pytest.raises(InputError):
            wrong()


def test_the_worst_slow_down_holds_until_it_is_taken_back():
    slow = OPEN.slow([2], 150).slow([2], 300)
    assert slow.percent.tolist() == [300]
    assert slow.quicken([2], 300).percent.tolist() == [150]
    assert slow.close([2]).percent.tolist() == [-300]


def test_threads_with_closures_of_their_own_do_not_meet():
    network = grid_network(rows=30, columns=30)
    search, rng = RoadSearch(network), np.random.default_rng(1)
    cars = search.units()
    for i in range(40):
        cars.put(f"{i:02d}", RoadPoint(int(rng.integers(network.arcs)), float(rng.random())))
    targets = [RoadPoint(int(a), 0.5) for a in rng.integers(0, network.arcs, 60)]
    worlds = [Conditions(OPEN.close(rng.integers(0, network.arcs, 200).tolist(), ClosureKind.HARD)) for _ in range(4)]

    def answers(given):
        return [search.nearest(cars, target, 5, given=given) for target in targets]

    alone = [answers(given) for given in worlds]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(answers, worlds * 3)) == alone * 3
    assert alone[0] != alone[1]


def test_labels_survive_the_end_of_the_last_era():
    search = cross()
    cars, target = search.units(), RoadPoint(arc(search, 0, 2), 0.5)
    cars.put("E", RoadPoint(arc(search, 4, 2), 0.5))
    expected = search.nearest(cars, target)
    search.roads.back().era = 2
    assert [search.nearest(cars, target) for _ in range(4)] == [expected] * 4


def test_ties_go_to_the_smaller_name():
    search = cross()
    cars = search.units()
    for name in ("c", "a", "d", "b"):
        cars.put(name, RoadPoint(arc(search, 4, 2), 0.5))
    target = RoadPoint(arc(search, 0, 2), 0.5)
    assert [one.unit for one in search.nearest(cars, target, 3)] == ["a", "b", "c"]
    cars.remove("b")
    cars.put("A", RoadPoint(arc(search, 4, 2), 0.5))
    assert [one.unit for one in search.nearest(cars, target, 3)] == ["A", "a", "c"]


def test_a_unit_index_knows_who_is_there():
    cars = cross().units()
    for i in range(40):
        cars.put(f"{i:02d}", RoadPoint(i % 8, 0.5), available=i % 2 == 0)
    cars.move_many(["01", "02"], np.array([3, 4], dtype=np.int32), np.array([0.1, 0.9]))
    assert len(cars) == 40
    assert "07" in cars
    assert cars.available("02")
    assert not cars.available("01")
    assert list(cars.names())[:2] == ["00", "01"]
    for wrong in (
        lambda: cars.put("x", RoadPoint(8, 0.5)),
        lambda: cars.put("x", RoadPoint(0, 0.5), delay_ms=-1),
        lambda: cars.move_many(["01"], np.array([99], dtype=np.int32), np.array([0.1])),
        lambda: cars.move_many(["01"], np.array([1], dtype=np.int32), np.array([1.1])),
        lambda: RoadPoint(0, 1.5),
    ):
        with pytest.raises(InputError):
            wrong()


def test_speeds_follow_class_hour_and_vehicle():
    network = cross().network
    table = np.ones((len(ROAD_CLASSES), 96))
    table[:, 32] = 2.0
    profile = Profile(by_class={DayType.WEEKDAY: table}, by_arc={1: np.full(96, 3.0)})
    rush = Moment(DayType.HOLIDAY, 8 * 60 + 14)
    assert travel_row(network, profile, CAR, rush).tolist() == [20_000, 30_000] + [20_000] * 6
    assert travel_row(network, profile, MOTORCYCLE, rush)[0] == 15_000
    assert travel_row(network, profile, EMERGENCY, rush)[0] == 11_200
    assert (
        travel_row(network, profile, CAR, None)[0] == travel_row(network, profile, CAR, Moment(DayType.WEEKEND, 0))[0]
    )
    for wrong in (
        lambda: Profile(by_arc={1: np.zeros(96)}),
        lambda: Profile(by_class={DayType.WEEKDAY: np.ones((2, 96))}),
        lambda: Moment(DayType.WEEKDAY, 1440),
        lambda: Vehicle(name="x", jam=2.0),
        lambda: TurnCosts(left_ms=-1),
    ):
        with pytest.raises(InputError):
            wrong()


def test_bad_questions_are_bad_input():
    search = cross()
    for wrong in (
        lambda: search.nearest(search.units(), RoadPoint(0, 0.0), 0),
        lambda: search.nearest(search.units(), RoadPoint(99, 0.0)),
        lambda: search.route(RoadPoint(99, 0.0), RoadPoint(0, 0.0)),
        lambda: search.one_to_many(RoadPoint(0, 0.0), [RoadPoint(99, 0.0)]),
        lambda: RoadSearch(random_network(seed=3, banned=5), turns=None),
        lambda: search.nearest(search.units(), RoadPoint(0, 0.0), given=Conditions(OPEN.close([99]))),
        lambda: search.route(RoadPoint(0, 0.0), RoadPoint(0, 0.5), given=Conditions(OPEN.slow([99], 200))),
    ):
        with pytest.raises(InputError):
            wrong()


def test_warming_up_works_on_any_network():
    cross().warm()
    RoadSearch(random_network(seed=0, nodes=3, streets=0)).warm()
    search = RoadSearch(random_network(seed=4), turns=None)
    search.warm()
    assert search.within(RoadPoint(0, 0.5), 0).arc.size == 0


def test_a_queue_that_is_too_short_is_lengthened_and_the_question_asked_again(monkeypatch):
    monkeypatch.setattr("qinwu.road_network.workspace.FIRST_ROOM", 2)
    network = random_network(seed=6)
    for turns in (None, TurnCosts()):
        search = RoadSearch(network, turns=turns)
        cars = search.units()
        cars.put("far", RoadPoint(network.arcs - 1, 0.5))
        target = RoadPoint(0, 0.5)
        expected = search.one_to_many(RoadPoint(network.arcs - 1, 0.5), [target])
        assert [one.eta_ms for one in search.nearest(cars, target)] == expected
        assert len(search.roads.back().queue) > 2


def test_slow_streets_whose_times_go_round_the_ring_of_buckets_more_than_once():
    """A street slowed a hundredfold takes hours: its entry waits for a later lap of the ring."""
    network = random_network(seed=8)
    arcs = range(0, network.arcs, 2)
    given = Conditions(OPEN.slow(arcs, 10_000))
    for turns in (None, TurnCosts()):
        search = RoadSearch(network, turns=turns)
        cars = search.units()
        places = [RoadPoint(arc, 0.25) for arc in range(0, network.arcs, 7)]
        for i, place in enumerate(places):
            cars.put(f"{i:03d}", place)
        target = RoadPoint(3, 0.5)
        times = search.matrix(places, [target], given=given)[:, 0]
        found = search.nearest(cars, target, len(places), given=given)
        assert max(times) > 2 * 1024 * 2048
        assert [(one.eta_ms, one.unit) for one in found] == sorted(
            (time, f"{i:03d}") for i, time in enumerate(times) if time != UNREACHED
        )
