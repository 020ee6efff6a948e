"""Districts: points cut into compact groups of nearly equal size, and words for where a group lies."""

from collections.abc import Sequence
from math import atan2, cos, hypot, pi, radians

from ..models.text import Text

Point = tuple[float, float]

_SECTORS = (
    Text("东", "East"),
    Text("东北", "North-East"),
    Text("北", "North"),
    Text("西北", "North-West"),
    Text("西", "West"),
    Text("西南", "South-West"),
    Text("南", "South"),
    Text("东南", "South-East"),
)


def districts(points: Sequence[Point], groups: int) -> list[int]:
    """
    Cut points (lon, lat) into ``groups`` districts and return the district of each.

    Recursive bisection across the longer side: sizes differ by little, districts are compact, and the answer
    depends on nothing but the points. Ties are broken by position in the list.
    """
    labels = [0] * len(points)

    def cut(members: list[int], first: int, parts: int) -> None:
        if parts == 1:
            for member in members:
                labels[member] = first
            return
        axis = _longer_side([points[m] for m in members])
        ordered = sorted(members, key=lambda m: (points[m][axis], m))
        left = parts // 2
        border = round(len(ordered) * left / parts)
        cut(ordered[:border], first, left)
        cut(ordered[border:], first + left, parts - left)

    cut(list(range(len(points))), 0, groups)
    return labels


def _longer_side(points: Sequence[Point]) -> int:
    if not points:
        return 0
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    width = (max(lons) - min(lons)) * cos(radians(sum(lats) / len(lats)))
    return 0 if width >= max(lats) - min(lats) else 1


def centre(points: Sequence[Point]) -> Point:
    """Return the mean point; (0, 0) of none."""
    n = max(len(points), 1)
    return sum(p[0] for p in points) / n, sum(p[1] for p in points) / n


def side(whole: Sequence[Point], part: Sequence[Point]) -> Text:
    """
    Say on which side of all points a part of them lies.

    >>> side([(0.0, 0.0), (1.0, 0.0)], [(1.0, 0.0)]).en
    'East'
    """
    (lon0, lat0), (lon, lat) = centre(whole), centre(part)
    east, north = (lon - lon0) * cos(radians(lat0)), lat - lat0
    reach = max((hypot((p[0] - lon0) * cos(radians(lat0)), p[1] - lat0) for p in whole), default=0.0)
    if hypot(east, north) <= 0.15 * reach:
        return Text("中", "Centre")
    return _SECTORS[round(atan2(north, east) / (pi / 4)) % 8]
