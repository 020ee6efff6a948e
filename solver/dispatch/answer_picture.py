"""The picture of an answer: streets, the area from which one is there in time, units, ways."""

from collections import defaultdict

import numpy as np

from ...models.text import Lang, Text
from ...models.unit import Position
from ...road_network.graph import ROAD_CLASSES, RoadNetwork
from ...road_network.part_line import part_line, point_on
from ...road_network.picture import HALO, ROAD_WIDTHS, Floats, Picture, View, circle
from ...road_network.search import RoadSearch
from .answer import Answer, Rejected
from .reasons import REASON_TEXTS

ROAD, AREA, SCENE, PASSED = "#d4d1c8", "#f2c46d", "#c8252c", "#77746c"
MOST_PASSED = 12
"""So many of the units that were passed over are drawn, the nearest."""
WAYS = ("#1f62b0", "#3a9158", "#7d56b0", "#b0417e", "#8a6d1d")


def answer_picture(search: RoadSearch, answer: Answer, *, lang: Lang = Lang.ZH, width: int = 1200) -> str:
    """
    Return the answer as SVG.

    In yellow the streets from which one drives here as fast as the recommended unit; grey the nearer units that were
    passed over, each with its reason in the legend.
    """
    network = search.network
    scene = np.array([point_on(network, answer.at.arc, answer.at.share)])
    units = [one.unit.position for one in answer.recommendations if one.unit.position is not None]
    places = [np.array([point_on(network, unit.arc, unit.share)]) for unit in units]
    ways = [one.route.line for one in answer.recommendations if one.route is not None]
    passed = _passed(answer)
    others = [np.array([point_on(network, at.arc, at.share)]) for at, _ in passed]
    told = [scene, *ways, *places, *others]
    shown = np.concatenate(told) if len(told) > 1 else np.column_stack([network.lon, network.lat])
    view = View.around(shown[:, 0], shown[:, 1], width=width, margin=0.5)
    picture = Picture(view=view, title=_title(answer, lang), subtitle=_subtitle(answer, lang), lang=lang)
    draw_streets(picture, network)
    if answer.best is not None:
        _area(picture, search, answer, answer.best.eta_ms - answer.best.turn_out_ms)
    for colour, line in list(zip(WAYS, ways, strict=False))[::-1]:
        picture.lines([line], colour=HALO, width=8.0)
        picture.lines([line], colour=colour, width=5.0)
    if others:
        picture.dots(np.concatenate(others), radius=6.5, fill=PASSED, ring=(HALO, 2.0))
    if places:
        names = [one.unit.unit_id for one in answer.recommendations]
        colours = [WAYS[i % len(WAYS)] for i in range(len(places))]
        picture.posts(np.concatenate(places), names, colours)
    for point, (_, one) in zip(others, passed, strict=True):
        (x, y), sides = picture.view.place(point)[0].tolist(), ((10, 4), (-10, 4), (0, -10), (0, 19))
        picture.label(x, y, one.unit_id, size=12, colour=PASSED, offsets=sides)
    picture.dots(scene, radius=10.0, fill=SCENE, ring=(HALO, 3.0))
    _legend(picture, answer, lang)
    return picture.text()


def _passed(answer: Answer) -> list[tuple[Position, Rejected]]:
    """Return the nearest of the units that were passed over, with their places."""
    known = [(one.position, one) for one in answer.rejected if one.position is not None]
    return known[:MOST_PASSED]


def draw_streets(picture: Picture, network: RoadNetwork) -> None:
    """Draw all streets in grey, the wider the more they carry."""
    own = np.flatnonzero((network.twin < 0) | (np.arange(network.arcs) <= network.twin))
    groups: dict[int, list[Floats]] = defaultdict(list)
    for arc in own.tolist():
        groups[int(network.road_class[arc])].append(network.polyline(arc))
    for kind, lines in sorted(groups.items(), reverse=True):
        picture.lines(lines, colour=ROAD, width=ROAD_WIDTHS[ROAD_CLASSES[kind]])


def _area(picture: Picture, search: RoadSearch, answer: Answer, limit_ms: int) -> None:
    area = search.within(answer.at, limit_ms, towards=True, given=answer.given)
    parts = zip(area.arc.tolist(), area.start.tolist(), area.end.tolist(), strict=True)
    lines = [part_line(search.network, arc, start, end) for arc, start, end in parts]
    picture.lines(lines, colour=AREA, width=4.0, opacity=0.75)


def _title(answer: Answer, lang: Lang) -> str:
    kind = answer.incident.type.name.in_(lang)
    return Text(f"就近派警: {kind}", f"Nearest units: {kind}").in_(lang)


def _subtitle(answer: Answer, lang: Lang) -> str:
    if answer.best is None:
        return Text("没有可派单元", "nobody can be sent").in_(lang)
    seconds = answer.best.eta_ms / 1000
    words = Text(
        f"{answer.now:%Y-%m-%d %H:%M} · 推荐 {answer.best.unit.unit_id}, {seconds:.0f} 秒到达",
        f"{answer.now:%Y-%m-%d %H:%M} · {answer.best.unit.unit_id} is there in {seconds:.0f} s",
    )
    return words.in_(lang)


def _legend(picture: Picture, answer: Answer, lang: Lang) -> None:
    picture.legend_sign(Text("警情", "incident").in_(lang), circle(15, 0, 7, fill=SCENE, ring=(HALO, 2.0)))
    for colour, one in zip(WAYS, answer.recommendations, strict=False):
        picture.legend_line(f"{one.unit.unit_id} {one.eta_ms / 1000:.0f} s", colour=colour, width=5.0)
    for _, passed in _passed(answer):
        words = f"{passed.unit_id} {(passed.eta_ms or 0) / 1000:.0f} s: {REASON_TEXTS[passed.reason].in_(lang)}"
        picture.legend_sign(words, circle(15, 0, 5, fill=PASSED, ring=(HALO, 2.0)))
    if answer.best is not None:
        words = Text("与首选同时可达的道路", "as near as the recommended unit").in_(lang)
        picture.legend_line(words, colour=AREA, width=4.0)
