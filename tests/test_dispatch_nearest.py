"""The recommendation against its slow reference, and its properties, on random and real roads."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from dispatch_worlds import NOW, World, crew, random_crews, random_incident, random_point, reference

from qinwu.road_network.cells import CellPost
from qinwu.road_network.closures import OPEN, ClosureKind, both_ways
from qinwu.road_network.read import read_roads
from qinwu.solver.dispatch import nearest_units
from qinwu.solver.dispatch.fleet import Fleet
from qinwu.solver.dispatch.rules import DispatchRules
from qinwu.solver.dispatch.territory import Territory

DATA = Path(os.environ.get("QINWU_DATA", Path(__file__).resolve().parent.parent.parent / "shared" / "data"))


def ask(world, incident, **options):
    return nearest_units(world.search, world.fleet, incident, NOW, **options)


def held_to_reference(world, incident, closures=OPEN, k=3):
    """Compare one answer with the reference in whole milliseconds."""
    answer = ask(world, incident, k=k, closures=closures)
    known = reference(world, incident, answer.crew, answer.level.level, closures)
    known = [one for one in known if one[0] <= world.rules.horizon_s * 1000]
    able = [(eta, unit) for eta, unit, may in known if may]
    assert [(one.eta_ms, one.unit.unit_id) for one in answer.recommendations] == able[:k]
    nearer = [one for one in known if not able or (one[0], one[1]) < able[0]]
    assert [(one.eta_ms, one.unit_id) for one in answer.rejected if one.eta_ms is not None] == [
        (eta, unit) for eta, unit, _ in nearer
    ]
    assert answer.nearest == ((known[0][1], known[0][0]) if known else None)
    if able:
        assert answer.extra_s == (able[0][0] - known[0][0]) / 1000
        assert answer.next_free is None
    for one in answer.recommendations:
        assert one.route.time_ms + one.turn_out_ms == one.eta_ms
    return answer


@pytest.mark.parametrize("seed", range(6))
def test_answers_agree_with_the_slow_reference(seed):
    world, sent = World(seed), 0
    for number in range(12):
        closures = OPEN
        if number % 3 == 2:
            arcs = world.rng.choice(world.network.arcs, 6, replace=False).tolist()
            closures = OPEN.close(arcs, ClosureKind.HARD)
        answer = held_to_reference(world, random_incident(world.network, world.rng), closures, k=1 + number % 4)
        sent += len(answer.recommendations)
    assert sent > 5


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no data in {DATA}")
def test_answers_agree_with_the_reference_on_a_real_network():
    network = read_roads(DATA / "roads" / "porto_city.edges.csv.gz", cache=False)[0]
    world = World(3, network=network, count=120)
    for _ in range(3):
        held_to_reference(world, random_incident(network, world.rng))


@pytest.mark.parametrize("seed", range(10, 16))
def test_one_more_unit_never_worsens_and_a_closure_never_improves(seed):
    world = World(seed)
    for number in range(8):
        incident = random_incident(world.network, world.rng)
        before = ask(world, incident).best
        arc = int(world.rng.integers(world.network.arcs))
        closed = OPEN.close(both_ways(world.network, arc), ClosureKind.HARD)
        after = ask(world, incident, closures=closed).best
        assert after is None or before.eta_ms <= after.eta_ms
        world.fleet.enlist(crew(f"new{number}", random_point(world.network, world.rng), police=3, skills=["ACC_MID"]))
        more = ask(world, incident).best
        assert before is None or more.eta_ms <= before.eta_ms


@pytest.mark.parametrize("seed", range(30, 36))
def test_mutual_aid_agrees_with_plain_loops(seed):
    """Neighbours come only where the own brigade is late and they gain enough: counted out unit by unit here."""
    world = World(seed, count=30)
    network, rng = world.network, world.rng
    names = ["B1", "B2", "B3"]
    crews = [replace(one, brigade=str(rng.choice(names))) for one in random_crews(network, rng, 30)]
    cells = [CellPost(post_id=f"C{i}", name="", at=random_point(network, rng)) for i in range(3)]
    rules = DispatchRules(target_s=60, aid_gain_s=15)
    territory = Territory(network, cells, names)
    world.fleet = Fleet(world.search, crews, rules=rules, territory=territory)
    world.stir(crews)
    brigade, helped = {one.unit_id: one.brigade for one in crews}, 0
    for number in range(25):
        incident, k = random_incident(network, rng), 1 + number % 4
        answer = ask(world, incident, k=k)
        able = [(eta, unit) for eta, unit, may in reference(world, incident, answer.crew, answer.level.level) if may]
        if answer.level.level == "L2" and answer.level.owner:
            own = [one for one in able if brigade[one[1]] == answer.level.owner]
            limit = own[0][0] - 15_000 if own else 10**9
            late = not own or own[0][0] > 60_000
            help_ = [one for one in able if one not in own and one[0] <= limit] if late else []
            able, helped = sorted(own + help_), helped + bool(help_)
        assert [(one.eta_ms, one.unit.unit_id) for one in answer.recommendations] == able[:k]
        assert {one.unit.unit_id: one.route is not None for one in answer.recommendations} == {
            unit: True for _, unit in able[:k]
        }
    assert helped


def test_same_input_same_answer():
    first, second = World(4), World(4)
    for _ in range(10):
        ours = ask(first, random_incident(first.network, first.rng))
        theirs = ask(second, random_incident(second.network, second.rng))
        assert [r.unit for r in ours.recommendations] == [r.unit for r in theirs.recommendations]
        assert ours.rejected == theirs.rejected


def test_the_price_of_lost_cover_is_exact():
    """With λ the score decides; every unit is scored by hand here."""
    world = World(21, count=40)
    losses = {f"U{i:03d}": float(i % 7) for i in range(40)}
    for _ in range(15):
        incident = random_incident(world.network, world.rng)
        answer = ask(world, incident, k=2, lam=0.5, losses=losses)
        known = reference(world, incident, answer.crew, answer.level.level)
        scored = sorted((eta + 0.5 * 60_000 * losses[u], eta, u) for eta, u, may in known if may and eta <= 5_400_000)
        assert [one.unit.unit_id for one in answer.recommendations] == [u for _, _, u in scored[:2]]
        if scored:
            passed = {one.unit_id for one in answer.rejected}
            assert passed == {u for eta, u, _ in known if (eta, u) < scored[0][1:]}


def test_the_fleet_read_at_any_time_is_the_fleet_made_anew():
    """The index is a cache: jump about in time, report at random, compare with a fleet that never saw the past."""
    world = World(8)
    rng = np.random.default_rng(8)
    for _ in range(40):
        now = NOW + timedelta(minutes=int(rng.integers(-200, 600)))
        shown = world.fleet.units(now)
        with world.fleet.at(now) as board:
            for unit in shown:
                seen = unit.unit_id in board.index and board.index.available(unit.unit_id)
                assert seen == (unit.position is not None)
        world.fleet.units(now + timedelta(days=2))
        assert world.fleet.units(now) == shown  # the clock went back: everything anew
