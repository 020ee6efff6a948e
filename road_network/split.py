"""Split: ways cut where roads meet, each piece an arc along its line and, if two-way, an arc against it."""

import numpy as np
from numpy.typing import NDArray

from .draft import Draft
from .fact_columns import fact_columns
from .polylines import lengths, pick, starts
from .turns import TurnArcs, banned_turns
from .ways import Chains, Ways, string_ways

Int64 = NDArray[np.int64]


def split_ways(ways: Ways) -> Draft:
    """
    Make a draft of directed arcs.

    A node stays if roads meet or end there, if it has signals, or if a turn restriction names it. Where just two
    ways of the same name, class, speed, lanes and direction follow each other, they become one.
    """
    node_ref, first, node = np.unique(ways.ref, return_index=True, return_inverse=True)
    special = np.isin(node_ref, np.array([*ways.signals, *(one.via for one in ways.restrictions)], dtype=np.int64))
    chains = string_ways(ways, node, special)
    begin, end = _pieces(node[chains.point], chains.first, special)
    return _draft(ways, chains, (begin, end), (node_ref, first, node))


def _pieces(node: Int64, first: NDArray[np.bool_], special: NDArray[np.bool_]) -> tuple[Int64, Int64]:
    """Return the first and the last point of each piece."""
    uses = np.bincount(node, minlength=len(special))
    last = np.append(first[1:], True)
    stays = first | last | (uses[node] > 1) | special[node]
    return np.flatnonzero(stays & ~last), np.flatnonzero(stays & ~first)


def _draft(ways: Ways, chains: Chains, pieces: tuple[Int64, Int64], nodes: tuple[Int64, Int64, Int64]) -> Draft:
    """Lay out the arcs: all pieces along their line, then the two-way ones against it."""
    begin, end = pieces
    node_ref, first, node = nodes
    kind = ways.kind[chains.owner[end]]
    two_way = np.array([backward is not None for _, backward in ways.kinds], dtype=bool)
    both = np.flatnonzero(two_way[kind])
    piece = np.concatenate([np.arange(len(begin)), both])
    turned = np.arange(len(piece)) >= len(begin)
    twin = np.full(len(piece), -1, dtype=np.int64)
    twin[both], twin[len(begin) :] = len(begin) + np.arange(len(both)), both
    geo_start, point = _points(begin, end, piece, turned)
    point = chains.point[point]
    tail, head = node[point[geo_start[:-1]]], node[point[geo_start[1:] - 1]]
    into, out = ways.way[chains.owner[begin + 1]][piece], ways.way[chains.owner[end]][piece]
    turn_arcs = TurnArcs(
        tail=tail, head=head, twin=twin, first=np.where(turned, out, into), last=np.where(turned, into, out)
    )
    banned, unread = banned_turns(ways.restrictions, turn_arcs, node_ref)
    table = [side for forward, backward in ways.kinds for side in (forward, backward or forward)]
    lines = (geo_start, ways.lon[point], ways.lat[point])
    return Draft(
        form=ways.form,
        node_ref=node_ref,
        lon=ways.lon[first],
        lat=ways.lat[first],
        signal=np.isin(node_ref, np.array(ways.signals, dtype=np.int64)),
        tail=tail,
        head=head,
        length_m=lengths(lines),
        twin=twin,
        geo_start=geo_start,
        geo_lon=lines[1],
        geo_lat=lines[2],
        banned=banned,
        left_out=ways.left_out,
        restrictions_unread=ways.restrictions_unread + unread,
        findings=ways.findings,
        **fact_columns(table, 2 * kind[piece] + turned),
    )


def _points(begin: Int64, end: Int64, piece: Int64, turned: NDArray[np.bool_]) -> tuple[Int64, Int64]:
    """Return per arc where its points begin, and the points; neighbouring pieces share an end point."""
    counts = end - begin + 1
    shared = starts(counts)
    point = np.repeat(begin - shared[:-1], counts) + np.arange(shared[-1])
    geo_start, chosen = pick(shared, piece, backward=turned)
    return geo_start, point[chosen]
