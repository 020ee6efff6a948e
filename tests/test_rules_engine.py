"""
The engine's reading of every rule agrees with the clerk's.

One person's week by its terms, a whole roster by terms, legs and missing crews: whatever the weeks before, the leave,
the wishes and the role, both readings call the same rosters lawful and ask the same price.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from city_factory import need, tiny_city
from hypothesis import given, settings
from hypothesis import strategies as st

from qinwu.models.city import City
from qinwu.models.crew import CrewPattern, joint, parse_patterns
from qinwu.models.ledger import Burdens, Ledger, YearTotal
from qinwu.models.leg import leg_mode, legs_of, present
from qinwu.models.officer import Leave, Officer, PastDuty, Pin, Request, Role
from qinwu.models.place import PatrolLine, Place, PlaceKind, RoadClass
from qinwu.models.policy import Policy, RuleSetting, Waiver
from qinwu.models.roster import Duty, Roster, Seat
from qinwu.models.week import DayType, Week
from qinwu.scenarios.defaults import default_templates
from qinwu.solver.case import Case
from qinwu.solver.checker import check
from qinwu.solver.rules.catalogue import ALL_RULES
from qinwu.solver.rules.rule import Rule, Span
from qinwu.solver.rules.term_reader import read_patterns

WEEK = Week(2026, 48)
CITY = tiny_city()
CODES = [template.code for template in default_templates()]
PERSON_RULES = [rule for rule in ALL_RULES if rule.week is not None]
POLICE, AUX = CITY.officers[0], next(o for o in CITY.officers if o.role is Role.AUX)


def some_days(first: date, days: int) -> st.SearchStrategy[date]:
    return st.integers(0, days - 1).map(lambda n: first + timedelta(days=n))


@st.composite
def people(draw: st.DrawFn, often: str) -> Officer:
    """Someone with a past, mostly of one template, and perhaps leave, wishes, a pin and protection."""
    week_days = some_days(WEEK.monday, 7)
    past = dict.fromkeys(draw(st.sets(st.integers(1, 30), max_size=14)), often)
    tail = draw(st.lists(st.sampled_from([often, often, "", *CODES]), max_size=8))
    past.update({back: code for back, code in enumerate(tail, start=1) if code})
    leave = draw(st.lists(week_days, max_size=1))
    wishes = st.builds(
        Request, day=week_days, template=st.sampled_from(["", *CODES]), on=st.booleans(), weight=st.integers(1, 3)
    )
    pins = st.builds(Pin, day=week_days, template=st.sampled_from(CODES), place_id=st.just("P11"))
    return replace(
        draw(st.sampled_from([POLICE, AUX])),
        past=tuple(
            PastDuty(day=WEEK.monday - timedelta(days=back), template=code) for back, code in sorted(past.items())
        ),
        leave=tuple(Leave(first=day, last=day) for day in leave),
        requests=tuple(draw(st.lists(wishes, max_size=3))),
        pins=tuple(draw(st.lists(pins, max_size=1))),
        protected_until=draw(st.none() | st.none() | some_days(WEEK.monday - timedelta(days=1), 9)),
    )


def ledgers(officer: Officer) -> st.SearchStrategy[Ledger]:
    """The year's books of somebody and of one who carries nothing, up to a day; or none."""
    groups = dict.fromkeys((officer.officer_no, "-"), ("S1", "POLICE"))

    def books(back: int, counts: list[int]) -> Ledger:
        until = WEEK.monday - timedelta(days=back)
        own, none = YearTotal(until, Burdens(*counts)), YearTotal(until, Burdens())
        return Ledger(totals={officer.officer_no: own, "-": none}, groups=groups)

    counts = st.lists(st.integers(0, 9), min_size=5, max_size=5)
    return st.just(Ledger()) | st.builds(books, st.integers(1, 20), counts)


def weeks_of(often: str) -> st.SearchStrategy[list[str]]:
    """Seven days, mostly of one template; or a thin week of any."""
    thick, thin = st.sampled_from([often, often, often, "", "LATE"]), st.sampled_from([*CODES, *[""] * 6])
    return st.lists(thick, min_size=7, max_size=7) | st.lists(thin, min_size=7, max_size=7)


def roster_of(officer: Officer, codes: list[str]) -> Roster:
    return Roster(
        city=CITY.name,
        week=WEEK,
        duties=[
            Duty(day=day, template=code, place_id="P11", crew=1, seat=Seat.POLICE, officer_no=officer.officer_no)
            for day, code in zip(WEEK.days, codes, strict=True)
            if code
        ],
    )


def clerk(rule: Rule, case: Case) -> tuple[bool, int]:
    findings = list(rule.check(case, rule))
    return not any(f.severity == "ERROR" for f in findings), sum(f.cost for f in findings)


