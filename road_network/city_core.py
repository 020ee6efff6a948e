"""The built-up core of a drawn city: a bent lattice of arterials, ring roads, and a river with few bridges."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..models.place import RoadClass
from .city_streets import Blocks, Floats, Ints, Streets
from .graph import ROAD_CLASSES

EXPRESSWAY, ARTERIAL, COLLECTOR = (
    ROAD_CLASSES.index(kind) for kind in (RoadClass.EXPRESSWAY, RoadClass.ARTERIAL, RoadClass.COLLECTOR)
)
SPACING_M = 740.0
RIVER_M = 130.0
SMALL_CITY = 10
"""Cells along a side up to which every line of the lattice is an arterial."""

RING_CELLS = (2.5, 5, 9, 14, 20, 27, 35, 44)
LINES_A_NAME = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """
    What the rest of the generator has to know of the core.

    Parameters
    ----------
    blocks
        The blocks between its main streets.
    junctions, xy
        The lattice's junctions and their coordinates.
    bridges
        The pieces that cross the river.
    labels
        Street name of each label that the core has given out.
    """

    blocks: Blocks
    junctions: Ints
    xy: Floats
    bridges: Ints
    labels: list[str]


def draw_core(streets: Streets, *, cells: int, rng: np.random.Generator, stem: Callable[[], str]) -> Core:
    """Draw a core of about ``cells`` x ``cells`` blocks; ``stem`` gives the next main street's name."""
    lattice = _Lattice(cells=cells, rng=rng, stem=stem)
    built = lattice.built()
    used = np.zeros((cells + 1, cells + 2), dtype=bool)
    for dx in (0, 1):
        for dy in (0, 1):
            used[dx : cells + dx, dy : cells + 1 + dy] |= built
    number = np.full(used.shape, -1)
    xy = lattice.xy[used]
    number[used] = streets.add_junctions(xy)
    east = _pieces(streets, number, lattice.east_kind(built), lattice.east_name, along=0)
    north = _pieces(streets, number, lattice.north_kind(built), lattice.north_name, along=1)
    open_cells = built.copy()
    open_cells[:, lattice.river] = False
    return Core(
        blocks=_blocks(lattice.xy, open_cells, east, north, rng),
        junctions=number[used],
        xy=xy,
        bridges=north[north[:, lattice.river] >= 0, lattice.river],
        labels=lattice.labels,
    )


def _pieces(
    streets: Streets, number: Ints, kind: Ints, name: Callable[[int, int], int], *, along: int
) -> NDArray[np.int64]:
    """Add the pieces whose kind is not negative; returns their numbers in the shape of ``kind``."""
    table = np.full(kind.shape, -1)
    at = np.argwhere(kind >= 0)
    to = at + np.array([1, 0] if along == 0 else [0, 1])
    labels = np.array([name(int(i), int(j)) for i, j in at])
    table[tuple(at.T)] = streets.add_pieces(
        number[tuple(at.T)], number[tuple(to.T)], kind=kind[tuple(at.T)], name=labels
    )
    return table


def _blocks(xy: Floats, open_cells: NDArray[np.bool_], east: Ints, north: Ints, rng: np.random.Generator) -> Blocks:
    i, j = np.nonzero(open_cells)
    corners = np.stack([xy[i, j], xy[i + 1, j], xy[i + 1, j + 1], xy[i, j + 1]], axis=1)
    far = np.hypot(*corners.mean(axis=1).T) / np.abs(xy).max()
    return Blocks(
        xy=corners,
        piece=np.column_stack([east[i, j], north[i + 1, j], east[i, j + 1], north[i, j]]),
        start=np.tile([0.0, 0.0, 1.0, 1.0], (len(i), 1)),
        end=np.tile([1.0, 1.0, 0.0, 0.0], (len(i), 1)),
        grain=(1 + 2.5 * far**2) * np.exp(rng.normal(0.0, 0.25, len(i))),
        depth=np.zeros(len(i), dtype=np.int64),
    )


