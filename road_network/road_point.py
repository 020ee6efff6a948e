"""A place on the road: an arc and how far along it."""

from dataclasses import dataclass

from ..models.errors import InputError
from ..models.text import Text


@dataclass(frozen=True, slots=True)
class RoadPoint:
    """
    A point on an arc, ``share`` of the way from its tail (0.0) to its head (1.0).

    A unit at a point travels in the arc's direction. An incident at a point lies on the street, whichever way one
    comes.
    """

    arc: int
    share: float

    def __post_init__(self) -> None:
        if not (self.arc >= 0 and 0.0 <= self.share <= 1.0):
            raise InputError(
                Text(
                    f"道路位置无效: 路段 {self.arc}, 比例 {self.share} (须在 0 与 1 之间)",
                    f"no place on the road: arc {self.arc}, share {self.share} (must lie between 0 and 1)",
                )
            )
