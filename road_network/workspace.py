"""What a search writes on: labels, heap and weights, one set per thread."""

from collections import OrderedDict
from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.text import Text
from .access import Access
from .buckets import ring, room
from .closures import OPEN, Closures
from .graph import Int32
from .heap import Int64
from .linegraph import Side
from .sweep_kernels import patch

FIRST_ERA = 2**31 - 2
UNTOUCHED = 2**63 - 1
KEPT_ROWS = 4
FIRST_ROOM = 1 << 16


class Workspace:
    """
    Scratch memory for the searches of one thread on one side of the line graph.

    ``given`` and ``weight`` are those of the last search. Memory: 12 bytes a label, up to ``KEPT_ROWS`` rows of 4 bytes
    a state; the heap's pages are taken only when used.
    """

    def __init__(self, side: Side, places: int) -> None:
        self.side = side
        self.label: Int64 = np.full(places, UNTOUCHED, dtype=np.int64)
        self.heap: Int64 = np.empty(len(side.turn) + 2 * places + 1024, dtype=np.int64)
        self.least: Int32 = np.empty(places, dtype=np.int32)
        self.ring: Int32 = ring()
        self.queue: Int64 = room(FIRST_ROOM)
        self.wanted: NDArray[np.bool_] = np.zeros(len(side.arc), dtype=np.bool_)
        self.era = FIRST_ERA
        self.given: object = None
        self.weight: Int32 = np.empty(0, dtype=np.int32)
        self._rows: OrderedDict[Hashable, tuple[Int32, Int32, Closures]] = OrderedDict()

    def next_era(self) -> int:
        """Make all labels void and return the number of the new era."""
        self.era -= 1
        if self.era == 0:
            self.label[:] = UNTOUCHED
            self.era = FIRST_ERA
        return self.era

    def begin(self, weight: Int32, at: Access) -> tuple[Int32, Int32, Int32, Int64, Int64, int, Int32, Int64]:
        """Return what every search with a heap takes first, from roads to where it begins; it gets a new era."""
        side = self.side
        return side.step, side.turn, weight, self.label, self.heap, self.next_era(), at.state, at.goal

    def lengthen(self) -> None:
        """Double the room of the queue of buckets."""
        self.queue = room(2 * len(self.queue))

    def weights(self, key: Hashable, row: Int32, closures: Closures) -> Int32:
        """Return a row of weights, in the order of the states, with the closures laid over it."""
        kept = self._rows.get(key)
        if kept is None or kept[0] is not row:
            kept = (row, row.copy(), OPEN)
            self._rows[key] = kept
            if len(self._rows) > KEPT_ROWS:
                self._rows.popitem(last=False)
        _, weight, laid = kept
        if laid is not closures:
            if closures.arcs.max(initial=-1) >= len(row):
                arc = int(closures.arcs.max())
                raise InputError(Text(f"管制路段 {arc} 不在路网中", f"closed arc {arc} is not in the network"))
            patch(weight, row, self.side.state, laid.arcs, closures.arcs, closures.percent)
            self._rows[key] = (row, weight, closures)
        return weight
