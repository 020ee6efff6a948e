"""Text tables: nodes and edges as columns of text, checked cell by cell; shared by the readers of tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.finding import Finding
from ..models.text import Text
from .coordinates import swapped
from .edge_table import TAGS, EdgeTable
from .findings import bad_cells

Floats = NDArray[np.float64]
Columns = Mapping[str, Sequence[str]]

_SIGNAL_WORDS = ("traffic_signals", "signal", "true", "yes", "1", "是", "信号灯")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TextTable:
    """
    What a file of nodes and edges says, as text.

    Parameters
    ----------
    form, node_file, edge_file
        Name of the format, and of the files that the columns come from.
    nodes
        Columns ``node``, ``lon``, ``lat``, perhaps ``highway`` (traffic signals).
    edges
        Columns ``u``, ``v``, perhaps ``length_m``, ``osmid``, ``geometry`` and any of ``TAGS``.
    """

    form: str
    node_file: str
    edge_file: str
    nodes: Columns
    edges: Columns


def check_table(text: TextTable) -> EdgeTable:
    """
    Turn ids, coordinates and lengths into numbers.

    Raises
    ------
    InputError
        With every bad cell.
    """
    findings: list[Finding] = []
    nodes, edges = text.nodes, text.edges
    lon, lat, turned = _positions(text.node_file, nodes, findings)
    place = _node_places(text.node_file, nodes["node"], findings)
    tail, head = (_ends(text.edge_file, column, edges[column], place, findings) for column in ("u", "v"))
    length = _lengths(text.edge_file, edges.get("length_m"), len(edges["u"]), findings)
    if findings:
        raise InputError.of(findings)
    signal = [word.strip().lower().endswith(_SIGNAL_WORDS) for word in nodes.get("highway", [""] * len(lon))]
    return EdgeTable(
        form=text.form,
        file=text.edge_file,
        node_ref=_node_numbers(nodes["node"]),
        lon=lon,
        lat=lat,
        signal=np.array(signal, dtype=bool),
        tail=tail,
        head=head,
        length_m=length,
        columns={name: edges[name] for name in (*TAGS, "osmid", "geometry") if name in edges},
        swapped=turned,
    )


def _node_numbers(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return the node ids as numbers; ids that are not all whole numbers are replaced by their positions."""
    try:
        return np.array([int(text) for text in texts], dtype=np.int64)
    except (ValueError, OverflowError):
        return np.arange(len(texts), dtype=np.int64)


def _numbers(texts: Sequence[str]) -> Floats:
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


def _positions(file: str, nodes: Columns, findings: list[Finding]) -> tuple[Floats, Floats, bool]:
    """Return degrees, put right if the columns stand exchanged, and whether they did."""
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
    """Return the position of each id."""
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
    """Return the positions of one end of each edge."""
    ends = np.array([place.get(ref, -1) for ref in refs], dtype=np.int64)
    for edge in np.flatnonzero(ends < 0).tolist():
        ends[edge] = place.get(refs[edge].strip(), -1)
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


def _lengths(file: str, texts: Sequence[str] | None, edges: int, findings: list[Finding]) -> Floats:
    """Return metres, NaN where a cell is empty."""
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
