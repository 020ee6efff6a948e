"""Diving: hold ever more people to the roster the relaxation favours, and price the others anew."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .integer import Choice, choose
from .person import Pattern
from .problem import floor_of
from .relax import Relaxation, Relaxed, Stop, never

CLEAR = 0.97
REPRICE = 25
LAST = 5
COLUMNS = 1_500
NODES = 60
MIP_SECONDS = 10.0


@dataclass(slots=True)
class Diver:
    """
    Looks for a plan cheaper than ``target`` in one relaxation.

    ``chance`` perturbs which of the rosters that the relaxation uses is held next.
    """

    relaxation: Relaxation
    target: float
    chance: np.random.Generator
    blur: float = 0.0
    stop: Stop = never

    def run(self, root: Relaxed) -> Choice | None:
        """Dive from ``root``; None if nothing cheaper than the target was met."""
        held: dict[int, Pattern] = {}
        node, free = root, len(self.relaxation.members)
        while free - len(held) > LAST:
            held |= self._favoured(node, held)
            node = self.relaxation.solve(held, rounds=REPRICE, stop=self.stop)
            if floor_of(node.value) >= self.target and len(held) < free or self.stop():
                return None
        return self._last(node, held)

    def _favoured(self, node: Relaxed, held: Mapping[int, Pattern]) -> dict[int, Pattern]:
        """Return the free members whose roster is clearest: those decided, at least one."""
        best: dict[int, tuple[float, float, Pattern]] = {}
        for (m, pattern, _), share in zip(self.relaxation.master.pool, node.shares, strict=False):
            if m not in held and share > 1e-6:
                key = share + self.blur * self.chance.random()
                if m not in best or key > best[m][0]:
                    best[m] = (key, share, pattern)
        order = sorted(best, key=lambda m: (-best[m][0], m))
        clear = sum(best[m][1] > CLEAR for m in order)
        count = max(clear, 1 + len(order) // 12)
        return {m: best[m][2] for m in order[:count]}

    def _last(self, node: Relaxed, held: Mapping[int, Pattern]) -> Choice | None:
        """Choose for the last few by a whole-number programme over the rosters that can still pay."""
        pool, relaxation = self.relaxation.master.pool, self.relaxation
        spare = self.target - node.bound
        reduced = relaxation.reduced(node.duals)
        near = [
            (m, pattern, cost)
            for i, (m, pattern, cost) in enumerate(pool)
            if (held[m].tobytes() == pattern.tobytes() if m in held else reduced[i] <= spare)
        ]
        if len(near) > COLUMNS:
            order = sorted(range(len(near)), key=lambda i: i)
            near = [near[i] for i in order[:COLUMNS]]
        if {m for m, _, _ in near} != set(relaxation.members):
            return None
        return choose(relaxation.rows, near, nodes=NODES, seconds=MIP_SECONDS, below=self.target)
