"""Write a road network as CSV tables (``roads.nodes.csv``, ``roads.edges.csv``) that ``read_roads`` reads back."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from ..models.place import RoadClass
from .graph import BRIDGE, LINK, ROAD_CLASSES, ROUNDABOUT, SERVICE, TOLL, TUNNEL, RoadNetwork
from .tags import road_class
from .turn_table import TURN_HEADER, ranks, turn_rows

NODE_HEADER = ("node", "lon", "lat", "street_count", "highway")
EDGE_HEADER = (
    "u", "v", "key", "osmid", "length_m", "highway", "name", "ref", "oneway", "lanes", "maxspeed",
    "bridge", "tunnel", "junction", "toll", "geometry",
)  # fmt: skip

# The tag of each class, and the letter of the road number that tells ordinary highways from city streets.
_HIGHWAY: Mapping[RoadClass, tuple[str, str]] = {
    RoadClass.MOTORWAY: ("motorway", ""),
    RoadClass.EXPRESSWAY: ("trunk", ""),
    RoadClass.ARTERIAL: ("primary", ""),
    RoadClass.COLLECTOR: ("secondary", ""),
    RoadClass.LOCAL: ("tertiary", ""),
    RoadClass.NATIONAL: ("primary", "G"),
    RoadClass.PROVINCIAL: ("secondary", "S"),
    RoadClass.COUNTY: ("tertiary", "X"),
    RoadClass.TOWNSHIP: ("tertiary", "Y"),
}


def road_tables(network: RoadNetwork, *, stem: str = "roads") -> dict[str, str]:
    """
    Return the text of each table by file name: nodes, edges, and forbidden turns if there are any.

    Numbers are written so that they read back to the same bits. Both directions of a street share one ``osmid``;
    ``ref`` holds a road number where the class does not follow from tag and name.
    """
    tables = {
        f"{stem}.nodes.csv": _text(NODE_HEADER, _node_rows(network)),
        f"{stem}.edges.csv": _text(EDGE_HEADER, _edge_rows(network)),
    }
    if len(network.banned):
        tables[f"{stem}.turns.csv"] = _text(TURN_HEADER, turn_rows(network))
    return tables


def write_roads(network: RoadNetwork, folder: str | Path, *, stem: str = "roads") -> list[Path]:
    """
    Write the tables of a network into a folder and return their paths.

    Each file is written under a temporary name first, then renamed.
    """
    written = []
    for name, text in road_tables(network, stem=stem).items():
        temporary = Path(folder) / f".{name}.tmp"
        temporary.write_text(text, encoding="utf-8")
        written.append(temporary.replace(Path(folder) / name))
    return written


def _text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(header)
    table.writerows(rows)
    return text.getvalue()


def _node_rows(network: RoadNetwork) -> Iterator[tuple[object, ...]]:
    streets = np.unique(_streets(network), return_index=True)[1]
    arms = np.bincount(np.concatenate([network.tail[streets], network.head[streets]]), minlength=network.nodes)
    lights = np.where(network.signal, "traffic_signals", "")
    columns = (network.node_ref, network.lon, network.lat, arms, lights)
    return zip(*(column.tolist() for column in columns), strict=True)


def _edge_rows(network: RoadNetwork) -> Iterator[tuple[object, ...]]:
    one_way = network.twin < 0
    columns = (
        network.node_ref[network.tail],
        network.node_ref[network.head],
        ranks(network.tail, network.head),
        _streets(network) + 1,
        network.length_m,
        one_way,
        network.lanes.astype(np.int64) * np.where(one_way, 1, 2),
        network.speed_kmh,
        *(np.where(network.flags & flag, word, "") for flag, word in _FLAG_WORDS),
    )
    kinds = _kinds(network)
    lines = _lines(network)
    for arc, row in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        u, v, key, street, length, oneway, lanes, speed, *flags = row
        highway, name, ref = kinds[arc]
        yield u, v, key, street, length, highway, name, ref, oneway, lanes, speed, *flags, next(lines)


_FLAG_WORDS = ((BRIDGE, "yes"), (TUNNEL, "yes"), (ROUNDABOUT, "roundabout"), (TOLL, "yes"))


def _streets(network: RoadNetwork) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return one number for both directions of each street."""
    arcs = np.arange(network.arcs)
    return np.where(network.twin < 0, arcs, np.minimum(arcs, network.twin)).astype(np.int64)


def _kinds(network: RoadNetwork) -> list[tuple[str, str, str]]:
    """Return highway, name and ref of each arc."""
    links, service = (network.flags & LINK) > 0, (network.flags & SERVICE) > 0
    keys = list(zip(network.road_class.tolist(), network.name.tolist(), links.tolist(), service.tolist(), strict=True))
    table = {key: _kind(ROAD_CLASSES[key[0]], network.names[key[1]], link=key[2], service=key[3]) for key in set(keys)}
    return [table[key] for key in keys]


def _kind(kind: RoadClass, name: str, *, link: bool, service: bool) -> tuple[str, str, str]:
    highway, letter = _HIGHWAY[kind]
    highway = "service" if service else highway + "_link" * link
    told = road_class(highway, "", name) is kind
    return highway, name, "" if told or not letter else f"{letter}000"


def _lines(network: RoadNetwork) -> Iterator[str]:
    """Yield each arc's geometry as WKT, empty where it is the straight line between its nodes."""
    start, lon, lat = network.geo_start.tolist(), network.geo_lon.tolist(), network.geo_lat.tolist()
    first, last = network.geo_start[:-1], network.geo_start[1:] - 1
    straight = np.diff(network.geo_start) == 2
    for node, point in ((network.tail, first), (network.head, last)):
        straight &= (network.lon[node] == network.geo_lon[point]) & (network.lat[node] == network.geo_lat[point])
    for arc, plain in enumerate(straight.tolist()):
        points = range(start[arc], start[arc + 1])
        yield "" if plain else f"LINESTRING ({', '.join(f'{lon[p]!r} {lat[p]!r}' for p in points)})"
