"""Single journeys: one unit to many points, and the route of one unit."""

from collections.abc import Sequence

import numpy as np

from .access import Access
from .conditions import Conditions, Roads
from .follow_kernels import follow
from .graph import Float64, Int32
from .heap import Int64
from .landmarks import Landmarks
from .nearest import NEVER_MS
from .nearest_kernels import part_of
from .road_point import RoadPoint
from .route import Route, describe
from .sweep_kernels import read_labels, sweep
from .workspace import Workspace

NO_LABEL = -1
FAR = np.iinfo(np.int64).max


def run_sweep(work: Workspace, weight: Int32, origin: Access, wanted: Int32, limit: int = NEVER_MS) -> None:
    """Label the states from the origin on, until all wanted ones are settled; with none wanted, up to the limit."""
    work.wanted[wanted] = True
    sweep(*work.begin(weight, origin), work.wanted, len(wanted), limit)
    work.wanted[wanted] = False


def one_to_many(roads: Roads, start: RoadPoint, targets: Sequence[RoadPoint], given: Conditions) -> list[int | None]:
    """Return the time from a unit's point to each target, None where there is no way."""
    row = many_to_many(roads, [start], targets, given)[0]
    return [None if time < 0 else time for time in row.tolist()]


def many_to_many(roads: Roads, starts: Sequence[RoadPoint], targets: Sequence[RoadPoint], given: Conditions) -> Int64:
    """Return the times from units' points to targets, shape (starts, targets), below 0 where there is no way."""
    work = roads.ahead()
    weight = roads.weights(work, given)
    ends = [street_ends(roads, weight, target) for target in targets]
    arc, part = (np.full((len(targets), 2), -1, dtype=np.int64) for _ in range(2))
    for row, end in enumerate(ends):
        for column, (own, begun) in enumerate(end):
            arc[row, column], part[row, column] = own, begun
    states = np.unique(arc[arc >= 0]).astype(np.int32)
    place = np.searchsorted(states, arc)
    times = np.empty((len(starts), len(targets)), dtype=np.int64)
    for found, start in zip(times, starts, strict=True):
        origin = roads.access(work, weight, start, both=False)
        run_sweep(work, weight, origin, states)
        label = np.append(read_labels(work.label, work.era, states), NO_LABEL)
        found[:] = _earliest(np.where(arc < 0, NO_LABEL, label[place]), direct_times(weight, origin, start), arc, part)
    return times


def street_ends(roads: Roads, weight: Int32, target: RoadPoint) -> list[tuple[int, int]]:
    """Return the arcs a target lies on, each with the time from its tail."""
    arc, twin = roads.checked(target).arc, int(roads.network.twin[target.arc])
    ends = [(arc, target.share)] + ([(twin, 1.0 - target.share)] if twin >= 0 else [])
    return [(a, int(share * abs(int(weight[a])) + 0.5)) for a, share in ends if weight[a]]


def direct_times(weight: Int32, origin: Access, start: RoadPoint) -> dict[int, tuple[int, int]]:
    """Return for the arcs of the start's own street: time to its tail (negative on the own arc), least part of it."""
    gone = part_of(abs(int(weight[start.arc])), start.share)
    return {
        int(s): (goal - abs(int(weight[s])), gone if onward < 0 else 0)
        for s, goal, onward in zip(origin.state, origin.goal.tolist(), origin.onward, strict=True)
    }


def _earliest(label: Int64, direct: dict[int, tuple[int, int]], arc: Int64, part: Int64) -> Int64:
    """Return the least of label + part over the arcs that a target lies on, along the start's own street too."""
    found = np.where(label < 0, FAR, label + part)
    for own, (tail, least) in direct.items():
        found = np.where((arc == own) & (part >= least), np.minimum(found, tail + part), found)
    first: Int64 = found.min(axis=1, initial=FAR)
    return np.where(first == FAR, NO_LABEL, first)


def route(  # noqa: PLR0913, PLR0917 - called by RoadSearch only
    roads: Roads,
    angles: tuple[Float64, Float64],
    start: RoadPoint,
    target: RoadPoint,
    given: Conditions,
    marks: Landmarks | None = None,
) -> Route | None:
    """Return the fastest route of a unit to a point, None if there is none; the same with landmarks, but sooner."""
    work = roads.back()
    weight = roads.weights(work, given)
    state = int(work.side.state[roads.checked(start).arc])
    ride = abs(int(weight[state]))
    goal = roads.access(work, weight, target, both=True)
    if ride == 0 or not len(goal.state):
        return None
    if marks is not None:
        marks.run(work, weight, goal, state)
    else:
        run_sweep(work, weight, goal, np.array([state], dtype=np.int32))
    traced = trace(roads, work, weight, goal, start)
    if traced is None:
        return None
    arcs, time = traced
    return describe(roads.network, angles, arcs, start.share, end_share(target, arcs), time)


def trace(
    roads: Roads, work: Workspace, weight: Int32, goal: Access, start: RoadPoint
) -> tuple[Sequence[int], int] | None:
    """
    Read the fastest way from a point off the labels of the backward search that just ended in ``work``.

    Returns
    -------
    arcs, time_ms
        None if there is no way. The start's arc must be settled, or not be reachable at all.
    """
    state = int(work.side.state[start.arc])
    ride = abs(int(weight[state]))
    gone = part_of(ride, start.share)
    around = int(read_labels(work.label, work.era, np.array([state], dtype=np.int32))[0])
    own = np.flatnonzero((goal.state == state) & (goal.goal >= gone))
    if len(own) and (around < 0 or goal.goal[own[0]] <= around + ride):
        return _last_arcs(roads, goal, int(own[0])), int(goal.goal[own[0]]) - gone
    if around >= 0:
        return _way(roads, work, weight, goal, start.arc), around + ride - gone
    return None


def end_share(target: RoadPoint, arcs: Sequence[int]) -> float:
    """Return the share of a way's last arc at which it ends."""
    return target.share if arcs[-1] == target.arc else 1.0 - target.share


def _way(roads: Roads, work: Workspace, weight: Int32, goal: Access, arc: int) -> list[int]:
    back = roads.lines.back
    arcs, entry = follow(
        back.step,
        back.turn,
        back.state,
        roads.lines.ahead.step,
        weight,
        work.label,
        work.era,
        goal.state,
        goal.goal,
        arc,
    )
    return [arc, *arcs.tolist(), *_last_arcs(roads, goal, entry)]


def _last_arcs(roads: Roads, goal: Access, entry: int) -> list[int]:
    """Return the arcs from an entry of a closed street on to the point."""
    arcs = []
    while entry >= 0:
        arcs.append(int(roads.lines.back.arc[goal.state[entry]]))
        entry = goal.onward[entry]
    return arcs
