"""What goes wrong in a command centre: each case has an answer, none an exception that nobody expects."""

from dataclasses import replace
from datetime import UTC, timedelta

import numpy as np
import pytest
from dispatch_worlds import DAY, NOW, crew
from roster_filler import fill

from qinwu.models.errors import InputError
from qinwu.models.incident import EventCode, Incident
from qinwu.models.leg import LegMode
from qinwu.models.unit import PositionSource, UnitStatus
from qinwu.road_network.cells import CellPost
from qinwu.road_network.closures import OPEN, ClosureKind, both_ways
from qinwu.road_network.generate import generate_city
from qinwu.road_network.road_point import RoadPoint
from qinwu.road_network.search import RoadSearch
from qinwu.scenarios.sample import sample_city
from qinwu.solver.dispatch import nearest_units
from qinwu.solver.dispatch.batch import Storm, assign
from qinwu.solver.dispatch.crew_file import CrewFile
from qinwu.solver.dispatch.fleet import Fleet
from qinwu.solver.dispatch.reasons import Reason
from qinwu.solver.dispatch.roster_crews import Filed, fleet_of
from qinwu.solver.dispatch.rules import DispatchRules
from qinwu.solver.dispatch.territory import Territory

NETWORK = generate_city(nodes=200)
SEARCH = RoadSearch(NETWORK)
HERE = RoadPoint(10, 0.5)


def call(code="PUBLIC_HELP", at=HERE, **more):
    return Incident(incident_id="1", code=EventCode(code), reported_at=NOW, arc=at.arc, share=at.share, **more)


def ask(fleet, incident=None, now=NOW, **options):
    return nearest_units(SEARCH, fleet, incident or call(), now, **options)


def test_no_units_at_all():
    answer = ask(Fleet(SEARCH))
    assert answer.recommendations == ()
    assert answer.nearest is answer.next_free is answer.best is answer.extra_s is None


def test_a_stale_fix_falls_back_to_the_check_in_and_then_to_the_roster():
    fleet = Fleet(SEARCH, [crew("A", RoadPoint(1, 0.5))])
    fleet.check_in("A", NOW, RoadPoint(2, 0.5))
    fleet.fix("A", RoadPoint(3, 0.5), NOW)
    seen = [fleet.unit("A", NOW + timedelta(seconds=s)).position for s in (0, 120, 121, 1800, 1801)]
    assert [(one.arc, one.source.value) for one in seen] == [
        (3, "AVL"), (3, "AVL"), (2, "CHECK_IN"), (2, "CHECK_IN"), (1, "ROSTER"),
    ]  # fmt: skip
    assert [one.age_s for one in seen] == [0, 120, 121, 1800, 0]


def test_a_fix_that_was_overtaken_is_not_believed():
    fleet = Fleet(SEARCH, [crew("A", HERE)])
    fleet.unit("A", NOW)
    assert fleet.fix("A", RoadPoint(3, 0.5), NOW)
    assert not fleet.fix("A", RoadPoint(4, 0.5), NOW - timedelta(seconds=1))
    fleet.fixes(["A"], np.array([5], dtype=np.int32), np.array([0.25]), NOW + timedelta(seconds=1))
    assert fleet.unit("A", NOW + timedelta(seconds=1)).position.arc == 5


def test_a_bad_report_is_refused_whole():
    fleet = Fleet(SEARCH, [crew("A", HERE), crew("B", HERE)])
    arcs, shares = np.array([3, 10**6], dtype=np.int32), np.array([0.5, 0.5])
    with pytest.raises(InputError):
        fleet.fixes(["A", "B"], arcs, shares, NOW)
    with pytest.raises(KeyError):
        fleet.fixes(["A", "C"], np.array([3, 4], dtype=np.int32), shares, NOW)
    with pytest.raises(InputError):
        fleet.fix("A", RoadPoint(10**6, 0.5), NOW)
    with pytest.raises(InputError):
        fleet.arrive("A", NOW, service_min=5)
    assert fleet.unit("A", NOW).position.source is PositionSource.ROSTER


def test_all_stale_is_the_roster_and_no_roster_is_no_position():
    lost = CrewFile(unit_id="X", brigade="", officers=(), police=2, aux=0, lead_skills=frozenset(), radio_id="")
    fleet = Fleet(SEARCH, [crew("A", HERE), lost])
    answer = ask(fleet)
    assert answer.best.unit.position.source is PositionSource.ROSTER
    assert answer.rejected == ()
    fleet.check_in("X", NOW)
    assert [(one.unit_id, one.reason) for one in ask(fleet).rejected] == [("X", Reason.NO_POSITION)]
    fleet.fix("X", RoadPoint(4, 0.5), NOW)
    assert {one.unit.unit_id for one in ask(fleet).recommendations} == {"A", "X"}
    fleet.check_out("X", NOW)
    assert fleet.unit("X", NOW).status is UnitStatus.OFF


