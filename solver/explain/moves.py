"""Moves: who could take which open seat, by the rules in force or by one relaxation of them, in links of a chain."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ...models.city import City
from ...models.officer import Officer
from ...models.roster import Roster
from ..roster.demand import Offer, offer_of
from ..roster.patterns import OFF
from ..roster.repair_ways import CrewKey, Spot, Ways, Week
from ..rules.rule import Span
from .relaxation import Kind, Relaxation
from .shapes import Needs, ShapeReader

MOST_NEEDS = 2
"""Relaxations that one person's move may ask for."""
KEPT = ((600, 24), (300, 16), (120, 6))
"""Moves kept link by link of a chain: of all about so many, for each open seat and sort at most so many."""


@dataclass(frozen=True, slots=True)
class Move:
    """A week that a person could have instead; ``cost`` is what the week's rules make it dearer than the present."""

    officer_no: str
    seats: Week
    cost: int
    needs: Needs = frozenset()


class Board:
    """
    A brigade's roster with the relaxations that are on offer: its people, their seats, and what may give way.

    Parameters
    ----------
    city, roster
        The brigade's part.
    offered
        Relaxations; the numbers in ``Move.needs`` are positions among them.
    """

    def __init__(self, city: City, roster: Roster, offered: Sequence[Relaxation]) -> None:
        self.city, self.offered = city, offered
        self.span = Span(city=city, days=roster.week.days, templates=tuple(city.templates))
        self.ways = Ways(self.span, roster)
        crowd = city
        self.hired: dict[str, int] = {}
        for number, one in enumerate(offered):
            if one.kind is Kind.HIRE:
                crowd = one.apply(crowd)
                self.hired[crowd.officers[-1].officer_no] = number
        self.people = {officer.officer_no: officer for officer in crowd.officers}
        self._crowd = Ways(replace(self.span, city=crowd), roster)
        empty: Week = (None,) * len(self.span.days)
        self.held = {name: self.ways.filed.get(name, empty) for name in self.people}
        self._borrow = next((n for n, one in enumerate(offered) if one.kind is Kind.BORROW), None)
        freer = city if self._borrow is None else offered[self._borrow].apply(city)
        self._borrowed = Ways(replace(self.span, city=freer), roster)
        self._shapes = ShapeReader(self.span, offered)
        self._tied = {name for bond in city.bonds if bond.hard for name in (bond.first, bond.second)}

    @cached_property
    def offers(self) -> Mapping[str, Offer]:
        """What each place asks for, and by which crews it may be served."""
        return {place.place_id: offer_of(self.span, place) for place in self.city.places}

    def crews(self) -> dict[CrewKey, list[tuple[str, Spot]]]:
        """Return who sits where now, by crew."""
        found: dict[CrewKey, list[tuple[str, Spot]]] = defaultdict(list)
        for name, week in self.held.items():
            for spot in week:
                if spot is not None:
                    found[spot.crew].append((name, spot))
        return dict(sorted(found.items()))

    def chains_of_moves(self, spots: Sequence[Spot]) -> dict[str, list[Move]]:
        """Return the moves into open seats, into those that these leave open, and so on, by person."""
        found: dict[str, dict[tuple[Week, Needs], Move]] = defaultdict(dict)
        seen = set(spots)
        for link, (most, each) in enumerate(KEPT):
            keep = max(3, min(each, most // max(1, len(spots))))
            some = self._cheapest(spots, keep, rest=link < len(KEPT) - 1, freely=link < 2)
            for move in some:
                found[move.officer_no][move.seats, move.needs] = move
            left = {s for move in some for s in self.held[move.officer_no] if s is not None and s not in move.seats}
            spots = sorted(left - seen)
            seen.update(spots)
        return {name: list(moves.values()) for name, moves in found.items()}

    def _cheapest(self, spots: Sequence[Spot], keep: int, *, rest: bool, freely: bool) -> list[Move]:
        """Return for each seat, sort of move and set of relaxations the cheapest moves."""
        sorts: dict[tuple[Spot, int, Needs], list[tuple[int, str, int, int]]] = defaultdict(list)
        for name, officer in self.people.items():
            held = self.held[name]
            steps = self._steps(name, officer, held, spots, rest=rest, freely=freely)
            for number, (spot, off, cost, needs) in enumerate(steps):
                sort = 2 if held[spot.day] is not None else int(off != OFF)
                sorts[spot, sort, needs].append((cost, name, number, off))
        return [
            self._move(name, spot, off, cost, needs)
            for spot, sort, needs in sorted(sorts, key=lambda key: (key[0], key[1], sorted(key[2])))
            for cost, name, _, off in sorted(sorts[spot, sort, needs])[:keep]
        ]

    def _move(self, name: str, spot: Spot, off: int, cost: int, needs: Needs) -> Move:
        """Return the move into a seat, with a day given up or (``OFF``) none."""
        held = self.held[name]
        taken = (*held[: spot.day], spot, *held[spot.day + 1 :])
        return Move(name, taken if off == OFF else (*taken[:off], None, *taken[off + 1 :]), cost, needs)

    def _steps(  # noqa: PLR0913
        self, name: str, officer: Officer, held: Week, spots: Sequence[Spot], *, rest: bool, freely: bool
    ) -> Iterator[tuple[Spot, int, int, Needs]]:
        """
        Yield a person's lawful steps into the seats: the seat, the day given up, how much dearer, what gives way.

        ``freely`` also those that a relaxation makes lawful.
        """
        if name in self._tied:
            return
        for spot in spots:
            needs = None if spot in held else self._may_sit(name, officer, spot, freely=freely)
            if needs is None:
                continue
            others = [d for d, s in enumerate(held) if s is not None and d != spot.day] if rest else []
            shapes = self._shapes.of(name, officer, held)
            for off in (OFF, *others):
                asked, dearer = shapes.of(spot, off)
                if asked is None or (asked and not freely):
                    continue
                both = needs | asked if asked else needs
                if len(both) <= MOST_NEEDS:
                    yield spot, off, dearer, both

    def _may_sit(self, name: str, officer: Officer, spot: Spot, *, freely: bool) -> Needs | None:
        """Return the relaxations by which the person may sit there; None if by none."""
        if name in self.hired:
            here = freely and not officer.away(self.span.days[spot.day]) and self._crowd.may_sit(officer, spot)
            return frozenset({self.hired[name]}) if here else None
        if self.ways.may_sit(officer, spot):
            return frozenset()
        lent = freely and self._borrow is not None and self._borrowed.may_sit(officer, spot)
        return frozenset({self._borrow}) if lent and self._borrow is not None else None
