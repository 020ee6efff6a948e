"""Build: from a reader's draft to the compact graph, and the report on what was mended or dropped."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from .coordinates import gcj02_to_wgs84, morton
from .draft import Draft
from .findings import road_finding
from .graph import ROAD_CLASSES, RoadNetwork
from .health import Dropped, Health
from .polylines import lengths, take

SHORTEST_M = 0.1
"""Length of an arc whose ends lie on the same spot."""

Int64 = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    """What is kept, in which order: positions in the draft; and what was found on the way."""

    nodes: Int64
    arcs: Int64
    length_m: NDArray[np.float64]
    missing: Bools
    zero: Bools
    dropped: Dropped


def build(draft: Draft, *, source: str, sha256: str, gcj02: bool = False) -> tuple[RoadNetwork, Health]:
    """
    Order, mend and connect a draft.

    Kept is the largest strongly connected part, parallel arcs and loops included; loops of length 0 go. Nodes are put
    in Morton order, arcs in order of (tail, head), equal ones as in the file.

    Parameters
    ----------
    draft
        What a reader read.
    source, sha256
        Name of the file and its hash.
    gcj02
        The draft's coordinates are GCJ-02; they are converted.

    Raises
    ------
    InputError
        If no road is left.
    """
    if gcj02:
        draft = _to_wgs84(draft)
    plan = _plan(draft, source)
    network = _arrange(draft, plan, source=source, sha256=sha256)
    return network, _report(draft, plan, network, gcj02=gcj02)


def _to_wgs84(draft: Draft) -> Draft:
    lon, lat = gcj02_to_wgs84(draft.lon, draft.lat)
    geo_lon, geo_lat = gcj02_to_wgs84(draft.geo_lon, draft.geo_lat)
    return replace(draft, lon=lon, lat=lat, geo_lon=geo_lon, geo_lat=geo_lat)


def _plan(draft: Draft, source: str) -> _Plan:
    missing = ~(np.isfinite(draft.length_m) & (draft.length_m >= 0))
    measured = lengths((draft.geo_start, draft.geo_lon, draft.geo_lat))
    length = np.where(missing | (draft.length_m == 0), measured, draft.length_m)
    zero = length <= 0
    real = np.flatnonzero(~(zero & (draft.tail == draft.head)))
    part = _strong_parts(draft, real)
    best = _largest(part, draft, real)
    inside = (part[draft.tail[real]] == best) & (part[draft.head[real]] == best)
    if not inside.any():
        raise InputError.of([*draft.findings, _no_roads(source)])
    nodes = np.flatnonzero(part == best)
    nodes = nodes[np.lexsort((draft.node_ref[nodes], morton(draft.lon[nodes], draft.lat[nodes])))]
    arcs = real[inside]
    place = _places(nodes, len(draft.lon))
    arcs = arcs[np.lexsort((place[draft.head[arcs]], place[draft.tail[arcs]]))]
    length = np.maximum(length, SHORTEST_M)
    return _Plan(
        nodes=nodes,
        arcs=arcs,
        length_m=length,
        missing=missing,
        zero=zero,
        dropped=_dropped(draft, length, part, best, real[~inside]),
    )


def _places(chosen: Int64, total: int) -> Int64:
    """Return for each of ``total`` old positions the new one, -1 if it was not chosen."""
    place = np.full(total, -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    return place


def _strong_parts(draft: Draft, real: Int64) -> Int64:
    """Return for each node the number of its strongly connected part."""
    shape = (len(draft.lon), len(draft.lon))
    ones = np.ones(len(real), dtype=np.int8)
    graph = scipy.sparse.coo_array((ones, (draft.tail[real], draft.head[real])), shape=shape)
    _, part = scipy.sparse.csgraph.connected_components(graph, directed=True, connection="strong")
    strong: Int64 = part.astype(np.int64)
    return strong


def _largest(part: Int64, draft: Draft, real: Int64) -> int:
    """Return the part with the most nodes, of equal ones the one with the most arcs inside."""
    tail, head = part[draft.tail[real]], part[draft.head[real]]
    arcs = np.bincount(tail[tail == head], minlength=part.max(initial=0) + 1)
    return int(np.lexsort((-np.arange(len(arcs)), arcs, np.bincount(part, minlength=len(arcs))))[-1])


def _no_roads(source: str) -> Finding:
    return road_finding(
        "D46",
        Severity.ERROR,
        Text("文件中没有连通的机动车道路", "the file holds no connected road that cars may use"),
        where=Where(file=source),
        advice=Text(
            "检查文件范围, 单行道, 或加上服务道路选项", "check its extent and one-ways, or include service roads"
        ),
    )


def _dropped(draft: Draft, length: NDArray[np.float64], part: Int64, best: int, lost: Int64) -> Dropped:
    """Count what is cut off; nodes without any road are not worth a word."""
    ends = np.unique(np.concatenate([draft.tail[lost], draft.head[lost]]))
    ends = ends[part[ends] != best]
    return Dropped(
        parts=len(np.unique(part[ends])),
        nodes=len(ends),
        arcs=len(lost),
        km=float(length[lost[_once(draft.twin[lost], lost)]].sum() / 1000),
    )


def _once(twin: Int64, arcs: Int64) -> Bools:
    """Mark one arc of each street."""
    return (twin < 0) | (arcs < twin)


def _arrange(draft: Draft, plan: _Plan, *, source: str, sha256: str) -> RoadNetwork:
    nodes, arcs = plan.nodes, plan.arcs
    node_place, arc_place = _places(nodes, len(draft.lon)), _places(arcs, len(draft.tail))
    geo_start, geo_lon, geo_lat = take((draft.geo_start, draft.geo_lon, draft.geo_lat), arcs)
    used, name = np.unique(draft.name[arcs], return_inverse=True)
    names = [draft.names[number] for number in used]
    if used[0] != 0:
        names, name = ["", *names], name + 1
    speed, length = draft.speed_kmh[arcs], plan.length_m[arcs]
    twin = draft.twin[arcs]
    return RoadNetwork(
        lon=draft.lon[nodes],
        lat=draft.lat[nodes],
        node_ref=draft.node_ref[nodes],
        signal=draft.signal[nodes],
        tail=node_place[draft.tail[arcs]].astype(np.int32),
        head=node_place[draft.head[arcs]].astype(np.int32),
        length_m=length,
        speed_kmh=speed,
        base_ms=np.maximum(np.rint(length * 3600 / speed), 1).astype(np.int32),
        road_class=draft.road_class[arcs],
        lanes=draft.lanes[arcs],
        flags=draft.flags[arcs],
        name=name.astype(np.int32),
        names=tuple(names),
        twin=np.where(twin < 0, -1, arc_place[twin]).astype(np.int32),
        geo_start=geo_start,
        geo_lon=geo_lon,
        geo_lat=geo_lat,
        banned=_banned(draft, arc_place),
        source=source,
        source_sha256=sha256,
    )


def _banned(draft: Draft, arc_place: Int64) -> NDArray[np.int32]:
    pairs = arc_place[draft.banned]
    kept: NDArray[np.int32] = np.unique(pairs[(pairs >= 0).all(axis=1)], axis=0).astype(np.int32)
    return kept.reshape(-1, 2)


def _report(draft: Draft, plan: _Plan, network: RoadNetwork, *, gcj02: bool) -> Health:
    once = _once(network.twin.astype(np.int64), np.arange(network.arcs))
    km = np.where(once, network.length_m, 0.0) / 1000
    missing = ~draft.speed_given[plan.arcs]
    by_class = np.bincount(network.road_class, weights=km, minlength=len(ROAD_CLASSES))
    beside = (np.diff(network.tail) == 0) & (np.diff(network.head) == 0)
    health = Health(
        source=network.source,
        form=draft.form,
        nodes=network.nodes,
        arcs=network.arcs,
        streets=int(once.sum()),
        signals=int(network.signal.sum()),
        km=float(km.sum()),
        named_km=float(km[network.name > 0].sum()),
        missing_speed_km=float(km[missing].sum()),
        km_by_class={kind.value: float(one) for kind, one in zip(ROAD_CLASSES, by_class, strict=True) if one > 0},
        dropped=plan.dropped,
        missing_speeds=int(missing.sum()),
        missing_lengths=int(plan.missing[plan.arcs].sum()),
        zero_lengths=int(plan.zero.sum()),
        self_loops=int((network.tail == network.head).sum()),
        parallel=int(beside.sum()),
        banned_turns=len(network.banned),
        restrictions_unread=draft.restrictions_unread,
        left_out=draft.left_out,
        swapped=draft.swapped,
        gcj02=gcj02,
    )
    return replace(health, findings=(*draft.findings, *_findings(health)))


def _findings(health: Health) -> Iterator[Finding]:
    """Say what a person should look at."""
    where, dropped = Where(file=health.source), health.dropped
    if health.missing_lengths:
        yield road_finding(
            "D44",
            Severity.WARN,
            Text(
                f"{health.missing_lengths} 条弧没有长度, 已按几何量算",
                f"{health.missing_lengths} arcs have no length; measured on their geometry",
            ),
            where=where,
            advice=Text("没有几何的弯路会偏短", "bent roads without geometry come out too short"),
        )
    if dropped.km > 0.05 * health.km:
        yield road_finding(
            "D45",
            Severity.WARN,
            Text(
                f"{dropped.parts} 块与主路网不连通, 共 {dropped.km:.1f} 公里被去掉",
                f"{dropped.parts} parts are not connected to the main network; {dropped.km:.1f} km dropped",
            ),
            where=where,
            advice=Text("检查文件边界, 桥梁与单行道", "check the file's border, bridges and one-ways"),
        )
    if health.zero_lengths:
        yield road_finding(
            "D46",
            Severity.WARN,
            Text(
                f"{health.zero_lengths} 条弧长度为 0: 自环去掉, 其余按 {SHORTEST_M} 米",
                f"{health.zero_lengths} arcs have length 0: loops are dropped, the others count {SHORTEST_M} m",
            ),
            where=where,
        )
    if health.swapped:
        yield road_finding(
            "D43",
            Severity.WARN,
            Text("经纬度两列颠倒, 已对换", "longitude and latitude stand in each other's column; exchanged"),
            where=where,
            advice=Text("请改正源文件", "correct the file"),
        )
