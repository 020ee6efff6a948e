"""The relaxation of a block by column generation, also of parts of the search, and dives into it."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .found_again import found_again
from .master import Layout, Vector
from .pricing import Pricer
from .programme import Master
from .watch import Watch

ROUNDS = 500
REPRICE = 12
CLEAR = 0.9

Limits = Mapping[int, tuple[float, float]]
Duties = Mapping[tuple[int, int, int], bool]
"""What is settled of single duties: (owner, day, template or -1 for a day off) is worked, or is not."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A part of the search: limits on static columns and on duties, what it proves, where its relaxation stands."""

    limits: Limits
    bound: float
    value: float
    duals: Vector
    values: Vector
    duties: Duties = field(default_factory=dict)


class Relaxation:
    """
    The master programme of a block with its pricer; every node shares the patterns found so far.

    Parameters
    ----------
    layout
        The block's rows and static columns.
    like
        A solved relaxation of a block much like it: where the people are the same, its patterns are taken over, and
        the basis if the rows and columns are the same, too.
    """

    def __init__(self, layout: Layout, *, like: "Relaxation | None" = None) -> None:
        self.layout = layout
        self.pricer = Pricer(layout)
        self._master = Master(layout)
        known = None if like is None else found_again(like.taken, like.layout.problem, layout.problem)
        self._master.take(known or [(person, rest) for person, rest in enumerate(resting(layout))])
        if known and like is not None and layout.same_rows(like.layout):
            self._master.start_at(like._master)  # noqa: SLF001 - of the same class

    @property
    def taken(self) -> list[tuple[int, int]]:
        """All patterns generated so far."""
        return self._master.taken

    @property
    def _known(self) -> set[tuple[int, int]]:
        return set(self._master.taken)

    def root(self) -> Node:
        """Solve with no limits, and remember where: a tree of branches starts from there."""
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

    def hold(self, node: Node, owners: Sequence[int]) -> tuple[dict[int, int], Node]:
        """Hold these owners one after the other, each to the pattern the relaxation then favours."""
        held: dict[int, int] = {}
        for owner in owners:
            held[owner] = self._best(node, {other for other in range(self.layout.persons) if other != owner})[owner][1]
            node = self.settle(held)
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
        best = self._best(node, held)
        order = sorted(best, key=lambda person: (-best[person][0], person))
        clear = sum(best[person][0] > CLEAR for person in order)
        count = min(most, max(clear, 6, len(order) // 6))
        return {person: best[person][1] for person in order[:count]}

    def _best(self, node: Node, held: Container[int]) -> dict[int, tuple[float, int]]:
        """Return the greatest share that a pattern of each free person has, and which pattern that is."""
        best: dict[int, tuple[float, int]] = {}
        for (person, index), share in zip(self.taken, node.values[len(self.layout.columns) :], strict=False):
            if person not in held and share > best.get(person, (-1.0, 0))[0]:
                best[person] = (float(share), index)
        return best

    def solve(
        self, limits: Limits, watch: Watch, *, duties: Duties | None = None, enough: float = np.inf
    ) -> Node | None:
        """
        Solve a node to the end: no person has a pattern of negative reduced cost, or the bound meets the value.

        None if the limits leave no plan. When stopped, or the bound is ``enough``, the node holds the bound reached.
        """
        duties = duties or {}
        open_to = self._open_to(duties)
        if not all(mask.any() for mask in open_to.values()):
            return None
        self._master.limit(limits)
        self._master.take(self._first(open_to))
        self._master.admit(open_to)
        bound = -np.inf
        for _ in range(ROUNDS):
            relaxed = self._master.solve()
            if not relaxed.feasible:
                return None
            priced = self.pricer.run(relaxed.duals, limits, open_to=open_to)
            bound = max(bound, priced.bound)
            done = not priced.new or relaxed.value - bound <= 1e-7 * max(1.0, abs(relaxed.value))
            if done or bound >= enough or watch.stopped:
                break
            self._master.take(priced.new)
        return Node(limits, bound, relaxed.value, relaxed.duals, relaxed.values, duties)

    def _open_to(self, duties: Duties) -> dict[int, NDArray[np.bool_]]:
        """Return which patterns of its menu are open to each owner of whom something is settled."""
        open_to: dict[int, NDArray[np.bool_]] = {}
        for (owner, day, template), works in duties.items():
            menu = self.layout.problem.menus[owner]
            fits = (menu.patterns[menu.rows, day] == template) == works
            open_to[owner] = open_to[owner] & fits if owner in open_to else fits
        return open_to

    def _first(self, open_to: Mapping[int, NDArray[np.bool_]]) -> list[tuple[int, int]]:
        """Return one pattern for each owner who has none yet that is open: without it there would be no plan."""
        have: dict[int, set[int]] = defaultdict(set)
        for owner, index in self._master.taken:
            have[owner].add(index)
        return [
            (owner, int(np.where(mask, self.layout.problem.menus[owner].cost, np.iinfo(np.int32).max).argmin()))
            for owner, mask in open_to.items()
            if not mask[list(have[owner])].any()
        ]

    def free(self) -> None:
        """Open all patterns again."""
        self._master.admit({})


def resting(layout: Layout) -> list[int]:
    """Return each person's cheapest pattern with the fewest duties: where every search can begin."""
    found = []
    for menu in layout.problem.menus:
        duties = (menu.patterns[menu.rows] >= 0).sum(axis=1)
        found.append(int(np.lexsort((menu.cost, duties))[0]))
    return found
