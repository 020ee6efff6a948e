"""Cells for others: GeoJSON for maps, rows for tables."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..models.text import Lang, Text
from .cells import UNPOSTED, Cells
from .graph import ROAD_CLASSES
from .health import CLASS_NAMES
from .part_line import part_line, point_on

UNPOSTED_NAME = Text("未设固定岗点", "un-posted")
TOTAL_NAME = Text("合计", "total")
NAMELESS = Text("无名道路", "unnamed road")

Row = tuple[object, ...]


def cell_header(lang: Lang) -> tuple[str, ...]:
    """Return the column names of ``cell_rows``."""
    first = (Text("岗点编号", "post_id"), Text("岗点", "post"), Text("公里", "km"))
    last = (Text("最远_分钟", "farthest_min"), Text("边界点", "borders"), Text("相邻岗点", "neighbours"))
    kinds = [Text(f"{name.zh}_公里", f"{kind.value.lower()}_km") for kind, name in CLASS_NAMES.items()]
    return tuple(text.in_(lang) for text in (*first, *kinds, *last))


def cell_rows(cells: Cells, lang: Lang) -> Iterator[Row]:
    """Yield one row a cell, then the un-posted streets, then the total."""
    borders = np.bincount([post for b in cells.borders for post in (b.first, b.second)], minlength=len(cells.posts))
    for number, post in enumerate(cells.posts):
        neighbours = " ".join(cells.posts[other].post_id for other in cells.neighbours[number])
        km = [_km(metres) for metres in cells.class_metres[number]]
        far = round(float(cells.farthest_min[number]), 2)
        yield post.post_id, post.name, _km(cells.metres[number]), *km, far, int(borders[number]), neighbours
    every = np.bincount(
        cells.network.road_class[cells.parts.arc], weights=cells.parts.metres, minlength=len(ROAD_CLASSES)
    )
    rest = every - cells.class_metres.sum(axis=0)
    for name, total, kinds in (
        (UNPOSTED_NAME, cells.unposted_m, rest),
        (TOTAL_NAME, cells.total_m, every),
    ):
        yield "", name.in_(lang), _km(total), *(_km(metres) for metres in kinds), "", "", ""


def border_header(lang: Lang) -> tuple[str, ...]:
    """Return the column names of ``border_rows``."""
    columns = (
        Text("道路", "street"), Text("起点节点", "u"), Text("终点节点", "v"), Text("米", "metre"),
        Text("岗点甲", "post_a"), Text("岗点乙", "post_b"), Text("秒", "seconds"), Text("单行", "one_way"),
        Text("经度", "lon"), Text("纬度", "lat"),
    )  # fmt: skip
    return tuple(text.in_(lang) for text in columns)


def border_rows(cells: Cells, lang: Lang) -> Iterator[Row]:
    """Yield one row for each point where two cells meet."""
    network = cells.network
    for border in cells.borders:
        lon, lat = point_on(network, border.arc, border.share)
        yield (
            network.street(border.arc) or NAMELESS.in_(lang),
            int(network.node_ref[network.tail[border.arc]]),
            int(network.node_ref[network.head[border.arc]]),
            round(border.metre, 1),
            cells.posts[border.first].post_id,
            cells.posts[border.second].post_id,
            round(border.seconds, 1),
            int(border.one_way),
            round(lon, 6),
            round(lat, 6),
        )


def part_header(lang: Lang) -> tuple[str, ...]:
    """Return the column names of ``part_rows``."""
    columns = (
        Text("岗点编号", "post_id"), Text("道路", "street"), Text("等级", "class"), Text("起点节点", "u"),
        Text("终点节点", "v"), Text("自_米", "from_m"), Text("至_米", "to_m"),
    )  # fmt: skip
    return tuple(text.in_(lang) for text in columns)


def part_rows(cells: Cells, lang: Lang) -> Iterator[Row]:
    """Yield one row for each street or part of a street, post by post; un-posted ones last, without a post."""
    network, parts = cells.network, cells.parts
    order = np.lexsort((parts.start, parts.arc, np.where(parts.post == UNPOSTED, len(cells.posts), parts.post)))
    for k in order.tolist():
        arc, post = int(parts.arc[k]), int(parts.post[k])
        length = float(network.length_m[arc])
        yield (
            "" if post == UNPOSTED else cells.posts[post].post_id,
            network.street(arc) or NAMELESS.in_(lang),
            CLASS_NAMES[ROAD_CLASSES[network.road_class[arc]]].in_(lang),
            int(network.node_ref[network.tail[arc]]),
            int(network.node_ref[network.head[arc]]),
            round(float(parts.start[k]) * length, 1),
            round(float(parts.end[k]) * length, 1),
        )


def cells_geojson(cells: Cells) -> dict[str, Any]:
    """Return cells, un-posted streets, border points and posts as one GeoJSON FeatureCollection (WGS-84)."""
    lines: list[list[Any]] = [[] for _ in range(len(cells.posts) + 1)]
    parts = cells.parts
    for arc, start, end, post in zip(
        *(c.tolist() for c in (parts.arc, parts.start, parts.end, parts.post)), strict=True
    ):
        lines[post].append(np.round(part_line(cells.network, arc, start, end), 6).tolist())
    features = [_feature("MultiLineString", lines[k], _cell_properties(cells, k)) for k in range(len(cells.posts))]
    unposted = {"kind": "unposted", "km": _km(cells.unposted_m)}
    features.append(_feature("MultiLineString", lines[len(cells.posts)], unposted))
    for row in border_rows(cells, Lang.EN):
        *values, lon, lat = row
        names = border_header(Lang.EN)[:-2]
        features.append(_feature("Point", [lon, lat], {"kind": "border", **dict(zip(names, values, strict=True))}))
    for post in cells.posts:
        lon, lat = point_on(cells.network, post.at.arc, post.at.share)
        place = [round(lon, 6), round(lat, 6)]
        features.append(_feature("Point", place, {"kind": "post", "post_id": post.post_id, "name": post.name}))
    return {"type": "FeatureCollection", "features": features}


def _cell_properties(cells: Cells, post: int) -> dict[str, Any]:
    return {
        "kind": "cell",
        "post_id": cells.posts[post].post_id,
        "name": cells.posts[post].name,
        "km": _km(cells.metres[post]),
        "km_by_class": {kind.value: _km(metres) for kind, metres in cells.by_class(post).items()},
        "farthest_min": round(float(cells.farthest_min[post]), 2),
        "neighbours": [cells.posts[other].post_id for other in cells.neighbours[post]],
    }


def _feature(kind: str, coordinates: Sequence[Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def _km(metres: float) -> float:
    return round(float(metres) / 1000, 3)
