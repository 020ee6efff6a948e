"""Mending in rounds: find torn crews and new gaps, list who could step in, choose, look again at what was chosen."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from math import inf

from ...models.officer import Officer
from ...models.place import Place
from ...models.roster import Duty, Roster
from .block import brigades
from .demand import NO_PLAN, Offer
from .mending_state import MendState, NeedKey, Shorts
from .patterns import OFF
from .repair import Site, mend
from .repair_bonds import MendBonds
from .repair_ways import CrewKey, Spot, Step, Way, Ways, Week
from .watch import Watch

ROUNDS = 6
KEPT = ((15, 15, 15), (8, 8, 8), (8, 8, 8))
"""Ways kept for each open seat, for each seat given up by these, and so on: by those free that day, by those who then
rest on another day, by those who leave another crew. Looking again at few finds more than one round that sees many."""

DEEP = 8
"""So many open seats or fewer are looked at to the last link of ``KEPT``; more, without it."""

PAYS = 0.001
"""A look again that saves less than this share of what the roster costs was the last."""

BATCH = 24
"""Open seats that are mended at once: with many away, the places that count most come first, the rest after them."""

FEW = 60
"""So many seats that changed hands are looked at again; where half a brigade is away, one look must do."""


def mended(
    base: Roster, ways: Ways, watch: Watch, *, urgent: Collection[NeedKey] = (), rounds: int = ROUNDS
) -> list[Duty]:
    """
    Return the duties of ``base``, mended where people are missing or places ask for more.

    Needs that are ``urgent`` come before all others, whatever else then goes short. Where no mending is found, crews
    are left torn: the checker says so.
    """
    before = {(gap.place_id, (gap.day - ways.span.days[0]).days, gap.band): gap.missing for gap in base.gaps}
    before = {key: missing for key, missing in before.items() if key not in urgent}
    duties: list[Duty] = []
    for officers, places in brigades(ways.span):
        if not officers:
            continue
        people = {officer.officer_no: officer for officer in officers}
        sites = {place.place_id: Site.of(_pressed(ways.offer(place), place, urgent)) for place in places}
        empty: Week = (None,) * len(ways.span.days)
        filed = {name: ways.filed.get(name, empty) for name in people}
        state = MendState(ways, people, sites, filed, MendBonds.of(ways, people, sites))
        state.held = {name: _still_there(officer, state.held[name], ways) for name, officer in people.items()}
        state.held = state.bonds.kept(state.held)
        _mend(state, before, watch, rounds)
        duties += _duties(state)
    return duties


def _mend(state: MendState, before: Shorts, watch: Watch, rounds: int) -> None:
    """Mend batch by batch, then look again as long as that makes the roster better."""
    worth = (len(state.crews()), inf)
    while rounds and not watch.stopped:
        batch, later = _batch(state, before)
        new = _round(state, batch, later, worth)
        if new >= worth and (not later or state.torn()):
            break
        last = not batch and new[1] > worth[1] * (1 - PAYS)
        rounds = 0 if last else rounds - (not later)
        worth = min(worth, new)


def _pressed(offer: Offer, place: Place, urgent: Collection[NeedKey]) -> Offer:
    """Price what is urgent like a duty that is pinned."""
    needs = [
        replace(need, price=NO_PLAN) if (place.place_id, need.day, need.band) in urgent else need
        for need in offer.needs
    ]
    return replace(offer, needs=tuple(needs))


def _still_there(officer: Officer, week: Week, ways: Ways) -> Week:
    """Take the duties away that the officer cannot do any more, unless they have begun."""
    days = ways.span.days

    def stays(day: int, spot: Spot) -> bool:
        return ways.begun(day, spot.template) or not officer.away(days[day])

    return tuple(spot if spot is not None and stays(day, spot) else None for day, spot in enumerate(week))


def _batch(state: MendState, before: Shorts) -> tuple[dict[CrewKey, list[Spot]], set[CrewKey]]:
    """Return the crews to mend or open next, with the seats they want, and those that wait for a later round."""
    prices = state.prices()

    def worth(crew: CrewKey) -> tuple[float, CrewKey]:
        return -sum(prices.get((crew[2], day, band), 0) for day, band in state.sites[crew[2]].serves(crew)), crew

    torn, openings = state.torn(), state.openings(before)
    fresh = sorted((crew for crew in openings if crew not in state.tried), key=worth)
    again = sorted((crew for crew in openings if crew in state.tried), key=worth)
    batch: dict[CrewKey, list[Spot]] = {}
    for crew in (*sorted(torn, key=worth), *fresh, *again):
        spots = torn.get(crew) or openings[crew]
        if batch and sum(map(len, batch.values())) + len(spots) > BATCH:
            break
        batch[crew] = spots
    state.tried.update(batch)
    return batch, {crew for crew in (*torn, *fresh) if crew not in batch}


def _round(
    state: MendState, batch: Mapping[CrewKey, Sequence[Spot]], later: AbstractSet[CrewKey], worth: tuple[int, float]
) -> tuple[int, float]:
    """Mend, or mend again what was mended, if that makes the roster better than ``worth``; returns the new worth."""
    crews = {crew: spots for crew, spots in state.crews().items() if crew not in later}
    open_seats = [spot for spots in batch.values() for spot in spots]
    if not open_seats and not state.bonds.lacking(state.held):
        open_seats = _taken_over(state)
        if not 0 < len(open_seats) <= FEW:
            return worth
    ways = _ways(state, open_seats, {spot.crew for spot in open_seats})
    couple = state.bonds.rows(state.held, ways)
    chosen = mend(state.sites, crews, ways, later=later, couple=couple)
    if chosen is None:
        return worth
    kept = dict(state.held)
    state.held.update((way.officer_no, way.seats) for way in chosen)
    new = (len(state.torn()), state.price())
    if new >= worth:
        state.held = kept
    return new


def _taken_over(state: MendState) -> list[Spot]:
    """Return the seats that somebody holds who is not filed for them."""
    filed = state.ways.filed
    return sorted(
        spot
        for name, week in state.held.items()
        for spot, had in zip(week, filed.get(name, (None,) * len(week)), strict=True)
        if spot is not None and spot != had
    )


def _ways(state: MendState, open_seats: Sequence[Spot], torn: set[CrewKey]) -> dict[str, list[Way]]:
    """Return what each person may do, the way of changing nothing first; people with no other way are left out."""
    stay = {name: state.ways.stay(officer, state.held[name]) for name, officer in state.people.items()}
    found: dict[str, dict[Week, Way]] = {name: {way.seats: way} for name, way in stay.items()}
    spots, seen = list(open_seats), set(open_seats)
    for keep in KEPT if len(open_seats) <= DEEP else KEPT[:-1]:
        some = _cheapest(state, stay, spots, keep)
        for way in some:
            found[way.officer_no][way.seats] = way
        spots = sorted({spot for way in some for spot in stay[way.officer_no].spots if spot not in way.seats} - seen)
        seen.update(spots)
    for name, officer in state.people.items():
        days = [day for day, spot in enumerate(state.held[name]) if spot is not None and spot.crew in torn]
        for way in state.ways.stand_down(officer, state.held[name], days):
            found[name][way.seats] = way
    changes = [way for name, some in found.items() for week, way in some.items() if week != stay[name].seats]
    cures = list(state.bonds.cures(state.held))
    for way in (*cures, *state.bonds.along(state.held, (*changes, *cures))):
        found[way.officer_no].setdefault(way.seats, way)
    return {name: list(some.values()) for name, some in found.items() if len(some) > 1}


def _cheapest(
    state: MendState, stay: Mapping[str, Way], spots: Sequence[Spot], keep: tuple[int, int, int]
) -> list[Way]:
    """Return for each of ``spots`` the cheapest ways to fill it, ``keep`` of each sort."""
    sorts: dict[tuple[Spot, int], list[tuple[int, str, int, Step]]] = defaultdict(list)
    for officer, fitting in state.ways.fitting(state.people.values(), spots):
        name, held = officer.officer_no, state.held[officer.officer_no]
        for number, step in enumerate(state.ways.steps(officer, held, fitting, rest=True)):
            sort = 2 if held[step.spot.day] is not None else int(step.off != OFF)
            sorts[step.spot, sort].append((step.cost - stay[name].cost, name, number, step))
    kept = [row for (_, sort), rows in sorted(sorts.items()) for row in sorted(rows)[: keep[sort]]]
    return [step.way(name, state.held[name]) for _, name, _, step in kept]


def _duties(state: MendState) -> Iterator[Duty]:
    span = state.ways.span
    for name, week in state.held.items():
        for day, spot in enumerate(week):
            if spot is not None:
                yield Duty(
                    day=span.days[day],
                    template=span.templates[spot.template].code,
                    place_id=spot.crew[2],
                    crew=spot.crew[3],
                    seat=spot.seat,
                    officer_no=name,
                )
