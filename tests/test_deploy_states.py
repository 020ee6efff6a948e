"""Closed and slow roads in a deployment, and lines that are not drawn twice."""

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import pytest
from simulator_worlds import inward, middle_of, star
from test_deploy_roads import WEEK, deployed, town

from qinwu.models.demand import SiteKind
from qinwu.road_network.closures import OPEN, ClosureKind, both_ways
from qinwu.road_network.search import RoadSearch
from qinwu.scenarios.overlay.world import RoadEffect, Window, World
from qinwu.scenarios.whatif.prepare import road_states, same_question, walks_by_band
from qinwu.solver.deploy import line_stage
from qinwu.solver.deploy.plan import deploy_week
from qinwu.solver.deploy.reach import reach_of
from qinwu.solver.deploy.road_states import ALWAYS_OPEN, RoadStates, key_of
from qinwu.solver.deploy.work import Wanted

MONDAY, TUESDAY, *_ = WEEK.days
LEAN = Wanted(laws=False, saving=False)


def closed(arcs):
    return OPEN.close(arcs, ClosureKind.HARD)


def at(day, hour):
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - local time


def test_a_closed_street_is_out_of_reach_in_its_band_alone():
    """Closures once changed the simulation only: the deployment went on as if the bridge were there."""
    network = star()
    site = SimpleNamespace(arcs=(inward(network, 1),), kind=SiteKind.SEGMENT)
    demand = SimpleNamespace(sites=[site], band_column=lambda _band, _kind: [1.0], counts=[1])
    states = RoadStates({(MONDAY, "AM_PEAK"): closed(both_ways(network, inward(network, 1)))})
    reach = reach_of(RoadSearch(network), demand, at={"P": middle_of(network, 0, 0.5)}, states=states)
    city = SimpleNamespace(calendar=SimpleNamespace(day_type=lambda day: day))
    there = frozenset("P")
    shares = [reach.share(city, day, "AM_PEAK", there) for day in (MONDAY, TUESDAY)]
    assert shares == [0.0, 1.0]


def test_zones_hang_on_the_roads_of_their_band():
    city, known = town()
    network = known.search.network
    whole = set(range(network.arcs))
    shut = closed(sorted(whole))
    states = RoadStates({(MONDAY, "AM_PEAK"): shut})
    found = deploy_week(city, WEEK, known=replace(known, states=states, drawn=drawn()), wanted=LEAN)
    usual = {cover.band: cover for cover in deployed().deployment.covers}
    covers = {cover.band: cover for cover in found.deployment.covers}
    assert covers["AM_PEAK"].after < usual["AM_PEAK"].after
    assert covers["AM_FLAT"].after == usual["AM_FLAT"].after


def drawn():
    return {one.asked: one.plan for one in deployed().lines}


def test_lines_that_are_asked_for_again_are_not_drawn_again_and_the_answer_is_the_same(monkeypatch):
    city, known = town()
    fresh = deploy_week(city, WEEK, known=known, wanted=LEAN)
    monkeypatch.setattr(line_stage, "plan_lines", lambda *_: pytest.fail("drawn again"))
    again = deploy_week(city, WEEK, known=replace(known, drawn=drawn()), wanted=LEAN)
    assert again.deployment == fresh.deployment


def test_lines_are_drawn_anew_round_a_closed_street():
    city, known = town()
    network = known.search.network
    arc = next(step.arc for one in deployed().lines[:1] for line in one.plan.lines for step in line.steps)
    whens = {(day, band.code): closed(both_ways(network, arc)) for day in WEEK.days for band in city.bands_of(day)}
    found = deploy_week(city, WEEK, known=replace(known, states=RoadStates(whens), drawn=drawn()), wanted=LEAN)
    ridden = {step.arc for one in found.lines for line in one.plan.every_line for step in line.steps if not step.rests}
    assert not ridden & set(both_ways(network, arc))
    assert {one.asked for one in found.lines}.isdisjoint(drawn())


def world(*effects):
    city, known = town()
    return World(city=city, week=WEEK, network=known.search.network, roads=effects)


def test_the_state_of_a_band_is_what_holds_for_longest_in_it():
    city, _ = town()
    band = next(band for band in city.bands_of(MONDAY) if band.code == "AM_FLAT")
    assert (band.start, band.end) == (540, 690)
    most = RoadEffect(arcs=(1,), window=Window(start=at(MONDAY, 10), stop=at(MONDAY, 18)), closed=ClosureKind.HARD)
    least = RoadEffect(arcs=(2,), window=Window(start=at(TUESDAY, 11), stop=at(TUESDAY, 12)), closed=ClosureKind.HARD)
    states = road_states(world(most, least))
    assert key_of(states.closures(MONDAY, "AM_FLAT")) == {(1, 0)}
    assert (TUESDAY, "AM_FLAT") not in states.by_band
    assert road_states(world()).by_band == ALWAYS_OPEN.by_band


def test_one_state_for_several_bands_is_that_of_most_of_them():
    shut = closed([3])
    states = RoadStates({(MONDAY, "A"): shut, (TUESDAY, "A"): shut})
    whens = [(day, "A") for day in WEEK.days[:3]]
    assert states.mostly(whens) is shut
    assert states.mostly([*whens, (WEEK.days[4], "A"), (WEEK.days[5], "A")]) is OPEN
    assert states.mostly([]) is OPEN


def test_only_the_same_city_on_the_same_roads_is_the_same_question():
    one = world()
    slow = RoadEffect(arcs=(1,), window=Window(start=at(MONDAY, 0), stop=at(TUESDAY, 0)), percent=150)
    assert same_question(one, replace(one, remote_share=0.4))
    assert not same_question(one, world(slow))
    assert not same_question(one, replace(one, city=replace(one.city, officers=one.city.officers[1:])))
    assert not same_question(replace(one, go_live={"A": TUESDAY}), replace(one, go_live={"A": TUESDAY}))


def test_each_post_rides_its_line_and_the_mobile_units_the_routes():
    city, _ = town()
    walks = walks_by_band(city, deployed().lines)
    lines = {line.post_ids: line for one in deployed().lines[:1] for line in one.plan.lines}
    code = deployed().lines[0].band.code
    assert walks["P01", code] == [lines["P01",]]
    assert {band for _, band in walks} == {one.band.code for one in deployed().lines}
