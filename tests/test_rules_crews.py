"""Rules on crews, seats and places: at the limit nothing, one unit beyond exactly one breach."""

from dataclasses import replace
from datetime import date

import pytest
from city_factory import need, tiny_city, tiny_people
from rule_cases import POLICE, WEEK, day, template

from qinwu.models.city import City
from qinwu.models.crew import parse_patterns
from qinwu.models.finding import Finding, Severity
from qinwu.models.officer import Role
from qinwu.models.place import HIGHWAYS, PatrolLine, Place, PlaceKind, RoadClass
from qinwu.models.policy import Policy, RuleSetting, Waiver
from qinwu.models.roster import Duty, Roster, Seat
from qinwu.models.week import Week
from qinwu.solver.case import Case
from qinwu.solver.checker import check
from qinwu.solver.rules.catalogue import BY_CODE

ERROR, WARN, GAP = [Severity.ERROR], [Severity.WARN], [Severity.GAP]
PEOPLE = tiny_people(squadrons=1, police=9, aux=9)
POST = Place(
    place_id="P", name="岗", kind=PlaceKind.POST, unit_id="S1", needs=need("AM_PEAK", "NOON", "PM_PEAK"),
    line=PatrolLine("L", "线"),
)  # fmt: skip
SKILL = frozenset({"FATAL"})


def crew(police: int, aux: int, *, code: str = "EARLY", on: int = 0, place: str = "P", number: int = 1) -> list[Duty]:
    """Return the duties of one crew; crews of other numbers take other people."""
    chosen = [o for o in PEOPLE if o.role is Role.POLICE][3 * number - 3 :][:police]
    chosen += [o for o in PEOPLE if o.role is Role.AUX][3 * number - 3 :][:aux]
    return [
        Duty(
            day=day(on), template=code, place_id=place, crew=number, officer_no=o.officer_no,
            seat=Seat.POLICE if o.role is Role.POLICE else Seat.AUX,
        )
        for o in chosen
    ]  # fmt: skip


def city_of(*places: Place, **rules: RuleSetting) -> City:
    """Return a city of these places."""
    city = tiny_city(squadrons=1, officers=PEOPLE, places=places)
    noon = template("NOONER", 690, 870)
    return replace(city, policy=Policy(rules=rules), templates=(*city.templates, noon))


def said(code: str, city: City, *duties: Duty, week: Week = WEEK) -> list[Finding]:
    """Return what one rule says."""
    return list(BY_CODE[code].check(Case(city, Roster(city="", week=week, duties=duties)), BY_CODE[code]))


def judged(code: str, city: City, *duties: Duty) -> list[Severity]:
    """Return the severities of what one rule says."""
    return [finding.severity for finding in said(code, city, *duties)]


@pytest.mark.parametrize(
    ("police", "aux", "expected"), [(2, 0, []), (1, 2, []), (1, 1, ERROR), (1, 0, ERROR), (0, 3, ERROR), (2, 1, [])]
)
@pytest.mark.parametrize("road", [*sorted(HIGHWAYS), RoadClass.EXPRESSWAY, RoadClass.ARTERIAL])
def test_r01_crew_on_major_roads(road, police, aux, expected):
    assert judged("R01", city_of(replace(POST, road_class=road)), *crew(police, aux)) == expected


@pytest.mark.parametrize("road", [RoadClass.COLLECTOR, RoadClass.LOCAL])
def test_r01_leaves_small_streets_alone(road):
    assert judged("R01", city_of(replace(POST, road_class=road)), *crew(1, 0)) == []


def test_r01_scope_may_leave_out_the_posts():
    """The interpretation note: a city may read the article as patrol and set-up only."""
    setting = RuleSetting(params={"scope": ("LINE", "MOBILE", "STATION")})
    city = city_of(replace(POST, road_class=RoadClass.ARTERIAL), R01=setting)
    assert judged("R01", city, *crew(1, 0, code="NOONER")) == []
    assert judged("R01", city, *crew(1, 0, code="EARLY")) == ERROR


