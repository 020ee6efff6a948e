"""Whether pins can be kept: each person's week by itself, and the crews they call for."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np

from ...models.city import City
from ...models.leg import legs_of
from ...models.officer import Leave, Officer, Pin
from ...models.roster import Seat
from ...models.week import Week
from ..roster.demand import NO_PLAN, Chain, CrewOption, Need, Offer, lawful_patterns, seats_of
from ..roster.patterns import OFF
from ..roster.repair import Site, mend
from ..roster.repair_ways import CrewKey, Spot, Way
from ..roster.repair_ways import Week as Seats
from ..rules.catalogue import BY_CODE
from ..rules.rule import Rule, Span
from ..rules.term_reader import read_patterns
from ..rules.terms import Term

BAND = "pin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    What is asked to hold together.

    Parameters
    ----------
    city
        Without pins, leave and wishes.
    pins, leave
        (police number, pin or leave).
    rules
        Codes of the hard rules that count.
    """

    city: City
    week: Week
    pins: tuple[tuple[str, Pin], ...]
    leave: tuple[tuple[str, Leave], ...]
    rules: tuple[str, ...]

    def keeping(
        self,
        *,
        pins: Sequence[tuple[str, Pin]] | None = None,
        leave: Sequence[tuple[str, Leave]] | None = None,
        rules: Sequence[str] | None = None,
    ) -> "Facts":
        """Return the same question with fewer pins, leave or rules."""
        return replace(
            self,
            pins=self.pins if pins is None else tuple(pins),
            leave=self.leave if leave is None else tuple(leave),
            rules=self.rules if rules is None else tuple(rules),
        )

    @property
    def span(self) -> Span:
        """The week as the rules read it."""
        return Span(city=self.city, days=self.week.days, templates=tuple(self.city.templates))

    @property
    def in_force(self) -> list[Rule]:
        """The rules that count."""
        return [BY_CODE[code] for code in self.rules]

    def officer(self, officer_no: str) -> Officer:
        """Return a person with the leave that counts."""
        leave = tuple(spell for name, spell in self.leave if name == officer_no)
        return replace(self.city.officer(officer_no), leave=leave)

    def pins_of(self, officer_no: str) -> list[Pin]:
        """Return a person's pins that count."""
        return [pin for name, pin in self.pins if name == officer_no]


def people_hold(facts: Facts) -> bool:
    """Whether each pinned person may keep the pins, whoever else rides along."""
    span = facts.span
    return all(_person_holds(facts, span, name) for name in dict.fromkeys(name for name, _ in facts.pins))


def _person_holds(facts: Facts, span: Span, officer_no: str) -> bool:
    officer, pins = facts.officer(officer_no), set(facts.pins_of(officer_no))
    if len({pin.day for pin in pins}) < len(pins):
        return False
    seats = all(any(_may_sit(facts, officer, pin, seat) for seat in Seat) and _serves(facts.city, pin) for pin in pins)
    return seats and _lawful(span, _terms(facts, span, officer), {pin.day: pin.template for pin in pins})


def _serves(city: City, pin: Pin) -> bool:
    return city.place(pin.place_id).kind in city.template(pin.template).serves


def _may_sit(facts: Facts, officer: Officer, pin: Pin, seat: Seat) -> bool:
    place = facts.city.place(pin.place_id)
    return all(rule.seat(facts.city, officer, place, seat, pin.day, rule) for rule in facts.in_force if rule.seat)


def _terms(facts: Facts, span: Span, officer: Officer) -> list[Term]:
    return [
        term
        for rule in facts.in_force
        if rule.week and not rule.waived_for(facts.city, officer.unit_id)
        for term in rule.week(officer, span, rule)
    ]


def _lawful(span: Span, terms: Sequence[Term], worked: Mapping[date, str]) -> bool:
    """Whether a week of these duties and no other is lawful: rules forbid work, so less work is never worse."""
    codes = [template.code for template in span.templates]
    row = [codes.index(worked[day]) if day in worked else OFF for day in span.days]
    return bool(read_patterns(np.array([row], dtype=np.int8), terms)[0][0])


