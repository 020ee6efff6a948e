"""Blocks: the parts of a city whose rosters do not touch, and who may sit where in each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from ...models.errors import InputError
from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.place import Place
from ...models.roster import Seat
from ...models.text import Text
from ..rules.active import active
from ..rules.rule import Span
from ..rules.ties import Tie, TieSort
from .demand import Offer, offer_of

SEATS = tuple(Seat)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """
    People and places that nothing couples to the rest, before anyone's weeks are listed.

    ``marks`` says which of the words that a crew may want of a member (R37, R38) hold of each person.
    """

    span: Span
    officers: tuple[Officer, ...]
    places: tuple[Place, ...]
    offers: Mapping[str, Offer]
    grids: tuple[NDArray[np.bool_], ...]
    marks: tuple[frozenset[str], ...] = ()
    ties: tuple[Tie, ...] = ()


def blocks(span: Span) -> list[Block]:
    """
    Split the city into blocks and ask the rules who may sit where.

    A block is a connected part of the graph of people and places: one may sit at the other. People who may sit
    nowhere are blocks of their own (what their rest costs is part of the objective), and so are places that nobody
    may serve (their need is a gap).
    """
    found: list[Block] = []
    ties = [tie for rule in active(span.city.policy) if rule.ties for tie in rule.ties(span.city, rule)]
    parts = brigades(span)
    _no_tie_across([{officer.officer_no for officer in officers} for officers, _ in parts], ties)
    for officers, places in parts:
        offers = {place.place_id: offer_of(span, place) for place in places}
        wanted = [place for place in places if offers[place.place_id].needs]
        profiles = [profile(officer) for officer in officers]
        may = {alike: _seats_open(span, alike, wanted) for alike in dict.fromkeys(profiles)}
        grids = [may[alike] for alike in profiles]
        index = {officer.officer_no: i for i, officer in enumerate(officers)}
        near = [tie for tie in ties if tie.first in index and tie.second in index]
        linked = [(index[tie.first], index[tie.second]) for tie in near if tie.sort is not TieSort.PART]
        for people, spots in _connected(grids, len(wanted), linked):
            names = {officers[i].officer_no for i in people}
            found.append(
                Block(
                    span,
                    tuple(officers[i] for i in people),
                    tuple(wanted[i] for i in spots),
                    {wanted[i].place_id: offers[wanted[i].place_id] for i in spots},
                    tuple(grids[i][spots] for i in people),
                    tuple(_marks(span, officers[i], [wanted[j] for j in spots]) for i in people),
                    tuple(tie for tie in ties if tie.second in names),
                )
            )
    return found


def sharing(some: Iterable[tuple[int, Block]]) -> list[tuple[set[str], list[tuple[int, Block]]]]:
    """Unite blocks of several weeks, each with the number of its week, where they share people; say whom."""
    found: list[tuple[set[str], list[tuple[int, Block]]]] = []
    for k, block in some:
        people, here = {officer.officer_no for officer in block.officers}, [(k, block)]
        for met in [part for part in found if not part[0].isdisjoint(people)]:
            found.remove(met)
            people, here = people | met[0], met[1] + here
        found.append((people, here))
    return found


def brigades(span: Span) -> list[tuple[list[Officer], list[Place]]]:
    """Split by brigade: rule N03 keeps people to their own; without it the city is one part."""
    org = span.city.org
    apart = any(rule.code == "N03" for rule in active(span.city.policy))
    parts: dict[str, tuple[list[Officer], list[Place]]] = defaultdict(lambda: ([], []))
    for officer in sorted(span.city.officers, key=lambda o: o.officer_no):
        parts[org.brigade_of(officer.unit_id) if apart else ""][0].append(officer)
    for place in sorted(span.city.places, key=lambda p: p.place_id):
        parts[org.brigade_of(place.unit_id) if apart else ""][1].append(place)
    return [parts[unit] for unit in sorted(parts)]


def _no_tie_across(parts: Sequence[set[str]], ties: Sequence[Tie]) -> None:
    """Refuse hard ties between people who can never share a crew, for they are of two brigades."""
    part_of = {number: i for i, part in enumerate(parts) for number in part}
    lost = [
        tie
        for tie in ties
        if tie.price is None
        and tie.sort is TieSort.JOIN
        and part_of.get(tie.first) != part_of.get(tie.second)
        and {tie.first, tie.second} <= part_of.keys()
    ]
    if lost:
        raise InputError.of([_across(tie) for tie in lost])


def _across(tie: Tie) -> Finding:
    return Finding(
        rule="R34",
        severity=Severity.ERROR,
        message=Text(
            f"{tie.first} 与 {tie.second} 必须同组, 但分属两个大队",
            f"{tie.first} and {tie.second} must ride together, but belong to two brigades",
        ),
        where=Where(file="bonds", officer=tie.first, value=tie.second),
        advice=Text("改为软性, 或删去该行", "make the bond soft, or delete it"),
    )


def _connected(
    grids: Sequence[NDArray[np.bool_]], places: int, linked: Sequence[tuple[int, int]]
) -> list[tuple[list[int], list[int]]]:
    """
    Return the connected parts (people, places).

    Connected are a person and a place where ``grids[person][place]`` has an open seat, and people who are ``linked``.
    """
    people = len(grids)
    pairs = [(i, int(j) + people) for i, grid in enumerate(grids) for j in np.flatnonzero(grid.any(axis=(1, 2)))]
    rows, columns = np.array([*pairs, *linked], dtype=int).reshape(-1, 2).T
    size = people + places
    graph = scipy.sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    count, label = scipy.sparse.csgraph.connected_components(graph, directed=False)
    parts: list[tuple[list[int], list[int]]] = [([], []) for _ in range(count)]
    for node in range(size):
        side, index = (0, node) if node < people else (1, node - people)
        parts[label[node]][side].append(index)
    return parts


def profile(officer: Officer) -> Officer:
    """Strip what says nothing about seats, so that equal people are asked about once."""
    return replace(officer, officer_no="-", name="", radio_id="", phone="", leave=(), past=(), requests=())


def _marks(span: Span, officer: Officer, places: Sequence[Place]) -> frozenset[str]:
    rules = [rule for rule in active(span.city.policy) if rule.wants]
    return frozenset(
        f"{rule.code} {word}"
        for rule in rules
        for place in places
        for word in (rule.wants(span.city, place, rule) if rule.wants else ())
        if rule.holds and rule.holds(officer, word)
    )


def _seats_open(span: Span, officer: Officer, places: Sequence[Place]) -> NDArray[np.bool_]:
    """Ask every rule about every seat; shape (places, seats, days)."""
    rules = [rule for rule in active(span.city.policy) if rule.seat]
    may = np.zeros((len(places), len(SEATS), len(span.days)), dtype=bool)
    for i, place in enumerate(places):
        for j, seat in enumerate(SEATS):
            for k, day in enumerate(span.days):
                may[i, j, k] = all(rule.seat(span.city, officer, place, seat, day, rule) for rule in rules if rule.seat)
    return may
