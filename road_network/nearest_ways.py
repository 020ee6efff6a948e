"""The k nearest units with the ways they take: one search answers both, and who else was met on the way."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from .conditions import Conditions
from .graph import Int32
from .landmarks import Landmarks
from .met_kernels import met
from .nearest import NEVER_MS, Found, Wish, ask
from .road_point import RoadPoint
from .route import Route
from .search import RoadSearch
from .unit_index import UnitIndex
from .unit_kernels import RANK
from .way_kernels import draw_all, trace_all

FEW = 8
"""So many units are looked for one by one where there is a guide; more are met on the way sooner."""


class Met(NamedTuple):
    """A unit by its slot of the index, and when it is there, turn-out included."""

    slot: int
    eta_ms: int


class NearestWays:
    """
    One question to the roads: who is nearest to a place, who else is there within a time, which ways they take.

    ``nearest`` searches; ``met`` and ``routes`` read the labels it left, so they must follow on the same thread before
    any other search, while the units stand still.

    Parameters
    ----------
    search
        With turn costs (``turns`` not None). If it has a guide for the vehicle, few units are found by it.
    units
        Made by ``search.units()``.
    target
        The place.
    given
        Closures, vehicle, time of day.
    guided
        Whether the guide may be used.
    """

    def __init__(
        self, search: RoadSearch, units: UnitIndex, target: RoadPoint, given: Conditions, *, guided: bool = True
    ) -> None:
        self._roads, self._angles, self._units = search.roads, search.angles, units
        self._target, self._given = target, given
        self._guide = search.guide(given.vehicle) if guided else None
        self._work = self._roads.back()
        self._weight = self._roads.weights(self._work, given)
        self._goal = self._roads.access(self._work, self._weight, target, both=True)
        self._limit = -1
        self._labelled: frozenset[int] = frozenset()

    @property
    def searched_ms(self) -> int:
        """
        How far the last search went: everybody who is there by then can be read off its labels.

        -1: there was none, or it was guided to a few units.
        """
        return self._limit

    def nearest(self, k: int, *, need: int = 0, limit_ms: int = NEVER_MS, but: int = 0) -> list[Met]:
        """
        Return the k units that can be first, as ``RoadSearch.nearest`` does.

        ``but``: units with all these bits may be left out; 0: nobody.
        """
        if self._guide is not None:
            few = self._units.listed(need, but=but)
            if len(few) <= FEW:
                return self._nearest_of(self._guide, few, k, limit_ms)
        return self._searched(k, need, limit_ms)

    def all_by(self, limit_ms: int) -> list[Met]:
        """Return all units that are there by ``limit_ms``, in order; searches if it must."""
        if limit_ms > self._limit:
            self._searched(max(1, self._units.count(0)), 0, limit_ms)  # no farther than the last unit
        return self.met(min(limit_ms, self._limit), need=0)

    def first_by(self, limit_ms: int, *, need: int, known: Collection[int]) -> int | None:
        """
        Return when the first unit with the bits ``need`` is there; None if nobody is there by ``limit_ms``.

        ``known``: slots of units of which it is known already that they are not there before; they may be left out.
        """
        if limit_ms > self._limit and self._guide is not None:
            few = self._units.listed(need)
            if len(few) <= FEW + len(known):
                few = few[[slot not in known for slot in few.tolist()]]
            if len(few) <= FEW:
                met = self._nearest_of(self._guide, few, 1, limit_ms)
            else:
                met = self._searched(1, need, limit_ms)
        else:
            met = self.met(min(limit_ms, self._limit), need=need)
        return met[0].eta_ms if met else None

    def _searched(self, k: int, need: int, limit_ms: int) -> list[Met]:
        with self._units.lock:
            self._units.rank()
            wish = Wish(self._target, k, need, limit_ms, self._given)
            found = ask(self._roads, self._work, self._weight, self._units, wish, self._goal)
        answer = self._answer(found)
        self._limit = answer[-1].eta_ms if len(answer) == k else limit_ms
        return answer

    def _nearest_of(self, guide: Landmarks, slots: Int32, k: int, limit_ms: int) -> list[Met]:
        if not len(slots):
            return []
        with self._units.lock:
            self._units.rank()
            found = guide.ask(self._work, self._weight, self._units, slots, k, limit_ms, self._goal)
        self._limit = -1
        return self._answer(found)

    def _answer(self, found: Found) -> list[Met]:
        answer = list(map(Met, found.slot[: found.number].tolist(), found.eta.tolist()))
        self._labelled = frozenset(one.slot for one in answer)
        return answer

    def met(self, limit_ms: int, *, need: int = 0) -> list[Met]:
        """Return all units with the bits ``need`` that are there by ``limit_ms``, at most ``searched_ms``; in order."""
        units, goal = self._units, self._goal
        with units.lock:
            units.rank()
            room = min(len(units.row), units.slots)
            slot, eta = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int64)
            # fmt: off
            count = met(
                self._work.label, self._work.era, self._weight, goal.state, goal.goal,
                units.row, units.share, units.skill, need, limit_ms, slot, eta,
            )
            # fmt: on
            ranks = units.row[slot[:count], RANK].tolist()
        return [
            Met(one, time) for time, _, one in sorted(zip(eta[:count].tolist(), ranks, slot.tolist(), strict=False))
        ]

    def routes(self, slots: Sequence[int], drive_ms: Sequence[int]) -> list[Route | None]:
        """Return the ways of units that were met, None for one that was not; ``drive_ms`` says how long each drives."""
        if self._guide is not None and not self._labelled.issuperset(slots):  # another search came in between
            self._nearest_of(self._guide, np.array(slots, dtype=np.int32), len(slots), NEVER_MS)
        roads, work, goal, units = self._roads, self._work, self._goal, self._units
        network, back = roads.network, roads.lines.back
        chosen = np.array(slots, dtype=np.int32)
        with units.lock:
            starts = units.share[chosen]
            # fmt: off
            arcs, first = trace_all(
                back.step, back.turn, back.state, back.arc, roads.lines.ahead.step, self._weight, work.label, work.era,
                goal.state, goal.goal, np.array(goal.onward, dtype=np.int32), units.row, units.share, chosen,
            )
        line, begin, metres = draw_all(
            network.geo_start,
            network.geo_lon,
            network.geo_lat,
            network.length_m,
            arcs,
            first,
            starts,
            self._target.arc,
            self._target.share,
        )
        # fmt: on
        ends, points, way = first.tolist(), begin.tolist(), arcs.tolist()
        return [
            Route(
                time_ms=ms,
                length_m=sum(metres[ends[i] : ends[i + 1]].tolist()),
                arcs=tuple(way[ends[i] : ends[i + 1]]),
                line=line[points[i] : points[i + 1]],
                metres=metres[ends[i] : ends[i + 1]],
                network=network,
                angles=self._angles,
            )
            if ends[i] < ends[i + 1]
            else None
            for i, ms in enumerate(drive_ms)
        ]
