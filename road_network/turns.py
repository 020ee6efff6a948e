"""Turn restrictions: OpenStreetMap's relations made into forbidden pairs of arcs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]
_CARS = ("restriction:motorcar", "restriction:motor_vehicle", "restriction")
_EXEMPT = {"motorcar", "motor_vehicle"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """At node ``via``, leaving one of the ``from_ways`` and entering one of the ``to_ways``: never, or ``only`` so."""

    only: bool
    u_turn: bool
    from_ways: frozenset[int]
    via: int
    to_ways: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TurnArcs:
    """Per arc its ends and twin, and the OSM ways of its first and its last segment."""

    tail: Int64
    head: Int64
    twin: Int64
    first: Int64
    last: Int64


def read_restriction(tags: Mapping[str, str], members: Sequence[tuple[str, str, int]]) -> Restriction | None:
    """
    Read one relation.

    Parameters
    ----------
    tags
        The relation's tags.
    members
        ``(role, type, id)`` with type ``n``, ``w`` or ``r``.

    Returns
    -------
    The restriction, or None if it does not bind cars or cannot be told by one pair of arcs (via a way, or by hour).
    """
    word = next((tags[key] for key in _CARS if key in tags), "")
    roles: dict[tuple[str, str], set[int]] = defaultdict(set)
    for role, kind, ref in members:
        roles[role, kind].add(ref)
    via = roles["via", "n"]
    if len(via) != 1 or not word.startswith(("no_", "only_")):
        return None
    if not roles["from", "w"] or not roles["to", "w"]:
        return None
    return Restriction(
        only=word.startswith("only_"),
        u_turn=word == "no_u_turn",
        from_ways=frozenset(roles["from", "w"]),
        via=next(iter(via)),
        to_ways=frozenset(roles["to", "w"]),
    )


def binds_cars(tags: Mapping[str, str]) -> bool:
    """Whether a relation speaks to cars at all (some only bind lorries, or exempt cars)."""
    return any(key in tags for key in _CARS) and not _EXEMPT.intersection(tags.get("except", "").split(";"))


def banned_turns(restrictions: Sequence[Restriction], arcs: TurnArcs, node_ref: Int64) -> tuple[Int64, int]:
    """
    Return the forbidden pairs of arcs, shape (b, 2), and the number of restrictions that meet no arcs.

    A no-U-turn whose way is the same on both sides forbids only the turn into the opposite direction.
    """
    place = {ref: number for number, ref in enumerate(node_ref.tolist())} if restrictions else {}
    wanted = {place[one.via] for one in restrictions if one.via in place}
    into, out = _around(arcs.head, wanted), _around(arcs.tail, wanted)
    pairs: set[tuple[int, int]] = set()
    unread = 0
    for one in restrictions:
        node = place.get(one.via, -1)
        found = list(_pairs(one, into[node], out[node], arcs))
        unread += not found
        pairs.update(found)
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2), unread


def _around(ends: Int64, wanted: set[int]) -> dict[int, list[int]]:
    around: dict[int, list[int]] = defaultdict(list)
    for arc in np.flatnonzero(np.isin(ends, list(wanted))).tolist():
        around[int(ends[arc])].append(arc)
    return around


def _pairs(one: Restriction, into: Sequence[int], out: Sequence[int], arcs: TurnArcs) -> Iterator[tuple[int, int]]:
    sources = [arc for arc in into if arcs.last[arc] in one.from_ways]
    targets = [arc for arc in out if arcs.first[arc] in one.to_ways]
    for source in sources:
        back = int(arcs.twin[source])
        if one.only and targets:
            yield from ((source, arc) for arc in out if arc not in targets)
        elif one.u_turn and one.from_ways == one.to_ways:
            yield from ((source, arc) for arc in targets if arc == back)
        elif not one.only:
            yield from ((source, arc) for arc in targets if arc != back or one.u_turn or one.from_ways != one.to_ways)
