"""The k nearest units: one call, microseconds."""

from dataclasses import dataclass

import numpy as np

from ..models.errors import InputError
from ..models.text import Text
from .access import Access
from .conditions import Conditions, Roads
from .graph import Int32
from .heap import Int64
from .nearest_kernels import nearest_by_arc, nearest_by_node
from .road_point import RoadPoint
from .unit_index import UnitIndex
from .workspace import Workspace

NEVER_MS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Arrival:
    """A unit and when it can be there: milliseconds from now, turn-out delay included."""

    unit: str
    eta_ms: int


def nearest(
    roads: Roads, units: UnitIndex, target: RoadPoint, k: int, *, need: int, limit_ms: int, given: Conditions
) -> list[Arrival]:
    """Return the k available units that can be first at a point; see ``RoadSearch.nearest``."""
    if k < 1:
        raise InputError(Text(f"k 必须为正: {k}", f"k must be positive: {k}"))
    work = roads.back()
    weight = roads.weights(work, given)
    goal = roads.access(work, weight, target, both=True)
    found, eta = np.empty(k, dtype=np.int32), np.empty(k, dtype=np.int64)
    limit = min(limit_ms, NEVER_MS)
    with units.lock:
        units.rank()
        ask = ask_by_node if roads.by_node else ask_by_arc
        count, _ = ask(roads, work, weight, goal, units, need, limit, found, eta)
        return [Arrival(units.name(u), t) for u, t in zip(found[:count].tolist(), eta.tolist(), strict=False)]


def ask_by_arc(
    roads: Roads,
    work: Workspace,
    weight: Int32,
    goal: Access,
    units: UnitIndex,
    need: int,
    limit: int,
    found: Int32,
    eta: Int64,
) -> tuple[int, int]:
    """Call the kernel with turn costs; the units' lock must be held."""
    return nearest_by_arc(
        roads.lines.back.step,
        roads.lines.back.turn,
        weight,
        work.label,
        work.heap,
        work.next_era(),
        goal.state,
        goal.goal,
        units.bucket,
        units.bits,
        units.row,
        units.share,
        units.skill,
        need,
        limit,
        found,
        eta,
    )


def ask_by_node(
    roads: Roads,
    work: Workspace,
    weight: Int32,
    goal: Access,
    units: UnitIndex,
    need: int,
    limit: int,
    found: Int32,
    eta: Int64,
) -> tuple[int, int]:
    return nearest_by_node(
        roads.lines.in_start,
        roads.lines.in_tail,
        weight,
        work.label,
        work.heap,
        work.next_era(),
        goal.state,
        goal.goal,
        roads.lines.in_head,
        units.bucket,
        units.bits,
        units.row,
        units.share,
        units.skill,
        need,
        limit,
        found,
        eta,
    )
