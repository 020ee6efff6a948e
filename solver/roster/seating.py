"""Seating of one day and template: who of those at work takes which seat of which crew."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy

from ...models.place import Place
from ...models.roster import Seat
from ...models.standing import hot
from .block import SEATS
from .demand import Berth, CrewOption
from .problem import Problem
from .riding import Told, relief_seat

NEVER = 1e6
FILLED = 1e4
HEAT = 0.5
"""What a duty of the 28 days at a hot post weighs against taking another; a duty of this week here weighs 10."""

TRIES = 6
"""How many clashes of people who should not share a crew are parted one by one, each in two ways."""


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew to be named; ``riders`` are bound people who must be in it."""

    place_class: int
    place: Place
    number: int
    option: CrewOption
    riders: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """Those at work in a template on a day, its crews, and what each person has done where before."""

    problem: Problem
    day: int
    template: int
    people: Sequence[int]
    crews: Sequence[Crew]
    known: Mapping[tuple[str, str], int]
    heat: Mapping[str, int]


@dataclass(slots=True)
class Seated:
    """Who sits where, and parted people for whom crews were missing."""

    seats: list[tuple[int, Crew, Seat]] = field(default_factory=list)
    clashes: set[Told] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Draft:
    """Berths by person as (crew, seat), seats left empty, who clashes, and the price of it all."""

    berths: Mapping[int, tuple[int, Seat]]
    empty: Counter[int]
    hard: Sequence[tuple[int, int]]
    price: float

    @property
    def key(self) -> tuple[int, int, float]:
        return sum(self.empty.values()), len(self.hard), self.price


def seat_people(shift: Shift) -> Seated:
    """
    Seat all people of one day and template, then the surplus as relief.

    Parted people get different crews if there is any way; if there is none, one of them stays out. The clash is told if
    a crew that is short of people then is dissolved, or a pin is lost.
    """
    if not shift.people:
        return Seated()
    draft = _parted(shift, frozenset(), TRIES)
    seated = Seated()
    held = dict(draft.berths)
    empty = Counter(draft.empty)
    for _, second in draft.hard:
        if second in held:
            crew, _ = held.pop(second)
            empty[crew] += 1
    whole = [k for k in range(len(shift.crews)) if not empty[k]]
    seated.seats += [(person, shift.crews[k], seat) for person, (k, seat) in held.items() if not empty[k]]
    out = [person for person in shift.people if person not in held or empty[held[person][0]]]
    _relieve(shift, seated, out, whole)
    aboard = {person for person, *_ in seated.seats}
    if any(empty.values()) or any(_pinned(shift, person) for person in out if person not in aboard):
        seated.clashes |= _clashing(shift)
    return seated


def _pinned(shift: Shift, person: int) -> bool:
    """Whether somebody is pinned to the duty."""
    duty = shift.problem.span.days[shift.day], shift.problem.span.templates[shift.template].code
    return any((pin.day, pin.template) == duty for pin in shift.problem.officers[person].pins)


def _clashing(shift: Shift) -> set[Told]:
    """Return those at work who must be kept from another at work, with their squads."""
    bonds, at_work = shift.problem.bonds, set(shift.people)
    people = {person for pair in bonds.apart if at_work.issuperset(pair) for person in pair}
    return {(member, shift.day, shift.template) for person in people for member in bonds.party(person, shift.day)}


def _parted(shift: Shift, banned: frozenset[tuple[int, int]], tries: int) -> _Draft:
    """Seat people; where two who should not do share a crew, keep one or the other from it and take what is better."""
    draft = _assigned(shift, banned)
    clash = next(iter(_clashes(shift, draft.berths)), None)
    if clash is None or not tries:
        return draft
    crew = draft.berths[clash[0]][0]
    movable = [person for person in clash if person not in shift.crews[crew].riders]
    others = [_parted(shift, banned | {(person, crew)}, tries - 1) for person in movable]
    return min([draft, *others], key=lambda one: one.key)


def _clashes(shift: Shift, berths: Mapping[int, tuple[int, Seat]]) -> Iterable[tuple[int, int]]:
    for a, b in shift.problem.bonds.parted:
        if a in berths and b in berths and berths[a][0] == berths[b][0]:
            yield a, b


