"""
Need against people, with the arithmetic: what no roster can ever meet is said when the folder is read.

Every figure is a lower bound of the need and an upper bound of the people: a finding is a proof, not a guess.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from ..models.city import City
from ..models.finding import Where
from ..models.officer import Gender, Officer, Role
from ..models.text import Text
from ..models.week import WEEKDAYS_ZH, Week
from .asks import Ask, Tally, asks_of, duties_of_week, least_people
from .cover import BandDay, Duty
from .least_duties import apart
from .notes import Notes

MOST_DAYS = 6
"""Duty days in a week: one day of rest (Labour Law art. 38; rules R17, R22)."""

_NO_HISTORY = Week(2026, 12)
_SHOWN = 4
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ROLES = {Role.POLICE: Text("民警", "police"), Role.AUX: Text("辅警", "auxiliaries")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """More people needed at one time than a unit has: ``who`` names the role or skill, ``code`` the data rule."""

    code: str
    who: Text
    band: str
    day: date
    need: int
    have: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A unit in a week: what only its people can serve, and who they are."""

    unit_id: str
    name: str
    days: Sequence[date]
    people: Sequence[Officer]
    asks: Mapping[BandDay, Sequence[Ask]]


def check_supply(city: City, notes: Notes, *, week: Week | None = None) -> None:
    """
    Note each unit's bands and week whose need exceeds its people (DOMAIN 15).

    ``week`` is the week compared, leave included; by default the one after the latest history, or an ordinary one.
    """
    days = (week or next_week(city)).days
    duties = duties_of_week(city, days)
    for unit in city.org.units:
        places = [p for p in city.places if unit.unit_id in (p.unit_id, city.org.brigade_of(p.unit_id))]
        people = [o for o in city.officers if city.org.serves(o.unit_id, unit.unit_id)]
        asks = asks_of(city, days, places, duties)
        here = _Unit(unit_id=unit.unit_id, name=unit.name, days=days, people=people, asks=asks)
        _note_bands(city, here, notes)
        _note_week(here, duties, notes)


def next_week(city: City) -> Week:
    """Return the week after the latest one in the history; without history, one at the equinox."""
    days = [past.day for officer in city.officers for past in officer.past]
    return Week.of(max(days) + timedelta(days=7)) if days else _NO_HISTORY


def _shorts(band: str, asks: Sequence[Ask], people: Sequence[Officer]) -> Iterator[Short]:
    """Yield each role and skill of which a unit has too few at one time."""
    day = asks[0].day
    begins = frozenset[date]().union(*(ask.begins for ask in asks))
    here = [officer for officer in people if not all(officer.away(first) for first in begins)]
    able = [officer for officer in here if officer.fit_for_duty]
    indoors = sum(ask.crews * max(p.size for p in ask.patterns) for ask in asks if not ask.place.outdoor)
    have = {role: _count(able, role) + min(_count(here, role) - _count(able, role), indoors) for role in (*_ROLES,)}
    missed = False
    for role, who in _ROLES.items():
        tally = Tally.of(asks, partial(_least, role))
        if tally.total > have[role]:
            missed = True
            yield Short(code="D21", who=who, band=band, day=day, need=tally.total, have=have[role], terms=tally.terms)
    if not missed:
        yield from _short_together(band, asks, have)
    yield from _short_skills(band, asks, here, people)
    yield from _short_women(band, asks, here, people)


def _least(role: Role, ask: Ask) -> int:
    return least_people(ask.patterns, role)


def _count(people: Sequence[Officer], role: Role) -> int:
    return sum(officer.role is role for officer in people)


def _short_together(band: str, asks: Sequence[Ask], have: Mapping[Role, int]) -> Iterator[Short]:
    """Yield the auxiliaries that are missing when the police are spread over the crews as well as possible."""
    least: dict[int, int] = {0: 0}
    for ask in asks:
        for _ in range(ask.crews):
            least = _with_crew(least, ask, have[Role.POLICE])
    need = min(least.values(), default=0)
    if need > have[Role.AUX]:
        tally = Tally.of(asks, lambda ask: min(p.size for p in ask.patterns))
        police = have[Role.POLICE]
        who = Text(f"辅警 (全部 {police} 名民警在岗时)", f"auxiliaries (with all {police} police on duty)")
        yield Short(code="D21", who=who, band=band, day=asks[0].day, need=need, have=have[Role.AUX], terms=tally.terms)


def _with_crew(least: Mapping[int, int], ask: Ask, most: int) -> dict[int, int]:
    """Add one crew to the table "with so many police, so many auxiliaries at least"."""
    found: dict[int, int] = {}
    for police, aux in least.items():
        for pattern in ask.patterns:
            total = police + pattern.police
            if total <= most:
                found[total] = min(aux + pattern.aux, found.get(total, aux + pattern.aux))
    return found


