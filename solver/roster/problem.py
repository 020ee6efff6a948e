"""The problem of a block: classes of equal people and equal places, and everyone's lawful weeks."""

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
from .bonds import Bonds, bonds_of
from .demand import Berth, Offer, alike
from .patterns import Menu, Patterns


@dataclass(frozen=True, slots=True, eq=False)
class Team:
    """
    Owners whose people may sit in the same seats.

    Parameters
    ----------
    members
        Owners; of a squad's own team the squad.
    may
        ``may[c, s, d]`` (classes x seats x days): whether they may take seat kind s at a place of class c on day d.
    marks
        What else they are, of the words that crews want (R37, R38).
    people
        How many people that is, those in squads included.
    alone
        The one person, if that person is bound to others and so told apart from all; else None.
    riding
        Whether they sit in crews only as part of a riding (``bonds``): squads, and whoever needs a guide.
    """

    members: tuple[int, ...]
    may: NDArray[np.bool_]
    marks: frozenset[str] = frozenset()
    people: int = 1
    alone: int | None = None
    riding: bool = False

    def fits(self, c: int, berth: Berth, day: int) -> bool:
        """Whether they may take a berth at a place of class ``c``."""
        return bool(self.may[c, SEATS.index(berth[0]), day]) and self.marks.issuperset(berth[1])


@dataclass(frozen=True, slots=True)
class PlaceClass:
    """Places that the engine need not tell apart: equal needs, crews, prices, and people who may serve."""

    places: tuple[Place, ...]
    offer: Offer


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """
    One block: people and places that nothing couples to the rest of the city.

    Parameters
    ----------
    owners
        Who works one pattern: a person, or a squad, as indices into ``officers``.
    menus
        What each owner may work.
    teams
        Those of people first, then one for each squad, in the order of ``bonds.squads``.
    team_of
        The team of each person, squad or not.
    """

    span: Span
    officers: tuple[Officer, ...]
    owners: tuple[tuple[int, ...], ...]
    menus: tuple[Menu, ...]
    teams: tuple[Team, ...]
    team_of: tuple[int, ...]
    classes: tuple[PlaceClass, ...]
    bonds: Bonds

    def away(self, owner: int, member: int) -> NDArray[np.bool_]:
        """Return the days on which one of an owner's people rests whatever the pattern says: of a squad, on leave."""
        people = self.owners[owner]
        gone: NDArray[np.bool_] = self.bonds.away[people[member]] & (len(people) > 1)
        return gone

    def at_work(self, owner: int, index: int, day: int) -> tuple[tuple[int, ...], int]:
        """Return who of an owner works on a day of pattern ``index``, and which template."""
        template = int(self.menus[owner].pattern(index)[day])
        people = self.owners[owner]
        return tuple(p for p in people if len(people) == 1 or not self.bonds.away[p, day]), template


def build(block: Block, *, weeks: Patterns | None = None) -> Problem:
    """
    List everyone's weeks, and group what the rules treat alike.

    Parameters
    ----------
    block
        Its people and places.
    weeks
        The pattern sets of its span, where some are known already.

    Raises
    ------
    InputError
        If the rules leave somebody no lawful week at all (pins against the law, or against a squad's); names them.
    """
    span, places, officers = block.span, block.places, block.officers
    keys = {place.place_id: b"".join(grid[i].tobytes() for grid in block.grids) for i, place in enumerate(places)}
    index = {place.place_id: i for i, place in enumerate(places)}
    classes = tuple(
        PlaceClass(tuple(places[index[i]] for i in ids), block.offers[ids[0]]) for ids in alike(block.offers, keys)
    )
    firsts = [index[c.places[0].place_id] for c in classes]
    bonds = bonds_of(span, officers, block.ties)
    owners = _owners(len(officers), bonds)
    teams, team_of = _teams([grid[firsts] for grid in block.grids], block.marks, owners, bonds)
    allowed = _open_to(span, classes, teams, team_of, officers, bonds)
    patterns = weeks or Patterns(span)
    menus = tuple(
        patterns.menu(officers[people[0]], allowed[people[0]])
        if len(people) == 1
        else patterns.joint([officers[i] for i in people], [allowed[i] for i in people], bonds.away[list(people)])
        for people in owners
    )
    if span.begun:
        menus = tuple(
            _ahead(span, menu, [officers[i] for i in people]) for people, menu in zip(owners, menus, strict=True)
        )
    stuck = [officers[i] for people, menu in zip(owners, menus, strict=True) if not len(menu.rows) for i in people]
    if stuck:
        raise InputError.of([_no_week(officer) for officer in stuck])
    return Problem(span, officers, owners, menus, teams, team_of, classes, bonds)


