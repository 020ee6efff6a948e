"""
A proven bound for long horizons: prices of covers and totals, moved step by step (Lagrange).

Every total that limits or prices speak of gets a price of its own, so that nobody needs to count: a person's cheapest
roster at these prices is found by the automaton alone. Whatever the prices, the sum of everybody's least cost, of the
least that covers cost and of the least that totals cost is no more than what any plan costs.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..rules.terms import Term
from .automaton import Automata
from .counters import Counter, left_out
from .person import Pattern, Person
from .problem import Horizon
from .relax import Stop, earnings, never

Prices = NDArray[np.float64]
ROUNDS = 1_000
FIRST, LAST = 15.0, 0.03
"""How far a price moves in the first step and in the last."""
MEMORY, LONGER, TINY = 0.8, 0.95, 1e-6
"""What is kept of the way, and of its size, from step to step."""


def priced_bound(horizon: Horizon, cost: float, *, rounds: int = ROUNDS, stop: Stop = never) -> float:
    """Return a number that no plan costs less than; the search ends early where it meets ``cost``, that of a plan."""
    automata = Automata(horizon.days, horizon.templates)
    persons = [_Uncounted(member.terms, automata, horizon.days, horizon.templates) for member in horizon.members]
    climb = _Climb(np.zeros((horizon.days, horizon.templates, horizon.roles)), persons)
    best = -np.inf
    for turn in range(rounds):
        value, slack = _value(horizon, persons, climb.cover)
        best = max(best, value)
        if stop() or horizon.rounded(best) >= cost:
            break
        climb.step(slack, FIRST * (LAST / FIRST) ** (turn / rounds))
    return horizon.rounded(best)


class _Climb:
    """Where the prices are, and which way each of them goes."""

    def __init__(self, cover: Prices, persons: "Sequence[_Uncounted]") -> None:
        self.cover, self._persons = cover, persons
        here = [cover, *(person.rates for person in persons)]
        self._way = [np.zeros_like(part) for part in here]
        self._size = [np.zeros_like(part) for part in here]

    def step(self, slack: Prices, pace: float) -> None:
        """Move each price by up to ``pace``: all of it where the slack keeps its sign, little where it swings."""
        here = [slack, *(person.slack for person in self._persons)]
        self._way = [MEMORY * old + (1 - MEMORY) * new for old, new in zip(self._way, here, strict=True)]
        self._size = [LONGER * old + (1 - LONGER) * new**2 for old, new in zip(self._size, here, strict=True)]
        move = [pace * way / np.sqrt(size + TINY) for way, size in zip(self._way, self._size, strict=True)]
        self.cover = self.cover + move[0]
        for person, part in zip(self._persons, move[1:], strict=True):
            person.rates = person.rates + part


def _value(horizon: Horizon, persons: "Sequence[_Uncounted]", cover: Prices) -> tuple[float, Prices]:
    """Return the bound at these prices, and how many more are wanted everywhere than come, shaped like ``cover``."""
    rows = horizon.prices + cover[..., None] * np.arange(horizon.most + 1)
    value, slack = float(rows.min(axis=-1).sum()), rows.argmin(axis=-1).astype(np.float64)
    roles = [np.array(team)[cover[:, :, list(team)].argmax(axis=2)] for team in horizon.teams]
    earn = earnings(horizon, cover)
    for m, person in enumerate(persons):
        team = horizon.team_of[m]
        least, pattern = person.least(earn[team])
        value += least
        days = np.flatnonzero(pattern >= 0)
        slack[days, pattern[days], roles[team][days, pattern[days]]] -= 1.0
    return value, slack


class _Uncounted(Person):
    """A person who counts nothing: every total is priced instead."""

    def __init__(self, terms: Sequence[Term], automata: Automata, days: int, templates: int) -> None:
        super().__init__(terms, automata, days, templates)
        self._tables = [counter.at(np.arange(_room(counter, days) + 1)) for counter in self._counters]
        self._counters = [left_out(counter) for counter in self._counters]
        self.rates, self.slack = np.zeros(len(self._tables)), np.zeros(len(self._tables))

    def least(self, prices: Prices) -> tuple[float, Pattern]:
        """Return the least cost at the prices, each total at its cheapest, and the roster."""
        self._fines, self.slack = dict(enumerate(self.rates.tolist())), np.zeros(len(self.rates))
        cost, pattern = self._best(prices)
        weekends = self._weekends(pattern)
        for i, (counter, table) in enumerate(zip(self._counters, self._tables, strict=True)):
            paid = table - self.rates[i] * np.arange(len(table))
            wanted = int(paid.argmin())
            cost += float(paid[wanted])
            self.slack[i] = counter.value(pattern, weekends) - wanted
        return cost, pattern


def _room(counter: Counter, days: int) -> int:
    """Return the most that a total can be."""
    return days if counter.amount is None else int(counter.amount.max(axis=1).sum())
