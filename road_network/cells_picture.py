"""The picture of the cells: streets in the colour of their post, borders, posts, street names."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from ..models.place import RoadClass
from ..models.text import Lang, Text
from .cells import UNPOSTED, Cells
from .cells_io import UNPOSTED_NAME
from .graph import ROAD_CLASSES
from .part_line import part_line, point_on
from .picture import INK, ROAD_WIDTHS, Picture, View, circle, legend_roads

PALETTE = (
    "#2f6fb2", "#d8692f", "#3a9158", "#b0417e", "#8a6d1d", "#6a55b5", "#1f8f9a", "#c23b3b", "#5e7f1f", "#7a4a2e",
)  # fmt: skip
GREY = "#c9c6be"
NAMED_CLASSES = (
    RoadClass.EXPRESSWAY,
    RoadClass.ARTERIAL,
    RoadClass.NATIONAL,
    RoadClass.PROVINCIAL,
    RoadClass.COLLECTOR,
)
GLOW = 9.0
AROUND_POSTS = 0.22
"""Margin of the view round the posts, a share of its size."""


def cells_picture(cells: Cells, *, title: str, lang: Lang = Lang.ZH, width: int = 1400) -> str:
    """Return the cells as SVG; the view holds all posts, streets far from them are cut off."""
    picture = Picture(view=_view(cells, width), title=title, subtitle=_subtitle(cells, lang), lang=lang)
    places = np.array([point_on(cells.network, p.at.arc, p.at.share) for p in cells.posts]).reshape(-1, 2)
    colours = cell_colours(cells, places)
    groups = _lines(cells)
    for glowing in (True, False):
        for (owner, kind), lines in groups.items():
            colour = GREY if owner == UNPOSTED else colours[owner]
            thick = ROAD_WIDTHS[ROAD_CLASSES[kind]]
            if not glowing:
                picture.lines(lines, colour=colour, width=thick)
            elif owner != UNPOSTED:
                picture.lines(lines, colour=colour, width=thick + GLOW, opacity=0.16)
    borders = np.array([point_on(cells.network, b.arc, b.share) for b in cells.borders]).reshape(-1, 2)
    picture.dots(borders, radius=3.0, fill=INK)
    picture.posts(places, [post.name for post in cells.posts], colours)
    _street_names(picture, cells)
    _legend(picture, cells)
    return picture.text()


def _subtitle(cells: Cells, lang: Lang) -> str:
    posted, rest = (cells.total_m - cells.unposted_m) / 1000, cells.unposted_m / 1000
    cap = (
        Text("", "")
        if cells.cap_s is None
        else Text(f" · 半径 {cells.cap_s / 60:g} 分钟", f" · radius {cells.cap_s / 60:g} min")
    )
    words = Text(
        f"{len(cells.posts)} 个警区单元 · {posted:.1f} 公里, 未设岗 {rest:.1f} 公里",
        f"{len(cells.posts)} cells · {posted:.1f} km, un-posted {rest:.1f} km",
    )
    return words.in_(lang) + cap.in_(lang)


def _view(cells: Cells, width: int) -> View:
    """Look at the posts and what lies between and around them; at the whole network if there are fewer than two."""
    places = np.array([point_on(cells.network, post.at.arc, post.at.share) for post in cells.posts]).reshape(-1, 2)
    if len(np.unique(places, axis=0)) < 2:
        return View.around(cells.network.lon, cells.network.lat, width=width)
    return View.around(places[:, 0], places[:, 1], width=width, margin=AROUND_POSTS)


def cell_colours(cells: Cells, places: NDArray[np.float64]) -> list[str]:
    """Give neighbours different colours, and each post the colour whose other posts are farthest away."""
    chosen: dict[int, int] = {}
    for post in sorted(range(len(places)), key=lambda p: (-len(cells.neighbours[p]), p)):
        apart = [np.inf] * len(PALETTE)
        for other, colour in chosen.items():
            near = other in cells.neighbours[post]
            apart[colour] = min(apart[colour], 0.0 if near else float(np.hypot(*(places[post] - places[other]))))
        chosen[post] = int(np.argmax(apart))
    return [PALETTE[chosen[post]] for post in range(len(places))]


def _lines(cells: Cells) -> dict[tuple[int, int], list[NDArray[np.float64]]]:
    """Return the lines by post and class, un-posted first, small streets below large ones."""
    parts, network = cells.parts, cells.network
    groups: dict[tuple[int, int], list[NDArray[np.float64]]] = defaultdict(list)
    rows = zip(*(c.tolist() for c in (parts.arc, parts.start, parts.end, parts.post)), strict=True)
    for arc, start, end, post in rows:
        groups[post, int(network.road_class[arc])].append(part_line(network, arc, start, end))
    order = sorted(groups, key=lambda key: (key[0] != UNPOSTED, ROAD_WIDTHS[ROAD_CLASSES[key[1]]], key))
    return {key: groups[key] for key in order}


def _street_names(picture: Picture, cells: Cells) -> None:
    """Write the names of main streets along their longest arcs, two for long streets."""
    network = cells.network
    by_name: dict[tuple[int, str], list[int]] = defaultdict(list)
    for rank, kind in enumerate(NAMED_CLASSES):
        for arc in np.flatnonzero(network.road_class == ROAD_CLASSES.index(kind)).tolist():
            if network.name[arc] and not 0 <= network.twin[arc] < arc:
                by_name[rank, network.street(arc)].append(arc)
    for (rank, name), arcs in sorted(by_name.items()):
        size = 11.0 if rank < len(NAMED_CLASSES) - 1 else 9.5
        written = 0
        for arc in sorted(arcs, key=lambda a: (-network.length_m[a], a)):
            line = picture.view.place(network.polyline(arc))
            x, y = line[len(line) // 2] if len(line) > 2 else line.mean(axis=0)
            dx, dy = line[-1] - line[0]
            turn = float(np.degrees(np.arctan2(dy, dx)))
            turn = turn - 180 if turn > 90 else turn + 180 if turn < -90 else turn
            long_enough = np.hypot(dx, dy) > 0.8 * size * len(name)
            if long_enough and picture.label(float(x), float(y), name, size=size, colour="#4b5058", turn=turn):
                written += 1
            if written == 1:
                break


def _legend(picture: Picture, cells: Cells) -> None:
    kinds = sorted({int(kind) for kind in cells.network.road_class[cells.parts.arc]})
    picture.legend_sign(
        Text("固定岗点", "fixed post").in_(picture.lang),
        circle(15, 0, 6, fill="#ffffff", ring=(PALETTE[0], 3)),
    )
    picture.legend_sign(Text("警区边界点", "border of two cells").in_(picture.lang), circle(15, 0, 3, fill=INK))
    legend_roads(picture, [ROAD_CLASSES[kind] for kind in kinds], colour=INK)
    picture.legend_line(UNPOSTED_NAME.in_(picture.lang), colour=GREY, width=2.4)
