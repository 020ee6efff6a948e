"""The nearest search against its plain reading: every answer in whole milliseconds."""

from itertools import pairwise

import numpy as np
import pytest
from road_factory import random_network
from road_oracle import arrivals, states_of, turn_ms

from qinwu.road_network.closures import OPEN, ClosureKind
from qinwu.road_network.conditions import Conditions
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.road_network.turn_costs import FREE_TURNS, TurnCosts

TURNS = (TurnCosts(), TurnCosts(back_ms=None, left_hand_traffic=True), FREE_TURNS, None)


class Play:
    """A dispatcher's afternoon at random: closures, openings, moves, availability between the questions."""

    def __init__(self, network, turns, seed):
        self.rng = np.random.default_rng(seed)
        self.network, self.search = network, RoadSearch(network, turns=turns)
        self.prices = turn_ms(network, turns)
        self.cars, self.state, self.closures = self.search.units(), {}, OPEN
        for i in range(12):
            self.put(f"U{int(self.rng.integers(100)):02d}{i}")

    def point(self):
        return RoadPoint(
            int(self.rng.integers(self.network.arcs)), float(self.rng.choice([0.0, 1.0, self.rng.random()]))
        )

    def put(self, unit):
        at, delay, skills = self.point(), int(self.rng.choice([0, 30_000])), int(self.rng.integers(4))
        self.cars.put(unit, at, delay_ms=delay, skills=skills)
        self.state[unit] = [at, delay, skills, True]

    def stir(self):
        for _ in range(int(self.rng.integers(1, 4))):
            unit = str(self.rng.choice(sorted(self.state)))
            match int(self.rng.integers(6)):
                case 0:
                    self.state[unit][3] = not self.state[unit][3]
                    self.cars.set_available(unit, self.state[unit][3])
                case 1:
                    self.cars.remove(unit)
                    del self.state[unit]
                    self.put(f"V{int(self.rng.integers(1000)):03d}{unit[-1]}{len(self.state)}")
                case 2:
                    kind = ClosureKind.HARD if self.rng.random() < 0.4 else ClosureKind.NO_THROUGH
                    self.closures = self.closures.close(self.some_arcs(), kind)
                case 3:
                    self.reopen()
                case 4:
                    self.closures = self.closures.slow(self.some_arcs(), int(self.rng.choice([130, 250])))
                case _:
                    self.state[unit][0] = self.point()
                    self.cars.move(unit, self.state[unit][0])

    def some_arcs(self):
        first = int(self.rng.integers(self.network.arcs))
        onward = range(
            self.network.out_start[self.network.head[first]], self.network.out_start[self.network.head[first] + 1]
        )
        return [first, *onward][: int(self.rng.integers(1, 4))]

    def reopen(self):
        closed = [(arc, state) for arc, state in self.closures.by_arc.items() if state.no_through or state.hard]
        if closed:
            arc, state = closed[int(self.rng.integers(len(closed)))]
            self.closures = self.closures.open([arc], ClosureKind.HARD if state.hard else ClosureKind.NO_THROUGH)

    def ask(self):
        target, k, need = self.point(), int(self.rng.integers(1, 6)), int(self.rng.choice([0, 0, 1]))
        units = [(unit, *state) for unit, state in self.state.items() if state[3] and state[2] & need == need]
        times = arrivals(
            self.network,
            self.prices,
            target,
            [(at.arc, at.share, delay) for _, at, delay, _, _ in units],
            self.closures,
        )
        expected = sorted((time, unit[0]) for time, unit in zip(times, units, strict=True) if time is not None)[:k]
        given = Conditions(closures=self.closures)
        found = self.search.nearest(self.cars, target, k, need=need, given=given)
        assert [(one.eta_ms, one.unit) for one in found] == expected
        return target, given, expected


@pytest.mark.parametrize("turns", TURNS, ids=["usual", "no way back", "free", "nodes"])
@pytest.mark.parametrize("seed", range(3))
def test_no_wrong_answer_in_a_fuzzed_afternoon(turns, seed):
    network = random_network(seed=seed, banned=0 if turns is None else 15)
    play = Play(network, turns, seed)
    for _ in range(180):
        play.stir()
        play.ask()


@pytest.mark.parametrize("turns", TURNS[:3], ids=["usual", "no way back", "free"])
def test_a_route_takes_the_time_that_was_promised(turns):
    play = Play(random_network(seed=7, banned=15), turns, 7)
    for _ in range(60):
        play.stir()
        target, given, expected = play.ask()
        for time, unit in expected:
            at, delay = play.state[unit][0], play.state[unit][1]
            route = play.search.route(at, target, given=given)
            assert route.time_ms == time - delay == driven(play, route, at, target)
            assert route.arcs[0] == at.arc
            assert play.search.one_to_many(at, [target], given=given) == [time - delay]


def driven(play, route, start, target):
    """Drive a route arc by arc and read the clock; KeyError if it takes a forbidden turn."""
    times, kinds = states_of(play.network, Conditions(closures=play.closures).closures)
    arcs = route.arcs
    assert all(kinds[arc] != "hard" for arc in arcs)
    kind = "".join(kinds[arc][0] for arc in arcs)
    assert "o" not in kind.strip("c") or "c" not in kind.strip("c")
    end = target.share if arcs[-1] == target.arc else 1 - target.share
    clock = sum(times[arc] for arc in arcs[:-1]) + int(end * times[arcs[-1]] + 0.5)
    clock += sum(play.prices[a, b] for a, b in pairwise(arcs))
    return clock - int(start.share * times[arcs[0]] + 0.5)
