"""The sample city: right in number, lawful in their past, tight but not impossible."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations_with_replacement, pairwise

import numpy as np
import pytest

from qinwu.models.city import City
from qinwu.models.errors import InputError
from qinwu.models.leg import legs_of, present
from qinwu.models.officer import Officer, Role
from qinwu.models.org import Level
from qinwu.models.place import DeskKind, Place, PlaceKind
from qinwu.models.roster import Roster
from qinwu.models.week import DAY_MIN, DayType, Week
from qinwu.scenarios.on_roads import SAMPLE_WEEK
from qinwu.scenarios.sample import sample_city
from qinwu.solver.checker import check
from qinwu.solver.roster.demand import lawful_patterns

BRIGADES = {60: 1, 120: 1, 300: 2, 1000: 7, 2000: 14}
DUTIES = {Role.POLICE: 5.25, Role.AUX: 5.0}


@pytest.fixture(scope="module", params=sorted(BRIGADES))
def city(request: pytest.FixtureRequest) -> City:
    return sample_city(people=request.param)[0]


@pytest.fixture(scope="module")
def town() -> City:
    return sample_city()[0]


def squadrons(city: City, brigade: str) -> list[str]:
    """The road squadrons of a brigade: those that own posts."""
    owners = {p.unit_id for p in city.places if p.kind is PlaceKind.POST}
    return sorted(u for u in owners if city.org.brigade_of(u) == brigade)


def brigades(city: City) -> list[str]:
    return [unit.unit_id for unit in city.org.units if unit.level is Level.BRIGADE]


def test_sample_has_exactly_the_people_asked_for(city: City) -> None:
    assert len(city.officers) in BRIGADES
    assert len(brigades(city)) == BRIGADES[len(city.officers)]
    assert city.fictional


def test_several_brigades_stand_under_a_detachment_with_a_centre_of_its_own(city: City) -> None:
    levels = Counter(unit.level for unit in city.org.units)
    several = len(brigades(city)) > 1
    assert levels[Level.DETACHMENT] == several
    assert len({unit.name for unit in city.org.units}) == len(city.org.units)
    if several:
        top = city.org.root.unit_id
        desks = {p.desk for p in city.places if p.kind is PlaceKind.DESK and p.unit_id == top}
        assert desks >= {DeskKind.DISPATCH, DeskKind.VIDEO}


def test_each_brigade_has_what_keeps_it_running_round_the_clock(city: City) -> None:
    bands = [band.code for band in city.bands_of(SAMPLE_WEEK.monday)]
    for brigade in brigades(city):
        own = [p for p in city.places if city.org.brigade_of(p.unit_id) == brigade]
        always = [p for p in own if all(p.need(kind, b) for kind in DayType for b in bands)]
        assert {p.desk for p in always if p.desk} >= {DeskKind.DISPATCH, DeskKind.VIDEO}
        assert any(p.kind is PlaceKind.LEAD for p in always)
        reserve = next(p for p in own if p.kind is PlaceKind.RESERVE)
        assert all(reserve.need(kind, "NIGHT") for kind in DayType)
        assert reserve.lead_skills == {"ACC_MID"}
        assert {p.desk for p in own if p.desk} == set(DeskKind)
        assert any(p.kind is PlaceKind.MOBILE and p.need(DayType.WEEKDAY, "NIGHT") for p in own)
        if len(city.officers) >= 120:
            assert 3 <= len(squadrons(city, brigade)) <= 5


def test_numbers_are_unique_and_some_names_are_not(city: City) -> None:
    people = city.officers
    for values in ([o.officer_no for o in people], [o.radio_id for o in people], [o.phone for o in people]):
        assert len(set(values)) == len(people)
    assert max(Counter(o.name for o in people).values()) >= 2
    assert all(o.phone.startswith("100") for o in people), "no mobile number begins with 100"


def test_same_seed_same_city_and_another_seed_another() -> None:
    first, roads = sample_city(people=120, seed=5)
    second, again = sample_city(people=120, seed=5)
    assert first == second
    assert np.array_equal(roads.lon, again.lon)
    assert sample_city(people=120, seed=6)[0] != first


def test_on_the_road_stand_about_two_auxiliaries_for_one_police_officer(city: City) -> None:
    road = {u for b in brigades(city) for u in squadrons(city, b)}
    roles = Counter(o.role for o in city.officers if o.unit_id in road)
    assert 1.4 <= roles[Role.AUX] / roles[Role.POLICE] <= 2.6


def test_posts_are_named_after_their_streets(city: City) -> None:
    posts = [p for p in city.places if p.kind is PlaceKind.POST]
    assert len({p.name for p in posts}) == len(posts)
    assert all("路口" in p.name and not any(c.isascii() and c.isalpha() for c in p.name) for p in posts)
    assert np.mean(["/" in p.name for p in posts]) >= 0.9


def test_posts_open_in_both_peaks_and_weekends_are_lighter(city: City) -> None:
    posts = [p for p in city.places if p.kind is PlaceKind.POST]
    for post in posts:
        assert all(post.need(DayType.WEEKDAY, band) for band in ("AM_PEAK", "AM_FLAT", "PM_FLAT", "PM_PEAK"))
        assert post.line is not None
    weekend = sum(p.need(DayType.WEEKEND, "AM_PEAK") for p in posts)
    assert 0 < weekend < len(posts)
    if len(city.officers) >= 120:
        assert any(p.school and p.need(DayType.WEEKDAY, "NOON") for p in posts)
        assert any(p.need(DayType.WEEKDAY, "EVENING") for p in posts)
        riders = [p for p in city.places if p.kind is PlaceKind.MOBILE and p.skills == {"MOTO"}]
        assert any(p.need(DayType.WEEKDAY, "AM_FLAT") for p in riders)


# --- what the week asks for, and what people can give, counted anew from the rules' own readings


def crews_of_day(city: City, place: Place, day: date) -> list[tuple[int, int, bool]]:
    """The fewest crews that serve a place's day: (police, auxiliaries, all night) of each."""
    wanted = {b.code: city.need(place, day, b.code) for b in city.bands_of(day)}
    lengths = {b.code: b.minutes for b in city.bands_of(day)}
    choices = []
    for template in city.templates:
        if place.kind in template.serves:
            legs = tuple(legs_of(city, place, template, day))
            here = {leg.band for leg in legs if leg.band_day == day and present(city.policy, leg, lengths[leg.band])}
            crew = min(lawful_patterns(city, place, legs), key=lambda p: (p.police, p.size))
            choices.append((here, (crew.police, crew.aux, template.night)))
    for number in range(9):
        for chosen in combinations_with_replacement(choices, number):
            if all(sum(band in here for here, _ in chosen) >= crews for band, crews in wanted.items()):
                return [crew for _, crew in chosen]
    raise AssertionError(place.place_id)