def _owners(people: int, bonds: Bonds) -> tuple[tuple[int, ...], ...]:
    """Return who works one pattern, squads at the place of their first member."""
    parties = (bonds.squads[bonds.squad_of[i]] if i in bonds.squad_of else (i,) for i in range(people))
    return tuple(dict.fromkeys(parties))


def _open_to(  # noqa: PLR0913, PLR0917
    span: Span,
    classes: Sequence[PlaceClass],
    teams: Sequence[Team],
    team_of: Sequence[int],
    officers: Sequence[Officer],
    bonds: Bonds,
) -> list[NDArray[np.bool_]]:
    """Return what each person may work; shapes (days, templates). Who is bound may also ride above a crew's seats."""
    seated = [_allowed(span, classes, team, above=False) for team in teams]
    beyond = {g: _allowed(span, classes, teams[g], above=True) for g in {team_of[i] for i in _tied(bonds)}}
    tied = _tied(bonds)
    found = []
    for i, officer in enumerate(officers):
        grid = beyond[team_of[i]] if i in tied else seated[team_of[i]]
        found.append(grid | _pinned(span, classes, teams[team_of[i]], officer))
    return found


def _tied(bonds: Bonds) -> frozenset[int]:
    return bonds.bound | bonds.squad_of.keys()


def _ahead(span: Span, menu: Menu, officers: Sequence[Officer]) -> Menu:
    """Leave out the weeks in which they newly work what has begun."""
    worked, lawful = menu.patterns[menu.rows], np.ones(len(menu.rows), dtype=bool)
    pinned = {span.days.index(pin.day) for officer in officers for pin in officer.pins if pin.day in span.days}
    for day in set(range(len(span.days))) - pinned:
        past = [t for t in range(len(span.templates)) if span.past(day, t)]
        lawful &= ~np.isin(worked[:, day], past)
    return Menu(menu.patterns, menu.rows[lawful], menu.cost[lawful])


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


def _teams(
    grids: Sequence[NDArray[np.bool_]],
    marks: Sequence[frozenset[str]],
    owners: Sequence[tuple[int, ...]],
    bonds: Bonds,
) -> tuple[tuple[Team, ...], tuple[int, ...]]:
    """Group people by the seats they may take, the bound each for themselves; squads follow, one team each."""
    keys = [
        (grid.tobytes(), own, i if i in bonds.bound else None)
        for i, (grid, own) in enumerate(zip(grids, marks, strict=True))
    ]
    number = {key: g for g, key in enumerate(dict.fromkeys(keys))}
    owner_of = {people[0]: o for o, people in enumerate(owners) if len(people) == 1}
    teams = []
    for key in number:
        people = [i for i, other in enumerate(keys) if other == key]
        members = tuple(owner_of[i] for i in people if i in owner_of)
        led = key[2] is not None and bonds.led(key[2])
        teams.append(Team(members, grids[people[0]], key[1], len(people), key[2], led))
    squads = {people: o for o, people in enumerate(owners) if len(people) > 1}
    teams += [
        Team((squads[squad],), np.zeros_like(grids[squad[0]]), people=len(squad), riding=True) for squad in bonds.squads
    ]
    return tuple(teams), tuple(number[key] for key in keys)


def _allowed(span: Span, classes: Sequence[PlaceClass], team: Team, *, above: bool) -> NDArray[np.bool_]:
    """Return where the team has a seat to fill at all, or, ``above``, may ride; shape (days, templates)."""
    allowed = np.zeros((len(span.days), len(span.templates)), dtype=bool)
    for c, place_class in enumerate(classes):
        for chain in place_class.offer.chains:
            berths = {berth for option in chain.options for berth, _ in option.berths}
            rides = above and team.may[c, :, chain.day].any()
            if rides or any(team.fits(c, berth, chain.day) for berth in berths):
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
