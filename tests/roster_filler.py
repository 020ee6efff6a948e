"""A city of any size, and a greedy filler that makes a plausible full roster of it: for documents, not a planner."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from city_factory import tiny_city

from qinwu.models.city import City
from qinwu.models.crew import parse_patterns
from qinwu.models.leg import legs_of
from qinwu.models.officer import Leave, Officer, Role
from qinwu.models.place import Place, PlaceKind
from qinwu.models.roster import Duty, Roster, Seat
from qinwu.models.template import ShiftTemplate
from qinwu.models.week import Week

WEEK = Week(2026, 48)
_STREETS = ("迎宾", "学府", "文苑", "安宁", "汇通", "龙湖", "顺城", "新建", "锦纶", "中都", "蕴华", "环城北")
_FAMILY = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"
_GIVEN = ("建国", "晓东", "丽", "志强", "海燕", "明", "文博", "秀英", "军", "雪梅", "磊", "佳怡", "振华")


def large_city(people: int = 120) -> City:
    """A fictional city of about ``people`` persons: squadrons of 20, of them 8 police, with leave here and there."""
    squadrons = max(2, min(9, people // 20))
    size = people // squadrons
    city = tiny_city(squadrons=squadrons, police=size * 2 // 5, aux=size - size * 2 // 5)
    officers = [_named(at, officer) for at, officer in enumerate(city.officers)]
    posts = [p for p in city.places if p.kind is PlaceKind.POST]
    places = [_street(at, post) for at, post in enumerate(posts * max(1, size // 26))]
    others = [p for p in city.places if p.kind is not PlaceKind.POST]
    return replace(city, officers=officers, places=[*places, *others])


def _named(at: int, officer: Officer) -> Officer:
    name = _FAMILY[at % len(_FAMILY)] + _GIVEN[at * 7 % len(_GIVEN)]
    first = WEEK.monday + timedelta(days=at % 5)
    leave = (Leave(first=first, last=first + timedelta(days=2), kind="年休"),) if at % 17 == 3 else ()
    return replace(officer, name=name, leave=leave)


def _street(at: int, post: Place) -> Place:
    name = f"{_STREETS[at % len(_STREETS)]}路—{_STREETS[(at * 5 + 3) % len(_STREETS)]}街路口"
    crew = parse_patterns("2+0|1+2") if at % 2 == 0 else parse_patterns("1+1")
    lon, lat = 112.70 + at * 37 % 100 / 1000, 37.66 + at * 61 % 80 / 1000
    return replace(post, place_id=f"P{at + 1:03d}", name=name, crew=crew, lon=lon, lat=lat)


def fill(city: City, week: Week = WEEK) -> Roster:
    """Fill the templates that cover most need, day by day, with whoever is free and has worked least."""
    duties: list[Duty] = []
    worked: Counter[str] = Counter()
    nights: dict[date, set[str]] = defaultdict(set)
    for day in week.days:
        busy = set(nights[day])
        for place, template, number in _jobs(city, day):
            crew = _crew(city, place, day, busy, worked)
            for seat, officer in crew:
                duties.append(
                    Duty(
                        day=day,
                        template=template.code,
                        place_id=place.place_id,
                        crew=number,
                        seat=seat,
                        officer_no=officer.officer_no,
                    )
                )
                busy.add(officer.officer_no)
                worked[officer.officer_no] += 1
                if template.end > 24 * 60:
                    nights[day + timedelta(days=1)].add(officer.officer_no)
    return Roster(city=city.name, week=week, duties=duties)


def _jobs(city: City, day: date) -> Iterator[tuple[Place, ShiftTemplate, int]]:
    for place in sorted(city.places, key=lambda p: (p.kind is PlaceKind.POST, -p.priority, p.place_id)):
        left = {band.code: city.need(place, day, band.code) for band in city.bands_of(day)}
        number = 0
        while any(left.values()):
            choices = [t for t in city.templates if place.kind in t.serves]
            best = max(choices, key=lambda t: sum(left.get(b, 0) > 0 for b in _bands(city, place, t, day)))
            hit = [b for b in _bands(city, place, best, day) if left.get(b, 0) > 0]
            if not hit:
                break
            for band in hit:
                left[band] -= 1
            number += 1
            yield place, best, number


def _bands(city: City, place: Place, template: ShiftTemplate, day: date) -> list[str]:
    return sorted({leg.band for leg in legs_of(city, place, template, day) if leg.band_day == day})


def _crew(city: City, place: Place, day: date, busy: set[str], worked: Counter[str]) -> list[tuple[Seat, Officer]]:
    free = [
        o
        for o in city.officers
        if o.officer_no not in busy
        and not o.away(day)
        and worked[o.officer_no] < 5
        and place.skills <= o.skills
        and city.org.serves(o.unit_id, place.unit_id)
    ]
    free.sort(key=lambda o: (worked[o.officer_no], o.officer_no))
    police = [o for o in free if o.role is Role.POLICE]
    aux = [o for o in free if o.role is Role.AUX]
    for pattern in place.crew:
        if pattern.police <= len(police) and pattern.aux <= len(aux):
            seats = [Seat.LEAD, *[Seat.POLICE] * (pattern.police - 1)]
            return [*zip(seats, police, strict=False), *((Seat.AUX, o) for o in aux[: pattern.aux])]
    return []
