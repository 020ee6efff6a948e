"""The human wave (人海战术, DOMAIN 8.4): the plan a deployment is compared with, staffed by the same chain model."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ...models.band import Band, BandMode
from ...models.city import City
from ...models.place import PatrolLine, Place, PlaceKind
from ...models.week import Week
from ..siting.programme import Effort
from .chain import ChainPlan, open_chains
from .chain_case import ChainCase, ChainOption, chain_cases

DAY_FROM, DAY_TO = 6 * 60, 20 * 60
"""A day band lies between these minutes: the night and the evening check are no part of the human wave."""

SECTION = "~"
"""Ends the id of a section: the line of the post before it, patrolled by a crew of its own."""


def is_day_band(band: Band) -> bool:
    """Whether the human wave stands in a band."""
    return band.mode is not BandMode.MOBILE and band.start >= DAY_FROM and band.end <= DAY_TO


def human_wave(
    city: City,
    week: Week,
    bands: Collection[tuple[date, str]],
    *,
    sections: bool = True,
    by_video: Collection[str] = (),
) -> City:
    """
    Return the city with the needs of the human wave.

    Every post is manned by at least one crew in each of ``bands``, and with ``sections`` a second crew of the same kind
    patrols the post's line meanwhile, unless the post is one of ``by_video``. Other bands, and what is no post, keep
    the need they have: there both plans serve alike. Law, templates and presence are the same, so that nothing but the
    way of working differs.
    """
    posts = [place for place in city.places if place.kind is PlaceKind.POST]
    lines = [
        _section(place, place.line)
        for place in posts
        if sections and place.line is not None and place.place_id not in by_video
    ]
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


def lines_of(places: Iterable[Place]) -> int:
    """Return how many posts have a line, and so how many sections the human wave patrols."""
    return sum(place.kind is PlaceKind.POST and place.line is not None for place in places)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadTime:
    """Paid minutes on the road, by role; ``bound``: no plan that serves the same needs takes fewer."""

    police: int
    aux: int
    bound: float = 0.0

    @property
    def total(self) -> int:
        """All of them."""
        return self.police + self.aux


def least_road_time(city: City, week: Week, effort: Effort) -> RoadTime:
    """
    Return the least paid minutes on the road that serve a city's needs, whoever there may be.

    Without limits of people nothing couples two places: each is solved by itself, and equal ones once.
    """
    opened, bound = [], 0.0
    for _, case, plan in _each_alone(city, week, effort):
        bound += sum(60 * level.bound for level in plan.levels if level.code == "HOURS")
        opened += [(o.paid_min * crews, o.pattern) for o, crews in zip(case.options, plan.crews, strict=True) if crews]
    return RoadTime(
        police=sum(paid * pattern.police for paid, pattern in opened),
        aux=sum(paid * pattern.aux for paid, pattern in opened),
        bound=bound,
    )


def least_chains(city: City, week: Week, effort: Effort) -> Iterator[tuple[Place, ChainOption, int]]:
    """Yield place, chain and crews of the least road time that serves a city's needs, whoever there may be."""
    for place, case, plan in _each_alone(city, week, effort):
        opened = zip(case.options, plan.crews, strict=True)
        yield from ((place, option, crews) for option, crews in opened if crews)


def _each_alone(city: City, week: Week, effort: Effort) -> Iterator[tuple[Place, ChainCase, ChainPlan]]:
    """Solve each place on the road by itself, equal ones once."""
    for case in chain_cases(city, week, everyone=True):
        known: dict[object, ChainPlan] = {}
        for index, place in enumerate(case.places):
            if place.outdoor:
                alone = _only(case, index)
                key = (alone.needs, alone.options)
                if key not in known:
                    known[key] = open_chains(alone, None, effort=effort)
                yield place, alone, known[key]


def _only(case: ChainCase, index: int) -> ChainCase:
    """Return one place of a case as a case of its own."""
    return replace(
        case,
        places=(case.places[index],),
        needs=tuple(replace(need, place=0) for need in case.needs if need.place == index),
        options=tuple(replace(option, place=0) for option in case.options if option.place == index),
    )
