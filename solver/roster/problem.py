"""The problem of a block: classes of equal people and equal places, and everyone's lawful weeks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...models.errors import InputError
from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.place import Place
from ...models.text import Text
from ..rules.rule import Span
from .block import SEATS, Block
from .demand import Offer, alike
from .patterns import Menu, Patterns


@dataclass(frozen=True, slots=True, eq=False)
class Team:
    """
    People who may sit in the same seats.

    ``may[c, s, d]`` (classes x seats x days): whether they may take seat kind s at a place of class c on day d.
    """

    members: tuple[int, ...]
    may: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PlaceClass:
    """Places that the engine need not tell apart: equal needs, crews, prices, and people who may serve."""

    places: tuple[Place, ...]
    offer: Offer


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One block: people and places that nothing couples to the rest of the city."""

    span: Span
    officers: tuple[Officer, ...]
    menus: tuple[Menu, ...]
    teams: tuple[Team, ...]
    classes: tuple[PlaceClass, ...]


def build(block: Block) -> Problem:
    """
    List everyone's weeks, and group what the rules treat alike.

    Raises
    ------
    InputError
        If the rules leave somebody no lawful week at all (pins against the law); names them.
    """
    span, places = block.span, block.places
    keys = {place.place_id: b"".join(grid[i].tobytes() for grid in block.grids) for i, place in enumerate(places)}
    index = {place.place_id: i for i, place in enumerate(places)}
    classes = tuple(
        PlaceClass(tuple(places[index[i]] for i in ids), block.offers[ids[0]]) for ids in alike(block.offers, keys)
    )
    firsts = [index[c.places[0].place_id] for c in classes]
    teams = _teams([grid[firsts] for grid in block.grids])
    allowed = {}
    for team in teams:
        open_to_team = _allowed(span, classes, team)
        for member in team.members:
            allowed[member] = open_to_team | _pinned(span, classes, team, block.officers[member])
    patterns = Patterns(span)
    menus = tuple(patterns.menu(officer, allowed[i]) for i, officer in enumerate(block.officers))
    stuck = [officer for officer, menu in zip(block.officers, menus, strict=True) if not len(menu.rows)]
    if stuck:
        raise InputError.of([_no_week(officer) for officer in stuck])
    return Problem(span, block.officers, menus, teams, classes)


def _no_week(officer: Officer) -> Finding:
    pins = ", ".join(f"{pin.day} {pin.template} {pin.place_id}" for pin in officer.pins)
    return Finding(
        rule="N05",
        severity=Severity.ERROR,
        message=Text(
            f"{officer.officer_no} 的预排勤务 ({pins}) 与休假或法定规则冲突, 没有任何合法的一周",
            f"the pinned duties of {officer.officer_no} ({pins}) clash with leave or law: no lawful week is left",
        ),
        where=Where(officer=officer.officer_no, file="pins"),
        advice=Text("取消或改动其中一项预排", "drop or move one of the pins"),
    )


def _teams(grids: Sequence[NDArray[np.bool_]]) -> tuple[Team, ...]:
    members: dict[bytes, list[int]] = defaultdict(list)
    for i, grid in enumerate(grids):
        members[grid.tobytes()].append(i)
    return tuple(Team(tuple(team), grids[team[0]]) for team in members.values())


def _allowed(span: Span, classes: Sequence[PlaceClass], team: Team) -> NDArray[np.bool_]:
    """Return where the team has a seat to fill at all; shape (days, templates)."""
    allowed = np.zeros((len(span.days), len(span.templates)), dtype=bool)
    for c, place_class in enumerate(classes):
        for chain in place_class.offer.chains:
            seats = {seat for option in chain.options for seat, _ in option.seats}
            if any(team.may[c, SEATS.index(seat), chain.day] for seat in seats):
                allowed[chain.day, chain.template] = True
    return allowed


def _pinned(span: Span, classes: Sequence[PlaceClass], team: Team, officer: Officer) -> NDArray[np.bool_]:
    """Return the officer's pins at places that may take the officer, if only as relief; shape (days, templates)."""
    pinned = np.zeros((len(span.days), len(span.templates)), dtype=bool)
    for c, place_class in enumerate(classes):
        homes = {place.place_id for place in place_class.places}
        for chain in place_class.offer.chains:
            duty = (span.days[chain.day], span.templates[chain.template].code)
            if any((pin.day, pin.template) == duty and pin.place_id in homes for pin in officer.pins):
                pinned[chain.day, chain.template] |= team.may[c, :, chain.day].any()
    return pinned
