"""
How much work a place is in a week, and how much people can lawfully give: what keeps a made-up city tight.

Work is counted in duties (one officer, one day, one template). A place's bands are served by as few crews a day as
its templates allow (a SPLIT serves both peaks and both flats); crews are planned with one police officer where the
law lets them (1+2 on arterials and highways, 2+2 for a set-up point on a highway, which is dark in a winter peak).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from ..models.band import Band
from ..models.city import City
from ..models.crew import CrewPattern, Patterns, joint, parse_patterns
from ..models.leg import leg_mode
from ..models.officer import Officer, Role
from ..models.place import HIGHWAYS, Place, PlaceKind, RoadClass
from ..models.policy import Policy
from ..models.template import ShiftTemplate
from ..models.week import DayType

R01_CREW = parse_patterns("2+0|1+2")
R02_CREW = parse_patterns("3+0|2+2")
FAST = HIGHWAYS | {RoadClass.EXPRESSWAY}
BUSY = FAST | {RoadClass.ARTERIAL}

# Duties a person gives in a week without leave: 44 h and a rest day bind auxiliaries (R17), police give an extra day
# a month (R18).
DUTIES = {Role.POLICE: 5.25, Role.AUX: 5.0}

DAYS = {DayType.WEEKDAY: 5, DayType.WEEKEND: 2}

Needs = Mapping[tuple[DayType, str], int]


@dataclass(frozen=True, slots=True)
class Shop:
    """The bands and templates the counting goes by."""

    bands: Sequence[Band]
    templates: Sequence[ShiftTemplate]
    policy: Policy = field(default_factory=Policy)

    def covers(self, place: Place, template: ShiftTemplate, needs: Needs, kind: DayType) -> tuple[bool, ...]:
        """Return for each band whether a crew of ``place`` in ``template`` counts as present there."""
        shares = self.policy.presence
        return tuple(
            template.minutes_in(band.start, band.end) * 100
            >= band.minutes * shares.get(leg_mode(place, band, needed=needs.get((kind, band.code), 0) > 0), 100)
            for band in self.bands
        )


def crew_of(place: Place) -> CrewPattern:
    """Return the crew a place is planned with: lawful on its road, the fewest police, then the fewest people."""
    says: list[Patterns] = [place.crew]
    if place.outdoor and place.road_class in BUSY:
        says.append(R01_CREW)
    if place.kind in (PlaceKind.POST, PlaceKind.STATION) and place.road_class in FAST:
        says.append(R02_CREW)
    return min(joint(says), key=lambda pattern: (pattern.police, pattern.size))


def roles_of(place: Place) -> frozenset[Role]:
    """Return the roles that the planned crew of a place has."""
    crew = crew_of(place)
    return frozenset(role for role, heads in ((Role.POLICE, crew.police), (Role.AUX, crew.aux)) if heads)


def crews_by_template(shop: Shop, place: Place, needs: Needs, kind: DayType) -> Counter[str]:
    """
    Return the fewest crews that serve a day's needs, by template; empty if there is no need.

    Raises
    ------
    ValueError
        If no template serves a band that is needed.
    """
    wanted = tuple(needs.get((kind, band.code), 0) for band in shop.bands)
    fitting = [t for t in shop.templates if place.kind in t.serves]
    covers = tuple(shop.covers(place, template, needs, kind) for template in fitting)
    chosen = _fewest(wanted, covers)
    if chosen is None:
        raise ValueError(f"{place.place_id}: no template serves {dict(needs)}")
    return Counter(fitting[index].code for index in chosen)


@lru_cache(maxsize=4096)
def _fewest(wanted: tuple[int, ...], covers: tuple[tuple[bool, ...], ...]) -> tuple[int, ...] | None:
    """Breadth first over what is still missing: the shortest list of templates that leaves nothing."""
    frontier: dict[tuple[int, ...], tuple[int, ...]] = {wanted: ()}
    seen = set(frontier)
    while frontier:
        for left, chosen in frontier.items():
            if not any(left):
                return chosen
        following: dict[tuple[int, ...], tuple[int, ...]] = {}
        for left, chosen in frontier.items():
            for index, cover in enumerate(covers):
                rest = tuple(max(0, n - c) for n, c in zip(left, cover, strict=True))
                if rest not in seen:
                    seen.add(rest)
                    following[rest] = (*chosen, index)
        frontier = following
    return None


@dataclass(frozen=True, slots=True)
class Load:
    """Duties a week and people a day, by role; a night also takes the following day (R20)."""

    week: Mapping[Role, float]
    day: Mapping[tuple[DayType, Role], float]


def load_of(shop: Shop, place: Place, needs: Needs) -> Load:
    """Return the work of a place with these needs."""
    crew = crew_of(place)
    heads = {Role.POLICE: crew.police, Role.AUX: crew.aux}
    night = {template.code for template in shop.templates if template.night}
    week: Counter[Role] = Counter()
    day: Counter[tuple[DayType, Role]] = Counter()
    for kind, days in DAYS.items():
        crews = crews_by_template(shop, place, needs, kind)
        after = sum(number for code, number in crews.items() if code in night)
        for role, people in heads.items():
            week[role] += days * crews.total() * people
            day[kind, role] += (crews.total() + after) * people
    return Load(week, day)


class Pool:
    """People who share a set of places: what they can give in the week, and what is asked of them so far."""

    def __init__(self, officers: Iterable[Officer], days: Sequence[date]) -> None:
        self.week: dict[Role, float] = defaultdict(float)
        self.heads: dict[Role, float] = defaultdict(float)
        self.asked: dict[Role, float] = defaultdict(float)
        self.busy: dict[tuple[DayType, Role], float] = defaultdict(float)
        for officer in officers:
            here = sum(not officer.away(day) for day in days)
            self.heads[officer.role] += here / len(days)
            self.week[officer.role] += min(DUTIES[officer.role], here)

    def add(self, load: Load, sign: int = 1) -> None:
        """Ask for a load (or with ``sign`` -1 take it back)."""
        for role, duties in load.week.items():
            self.asked[role] += sign * duties
        for key, people in load.day.items():
            self.busy[key] += sign * people

    def tightness(self, role: Role) -> float:
        """Return the share of the week's duties that is asked for; infinite if asked of nobody."""
        return _share(self.asked[role], self.week[role])

    def crowding(self, role: Role) -> float:
        """Return the share of the people who are busy, or resting after a night, on the busiest kind of day."""
        return max(_share(self.busy[kind, role], self.heads[role]) for kind in DAYS)

    def fits(self, *, week: float, day: float) -> bool:
        """Whether neither share exceeds its limit, for police and auxiliaries."""
        return all(self.tightness(role) <= week and self.crowding(role) <= day for role in Role)


def _share(part: float, whole: float) -> float:
    if whole:
        return part / whole
    return 0.0 if part == 0 else float("inf")


def tightness(city: City, days: Sequence[date]) -> dict[Role, float]:
    """Return by role the share of a week's lawful duties that the city's places ask for; leaders on duty left out."""
    shop = Shop(city.bands.of(DayType.WEEKDAY), city.templates, city.policy)
    led = {place.unit_id for place in city.places if place.kind is PlaceKind.LEAD}
    workers = (o for o in city.officers if not ("LEADER" in o.skills and o.unit_id in led))
    pool = Pool((o for o in workers if o.fit_for_duty), days)
    for place in city.places:
        if place.kind is not PlaceKind.LEAD:
            pool.add(load_of(shop, place, place.needs))
    return {role: pool.tightness(role) for role in Role}
