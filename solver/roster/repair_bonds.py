"""Bonds while mending: who must move along with whom, what is broken, and the rows that keep the programme to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from ...models.officer import Officer, Role
from ...models.roster import Seat
from ..rules.active import active
from ..rules.ties import Tie, TieSort
from .demand import NO_PLAN
from .repair import Couple
from .repair_ways import CrewKey, Spot, Way, Ways, Week
from .rows import Rows

Held = Mapping[str, Week]
"""The seats that people hold."""

Rides = tuple[list[int], int]
"""Who may be in a crew: the columns that say so, and 1 for somebody who has no other way."""


@dataclass(frozen=True, slots=True)
class MendBonds:
    """
    Ties among the people of one part, and whom its crews want.

    Parameters
    ----------
    ways, people
        Whose weeks may change.
    ties
        Joined and parted pairs of whom both are here.
    guides
        Guides of each guided person, and the price of a duty without one (None: hard).
    wants
        By place: each of these sets must have a member in every crew.
    """

    ways: Ways
    people: Mapping[str, Officer]
    ties: Sequence[Tie]
    guides: Mapping[str, tuple[frozenset[str], int | None]]
    wants: Mapping[str, Sequence[frozenset[str]]]

    @classmethod
    def of(cls, ways: Ways, people: Mapping[str, Officer], places: Iterable[str]) -> "MendBonds":
        """Ask the rules."""
        city = ways.span.city
        rules = active(city.policy)
        every = [tie for rule in rules if rule.ties for tie in rule.ties(city, rule)]
        ties = [t for t in every if t.sort is not TieSort.GUIDE and t.first in people and t.second in people]
        guides: dict[str, tuple[frozenset[str], int | None]] = {}
        for tie in every:
            if tie.sort is TieSort.GUIDE and tie.second in people:
                guides[tie.second] = (guides.get(tie.second, (frozenset(), None))[0] | {tie.first}, tie.price)
        wants = {
            place: [
                frozenset(name for name, officer in people.items() if rule.holds and rule.holds(officer, word))
                for rule in rules
                if rule.wants
                for word in rule.wants(city, city.place(place), rule)
            ]
            for place in places
        }
        return cls(ways, people, ties, guides, {place: some for place, some in wants.items() if some})

    def _here(self, tie: Tie, day: int) -> bool:
        when = self.ways.span.days[day]
        return not (self.people[tie.first].away(when) or self.people[tie.second].away(when))

    def _open(self, spot: Spot) -> bool:
        return not self.ways.begun(spot.day, spot.template)

    def seats(self, name: str, crew: CrewKey) -> list[Spot]:
        """Return the seats of a crew that suit somebody."""
        officer = self.people[name]
        seats = [Seat.LEAD, Seat.POLICE] if officer.role is Role.POLICE else [Seat.AUX]
        return [spot for spot in (Spot(crew, seat) for seat in seats) if self.ways.may_sit(officer, spot)]

    def price(self, held: Held) -> int:
        """Return what soft ties give back or cost besides people's weeks, and what crews in want of a member weigh."""
        aboard = _aboard(held)
        total = NO_PLAN * len(self.lacking(held))
        for tie in self.ties:
            if tie.price is not None:
                both = sum(
                    {tie.first, tie.second} <= names and (tie.sort is TieSort.PART or self._here(tie, crew[0]))
                    for crew, names in aboard.items()
                )
                total += both * (tie.price if tie.sort is TieSort.PART else -2 * tie.price)
        for novice, (mentors, price) in self.guides.items():
            if price is not None:
                total -= price * sum(novice in names and not mentors.isdisjoint(names) for names in aboard.values())
        return total

    def kept(self, held: Held) -> dict[str, Week]:
        """Send home who cannot serve as tied: a novice without a guide, one of the parted, both of the joined."""
        found = dict(held)
        while some := [(name, spot) for name, spot in self._broken(found) if self._open(spot)]:
            name, spot = some[0]
            found[name] = tuple(None if other == spot else other for other in found[name])
        return found

    def _broken(self, held: Held) -> Iterator[tuple[str, Spot]]:
        """Yield the seats that hard ties speak against, and who holds them."""
        aboard = _aboard(held)
        for spot, name in _seated(held):
            crew, day = aboard[spot.crew], spot.day
            mentors, price = self.guides.get(name, (frozenset(), 0))
            if price is None and mentors.isdisjoint(crew):
                yield name, spot
            for tie in self.ties:
                if tie.price is None and name in {tie.first, tie.second}:
                    other = tie.second if name == tie.first else tie.first
                    if tie.sort is TieSort.PART and other in crew:
                        yield max(name, other), next(s for s in held[max(name, other)] if s and s.crew == spot.crew)
                    if tie.sort is TieSort.JOIN and other not in crew and self._here(tie, day):
                        yield name, spot

    def lacking(self, held: Held) -> list[tuple[CrewKey, frozenset[str]]]:
        """Return the crews without a member that they want, and who could be it."""
        return [
            (key, holders)
            for key, names in _aboard(held).items()
            for holders in self.wants.get(key[2], ())
            if holders.isdisjoint(names) and not self.ways.begun(key[0], key[1])
        ]

    def cures(self, held: Held) -> Iterator[Way]:
        """Yield ways of giving crews the member that they want, or of sending them home."""
        aboard = _aboard(held)
        for crew, holders in self.lacking(held):
            for name in sorted(holders):
                for officer, spots in self.ways.fitting([self.people[name]], self.seats(name, crew)):
                    yield from self.ways.step_in(officer, held[name], spots, rest=True)
            for name in sorted(aboard[crew]):
                yield from self.ways.stand_down(self.people[name], held[name], [crew[0]])

    def along(self, held: Held, some: Iterable[Way]) -> Iterator[Way]:
        """Yield the ways of those who must go wherever another goes: the same crews, the same days off."""
        joined: dict[str, set[str]] = defaultdict(set)
        for tie in self.ties:
            if tie.sort is TieSort.JOIN and tie.price is None:
                joined[tie.first].add(tie.second)
                joined[tie.second].add(tie.first)
        for way in some if joined or self.guides else ():
            name = way.officer_no
            changed = [d for d, (new, old) in enumerate(zip(way.seats, held[name], strict=True)) if new != old]
            for other in sorted(_reached(joined, name) - {name}):
                yield from self._same(other, held[other], way, changed)
            mentors, price = self.guides.get(name, (frozenset[str](), 0))
            for mentor in sorted(mentors & self.people.keys()) if price is None else ():
                yield from self._same(mentor, held[mentor], way, changed)

    def _same(self, name: str, week: Week, way: Way, changed: Sequence[int]) -> list[Way]:
        """Return the ways in which somebody changes the same days alike, as far as at work."""
        officer, days = self.people[name], self.ways.span.days
        mine = [day for day in changed if not officer.away(days[day])]
        joins = [spot for day in mine if (spot := way.seats[day]) is not None]
        rests = [day for day in mine if way.seats[day] is None]
        if not joins:
            return self.ways.stand_down(officer, week, rests)
        return [
            step
            for _, spots in self.ways.fitting([officer], self.seats(name, joins[0].crew))
            for step in self.ways.step_in(officer, week, spots, rest=bool(rests))
            if all(step.seats[day] is None for day in rests)
        ]

    def rows(self, held: Held, ways: Mapping[str, Sequence[Way]]) -> Couple:
        """Return what writes the ties, and whom crews want, as rows; people without ``ways`` keep what is ``held``."""

        def couple(model: Rows, columns: Mapping[str, Sequence[int]], out: Mapping[CrewKey, Sequence[int]]) -> None:
            riding: dict[CrewKey, dict[str, Rides]] = defaultdict(dict)
            for name, week in held.items():
                for column, way in zip(columns.get(name, ()), ways.get(name, ()), strict=True):
                    for spot in way.spots:
                        riding[spot.crew].setdefault(name, ([], 0))[0].append(column)
                for kept in week if name not in ways else ():
                    if kept is not None:
                        riding[kept.crew][name] = ([], 1)
            for crew, names in riding.items():
                if not self.ways.begun(crew[0], crew[1]):
                    self._pairs(model, crew, names)
                    self._guided(model, names)
                    for holders in self.wants.get(crew[2], ()):
                        goes = [(j, -1.0) for j in out[crew]] if out.get(crew) else []
                        fit = [names[name] for name in sorted(holders & names.keys())]
                        have = [(j, 1.0) for columns, _ in fit for j in columns]
                        model.row(-float(sum(here for _, here in fit)), inf, [*have, *goes])

        return couple

    def _pairs(self, model: Rows, crew: CrewKey, names: Mapping[str, Rides]) -> None:
        nobody: Rides = ([], 0)
        for tie in self.ties:
            (first, one), (second, two) = names.get(tie.first, nobody), names.get(tie.second, nobody)
            if tie.sort is TieSort.JOIN and not self._here(tie, crew[0]):
                continue
            if tie.price is None and tie.sort is TieSort.JOIN:
                if first or second or one != two:
                    model.row(two - one, two - one, [*((j, 1.0) for j in first), *((j, -1.0) for j in second)])
            elif (first or one) and (second or two):
                _shared(model, tie, (first, one), (second, two))

    def _guided(self, model: Rows, names: Mapping[str, Rides]) -> None:
        for novice, (mentors, price) in self.guides.items():
            if novice in names:
                (own, here), with_them = names[novice], [names[m] for m in sorted(mentors) if m in names]
                guides = [(j, 1.0) for columns, _ in with_them for j in columns]
                there = sum(fixed for _, fixed in with_them)
                if price is None:
                    model.row(here - there, inf, [*guides, *((j, -1.0) for j in own)])
                else:
                    guided = model.column(-float(price))
                    model.row(-here, inf, [*((j, 1.0) for j in own), (guided, -1.0)])
                    model.row(-there, inf, [*guides, (guided, -1.0)])


