"""Edge tables: nodes and directed edges with tags in columns (CSV, GraphML), made into a draft."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from .draft import Draft
from .fact_columns import fact_columns
from .findings import road_finding
from .polylines import from_wkt, straight, take
from .polylines import lengths as line_lengths
from .tags import Facts, facts, left_out, split, truth
from .twins import find_twins

TAGS = (
    "highway", "name", "ref", "lanes", "maxspeed", "oneway", "bridge", "tunnel", "junction", "toll",
    "service", "access", "motor_vehicle", "motorcar", "vehicle", "area", "route",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EdgeTable:
    """
    Nodes and edges as read; numbers of nodes and ends are checked, tags are still text.

    Parameters
    ----------
    form, file
        Name of the format, name of the file.
    node_ref, lon, lat, signal
        Shape (n,).
    tail, head
        Shape (m,): positions among the nodes.
    length_m
        Shape (m,), NaN where not given.
    columns
        ``TAGS``, ``osmid`` and ``geometry`` (WKT) as far as the file has them, each of m texts.
    """

    form: str
    file: str
    node_ref: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    signal: NDArray[np.bool_]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    length_m: NDArray[np.float64]
    columns: Mapping[str, Sequence[str]]
    swapped: bool = False
    findings: Sequence[Finding] = field(default_factory=tuple)


def to_draft(table: EdgeTable, *, service: bool) -> Draft:
    """
    Read the tags of an edge table and find its two-way streets.

    An edge marked two-way whose opposite edge is nowhere in the table stands for both directions.
    """
    read, meaning = _read_tags(table, service=service)
    kept = np.array([isinstance(meaning[number], Facts) for number in read], dtype=bool)
    lost = Counter(str(meaning[number]) for number in read[~kept])
    known = [one for one in meaning if isinstance(one, Facts)]
    position = np.cumsum([isinstance(one, Facts) for one in meaning]) - 1
    rows = np.flatnonzero(kept)
    two_way, one_way = _ways(table, rows)
    lonely = rows[two_way & ~_has_opposite(table, rows)]
    arcs = np.concatenate([rows, lonely])
    turned = np.arange(len(arcs)) >= len(rows)
    tail = np.where(turned, table.head[arcs], table.tail[arcs])
    head = np.where(turned, table.tail[arcs], table.head[arcs])
    lines, bad = _geometry(table)
    lines = take(lines, arcs, backward=turned)
    length = table.length_m[arcs]
    measured = np.where(length > 0, length, line_lengths(lines))
    may = ~np.concatenate([one_way, np.zeros(len(lonely), dtype=bool)])
    return Draft(
        form=table.form,
        node_ref=table.node_ref,
        lon=table.lon,
        lat=table.lat,
        signal=table.signal,
        tail=tail,
        head=head,
        length_m=length,
        twin=find_twins(tail, head, _streets(table)[arcs], measured, may),
        geo_start=lines[0],
        geo_lon=lines[1],
        geo_lat=lines[2],
        left_out=dict(sorted(lost.items())),
        swapped=table.swapped,
        findings=[*table.findings, *_unread_lines(table, bad)],
        **fact_columns(known, position[read[arcs]]),
    )


def _read_tags(table: EdgeTable, *, service: bool) -> tuple[NDArray[np.int64], list[Facts | str]]:
    """
    Read each distinct set of tags once: per edge its number, per number the facts or why it is left out.

    A table that holds nothing but roads for cars was chosen by its maker: then its private roads stay.
    """
    present = [tag for tag in TAGS if tag in table.columns]
    sets = list(zip(*(table.columns[tag] for tag in present), strict=True))
    number = {tags: position for position, tags in enumerate(dict.fromkeys(sets))}
    sets_of_tags = [{tag: text for tag, text in zip(present, texts, strict=True) if text} for texts in number]
    reasons = [left_out(tags, service=service) for tags in sets_of_tags]
    if set(reasons) <= {"", "private"}:
        reasons = [""] * len(reasons)
    meaning: list[Facts | str] = [
        reason or facts(tags, oneway=bool(truth(tags.get("oneway", ""))))
        for tags, reason in zip(sets_of_tags, reasons, strict=True)
    ]
    return np.fromiter((number[tags] for tags in sets), dtype=np.int64, count=len(sets)), meaning


def _ways(table: EdgeTable, rows: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each row says "two-way", and whether it says "one-way"; it may say neither."""
    texts = table.columns.get("oneway")
    if texts is None:
        return np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    meaning = {text: truth(text) for text in set(texts)}
    said = [meaning[texts[row]] for row in rows]
    return np.array([one is False for one in said], dtype=bool), np.array([one is True for one in said], dtype=bool)


def _has_opposite(table: EdgeTable, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether any edge of the table leads from the row's head to its tail; a loop needs a second one."""
    nodes = max(len(table.lon), 1)
    keys = table.tail * nodes + table.head
    wanted = table.head[rows] * nodes + table.tail[rows]
    loops, counts = np.unique(keys[table.tail == table.head], return_counts=True)
    single = np.isin(wanted, loops[counts == 1])
    return np.isin(wanted, keys) & ~single


def _streets(table: EdgeTable) -> NDArray[np.int64]:
    texts = table.columns.get("osmid")
    if texts is None:
        return np.zeros(len(table.tail), dtype=np.int64)
    key = {text: text if text.isalnum() else "|".join(sorted(split(text))) for text in set(texts)}
    number = {one: position for position, one in enumerate(dict.fromkeys(key.values()))}
    return np.fromiter((number[key[text]] for text in texts), dtype=np.int64, count=len(texts))


def _geometry(table: EdgeTable) -> tuple[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]], list[int]]:
    plain = straight(table.lon[table.tail], table.lat[table.tail], table.lon[table.head], table.lat[table.head])
    texts = table.columns.get("geometry")
    return (plain, []) if texts is None else from_wkt(texts, plain)


def _unread_lines(table: EdgeTable, bad: Sequence[int]) -> Sequence[Finding]:
    if not bad:
        return ()
    return [
        road_finding(
            "D42",
            Severity.WARN,
            Text(
                f"{len(bad)} 条边的几何无法读取, 按直线处理",
                f"the geometry of {len(bad)} edges cannot be read; straight lines are used",
            ),
            where=Where(file=table.file, field="geometry", value=table.columns["geometry"][bad[0]][:80]),
            advice=Text("几何应写作 LINESTRING (经度 纬度, ...)", "write LINESTRING (lon lat, ...)"),
        )
    ]
