"""Moves: who could take which open seat, by the rules in force or by one relaxation of them, in links of a chain."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...models.city import City
from ...models.officer import Officer
from ...models.roster import Roster
from ..roster.demand import Offer, offer_of
from ..roster.patterns import OFF
from ..roster.repair_ways import CrewKey, Spot, Ways, Week, minutes_of
from ..rules.active import active
from ..rules.catalogue import BY_CODE
from ..rules.rule import Span
from ..rules.terms import Term, read_patterns
from .relaxations import Kind, Relaxation

LEAVE = "N04"
MOST_NEEDS = 2
"""Relaxations that one person's move may ask for."""
KEPT = ((600, 24), (300, 16), (120, 6))
"""Moves kept link by link of a chain: of all about so many, for each open seat and sort at most so many."""

Needs = frozenset[int]
"""Numbers of the relaxations that a move asks for."""


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
        self.ways = Ways(self.span, roster, now=minutes_of(roster, None))
        crowd = city
        self.hired: dict[str, int] = {}
        for number, one in enumerate(offered):
            if one.kind is Kind.HIRE:
                crowd = one.apply(crowd)
                self.hired[crowd.officers[-1].officer_no] = number
        self.people = {officer.officer_no: officer for officer in crowd.officers}
        self._crowd = Ways(replace(self.span, city=crowd), roster, now=-1)
        empty: Week = (None,) * len(self.span.days)
        self.held = {name: self.ways.filed.get(name, empty) for name in self.people}
        self._steps = {one.rule: n for n, one in enumerate(offered) if one.kind is Kind.LOOSEN and one.of_week}
        self._recalls = {one.recalled: n for n, one in enumerate(offered) if one.recalled is not None}
        self._borrow = next((n for n, one in enumerate(offered) if one.kind is Kind.BORROW), None)
        freer = city if self._borrow is None else offered[self._borrow].apply(city)
        self._borrowed = Ways(replace(self.span, city=freer), roster, now=-1)
        self._terms: dict[str, dict[str, list[Term]]] = {}
        self._loosened: dict[tuple[str, int], list[Term]] = {}
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
        sorts: dict[tuple[Spot, int, tuple[int, ...]], list[tuple[int, str, int, Move]]] = defaultdict(list)
        for name, officer in self.people.items():
            held = self.held[name]
            for number, (spot, move) in enumerate(self._moves(name, officer, held, spots, rest=rest, freely=freely)):
                rests = sum(s is None for s in move.seats) >= sum(s is None for s in held)
                sort = 2 if held[spot.day] is not None else int(rests)
                sorts[spot, sort, tuple(sorted(move.needs))].append((move.cost, name, number, move))
        return [row[3] for _, rows in sorted(sorts.items()) for row in sorted(rows, key=lambda r: r[:3])[:keep]]

    def _moves(  # noqa: PLR0913
        self, name: str, officer: Officer, held: Week, spots: Sequence[Spot], *, rest: bool, freely: bool
    ) -> Iterator[tuple[Spot, Move]]:
        """Yield a person's lawful moves into the seats; ``freely`` also those that a relaxation makes lawful."""
        if name in self._tied:
            return
        weeks: list[tuple[Spot, Week, Needs]] = []
        for spot in spots:
            needs = None if spot in held else self._may_sit(name, officer, spot, freely=freely)
            if needs is None:
                continue
            taken = (*held[: spot.day], spot, *held[spot.day + 1 :])
            weeks.append((spot, taken, needs))
            if rest:
                others = [d for d, s in enumerate(taken) if s is not None and d != spot.day]
                weeks += [(spot, (*taken[:d], None, *taken[d + 1 :]), needs) for d in others]
        yield from self._judged(name, officer, held, weeks, freely=freely)

    def _may_sit(self, name: str, officer: Officer, spot: Spot, *, freely: bool) -> Needs | None:
        """Return the relaxations by which the person may sit there; None if by none."""
        if name in self.hired:
            here = freely and not officer.away(self.span.days[spot.day]) and self._crowd.may_sit(officer, spot)
            return frozenset({self.hired[name]}) if here else None
        if self.ways.may_sit(officer, spot):
            return frozenset()
        lent = freely and self._borrow is not None and self._borrowed.may_sit(officer, spot)
        return frozenset({self._borrow}) if lent and self._borrow is not None else None

    def _judged(
        self, name: str, officer: Officer, held: Week, weeks: Sequence[tuple[Spot, Week, Needs]], *, freely: bool
    ) -> Iterator[tuple[Spot, Move]]:
        """Yield those weeks that are lawful, or become so by relaxations, each with its own."""
        if not weeks:
            return
        patterns = np.array([_pattern(week) for _, week, _ in weeks] + [_pattern(held)], dtype=np.int8)
        lawful, cost = np.ones(len(patterns), dtype=bool), np.zeros(len(patterns), dtype=np.int64)
        broken: dict[str, NDArray[np.bool_]] = {}
        for code, terms in self._terms_of(name, officer).items():
            fine, price = read_patterns(patterns, terms)
            cost += price
            if code and freely:
                broken[code] = ~fine
            else:
                lawful &= fine
        wanted = {code: self._asked(code, name, officer, patterns, bad) for code, bad in broken.items() if bad.any()}
        for i, (spot, week, needs) in enumerate(weeks):
            gives = [(code, wanted[code](i, spot)) for code in wanted if broken[code][i]]
            if lawful[i] and all(number is not None for _, number in gives):
                own = needs | {number for _, number in gives if number is not None}
                if len(own) <= MOST_NEEDS:
                    yield spot, Move(name, week, int(cost[i] - cost[-1]), own)

    def _asked(
        self, code: str, name: str, officer: Officer, patterns: NDArray[np.int8], bad: NDArray[np.bool_]
    ) -> Callable[[int, Spot], int | None]:
        """Return what tells which relaxation makes a pattern lawful by a rule: its number, or None."""
        if code == LEAVE:
            return lambda _, spot: self._recalls.get((name, self.span.days[spot.day]))
        number, eased = self._steps[code], bad.copy()
        eased[bad] = read_patterns(patterns[bad], self._eased(code, name, officer))[0]
        return lambda i, _: number if eased[i] else None

    def _eased(self, code: str, name: str, officer: Officer) -> list[Term]:
        """Return what a rule says of a person once it is loosened; nothing if it is then waived."""
        number = self._steps[code]
        if (name, number) not in self._loosened:
            city = self.offered[number].apply(self.city)
            rule = BY_CODE[code]
            waived = rule.waived_for(city, officer.unit_id)
            says = () if waived or rule.week is None else rule.week(officer, replace(self.span, city=city), rule)
            self._loosened[name, number] = list(says)
        return self._loosened[name, number]

    def _terms_of(self, name: str, officer: Officer) -> dict[str, list[Term]]:
        """Return what the rules say of a person's week: each rule that may give way by itself, all others as one."""
        if name not in self._terms:
            found: dict[str, list[Term]] = {"": []}
            for rule in active(self.city.policy):
                if rule.week and not rule.waived_for(self.city, officer.unit_id):
                    code = rule.code if rule.code in self._steps or rule.code == LEAVE else ""
                    found.setdefault(code, []).extend(rule.week(officer, self.span, rule))
            self._terms[name] = {code: terms for code, terms in found.items() if terms}
        return self._terms[name]


def _pattern(week: Week) -> list[int]:
    return [OFF if spot is None else spot.template for spot in week]
