"""The k nearest units: one call, microseconds."""

from typing import NamedTuple

import numpy as np

from ..models.errors import InputError
from ..models.text import Text
from .access import Access
from .conditions import Conditions, Roads
from .graph import Int32
from .heap import Int64
from .nearest_kernels import FULL, nearest_by_arc, nearest_by_node
from .road_point import RoadPoint
from .unit_index import UnitIndex
from .workspace import Workspace

NEVER_MS = 2**31 - 1


class Arrival(NamedTuple):
    """A unit and when it can be there: milliseconds from now, turn-out delay included."""

    unit: str
    eta_ms: int


class Wish(NamedTuple):
    """What a caller of ``RoadSearch.nearest`` asks for."""

    target: RoadPoint
    k: int
    need: int
    limit_ms: int
    given: Conditions


class Found(NamedTuple):
    """What a kernel found: ``number`` of slots and times, and how many places it settled."""

    slot: Int32
    eta: Int64
    number: int
    settled: int


def nearest(roads: Roads, units: UnitIndex, wish: Wish) -> list[Arrival]:
    """Return the k available units that can be first at a point; see ``RoadSearch.nearest``."""
    if wish.k < 1:
        raise InputError(Text(f"k 必须为正: {wish.k}", f"k must be positive: {wish.k}"))
    work = roads.back()
    weight = roads.weights(work, wish.given)
    with units.lock:
        units.rank()
        found = ask(roads, work, weight, units, wish)
        return list(map(Arrival, units.named(found.slot[: found.number].tolist()), found.eta.tolist()))


def ask(  # noqa: PLR0913, PLR0917 - the kernel's own needs
    roads: Roads, work: Workspace, weight: Int32, units: UnitIndex, wish: Wish, goal: Access | None = None
) -> Found:
    """
    Call the kernel; the units' lock must be held and their ranks be up to date.

    ``goal`` is the access to the wish's target, if the caller knows it already.
    """
    goal = goal or roads.access(work, weight, wish.target, both=True)
    slot, eta = np.empty(wish.k, dtype=np.int32), np.empty(wish.k, dtype=np.int64)
    lines, state, times, limit = roads.lines, goal.state, goal.goal, min(wish.limit_ms, NEVER_MS)
    bucket, bits, row, share, skill = units.bucket, units.bits, units.row, units.share, units.skill
    # fmt: off
    if roads.by_node:
        count, settled = nearest_by_node(
            lines.in_start, lines.in_tail, lines.in_head, weight,
            work.label, work.ring, work.queue, work.next_era(), state, times,
            bucket, bits, row, share, skill, wish.need, limit, slot, eta,
        )
    else:
        count, settled = nearest_by_arc(
            lines.back.step, lines.back.turn, weight,
            work.label, work.ring, work.queue, work.next_era(), state, times,
            bucket, bits, row, share, skill, wish.need, limit, slot, eta,
        )
    # fmt: on
    if count == FULL:
        work.lengthen()
        return ask(roads, work, weight, units, wish, goal)
    return Found(slot, eta, count, settled)