def _shared(model: Rows, tie: Tie, first: Rides, second: Rides) -> None:
    """Charge a crew that two parted people share, forbid it, or give back what a soft pair was charged."""
    both = [(j, 1.0) for j in (*first[0], *second[0])]
    fixed = first[1] + second[1]
    if tie.sort is TieSort.PART:
        shared = [] if tie.price is None else [(model.column(float(tie.price)), -1.0)]
        model.row(-inf, 1.0 - fixed, [*both, *shared])
        return
    assert tie.price is not None  # noqa: S101 - hard pairs are rows of their own
    shared_column = model.column(-2.0 * tie.price)
    for columns, here in (first, second):
        model.row(-here, inf, [*((j, 1.0) for j in columns), (shared_column, -1.0)])


def _aboard(held: Held) -> dict[CrewKey, set[str]]:
    found: dict[CrewKey, set[str]] = defaultdict(set)
    for spot, name in _seated(held):
        found[spot.crew].add(name)
    return dict(found)


def _seated(held: Held) -> list[tuple[Spot, str]]:
    return [(spot, name) for name, week in held.items() for spot in week if spot is not None]


def _reached(joined: Mapping[str, Collection[str]], name: str) -> set[str]:
    """Return the squad of somebody."""
    reached, queue = {name}, [name]
    for one in queue:
        new = set(joined.get(one, ())) - reached
        reached |= new
        queue += sorted(new)
    return reached