def test_an_incident_off_the_network_or_in_the_future_is_bad_input():
    fleet = Fleet(SEARCH, [crew("A", HERE)])
    far = Incident(incident_id="1", code=EventCode.BREAKDOWN, reported_at=NOW, lon=100.0, lat=20.0)
    early = replace(call(), reported_at=NOW + timedelta(minutes=5))
    for incident in (far, early, call(at=RoadPoint(10**6, 0.5))):
        with pytest.raises(InputError):
            ask(fleet, incident)
    for more in ({"k": 0}, {"lam": -1.0}):
        with pytest.raises(InputError):
            ask(fleet, **more)
    with pytest.raises(InputError):
        ask(fleet, now=NOW.replace(tzinfo=UTC))
    with pytest.raises(InputError):
        nearest_units(RoadSearch(NETWORK), fleet, call(), NOW)


@pytest.mark.parametrize(
    "more",
    [
        {"arc": None},
        {"share": 1.5},
        {"dead": -1},
        {"injured": 2},
        {"lon": 200.0},
        {"reported_at": NOW.replace(tzinfo=UTC)},
    ],
)
def test_a_bad_incident_cannot_be_made(more):
    with pytest.raises(InputError) as error:
        replace(call(), **more)
    assert error.value.findings


def test_an_incident_on_a_closed_street():
    fleet = Fleet(SEARCH, [crew("A", RoadPoint(50, 0.5))])
    own = both_ways(NETWORK, HERE.arc)
    assert ask(fleet, closures=OPEN.close(own)).best is not None  # responders may enter
    answer = ask(fleet, closures=OPEN.close(own, ClosureKind.HARD))
    assert answer.recommendations == ()


def test_before_the_roster_begins_and_after_it_ends():
    fleet = Fleet(SEARCH, [crew("A", HERE, start=6, end=14)])
    early = DAY + timedelta(hours=2)
    answer = ask(fleet, replace(call(), reported_at=early), early)
    assert answer.recommendations == ()
    assert (answer.next_free.unit_id, answer.next_free.at) == ("A", DAY + timedelta(hours=6))
    assert answer.notices
    late = ask(fleet, now=DAY + timedelta(hours=20))
    assert late.recommendations == ()
    assert late.next_free is None


def test_a_clock_that_goes_backwards_reads_everything_anew():
    fleet = Fleet(SEARCH, [crew("A", HERE, start=6, end=9)])
    assert ask(fleet, now=NOW + timedelta(hours=2)).best is None
    answer = ask(fleet)
    assert answer.best is not None
    assert len(answer.notices) == 1
    assert ask(fleet, now=NOW - timedelta(seconds=1)).notices == ()


def test_two_units_with_one_radio_and_a_superseded_roster_are_said():
    same = [replace_radio(crew(name, HERE), "R1") for name in "AB"]
    fleet = Fleet(SEARCH, same)
    answer = ask(fleet)
    assert answer.notices
    assert answer.best.unit.radio_shared
    assert answer.best.notes


def test_a_unit_without_roster_that_brings_a_known_radio_is_said_too():
    """Once only the roster's crews were looked at."""
    fleet = Fleet(SEARCH, [crew("A", HERE)])
    assert ask(fleet).notices == ()
    fleet.enlist(replace(replace_radio(crew("B", HERE), "R-A"), stretches=[]))
    fleet.check_in("B", NOW, HERE)
    answer = ask(fleet)
    assert [notice.where.value for notice in answer.notices] == ["R-A"]
    assert all(one.unit.radio_shared for one in answer.recommendations)


def test_a_time_with_a_zone_is_bad_input_everywhere():
    fleet, zoned = Fleet(SEARCH, [crew("A", HERE)]), NOW.replace(tzinfo=UTC)
    for wrong in (
        lambda: fleet.fix("A", HERE, zoned),
        lambda: fleet.check_in("A", zoned),
        lambda: fleet.units(zoned),
        lambda: fleet.assign("A", 1, zoned, busy_min=5),
    ):
        with pytest.raises(InputError, match="不带时区"):
            wrong()


def test_with_nobody_eligible_the_search_ends_at_the_last_unit():
    """Once it went on to the horizon, over a whole city, with every unit already met."""
    fleet = Fleet(SEARCH, [crew("A", HERE), crew("off", HERE, start=20, end=22)])
    fleet.set_service("A", NOW, fit=False)
    answer = ask(fleet)
    assert [(one.unit_id, one.reason.value) for one in answer.rejected] == [("A", "OUT_OF_SERVICE")]
    assert answer.nearest == ("A", answer.rejected[0].eta_ms)


@pytest.mark.parametrize(
    ("filed", "doubts"),
    [
        (None, 0),
        (Filed(version="v1", in_force="v1"), 0),
        (Filed(version="v1"), 0),
        (Filed(version="v1", in_force="v2"), 1),
        (Filed(in_force="v2"), 1),
    ],
)
def test_a_roster_that_the_register_says_is_superseded(filed, doubts):
    city, network = sample_city(people=60)
    search = RoadSearch(network)
    fleet = fleet_of(city, fill(city), search, filed=filed)
    answer = nearest_units(search, fleet, call(), NOW)
    assert len(answer.notices) == doubts
    assert all("v2" in notice.message.en for notice in answer.notices)
    assert answer.best is not None


