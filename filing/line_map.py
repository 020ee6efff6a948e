"""Maps of lines as SVG: the whole city, and each line with its passes, directions, stops and what is left out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import atan2, degrees

import numpy as np
from numpy.typing import NDArray

from ..models.line import LeftOut, Line, LineKind, LineStep, StepKind
from ..models.text import Lang, Text
from ..road_network.cells import Cells
from ..road_network.cells_picture import cell_colours
from ..road_network.graph import ROAD_CLASSES, RoadNetwork
from ..road_network.part_line import part_line, point_on
from ..road_network.picture import INK, ROAD_WIDTHS, Picture, View, circle
from .line_tables import clock_text

Floats = NDArray[np.float64]

STREETS, LOST, STOP, ROUTE = "#d9d6ce", "#c62828", "#b3261e", "#3c3f45"
PASSES = ((1, "#7fb2e5", 2.6), (2, "#3f83c9", 3.2), (3, "#1f5fa8", 3.9), (5, "#123a72", 4.8))
"""From so many passes on: colour and width."""

AROUND = 0.08
ARROWS = 46


def city_map(  # noqa: PLR0913 - a map and its words
    cells: Cells, lines: Sequence[Line], unposted: Sequence[LeftOut], *, title: str, lang: Lang, width: int = 1400
) -> str:
    """Return the lines of a city: streets in the colour of their cell, mobile routes dark, left out red, stops."""
    network = cells.network
    posts = [post.post_id for post in cells.posts]
    places = np.array([point_on(network, post.at.arc, post.at.share) for post in cells.posts]).reshape(-1, 2)
    colours = cell_colours(cells, places)
    arcs = [street.arc for line in lines for street in line.streets]
    arcs += [street.arc for line in lines for street in line.left_out]
    picture = Picture(view=_view(network, arcs, width), title=title, subtitle=_facts(lines, unposted, lang), lang=lang)
    draw_streets(picture, network)
    for line in lines:
        colour = ROUTE if line.kind is LineKind.MOBILE else colours[posts.index(line.post_ids[0])]
        for factor, opacity in ((3.2, 0.13), (1.0, 1.0)):
            _draw(picture, network, [street.arc for street in line.streets], colour, factor=factor, opacity=opacity)
    lost = [street.arc for line in lines for street in line.left_out] + [street.arc for street in unposted]
    picture.lines([part_line(network, arc) for arc in lost], colour=LOST, width=2.0, dashed=True)
    stops = [point_on(network, s.arc, s.to_share) for line in lines for s in line.steps if s.kind is StepKind.STOP]
    picture.dots(np.array(stops).reshape(-1, 2), radius=3.4, fill=STOP)
    picture.posts(places, [post.name for post in cells.posts], colours)
    _legend(picture, mobile=any(line.kind is LineKind.MOBILE for line in lines), lost=bool(lost))
    return picture.text()


def line_map(network: RoadNetwork, line: Line, *, start_min: int, lang: Lang, width: int = 760) -> str:
    """Return one line: streets by number of passes, arrows of the first lap, stops with their times, left out red."""
    arcs = [street.arc for street in line.streets] + [street.arc for street in line.left_out]
    driven = [step for step in line.steps if not step.rests]
    view = _view(network, [*arcs, *(step.arc for step in driven)], width)
    words = Text(
        f"{line.laps} 圈 · {line.km:.1f} 公里 · 达标里程 {line.on_target:.0%}",
        f"{line.laps} laps · {line.km:.1f} km · {line.on_target:.0%} of its metres on target",
    )
    picture = Picture(view=view, title=f"{line.line_id} {line.name}", subtitle=words.in_(lang), lang=lang)
    draw_streets(picture, network)
    picture.lines((part_line(network, step.arc) for step in driven), colour=ROUTE, width=1.0, opacity=0.6)
    for number, (least, colour, thick) in enumerate(PASSES):
        most = PASSES[number + 1][0] if number + 1 < len(PASSES) else np.inf
        shown = [street.arc for street in line.streets if least <= street.passes < most]
        picture.lines((part_line(network, arc) for arc in shown), colour=colour, width=thick)
        last = str(int(most) - 1) if np.isfinite(most) else ""
        span = f"{least}" if last == str(least) else f"{least}-{last}" if last else f"{least}+"
        if shown:
            picture.legend_line(Text(f"{span} 次", f"{span} passes").in_(lang), colour=colour, width=thick)
    lost = [street.arc for street in line.left_out]
    picture.lines((part_line(network, arc) for arc in lost), colour=LOST, width=2.2, dashed=True)
    _arrows(picture, network, driven)
    _stops(picture, network, line, start_min)
    return picture.text()


def _facts(lines: Sequence[Line], unposted: Sequence[LeftOut], lang: Lang) -> str:
    km = sum(line.km for line in lines)
    lost = sum(line.left_out_km for line in lines) + sum(street.metres for street in unposted) / 1000
    stops = sum(step.kind is StepKind.STOP for line in lines for step in line.steps)
    band = lines[0].band if lines else ""
    return Text(
        f"{band} · {len(lines)} 条线路 · 行驶 {km:.0f} 公里 · 停留 {stops} 次 · 未巡逻 {lost:.1f} 公里",
        f"{band} · {len(lines)} lines · {km:.0f} km driven · {stops} stops · {lost:.1f} km unpatrolled",
    ).in_(lang)


def _view(network: RoadNetwork, arcs: Sequence[int], width: int) -> View:
    nodes = np.concatenate([network.tail[list(arcs)], network.head[list(arcs)]]) if arcs else np.arange(network.nodes)
    return View.around(network.lon[nodes], network.lat[nodes], width=width, margin=AROUND)


def draw_streets(picture: Picture, network: RoadNetwork) -> None:
    """Draw all streets in pale grey, as the ground of a map."""
    lower = np.flatnonzero((network.twin < 0) | (network.twin > np.arange(network.arcs)))
    _draw(picture, network, lower.tolist(), STREETS, factor=0.8)


def _draw(  # noqa: PLR0913 - streets and their style
    picture: Picture, network: RoadNetwork, arcs: Iterable[int], colour: str, *, factor: float, opacity: float = 1.0
) -> None:
    """Draw streets in one colour, each class in its width."""
    groups: dict[int, list[Floats]] = defaultdict(list)
    for arc in arcs:
        groups[int(network.road_class[arc])].append(part_line(network, arc))
    for kind, shapes in sorted(groups.items(), key=lambda row: ROAD_WIDTHS[ROAD_CLASSES[row[0]]]):
        picture.lines(shapes, colour=colour, width=factor * (ROAD_WIDTHS[ROAD_CLASSES[kind]] + 0.6), opacity=opacity)


def _arrows(picture: Picture, network: RoadNetwork, driven: Sequence[LineStep]) -> None:
    """Put small arrows on streets, each in the direction it is driven in first, not too many."""
    seen: set[int] = set()
    first = []
    for step in driven:
        street = min(step.arc, int(network.twin[step.arc])) if network.twin[step.arc] >= 0 else step.arc
        if step.kind is StepKind.PATROL and street not in seen:
            seen.add(street)
            first.append(step.arc)
    long = sorted(first, key=lambda arc: (-network.length_m[arc], arc))[:ARROWS]
    for arc in long:
        pixels = picture.view.place(part_line(network, arc, 0.45, 0.6))
        (x, y), (ahead, down) = pixels[0], pixels[-1]
        turn = degrees(atan2(down - y, ahead - x))
        picture.sign(f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn:.0f})">{ARROW}</g>')


ARROW = f'<path d="M-4 -4.5L5 0L-4 4.5Z" style="fill:#ffffff;stroke:{INK};stroke-width:1.1"/>'


def _stops(picture: Picture, network: RoadNetwork, line: Line, start_min: int) -> None:
    times: dict[tuple[float, float], list[str]] = defaultdict(list)
    for step in line.steps:
        if step.kind is StepKind.STOP:
            minutes = round((step.end_ms - step.begin_ms) / 60_000)
            place = point_on(network, step.arc, step.to_share)
            times[place].append(f"{clock_text(start_min, step.begin_ms)[:5]} {minutes}′")
    if line.steps:
        home = point_on(network, line.steps[-1].arc, line.steps[-1].to_share)
        picture.posts(np.array([home]), [line.name], [INK])
    for place, words in times.items():
        picture.dots(np.array([place]), radius=5.5, fill=STOP)
        x, y = picture.view.place(np.array([place]))[0].tolist()
        sides = ((10, 4), (-10, 4), (0, -10), (0, 20))
        picture.label(x, y, " · ".join(words), size=12.5, weight=600, colour=STOP, offsets=sides)


def _legend(picture: Picture, *, mobile: bool, lost: bool) -> None:
    words = Text("巡线 (颜色: 警区)", "line (colour: cell)"), Text("机动路线", "mobile route")
    picture.legend_line(words[0].in_(picture.lang), colour="#2f6fb2", width=3.2)
    if mobile:
        picture.legend_line(words[1].in_(picture.lang), colour=ROUTE, width=3.2)
    if lost:
        picture.legend_line(Text("未巡逻", "unpatrolled").in_(picture.lang), colour=LOST, width=2.0, dashed=True)
    stop = Text("热点停留 10-15 分钟", "hot-spot stop, 10-15 min").in_(picture.lang)
    picture.legend_sign(stop, circle(15, 0, 3.4, fill=STOP))
