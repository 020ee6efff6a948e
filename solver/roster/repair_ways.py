"""Ways to mend a roster: who may step into an open seat, what the person's week then looks like and costs."""

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ...models.officer import Officer
from ...models.roster import Duty, Roster, Seat
from ...models.week import DAY_MIN
from ..rules.active import active
from ..rules.rule import Span
from ..rules.terms import Term, read_patterns
from .block import profile
from .patterns import OFF, person_terms

CrewKey = tuple[int, int, str, int]
"""A crew: (day, template, place id, number)."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
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


class Ways:
    """
    Lists ways for each person, starting from the seats held now.

    Parameters
    ----------
    span
        The week.
    base
        The roster in force.
    now
        Minutes after Monday 00:00: duties that began before stay as they are.
    spared
        Police numbers of those who are asked for nothing new: who is ill on one day is not called in on another.
    """

    def __init__(self, span: Span, base: Roster, *, now: int, spared: Container[str] = ()) -> None:
        self.span = span
        self._spared = spared
        self._now = now
        self._days = range(len(span.days))
        self._codes = {template.code: t for t, template in enumerate(span.templates)}
        self._rules = [rule for rule in active(span.city.policy) if rule.seat]
        self._terms: dict[str, list[Term]] = {}
        self._stay: dict[tuple[str, Week], Way] = {}
        self.filed = self._seats(base)
        self._may: dict[tuple[int, str, Seat, int], bool] = {}
        profiles: dict[Officer, int] = {}
        self._alike = {o.officer_no: profiles.setdefault(profile(o), len(profiles)) for o in span.city.officers}

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

    def begun(self, day: int, template: int) -> bool:
        """Whether a duty has begun already."""
        return template != OFF and day * DAY_MIN + self.span.templates[template].start < self._now

    def stay(self, officer: Officer, held: Week) -> Way:
        """Return the way of changing nothing."""
        key = (officer.officer_no, held)
        if key not in self._stay:
            _, cost = read_patterns(_pattern(held)[None, :], self._terms_of(officer))
            self._stay[key] = self._way(officer.officer_no, held, int(cost[0]))
        return self._stay[key]

    def step_in(self, officer: Officer, held: Week, spots: Sequence[Spot], *, rest: bool) -> list[Way]:
        """
        Return the lawful ways to take one of ``spots``; with ``rest``, also those with a rest on another day for it.

        A person who works on the day already leaves the seat held there.
        """
        found: list[Week] = []
        for spot in spots if officer.officer_no not in self._spared else ():
            if self._fixed(held, spot.day) or self.begun(spot.day, spot.template) or spot in held:
                continue
            if self.may_sit(officer, spot):
                taken = (*held[: spot.day], spot, *held[spot.day + 1 :])
                found.append(taken)
                if rest:
                    found += [self._without(taken, day) for day in self._free_days(taken, besides=spot.day)]
        return self._lawful(officer, found)

    def stand_down(self, officer: Officer, held: Week, days: Sequence[int]) -> list[Way]:
        """Return the lawful ways to rest on one of ``days``."""
        rests = [self._without(held, day) for day in days if held[day] is not None and not self._fixed(held, day)]
        return self._lawful(officer, rests)

    def _free_days(self, held: Week, *, besides: int) -> list[int]:
        return [d for d in self._days if held[d] is not None and d != besides and not self._fixed(held, d)]

    def _fixed(self, held: Week, day: int) -> bool:
        spot = held[day]
        return spot is not None and self.begun(day, spot.template)

    @staticmethod
    def _without(held: Week, day: int) -> Week:
        return (*held[:day], None, *held[day + 1 :])

    def _lawful(self, officer: Officer, weeks: Sequence[Week]) -> list[Way]:
        if not weeks:
            return []
        lawful, cost = read_patterns(np.array([_pattern(week) for week in weeks]), self._terms_of(officer))
        return [self._way(officer.officer_no, weeks[i], int(cost[i])) for i, ok in enumerate(lawful) if ok]

    def _way(self, officer_no: str, week: Week, cost: int) -> Way:
        """Add what serving elsewhere costs: the rules do not see places."""
        moved = sum(
            spot is not None and filed is not None and spot.template == filed.template and spot.crew[2] != filed.crew[2]
            for spot, filed in zip(week, self.filed.get(officer_no, week), strict=True)
        )
        return Way(officer_no, week, cost + MOVE * moved)

    def _terms_of(self, officer: Officer) -> list[Term]:
        if officer.officer_no not in self._terms:
            self._terms[officer.officer_no] = person_terms(officer, self.span)
        return self._terms[officer.officer_no]


def _pattern(held: Week) -> NDArray[np.int8]:
    return np.array([OFF if spot is None else spot.template for spot in held], dtype=np.int8)


def minutes_of(base: Roster, now: datetime | None) -> int:
    """Return a moment as minutes after the Monday 00:00 of the roster's week; -1 for None."""
    return (
        -1
        if now is None
        else int((now - datetime.combine(base.week.monday, datetime.min.time())).total_seconds() // 60)
    )
