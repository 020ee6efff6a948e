"""The contraction hierarchy's public face: large tables of times, and few units on a large map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.text import Text
from .access import Access
from .cch_build import Skeleton, skeleton
from .cch_kernels import FAR, climb_all, customise, table
from .cch_order import node_order
from .conditions import USUAL, Conditions, Roads
from .graph import Int32
from .journeys import direct_times, street_ends
from .road_point import RoadPoint

UNREACHED = -1
NO_OWNER = np.zeros(1, dtype=np.int64)
Streets = dict[int, list[tuple[int, int, int]]]


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

    It serves searches without turn costs; InputError for others.

    Examples
    --------
    ``fixed = Hierarchy(search.roads).customise(Conditions(...)); fixed.matrix(cars, incidents)``
    """

    def __init__(self, roads: Roads) -> None:
        if not roads.by_node:
            raise InputError(Text("收缩层次只用于不计转弯耗时的搜索", "a hierarchy serves searches without turn costs"))
        self.roads = roads
        self.skeleton: Skeleton = skeleton(node_order(roads.network), roads.network.tail, roads.network.head)

    def customise(self, given: Conditions = USUAL) -> "FixedTimes":
        """Fit the hierarchy to speeds and closures; the result keeps to them, whatever changes later."""
        return FixedTimes(self, given)


class FixedTimes:
    """A hierarchy under fixed conditions; immutable, safe to share between threads."""

    def __init__(self, hierarchy: Hierarchy, given: Conditions) -> None:
        self.given = given
        self._roads, self._bones = hierarchy.roads, hierarchy.skeleton
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
        self.same_street(times, self.streets(starts), targets)
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

    def reach_one(self, target: RoadPoint) -> Climbs:
        """Climb from one target; the same as ``reach([target])``, quicker."""
        work = self._roads.back()
        goal = self._roads.access(work, self._roads.weights(work, self.given), target, both=True)
        count = len(goal.state)
        if not 1 <= count <= 2 or max(goal.onward) >= 0:
            return self.reach([target])
        place = self._bones.rank[self._roads.lines.in_tail[goal.state]]
        order = slice(None) if place[0] <= place[-1] else slice(None, None, -1)
        pair = np.empty((1, 2), dtype=np.int32), np.empty((1, 2), dtype=np.int32)
        pair[0][0], pair[1][0] = place[order], goal.goal[order]
        return self._climb(*pair, NO_OWNER, self._down)

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

    def streets(self, starts: Sequence[RoadPoint]) -> Streets:
        """Return who stands in which street: arc -> (start, time to the arc's tail, least part of it to drive)."""
        work = self._roads.ahead()
        weight = self._roads.weights(work, self.given)
        found: Streets = {}
        for i, start in enumerate(starts):
            origin = self._roads.access(work, weight, start, both=False)
            for arc, (base, least) in direct_times(weight, origin, start).items():
                found.setdefault(arc, []).append((i, base, least))
        return found

    def same_street(self, times: NDArray[np.int64], streets: Streets, targets: Sequence[RoadPoint]) -> None:
        """Lower the times, shape (starts, targets), of those who need not leave the street they are on."""
        weight = self._roads.weights(self._roads.ahead(), self.given)
        for j, target in enumerate(targets):
            for arc, part in street_ends(self._roads, weight, target):
                for i, base, least in streets.get(arc, ()):
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
