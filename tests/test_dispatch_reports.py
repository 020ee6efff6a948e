"""Reports while questions are asked: from many threads, in one go, and one by one."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import numpy as np
from dispatch_worlds import NOW, World, crew, random_incident, random_point
from road_factory import random_network

from qinwu.models.unit import PositionSource
from qinwu.road_network.generate import generate_city
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.solver.dispatch import nearest_units
from qinwu.solver.dispatch.cover import Demand, cover_of
from qinwu.solver.dispatch.fleet import Fleet


def test_reports_from_many_threads_and_questions_at_once():
    """Each answer is of one moment: its units stand where some report of theirs put them."""
    world = World(5, network=random_network(seed=5, nodes=200, streets=400), count=60)
    stop, names = Event(), [f"U{i:03d}" for i in range(60)]

    def report(seed):
        rng = np.random.default_rng(seed)
        while not stop.is_set():
            arcs = rng.integers(0, world.network.arcs, 10).astype(np.int32)
            world.fleet.fixes(rng.choice(names, 10).tolist(), arcs, np.full(10, 0.5), NOW)
            world.fleet.fix(str(rng.choice(names)), random_point(world.network, rng), NOW)

    def question(seed):
        rng = np.random.default_rng(seed)
        for _ in range(60):
            answer = nearest_units(world.search, world.fleet, random_incident(world.network, rng), NOW)
            etas = [one.eta_ms for one in answer.recommendations]
            assert etas == sorted(etas)
            for one in answer.recommendations:
                assert one.route.time_ms + one.turn_out_ms == one.eta_ms
                assert one.route.arcs[0] == one.unit.position.arc
        return True

    writers = [Thread(target=report, args=(seed,)) for seed in range(2)]
    for writer in writers:
        writer.start()
    with ThreadPoolExecutor(3) as pool:
        assert all(pool.map(question, range(3)))
    stop.set()
    for writer in writers:
        writer.join()


def test_fixes_in_one_go_leave_the_fleet_as_fixes_one_by_one_do():
    """Fresh and overtaken ones, from two sources, silent crews, crews off duty, clocks that jump: the same units."""
    one, other = World(9, count=30), World(9, count=30)
    rng, names = np.random.default_rng(9), [f"U{i:03d}" for i in range(30)]
    for _ in range(60):
        now = NOW + timedelta(seconds=int(rng.integers(-400, 400)))
        source = PositionSource.AVL if rng.random() < 0.7 else PositionSource.RADIO
        who = rng.choice(names, 8).tolist()
        arcs = rng.integers(0, one.network.arcs, 8).astype(np.int32)
        shares = rng.random(8)
        one.fleet.fixes(who, arcs, shares, now, source)
        for unit, arc, share in zip(who, arcs.tolist(), shares.tolist(), strict=True):
            other.fleet.fix(unit, RoadPoint(arc, share), now, source)
        later = now + timedelta(seconds=int(rng.integers(-30, 300)))
        assert one.fleet.units(later) == other.fleet.units(later)
        incident = replace(random_incident(one.network, rng), reported_at=later)
        ours, theirs = (nearest_units(w.search, w.fleet, incident, later) for w in (one, other))
        assert [(best.unit, best.eta_ms) for best in ours.recommendations] == [
            (best.unit, best.eta_ms) for best in theirs.recommendations
        ]
        assert ours.rejected == theirs.rejected


def test_who_moves_together_is_seen_together():
    """Two units jump from street to street in one report: no question, list or cover sees them on two streets."""
    search = RoadSearch(generate_city(nodes=200))
    fleet = Fleet(search, [crew("A", RoadPoint(0, 0.5)), crew("B", RoadPoint(0, 0.5))])
    demand, stop = Demand([RoadPoint(10, 0.5)], np.ones(1)), Event()

    def report():
        rng = np.random.default_rng(1)
        while not stop.is_set():
            arc = int(rng.integers(search.network.arcs))
            fleet.fixes(["A", "B"], np.full(2, arc, dtype=np.int32), np.full(2, 0.5), NOW)

    writer = Thread(target=report)
    writer.start()
    try:
        for _ in range(200):
            incident = random_incident(search.network, np.random.default_rng(2))
            sent = [one.unit for one in nearest_units(search, fleet, incident, NOW, k=2).recommendations]
            covering = cover_of(fleet, demand, NOW).units.values()
            for units in (sent, fleet.units(NOW), covering):
                assert len({unit.position.arc for unit in units}) <= 1
    finally:
        stop.set()
        writer.join()
