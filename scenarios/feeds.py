"""What the readers of incidents and flow share: one table, its times made local, its places laid on the road."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..models.daylight import Daylight
from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from ..road_network.findings import SHOWN
from ..road_network.graph import RoadNetwork
from ..road_network.snap import FAR_M, Snapper
from .check_places import check_positions
from .columns import Table
from .feed_codecs import Moment
from .notes import Notes
from .records import Record, read_records
from .tables import ENDINGS, GZIPPED, find_table, read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """
    Where and when a feed is read.

    Parameters
    ----------
    centre
        Place and clock of the city.
    network
        Its roads; None: places are not laid on the road.
    now
        Local time; later records are errors.
    """

    centre: Daylight
    network: RoadNetwork | None
    now: datetime


@dataclass(frozen=True, slots=True, eq=False)
class OnRoad:
    """Places on the road, shape (records,): the arc, -1 where there is none, and the share of its length."""

    arc: NDArray[np.int64]
    share: NDArray[np.float64]


def find_feed(folder: Path, table: Table, notes: Notes) -> Path | None:
    """Return the file of a feed in a city folder, gzipped or not; None if there is none."""
    return find_table(folder, table, notes, endings=(*ENDINGS, GZIPPED))


def feed_records(path: Path, table: Table, notes: Notes) -> list[Record]:
    """Read the rows of a feed; note what is wrong with its cells."""
    rows = read_table(path, table.columns, notes)
    if rows.header and not rows.rows:
        message = Text(f"{table.zh}表没有数据, 共 0 行", f"the table {table.name} has 0 rows")
        notes.error("D28", message, Where(file=path.name))
    return read_records(rows, table.columns, notes)


def local_times(records: Sequence[Record], column: str, here: Here, notes: Notes) -> list[datetime | None]:
    """Return each record's local time, None where there is none; note mixed zones and times to come."""
    moments: list[Moment | None] = [record[column] for record in records]
    zoned = [moment is not None and moment.offset_min is not None for moment in moments]
    known = Counter(zoned[n] for n, moment in enumerate(moments) if moment is not None)
    odd = known[True] <= known[False]
    times: list[datetime | None] = []
    for record, moment, has_zone in zip(records, moments, zoned, strict=True):
        time = moment.local(here.centre.utc_offset_min) if moment else None
        times.append(time)
        if moment and len(known) > 1 and has_zone == odd:
            message = Text(
                "只有部分时间带时区" if has_zone else "其他时间都带时区, 此处没有",
                "only some times have a zone" if has_zone else "the other times have a zone, this has none",
            )
            notes.error("D84", message, record.at(column))
        if time and time > here.now:
            message = Text(
                f"时间在将来 (现在 {here.now:%Y-%m-%d %H:%M})", f"is to come (now {here.now:%Y-%m-%d %H:%M})"
            )
            notes.error("D85", message, record.at(column))
    return times


def on_road(records: Sequence[Record], here: Here, notes: Notes) -> OnRoad:
    """Lay records on the road by their coordinates or their edge; note those that lie off it."""
    check_positions(records, here.centre, notes)
    arc, share = np.full(len(records), -1), np.full(len(records), 0.5)
    network = here.network
    if network is None:
        return OnRoad(arc, share)
    placed = [n for n, r in enumerate(records) if r["lon"] is not None and r["lat"] is not None]
    placed = [n for n in placed if abs(records[n]["lon"]) <= 180 and abs(records[n]["lat"]) <= 90]
    if placed:
        snaps = Snapper(network).snap([records[n]["lon"] for n in placed], [records[n]["lat"] for n in placed])
        near = snaps.distance_m <= FAR_M
        arc[placed], share[placed] = np.where(near, snaps.arc, -1), snaps.share
        for n, metres in zip(placed, snaps.distance_m.tolist(), strict=True):
            if metres > FAR_M:
                message = Text(f"离道路 {metres:.0f} 米, 不计入", f"{metres:.0f} m from any road: not counted")
                notes.warn("D87", message, records[n].at("lon"))
    for n in set(range(len(records))) - set(placed):
        edge = records[n]["edge"]
        if edge is not None and 0 <= edge < network.arcs:
            arc[n] = edge
        elif edge is not None:
            notes.error("D02", Text(f"没有路段 {edge}", f"there is no edge {edge}"), records[n].at("edge"))
    return OnRoad(arc, share)


def shortened(findings: Sequence[Finding], file: str) -> list[Finding]:
    """Return findings with at most 50 of one kind; a last one tells how many more there are."""
    seen: Counter[tuple[str, str, Severity]] = Counter()
    kept: list[Finding] = []
    for finding in findings:
        key = finding.rule, finding.where.field, finding.severity
        seen[key] += 1
        if seen[key] <= SHOWN:
            kept.append(finding)
    for (rule, field, severity), count in seen.items():
        if (more := count - SHOWN) > 0:
            like = next(f for f in findings if (f.rule, f.where.field, f.severity) == (rule, field, severity))
            text = Text(f"{field}: 另有 {more} 行同样的问题", f"{field}: {more} more rows are like that")
            kept.append(replace(like, message=text, where=Where(file=file, field=field)))
    return kept
