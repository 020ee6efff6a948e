"""The deployment report: one HTML page with map and tables that opens without a network and prints."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

import numpy as np

from ..models.city import City
from ..models.deployment import Deployment
from ..models.place import PlaceKind
from ..models.text import Lang, Text
from ..road_network.graph import RoadNetwork
from ..solver.deploy.lines.plan import BandLines
from .deployment_json import deployment_hash
from .deployment_parts import Grid
from .deployment_rows import grids
from .labels import FICTIONAL
from .line_map import city_map
from .report_map import WIDTH, Frame, frame_of, road_paths

TITLE = Text("周岗位部署报告", "Weekly deployment")
_MAP = Text("岗点与机动驻点", "Posts and mobile bases")
_MAP_HELP = Text(
    "绿点为全周满足的岗点, 红点有缺口, 灰点本周不设岗; 蓝方块为机动驻点。",
    "Green: posts met all week; red: with a gap; grey: not manned this week. Blue squares: mobile bases.",
)
_LINES = Text("警区与巡线", "Cells and lines")
_LINES_HELP = Text(
    "每条街道用所属警区的颜色; 红色虚线无人巡逻。各警区的路单和地图: qinwu lines。",
    "Each street has the colour of its cell; red dashes: nobody passes. Sheets and maps of each cell: qinwu lines.",
)
_OFFLINE = Text("本页自成一体, 可离线打开和打印。", "This page is complete in itself: it opens and prints offline.")

_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{css}</style>
</head>
<body>
<main>
<header><h1>{title}</h1><p>{week}</p>{fictional}</header>
<nav>{links}</nav>
{sections}
<footer>{offline} SHA-256 {hash}</footer>
</main>
</body>
</html>
"""


def deployment_to_html(  # noqa: PLR0913 - a report and its parts
    city: City,
    deployment: Deployment,
    *,
    lang: Lang = Lang.ZH,
    network: RoadNetwork | None = None,
    lines: Sequence[BandLines] = (),
    registers: Sequence[Grid] = (),
) -> bytes:
    """
    Return the report as one HTML file without script: stages with proof, saving, laws, cover, gaps, chains, map.

    Every id in ``deployment`` should resolve in ``city``. With ``network`` the map shows the roads; with ``lines`` a
    second one the cells and the lines of the first band. ``registers`` are tables on devices.
    """
    tables = [*grids(city, deployment, lang), *registers]
    drawing = _map(city, deployment, network)
    links = [(grid.key, grid.title) for grid in tables]
    sections = [_section(grid.key, grid.title.in_(lang), _table(grid, lang)) for grid in tables]
    if drawing:
        body = f'<p class="help">{escape(_MAP_HELP.in_(lang))}</p>{drawing}'
        sections.insert(1, _section("map", _MAP.in_(lang), body))
        links.insert(1, ("map", _MAP))
    if lines:
        body = f'<p class="help">{escape(_LINES_HELP.in_(lang))}</p>{_lines(city, lines[0], lang)}'
        at = 2 if drawing else 1
        sections.insert(at, _section("lines-map", _LINES.in_(lang), body))
        links.insert(at, ("lines-map", _LINES))
    page = _PAGE.format(
        lang="zh-CN" if lang is Lang.ZH else "en",
        title=escape(f"{city.name} {TITLE.in_(lang)}"),
        week=escape(str(deployment.week)),
        css=(files(__package__) / "assets" / "report.css").read_text("utf-8"),
        fictional=f'<div class="fictional">{escape(FICTIONAL.in_(lang))}</div>' if city.fictional else "",
        links="".join(f'<a href="#{key}">{escape(title.in_(lang))}</a>' for key, title in links),
        sections="\n".join(sections),
        offline=escape(_OFFLINE.in_(lang)),
        hash=deployment_hash(deployment),
    )
    return page.encode()


def _section(key: str, title: str, body: str) -> str:
    return f'<section id="{key}"><h2>{escape(title)}</h2>{body}</section>'


def _table(grid: Grid, lang: Lang) -> str:
    head = "".join(f"<th>{escape(text.in_(lang))}</th>" for text in grid.header)
    rows = "\n".join(
        "<tr>" + "".join(f'<td class="text">{escape(cell)}</td>' for cell in row) + "</tr>" for row in grid.rows
    )
    note = f'<p class="help">{escape(grid.note.in_(lang))}</p>' if grid.note.en else ""
    return f'{note}<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></div>'


def _map(city: City, deployment: Deployment, network: RoadNetwork | None) -> str:
    """Draw roads, posts by how they fare, and mobile bases; empty if no place has coordinates."""
    frame = frame_of(city.places)
    if frame is None:
        return ""
    roads = road_paths(network, frame) if network is not None else []
    paths = [
        f'<path d="{path}" fill="none" stroke="#{"b8bfc7" if at else "8d99a6"}" stroke-width="{max(1, 5 - 2 * at)}"/>'
        for at, path in enumerate(roads)
    ]
    marks = [*_posts(city, deployment, frame), *_bases(deployment, frame)]
    return f'<svg class="map" viewBox="0 0 {WIDTH} {frame.height}">{"".join(paths)}{"".join(marks)}</svg>'


def _lines(city: City, shown: BandLines, lang: Lang) -> str:
    """Draw the cells and lines of one band."""
    title = f"{city.name} {shown.band.name.in_(lang)}"
    drawn = city_map(shown.plan.cells, shown.plan.every_line, shown.plan.unposted_left, title=title, lang=lang)
    return drawn.replace("<svg ", '<svg style="width:100%;height:auto" ', 1)


def _posts(city: City, deployment: Deployment, frame: Frame) -> Iterator[str]:
    needed = {need.place_id for need in deployment.needs if need.crews}
    short = {need.place_id for need in deployment.short}
    for place in city.places:
        if place.kind is PlaceKind.POST and place.lon is not None and place.lat is not None:
            x, y = _xy(frame, place.lon, place.lat)
            color = "#c62f2f" if place.place_id in short else "#2f7d4f" if place.place_id in needed else "#8b949d"
            label, size = escape(f"{place.place_id} {place.name}"), 8 + 2 * place.priority
            yield f'<circle cx="{x}" cy="{y}" r="{size}" fill="{color}"><title>{label}</title></circle>'


def _bases(deployment: Deployment, frame: Frame) -> Iterator[str]:
    for base in deployment.bases:
        x, y = _xy(frame, base.lon, base.lat)
        label = escape(f"{base.base_id} ×{base.units}")
        yield f'<rect x="{x - 12}" y="{y - 12}" width="24" height="24" fill="#1d5fa8"><title>{label}</title></rect>'


def _xy(frame: Frame, lon: float, lat: float) -> tuple[int, int]:
    x, y = frame.xy(np.array([lon]), np.array([lat]))[0].tolist()
    return x, y