def _short_skills(
    band: str, asks: Sequence[Ask], here: Sequence[Officer], people: Sequence[Officer]
) -> Iterator[Short]:
    """Yield skills that too few of those ``here`` hold; of which nobody holds them is said with the place."""
    for skill in sorted({s for ask in asks for s in ask.place.skills | ask.place.lead_skills | ask.place.crew_skills}):

        def wanted(ask: Ask, skill: str = skill) -> int:
            if skill in ask.place.skills:
                return min(pattern.size for pattern in ask.patterns)
            return int(skill in ask.place.lead_skills | ask.place.crew_skills)

        tally, have = Tally.of(asks, wanted), sum(skill in officer.skills for officer in here)
        if tally.total > have and any(skill in officer.skills for officer in people):
            who = Text(f"具备 {skill} 者", f"people with {skill}")
            yield Short(code="D22", who=who, band=band, day=asks[0].day, need=tally.total, have=have, terms=tally.terms)


def _short_women(band: str, asks: Sequence[Ask], here: Sequence[Officer], people: Sequence[Officer]) -> Iterator[Short]:
    """Yield the policewomen that are missing where bodies are searched."""
    tally, have = Tally.of(asks, lambda ask: int(ask.place.searches)), sum(map(is_policewoman, here))
    if tally.total > have and any(map(is_policewoman, people)):
        who = Text("女民警", "policewomen")
        yield Short(code="D22", who=who, band=band, day=asks[0].day, need=tally.total, have=have, terms=tally.terms)


def is_policewoman(officer: Officer) -> bool:
    """Whether an officer may be the woman whom a crew that searches bodies needs (R38)."""
    return officer.gender is Gender.FEMALE and officer.role is Role.POLICE


def _note_bands(city: City, unit: _Unit, notes: Notes) -> None:
    """Note the worst day of each band and role, and on how many days it is so."""
    by_band: dict[tuple[str, str], list[Short]] = defaultdict(list)
    for (_, code), asks in unit.asks.items():
        for short in _shorts(code, asks, unit.people):
            by_band[short.band, short.who.en].append(short)
    for same in by_band.values():
        worst = max(same, key=lambda short: (short.need - short.have, -short.day.toordinal()))
        band = next(b.name for b in city.bands_of(worst.day) if b.code == worst.band)
        more = len(same) - 1
        zh, en = (f", 另有 {more} 天也不够", f", and too few on {more} more days") if more else ("", "")
        terms = "; ".join(worst.terms[:_SHOWN]) + ("; …" if len(worst.terms) > _SHOWN else "")
        message = Text(
            f"{unit.name}有{worst.who.zh} {worst.have} 人, 周{WEEKDAYS_ZH[worst.day.weekday()]}{band.zh}至少需要"
            f" {worst.need} 人 ({terms}){zh}",
            f"{unit.name} has {worst.have} {worst.who.en}, {_WEEKDAYS_EN[worst.day.weekday()]} {band.en} needs at least"
            f" {worst.need} ({terms}){en}",
        )
        where = Where(file="needs", field=worst.band, date=str(worst.day), band=worst.band, place=unit.unit_id)
        notes.warn(worst.code, message, where)


def _note_week(unit: _Unit, duties: Mapping[str, Sequence[Duty]], notes: Notes) -> None:
    """Note a week whose duties are more than the people can do with a day of rest."""
    by_place: dict[str, dict[tuple[date, str], Ask]] = defaultdict(dict)
    for key, here in unit.asks.items():
        for ask in here:
            by_place[ask.place.place_id][key] = ask
    chosen = [
        wanted[key]
        for place_id, wanted in by_place.items()
        for key in apart({key: ask.crews for key, ask in wanted.items()}, duties[place_id])
    ]
    for role, who in _ROLES.items():
        need = sum(ask.crews * least_people(ask.patterns, role) for ask in chosen)
        each = [min(MOST_DAYS, sum(not o.away(day) for day in unit.days)) for o in unit.people if o.role is role]
        if need > sum(each):
            message = Text(
                f"{unit.name}一周至少需要 {need} 个{who.zh}班次, 而{who.zh} {len(each)} 人"
                f" (每人至多 {MOST_DAYS} 天, 除去请假) 合计至多 {sum(each)} 个",
                f"{unit.name} needs at least {need} duties of {who.en} in a week, but its {len(each)} {who.en}"
                f" (at most {MOST_DAYS} days each, leave taken off) can do {sum(each)}",
            )
            notes.warn("D21", message, Where(file="needs", date=str(unit.days[0]), place=unit.unit_id))