@settings(max_examples=400, deadline=None)
@given(data=st.data(), often=st.sampled_from(CODES))
def test_terms_say_of_one_person_what_the_clerk_says(data, often):
    officer, codes = data.draw(people(often)), data.draw(weeks_of(often))
    before = data.draw(st.none() | weeks_of(often))
    city = replace(CITY, officers=(officer,), ledger=data.draw(ledgers(officer)))
    base = None if before is None else roster_of(officer, before)
    span = Span(city=city, days=WEEK.days, templates=tuple(city.templates), base=base)
    case = Case(city, roster_of(officer, codes), base)
    pattern = np.array([[CODES.index(code) if code else -1 for code in codes]], dtype=np.int8)
    for rule in PERSON_RULES:
        lawful, cost = read_patterns(pattern, list(rule.week(officer, span, rule)))
        clerk_lawful, clerk_cost = clerk(rule, case)
        assert bool(lawful[0]) == clerk_lawful, rule.code
        assert int(cost[0]) == clerk_cost or not clerk_lawful, rule.code


def road_city() -> City:
    """Posts on roads of several classes with long stands, a reserve, a leader and a mobile unit; few people needed."""
    places = [
        Place(
            place_id=f"P{i}", name=f"{road} 路口", kind=PlaceKind.POST, unit_id="S1", crew=parse_patterns("1+0|0+2"),
            needs=need("AM_PEAK", "NOON", "PM_PEAK", "EVENING") | need("NOON", kind=DayType.WEEKEND),
            road_class=road, priority=i + 1, enforcement=road is RoadClass.COLLECTOR, must_hold=i % 2 == 0,
            lead_skills=frozenset({"ACCIDENT_BASIC"}) if i == 1 else frozenset(), line=PatrolLine("L", "线"),
        )
        for i, road in enumerate((RoadClass.EXPRESSWAY, RoadClass.ARTERIAL, RoadClass.COLLECTOR, RoadClass.LOCAL))
    ]  # fmt: skip
    others = [
        replace(place, crew=parse_patterns("1+0")) for place in CITY.places if place.place_id in ("M1", "R1", "A1")
    ]
    return tiny_city(squadrons=1, police=9, aux=6, places=[*places, *others])


ROAD_CITY = road_city()


def floors(city: City, place: Place, template_code: str, day: date) -> tuple[CrewPattern, ...]:
    """The least lawful crews of a duty, as the engine joins them."""
    legs = list(legs_of(city, place, city.template(template_code), day))
    rules = [r for r in ALL_RULES if r.crew is not None and not r.waived(city.policy)]
    return joint([place.crew, *(r.crew(city, place, leg, r) for r in rules for leg in legs)])


def engine_price(city: City, roster: Roster) -> int:
    """The roster's price as the engine adds it up: weeks, legs and missing crews."""
    rules = [rule for rule in ALL_RULES if not rule.waived(city.policy)]
    span = Span(city=city, days=roster.week.days, templates=tuple(city.templates))
    codes = [template.code for template in city.templates]
    total = 0
    for officer in city.officers:
        worked = {d.day: codes.index(d.template) for d in roster.duties if d.officer_no == officer.officer_no}
        pattern = np.array([[worked.get(day, -1) for day in roster.week.days]], dtype=np.int8)
        terms = [term for rule in rules if rule.week for term in rule.week(officer, span, rule)]
        lawful, cost = read_patterns(pattern, terms)
        assert lawful[0]
        total += int(cost[0])
    return total + sum(leg_prices(city, roster, rules)) + sum(missing_prices(city, roster, rules))


def crews_of(city: City, roster: Roster) -> dict[tuple[date, str, str, int], tuple[int, int]]:
    crews: dict[tuple[date, str, str, int], list[Role]] = defaultdict(list)
    for duty in roster.duties:
        crews[duty.day, duty.template, duty.place_id, duty.crew].append(city.officer(duty.officer_no).role)
    return {key: (roles.count(Role.POLICE), roles.count(Role.AUX)) for key, roles in crews.items()}


def leg_prices(city: City, roster: Roster, rules: list[Rule]) -> Iterator[int]:
    for (day, code, place_id, _), (police, aux) in crews_of(city, roster).items():
        place = city.place(place_id)
        fits = [p for p in floors(city, place, code, day) if p.admits(police=police, aux=aux)]
        spare = police + aux - min(p.size for p in fits)
        for leg in legs_of(city, place, city.template(code), day):
            yield sum(rule.leg(city, place, leg, spare, rule) for rule in rules if rule.leg)


def missing_prices(city: City, roster: Roster, rules: list[Rule]) -> Iterator[int]:
    crews = crews_of(city, roster)
    for day in roster.week.days:
        for band in city.bands_of(day):
            for place in city.places:
                there = sum(
                    any(
                        leg.band == band.code and leg.band_day == day and present(city.policy, leg, band.minutes)
                        for leg in legs_of(city, place, city.template(code), start)
                    )
                    for start, code, place_id, _ in crews
                    if place_id == place.place_id
                )
                mode = leg_mode(place, band, needed=True)
                lack = max(0, city.need(place, day, band.code) - there)
                yield lack * sum(rule.missing(city, place, band, mode, rule) for rule in rules if rule.missing)


