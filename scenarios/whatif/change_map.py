"""The map of what changes: hours manned at each place, roads that are closed or slow."""

import numpy as np

from ...models.text import Lang, Text
from ...road_network.closures import ClosureKind
from ...road_network.graph import ROAD_CLASSES, RoadNetwork
from ...road_network.part_line import part_line
from ...road_network.picture import INK, ROAD_WIDTHS, Picture, View
from .effects import Effects, PlaceEffect
from .plan import Planned

GREY, CLOSED, SLOW = "#d5d2ca", "#b3123a", "#e8a13a"
MORE, FEWER, SAME = "#2f7d4f", "#c8372d", "#8a8f97"
EVEN_H = 0.5
LABELS = 14


def change_map(plan: Planned, effects: Effects, network: RoadNetwork, *, title: str, lang: Lang) -> str | None:
    """Return the map as SVG; None if no place has coordinates."""
    placed = [p for p in effects.places if p.lon is not None and p.lat is not None and p.base_h + p.other_h > 0]
    if not placed:
        return None
    lon, lat = (np.array([getattr(place, axis) for place in placed], dtype=np.float64) for axis in ("lon", "lat"))
    words = Text("圆的大小: 每周在岗小时数的变化", "size of a circle: change of the hours manned in the week")
    picture = Picture(view=View.around(lon, lat, width=1000), title=title, subtitle=words.in_(lang), lang=lang)
    _roads(picture, plan, network)
    for place, x, y in zip(placed, lon, lat, strict=True):
        gain = place.other_h - place.base_h
        radius = 5.0 + min(16.0, 2.2 * abs(gain) ** 0.5) * (abs(gain) > EVEN_H)
        picture.dots(np.array([[x, y]]), radius=radius, fill=_colour(gain))
    strongest = sorted(placed, key=lambda p: (-abs(p.other_h - p.base_h), p.place_id))[:LABELS]
    for place in strongest:
        if abs(place.other_h - place.base_h) > EVEN_H:
            _label(picture, place)
    for colour, name in (
        (MORE, Text("在岗增加", "manned more")),
        (FEWER, Text("在岗减少", "manned less")),
        (SAME, Text("不变", "as before")),
    ):
        picture.legend_line(name.in_(lang), colour=colour, width=8)
    if any(effect.closed is not None for effect in plan.world.roads):
        picture.legend_line(Text("封闭", "closed").in_(lang), colour=CLOSED, width=4)
    if any(effect.closed is None for effect in plan.world.roads):
        picture.legend_line(Text("减速", "slow").in_(lang), colour=SLOW, width=4)
    return picture.text()


def _colour(gain: float) -> str:
    if abs(gain) <= EVEN_H:
        return SAME
    return MORE if gain > 0 else FEWER


def _label(picture: Picture, place: PlaceEffect) -> None:
    x, y = picture.view.place(np.array([[place.lon, place.lat]], dtype=np.float64))[0].tolist()
    words = f"{place.place_id} {place.other_h - place.base_h:+.0f} h"
    picture.label(x, y, words, size=12, weight=600, colour=INK, offsets=((14, 4), (-14, 4), (0, -14), (0, 24)))


def _roads(picture: Picture, plan: Planned, network: RoadNetwork) -> None:
    """Draw all streets, those that are slow above them, those that are closed above all."""
    for kind, road in enumerate(ROAD_CLASSES):
        arcs = np.flatnonzero(
            (network.road_class == kind) & ((network.twin < 0) | (network.twin > np.arange(network.arcs)))
        )
        lines = [part_line(network, int(arc)) for arc in arcs]
        picture.lines(lines, colour=GREY, width=ROAD_WIDTHS[road])
    everywhere = 0.5 * network.arcs
    effects = sorted(plan.world.roads, key=lambda effect: effect.closed is not None)
    for effect in effects:
        if len(effect.arcs) < everywhere:
            hard = effect.closed is ClosureKind.HARD
            colour = SLOW if effect.closed is None else CLOSED
            lines = [part_line(network, arc) for arc in effect.arcs]
            picture.lines(lines, colour=colour, width=3.4, dashed=effect.closed is not None and not hard)