def asked(city: City) -> Iterator[tuple[Place, date, list[tuple[int, int, bool]]]]:
    for place in city.places:
        by_kind: dict[DayType, list[tuple[int, int, bool]]] = {}
        for day in SAMPLE_WEEK.days:
            kind = city.calendar.day_type(day)
            if kind not in by_kind:
                by_kind[kind] = crews_of_day(city, place, day)
            yield place, day, by_kind[kind]


def capacity(people: list[Officer]) -> dict[Role, float]:
    """Duties by role after leave; who failed the assessment gives none."""
    total: dict[Role, float] = defaultdict(float)
    for officer in people:
        here = sum(not officer.away(day) for day in SAMPLE_WEEK.days)
        total[officer.role] += min(DUTIES[officer.role], here) * officer.fit_for_duty
    return total


def asked_by_unit(city: City) -> tuple[dict[tuple[str, Role], float], dict[tuple[str, Role, date], int]]:
    """Duties a week by the unit that owns the place; people a day by brigade, resting after a night included."""
    week: dict[tuple[str, Role], float] = defaultdict(float)
    busy: dict[tuple[str, Role, date], int] = defaultdict(int)
    for place, day, crews in asked(city):
        brigade = city.org.brigade_of(place.unit_id)
        for police, aux, night in crews if place.kind is not PlaceKind.LEAD else ():
            for role, heads in ((Role.POLICE, police), (Role.AUX, aux)):
                week[place.unit_id, role] += heads
                busy[brigade, role, day] += heads
                busy[brigade, role, day + timedelta(days=1)] += heads * night
    return week, busy


@pytest.mark.parametrize(("people", "seed"), [(120, 0), (120, 1), (300, 0), (300, 7)])
def test_week_is_tight_but_nowhere_more_than_people_can_give(people: int, seed: int) -> None:
    city, _ = sample_city(people=people, seed=seed)
    week, busy = asked_by_unit(city)
    for brigade in brigades(city):
        road = squadrons(city, brigade)
        gives = capacity([o for o in city.officers if o.unit_id in road])
        for role in Role:
            wanted = sum(week[unit, role] for unit in (*road, brigade))
            assert 0.88 <= wanted / gives[role] <= 0.95, (brigade, role)
    for unit in (u.unit_id for u in city.org.units if u.unit_id not in brigades(city)):
        gives = capacity([o for o in city.officers if o.unit_id == unit])
        assert all(week[unit, role] <= 0.96 * gives[role] for role in Role), unit
    for (brigade, role, day), heads in busy.items():
        assert heads <= here(city, brigade, role, day), (brigade, role, day)


