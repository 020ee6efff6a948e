"""Snapping, compiled: a grid of cells that know their street segments, searched ring by ring."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

Floats = NDArray[np.float64]
Int32 = NDArray[np.int32]


class Grid(NamedTuple):
    """Cells of ``width`` x ``height`` degrees from (west, south): ``columns`` x ``rows`` of them, row by row."""

    west: float
    south: float
    width: float
    height: float
    columns: int
    rows: int


class Segments(NamedTuple):
    """Straight pieces of streets, shape (s,): where they begin, where they lead (degrees), and their arc."""

    lon: Floats
    lat: Floats
    east: Floats
    north: Floats
    arc: Int32


class Cells(NamedTuple):
    """Segments ``item[start[c]] .. item[start[c + 1]]`` of cell c."""

    start: Int32
    item: Int32


@compiled
def sort_into_cells(grid: Grid, segments: Segments) -> Cells:
    """Enter each segment in every cell it passes."""
    start = np.zeros(grid.columns * grid.rows + 1, dtype=np.int32)
    for fill in range(2):
        if fill == 1:
            for cell in range(len(start) - 1, 0, -1):
                start[cell] = start[cell - 1]
            start[0] = 0
            for cell in range(1, len(start)):
                start[cell] += start[cell - 1]
            item = np.empty(start[-1], dtype=np.int32)
            place = start[:-1].copy()
        for s in range(len(segments.arc)):
            low = min(segments.lat[s], segments.lat[s] + segments.north[s])
            high = max(segments.lat[s], segments.lat[s] + segments.north[s])
            for row in range(row_of(grid, low), row_of(grid, high) + 1):
                first, last = columns_in_row(grid, segments, s, row)
                for cell in range(row * grid.columns + first, row * grid.columns + last + 1):
                    if fill == 0:
                        start[cell] += 1
                    else:
                        item[place[cell]] = s
                        place[cell] += 1
    return Cells(start, item)


@compiled
def row_of(grid: Grid, lat: float) -> int:
    """Return the row of a latitude, the nearest one outside the grid."""
    return int(min(max((lat - grid.south) / grid.height, 0.0), grid.rows - 1.0))


@compiled
def column_of(grid: Grid, lon: float) -> int:
    """Return the column of a longitude, the nearest one outside the grid."""
    return int(min(max((lon - grid.west) / grid.width, 0.0), grid.columns - 1.0))


@compiled
def columns_in_row(grid: Grid, segments: Segments, s: int, row: int) -> tuple[int, int]:
    """Return the first and the last column that a segment passes in a row."""
    begin, end = 0.0, 1.0
    lat, north = segments.lat[s], segments.north[s]
    if north != 0.0:
        one = (grid.south + row * grid.height - lat) / north
        other = (grid.south + (row + 1) * grid.height - lat) / north
        begin, end = max(begin, min(one, other)), min(end, max(one, other))
    slack = 1e-9 * grid.width
    west = segments.lon[s] + begin * segments.east[s]
    east = segments.lon[s] + end * segments.east[s]
    return column_of(grid, min(west, east) - slack), column_of(grid, max(west, east) + slack)


@compiled
def nearest_segments(
    grid: Grid, cells: Cells, segments: Segments, points: tuple[Floats, Floats], metres_a_degree: float
) -> tuple[Int32, Floats, Floats]:
    """Return for each point (lon, lat) its nearest segment, how far along it (0 to 1), and the distance in metres."""
    lon, lat = points
    found = np.empty(len(lon), dtype=np.int32)
    along = np.empty(len(lon))
    distance = np.empty(len(lon))
    for i in range(len(lon)):
        scale = (metres_a_degree * np.cos(np.radians(lat[i])), metres_a_degree)
        found[i], along[i], distance[i] = _nearest(grid, cells, segments, (lon[i], lat[i]), scale)
    return found, along, distance


@compiled
def _nearest(
    grid: Grid, cells: Cells, segments: Segments, point: tuple[float, float], scale: tuple[float, float]
) -> tuple[int, float, float]:
    """Search the cells around a point ring by ring, until no cell outside can hold anything nearer."""
    column = int(np.floor((point[0] - grid.west) / grid.width))
    row = int(np.floor((point[1] - grid.south) / grid.height))
    ring = max(0, -column, column - grid.columns + 1, -row, row - grid.rows + 1)
    best, along, least = -1, 0.0, np.inf
    while True:
        for y in range(max(row - ring, 0), min(row + ring, grid.rows - 1) + 1):
            edge = y in (row - ring, row + ring)
            step = 1 if edge or ring == 0 else 2 * ring
            x = column - ring
            if x < 0:
                x = x + step if step > 1 else 0
            while x <= min(column + ring, grid.columns - 1):
                cell = y * grid.columns + x
                for place in range(cells.start[cell], cells.start[cell + 1]):
                    s = cells.item[place]
                    share, square = _to_segment(segments, s, point, scale)
                    if square < least or (square == least and segments.arc[s] < segments.arc[best]):
                        best, along, least = s, share, square
                x += step
        reach = _reach(grid, point, scale, (column, row, ring))
        if reach * reach >= least or reach == np.inf:
            return best, along, np.sqrt(least)
        ring += 1


@compiled
def _reach(grid: Grid, point: tuple[float, float], scale: tuple[float, float], square: tuple[int, int, int]) -> float:
    """Return within how many metres everything has been seen; sides beyond the grid hide nothing."""
    column, row, ring = square
    reach = np.inf
    if column - ring > 0:
        reach = min(reach, (point[0] - grid.west - (column - ring) * grid.width) * scale[0])
    if column + ring < grid.columns - 1:
        reach = min(reach, (grid.west + (column + ring + 1) * grid.width - point[0]) * scale[0])
    if row - ring > 0:
        reach = min(reach, (point[1] - grid.south - (row - ring) * grid.height) * scale[1])
    if row + ring < grid.rows - 1:
        reach = min(reach, (grid.south + (row + ring + 1) * grid.height - point[1]) * scale[1])
    return reach


@compiled
def _to_segment(
    segments: Segments, s: int, point: tuple[float, float], scale: tuple[float, float]
) -> tuple[float, float]:
    """Return where on a segment its nearest spot lies (0 to 1), and the square of the distance in metres."""
    x, y = (point[0] - segments.lon[s]) * scale[0], (point[1] - segments.lat[s]) * scale[1]
    east, north = segments.east[s] * scale[0], segments.north[s] * scale[1]
    length = east * east + north * north
    share = min(max((x * east + y * north) / length, 0.0), 1.0) if length > 0.0 else 0.0
    x, y = x - share * east, y - share * north
    return share, x * x + y * y
