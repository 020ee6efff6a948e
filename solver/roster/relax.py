"""The relaxation of a block by column generation, and branch and bound over crews and gaps on top of it."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .columns import Above, Column, Flow, Short, Tally, Unguided
from .master import Layout, Master, Vector
from .pricing import Pricer
from .watch import Watch

FRACTION = 1e-6
ROUNDS = 500
REPRICE = 12
PATIENCE = 4
WORTHWHILE = 0.1
CLEAR = 0.9

Limits = Mapping[int, tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A part of the search: limits on static columns, what it proves, and where its relaxation stands."""

    limits: Limits
    bound: float
    value: float
    duals: Vector
    values: Vector


class Relaxation:
    """The master programme of a block with its pricer; every node shares the patterns found so far."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.pricer = Pricer(layout)
        self._master = Master(layout)
        self._master.take([(person, rest) for person, rest in enumerate(resting(layout))])

    @property
    def taken(self) -> list[tuple[int, int]]:
        """All patterns generated so far."""
        return self._master.taken

    @property
    def _known(self) -> set[tuple[int, int]]:
        return set(self._master.taken)

    def root(self) -> Node:
        """Solve with no limits, and remember where: ``tighten`` starts from there."""
        node = self.solve({}, Watch())
        assert node is not None  # noqa: S101 - with no limits everyone may rest and every need go short
        self._master.remember()
        return node

    def resume(self) -> None:
        """Go back to the root's basis: from a dive's it is a long way to the first branch."""
        self._master.resume()

    def dive(
        self, node: Node, held: Mapping[int, int], watch: Watch, *, until: int, rounds: int = REPRICE
    ) -> tuple[dict[int, int], Node]:
        """
        Hold ever more persons to the pattern the relaxation favours, re-pricing the others, ``until`` so many are free.

        Starts at ``node``, where ``held`` are held already. Returns the persons held (person -> index into the menu)
        and the last node; the master is free again.
        """
        held, persons = dict(held), self.layout.persons
        while persons - len(held) > until and not watch.stopped:
            held |= self._favoured(node, held, persons - len(held) - until)
            node = self.settle(held, rounds=rounds)
        return held, node

    def settle(self, held: Mapping[int, int], *, rounds: int = ROUNDS) -> Node:
        """Solve with some persons held to a pattern; the node's bound speaks of nothing else."""
        self._master.limit({})
        self._master.take([pair for pair in held.items() if pair not in self._known])
        self._master.hold(held)
        for _ in range(rounds):
            relaxed = self._master.solve()
            new = [pair for pair in self.pricer.run(relaxed.duals, {}).new if pair[0] not in held]
            if not new:
                break
            self._master.take(new)
        self._master.hold({})
        return Node({}, relaxed.value, relaxed.value, relaxed.duals, relaxed.values)

    def _favoured(self, node: Node, held: Mapping[int, int], most: int) -> dict[int, int]:
        """Return the free persons whose choice is clearest: those nearly decided, at least a sixth of all free."""
        shares = node.values[len(self.layout.columns) :]
        best: dict[int, tuple[float, int]] = {}
        for (person, index), share in zip(self.taken, shares, strict=False):
            if person not in held and share > best.get(person, (-1.0, 0))[0]:
                best[person] = (float(share), index)
        order = sorted(best, key=lambda person: (-best[person][0], person))
        clear = sum(best[person][0] > CLEAR for person in order)
        count = min(most, max(clear, 6, len(order) // 6))
        return {person: best[person][1] for person in order[:count]}

    def solve(self, limits: Limits, watch: Watch) -> Node | None:
        """
        Solve a node to the end: no person has a pattern of negative reduced cost, or the bound meets the value.

        None if the limits leave no plan. When stopped, the node holds the bound reached so far.
        """
        self._master.limit(limits)
        bound = -np.inf
        for _ in range(ROUNDS):
            relaxed = self._master.solve()
            if not relaxed.feasible:
                return None
            priced = self.pricer.run(relaxed.duals, limits)
            bound = max(bound, priced.bound)
            done = not priced.new or relaxed.value - bound <= 1e-7 * max(1.0, abs(relaxed.value))
            if done or watch.stopped:
                break
            self._master.take(priced.new)
        return Node(limits, bound, relaxed.value, relaxed.duals, relaxed.values)


def resting(layout: Layout) -> list[int]:
    """Return each person's cheapest pattern with the fewest duties: where every search can begin."""
    found = []
    for menu in layout.problem.menus:
        duties = (menu.patterns[menu.rows] >= 0).sum(axis=1)
        found.append(int(np.lexsort((menu.cost, duties))[0]))
    return found


def tighten(relaxation: Relaxation, root: Node, target: float, nodes: int, watch: Watch) -> tuple[float, Node]:
    """
    Raise the bound by branching on gaps and crews, best bound first.

    Stops when the bound reaches ``target``, the cost of a known plan, after ``nodes`` nodes, or when the first nodes
    hardly raise it. Returns the proven bound, and a node of least bound: the best place to look for plans.
    """
    relaxation.resume()
    heap = [(root.bound, 0, root)]
    closed, count, leaf = np.inf, 0, root
    while heap and heap[0][0] < target and count < nodes and not watch.stopped:
        if count >= PATIENCE and heap[0][0] - root.bound < WORTHWHILE * (target - root.bound):
            break
        _, _, node = heapq.heappop(heap)
        column = _fractional(relaxation.layout, node.values)
        if column is None:
            if node.bound < closed:
                closed, leaf = node.bound, node
            continue
        value = node.values[column]
        low, high = node.limits.get(column, (0.0, np.inf))
        for limit in ((low, float(np.floor(value))), (float(np.ceil(value)), high)):
            count += 1
            child = relaxation.solve({**node.limits, column: limit}, watch)
            if child is not None:
                heapq.heappush(heap, (max(child.bound, node.bound), count, child))
    if heap and heap[0][0] < closed:
        return min(heap[0][0], target), heap[0][2]
    return min(closed, target), leaf


def _fractional(layout: Layout, values: Vector) -> int | None:
    """Return the static column to branch on, the kind that moves most first; None if all are whole."""
    best, best_key = None, (-1, 0.0)
    for j, column in enumerate(layout.columns):
        away = abs(values[j] - round(values[j]))
        if away > FRACTION and not isinstance(column, (Flow, Unguided, Above)):
            key = (_rank(column), away * max(1.0, layout.cost[j]))
            if key > best_key:
                best, best_key = j, key
    return best


def _rank(column: Column) -> int:
    """Order of branching: crews of the week by seats, gaps, crews of a day by seats, single crews."""
    if isinstance(column, Tally):
        return 3 if column.day is None else 1
    return 2 if isinstance(column, Short) else 0