@pytest.mark.parametrize(("police", "aux", "expected"), [(3, 0, []), (2, 2, []), (2, 1, ERROR), (1, 3, ERROR)])
def test_r02_crew_of_a_set_up_point_in_the_dark(police, aux, expected):
    """In November the sun sets before 17:00 on the meridian of the sample: the evening peak is dark."""
    city = city_of(replace(POST, road_class=RoadClass.PROVINCIAL))
    assert judged("R02", city, *crew(police, aux, code="LATE")) == expected
    assert judged("R02", city, *crew(police, aux, code="EARLY")) == []
    assert judged("R02", city_of(replace(POST, road_class=RoadClass.ARTERIAL)), *crew(police, aux, code="LATE")) == []


@pytest.mark.parametrize(("dark_min", "expected"), [(0, ERROR), (1, [])])
def test_r02_counts_minutes_of_darkness(dark_min, expected):
    """A stand in full daylight has 0 dark minutes."""
    city = city_of(replace(POST, road_class=RoadClass.EXPRESSWAY), R02=RuleSetting(params={"dark_min": dark_min}))
    assert judged("R02", city, *crew(1, 0, code="NOONER")) == expected


def test_r02_knows_the_season():
    """The same evening peak is light in June."""
    june = Week.of(date(2026, 6, 22))
    city = city_of(replace(POST, road_class=RoadClass.EXPRESSWAY))
    duties = [replace(d, day=june.monday) for d in crew(2, 0, code="LATE")]
    assert said("R02", city, *duties, week=june) == []


def test_r04_enforcement_needs_police():
    city = city_of(replace(POST, enforcement=True))
    assert judged("R04", city, *crew(1, 0)) == []
    assert judged("R04", city, *crew(0, 3)) == ERROR
    assert judged("R04", city_of(POST), *crew(0, 3)) == []


@pytest.mark.parametrize("seat", [Seat.LEAD, Seat.POLICE])
def test_r04_no_auxiliary_on_a_police_seat(seat):
    wrong = replace(crew(0, 1)[0], seat=seat)
    assert judged("R04", city_of(POST), wrong) == ERROR


def test_r05_points_and_patrols_are_combined():
    city = city_of(POST)
    assert judged("R05", city, *crew(1, 0)) == []
    assert judged("R05", city, *crew(1, 0, code="NOONER")) == WARN


def test_r15_the_unfit_stay_indoors():
    desk = replace(POST, place_id="K", kind=PlaceKind.DESK)
    city = city_of(POST, desk)
    unfit = replace(city, officers=[replace(PEOPLE[0], fit_for_duty=False), *PEOPLE[1:]])
    assert judged("R15", city, *crew(1, 0)) == []
    assert judged("R15", unfit, *crew(1, 0)) == ERROR
    assert judged("R15", unfit, *crew(1, 0, code="DESK_A", place="K")) == []


@pytest.mark.parametrize(
    ("police", "aux", "setting", "cost"),
    [
        (1, 0, {}, 60),
        (2, 0, {}, 0),
        (1, 1, {}, 0),
        (1, 0, {"stand_min": 180}, 0),
        (1, 0, {"stand_min": 179}, 30),
        (1, 0, {"stand_min": 149}, 60),
    ],
)
def test_r24_three_hours_of_standing_need_someone_to_spare(police, aux, setting, cost):
    city = city_of(POST, R24=RuleSetting(params=setting))
    assert sum(f.cost for f in said("R24", city, *crew(police, aux, code="NOONER"))) == cost


