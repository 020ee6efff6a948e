"""What a scenario changes for people: which units' filings, which persons on which days."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...filing.brigades import filing_units
from ...filing.changes import Change, changes_of, in_words
from ...models.city import City
from ...models.leg import LegMode, legs_of
from ...models.roster import Roster
from ...models.text import Text
from .plan import Planned


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEffect:
    """A filing unit: people and officer-days that change, officer-days in the base, people who come and go."""

    unit_id: str
    name: str
    people: int
    days: int
    before: int
    gone: int
    new: int

    @property
    def filing_changes(self) -> bool:
        """Whether its filing would be another one."""
        return bool(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEffect:
    """A place: hours that crews stand or ride there in the week, in the base and in the scenario."""

    place_id: str
    name: str
    lon: float | None
    lat: float | None
    base_h: float
    other_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Units whose filings change, the changes by person and day in words, places by hours manned."""

    units: Sequence[UnitEffect]
    people: Sequence[tuple[str, Text]]
    places: Sequence[PlaceEffect]


def effects_of(base: Planned, other: Planned) -> Effects | None:
    """Return what another plan changes; None if one of them has no roster."""
    if base.roster is None or other.roster is None:
        return None
    both = _both(base.city, other.city)
    changes = changes_of(base.roster, other.roster)
    return Effects(
        units=_units(base, other.city, both, changes),
        people=[(change.officer_no, in_words(both, change)) for change in changes],
        places=_places(base, other, both),
    )


def _both(base: City, other: City) -> City:
    """Return a city that knows every person, place and template of two; what is gone belongs to the top unit."""
    root = other.org.root.unit_id

    def placed(unit_id: str) -> str:
        return unit_id if unit_id in other.org else root

    lost = [p for p in base.places if not other.has_place(p.place_id)]
    left = [o for o in base.officers if not other.has_officer(o.officer_no)]
    return replace(
        other,
        places=[*other.places, *(replace(p, unit_id=placed(p.unit_id)) for p in lost)],
        officers=[*other.officers, *(replace(o, unit_id=placed(o.unit_id)) for o in left)],
        templates=[*other.templates, *(t for t in base.templates if not other.has_template(t.code))],
    )


def _units(plan: Planned, other: City, both: City, changes: Sequence[Change]) -> list[UnitEffect]:
    base = plan.city
    before = Counter(
        both.org.brigade_of(both.officer(no).unit_id)
        for _, no in {(d.day, d.officer_no) for d in (plan.roster.duties if plan.roster else ())}
    )
    days: dict[str, int] = defaultdict(int)
    people: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        unit = both.org.brigade_of(both.officer(change.officer_no).unit_id)
        days[unit] += 1
        people[unit].add(change.officer_no)
    gone, new = (
        [
            both.org.brigade_of(both.officer(o.officer_no).unit_id)
            for o in one.officers
            if not two.has_officer(o.officer_no)
        ]
        for one, two in ((base, other), (other, base))
    )
    return [
        UnitEffect(
            unit_id=unit,
            name=both.org[unit].name,
            people=len(people[unit]),
            days=days[unit],
            before=before[unit],
            gone=gone.count(unit),
            new=new.count(unit),
        )
        for unit in filing_units(both)
    ]


def _places(base: Planned, other: Planned, both: City) -> list[PlaceEffect]:
    hours = [_hours(plan.city, plan.roster) if plan.roster else {} for plan in (base, other)]
    return [
        PlaceEffect(
            place_id=place.place_id,
            name=place.name,
            lon=place.lon,
            lat=place.lat,
            base_h=hours[0].get(place.place_id, 0.0),
            other_h=hours[1].get(place.place_id, 0.0),
        )
        for place in both.places
        if place.outdoor
    ]


def _hours(city: City, roster: Roster) -> dict[str, float]:
    """Return crew-hours of each place by legs; a crew counts once, however many ride in it."""
    crews = {(d.day, d.template, d.place_id, d.crew) for d in roster.duties}
    found: dict[str, float] = defaultdict(float)
    for day, template, place_id, _ in crews:
        for leg in legs_of(city, city.place(place_id), city.template(template), day):
            if leg.mode is not LegMode.RESERVE:
                found[place_id] += leg.minutes / 60
    return found
