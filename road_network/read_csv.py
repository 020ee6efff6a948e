"""Read a network from two CSV tables, nodes and edges, with English or Chinese headers."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from .draft import Draft
from .edge_table import TAGS, to_draft
from .findings import bad_cells, road_finding
from .text_file import read_text
from .text_table import TextTable, check_table

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
    beside = node_file(path)
    nodes = _columns(beside, NODE_COLUMNS, ("node", "lon", "lat"), findings)
    edges = _columns(path, EDGE_COLUMNS, ("u", "v", "highway"), findings)
    if findings:
        raise InputError.of(findings)
    text = TextTable(form="CSV", node_file=beside.name, edge_file=path.name, nodes=nodes, edges=edges)
    return to_draft(check_table(text), service=service)


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
