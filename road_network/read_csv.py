"""Read a network from two CSV tables, nodes and edges, with English or Chinese headers."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from .coordinates import swapped
from .draft import Draft
from .edge_table import TAGS, EdgeTable, to_draft
from .findings import bad_cells, road_finding
from .text_file import read_text

NODE_COLUMNS: Mapping[str, Sequence[str]] = {
    "node": ("node", "node_id", "id", "osmid", "节点", "节点编号"),
    "lon": ("lon", "longitude", "x", "经度"),
    "lat": ("lat", "latitude", "y", "纬度"),
    "highway": ("highway", "signal", "类型", "信号灯"),
}
EDGE_COLUMNS: Mapping[str, Sequence[str]] = {
    "u": ("u", "source", "from", "起点"),
    "v": ("v", "target", "to", "终点"),
    "length_m": ("length_m", "length", "长度", "长度_米", "长度(米)"),
    "osmid": ("osmid", "way", "street", "道路编号"),
    "geometry": ("geometry", "wkt", "几何"),
    "highway": ("highway", "road_class", "道路等级", "等级"),
    "name": ("name", "路名", "名称"),
    "ref": ("ref", "路线编号"),
    "lanes": ("lanes", "车道", "车道数"),
    "maxspeed": ("maxspeed", "speed_kmh", "限速"),
    "oneway": ("oneway", "单行", "单行线"),
    "bridge": ("bridge", "桥", "桥梁"),
    "tunnel": ("tunnel", "隧道"),
    **{tag: (tag,) for tag in TAGS[8:]},
}
_SIGNAL_WORDS = ("traffic_signals", "signal", "true", "yes", "1", "是", "信号灯")


def node_file(edges: Path) -> Path:
    """Return the node table that stands beside an edge table, gzipped or not."""
    name = edges.name.replace("edges.csv", "nodes.csv")
    other = name.removesuffix(".gz") if name.endswith(".gz") else f"{name}.gz"
    sibling = edges.with_name(name)
    return edges.with_name(other) if not sibling.exists() and edges.with_name(other).exists() else sibling


def read_csv(path: Path, *, service: bool) -> Draft:
    """
    Read ``NAME.edges.csv`` with ``NAME.nodes.csv`` beside it (either may be gzipped).

    Raises
    ------
    InputError
        With every bad cell of both tables.
    """
    findings: list[Finding] = []
    nodes = _columns(node_file(path), NODE_COLUMNS, ("node", "lon", "lat"), findings)
    edges = _columns(path, EDGE_COLUMNS, ("u", "v", "highway"), findings)
    if findings:
        raise InputError.of(findings)
    lon, lat, turned = _positions(node_file(path).name, nodes, findings)
    place = _node_places(node_file(path).name, nodes["node"], findings)
    ends = [_ends(path.name, column, edges[column], place, findings) for column in ("u", "v")]
    length = _lengths(path.name, edges.get("length_m"), len(edges["u"]), findings)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise InputError.of(findings)
    signal = [text.strip().lower().endswith(_SIGNAL_WORDS) for text in nodes.get("highway", [""] * len(lon))]
    table = EdgeTable(
        form="CSV",
        file=path.name,
        node_ref=node_numbers(nodes["node"]),
        lon=lon,
        lat=lat,
        signal=np.array(signal, dtype=bool),
        tail=ends[0],
        head=ends[1],
        length_m=length,
        columns={name: edges[name] for name in (*TAGS, "osmid", "geometry") if name in edges},
        swapped=turned,
        findings=findings,
    )
    return to_draft(table, service=service)


def node_numbers(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return the node ids as numbers; ids that are not all whole numbers are replaced by their positions."""
    try:
        return np.array([int(text) for text in texts], dtype=np.int64)
    except (ValueError, OverflowError):
        return np.arange(len(texts), dtype=np.int64)


