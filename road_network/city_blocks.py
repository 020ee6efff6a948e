"""Cut the blocks of a drawn city: streets through large blocks, dead ends into small ones."""

import numpy as np

from ..models.place import RoadClass
from .city_streets import Blocks, Streets, join, on_side
from .graph import ROAD_CLASSES

COLLECTOR, LOCAL = ROAD_CLASSES.index(RoadClass.COLLECTOR), ROAD_CLASSES.index(RoadClass.LOCAL)
COLLECTOR_BLOCK_M2 = 350_000.0
DEAD_ENDS_PER_BLOCK = 0.55
LANE, NAMELESS = -2, -3
"""Labels of pieces that get a name of their own, and of those that get none."""


def cut(streets: Streets, blocks: Blocks, *, junctions: int, rng: np.random.Generator) -> Blocks:
    """
    Cut blocks, those large against their grain first, until the plan has about ``junctions`` junctions.

    Returns the blocks that are left, after dead ends have been led into some of them.
    """
    limit = float((blocks.area / blocks.grain).max()) / 2
    while True:
        room = int(junctions - streets.junctions - 2 * DEAD_ENDS_PER_BLOCK * len(blocks.grain)) // 3
        if room <= 0:
            break
        weight = blocks.area / blocks.grain
        order = np.argsort(-weight, kind="stable")[:room]
        chosen = order[weight[order] > limit]
        limit /= 1.4
        if len(chosen):
            rest = np.ones(len(weight), dtype=bool)
            rest[chosen] = False
            blocks = join([blocks.take(rest), *_halved(streets, blocks.take(chosen).longest_first(), rng)])
    share = max(0.0, (junctions - streets.junctions) / 2 / len(blocks.grain))
    _dead_ends(streets, blocks.take(rng.random(len(blocks.grain)) < share).longest_first(), rng)
    return blocks


def _halved(streets: Streets, blocks: Blocks, rng: np.random.Generator) -> list[Blocks]:
    """Lead one street from side 0 to side 2 of each block."""
    count = len(blocks.grain)
    middle = np.clip(rng.normal(0.5, 0.07, count), 0.33, 0.67)
    slant = np.clip(rng.normal(0.0, 0.05, count), -0.12, 0.12)
    near_xy, near = on_side(blocks, 0, middle)
    far_xy, far = on_side(blocks, 2, 1 - np.clip(middle + slant, 0.3, 0.7))
    first, last = streets.add_junctions(near_xy), streets.add_junctions(far_xy)
    streets.add_points(blocks.piece[:, 0], near, first)
    streets.add_points(blocks.piece[:, 2], far, last)
    large = (blocks.area > COLLECTOR_BLOCK_M2) | ((blocks.depth == 0) & (rng.random(count) < 0.3))
    named = large | (rng.random(count) < 0.75)
    street = streets.add_pieces(
        first, last, kind=np.where(large, COLLECTOR, LOCAL), name=np.where(named, LANE, NAMELESS)
    )
    left, right = _copy(blocks, rng), _copy(blocks, rng)
    left.xy[:, 1], left.xy[:, 2] = near_xy, far_xy
    left.end[:, 0], left.start[:, 2] = near, far
    left.piece[:, 1], left.start[:, 1], left.end[:, 1] = street, 0.0, 1.0
    right.xy[:, 0], right.xy[:, 3] = near_xy, far_xy
    right.start[:, 0], right.end[:, 2] = near, far
    right.piece[:, 3], right.start[:, 3], right.end[:, 3] = street, 1.0, 0.0
    return [left, right]


def _copy(blocks: Blocks, rng: np.random.Generator) -> Blocks:
    """Return a copy one cut deeper; halves of a block differ a little in how finely they are cut further."""
    return Blocks(
        xy=blocks.xy.copy(),
        piece=blocks.piece.copy(),
        start=blocks.start.copy(),
        end=blocks.end.copy(),
        grain=blocks.grain * np.exp(rng.normal(0.0, 0.22, len(blocks.grain))),
        depth=blocks.depth + 1,
    )


def _dead_ends(streets: Streets, blocks: Blocks, rng: np.random.Generator) -> None:
    """Lead a lane from side 0 into each block, not through it."""
    count = len(blocks.grain)
    foot_xy, foot = on_side(blocks, 0, rng.uniform(0.3, 0.7, count))
    across_xy, _ = on_side(blocks, 2, rng.uniform(0.35, 0.65, count))
    tip_xy = foot_xy + rng.uniform(0.35, 0.72, count)[:, None] * (across_xy - foot_xy)
    first, last = streets.add_junctions(foot_xy), streets.add_junctions(tip_xy)
    streets.add_points(blocks.piece[:, 0], foot, first)
    named = rng.random(count) < 0.35
    streets.add_pieces(first, last, kind=np.full(count, LOCAL), name=np.where(named, LANE, NAMELESS))