class _Lattice:
    """Lines of the core: columns 0..cells, rows 0..cells + 1; the river flows after row ``river``."""

    def __init__(self, *, cells: int, rng: np.random.Generator, stem: Callable[[], str]) -> None:
        self.cells, self.rng, self.stem = cells, rng, stem
        self.river = round((cells + 1) * 0.4)
        self.labels: list[str] = []
        self._given: dict[tuple[object, ...], int] = {}
        self.rings = self._rings()
        self.xy = self._coordinates()
        columns = np.arange(cells + 1)
        self.bridges = (columns % 3 == cells // 2 % 3) | np.isin(
            columns, [side for ring in self.rings for side in ring]
        )

    def _rings(self) -> list[tuple[int, int]]:
        """First and last column of each ring, inner rings first."""
        if self.cells < 2 * SMALL_CITY:
            margin = max(1, round(0.17 * self.cells))
            return [(margin, self.cells - margin)]
        half = self.cells / 2
        rings = [(round(half - r), round(half + r)) for r in RING_CELLS if r < 0.85 * half]
        return [ring for ring in rings if ring[0] < self.river < self.river + 1 < ring[1] + 1]

    def _coordinates(self) -> Floats:
        gaps_x = SPACING_M * self.rng.uniform(0.75, 1.3, self.cells)
        gaps_y = SPACING_M * self.rng.uniform(0.75, 1.3, self.cells + 1)
        gaps_y[self.river] = RIVER_M
        x, y = (np.concatenate([[0.0], np.cumsum(gaps)]) for gaps in (gaps_x, gaps_y))
        xy = np.stack(np.meshgrid(x - x[-1] / 2, y - y[-1] / 2, indexing="ij"), axis=-1)
        shift = self.rng.normal(0.0, 32.0, xy.shape)
        shift[:, self.river + 1] = shift[:, self.river]
        return np.asarray(xy + shift)

    def built(self) -> NDArray[np.bool_]:
        """Which cells are built on: all within the outer ring, beyond it within an uneven rim."""
        centre = (self.xy[:-1, :-1] + self.xy[1:, 1:]) / 2
        x, y = centre[..., 0] / centre[..., 0].max(), centre[..., 1] / centre[..., 1].max()
        angle, turns = np.arctan2(y, x), self.rng.uniform(0, 2 * np.pi, 3)
        rim = 1.06 + sum(0.1 * np.sin(k * angle + turns[k - 2]) for k in (2, 3, 4))
        built = np.hypot(x, y) < rim
        first, last = self.rings[-1]
        built[first:last, first : last + 1] = True
        return np.asarray(built)

    def east_kind(self, built: NDArray[np.bool_]) -> Ints:
        """Class of the piece from (i, j) to (i + 1, j), -1 where there is none; shape (cells, cells + 2)."""
        kind = self._line_kinds(self.cells + 2)[None, :].repeat(self.cells, axis=0)
        kind[:, [self.river, self.river + 1]] = COLLECTOR
        for first, last in self.rings:
            kind[first:last, [first, last + 1]] = EXPRESSWAY
        beside = np.zeros(kind.shape, dtype=bool)
        beside[:, :-1] |= built
        beside[:, 1:] |= built
        return np.where(beside, kind, -1)

    def north_kind(self, built: NDArray[np.bool_]) -> Ints:
        """Class of the piece from (i, j) to (i, j + 1), -1 where there is none; shape (cells + 1, cells + 1)."""
        kind = self._line_kinds(self.cells + 1)[:, None].repeat(self.cells + 1, axis=1)
        for first, last in self.rings:
            kind[np.array([first, last])[:, None], np.arange(first, last + 1)] = EXPRESSWAY
        beside = np.zeros(kind.shape, dtype=bool)
        beside[:-1] |= built
        beside[1:] |= built
        beside[:, self.river] &= self.bridges
        return np.where(beside, kind, -1)

    def _line_kinds(self, lines: int) -> Ints:
        if self.cells < SMALL_CITY:
            return np.full(lines, ARTERIAL)
        return np.where(np.arange(lines) % 2 == self.cells // 2 % 2, ARTERIAL, COLLECTOR)

    def east_name(self, i: int, j: int) -> int:
        """Label of an east-west piece."""
        for number, (first, last) in enumerate(self.rings):
            if first <= i < last and j in (first, last + 1):
                return self._label(self._ring_name(number) + ("南路" if j == first else "北路"))
        if j in (self.river, self.river + 1):
            return self._label("滨河南路" if j == self.river else "滨河北路")
        return self._line(("east", j, i // LINES_A_NAME), "大街" if j % 2 == 0 else "街")

    def north_name(self, i: int, j: int) -> int:
        """Label of a north-south piece."""
        for number, (first, last) in enumerate(self.rings):
            if first <= j <= last and i in (first, last):
                return self._label(self._ring_name(number) + ("西路" if i == first else "东路"))
        return self._line(("north", i, j // LINES_A_NAME), "路" if i % 2 else "大道")

    def _ring_name(self, number: int) -> str:
        return "环城" if len(self.rings) == 1 else f"{'一二三四五六七八九'[number + 1]}环"

    def _line(self, key: tuple[object, ...], suffix: str) -> int:
        if key not in self._given:
            self._given[key] = len(self.labels)
            self.labels.append(self.stem() + suffix)
        return self._given[key]

    def _label(self, name: str) -> int:
        if (name,) not in self._given:
            self._given[(name,)] = len(self.labels)
            self.labels.append(name)
        return self._given[(name,)]
