"""The picture of a blockade or an interception: who drives which way to which place, and what stays open."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...models.text import Lang, Text
from ...road_network.conditions import Conditions
from ...road_network.graph import RoadNetwork
from ...road_network.part_line import point_on
from ...road_network.picture import HALO, Floats, Picture, View, circle
from ...road_network.road_point import RoadPoint
from ...road_network.route import Route
from ...road_network.search import RoadSearch
from .answer_picture import SCENE, WAYS, draw_streets
from .ways import both_ways

PLACE, OPEN = "#2b2f36", "#c8252c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A unit sent from a place to another; ``words`` stand in the legend."""

    unit_id: str
    start: RoadPoint
    end: RoadPoint
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place with its name; ``is_open``: nobody closes or watches it."""

    at: RoadPoint
    name: str
    is_open: bool


def orders_picture(  # noqa: PLR0913 - what is drawn, and its words
    search: RoadSearch,
    trips: Sequence[Trip],
    marks: Sequence[Mark],
    *,
    given: Conditions,
    title: str,
    subtitle: str,
    seen: RoadPoint | None = None,
    lang: Lang = Lang.ZH,
    width: int = 1200,
) -> str:
    """Return units, their ways and the places as SVG; ``seen`` is where a vehicle was seen."""
    network = search.network
    ways = [_way(search, trip, given) for trip in trips]
    spots = [point_on(network, at.arc, at.share) for at in [*(mark.at for mark in marks), *([seen] if seen else [])]]
    told = [np.array(spots).reshape(-1, 2), *ways]
    shown = np.concatenate(told)
    shown = shown if len(shown) else np.column_stack([network.lon, network.lat])
    view = View.around(shown[:, 0], shown[:, 1], width=width, margin=0.15)
    picture = Picture(view=view, title=title, subtitle=subtitle, lang=lang)
    draw_streets(picture, network)
    _trips(picture, trips, ways)
    _marks(picture, network, marks)
    if seen is not None:
        picture.dots(np.array(spots[-1:]), radius=10.0, fill=SCENE, ring=(HALO, 3.0))
        picture.legend_sign(Text("目击点", "seen here").in_(lang), circle(15, 0, 7, fill=SCENE, ring=(HALO, 2.0)))
    return picture.text()


def _trips(picture: Picture, trips: Sequence[Trip], ways: Sequence[Floats]) -> None:
    colours = [WAYS[i % len(WAYS)] for i in range(len(trips))]
    for colour, way in zip(colours, ways, strict=True):
        picture.lines([way], colour=HALO, width=7.0)
        picture.lines([way], colour=colour, width=4.0)
    if trips:
        picture.posts(np.array([way[0] for way in ways]), [trip.unit_id for trip in trips], colours)
    for colour, trip in zip(colours, trips, strict=True):
        picture.legend_line(trip.words, colour=colour, width=4.0)


def _marks(picture: Picture, network: RoadNetwork, marks: Sequence[Mark]) -> None:
    for mark in marks:
        spot = np.array([point_on(network, mark.at.arc, mark.at.share)])
        (x, y), colour = picture.view.place(spot)[0].tolist(), OPEN if mark.is_open else PLACE
        picture.sign(_square(x, y, colour))
        sides = ((12, 5), (-12, 5), (0, -12), (0, 22))
        picture.label(x, y, mark.name, size=13, weight=600, colour=colour, offsets=sides)
        if mark.is_open:
            words = Text("未封控", "open").in_(picture.lang)
            picture.legend_sign(f"{mark.name}: {words}", _square(15, 0, OPEN))


def _way(search: RoadSearch, trip: Trip, given: Conditions) -> Floats:
    """Return the quickest way, whichever way the unit faces; of length 0 if it is there."""
    found = [search.route(start, trip.end, given=given) for start in both_ways(search.network, trip.start)]
    known: list[Route] = [way for way in found if way is not None]
    if not known:
        return np.array([point_on(search.network, trip.start.arc, trip.start.share)] * 2)
    return min(known, key=lambda way: way.time_ms).line


def _square(x: float, y: float, colour: str) -> str:
    shape = f'x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12"'
    return f'<rect {shape} fill="{colour}" stroke="{HALO}" stroke-width="2"/>'
