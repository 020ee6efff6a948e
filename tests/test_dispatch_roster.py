"""From the roster to the fleet: posts, lines, night duties of the week before, whose ground it is."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from dispatch_worlds import DAY, NOW
from roster_filler import WEEK, fill

from qinwu.models.errors import InputError
from qinwu.models.incident import EventCode, Incident
from qinwu.models.leg import LegMode
from qinwu.models.week import Week
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.scenarios.sample import sample_city
from qinwu.solver.dispatch import nearest_units
from qinwu.solver.dispatch.answer_picture import answer_picture
from qinwu.solver.dispatch.beats import PACE_S
from qinwu.solver.dispatch.fleet import Fleet
from qinwu.solver.dispatch.reasons import REASON_TEXTS, Reason
from qinwu.solver.dispatch.roster_crews import fleet_of

CITY, NETWORK = sample_city(people=60)
SEARCH = RoadSearch(NETWORK)
MIDDAY = DAY + timedelta(hours=10)


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    return fleet_of(CITY, fill(CITY), SEARCH)


def riding(fleet: Fleet, now: datetime):
    return [unit for unit in fleet.units(now) if unit.on_duty and unit.mode is LegMode.LINE]


def test_the_fleet_of_a_roster_stands_where_its_legs_say(fleet):
    counts = {}
    for hour in (3, 8, 10, 23):
        units = [unit for unit in fleet.units(DAY + timedelta(hours=hour)) if unit.on_duty]
        counts[hour] = len(units)
        assert all(unit.position is not None and unit.radio_id for unit in units)
        assert any(unit.protected for unit in units) == (hour == 8)
    assert counts[8] > counts[3] > 0


def test_the_radio_that_was_filed_for_the_duty_is_called():
    roster = fill(CITY)
    duty = next(duty for duty in roster.duties if duty.day == DAY.date())
    filed = {(duty.day, duty.template, duty.officer_no): "filed-1"}
    plain, bound = (
        {unit.unit_id: unit.radio_id for unit in fleet_of(CITY, roster, SEARCH, radios=radios).units(NOW)}
        for radios in ({}, {(d.day, d.template, d.officer_no): f"R{n}" for n, d in enumerate(roster.duties)} | filed)
    )
    assert plain.keys() == bound.keys()
    assert all(plain[unit] != bound[unit] for unit in plain)


def test_a_crew_on_a_line_rides_the_streets_of_its_cell(fleet):
    seen = Counter()
    for step in range(8):
        for unit in riding(fleet, MIDDAY + timedelta(seconds=step * PACE_S)):
            at = RoadPoint(unit.position.arc, unit.position.share)
            assert fleet.territory.at(at).cell in {unit.place_id, *fleet.territory.at(at).upstream_first}
            seen[unit.unit_id, at] += 1
    units = {unit for unit, _ in seen}
    assert units
    assert len(seen) > 3 * len(units)  # they move
    again = fleet_of(CITY, fill(CITY), SEARCH)
    later = MIDDAY + timedelta(seconds=2 * PACE_S)
    assert [unit.position for unit in riding(again, later)] == [unit.position for unit in riding(fleet, later)]


def test_a_line_that_is_given_is_ridden_place_by_place_and_round_again():
    place = riding(fleet_of(CITY, fill(CITY), SEARCH), MIDDAY)[0].place_id
    line = [RoadPoint(arc, 0.5) for arc in (3, 30, 60)]
    fleet = fleet_of(CITY, fill(CITY), SEARCH, lines={place: line})
    stretches = [s for unit in fleet.units(MIDDAY) if unit.place_id == place for s in [unit.position.arc]]
    assert set(stretches) <= {3, 30, 60}
    name = next(unit.unit_id for unit in riding(fleet, MIDDAY) if unit.place_id == place)
    way = [fleet.unit(name, MIDDAY + timedelta(seconds=step * PACE_S)).position.arc for step in range(7)]
    start = [3, 30, 60].index(way[0])
    assert way == [(3, 30, 60)[(start + step) % 3] for step in range(7)]
    assert fleet.unit(name, MIDDAY + timedelta(seconds=PACE_S - 1)).position.arc == way[0]


def test_crews_on_one_line_keep_their_distance():
    roster = fill(CITY)
    twins = [replace(duty, crew=duty.crew + 1) for duty in roster.duties]
    fleet = fleet_of(CITY, replace(roster, duties=[*roster.duties, *twins]), SEARCH)
    apart = Counter()
    for unit in riding(fleet, MIDDAY):
        apart[unit.unit_id.rsplit("-", 1)[0], unit.position.arc, unit.position.share] += 1
    assert max(apart.values()) == 1


def test_night_duties_of_the_week_before_reach_into_monday(fleet):
    before = fill(CITY, Week.of(WEEK.monday - timedelta(days=7)))
    early = datetime.combine(WEEK.monday, datetime.min.time()) + timedelta(hours=3)
    both = fleet_of(CITY, fill(CITY), SEARCH, before=before)
    assert not any(unit.on_duty for unit in fleet.units(early))
    awake = [unit for unit in both.units(early) if unit.on_duty]
    assert awake
    assert all(unit.unit_id.split("-")[-3] == "1122" for unit in awake)
    assert len(both) - len(fleet) == len([unit for unit in both.units(early) if "-1122-" in unit.unit_id])
    answer = nearest_units(SEARCH, both, call(early), early)
    assert answer.notices == ()
    with pytest.raises(InputError):
        fleet_of(CITY, fill(CITY), SEARCH, before=fill(CITY))


def call(now, code="PUBLIC_HELP", arc=10):
    return Incident(incident_id="1", code=EventCode(code), reported_at=now, arc=arc)


def test_a_squadron_that_supports_another_one_does_so_by_the_sub_centre(fleet):
    kinds = Counter()
    for arc in range(0, NETWORK.arcs, NETWORK.arcs // 40):
        answer = nearest_units(SEARCH, fleet, call(MIDDAY, arc=arc), MIDDAY)
        ground = fleet.territory.at(answer.at)
        for one in answer.recommendations:
            other = "BRI_SQN" if one.aid is not None and one.aid.kind == "BRI_SQN" else ""
            kinds[other] += 1
            if other:
                assert one.aid.to_unit == ground.squadron != one.aid.from_unit
                assert one.aid.granted
    assert kinds["BRI_SQN"]
    assert kinds[""]


def test_the_picture_shows_who_was_passed_over_and_why(fleet):
    held = [unit for unit in fleet.units(NOW) if unit.protected]
    passed = set()
    for unit in held:
        answer = nearest_units(SEARCH, fleet, call(NOW, "ACCIDENT_PROPERTY", unit.position.arc), NOW)
        drawn = answer_picture(SEARCH, answer)
        for one in answer.rejected:
            assert one.position is not None
            assert f"{one.unit_id} {one.eta_ms / 1000:.0f} s: {REASON_TEXTS[one.reason].zh}" in drawn
            passed.add(one.reason)
    assert Reason.POST_HELD in passed or Reason.SKILL in passed
