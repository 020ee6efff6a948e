"""What the chain model chooses from: each block's needs, the chains that may serve them, and who may sit in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ...models.city import City
from ...models.crew import CrewPattern
from ...models.leg import LegMode, leg_mode, legs_of
from ...models.officer import Officer
from ...models.place import Place, PlaceKind
from ...models.roster import Seat
from ...models.template import ShiftTemplate
from ...models.week import Week
from ..roster.block import Block, blocks
from ..roster.demand import NO_PLAN, lawful_patterns, seats_of
from ..rules.rule import Span

RESPONDERS = frozenset({PlaceKind.POST, PlaceKind.MOBILE, PlaceKind.STATION, PlaceKind.RESERVE})
"""Kinds of place whose crews answer calls."""

RIDING = frozenset({LegMode.LINE, LegMode.MOBILE})


@dataclass(frozen=True, slots=True)
class ChainOption:
    """
    A chain that may open: place and template by index, the crew pattern and its seats.

    ``present`` holds (day, band code) of each band at which its crews are present, ``serves`` those with a need.
    """

    place: int
    day: int
    template: int
    pattern: CrewPattern
    seats: tuple[tuple[Seat, int], ...]
    serves: frozenset[tuple[int, str]]
    present: frozenset[tuple[int, str]]
    paid_min: int

    @property
    def minutes(self) -> int:
        """Paid minutes of the whole crew."""
        return self.paid_min * self.pattern.size


@dataclass(frozen=True, slots=True)
class ChainNeed:
    """Crews a place needs in a band; ``pinned`` if a person's pin asks for them, and no table."""

    place: int
    day: int
    band: str
    mode: LegMode
    crews: int
    price: int
    pinned: bool

    @property
    def patrol(self) -> bool:
        """Whether the crews ride rather than stand, sit or wait."""
        return self.mode in RIDING


@dataclass(frozen=True, slots=True, eq=False)
class ChainCase:
    """
    One block: what nothing couples to the rest of the city.

    ``may[i]`` (shape places x seats x days) tells where officer i may sit.
    """

    span: Span
    officers: tuple[Officer, ...]
    places: tuple[Place, ...]
    needs: tuple[ChainNeed, ...]
    options: tuple[ChainOption, ...]
    may: tuple[NDArray[np.bool_], ...]


def chain_cases(city: City, week: Week, *, everyone: bool = False) -> list[ChainCase]:
    """
    Split the city into blocks and list the chains of each.

    Parameters
    ----------
    city, week
        What is deployed.
    everyone
        One case for the whole city, even if parts of it are apart (where people do not matter).
    """
    span = Span(city=city, days=week.days, templates=tuple(city.templates))
    parts = blocks(span)
    if everyone:
        return [_case(span, (), tuple(p for part in parts for p in part.places), (), parts)]
    return [_case(span, part.officers, part.places, part.grids, [part]) for part in parts if part.places]


def _case(
    span: Span,
    officers: Sequence[Officer],
    places: Sequence[Place],
    may: Sequence[NDArray[np.bool_]],
    parts: Sequence[Block],
) -> ChainCase:
    offers = {place_id: offer for part in parts for place_id, offer in part.offers.items()}
    needs: list[ChainNeed] = []
    options: list[ChainOption] = []
    for index, place in enumerate(places):
        offer = offers[place.place_id]
        modes = {(day, band): mode for day, band, mode in _modes(span, place)}
        for need in offer.needs:
            mode = modes.get((need.day, need.band), LegMode.FIXED)
            pinned = need.price >= NO_PLAN
            needs.append(ChainNeed(index, need.day, need.band, mode, need.crews, need.price, pinned))
        wanted = {(need.day, need.band) for need in offer.needs}
        for chain in offer.chains:
            template = span.templates[chain.template]
            serves, there = frozenset(chain.serves & wanted), frozenset(chain.serves & modes.keys())
            for pattern, seats in _crews(span.city, place, template, span.days[chain.day]):
                options.append(
                    ChainOption(index, chain.day, chain.template, pattern, seats, serves, there, template.paid_min)
                )
    return ChainCase(span, tuple(officers), tuple(places), tuple(needs), tuple(options), tuple(may))


def _modes(span: Span, place: Place) -> Iterator[tuple[int, str, LegMode]]:
    for day, when in enumerate(span.days):
        for band in span.city.bands_of(when):
            yield day, band.code, leg_mode(place, band, needed=True)


def _crews(
    city: City, place: Place, template: ShiftTemplate, day: date
) -> list[tuple[CrewPattern, tuple[tuple[Seat, int], ...]]]:
    """Return the least lawful crews of a duty, with their seats; those without a leader where one is asked drop out."""
    patterns = lawful_patterns(city, place, tuple(legs_of(city, place, template, day)))
    return [(pattern, seats) for pattern in patterns if (seats := seats_of(place, pattern))]
