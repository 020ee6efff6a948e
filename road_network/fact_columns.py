"""Fact columns: the facts of each distinct set of tags, laid out as arrays over arcs."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from .tags import Facts


class FactColumns(TypedDict):
    """The parts of a ``Draft`` that tags decide."""

    speed_kmh: NDArray[np.float64]
    speed_given: NDArray[np.bool_]
    road_class: NDArray[np.uint8]
    lanes: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    name: NDArray[np.int32]
    names: Sequence[str]


def fact_columns(table: Sequence[Facts], number: NDArray[np.int64]) -> FactColumns:
    """Look up ``table[number]`` for each arc; names are sorted, the empty one first."""
    names = ["", *sorted({one.name for one in table} - {""})]
    place = {name: position for position, name in enumerate(names)}
    return FactColumns(
        speed_kmh=np.array([one.speed_kmh for one in table], dtype=np.float64)[number],
        speed_given=np.array([one.speed_given for one in table], dtype=bool)[number],
        road_class=np.array([one.road_class for one in table], dtype=np.uint8)[number],
        lanes=np.array([one.lanes for one in table], dtype=np.uint8)[number],
        flags=np.array([one.flags for one in table], dtype=np.uint8)[number],
        name=np.array([place[one.name] for one in table], dtype=np.int32)[number],
        names=names,
    )