def _columns(
    path: Path, known: Mapping[str, Sequence[str]], needed: Sequence[str], findings: list[Finding]
) -> dict[str, list[str]]:
    """Return the columns under our names; rows of a wrong width and missing columns become findings."""
    rows = csv.reader(io.StringIO(read_text(path)))
    header = [name.strip().lower() for name in next(rows, [])]
    body = list(rows)
    odd = [(row, ",".join(cells)[:60]) for row, cells in enumerate(body, 2) if cells and len(cells) != len(header)]
    findings.extend(
        bad_cells(
            path.name,
            "",
            odd,
            Text("列数与表头不符", "the row has another number of cells than the header"),
            Text("补齐或引起含逗号的值", "complete it, or quote values that hold commas"),
        )
    )
    whole = [cells for cells in body if len(cells) == len(header)]
    values = list(map(list, zip(*whole, strict=True))) if whole else [[] for _ in header]
    found = {}
    for name, aliases in known.items():
        if alias := next((alias for alias in aliases if alias in header), None):
            found[name] = values[header.index(alias)]
    findings.extend(_absent(path.name, [name for name in needed if name not in found]))
    return found


def _absent(file: str, names: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        yield road_finding(
            "D41",
            Severity.ERROR,
            Text(f"缺少列 {name}", f"column {name} is missing"),
            where=Where(file=file, field=name),
            advice=Text("在表头补上该列", "add the column to the header"),
        )


def _numbers(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the numbers, NaN where a cell holds none."""
    try:
        return np.array(texts, dtype=np.float64)
    except ValueError:
        return np.array([_number(text) for text in texts], dtype=np.float64)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _positions(
    file: str, nodes: Mapping[str, Sequence[str]], findings: list[Finding]
) -> tuple[NDArray[np.float64], NDArray[np.float64], bool]:
    lon, lat = _numbers(nodes["lon"]), _numbers(nodes["lat"])
    turned = swapped(lon[np.isfinite(lon)], lat[np.isfinite(lat)])
    if turned:
        lon, lat = lat, lon
    for name, values, most in (("lon", lon, 180), ("lat", lat, 90)):
        column = {"lon": "lat", "lat": "lon"}[name] if turned else name
        bad = np.flatnonzero(~(np.abs(values) <= most))
        findings.extend(
            bad_cells(
                file,
                column,
                [(row + 2, nodes[column][row]) for row in bad.tolist()],
                Text(f"不是 ±{most} 以内的度数", f"not a number of degrees within ±{most}"),
                Text("填写 WGS-84 十进制度", "write WGS-84 decimal degrees"),
            )
        )
    return lon, lat, turned


def _node_places(file: str, refs: Sequence[str], findings: list[Finding]) -> dict[str, int]:
    place: dict[str, int] = {}
    twice = [(row, ref) for row, ref in enumerate(refs, 2) if place.setdefault(ref.strip(), row - 2) != row - 2]
    findings.extend(
        bad_cells(
            file, "node", twice, Text("节点编号重复", "node id used twice"), Text("每个节点一行", "one row a node")
        )
    )
    return place


def _ends(
    file: str, column: str, refs: Sequence[str], place: Mapping[str, int], findings: list[Finding]
) -> NDArray[np.int64]:
    ends = np.fromiter((place.get(ref.strip(), -1) for ref in refs), dtype=np.int64, count=len(refs))
    findings.extend(
        bad_cells(
            file,
            column,
            [(row + 2, refs[row]) for row in np.flatnonzero(ends < 0).tolist()],
            Text("节点表中没有此编号", "the node table has no such id"),
            Text("补上节点或改正编号", "add the node or correct the id"),
        )
    )
    return ends


def _lengths(file: str, texts: Sequence[str] | None, edges: int, findings: list[Finding]) -> NDArray[np.float64]:
    if texts is None:
        return np.full(edges, np.nan)
    length = np.full(edges, np.nan)
    written = np.array([bool(text.strip()) for text in texts], dtype=bool)
    length[written] = _numbers([text for text, one in zip(texts, written, strict=True) if one])
    bad = np.flatnonzero(written & ~(np.isfinite(length) & (length >= 0)))
    findings.extend(
        bad_cells(
            file,
            "length_m",
            [(row + 2, texts[row]) for row in bad.tolist()],
            Text("长度不是 0 或正数", "the length is not a number ≥ 0"),
            Text("填写米数, 或留空由几何量算", "write metres, or leave it empty to have it measured"),
        )
    )
    return length
