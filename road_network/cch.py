"""The contraction hierarchy's public face: large tables of times, and few units on a large map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.text import Text
from .access import Access
from .cch_build import Skeleton, skeleton
from .cch_kernels import FAR, best_of, climb_all, customise, table
from .cch_order import node_order
from .conditions import USUAL, Conditions, Roads
from .few_kernels import ASK_SLOWLY, first_of, nearest_few
from .graph import Int32
from .journeys import direct_times, street_ends
from .road_point import RoadPoint

UNREACHED = -1


@dataclass(frozen=True, slots=True, eq=False)
class Climbs:
    """
    Labels of many points by depth in the elimination tree.

    ``owner[i]`` is the point that climb i belongs to, sorted; a point may have several climbs or none.
    """

    label: Int32
    chain: Int32
    length: Int32
    owner: NDArray[np.int64]

    @property
    def rows(self) -> tuple[Int32, Int32, Int32]:
        """What the kernels take."""
        return self.label, self.chain, self.length


class Hierarchy:
    """
    The skeleton of a network: made once (seconds for a large city), good for all speeds and closures.

    It serves searches without turn costs; InputError for others. Finding the order takes most of the time:
    ``order_cache.cached_order`` keeps it beside the road file.

    Examples
    --------
    ``fixed = Hierarchy(search.roads).customise(Conditions(...)); fixed.matrix(cars, incidents)``
    """

    def __init__(self, roads: Roads, order: Int32 | None = None) -> None:
        if not roads.by_node:
            raise InputError(Text("收缩层次只用于不计转弯耗时的搜索", "a hierarchy serves searches without turn costs"))
        self.roads = roads
        self.skeleton: Skeleton = skeleton(
            node_order(roads.network) if order is None else order, roads.network.tail, roads.network.head
        )
        self.place: Int32 = self.skeleton.rank[roads.lines.in_tail]

    def customise(self, given: Conditions = USUAL) -> "FixedTimes":
        """Fit the hierarchy to speeds and closures; the result keeps to them, whatever changes later."""
        return FixedTimes(self, given)


class FixedTimes:
    """A hierarchy under fixed conditions; immutable, safe to share between threads."""

    def __init__(self, hierarchy: Hierarchy, given: Conditions) -> None:
        self.given = given
        self._roads, self._bones, self._place = hierarchy.roads, hierarchy.skeleton, hierarchy.place
        bones = self._bones
        weight = self._roads.weights(self._roads.ahead(), given)
        up, down = customise(
            bones.up_start,
            bones.up_head,
            bones.up_tail,
            bones.down_start,
            bones.down_edge,
            bones.edge,
            bones.upward,
            np.where(weight > 0, weight, FAR).astype(np.int32),
        )
        self._up, self._down = up[bones.turned], down[bones.turned]

    def matrix(self, starts: Sequence[RoadPoint], targets: Sequence[RoadPoint]) -> NDArray[np.int64]:
        """
        Return the times of units at ``starts`` (in their direction of travel) to ``targets``.

        Returns
        -------
        Shape (starts, targets), milliseconds; ``UNREACHED`` where there is no way. The same as
        ``RoadSearch.matrix``, a hundred times as fast.
        """
        leave = self.leave(starts)
        reach = self.reach(targets)
        times = np.full((len(starts), len(targets)), FAR, dtype=np.int64)
        if len(leave.owner) and len(reach.owner):
            pairs = table(*leave.rows, *reach.rows).astype(np.int64)
            _lower(times, pairs, leave.owner, reach.owner)
        self._same_street(times, self.streets(starts), targets)
        times[times >= FAR] = UNREACHED
        return times

    def leave(self, starts: Sequence[RoadPoint]) -> Climbs:
        """Climb from units in their direction of travel."""
        work = self._roads.ahead()
        weight = self._roads.weights(work, self.given)
        found = [self._roads.access(work, weight, start, both=False) for start in starts]
        return self._climbs(found, [self._roads.network.head[one.state] for one in found], self._up)

    def reach(self, targets: Sequence[RoadPoint]) -> Climbs:
        """Climb from targets, against the direction of travel, on every arc they lie on."""
        work = self._roads.back()
        weight = self._roads.weights(work, self.given)
        found = [self._roads.access(work, weight, target, both=True) for target in targets]
        arcs = [self._roads.lines.back.arc[one.state] for one in found]
        return self._climbs(found, [self._roads.network.tail[one] for one in arcs], self._down)

    def _climbs(self, found: Sequence[Access], nodes: Sequence[Int32], time: Int32) -> Climbs:
        place, offset, owner = [], [], []
        for i, (one, ends) in enumerate(zip(found, nodes, strict=True)):
            begin = list(zip(self._bones.rank[ends].tolist(), one.goal.tolist(), strict=True))
            pairs = [sorted(begin)] if len(begin) == 2 and max(one.onward) < 0 else [[end] for end in begin]
            for pair in pairs:
                place.append((pair[0][0], pair[-1][0]))
                offset.append((pair[0][1], pair[-1][1]))
                owner.append(i)
        return self._climb(
            np.array(place, dtype=np.int32).reshape(-1, 2),
            np.array(offset, dtype=np.int32).reshape(-1, 2),
            np.array(owner, dtype=np.int64),
            time,
        )

    def _climb(self, place: Int32, offset: Int32, owner: NDArray[np.int64], time: Int32) -> Climbs:
        bones = self._bones
        shape = len(place), bones.height
        label, chain = np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.int32)
        length = np.empty(len(place), dtype=np.int32)
        if len(place):
            hung = bones.run_start, bones.run, bones.parent, bones.depth
            climb_all(*hung, time, place, offset, label, chain, length)
        return Climbs(label, chain, length, owner)

    def streets(self, starts: Sequence[RoadPoint]) -> NDArray[np.int64]:
        """Return who stands in which street, rows: arc, time to the arc's tail, least part of it to drive, start."""
        work = self._roads.ahead()
        weight = self._roads.weights(work, self.given)
        rows = []
        for i, start in enumerate(starts):
            origin = self._roads.access(work, weight, start, both=False)
            rows += [(arc, base, least, i) for arc, (base, least) in direct_times(weight, origin, start).items()]
        return np.array(rows, dtype=np.int64).reshape(-1, 4)

    def first(  # noqa: PLR0913, PLR0917 - arrays that FewUnits keeps
        self,
        target: RoadPoint,
        climbs: Climbs,
        street: NDArray[np.int64],
        delay: NDArray[np.int64],
        late: NDArray[np.int64],
        found: Int32,
    ) -> int:
        """Find the units whose climbs and streets are given that are first at a point; see ``nearest_few``."""
        work, bones, arc = self._roads.back(), self._bones, self._roads.checked(target).arc
        weight = self._roads.weights(work, self.given)
        # fmt: off
        count = nearest_few(
            work.side.state, weight, self._roads.network.twin, self._place, arc, target.share,
            bones.run_start, bones.run, bones.parent, bones.depth, self._down,
            climbs.label, climbs.chain, climbs.length, climbs.owner, street, delay, late, found,
        )
        # fmt: on
        if count != ASK_SLOWLY:
            return count
        reach, late[:] = self.reach([target]), FAR
        best_of(*climbs.rows, climbs.owner, *reach.rows, late)
        self._same_street(late.reshape(-1, 1), street, [target])
        return first_of(late, delay, found)

    def _same_street(self, times: NDArray[np.int64], street: NDArray[np.int64], targets: Sequence[RoadPoint]) -> None:
        """Lower the times, shape (starts, targets), of those who need not leave the street they are on."""
        weight = self._roads.weights(self._roads.ahead(), self.given)
        there: dict[int, list[tuple[int, int, int]]] = {}
        for arc, base, least, start in street.tolist():
            there.setdefault(arc, []).append((base, least, start))
        for j, target in enumerate(targets):
            for arc, part in street_ends(self._roads, weight, target):
                for base, least, i in there.get(arc, ()):
                    if part >= least:
                        times[i, j] = min(times[i, j], base + part)


def _lower(
    times: NDArray[np.int64], pairs: NDArray[np.int64], rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> None:
    """Put the least of the climbs of each pair of points into the table."""
    across, first = np.unique(columns, return_index=True)
    pairs = np.minimum.reduceat(pairs, first, axis=1)
    down, first = np.unique(rows, return_index=True)
    times[np.ix_(down, across)] = np.minimum.reduceat(pairs, first, axis=0)
