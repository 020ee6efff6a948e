"""Read OpenStreetMap files (PBF, XML, gzipped XML) with pyosmium, which filters before Python sees anything."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import osmium
from osmium.filter import KeyFilter, TagFilter
from osmium.geom import WKBFactory
from osmium.osm import NODE, RELATION, WAY, Node, Relation, Way

from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from .draft import Draft
from .findings import road_finding
from .polylines import starts
from .split import split_ways
from .tags import direction, facts, left_out
from .text_file import unreadable
from .turns import Restriction, binds_cars, read_restriction
from .ways import Kind, Ways

Run = tuple[list[int], np.ndarray[tuple[int, int], np.dtype[np.float64]]]
"""Node ids and their coordinates, shape (points, 2)."""

_WKB_HEAD = 18  # hexadecimal digits before the first coordinate: byte order, type, number of points
LIGHTS = "traffic_signals"
_PBF_ENDINGS = (".pbf",)


def read_osm(path: Path, *, service: bool) -> Draft:
    """
    Read an OSM file.

    Raises
    ------
    InputError
        If the file is damaged or cut short.
    """
    reader = _Reader(service=service)
    lights, roads, turns = TagFilter(("highway", LIGHTS)), KeyFilter("highway"), TagFilter(("type", "restriction"))
    lights.enable_for(NODE)
    roads.enable_for(WAY)
    turns.enable_for(RELATION)
    things = osmium.FileProcessor(str(path)).with_locations()
    try:
        for thing in things.with_filter(lights).with_filter(roads).with_filter(turns):
            if isinstance(thing, Way):
                reader.add_way(thing)
            elif isinstance(thing, Relation):
                reader.add_relation(thing)
            elif isinstance(thing, Node):
                reader.signals.append(thing.id)
    except (RuntimeError, ValueError) as error:
        raise unreadable(path, str(error)) from error
    form = "OSM PBF" if path.name.lower().endswith(_PBF_ENDINGS) else "OSM XML"
    return split_ways(reader.ways(form, path.name))


class _Reader:
    """Collects what the file streams by."""

    def __init__(self, *, service: bool) -> None:
        self.service = service
        self.signals: list[int] = []
        self._restrictions: list[Restriction] = []
        self._unread = 0
        self._cut = 0
        self._left_out: Counter[str] = Counter()
        self._kinds: dict[Kind, int] = {}
        self._rows: list[tuple[int, int]] = []
        self._runs: list[Run] = []
        self._wkb = WKBFactory()

    def add_way(self, way: Way) -> None:
        """Keep a way that cars may use; one that leaves the file's area is kept as far as it lies inside."""
        tags = {tag.k: tag.v for tag in way.tags}
        if reason := left_out(tags, service=self.service):
            self._left_out[reason] += 1
            return
        course = direction(tags)
        along = facts(tags, oneway=course != 0, side="forward" if course >= 0 else "backward")
        kind = (along, None if course else facts(tags, oneway=False, side="backward"))
        number = self._kinds.setdefault(kind, len(self._kinds))
        for refs, points in self._lines(way):
            self._rows.append((way.id, number))
            self._runs.append((refs, points) if course >= 0 else (refs[::-1], points[::-1]))

    def add_relation(self, relation: Relation) -> None:
        """Keep a turn restriction that binds cars."""
        tags = {tag.k: tag.v for tag in relation.tags}
        if not binds_cars(tags):
            return
        members = [(member.role, member.type, member.ref) for member in relation.members]
        if one := read_restriction(tags, members):
            self._restrictions.append(one)
        else:
            self._unread += 1

    def _lines(self, way: Way) -> Iterator[Run]:
        refs = [node.ref for node in way.nodes]
        if len(refs) < 2:
            return
        try:
            wkb = self._wkb.create_linestring(way, osmium.geom.ALL)
        except (osmium.InvalidLocationError, RuntimeError):
            self._cut += 1
            yield from _inside(way)
        else:
            yield refs, np.frombuffer(bytes.fromhex(wkb[_WKB_HEAD:]), dtype="<f8").reshape(-1, 2)

    def ways(self, form: str, file: str) -> Ways:
        """Return all that was collected."""
        counts = np.array([len(refs) for refs, _ in self._runs], dtype=np.int64)
        ref = np.array([one for refs, _ in self._runs for one in refs], dtype=np.int64)
        points = np.concatenate([np.zeros((0, 2)), *(points for _, points in self._runs)])
        rows = np.array(self._rows, dtype=np.int64).reshape(-1, 2)
        return Ways(
            form=form,
            way=rows[:, 0],
            kind=rows[:, 1],
            kinds=list(self._kinds),
            start=starts(counts),
            ref=ref,
            lon=points[:, 0],
            lat=points[:, 1],
            signals=self.signals,
            restrictions=self._restrictions,
            restrictions_unread=self._unread,
            left_out=dict(sorted(self._left_out.items())),
            findings=tuple(self._findings(file)),
        )

    def _findings(self, file: str) -> Iterator[Finding]:
        if self._cut:
            yield road_finding(
                "D47",
                Severity.WARN if self._cut > len(self._rows) / 10 else Severity.INFO,
                Text(
                    f"{self._cut} 条道路的部分节点不在文件中, 只取文件内的部分",
                    f"{self._cut} ways have nodes that the file lacks; only their inner part is read",
                ),
                where=Where(file=file),
                advice=Text("截取时保留完整道路", "keep ways complete when cutting out an area"),
            )


def _inside(way: Way) -> Iterator[Run]:
    """Yield the stretches of a way whose nodes the file holds."""
    refs: list[int] = []
    points: list[tuple[float, float]] = []
    for node in way.nodes:
        if node.location.valid():
            refs.append(node.ref)
            points.append((node.lon, node.lat))
            continue
        if len(refs) > 1:
            yield refs, np.array(points)
        refs, points = [], []
    if len(refs) > 1:
        yield refs, np.array(points)
