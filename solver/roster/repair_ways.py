"""Ways to mend a roster: who may step into an open seat, what the person's week then looks like and costs."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from ...models.city import City
from ...models.officer import Officer
from ...models.place import Place
from ...models.roster import Duty, Roster, Seat
from ..rules.active import active
from ..rules.rule import Span
from ..rules.term_reader import read_patterns
from ..rules.terms import Term
from .block import profile
from .demand import Offer, offer_of
from .patterns import OFF, person_terms

CrewKey = tuple[int, int, str, int]
"""A crew: (day, template, place id, number)."""


class Spot(NamedTuple):
    """A seat of a crew that nobody holds."""

    crew: CrewKey
    seat: Seat

    @property
    def day(self) -> int:
        """Day of the week, 0 for Monday."""
        return self.crew[0]

    @property
    def template(self) -> int:
        """Index of the template."""
        return self.crew[1]


MOVE = 2
"""Price of a day on which a person serves elsewhere than filed, in the same template; other changes R33 prices."""

Week = tuple[Spot | None, ...]
"""The seats a person holds, day by day; None on a day off."""


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way a person's week may be: seats held by day, and what the week costs.

    ``cost`` counts what the rules say of the person's days.
    """

    officer_no: str
    seats: Week
    cost: int

    @property
    def spots(self) -> Iterator[Spot]:
        """The seats held, in time order."""
        return (spot for spot in self.seats if spot is not None)


class Step(NamedTuple):
    """A step into a seat, with a rest on day ``off`` or with none (``OFF``), and what the person's week then costs."""

    cost: int
    spot: Spot
    off: int

    def way(self, officer_no: str, held: Week) -> Way:
        """Return what the week is after the step."""
        week = (*held[: self.spot.day], self.spot, *held[self.spot.day + 1 :])
        return Way(officer_no, week if self.off == OFF else _without(week, self.off), self.cost)


@dataclass(frozen=True, slots=True)
class _Shapes:
    """
    What a person's week costs as it stands, lawful or not, and with one duty changed and one day given up.

    ``priced[day][template][off]`` is None where that is against the law; template and off are ``OFF`` for none.
    """

    stay: int
    priced: list[list[list[int | None]]]

    @classmethod
    def read(cls, pattern: NDArray[np.int8], templates: int, terms: Sequence[Term]) -> Self:
        """Judge all shapes at once."""
        weeks = changed_weeks(pattern, templates)
        lawful, cost = read_patterns(np.concatenate([pattern[None, :], weeks.reshape(-1, len(pattern))]), terms)
        priced = cost.astype(object)
        priced[~lawful] = None
        return cls(int(cost[0]), priced[1:].reshape(weeks.shape[:3]).tolist())


def changed_weeks(pattern: NDArray[np.int8], templates: int) -> NDArray[np.int8]:
    """Return the week with one duty changed and one day given up; shape (days, templates + 1, days + 1, days)."""
    days = len(pattern)
    weeks = np.broadcast_to(pattern, (days, templates + 1, days + 1, days)).copy()
    for day in range(days):
        weeks[day, :-1, :, day] = np.arange(templates)[:, None]
        weeks[day, OFF, :, day] = OFF
        weeks[:, :, day, day] = OFF
    return weeks


