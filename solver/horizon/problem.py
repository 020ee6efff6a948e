"""What is to be planned over many days: members with their rules, and how many are wanted where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from ..rules.terms import Steps, Term

Patterns = NDArray[np.int8]
"""Shape (members, days): template of each day, -1 for a day off."""


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """
    Days behind the horizon that are not decided yet.

    ``futures`` says what an action on them may cost, one table for each future that may come, all equally likely: shape
    (days, templates + 1), the horizon's own days in front and 0 there, a day off first.
    """

    futures: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """
    A person: what the rules say of the person's days, and the roles the person can fill.

    With ``ahead`` the terms reach over its days too, and a roster also costs what the days behind it are expected to.
    """

    name: str
    terms: tuple[Term, ...]
    roles: tuple[int, ...] = (0,)
    ahead: Ahead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """
    How many are wanted in a role of a template on a day, and what other numbers cost.

    Each one missing below ``need`` costs ``under``, each missing below ``least`` costs ``missing`` (which should be
    much), each above ``need`` costs ``over``. 0 <= least <= need; 0 <= under <= missing; over >= 0.
    """

    day: int
    template: int
    role: int = 0
    need: int
    under: int
    over: int = 0
    least: int = 0
    missing: int = 0

    def price(self, number: int) -> int:
        """Return what ``number`` people cost."""
        lacking = self.under * max(0, self.need - max(number, self.least))
        return lacking + self.missing * max(0, self.least - number) + self.over * max(0, number - self.need)


@dataclass(frozen=True, kw_only=True)
class Horizon:
    """A whole case: ``days`` days, ``templates`` templates; covers of the same day, template and role add up."""

    days: int
    templates: int
    members: tuple[Member, ...]
    covers: tuple[Cover, ...]

    @cached_property
    def roles(self) -> int:
        """Number of roles."""
        return 1 + max((cover.role for cover in self.covers), default=0)

    @cached_property
    def teams(self) -> tuple[tuple[int, ...], ...]:
        """The distinct sets of roles."""
        return tuple(sorted({tuple(sorted(member.roles)) for member in self.members}))

    @cached_property
    def team_of(self) -> tuple[int, ...]:
        """Team of each member."""
        return tuple(self.teams.index(tuple(sorted(member.roles))) for member in self.members)

    @cached_property
    def most(self) -> int:
        """The most people that can stand anywhere."""
        return len(self.members)

    @cached_property
    def prices(self) -> NDArray[np.int64]:
        """
        What every number of people costs everywhere, shape (days, templates, roles, members + 1); convex in the last.

        Where nothing is said of a role, anyone may stand for nothing.
        """
        table = np.zeros((self.days, self.templates, self.roles, self.most + 1), dtype=np.int64)
        number = np.arange(self.most + 1)
        for cover in self.covers:
            below = np.minimum(np.maximum(number, cover.least), cover.need)
            table[cover.day, cover.template, cover.role] += (
                cover.under * (cover.need - below)
                + cover.missing * np.maximum(0, cover.least - number)
                + cover.over * np.maximum(0, number - cover.need)
            )
        return table

    @cached_property
    def unit(self) -> int:
        """A number that divides the cost of every plan."""
        if any(member.ahead for member in self.members):
            return 1
        own = (price for member in self.members for term in member.terms for price in _prices(term))
        return gcd(*own, *(price for cover in self.covers for price in (cover.under, cover.over, cover.missing))) or 1

    def rounded(self, bound: float) -> float:
        """Round a bound up to what a plan can cost, but not over what is noise of floating point."""
        noise = 1e-6 * max(1.0, abs(bound) * 1e-2)
        return float(np.ceil((bound - noise) / self.unit) * self.unit)

    def stand(self, patterns: Mapping[int, NDArray[np.int8]]) -> NDArray[np.int64]:
        """Count who works where, shape (teams, days, templates); ``patterns`` by member."""
        count = np.zeros((len(self.teams), self.days, self.templates), dtype=np.int64)
        for m, pattern in patterns.items():
            days = np.flatnonzero(pattern >= 0)
            count[self.team_of[m], days, pattern[days]] += 1
        return count


def _prices(term: Term) -> Iterator[int]:
    """Give all prices a term may charge a unit of, or a divisor of them."""
    for field in fields(term):
        value = getattr(term, field.name)
        match field.name:
            case "price" | "split" if isinstance(value, np.ndarray):
                yield from (int(price) for price in np.unique(value))
            case "price" | "split" if value is not None:
                yield int(value)
            case "curve" if isinstance(value, Steps):
                yield from (price for _, _, price in value.steps)
            case "curve":
                yield value.price
