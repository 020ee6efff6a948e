"""Branch and bound on top of the relaxation: on what squads do, then on crews and gaps."""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from .columns import Above, Column, Flow, Short, Surplus, Tally, Unguided
from .master import Layout, Vector
from .relax import Duties, Limits, Node, Relaxation
from .watch import Watch

FRACTION = 1e-6
PATIENCE = 4
WORTHWHILE = 0.1
HOPE = 500.0
NEVER = 1e5
STALL, SLOW = 25, 1e-4

Duty = tuple[int, int, int]
"""(owner, day, template or -1 for a day off)."""

Branch = tuple[Limits, Duties]


@dataclass(slots=True)
class _Gains:
    """By how much settling a squad's duty has raised the bound so far: what did so once does so again."""

    seen: dict[tuple[Duty, bool], list[float]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, duty: Duty, *, works: bool, gain: float) -> None:
        """Note what it gained to settle a duty so."""
        self.seen[duty, works].append(max(0.0, gain))

    def worth(self, duty: Duty, share: float) -> float:
        """Return how promising it is to branch on a duty that the relaxation works to a ``share``."""
        sides = [self.seen[duty, works] for works in (True, False)]
        if not all(sides):
            return HOPE * (0.5 - abs(share - 0.5))
        up, down = (sum(side) / len(side) for side in sides)
        return max(1.0, min(up, down)) * float(np.sqrt(max(1.0, up, down)))


class Tree:
    """
    The search so far: its open parts, best bound first.

    ``bound`` is proven; ``best`` is a node of least bound: the place to look for plans.
    """

    def __init__(self, relaxation: Relaxation, root: Node) -> None:
        self.best = root
        self._relaxation, self._root = relaxation, root
        self._heap = [(root.bound, 0, root)]
        self._closed = np.inf
        self._count = 0
        self._gains = _Gains()

    @property
    def bound(self) -> float:
        """No plan costs less."""
        return min(self._closed, self._heap[0][0] if self._heap else np.inf)

    def settle(self, nodes: int, watch: Watch) -> None:
        """
        Settle the gaps and what squads do: branch until the best node leaves neither open, or the bound rises no more.

        A squad in two places at half strength, and half a missing crew, make a relaxation that no plan comes near.
        """
        self._relaxation.resume()
        last, marks = self._count + nodes, [self.bound]
        while self._heap and self._count < last and not watch.stopped:
            marks.append(self.bound)
            if len(marks) > STALL and self.bound < marks[-STALL] * (1 + SLOW):
                break
            node = self._heap[0][2]
            gap = _fractional(self._relaxation.layout, node.values, only=Short)
            duty = None if gap is not None else _undecided(self._relaxation, node, self._gains)
            if gap is None and duty is None:
                break
            heapq.heappop(self._heap)
            self._grow(list(_on_duty(node, duty) if duty else _on_column(gap, node)), node, np.inf, watch, duty)
        self.best = self._heap[0][2] if self._heap else self.best
        self._relaxation.free()

    def grow(self, target: float, nodes: int, watch: Watch) -> None:
        """
        Raise the bound by branching on crews and gaps, and on squads where they are open.

        Stops when the bound reaches ``target``, the cost of a known plan, after ``nodes`` nodes, or when the first
        nodes hardly raise it.
        """
        self._relaxation.resume()
        before, first = self.bound, self._count
        while self._heap and self._heap[0][0] < min(target, self._closed) and not watch.stopped:
            grown = self._count - first
            if grown >= nodes or (grown >= PATIENCE and self.bound - before < WORTHWHILE * (target - before)):
                break
            _, _, node = heapq.heappop(self._heap)
            duty = _undecided(self._relaxation, node, self._gains)
            branches = list(
                _on_duty(node, duty) if duty else _on_column(_fractional(self._relaxation.layout, node.values), node)
            )
            self._grow(branches, node, target, watch, duty)
            if not branches and node.bound < self._closed:
                self._closed, self.best = node.bound, node
        if self._heap and self._heap[0][0] < self._closed:
            self.best = self._heap[0][2]
        self._relaxation.free()

    def _grow(self, branches: Sequence[Branch], node: Node, target: float, watch: Watch, duty: Duty | None) -> None:
        for limits, duties in branches:
            self._count += 1
            child = self._relaxation.solve(limits, watch, duties=duties, enough=target)
            if duty:
                self._gains.learn(duty, works=duties[duty], gain=child.bound - node.bound if child else NEVER)
            if child is not None:
                heapq.heappush(self._heap, (max(child.bound, node.bound), self._count, child))


def _on_duty(node: Node, duty: Duty) -> Iterator[Branch]:
    """Yield the parts of a node in which a squad works a duty, and does not."""
    for works in (True, False):
        yield node.limits, {**node.duties, duty: works}


def _on_column(column: int | None, node: Node) -> Iterator[Branch]:
    """Yield two parts of a node of which neither holds its answer; none without a column to branch on."""
    if column is not None:
        value = node.values[column]
        low, high = node.limits.get(column, (0.0, np.inf))
        for limit in ((low, float(np.floor(value))), (float(np.ceil(value)), high)):
            yield {**node.limits, column: limit}, node.duties


def _undecided(relaxation: Relaxation, node: Node, gains: _Gains) -> Duty | None:
    """Return the duty of a squad to branch on, of those that the relaxation works in part; None if there is none."""
    problem = relaxation.layout.problem
    shares: dict[Duty, float] = defaultdict(float)
    for (owner, index), value in zip(relaxation.taken, node.values[len(relaxation.layout.columns) :], strict=False):
        if len(problem.owners[owner]) > 1 and value > FRACTION:
            for day, template in enumerate(problem.menus[owner].pattern(index)):
                shares[owner, day, int(template)] += value
    worth = {duty: gains.worth(duty, share) for duty, share in shares.items() if FRACTION < share < 1 - FRACTION}
    return max(worth, key=lambda duty: (round(worth[duty], 3), duty), default=None)


def _fractional(layout: Layout, values: Vector, only: type | None = None) -> int | None:
    """Return the static column to branch on, the kind that moves most first, if any is not whole."""
    best, best_key = None, (-1, 0.0)
    for j, column in enumerate(layout.columns):
        away = abs(values[j] - round(values[j]))
        if (
            away > FRACTION
            and not isinstance(column, (Flow, Unguided, Above, Surplus))
            and isinstance(column, only or object)
        ):
            key = (_rank(column), away * max(1.0, layout.cost[j]))
            if key > best_key:
                best, best_key = j, key
    return best


def _rank(column: Column) -> int:
    """Order of branching: crews of the week by seats, gaps, crews of a day by seats, single crews."""
    if isinstance(column, Tally):
        return 3 if column.day is None else 1
    return 2 if isinstance(column, Short) else 0