class Ways:
    """
    Lists ways for each person, starting from the seats held now.

    Parameters
    ----------
    span
        The week; duties that have begun stay as they are.
    base
        The roster in force.
    spared
        Police numbers of those who are asked for nothing new: who is ill on one day is not called in on another.
    """

    def __init__(self, span: Span, base: Roster, *, spared: Container[str] = ()) -> None:
        self.span = span
        self._spared = spared
        self._days = range(len(span.days))
        self._codes = {template.code: t for t, template in enumerate(span.templates)}
        self._rules = [rule for rule in active(span.city.policy) if rule.seat]
        self._shapes: dict[tuple[str, bytes], _Shapes] = {}
        self.filed = self._seats(base)
        self._may: dict[tuple[int, str, Seat, int], bool] = {}
        self._offers: dict[str, Offer] = {}
        profiles: dict[Officer, int] = {}
        self._alike = {o.officer_no: profiles.setdefault(profile(o), len(profiles)) for o in span.city.officers}

    def filing(self, base: Roster) -> "Ways":
        """Return the ways from another roster of the same week; what is known of people and places is shared."""
        other = copy(self)
        other.filed = self._seats(base)
        return other

    def offer(self, place: Place) -> Offer:
        """Return what a place asks for, and by which crews it may be served."""
        if place.place_id not in self._offers:
            self._offers[place.place_id] = offer_of(self.span, place)
        return self._offers[place.place_id]

    def spot_of(self, duty: Duty) -> Spot:
        """Return the seat that a duty holds."""
        day = (duty.day - self.span.days[0]).days
        return Spot((day, self._codes[duty.template], duty.place_id, duty.crew), duty.seat)

    def _seats(self, base: Roster) -> dict[str, Week]:
        found: dict[str, list[Spot | None]] = defaultdict(lambda: [None] * len(self.span.days))
        for duty in base.duties:
            spot = self.spot_of(duty)
            found[duty.officer_no][spot.day] = spot
        return {name: tuple(week) for name, week in found.items()}

    def may_sit(self, officer: Officer, spot: Spot) -> bool:
        """Whether every rule lets the officer sit there."""
        key = (self._alike[officer.officer_no], spot.crew[2], spot.seat, spot.day)
        if key not in self._may:
            city, place = self.span.city, self.span.city.place(spot.crew[2])
            day = self.span.days[spot.day]
            self._may[key] = all(
                rule.seat(city, officer, place, spot.seat, day, rule) for rule in self._rules if rule.seat
            )
        return self._may[key]

    def fitting(self, officers: Iterable[Officer], spots: Iterable[Spot]) -> Iterator[tuple[Officer, Sequence[Spot]]]:
        """Give everyone who may be asked for something new, with those of ``spots`` that lie ahead and suit them."""
        ahead = [spot for spot in spots if not self.begun(spot.day, spot.template)]
        suiting: dict[int, list[Spot]] = {}
        for officer in officers:
            if officer.officer_no not in self._spared:
                alike = self._alike[officer.officer_no]
                if alike not in suiting:
                    suiting[alike] = [spot for spot in ahead if self.may_sit(officer, spot)]
                yield officer, suiting[alike]

    def begun(self, day: int, template: int) -> bool:
        """Whether a duty has begun already."""
        return template != OFF and self.span.past(day, template)

    def stay(self, officer: Officer, held: Week) -> Way:
        """Return the way of changing nothing."""
        return self._way(officer.officer_no, held, self._shapes_of(officer, held).stay)

    def steps(self, officer: Officer, held: Week, spots: Sequence[Spot], *, rest: bool) -> Iterator[Step]:
        """
        Yield the lawful steps into one of ``fitting`` spots; with ``rest``, also those with a rest on another day.

        A person who works on the day already leaves the seat held there.
        """
        filed = self.filed.get(officer.officer_no, held)
        free = [day for day in self._days if not self._fixed(held, day)]
        resting = [day for day in free if held[day] is not None] if rest else []
        moves = [MOVE * _elsewhere(spot, had) for spot, had in zip(held, filed, strict=True)]
        priced = self._shapes_of(officer, held).priced
        for spot in spots:
            if spot.day in free and held[spot.day] != spot:
                prices = priced[spot.day][spot.template]
                moved = sum(moves) - moves[spot.day] + MOVE * _elsewhere(spot, filed[spot.day])
                if (cost := prices[OFF]) is not None:
                    yield Step(cost + moved, spot, OFF)
                for off in resting:
                    if off != spot.day and (cost := prices[off]) is not None:
                        yield Step(cost + moved - moves[off], spot, off)

    def step_in(self, officer: Officer, held: Week, spots: Sequence[Spot], *, rest: bool) -> list[Way]:
        """Return the ways of these ``steps``."""
        return [step.way(officer.officer_no, held) for step in self.steps(officer, held, spots, rest=rest)]

    def stand_down(self, officer: Officer, held: Week, days: Sequence[int]) -> list[Way]:
        """Return the lawful ways to rest on one of ``days``."""
        priced = self._shapes_of(officer, held).priced
        rests = [(day, priced[day][OFF][OFF]) for day in days if held[day] is not None and not self._fixed(held, day)]
        return [self._way(officer.officer_no, _without(held, day), cost) for day, cost in rests if cost is not None]

    def _shapes_of(self, officer: Officer, held: Week) -> _Shapes:
        """Price the week's shapes; what the rules say does not depend on places, so all seats of a duty are one."""
        pattern = np.array([OFF if spot is None else spot.template for spot in held], dtype=np.int8)
        key = (officer.officer_no, pattern.tobytes())
        if key not in self._shapes:
            self._shapes[key] = _Shapes.read(pattern, len(self.span.templates), person_terms(officer, self.span))
        return self._shapes[key]

    def _fixed(self, held: Week, day: int) -> bool:
        spot = held[day]
        return spot is not None and self.begun(day, spot.template)

    def _way(self, officer_no: str, week: Week, cost: int) -> Way:
        """Add what serving elsewhere costs: the rules do not see places."""
        filed = self.filed.get(officer_no, week)
        return Way(officer_no, week, cost + MOVE * sum(map(_elsewhere, week, filed)))


def _elsewhere(spot: Spot | None, filed: Spot | None) -> bool:
    """Whether a seat is at another place than the one filed, in the same template."""
    return spot is not None and filed is not None and spot.crew[1] == filed.crew[1] and spot.crew[2] != filed.crew[2]


def _without(held: Week, day: int) -> Week:
    return (*held[:day], None, *held[day + 1 :])


def week_of(city: City, base: Roster, *, begun: int) -> Span:
    """Return the week of a roster in force as the rules read it: each change costs."""
    return Span(city=city, days=base.week.days, templates=tuple(city.templates), base=base, begun=begun)


def minutes_of(base: Roster, now: datetime | None) -> int:
    """Return a moment as minutes after the Monday 00:00 of the roster's week; 0 for None, or before the week."""
    begin = datetime.combine(base.week.monday, datetime.min.time())
    return 0 if now is None else max(0, int((now - begin).total_seconds() // 60))
