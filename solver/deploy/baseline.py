"""The human wave (人海战术, DOMAIN 8.4): the plan a deployment is compared with, staffed by the same chain model."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ...models.band import Band, BandMode
from ...models.city import City
from ...models.place import PatrolLine, Place, PlaceKind
from ...models.week import Week
from ..siting.programme import Effort
from .chain import open_chains
from .chain_case import ChainCase, chain_cases

DAY_FROM, DAY_TO = 6 * 60, 20 * 60
"""A day band lies between these minutes: the night and the evening check are no part of the human wave."""

SECTION = "~"
"""Ends the id of a section: the line of the post before it, patrolled by a crew of its own."""


def is_day_band(band: Band) -> bool:
    """Whether the human wave stands in a band."""
    return band.mode is not BandMode.MOBILE and band.start >= DAY_FROM and band.end <= DAY_TO


def human_wave(city: City, week: Week, bands: Collection[tuple[date, str]], *, sections: bool = True) -> City:
    """
    Return the city with the needs of the human wave.

    Every post is manned by at least one crew in each of ``bands``, and with ``sections`` a second crew of the same kind
    patrols the post's line meanwhile. Other bands, and what is no post, keep the need they have: there both plans serve
    alike. Law, templates and presence are the same, so that nothing but the way of working differs.
    """
    posts = [place for place in city.places if place.kind is PlaceKind.POST]
    lines = [_section(place, place.line) for place in posts if sections and place.line is not None]
    dated = dict(city.dated_needs)
    for day, code in bands:
        for place in posts:
            dated[place.place_id, day, code] = max(1, city.need(place, day, code))
    for line in lines:
        for day in week.days:
            for band in city.bands_of(day):
                dated[line.place_id, day, band.code] = int((day, band.code) in bands)
    officers = [replace(officer, pins=()) for officer in city.officers]
    return replace(city, places=(*city.places, *lines), dated_needs=dated, officers=officers)


def _section(post: Place, line: PatrolLine) -> Place:
    return replace(post, place_id=f"{post.place_id}{SECTION}", name=line.name, must_hold=False)


def lines_of(places: Sequence[Place]) -> int:
    """Return how many posts have a line, and so how many sections the human wave patrols."""
    return sum(place.kind is PlaceKind.POST and place.line is not None for place in places)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadTime:
    """Paid minutes on the road, by role."""

    police: int
    aux: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.police + self.aux


def least_road_time(city: City, week: Week, effort: Effort) -> RoadTime:
    """
    Return the least paid minutes on the road that serve a city's needs, whoever there may be.

    Without limits of people nothing couples two places: each is solved by itself, and equal ones once.
    """
    police = aux = 0
    for case in chain_cases(city, week, everyone=True):
        known: dict[object, tuple[int, int]] = {}
        for index, place in enumerate(case.places):
            if place.outdoor:
                alone = _only(case, index)
                key = (alone.needs, alone.options)
                if key not in known:
                    known[key] = _minutes(alone, effort)
                police, aux = police + known[key][0], aux + known[key][1]
    return RoadTime(police=police, aux=aux)


def _only(case: ChainCase, index: int) -> ChainCase:
    """Return one place of a case as a case of its own."""
    return replace(
        case,
        places=(case.places[index],),
        needs=tuple(replace(need, place=0) for need in case.needs if need.place == index),
        options=tuple(replace(option, place=0) for option in case.options if option.place == index),
    )


def _minutes(case: ChainCase, effort: Effort) -> tuple[int, int]:
    plan = open_chains(case, None, effort=effort)
    opened = [(o.paid_min * crews, o.pattern) for o, crews in zip(case.options, plan.crews, strict=True)]
    return sum(paid * p.police for paid, p in opened), sum(paid * p.aux for paid, p in opened)
