"""One person over the horizon: the cheapest lawful roster at given prices of duties, exactly."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..rules.terms import Day, Off, Term
from .automaton import Automata, Automaton, alike
from .counters import Counter, counters, tally
from .day_kernels import follow, reach, to_go
from .later import Later

Pattern = NDArray[np.int8]
"""Shape (days,): template of each day, -1 for a day off."""
Prices = NDArray[np.float64]
MOST_NODES = 400_000
"""Plain limits join the dynamic programme while it has at most so many nodes; beyond that they are fined."""
WIDE = 8
"""Limits above this are fined at first: they seldom bind, and as digits they are dear."""
FINES, FINE, GROW, DAMP, CLOSE = 16, 2.0, 1.6, 0.6, 1e-6


class Person:
    """
    A person's rules, compiled for dynamic programming over days.

    Plain upper limits (at most 4 nights) are left out until a roster breaks them; until then costs to go are lower
    bounds. ``best`` says whether the roster it returns is lawful.
    """

    def __init__(self, terms: Sequence[Term], automata: Automata, days: int, templates: int) -> None:
        self.days, self.templates = days, templates
        self._automata = automata
        self._automaton = automata.of(terms)
        self._counters = counters(terms, days)
        self.own = _own_prices(terms, self._counters, days, templates)
        self._kept: set[int] = set()
        self._fines: dict[int, float] = {}
        self._widest: float = WIDE
        self.settled = False
        self._ends = np.zeros(self._automaton.follows.shape[1])
        self._later: Later | None = None
        self._compiled = False

    def _compile(self) -> None:
        automaton = self._automaton
        sums = tally(self._counters, self._kept, self.days, self.templates)
        self.group = alike(automaton.follows, automaton.price, automaton.weekend, sums.code)
        firsts = np.array([int(np.flatnonzero(self.group == g)[0]) for g in range(self.group.max() + 1)])
        self._order = np.argsort(self.group, kind="stable")
        self._starts = np.searchsorted(self.group[self._order], np.arange(len(firsts)))
        self._kind = automaton.kind
        self._follows = np.ascontiguousarray(automaton.follows[:, :, firsts])
        self._price = np.ascontiguousarray(automaton.price[:, :, firsts])
        self._weekend = np.ascontiguousarray(automaton.weekend[:, :, firsts])
        self._code = np.ascontiguousarray(sums.code[:, firsts])
        self._step, self._pay = sums.step, sums.pay
        self._leaf = self._ends[:, None] + (sums.final if self._later is None else self._later.worth[:, sums.priced])
        open_ = np.isfinite(self._grouped(self.own))
        shape = (self._kind, self._follows, self._weekend, self._code, self._step, self._leaf)
        self._first, self._numbers = reach(*shape, open_, automaton.start, 0)
        self._compiled = True

    @property
    def nodes(self) -> int:
        """Number of nodes of the dynamic programme."""
        if not self._compiled:
            self._compile()
        return len(self._numbers)

    def best(self, prices: Prices) -> tuple[float, Pattern, bool]:
        """
        Return the least cost, a roster of that cost, and whether it is lawful.

        Parameters
        ----------
        prices
            Shape (days, templates + 1): what an action costs besides the person's own prices; inf forbids it.
        """
        while True:
            cost, pattern = self._best(prices)
            if np.isinf(cost):
                return cost, pattern, False
            broken = self._broken(pattern)
            if not broken and not self._fines:
                return cost, pattern, True
            if not broken or not self._keep(broken):
                return self._fined(prices, cost, pattern)

    def _forgone(self) -> float:
        """Return what the fines may take back: no lawful roster pays more than this for being fined."""
        return sum(fine * (len(self._counters[i].price) - 1) for i, fine in self._fines.items())

    def _fined(self, prices: Prices, cost: float, pattern: Pattern) -> tuple[float, Pattern, bool]:
        """
        Fine what the limits left out count, so that they are kept without being counted (Lagrange's way).

        Any fines give a lower bound: a lawful roster pays at most fine x limit, which is taken off.
        """
        bound, best, least = cost - self._forgone(), pattern, np.inf
        step = FINE
        for _ in range(FINES):
            over = {i: self._over(i, pattern) for i in self._limits}
            if all(value <= 0 for value in over.values()):
                actual = self.cost(pattern) + float(prices[np.arange(self.days), pattern.astype(np.int64) + 1].sum())
                if actual < least:
                    best, least = pattern, actual
                if least - bound < CLOSE:
                    break
            fines = {i: max(0.0, self._fines.get(i, 0.0) + step * value) for i, value in over.items()}
            self._fines = {i: fine for i, fine in fines.items() if fine > 0}
            cost, pattern = self._best(prices)
            bound = max(bound, cost - self._forgone())
            step *= DAMP if least < np.inf else GROW
        return bound, best, least < np.inf

    @property
    def _limits(self) -> list[int]:
        """Positions of the plain limits that are left out."""
        return [i for i, counter in enumerate(self._counters) if counter.limit_only and i not in self._kept]

    def _over(self, i: int, pattern: Pattern) -> int:
        """Return by how much a roster exceeds a plain limit."""
        return self._counters[i].value(pattern, self._weekends(pattern)) - (len(self._counters[i].price) - 1)

    def widen(self) -> bool:
        """Let large limits join too, if any limit is fined now; returns whether that changes anything."""
        if self.settled or not self._fines or self._widest > WIDE:
            return False
        self._widest, self._fines = np.inf, {}
        return True

    def forget(self) -> None:
        """Drop what earlier calls have taught, so that an answer depends on nothing but its question."""
        self._fines = {}

    def _best(self, prices: Prices) -> tuple[float, Pattern]:
        if not self._compiled:
            self._compile()
        total, price = self.own + prices, self._price
        for i, fine in self._fines.items():
            amount = self._counters[i].amount
            if amount is None:
                price = price + fine * self._weekend
            else:
                total[:, 1:] += fine * amount
        cost = self._grouped(total)
        dp = (self._kind, self._follows, price, self._weekend, self._code, self._step, self._pay)
        costs = self._to_go(cost, price)
        least = float(costs[0]) if len(costs) else np.inf
        way = follow(*dp, self._first, self._numbers, cost, costs, self._automaton.start, 0)
        choice = np.where(self.group[None, :] == way[:, None], total, np.inf).argmin(axis=1)
        return least, (choice - 1).astype(np.int8)

    def _to_go(self, cost: Prices, price: Prices) -> NDArray[np.float64]:
        """Return the least cost to go from every node, at costs of groups of actions and prices of steps."""
        costs = self._automata.costs(len(self._numbers))
        scratch = self._automata.scratch(2 * self._leaf.size)
        dp = (self._kind, self._follows, price, self._weekend, self._code, self._step, self._pay)
        to_go(*dp, self._leaf, self._first, self._numbers, cost, costs, scratch)
        return costs

    def _grouped(self, prices: Prices) -> Prices:
        return np.ascontiguousarray(np.minimum.reduceat(prices[:, self._order], self._starts, axis=1))

    def window(self, pattern: Pattern, first: int, last: int, *, share: float = 1.0) -> "Person":
        """
        Return the same person on days ``first`` .. ``last - 1`` alone, all other days as in ``pattern``.

        Its costs differ from the person's own by what the other days cost. With ``share`` < 1 the later days are still
        empty, and that share of the limits may be used up by day ``last`` (see ``Counter.within``).
        """
        actions = pattern.astype(np.int64) + 1
        whole = self._automaton
        before = replace(whole, kind=whole.kind[:first]).walk(actions[:first])
        if before is None:
            raise ValueError(f"no lawful roster up to day {first}")
        automaton = replace(whole, kind=whole.kind[first:last], start=before[2])
        now = automaton.walk(actions[first:last])
        here = now[2] if now else whole.start
        later = replace(whole, kind=whole.kind[last:], start=here).walk(actions[last:]) if share == 1 else None
        weekends = before[1] + (later[1] if later else 0)
        sums = [
            counter.within(
                weekends if counter.amount is None else _outside(counter, pattern, first, last),
                first,
                last,
                weekends=last - first,
                share=share,
            )
            for counter in self._counters
        ]
        part = copy(self)
        part.narrow(automaton, [counter for counter in sums if counter.needed], self.own[first:last])
        if share == 1:
            part.end_in(whole.ends(actions, last, here))
        return part

    def present(self, days: int, futures: Sequence[Prices]) -> "Person":
        """
        Return the same person on the first ``days`` days, the days after them priced but not decided.

        A roster then costs what it costs on those days and, on top, the mean over the ``futures`` (prices of actions on
        all days, shape (self.days, templates + 1)) of the least that the days to come cost after it, in whole numbers.
        Plain limits hold on the first days, and are left out of what comes later.
        """
        bare = copy(self)
        bare.narrow(self._automaton, self._counters, self.own)
        worth = np.rint(np.mean([bare.worth(prices, days) for prices in futures], axis=0))
        part = copy(self)
        kinds = replace(self._automaton, kind=self._automaton.kind[:days])
        part.narrow(kinds, [counter.cut(days) for counter in self._counters], self.own[:days])
        part.end_before(worth)
        return part

    def worth(self, prices: Prices, day: int) -> Prices:
        """Return what the days from ``day`` on cost at best from each state and number there, shape (Q, C)."""
        if not self._compiled:
            self._compile()
        costs = self._to_go(self._grouped(self.own + prices), self._price)
        found = np.full(self._leaf.shape, np.inf)
        for q in range(len(found)):
            low, high = self._first[day * len(found) + q : day * len(found) + q + 2]
            found[q, self._numbers[low:high]] = costs[low:high]
        return found

    def end_before(self, worth: Prices) -> None:
        """Let days come after the roster that are worth ``worth``, shape (states, numbers of the priced counters)."""
        self._widest, self._later, self._compiled = WIDE, Later(worth, self._counters), False

    def narrow(self, automaton: Automaton, sums: Sequence[Counter], own: Prices) -> None:
        """Let other rules and prices take the place of the person's own, on other days."""
        self.days, self.own = len(own), own
        self._automaton, self._counters = automaton, list(sums)
        self._kept, self._fines, self._widest = set(), {}, np.inf
        self.settled = self._compiled = False
        self._ends, self._later = np.zeros(automaton.follows.shape[1]), None

    def end_in(self, ends: NDArray[np.float64]) -> None:
        """Let the roster end in each state at the price ``ends`` (inf: it must not)."""
        self._ends, self._compiled = ends, False

    def cost(self, pattern: Pattern) -> float:
        """Return the person's own price of a roster, inf if it is unlawful."""
        actions = pattern.astype(np.int64) + 1
        total = float(self.own[np.arange(self.days), actions].sum())
        steps = self._automaton.walk(actions)
        if steps is None:
            return float("inf")
        total += float(self._ends[steps[2]])
        if self._later is not None:
            return total + steps[0] + self._later.charge(pattern, *steps[1:])
        return total + steps[0] + sum(counter.charge(pattern, steps[1]) for counter in self._counters)

    def _weekends(self, pattern: Pattern) -> int:
        steps = self._automaton.walk(pattern.astype(np.int64) + 1)
        return steps[1] if steps else 0

    def _broken(self, pattern: Pattern) -> list[int]:
        """Return the plain limits left out that a roster breaks."""
        return [i for i in self._limits if self._over(i, pattern) > 0]

    def _keep(self, broken: Sequence[int]) -> bool:
        """Let the tightest of the broken limits join, if the programme stays small enough."""
        tightest = min(broken, key=lambda i: len(self._counters[i].price))
        if len(self._counters[tightest].price) > self._widest:
            return False
        if self.settled or self.nodes * len(self._counters[tightest].price) > MOST_NODES:
            return False
        self._kept.add(tightest)
        self._compile()
        return True


def _outside(counter: Counter, pattern: Pattern, first: int, last: int) -> int:
    """Return what the days in front of ``first`` and from ``last`` on add to a total."""
    others = pattern.copy()
    others[first:last] = -1
    return counter.value(others, 0)


def _own_prices(terms: Sequence[Term], sums: Sequence[Counter], days: int, templates: int) -> Prices:
    """Return what each action of each day costs by itself, shape (days, templates + 1); inf where it is banned."""
    own = np.zeros((days, templates + 1))
    for term in terms:
        if isinstance(term, Day):
            own[:, 1:] += 0 if term.price is None else term.price
            own[:, 1:][False if term.ban is None else term.ban] = np.inf
        if isinstance(term, Off):
            own[:, 0] += 0 if term.price is None else term.price
            own[:, 0][False if term.ban is None else term.ban] = np.inf
    for counter in sums:
        if counter.amount is not None and np.isinf(counter.tail):
            own[:, 1:][counter.amount > len(counter.price) - 1] = np.inf
    return own
