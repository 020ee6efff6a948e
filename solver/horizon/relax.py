"""The relaxation by column generation, and the bound that each pricing proves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .automaton import Automata
from .master import Master, Rows, Vector
from .person import Pattern, Person
from .problem import Horizon

SMOOTH = 0.5
ROUNDS = 1_000
CLOSE = 1e-6
Stop = Callable[[], bool]
Column = tuple[int, Pattern, float]
"""A roster in the pool: its member, the days, its price."""


def never() -> bool:
    """Do not stop."""
    return False


def persons_of(horizon: Horizon) -> list[Person]:
    """Compile everyone's rules."""
    automata: dict[int, Automata] = {}
    persons = []
    for member in horizon.members:
        days = len(member.ahead.futures[0]) if member.ahead else horizon.days
        shared = automata.setdefault(days, Automata(days, horizon.templates))
        person = Person(member.terms, shared, days, horizon.templates)
        persons.append(person.present(horizon.days, member.ahead.futures) if member.ahead else person)
    return persons


def earnings(horizon: Horizon, duals: Vector) -> list[NDArray[np.float64]]:
    """Return what each team's members pay for an action at the cover duals: shape (days, templates + 1) a team."""
    found = []
    for roles in horizon.teams:
        prices = np.zeros((horizon.days, horizon.templates + 1))
        prices[:, 1:] = -duals[:, :, list(roles)].max(axis=2)
        found.append(prices)
    return found


def cover_part(horizon: Horizon, duals: Vector) -> float:
    """Return Σ over cover rows of the least of price(n) + dual x n."""
    number = np.arange(horizon.most + 1)
    return float((horizon.prices + duals[..., None] * number).min(axis=-1).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """Where the relaxation stands: value, proven bound and its duals, the pool's shares, everyone's least cost."""

    value: float
    bound: float
    duals: Vector
    shares: Vector
    least: Mapping[int, float]


class Relaxation:
    """Column generation: the master programme and everyone's dynamic programme."""

    def __init__(
        self,
        horizon: Horizon,
        persons: Sequence[Person],
        *,
        around: Mapping[int, Pattern] | None = None,
        masks: Mapping[int, NDArray[np.float64]] | None = None,
    ) -> None:
        self.horizon = horizon
        self.persons = persons
        self._settled = dict(around or {})
        self.members = [m for m in range(len(persons)) if m not in self._settled]
        self._masks = masks or {}
        self._base = sum(persons[m].cost(pattern) for m, pattern in self._settled.items())
        self.rows = Rows(horizon, self.members, horizon.stand(self._settled), settled=self._base)
        self.master = Master(self.rows)

    def price(self, duals: Vector, held: Mapping[int, Pattern]) -> tuple[float, list[Column], dict[int, float]]:
        """
        Price everybody at cover duals; returns the Lagrangian bound and everyone's best roster.

        The bound: whoever stands in a cover row brings its dual, so any roster costs Σ (price of persons - duals they
        bring) + Σ over rows (price of n + dual x n), and each term is at least its own minimum.
        """
        earn = earnings(self.horizon, duals)
        bound = cover_part(self.horizon, duals) + self._base
        bound += sum(float((held_ * prices[:, 1:]).sum()) for held_, prices in zip(self.rows.held, earn, strict=True))
        found, least_of = [], {}
        days = np.arange(self.horizon.days)
        for m in self.members:
            person, prices = self.persons[m], earn[self.horizon.team_of[m]]
            if m in self._masks:
                prices = prices + self._masks[m]
            if m in held:
                bound += person.cost(held[m]) + float(prices[days, held[m].astype(np.int64) + 1].sum())
                continue
            least, pattern, lawful = person.best(prices)
            bound += least
            least_of[m] = least
            if lawful:
                found.append((m, pattern, person.cost(pattern)))
        return bound, found, least_of

    def take_patterns(self, patterns: Mapping[int, Pattern]) -> None:
        """Put rosters of members into the pool."""
        self.master.take([(m, pattern, self.persons[m].cost(pattern)) for m, pattern in patterns.items()])

    def reduced(self, duals: Vector) -> Vector:
        """Return by how much each roster of the pool is dearer, at cover duals, than its member's cheapest there."""
        earn = earnings(self.horizon, duals)
        days = np.arange(self.horizon.days)
        value = np.empty(len(self.master.pool))
        least: dict[int, float] = {}
        for i, (m, pattern, cost) in enumerate(self.master.pool):
            value[i] = cost + earn[self.horizon.team_of[m]][days, pattern.astype(np.int64) + 1].sum()
            least[m] = min(least.get(m, np.inf), value[i])
        return np.asarray(value - np.array([least[m] for m, _, _ in self.master.pool]))

    def solve(
        self,
        held: Mapping[int, Pattern] | None = None,
        *,
        rounds: int = ROUNDS,
        gap: float = CLOSE,
        target: float = np.inf,
        stop: Stop = never,
    ) -> Relaxed:
        """
        Generate columns until the bound meets the master's value, with some members ``held`` to a roster.

        Duals are smoothed towards those of the best bound so far: the master's own swing from corner to corner.
        """
        held = held or {}
        self.take_patterns(held)
        self.master.hold(held)
        best, centre, least, turn = -np.inf, None, {}, 0
        while True:
            turn += 1
            value, duals, shares = self.master.solve()
            out = self.rows.covers(duals)
            for point in (out,) if centre is None else (SMOOTH * centre + (1 - SMOOTH) * out, out):
                bound, found, least_of = self.price(point, held)
                if bound > best:
                    best, centre, least = bound, point, least_of
                new = self.master.take(found)
                met = value - best <= gap * max(1.0, abs(value)) or self.horizon.rounded(best) >= target
                if new or met:
                    break
            if met or turn >= rounds or stop():
                break
            if not new and not sum(self.persons[m].widen() for m in self.members if m not in held):
                break
        assert centre is not None  # noqa: S101 - the first bound is finite
        self.master.hold({})
        return Relaxed(value, best, centre, shares, least)
