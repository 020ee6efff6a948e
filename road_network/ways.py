"""Ways: the lines of OpenStreetMap, strung together where nothing changes from one to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..models.finding import Finding
from .polylines import pick
from .tags import Facts
from .turns import Restriction

Int64 = NDArray[np.int64]
Bools = NDArray[np.bool_]
Kind = tuple[Facts, Facts | None]
"""What a way is along its line, and against it (None: one-way). A way open only against its line is turned round."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ways:
    """
    Ways as read, each of at least two points.

    Parameters
    ----------
    form
        Name of the file's format.
    way, kind
        Shape (w,): OSM ids, and positions in ``kinds``.
    kinds
        The distinct kinds.
    start, ref, lon, lat
        Points ``start[i] .. start[i + 1]`` of way i: node ids and degrees.
    signals
        Ids of the nodes with traffic signals.
    restrictions
        Turn restrictions.
    restrictions_unread, left_out, findings
        As in ``Draft``.
    """

    form: str
    way: Int64
    kind: Int64
    kinds: Sequence[Kind]
    start: Int64
    ref: Int64
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    signals: Sequence[int]
    restrictions: Sequence[Restriction]
    restrictions_unread: int
    left_out: Mapping[str, int]
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chains:
    """
    Ways strung together.

    Per point its place among the ways' points, whether it begins a chain, and the way (a position) of the segment
    that leads to it.
    """

    point: Int64
    first: Bools
    owner: Int64


def string_ways(ways: Ways, node: Int64, special: Bools) -> Chains:
    """
    String ways of one kind together where no other way meets them; rings are opened at their first way.

    Parameters
    ----------
    ways
        Ways of at least two points each.
    node
        Shape (points,): the node of each point, counted from 0.
    special
        Per node: true where a way must end all the same.
    """
    order, backward, begins = _walk(_links(ways, node, special).tolist())
    chosen = np.array(order, dtype=np.int64)
    start, point = pick(ways.start, chosen, backward=np.array(backward, dtype=bool))
    counts = np.diff(start)
    leads = np.zeros(len(point), dtype=bool)
    leads[start[:-1]] = True
    # A joint stands twice: as the end of one way and as the beginning of the next.
    keep = ~leads | np.repeat(np.array(begins, dtype=bool), counts)
    return Chains(point=point[keep], first=leads[keep], owner=np.repeat(chosen, counts)[keep])


def _links(ways: Ways, node: Int64, special: Bools) -> Int64:
    """
    Return for each end of a way (2 w its first point, 2 w + 1 its last) the end it is joined to, -1 if to none.

    Two ways are joined if they alone use the node, are of one kind, and lead on in the same direction or are the
    same in both.
    """
    at = node[np.column_stack([ways.start[:-1], ways.start[1:] - 1]).ravel()]
    order = np.argsort(at, kind="stable")
    uses = np.bincount(node)
    simple = (uses == 2) & (np.bincount(at, minlength=len(uses)) == 2) & ~special
    pairs = order[simple[at[order]]].reshape(-1, 2)
    one, other = pairs[:, 0], pairs[:, 1]
    alike = np.array([forward == backward for forward, backward in ways.kinds], dtype=bool)
    kind = ways.kind[one // 2]
    leads_on = (one % 2) != (other % 2)
    joined = (kind == ways.kind[other // 2]) & (one // 2 != other // 2) & (leads_on | alike[kind])
    link = np.full(len(at), -1, dtype=np.int64)
    link[one[joined]], link[other[joined]] = other[joined], one[joined]
    return link


def _walk(link: Sequence[int]) -> tuple[list[int], list[bool], list[bool]]:
    """Return the ways in order of their chains, whether each is turned round, and whether it begins a chain."""
    seen = [False] * (len(link) // 2)
    order: list[int] = []
    backward: list[bool] = []
    begins: list[bool] = []
    starts = [end for end in range(0, len(link), 2) if link[end] < 0]
    ends = [end for end in range(1, len(link), 2) if link[end] < 0]
    for entry in (*starts, *ends, *range(0, len(link), 2)):
        end, begin = entry, True
        while end >= 0 and not seen[end // 2]:
            seen[end // 2] = True
            order.append(end // 2)
            backward.append(end % 2 == 1)
            begins.append(begin)
            end, begin = link[end ^ 1], False
    return order, backward, begins