@st.composite
def rosters(draw: st.DrawFn, city: City) -> Roster:
    """Crews of lawful strength, some with a person more, of people who have not worked the day before."""
    duties = []
    for at, day in enumerate(WEEK.days):
        free = {role: [o for i, o in enumerate(city.officers) if o.role is role and (i + at) % 2 == 0] for role in Role}
        for place in draw(st.lists(st.sampled_from(list(city.places)), max_size=3, unique_by=lambda p: p.place_id)):
            fitting = [t.code for t in city.templates if place.kind in t.serves and t.paid_min <= 480]
            code = draw(st.sampled_from(fitting or ["DUTY24"]))
            pattern = draw(st.sampled_from(floors(city, place, code, day)))
            extra = draw(st.sampled_from([(0, 0), (0, 0), (1, 0), (0, 1)]))
            wanted = {Role.POLICE: pattern.police + extra[0], Role.AUX: pattern.aux + extra[1]}
            if (wanted[Role.AUX] and code == "DUTY24") or any(len(free[r]) < n for r, n in wanted.items()):
                continue
            for role, count in wanted.items():
                for _ in range(count):
                    seat = Seat.POLICE if role is Role.POLICE else Seat.AUX
                    officer_no = free[role].pop().officer_no
                    duties.append(
                        Duty(day=day, template=code, place_id=place.place_id, crew=1, seat=seat, officer_no=officer_no)
                    )
    return Roster(city=city.name, week=WEEK, duties=duties)


WAIVED = RuleSetting(waiver=Waiver(authority="支队", reason="试点"))


@pytest.mark.parametrize("rules", [{}, {"R01": WAIVED, "R23": WAIVED}, {"R02": WAIVED, "R24": RuleSetting(weight=7)}])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_weeks_legs_and_missing_crews_add_up_to_the_checkers_price(rules, data):
    city = replace(ROAD_CITY, policy=Policy(rules=rules))
    roster = data.draw(rosters(city))
    report = check(city, roster)
    assert not report.hard
    assert engine_price(city, roster) == report.cost


@settings(max_examples=60, deadline=None)
@given(
    place=st.sampled_from(list(ROAD_CITY.places)),
    code=st.sampled_from(CODES),
    day=st.sampled_from(WEEK.days),
    police=st.integers(0, 4),
    aux=st.integers(0, 3),
)
def test_crew_floors_are_those_the_clerk_musters(place, code, day, police, aux):
    members = [o for o in ROAD_CITY.officers if o.role is Role.POLICE][:police]
    helpers = [o for o in ROAD_CITY.officers if o.role is Role.AUX][:aux]
    duties = [
        Duty(day=day, template=code, place_id=place.place_id, crew=1, seat=seat, officer_no=officer.officer_no)
        for seat, group in ((Seat.POLICE, members), (Seat.AUX, helpers))
        for officer in group
    ]
    case = Case(ROAD_CITY, Roster(city="", week=WEEK, duties=duties))
    musters = [rule for rule in ALL_RULES if rule.muster is not None]
    breaches = [finding for crew in case.crews for rule in musters for finding in rule.muster(case, crew, rule)]
    lawful = any(p.admits(police=police, aux=aux) for p in floors(ROAD_CITY, place, code, day))
    assert lawful == (not breaches) or police + aux == 0


@pytest.mark.parametrize("rule", [r for r in ALL_RULES if r.seat], ids=lambda rule: rule.code)
@settings(max_examples=60, deadline=None)
@given(
    role=st.sampled_from([POLICE, AUX]),
    unit=st.sampled_from(["D", "B1", "S1", "S2"]),
    fit=st.booleans(),
    skills=st.frozensets(st.sampled_from(["DESK", "MOTORCYCLE", "ACCIDENT_BASIC"])),
    place=st.sampled_from([*CITY.places, *ROAD_CITY.places]),
    seat=st.sampled_from(list(Seat)),
    pinned=st.none() | st.sampled_from(["P1", "P11"]),
)
def test_seats_are_forbidden_where_the_clerk_objects(rule, role, unit, fit, skills, place, seat, pinned):
    """One person alone: a further rule on the crew's strength does not belong here."""
    day = WEEK.monday
    pins = () if pinned is None else (Pin(day=day, template="EARLY", place_id=pinned),)
    officer = replace(role, unit_id=unit, fit_for_duty=fit, skills=skills, pins=pins)
    city = replace(CITY, officers=(officer,), places=(replace(place, enforcement=False),))
    code = next(t.code for t in city.templates if place.kind in t.serves)
    if pins:
        city = replace(city, officers=(replace(officer, pins=(replace(pins[0], template=code),)),))
    duty = Duty(day=day, template=code, place_id=place.place_id, crew=1, seat=seat, officer_no=officer.officer_no)
    breaches = [
        f for f in rule.check(Case(city, Roster(city="", week=WEEK, duties=[duty])), rule) if "ERROR" in f.severity
    ]
    allowed = rule.seat(city, city.officers[0], city.places[0], seat, day, rule)
    if rule.code == "R29" and seat is not Seat.LEAD:
        breaches = [f for f in breaches if f.where.officer]
    assert allowed == (not breaches)
