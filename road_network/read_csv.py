"""Read a network from two CSV tables, nodes and edges, with English or Chinese headers."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from .draft import Draft
from .edge_table import TAGS, to_draft
from .findings import bad_cells, road_finding
from .text_file import read_text
from .text_table import TextTable, check_table
from .turn_table import TURN_HEADER, banned_arcs

BLOCK = 10_000
"""Rows taken at a time: few enough that the memory of cells is soon used again."""

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
    return _beside(edges, "nodes")


def turn_file(edges: Path) -> Path | None:
    """Return the table of forbidden turns beside an edge table, if there is one."""
    file = _beside(edges, "turns")
    return file if file.exists() else None


def _beside(edges: Path, kind: str) -> Path:
    name = edges.name.replace("edges.csv", f"{kind}.csv")
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
    draft = to_draft(check_table(text), service=service)
    turns = turn_file(path)
    return _with_turns(draft, turns) if turns else draft


def _with_turns(draft: Draft, file: Path) -> Draft:
    """Add the forbidden turns of a turn table; those whose edges are not there are counted as unread."""
    findings: list[Finding] = []
    columns = _columns(file, {name: (name,) for name in TURN_HEADER}, TURN_HEADER, findings)
    cells = list(zip(*(columns.get(name, []) for name in TURN_HEADER), strict=True))
    odd = [(row, ",".join(one)) for row, one in enumerate(cells, 2) if not all(map(_whole, one))]
    why = Text("不是整数", "not whole numbers")
    findings.extend(bad_cells(file.name, "", odd, why, Text("填写节点编号与序号", "write node ids and keys")))
    if findings:
        raise InputError.of(findings)
    rows = [dict(zip(TURN_HEADER, map(int, one), strict=True)) for one in cells]
    banned, lost = banned_arcs(rows, draft.node_ref, draft.tail, draft.head)
    return replace(draft, banned=banned, restrictions_unread=len(lost))


def _whole(text: str) -> bool:
    return text.strip().removeprefix("-").isdecimal()


def _columns(
    path: Path, known: Mapping[str, Sequence[str]], needed: Sequence[str], findings: list[Finding]
) -> dict[str, list[str]]:
    """Return the columns under our names; rows of a wrong width and missing columns become findings."""
    rows = csv.reader(io.StringIO(read_text(path)))
    header = [name.strip().lower() for name in next(rows, [])]
    values: list[list[str]] = [[] for _ in header]
    odd: list[tuple[int, str]] = []
    first = 2
    while block := list(islice(rows, BLOCK)):
        if set(map(len, block)) != {len(header)}:
            odd += [(row, ",".join(cells)[:60]) for row, cells in enumerate(block, first) if len(cells) != len(header)]
            block = [cells for cells in block if len(cells) == len(header)]
        for column, cells in zip(values, zip(*block, strict=True), strict=False):
            column.extend(cells)
        first += BLOCK
    why = Text("列数与表头不符", "the row has another number of cells than the header")
    advice = Text("补齐, 或给含逗号的值加引号", "complete it, or quote values that hold commas")
    findings.extend(bad_cells(path.name, "", [(row, text) for row, text in odd if text], why, advice))
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
