"""What a block of places asks for: classes of equal places, the crews that may serve them, what a gap costs."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...models.city import City
from ...models.crew import CrewPattern, Patterns, joint
from ...models.leg import Leg, leg_mode, legs_of, present
from ...models.place import Place
from ...models.roster import Seat
from ...models.template import ShiftTemplate
from ..rules.active import active
from ..rules.rule import Rule, Span

Berth = tuple[Seat, tuple[str, ...]]
"""A seat, and what the one who takes it must be besides (R37, R38), as the rules word it."""


@dataclass(frozen=True, slots=True)
class CrewOption:
    """
    One way to crew a duty: seats by kind, and what it costs besides people.

    ``wants`` are those of the seats whose holder must be something besides.
    """

    seats: tuple[tuple[Seat, int], ...]
    price: int
    wants: tuple[Berth, ...] = ()

    @property
    def berths(self) -> tuple[tuple[Berth, int], ...]:
        """The seats by what they ask for."""
        if not self.wants:
            return tuple(((seat, ()), count) for seat, count in self.seats if count)
        plain = Counter(dict(self.seats))
        plain.subtract(seat for seat, _ in self.wants)
        special = Counter(self.wants)
        return (*special.items(), *(((seat, ()), count) for seat, count in plain.items() if count))


@dataclass(frozen=True, slots=True)
class Chain:
    """
    A duty that a place may open: template on a day, its lawful crews, and the needs it serves.

    ``serves`` holds (day index, band code) of each need at which the crew is present.
    """

    day: int
    template: int
    options: tuple[CrewOption, ...]
    serves: frozenset[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Need:
    """Crews needed in a band, the price of each that is missing, and of each above the need."""

    day: int
    band: str
    crews: int
    price: int
    over: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """All that the engine knows of a place but its identity: equal offers are interchangeable."""

    needs: tuple[Need, ...]
    chains: tuple[Chain, ...]


NO_PLAN = 100_000_000
"""Price of a pinned duty without a crew, above all others together: a plan that pays it is no plan."""


def offer_of(span: Span, place: Place) -> Offer:
    """Ask the rules what a place needs and which duties may serve it; a pinned duty needs a crew, come what may."""
    needs = (*_needs(span, place), *_pinned(span, place))
    wanted = {(need.day, need.band) for need in needs}
    chains = [
        chain
        for day in range(len(span.days))
        for index, template in enumerate(span.templates)
        if place.kind in template.serves
        and (chain := _chain(span, place, day, index, template)).options
        and chain.serves & wanted
    ]
    return Offer(needs, tuple(chains))


def _needs(span: Span, place: Place) -> Sequence[Need]:
    city, found = span.city, []
    rules = [rule for rule in active(city.policy) if rule.missing]
    for index, day in enumerate(span.days):
        for band in city.bands_of(day):
            crews = city.need(place, day, band.code)
            if crews:
                mode = leg_mode(place, band, needed=True)
                price = sum(rule.missing(city, place, band, mode, rule) for rule in rules if rule.missing)
                over = sum(rule.beyond(city, place, band, rule) for rule in active(city.policy) if rule.beyond)
                found.append(Need(index, band.code, crews, price, over))
    return found


def _pinned(span: Span, place: Place) -> Sequence[Need]:
    """Ask for one crew of each duty that somebody is pinned to; whoever is pinned besides can join it."""
    pins = {pin for officer in span.city.officers for pin in officer.pins}
    here = {(span.days.index(p.day), p.template) for p in pins if p.place_id == place.place_id and p.day in span.days}
    return [Need(day, _pin_band(code), 1, NO_PLAN) for day, code in sorted(here)]


def _pin_band(code: str) -> str:
    return f"pin {code}"


def _chain(span: Span, place: Place, day: int, index: int, template: ShiftTemplate) -> Chain:
    city = span.city
    legs = tuple(legs_of(city, place, template, span.days[day]))
    serves = frozenset((*_presence(span, legs), (day, _pin_band(template.code))))
    return Chain(day, index, tuple(_options(city, place, legs)), serves)


def _presence(span: Span, legs: Sequence[Leg]) -> Sequence[tuple[int, str]]:
    lengths = {(leg.band_day, band.code): band.minutes for leg in legs for band in span.city.bands_of(leg.band_day)}
    return [
        (span.days.index(leg.band_day), leg.band)
        for leg in legs
        if leg.band_day in span.days and present(span.city.policy, leg, lengths[leg.band_day, leg.band])
    ]


def lawful_patterns(city: City, place: Place, legs: Sequence[Leg], *, rules: Sequence[Rule] | None = None) -> Patterns:
    """Return the least crews that all ``rules``, by default those in force, accept on every leg of a duty."""
    asked = active(city.policy) if rules is None else rules
    says = [rule.crew(city, place, leg, rule) for rule in asked for leg in legs if rule.crew]
    return joint([place.crew, *says])


def _options(city: City, place: Place, legs: Sequence[Leg]) -> Sequence[CrewOption]:
    """The least crews, and one person more where that saves on the legs (relief of those who stand)."""
    found: dict[CrewPattern, int] = {}
    for pattern in lawful_patterns(city, place, legs):
        price = _legs_price(city, place, legs, spare=0)
        found[pattern] = min(price, found.get(pattern, price))
        relieved = _legs_price(city, place, legs, spare=1)
        if relieved < price:
            for bigger in (CrewPattern(pattern.police + 1, pattern.aux), CrewPattern(pattern.police, pattern.aux + 1)):
                found[bigger] = min(relieved, found.get(bigger, relieved))
    wanted = [
        f"{rule.code} {word}" for rule in active(city.policy) if rule.wants for word in rule.wants(city, place, rule)
    ]
    ways: dict[Way, int] = {}
    for pattern, price in sorted(found.items()):
        for way in _ways(seats_of(place, pattern), wanted):
            more = sum(count for _, count in way[0]) > pattern.size
            worth = min(price, _legs_price(city, place, legs, spare=1)) if more else price
            ways[way] = min(worth, ways.get(way, worth))
    return [CrewOption(seats, price, wants) for (seats, wants), price in ways.items()]


Way = tuple[tuple[tuple[Seat, int], ...], tuple[Berth, ...]]
"""The seats of a crew, and those of them whose holder must be something besides."""


def _ways(seats: tuple[tuple[Seat, int], ...], wanted: Sequence[str]) -> Sequence[Way]:
    """List how what a crew wants may fall on its members: on a seat each, some on the same, some on one more."""
    ways: set[Way] = {(seats, ())} if seats else set()
    for word in wanted:
        new = set[Way]()
        for had, way in ways:
            taken = Counter(seat for seat, _ in way)
            new |= {(had, _sorted(*way, (seat, (word,)))) for seat, count in had if taken[seat] < count}
            for i, (seat, words) in enumerate(way):
                new.add((had, _sorted(*way[:i], (seat, (*words, word)), *way[i + 1 :])))
            for seat in (Seat.POLICE, Seat.AUX):
                more = Counter(dict(had)) + Counter([seat])
                new.add((tuple(sorted(more.items())), _sorted(*way, (seat, (word,)))))
        ways = new
    return sorted(ways)


def _sorted(*berths: Berth) -> tuple[Berth, ...]:
    return tuple(sorted(berths))


def _legs_price(city: City, place: Place, legs: Sequence[Leg], *, spare: int) -> int:
    return sum(rule.leg(city, place, leg, spare, rule) for rule in active(city.policy) if rule.leg for leg in legs)


def seats_of(place: Place, pattern: CrewPattern) -> tuple[tuple[Seat, int], ...]:
    """
    Return the seats of a crew by kind; empty if the place wants a leading officer and the pattern has no police.

    A place with ``lead_skills`` has one LEAD seat in each crew.
    """
    if place.lead_skills and not pattern.police:
        return ()
    lead = 1 if place.lead_skills else 0
    counts = ((Seat.LEAD, lead), (Seat.POLICE, pattern.police - lead), (Seat.AUX, pattern.aux))
    return tuple((seat, count) for seat, count in counts if count)


def alike(offers: Mapping[str, Offer], keys: Mapping[str, object]) -> list[list[str]]:
    """Group place ids whose offers and keys (who may sit there) are equal; in order of the first id."""
    groups: dict[tuple[Offer, object], list[str]] = defaultdict(list)
    for place_id in sorted(offers):
        groups[offers[place_id], keys[place_id]].append(place_id)
    return list(groups.values())
