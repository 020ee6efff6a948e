"""The k nearest units with the ways they take: one search answers both, and who else was met on the way."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .conditions import Conditions
from .met_kernels import met
from .nearest import NEVER_MS, Wish, ask
from .road_point import RoadPoint
from .route import Route
from .search import RoadSearch
from .unit_index import UnitIndex
from .unit_kernels import RANK
from .way_kernels import draw_all, trace_all


class Met(NamedTuple):
    """A unit by its slot of the index, and when it is there, turn-out included."""

    slot: int
    eta_ms: int


class NearestWays:
    """
    One question to the roads: who is nearest to a place, who else was met within a time, which ways they take.

    ``nearest`` searches; ``met`` and ``routes`` read the labels it left, so they must follow on the same thread before
    any other search, while the units stand still.

    Parameters
    ----------
    search
        With turn costs (``turns`` not None).
    units
        Made by ``search.units()``.
    target
        The place.
    given
        Closures, vehicle, time of day.
    """

    def __init__(self, search: RoadSearch, units: UnitIndex, target: RoadPoint, given: Conditions) -> None:
        self._roads, self._angles, self._units = search.roads, search.angles, units
        self._target, self._given = target, given
        self._work = self._roads.back()
        self._weight = self._roads.weights(self._work, given)
        self._goal = self._roads.access(self._work, self._weight, target, both=True)
        self._limit = -1

    @property
    def searched_ms(self) -> int:
        """How far the last search went: everybody who is there by then can be read off its labels; -1: not yet."""
        return self._limit

    def nearest(self, k: int, *, need: int = 0, limit_ms: int = NEVER_MS) -> list[Met]:
        """Return the k units that can be first, as ``RoadSearch.nearest`` does."""
        with self._units.lock:
            self._units.rank()
            wish = Wish(self._target, k, need, limit_ms, self._given)
            found = ask(self._roads, self._work, self._weight, self._units, wish, self._goal)
        answer = list(map(Met, found.slot[: found.number].tolist(), found.eta.tolist()))
        self._limit = answer[-1].eta_ms if len(answer) == k else limit_ms
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