def test_r24_a_crew_relieves_itself_only_if_the_rest_is_lawful():
    """On an arterial 1+2 has nobody to spare, 2+1 and 2+2 have; without R01 1+2 has, too."""
    city = city_of(replace(POST, road_class=RoadClass.ARTERIAL))
    costs = [sum(f.cost for f in said("R24", city, *crew(*n, code="NOONER"))) for n in ((1, 2), (2, 1), (2, 2))]
    assert costs == [60, 0, 0]
    waived = RuleSetting(waiver=Waiver(authority="支队", reason="试点"))
    free = city_of(replace(POST, road_class=RoadClass.ARTERIAL), R01=waived)
    assert said("R24", free, *crew(1, 2, code="NOONER")) == []


RESERVE = replace(POST, place_id="R", kind=PlaceKind.RESERVE, needs=need("NIGHT"), line=None)
LEADER = replace(RESERVE, place_id="A", kind=PlaceKind.LEAD)


def every_night(police: int, aux: int, place: str, number: int) -> list[Duty]:
    """Return a crew of every night."""
    return [d for n in range(7) for d in crew(police, aux, code="DUTY24", on=n, place=place, number=number)]


def test_r25_a_night_reserve_has_two_police():
    city = city_of(RESERVE, LEADER, POST)
    lead = every_night(1, 0, "A", 3)
    assert judged("R25", city, *every_night(2, 0, "R", 1), *lead) == []
    assert judged("R25", city, *every_night(2, 0, "R", 1)[2:], *crew(1, 1, code="DUTY24", place="R"), *lead) == ERROR


def test_r25_a_day_reserve_may_be_smaller():
    city = city_of(RESERVE, LEADER, POST)
    duties = [*every_night(2, 0, "R", 1), *every_night(1, 0, "A", 3)]
    assert judged("R25", city, *duties, *crew(1, 0, code="EARLY", place="R", number=2)) == []


def test_r25_each_missing_reserve_or_leader_of_a_night_is_a_gap():
    findings = said("R25", city_of(RESERVE, LEADER, POST), *every_night(2, 0, "R", 1)[2:], *every_night(1, 0, "A", 3))
    assert [(f.severity, f.cost, f.where.place) for f in findings] == [(Severity.GAP, 16_000, "R")]


def test_r25_a_brigade_without_reserve_or_leader_is_told_so():
    assert judged("R25", city_of(POST)) == WARN * 2
    assert judged("R25", city_of(replace(POST, kind=PlaceKind.DESK))) == []


@pytest.mark.parametrize(("people", "expected"), [((1, 1), []), ((1, 0), ERROR), ((0, 2), ERROR), ((2, 2), [])])
def test_n02_the_places_own_crew(people, expected):
    assert judged("N02", city_of(replace(POST, crew=parse_patterns("1+1"))), *crew(*people)) == expected


def test_n03_people_serve_their_own_unit_and_brigade():
    city = tiny_city(squadrons=2)
    foreign = Duty(day=day(0), template="EARLY", place_id="P21", crew=1, seat=Seat.POLICE, officer_no=POLICE.officer_no)
    assert judged("N03", city, replace(foreign, place_id="P11"), replace(foreign, place_id="M1")) == []
    assert judged("N03", city, foreign) == ERROR


def test_n06_template_and_seat_fit():
    city = city_of(POST)
    assert judged("N06", city, *crew(1, 1)) == []
    assert judged("N06", city, *crew(1, 0, code="DESK_A")) == ERROR
    assert judged("N06", city, replace(crew(1, 0)[0], seat=Seat.AUX)) == ERROR


def test_r29_everyone_holds_the_places_skills():
    city = city_of(replace(POST, skills=SKILL))
    able = [replace(PEOPLE[0], skills=SKILL), *PEOPLE[1:]]
    assert judged("R29", replace(city, officers=able), *crew(1, 0)) == []
    assert judged("R29", replace(city, officers=able), *crew(1, 1)) == ERROR


