"""One automaton for all that terms remember: the reachable product of their machines, reduced to its smallest form."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..rules.terms import Day, Least, Off, Sum, Term, fingerprint
from .runs import Walker, walkers

NEVER = -1


@dataclass(frozen=True, slots=True, eq=False)
class Automaton:
    """
    States and steps; kinds of days K, states Q, actions A (0 = off, t + 1 = template t).

    Parameters
    ----------
    kind
        Shape (days,): kind of each day.
    follows
        Shape (K, Q, A): the state after the step, -1 if it is forbidden.
    price
        Shape (K, Q, A): what the step costs.
    weekend
        Shape (K, Q, A): whether a weekend begins to count.
    start
        State in front of day 0.
    """

    kind: NDArray[np.int8]
    follows: NDArray[np.int32]
    price: NDArray[np.float64]
    weekend: NDArray[np.bool_]
    start: int

    def walk(self, actions: NDArray[np.int64]) -> tuple[float, int, int] | None:
        """Return what the steps of a roster cost, how many weekends count, the last state; None if one is forbidden."""
        q, price, weekends = self.start, 0.0, 0
        for k, action in zip(self.kind.tolist(), actions.tolist(), strict=True):
            price += self.price[k, q, action]
            weekends += int(self.weekend[k, q, action])
            q = int(self.follows[k, q, action])
            if q < 0:
                return None
        return float(price), weekends, q

    def ends(self, actions: NDArray[np.int64], first: int, here: int) -> NDArray[np.float64]:
        """
        Say what each state in front of day ``first`` costs if the days from there on stay as they are.

        Returns
        -------
        ends
            Shape (Q,): the price of the steps up to where all ways meet; inf where a step is forbidden, or where other
            weekends count than from state ``here``.
        """
        states = np.arange(self.follows.shape[1])
        price, weekends, lawful = np.zeros(len(states)), np.zeros(len(states), dtype=np.int64), states >= 0
        for k, action in zip(self.kind[first:].tolist(), actions[first:].tolist(), strict=True):
            price += self.price[k, states, action]
            weekends += self.weekend[k, states, action]
            states = self.follows[k, states, action]
            lawful &= states >= 0
            if not lawful.any() or (states[lawful] == states[lawful][0]).all():
                break
        return np.where(lawful & (weekends == weekends[here]), price, np.inf)


class Automata:
    """Builds automata, each once: people whose terms remember the same share one."""

    def __init__(self, days: int, templates: int) -> None:
        self._days, self._templates = days, templates
        self._made: dict[tuple[object, ...], Automaton] = {}
        self._scratch: NDArray[np.float64] = np.empty(0)
        self._costs: NDArray[np.float64] = np.empty(0)

    def scratch(self, size: int) -> NDArray[np.float64]:
        """Return at least ``size`` places, all inf; whoever uses them leaves them so."""
        if len(self._scratch) < size:
            self._scratch = np.full(size, np.inf)
        return self._scratch

    def costs(self, size: int) -> NDArray[np.float64]:
        """Return ``size`` places; they hold what anybody left there."""
        if len(self._costs) < size:
            self._costs = np.empty(size)
        return self._costs[:size]

    def of(self, terms: Sequence[Term]) -> Automaton:
        """Return the automaton of what ``terms`` remember."""
        lasting = [term for term in terms if not isinstance(term, (Day, Off, Sum, Least))]
        key = tuple(fingerprint(term) for term in lasting)
        if key not in self._made:
            self._made[key] = _smallest(_product(walkers(lasting), self._days, self._templates + 1))
        return self._made[key]


def _product(machines: Sequence[Walker], days: int, actions: int) -> Automaton:
    """Walk all machines side by side, through every state that some sequence of days may reach."""
    signs: dict[tuple[Hashable, ...], int] = {}
    kind = np.array(
        [signs.setdefault(tuple(machine.sign(day) for machine in machines), len(signs)) for day in range(days)],
        dtype=np.int8,
    )
    examples = [int(np.flatnonzero(kind == k)[0]) for k in range(len(signs))]
    first = tuple(machine.start for machine in machines)
    number: dict[tuple[Hashable, ...], int] = {first: 0}
    queue, rows = [first], []
    for states in queue:
        row = np.full((3, len(examples), actions), NEVER, dtype=np.int64)
        for k, day in enumerate(examples):
            for action in range(actions):
                steps = [m.step(s, day, action) for m, s in zip(machines, states, strict=True)]
                taken = [step for step in steps if step is not None]
                if len(taken) < len(steps):
                    continue
                after = tuple(step.state for step in taken)
                if after not in number:
                    number[after] = len(queue)
                    queue.append(after)
                row[:, k, action] = (
                    number[after],
                    sum(step.price for step in taken),
                    any(step.weekend for step in taken),
                )
        rows.append(row)
    table = np.array(rows).transpose(1, 2, 0, 3)
    lawful = table[0] >= 0
    return Automaton(
        kind,
        table[0].astype(np.int32),
        np.where(lawful, table[1], 0).astype(np.float64),
        lawful & (table[2] > 0),
        0,
    )


def _smallest(wide: Automaton) -> Automaton:
    """Merge states that no future tells apart (Moore's refinement)."""
    kinds, states, actions = wide.follows.shape

    def flat(table: NDArray[np.generic]) -> NDArray[np.float64]:
        return np.moveaxis(table, 1, 0).reshape(states, kinds * actions).astype(np.float64)

    fixed = np.hstack([flat(wide.price), flat(wide.weekend)])
    label = np.zeros(states, dtype=np.int64)
    count = 0
    while True:
        after = np.where(wide.follows >= 0, label[wide.follows], NEVER)
        _, label = np.unique(np.hstack([fixed, flat(after)]), axis=0, return_inverse=True)
        label = label.reshape(-1)
        if label.max() + 1 == count:
            break
        count = int(label.max()) + 1
    first = np.array([int(np.flatnonzero(label == q)[0]) for q in range(count)])
    follows = np.where(wide.follows >= 0, label[wide.follows], NEVER)[:, first].astype(np.int32)
    return Automaton(wide.kind, follows, wide.price[:, first], wide.weekend[:, first], int(label[wide.start]))


def alike(
    follows: NDArray[np.int32], price: NDArray[np.float64], weekend: NDArray[np.bool_], code: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Number the actions so that those which the rules treat alike on all days share a number, shape (actions,)."""
    actions = follows.shape[2]
    columns = np.vstack([table.reshape(-1, actions) for table in (follows, price, weekend, code)])
    _, number = np.unique(columns.T, axis=0, return_inverse=True)
    return np.asarray(number, dtype=np.int64).reshape(-1)