def crews_hold(facts: Facts) -> bool:
    """Whether everybody keeps the pins and each pinned duty has a lawful crew of those who may join it."""
    span = facts.span
    if not people_hold(facts):
        return False
    duties = {pin: _options(facts, pin) for _, pin in facts.pins}
    if not duties or not all(duties.values()):
        return not duties
    spots = {pin: [Spot(_key(span, pin), seat) for seat in Seat] for pin in duties}
    open_ = _to_be_helped(facts, duties)
    ways = {
        officer.officer_no: list(_ways(facts, span, officer.officer_no, spots, open_))
        for officer in facts.city.officers
    }
    if any(len(some) == 1 for name, some in ways.items() if facts.pins_of(name)):
        return False
    used = {name: some for name, some in ways.items() if len(some) > 1}
    chosen = mend(_sites(span, duties), dict.fromkeys(_keys(span, duties), ()), used)
    if chosen is None or any(way.cost >= NO_PLAN for way in chosen):
        return False
    sitting = Counter((spot.crew, spot.seat) for way in chosen for spot in way.spots)
    return all(
        any(all(sitting[_key(span, pin), seat] >= n for seat, n in option.seats) for option in options)
        for pin, options in duties.items()
    )


def _key(span: Span, pin: Pin) -> CrewKey:
    codes = [template.code for template in span.templates]
    return (span.days.index(pin.day), codes.index(pin.template), pin.place_id, 1)


def _keys(span: Span, duties: Mapping[Pin, object]) -> list[CrewKey]:
    return [_key(span, pin) for pin in duties]


def _options(facts: Facts, pin: Pin) -> list[CrewOption]:
    """Return the lawful strengths of a pinned duty's crew."""
    city, place = facts.city, facts.city.place(pin.place_id)
    legs = tuple(legs_of(city, place, city.template(pin.template), pin.day))
    patterns = lawful_patterns(city, place, legs, rules=[rule for rule in facts.in_force if rule.crew])
    seated = [seats_of(place, pattern) for pattern in patterns]
    return [CrewOption(seats, 0) for seats in seated if seats]


def _to_be_helped(facts: Facts, duties: Mapping[Pin, Sequence[CrewOption]]) -> set[Pin]:
    """Return the duties that those who are pinned to them cannot do by themselves, whatever their seats."""
    found = set()
    for pin, options in duties.items():
        people = [facts.officer(name) for name, other in facts.pins if other == pin]
        if not any(_seated(facts, pin, people, option) for option in options):
            found.add(pin)
    return found


def _seated(facts: Facts, pin: Pin, people: Sequence[Officer], option: CrewOption) -> bool:
    """Whether some of the people fill the seats of an option: tried out seat by seat."""
    seats = [seat for seat, count in option.seats for _ in range(count)]
    taken: dict[int, int] = {}

    def place(person: int, seen: set[int]) -> bool:
        for j, seat in enumerate(seats):
            if j not in seen and _may_sit(facts, people[person], pin, seat):
                seen.add(j)
                if j not in taken or place(taken[j], seen):
                    taken[j] = person
                    return True
        return False

    return sum(place(person, set()) for person in range(len(people))) == len(seats)


def _ways(
    facts: Facts, span: Span, officer_no: str, spots: Mapping[Pin, Sequence[Spot]], open_: set[Pin]
) -> Iterator[Way]:
    """Yield a person's weeks among the pinned duties, the empty one first; who is pinned pays dearly for that."""
    officer, pins = facts.officer(officer_no), facts.pins_of(officer_no)
    own = {pin.day: pin for pin in pins}
    yield Way(officer_no, (None,) * len(span.days), NO_PLAN if pins else 0)
    choices: list[list[Spot | None]] = []
    for day in span.days:
        here = [own[day]] if day in own else [pin for pin in sorted(open_, key=_order) if pin.day == day]
        seats: list[Spot | None] = [
            spot for pin in here for spot in spots[pin] if _may_sit(facts, officer, pin, spot.seat)
        ]
        choices.append(seats if day in own else [None, *seats])
    terms = _terms(facts, span, officer) if any(any(some) for some in choices) else []
    for week in product(*choices):
        if any(week) and _lawful(span, terms, _worked(span, week)):
            yield Way(officer_no, week, 0)


def _order(pin: Pin) -> tuple[date, str, str]:
    return pin.day, pin.template, pin.place_id


def _worked(span: Span, week: Seats) -> dict[date, str]:
    return {span.days[i]: span.templates[spot.template].code for i, spot in enumerate(week) if spot is not None}


def _sites(span: Span, duties: Mapping[Pin, Sequence[CrewOption]]) -> dict[str, Site]:
    """Return the places of the pinned duties, each duty needed once."""
    needs: dict[str, list[Need]] = defaultdict(list)
    chains: dict[str, list[Chain]] = defaultdict(list)
    for pin, options in duties.items():
        day, template, place_id, _ = _key(span, pin)
        band = f"{BAND} {pin.template}"
        needs[place_id].append(Need(day, band, 1, NO_PLAN))
        chains[place_id].append(Chain(day, template, tuple(options), frozenset({(day, band)})))
    return {place_id: Site.of(Offer(tuple(needs[place_id]), tuple(chains[place_id]))) for place_id in needs}