def test_r29_one_police_officer_holds_the_leaders_skills():
    """An auxiliary's certificate leads only where no police officer is."""
    city = city_of(replace(POST, lead_skills=SKILL))
    police_can = replace(city, officers=[replace(PEOPLE[0], skills=SKILL), *PEOPLE[1:]])
    aux_can = replace(city, officers=[*PEOPLE[:9], replace(PEOPLE[9], skills=SKILL), *PEOPLE[10:]])
    assert judged("R29", police_can, *crew(2, 1)) == []
    assert judged("R29", aux_can, *crew(1, 1)) == ERROR
    assert judged("R29", aux_can, *crew(0, 2)) == []


def gaps(city: City, *duties: Duty, code: str = "N01") -> list[tuple[str, int, int]]:
    """Return the gaps of Monday."""
    return [(f.where.band, f.units, f.cost) for f in said(code, city, *duties) if f.where.date == str(day(0))]


def test_n01_a_missing_crew_costs_by_priority():
    city = city_of(replace(POST, priority=5, needs=need("AM_PEAK", crews=2)))
    assert gaps(city, *crew(1, 0), *crew(1, 0, number=2)) == []
    assert gaps(city, *crew(1, 0)) == [("AM_PEAK", 1, 32_000)]
    assert gaps(city) == [("AM_PEAK", 2, 64_000)]


def test_n01_a_missing_patrol_is_cheaper():
    city = city_of(replace(POST, priority=1, needs=need("AM_FLAT")))
    assert gaps(city) == [("AM_FLAT", 1, 1_000)]


@pytest.mark.parametrize(("start", "expected"), [(615, []), (616, [("AM_FLAT", 1, 4_000)])])
def test_n01_half_a_band_counts_for_a_patrol(start, expected):
    """AM_FLAT has 150 minutes, of which a patrol must ride 75."""
    city = city_of(replace(POST, needs=need("AM_FLAT")))
    city = replace(city, templates=(*city.templates, template("X", start, 800)))
    assert gaps(city, *crew(1, 0, code="X")) == expected


@pytest.mark.parametrize(("start", "expected"), [(420, []), (421, [("AM_PEAK", 1, 8_000)])])
def test_n01_a_stand_must_last_the_whole_band(start, expected):
    city = city_of(replace(POST, needs=need("AM_PEAK")))
    city = replace(city, templates=(*city.templates, template("X", start, 800)))
    assert gaps(city, *crew(1, 0, code="X")) == expected


def test_n01_a_crew_below_strength_is_not_there():
    city = city_of(replace(POST, crew=parse_patterns("2+0"), needs=need("AM_PEAK")))
    assert gaps(city, *crew(1, 0)) == [("AM_PEAK", 1, 8_000)]


def test_n01_a_night_that_ends_in_the_morning_counts_for_its_own_night():
    city = city_of(replace(RESERVE, needs=need("NIGHT")))
    findings = said("N01", city, *crew(2, 0, code="NIGHT", on=1, place="R"))
    assert {f.where.date for f in findings} == {str(day(n)) for n in range(7)} - {str(day(1))}


def test_r31_a_post_that_must_be_held_costs_more():
    city = city_of(replace(POST, must_hold=True, needs=need("AM_PEAK", "AM_FLAT")))
    assert gaps(city, *crew(1, 0), code="R31") == []
    assert gaps(city, code="R31") == [("AM_PEAK", 1, 16_000)]
    assert gaps(city_of(POST), code="R31") == []


def test_a_waiver_turns_breaches_into_notes_but_not_of_rules_that_may_not_be_waived():
    waived = RuleSetting(waiver=Waiver(authority="支队", reason="试点"))
    city = city_of(replace(POST, road_class=RoadClass.ARTERIAL, enforcement=True), R01=waived, R04=waived)
    found = {f.rule: f.severity for f in check(city, Roster(city="", week=WEEK, duties=crew(0, 1))).findings}
    assert found["R01"] is Severity.INFO
    assert found["R04"] is Severity.ERROR
