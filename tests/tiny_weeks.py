"""Tiny cities drawn by a seed, so small that every roster of a week can be listed; and that list."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from city_factory import BRIGADE, need, tiny_city

from qinwu.models.city import City
from qinwu.models.crew import parse_patterns
from qinwu.models.officer import Leave, Officer, PastDuty, Pin, Request, Role
from qinwu.models.place import PatrolLine, Place, PlaceKind, RoadClass
from qinwu.models.roster import Duty, Roster, Seat
from qinwu.models.week import DayType, Week
from qinwu.solver.checker import check

WEEK = Week(2026, 48)
PEOPLE = tiny_city(squadrons=1, police=3, aux=2).officers
ALONE = frozenset({"N03", "N04", "N06", "R15"})
"""Rules that judge a duty by itself: what they reject alone is rejected in every roster."""

EVERY_DAY = tuple(DayType)[:2]


def _post(chance: random.Random) -> Place:
    bands = chance.choice((("AM_PEAK", "PM_PEAK"), ("AM_PEAK", "AM_FLAT", "NOON"), ("NOON", "PM_FLAT", "PM_PEAK")))
    crew = chance.choice(("1+0", "1+0", "0+1|1+0", "2+0|1+1", "1+1"))
    needs: dict[tuple[DayType, str], int] = {}
    for kind in EVERY_DAY:
        needs |= need(*bands, crews=chance.choice((1, 1, 1, 2)), kind=kind)
    return Place(
        place_id="P1", name="迎宾路口", kind=PlaceKind.POST, unit_id="S1", needs=needs, crew=parse_patterns(crew),
        road_class=chance.choice((RoadClass.LOCAL, RoadClass.LOCAL, RoadClass.ARTERIAL)), priority=chance.randint(1, 5),
        must_hold=chance.random() < 0.3, enforcement=chance.random() < 0.3, line=PatrolLine("L1", "线"),
        lead_skills=frozenset({"LEADER"}) if "0+1" not in crew and chance.random() < 0.3 else frozenset(),
    )  # fmt: skip


def _second(chance: random.Random) -> Place:
    kind = chance.choice((PlaceKind.POST, PlaceKind.DESK, PlaceKind.RESERVE, PlaceKind.MOBILE))
    bands = {
        PlaceKind.POST: ("AM_PEAK", "PM_PEAK"),
        PlaceKind.DESK: ("AM_PEAK", "AM_FLAT", "NOON"),
        PlaceKind.RESERVE: ("NIGHT",),
        PlaceKind.MOBILE: ("EVENING", "NIGHT"),
    }[kind]
    return Place(
        place_id="P2", name="另一处", kind=kind, unit_id=chance.choice(("S1", BRIGADE)),
        needs=need(*bands) | need(*bands, kind=DayType.WEEKEND), crew=parse_patterns(chance.choice(("1+0", "1+1|2+0"))),
        skills=frozenset({"DESK"}) if kind is PlaceKind.DESK else frozenset(), priority=chance.randint(1, 5),
    )  # fmt: skip


def _person(chance: random.Random, officer: Officer, days: tuple[date, ...], codes: list[str]) -> Officer:
    """Give someone a past, skills, wishes, and leave on all but the open days."""
    shut = [day for day in WEEK.days if day not in days or chance.random() < 0.1]
    wished = [day for day in days if chance.random() < 0.4]
    past = [(back, code) for back in range(1, 9) if (code := chance.choice(["", "", *codes]))]
    older = [(back, chance.choice(codes)) for back in range(9, 25) if chance.random() < 0.2]
    return replace(
        officer,
        skills=officer.skills | {"LEADER", "DESK"} if chance.random() < 0.5 else officer.skills - {"DESK"},
        fit_for_duty=chance.random() < 0.9,
        leave=tuple(Leave(first=day, last=day) for day in shut),
        past=tuple(PastDuty(day=WEEK.monday - timedelta(days=back), template=code) for back, code in past + older),
        requests=tuple(
            Request(
                day=day, template=chance.choice(["", *codes]), on=chance.random() < 0.5, weight=chance.randint(1, 3)
            )
            for day in wished
        ),
    )


def tiny_week(seed: int) -> City:
    """Draw a city of one to three people, one or two places, two or three templates and two open days."""
    chance = random.Random(seed)  # noqa: S311
    everything = tiny_city()
    places = [_post(chance), *([_second(chance)] if chance.random() < 0.7 else [])]
    kinds = {place.kind for place in places}
    useful = [template for template in everything.templates if template.serves & kinds and template.code != "DUTY24"]
    templates = tuple(sorted(chance.sample(useful, min(len(useful), chance.choice((2, 2, 3)))), key=useful.index))
    first = chance.randrange(6)
    days = (WEEK.days[first], WEEK.days[chance.choice((first + 1, first + 1, 6))])
    codes = [template.code for template in templates]
    crowd = [_person(chance, who, days, codes) for who in chance.sample(PEOPLE, chance.choice((1, 2, 2, 3)))]
    if chance.random() < 0.3:
        pin = Pin(day=days[0], template=codes[0], place_id="P1")
        crowd[0] = replace(crowd[0], pins=(pin,))
    past = {duty.template for officer in crowd for duty in officer.past}
    assert past <= set(codes)
    return replace(everything, officers=tuple(crowd), places=tuple(places), templates=templates)


def duties_of(city: City, officer: Officer, day: date, week: Week = WEEK) -> Iterator[tuple[Duty, ...]]:
    """List what one person may do on one day: nothing, or a duty that no rule rejects by itself."""
    yield ()
    for template, place in product(city.templates, city.places):
        if officer.away(day):
            continue
        for crew in range(1, 1 + max(place.needs.values())):
            duty = Duty(
                day=day, template=template.code, place_id=place.place_id, crew=crew, officer_no=officer.officer_no,
                seat=Seat.POLICE if officer.role is Role.POLICE else Seat.AUX,
            )  # fmt: skip
            alone = check(city, Roster(city=city.name, week=week, duties=(duty,)))
            if not any(finding.rule in ALONE for finding in alone.hard):
                yield (duty,)


def choices(city: City, week: Week = WEEK) -> list[list[tuple[Duty, ...]]]:
    """Return the choices of each person and day; one of each is a roster."""
    return [list(duties_of(city, officer, day, week)) for officer in city.officers for day in week.days]


def lawful_costs(city: City, base: Roster | None = None) -> list[int]:
    """Return the cost of each lawful roster of the week: all are listed."""
    reports = (check(city, roster, base=base) for roster in every_roster(city, choices(city)))
    return [report.cost for report in reports if not report.hard]


def every_roster(city: City, options: list[list[tuple[Duty, ...]]], week: Week = WEEK) -> Iterator[Roster]:
    """List all rosters of the week."""
    for picked in product(*options):
        yield Roster(city=city.name, week=week, duties=[duty for duties in picked for duty in duties])