def test_a_duplicate_call_gets_the_same_answer_and_counts_once_in_a_storm():
    fleet = Fleet(SEARCH, [crew("A", HERE), crew("B", RoadPoint(50, 0.5))])
    first, again = ask(fleet), ask(fleet)
    assert [(o.unit.unit_id, o.eta_ms) for o in first.recommendations] == [
        (o.unit.unit_id, o.eta_ms) for o in again.recommendations
    ]
    assert len(assign(Storm(fleet, [call(), call()], NOW)).orders) == 1


def replace_radio(one, radio):
    one.radio_id = radio
    return one


def test_overtime_is_flagged_and_still_sent():
    fleet = Fleet(SEARCH, [crew("A", HERE, police=2, end=9)])
    assert not ask(fleet).best.overtime
    assert ask(fleet, call("ACCIDENT_INJURY")).best.overtime


def test_a_silent_radio_is_not_called():
    fleet = Fleet(SEARCH, [crew("A", HERE)])
    fleet.heard("A", NOW - timedelta(minutes=29))
    assert ask(fleet).best is not None
    assert ask(fleet, now=NOW + timedelta(minutes=1)).rejected[0].reason is Reason.OUT_OF_CONTACT


def test_a_post_is_held_in_the_peak_but_not_for_casualties_or_its_own_cell():
    posts = [crew("A", RoadPoint(10, 0.4), mode=LegMode.FIXED, place="PA"), crew("B", RoadPoint(300, 0.5), place="PB")]
    cells = [
        CellPost(post_id="PA", name="", at=RoadPoint(10, 0.4)),
        CellPost(post_id="PB", name="", at=RoadPoint(80, 0.5)),
    ]
    territory = Territory(NETWORK, cells, ["B", "B"])
    fleet = Fleet(SEARCH, posts, territory=territory)
    own = ask(fleet)
    assert territory.at(HERE).cell == "PA"
    assert own.best.unit.unit_id == "A"
    assert own.best.notes
    foreign = next(
        p for arc in range(NETWORK.arcs) for p in [RoadPoint(arc, 0.5)]
        if territory.at(p).cell == "PB" and ask(fleet, call(at=p)).nearest[0] == "A"
    )  # fmt: skip
    answer = ask(fleet, call(at=foreign))
    assert answer.best.unit.unit_id == "B"
    assert [(one.unit_id, one.reason) for one in answer.rejected] == [("A", Reason.POST_HELD)]
    assert answer.extra_s > 0
    assert ask(fleet, call("ACCIDENT_INJURY", at=foreign)).best.unit.unit_id == "A"
    fleet.set_service("B", NOW, fit=False)
    assert ask(fleet, call(at=foreign)).next_free.at == DAY + timedelta(hours=14)


def test_a_border_goes_up_and_level_two_stays_in_its_brigade_unless_aid_is_due():
    cells = [
        CellPost(post_id="PA", name="", at=RoadPoint(10, 0.4)),
        CellPost(post_id="PB", name="", at=RoadPoint(300, 0.5)),
    ]
    territory = Territory(NETWORK, cells, ["B1", "B2"])
    crews = [crew("own", RoadPoint(300, 0.5), brigade="B1"), crew("foreign", RoadPoint(11, 0.5), brigade="B2")]
    fleet = Fleet(SEARCH, crews, territory=territory, rules=DispatchRules(target_s=3600))
    answer = ask(fleet)
    assert answer.level.owner == "B1"
    assert [one.unit.unit_id for one in answer.recommendations] == ["own"]
    assert answer.rejected[0].reason is Reason.OTHER_BRIGADE
    eager = Fleet(SEARCH, crews, territory=territory, rules=DispatchRules(target_s=30, aid_gain_s=30))
    helped = ask(eager)
    assert helped.best.unit.unit_id == "foreign"
    assert helped.best.aid.kind.value == "BRI_BRI"
    first = ask(fleet, call("HIT_AND_RUN", at=HERE)).best
    assert first.unit.unit_id == "foreign"
    assert first.aid.kind.value == "DET_BRI"
    border = next(
        p for arc in range(NETWORK.arcs) for share in (0.1, 0.3, 0.5, 0.7, 0.9) for p in [RoadPoint(arc, share)]
        if len(territory.at(p).upstream_first) == 2
    )  # fmt: skip
    level = ask(fleet, call(at=border)).level
    assert level.ambiguous
    assert set(level.pushes) == {"B1", "B2"}
    twin = RoadPoint(int(NETWORK.twin[border.arc]), 1 - border.share) if NETWORK.twin[border.arc] >= 0 else None
    assert twin is None or territory.at(twin).upstream_first == territory.at(border).upstream_first[::-1]