def _assigned(shift: Shift, banned: frozenset[tuple[int, int]]) -> _Draft:
    """Give people berths at least price; riders sit in their own crew, or ride above its strength."""
    seats: list[tuple[int, Berth | None]] = [
        (k, berth) for k, crew in enumerate(shift.crews) for berth, count in crew.option.berths for _ in range(count)
    ]
    strength = len(seats)
    seats += [(k, None) for k, crew in enumerate(shift.crews) for _ in crew.riders]
    home = {person: k for k, crew in enumerate(shift.crews) for person in crew.riders}
    price = np.full((len(shift.people), len(seats)), NEVER)
    for i, person in enumerate(shift.people):
        for j, (k, berth) in enumerate(seats):
            if berth is None:
                price[i, j] = 0.0 if home.get(person) == k else NEVER
            elif (person, k) not in banned and _may_sit(shift, person, home.get(person), k, berth):
                price[i, j] = _liking(shift, person, k) - FILLED
    rows, columns = scipy.optimize.linear_sum_assignment(price)
    taken = {int(i): int(j) for i, j in zip(rows, columns, strict=True) if price[i, j] < NEVER}
    empty = Counter(seats[j][0] for j in set(range(strength)) - set(taken.values()))
    berths: dict[int, tuple[int, Seat]] = {}
    for i, j in taken.items():
        k, berth = seats[j]
        berths[shift.people[i]] = k, relief_seat(shift.problem, shift.people[i]) if berth is None else berth[0]
    clashes = list(_clashes(shift, berths))
    parted = shift.problem.bonds.parted
    soft = sum(parted[pair] or 0 for pair in clashes)
    total = sum(price[i, j] for i, j in taken.items()) + FILLED * soft
    return _Draft(berths, empty, [pair for pair in clashes if parted[pair] is None], float(total))


def _may_sit(shift: Shift, person: int, home: int | None, crew: int, berth: Berth) -> bool:
    """Whether a person may take a berth: a rider only in the own crew, who must ride with others not alone."""
    team = shift.problem.teams[shift.problem.team_of[person]]
    bonds = shift.problem.bonds
    if home is None and (bonds.led(person) or len(bonds.party(person, shift.day)) > 1):
        return False
    return home in (None, crew) and team.fits(shift.crews[crew].place_class, berth, shift.day)


def _liking(shift: Shift, person: int, crew: int) -> float:
    """Prefer known places; send to hot posts those who were there least."""
    number, place = shift.problem.officers[person].officer_no, shift.crews[crew].place
    city, when = shift.problem.span.city, shift.problem.span.days[shift.day]
    code = shift.problem.span.templates[shift.template].code
    heat = HEAT * shift.heat.get(number, 0) if hot(city, when, code, place.place_id) else 0.0
    return heat - float(min(shift.known.get((number, place.place_id), 0), 1000))


def _relieve(shift: Shift, seated: Seated, out: Sequence[int], whole: Sequence[int]) -> None:
    """Let people without a berth ride above a crew's strength, squads together; who finds no crew rests."""
    bonds = shift.problem.bonds
    aboard: dict[int, set[int]] = defaultdict(set)
    number = {(crew.place.place_id, crew.number): k for k, crew in enumerate(shift.crews)}
    for person, crew, _ in seated.seats:
        aboard[number[crew.place.place_id, crew.number]].add(person)
    for party in dict.fromkeys(bonds.party(person, shift.day) for person in out):
        for k in whole:
            rides = all(_may_ride(shift, person, k) for person in party)
            if rides and aboard[k] and bonds.lawful(frozenset((*aboard[k], *party))):
                aboard[k].update(party)
                seated.seats += [(person, shift.crews[k], relief_seat(shift.problem, person)) for person in party]
                break


def _may_ride(shift: Shift, person: int, crew: int) -> bool:
    team = shift.problem.teams[shift.problem.team_of[person]]
    seat = SEATS.index(relief_seat(shift.problem, person))
    return bool(team.may[shift.crews[crew].place_class, seat, shift.day])
