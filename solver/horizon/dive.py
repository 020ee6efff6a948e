"""Diving: hold ever more people to the roster the relaxation favours, and price the others anew."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .integer import choose
from .person import Pattern
from .relax import Relaxation, Relaxed, Stop, never

CLEAR = 0.97
REPRICE = 25
LAST = 8
COLUMNS = 1_200
NODES = 40


@dataclass(slots=True)
class Diver:
    """
    Looks for a plan cheaper than ``target`` in one relaxation.

    With ``blur`` > 0 ``chance`` perturbs which of the rosters that the relaxation uses is held next.
    """

    relaxation: Relaxation
    target: float
    chance: np.random.Generator
    blur: float = 0.0
    stop: Stop = never
    reprice: int = REPRICE

    def run(self, root: Relaxed) -> dict[int, Pattern] | None:
        """Dive from ``root``; returns a roster for each free member, None if nothing below the target was met."""
        held: dict[int, Pattern] = {}
        node, free = root, len(self.relaxation.members)
        late: dict[int, Pattern] = {}
        while len(held) < free and self.relaxation.horizon.rounded(node.value) < self.target and not self.stop():
            if free - len(held) >= LAST:
                late = dict(held)
            held |= self._favoured(node, held)
            node = self.relaxation.solve(held, rounds=self.reprice, stop=self.stop)
        if len(held) == free and self.relaxation.horizon.rounded(node.value) < self.target:
            return held
        return None if self.stop() else self._whole(root, late)

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

    def _whole(self, root: Relaxed, held: Mapping[int, Pattern]) -> dict[int, Pattern] | None:
        """Choose for the last few by a whole-number programme over the rosters that can still pay."""
        pool, relaxation = self.relaxation.master.pool, self.relaxation
        spare = self.target - root.bound
        reduced = relaxation.reduced(root.duals)
        keys = {m: pattern.tobytes() for m, pattern in held.items()}
        kept = [i for i, (m, _, _) in enumerate(pool) if m not in held and reduced[i] <= spare]
        kept = sorted(sorted(kept, key=lambda i: (reduced[i], i))[:COLUMNS])
        near = [pool[i] for i in kept]
        near += [column for column in pool if keys.get(column[0]) == column[1].tobytes()]
        if {m for m, _, _ in near} != set(relaxation.members):
            return None
        found = choose(relaxation.rows, near, nodes=NODES, below=self.target, stop=self.stop)
        return found[1] if found else None