def here(city: City, brigade: str, role: Role, day: date) -> int:
    """People of a brigade (or of the detachment's centre) who are not away."""
    people = [o for o in city.officers if o.role is role and city.org.brigade_of(o.unit_id) == brigade]
    return sum(o.fit_for_duty and not o.away(day) for o in people)


def test_enough_people_hold_each_skill(town: City) -> None:
    needed: dict[tuple[str, frozenset[str]], int] = defaultdict(int)
    for place, _, crews in asked(town):
        for police, aux, _ in crews:
            if place.lead_skills:
                needed[place.unit_id, place.skills | place.lead_skills] += 1
            if place.skills:
                needed[place.unit_id, place.skills] += police + aux
    for (unit, skills), duties in needed.items():
        able = [o for o in town.officers if town.org.serves(o.unit_id, unit) and skills <= o.skills]
        worth = sum(capacity(able).values())
        assert duties <= 0.97 * worth, (unit, skills)


def test_leaders_are_enough_for_one_of_them_to_lead_every_day(city: City) -> None:
    for place in (p for p in city.places if p.kind is PlaceKind.LEAD):
        able = [o for o in city.officers if o.unit_id == place.unit_id and "LEADER" in o.skills]
        assert len(able) >= 3
        assert not any(o.leave for o in able)


# --- circumstances and history


def test_leave_wishes_and_protection_have_the_promised_size(city: City) -> None:
    people, days = city.officers, SAMPLE_WEEK.days
    away = sum(o.away(day) for o in people for day in days) / (7 * len(people))
    assert 0.045 <= away <= 0.075
    assert 0.12 <= np.mean([bool(o.requests) for o in people]) <= 0.18
    assert 1 <= sum(o.protected_until is not None for o in people) <= 0.025 * len(people)
    assert 1 <= sum(not o.fit_for_duty for o in people) <= 0.02 * len(people)


def test_pins_can_be_kept(city: City) -> None:
    pinned = [(o, pin) for o in city.officers for pin in o.pins]
    assert pinned
    for officer, pin in pinned:
        place = city.place(pin.place_id)
        assert officer.fit_for_duty
        assert not officer.away(pin.day)
        assert place.skills <= officer.skills
        assert place.kind in city.template(pin.template).serves
        assert city.org.serves(officer.unit_id, place.unit_id)


def test_the_past_is_lawful(city: City) -> None:
    for officer in city.officers:
        past = sorted(officer.past, key=lambda d: d.day)
        for first, second in pairwise(past):
            before, after = city.template(first.template), city.template(second.template)
            gone = (second.day - first.day).days
            assert gone >= 1
            assert gone * DAY_MIN + after.start - before.end >= 8 * 60
            assert not (before.night and gone == 1), "the day after a night is free"
        days = {d.day for d in past}
        assert not any(all(day + timedelta(days=n) in days for n in range(7)) for day in days)
        hours: Counter[Week] = Counter()
        for duty in past:
            hours[Week.of(duty.day)] += city.template(duty.template).paid_min
            assert SAMPLE_WEEK.monday - timedelta(days=28) <= duty.day < SAMPLE_WEEK.monday
            assert not officer.away(duty.day)
            assert city.place(duty.place_id).kind in city.template(duty.template).serves
            assert city.org.serves(officer.unit_id, city.place(duty.place_id).unit_id)
            assert not (officer.protected_until and city.template(duty.template).night)
        if officer.role is Role.AUX:
            assert max(hours.values(), default=0) <= 44 * 60


def test_the_past_reaches_into_the_week_and_is_shared_out(town: City) -> None:
    sunday = SAMPLE_WEEK.monday - timedelta(days=1)
    tail = [d for o in town.officers for d in o.past if d.day == sunday and town.template(d.template).night]
    assert len(tail) >= 4
    assert np.mean([len(o.past) >= 10 for o in town.officers]) >= 0.9
    assert len({d.template for o in town.officers for d in o.past}) == len(town.templates)


def test_checker_finds_nothing_unlawful_before_a_plan_exists(town: City) -> None:
    empty = Roster(city=town.name, week=SAMPLE_WEEK, duties=())
    unplanned = {f.where.officer for f in check(town, empty).hard}
    assert unplanned <= {o.officer_no for o in town.officers if o.pins}


def test_too_few_people_are_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match="60"):
        sample_city(people=59)
