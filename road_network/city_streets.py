"""Streets of a drawn city: straight pieces with points on them, and the blocks between, cut until they are small."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MERGE_M = 25.0
"""Two junctions of one street nearer than this become one crossing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Undirected edges between junctions; ``piece`` names the street piece each one is a part of."""

    u: Ints
    v: Ints
    piece: Ints


@dataclass(slots=True)
class Streets:
    """
    A growing street plan in plan metres.

    Junctions have coordinates; a piece is a straight street from one junction to another; points are further
    junctions on a piece, at a share 0..1 of its length.
    """

    _xy: list[Floats] = field(default_factory=list)
    _ends: list[Ints] = field(default_factory=list)
    _kind: list[Ints] = field(default_factory=list)
    _name: list[Ints] = field(default_factory=list)
    _points: list[tuple[Ints, Floats, Ints]] = field(default_factory=list)
    junctions: int = 0
    pieces: int = 0

    def add_junctions(self, xy: Floats) -> Ints:
        """Add junctions at ``xy`` (shape (k, 2)) and return their numbers."""
        self._xy.append(np.asarray(xy, dtype=np.float64))
        self.junctions += len(xy)
        return np.arange(self.junctions - len(xy), self.junctions)

    def add_pieces(self, start: Ints, end: Ints, *, kind: Ints, name: Ints) -> Ints:
        """Add pieces of a road class (``kind``) and a name label and return their numbers."""
        self._ends.append(np.column_stack([start, end]).astype(np.int64))
        self._kind.append(np.asarray(kind, dtype=np.int64))
        self._name.append(np.asarray(name, dtype=np.int64))
        self.pieces += len(start)
        return np.arange(self.pieces - len(start), self.pieces)

    def add_points(self, piece: Ints, share: Floats, junction: Ints) -> None:
        """Put existing junctions on pieces."""
        self._points.append((piece, share, junction))

    @property
    def xy(self) -> Floats:
        """Coordinates of the junctions, shape (junctions, 2)."""
        return np.concatenate(self._xy)

    @property
    def ends(self) -> Ints:
        """First and last junction of each piece, shape (pieces, 2)."""
        return np.concatenate(self._ends)

    @property
    def kind(self) -> Ints:
        """Road class of each piece."""
        return np.concatenate(self._kind)

    @property
    def name(self) -> Ints:
        """Name label of each piece."""
        return np.concatenate(self._name)

    def edges(self) -> Edges:
        """Cut the pieces at their points; near junctions of one piece become one, doubled edges go."""
        ends = self.ends
        numbers = np.arange(self.pieces)
        piece = np.concatenate([numbers, numbers, *(p for p, _, _ in self._points)])
        share = np.concatenate([np.zeros(self.pieces), np.ones(self.pieces), *(s for _, s, _ in self._points)])
        junction = np.concatenate([ends[:, 0], ends[:, 1], *(j for _, _, j in self._points)])
        order = np.lexsort((share, piece))
        piece, junction = piece[order], junction[order]
        follows = piece[1:] == piece[:-1]
        u, v, piece = junction[:-1][follows], junction[1:][follows], piece[:-1][follows]
        same = self._merged(u, v)
        return _without_doubles(same[u], same[v], piece)

    def _merged(self, u: Ints, v: Ints) -> Ints:
        """Return for each junction the lowest one that it falls together with."""
        xy = self.xy
        near = np.hypot(*(xy[u] - xy[v]).T) < MERGE_M
        graph = coo_array((np.ones(near.sum()), (u[near], v[near])), shape=(len(xy), len(xy)))
        _, label = connected_components(graph, directed=False)
        _, lowest = np.unique(label, return_index=True)
        return np.asarray(lowest[label], dtype=np.int64)


def _without_doubles(u: Ints, v: Ints, piece: Ints) -> Edges:
    real = u != v
    u, v, piece = u[real], v[real], piece[real]
    pair = np.minimum(u, v) * (max(u.max(), v.max()) + 1) + np.maximum(u, v)
    _, first = np.unique(pair, return_index=True)
    first.sort()
    return Edges(u=u[first], v=v[first], piece=piece[first])


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """
    Four-sided blocks between streets, corners counter-clockwise.

    Parameters
    ----------
    xy
        Shape (q, 4, 2): corners.
    piece, start, end
        Shape (q, 4): the piece along the side from corner i to i + 1, and the shares at both.
    grain
        Shape (q,): the area of a finished block here; blocks that are large against it are cut first.
    depth
        Shape (q,): how often it has been cut.
    """

    xy: Floats
    piece: Ints
    start: Floats
    end: Floats
    grain: Floats
    depth: Ints

    def take(self, chosen: NDArray[np.bool_] | Ints) -> "Blocks":
        """Return some of the blocks."""
        return Blocks(
            xy=self.xy[chosen],
            piece=self.piece[chosen],
            start=self.start[chosen],
            end=self.end[chosen],
            grain=self.grain[chosen],
            depth=self.depth[chosen],
        )

    @property
    def area(self) -> Floats:
        """Square metres."""
        one, other = self.xy[:, 2] - self.xy[:, 0], self.xy[:, 3] - self.xy[:, 1]
        return np.asarray(np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2)

    def longest_first(self) -> "Blocks":
        """Turn each block so that its longer pair of sides is sides 0 and 2."""
        side = np.hypot(*np.moveaxis(np.roll(self.xy, -1, axis=1) - self.xy, 2, 0))
        turn = (side[:, 1] + side[:, 3] > side[:, 0] + side[:, 2]).astype(np.int64)
        index = (np.arange(4)[None, :] + turn[:, None]) % 4
        rows = np.arange(len(turn))[:, None]
        return Blocks(
            xy=self.xy[rows, index],
            piece=self.piece[rows, index],
            start=self.start[rows, index],
            end=self.end[rows, index],
            grain=self.grain,
            depth=self.depth,
        )


def join(parts: list[Blocks]) -> Blocks:
    """Return all blocks of several lots."""
    return Blocks(
        xy=np.concatenate([p.xy for p in parts]),
        piece=np.concatenate([p.piece for p in parts]),
        start=np.concatenate([p.start for p in parts]),
        end=np.concatenate([p.end for p in parts]),
        grain=np.concatenate([p.grain for p in parts]),
        depth=np.concatenate([p.depth for p in parts]),
    )


def on_side(blocks: Blocks, side: int, share: Floats) -> tuple[Floats, Floats]:
    """Return the points at a share of one side of each block, and their shares on the side's piece."""
    corner, following = blocks.xy[:, side], blocks.xy[:, (side + 1) % 4]
    along = blocks.start[:, side] + share * (blocks.end[:, side] - blocks.start[:, side])
    return corner + share[:, None] * (following - corner), along
