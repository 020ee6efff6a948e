"""Closed and slow roads of a world, as the simulator wants them: one state of the roads for each stretch of time."""

from collections.abc import Sequence
from itertools import pairwise

from ...road_network.closures import OPEN, Closures
from ..simulator.scenario import RoadChange
from .world import RoadEffect, World


def road_changes(world: World) -> tuple[RoadChange, ...]:
    """Return stretches of time that do not overlap, each with all that holds in it; none while all is as usual."""
    spans = [(start, stop, effect) for effect in world.roads for start, stop in effect.window.spans()]
    edges = sorted({edge for start, stop, _ in spans for edge in (start, stop)})
    found = []
    for start, stop in pairwise(edges):
        holding = [effect for begin, end, effect in spans if begin <= start and stop <= end]
        if holding:
            found.append(RoadChange(start=start, stop=stop, closures=_closures(holding)))
    return tuple(found)


def _closures(effects: Sequence[RoadEffect]) -> Closures:
    state = OPEN
    for effect in effects:
        state = (
            state.slow(effect.arcs, effect.percent)
            if effect.closed is None
            else state.close(effect.arcs, effect.closed)
        )
    return state
