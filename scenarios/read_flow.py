"""``flow.csv``: what detectors counted; all findings at once (DOMAIN F04)."""

from pathlib import Path

from ..models.flow import MOST_PER_LANE, FlowRecord
from ..models.text import Text
from ..road_network.part_line import point_on
from .feed_columns import FLOW
from .feeds import Here, feed_records, local_times, on_road, shortened
from .notes import Notes
from .records import Record

MOST_LANES = 6


def read_flow(path: Path, here: Here, notes: Notes) -> list[FlowRecord]:
    """
    Read a table of flow.

    Parameters
    ----------
    path
        CSV, gzipped or not, or XLSX; headers as ``feed_columns`` lists them, or their aliases.
    here
        City, roads and present time.
    notes
        Gets what is wrong: mixed zones, times to come, a detector twice at one time, occupancy above 100 %, and flow
        above 2,600 an hour and lane (lanes from the table or the map; an ERROR, the row is not used).

    Returns
    -------
    The rows that can be used, in the order of the file.
    """
    own = Notes()
    records = feed_records(path, FLOW, own)
    times = local_times(records, "time", here, own)
    places = on_road(records, here, own)
    percent = any(record["occupancy"] is not None and record["occupancy"] > 1 for record in records)
    seen: dict[tuple[str, object], int] = {}
    found = []
    for record, time, arc in zip(records, times, places.arc.tolist(), strict=True):
        name = _name(record, own)
        if time is None or not name:
            continue
        if (name, time) in seen:
            row = seen[name, time]
            message = Text(f"{name} 的 {time} 已在第 {row} 行", f"{name} at {time} stands in row {row} already")
            own.error("D08", message, record.at("time"), Text("只留一行", "keep one of them"))
        seen.setdefault((name, time), record.row.number)
        lon, lat = record["lon"], record["lat"]
        if lon is None and arc >= 0 and here.network is not None:
            lon, lat = point_on(here.network, arc, 0.5)
        occupancy = _occupancy(record, own, percent=percent)
        if _possible(record, arc, here, own):
            found.append(
                FlowRecord(
                    time=time,
                    detector=name,
                    vph=record["flow_vph"],
                    lon=lon,
                    lat=lat,
                    arc=arc,
                    speed_kmh=record["speed"],
                    occupancy=occupancy,
                )
            )
    own.findings[:] = shortened(own.findings, path.name)
    notes.findings += own.findings
    return found


def _name(record: Record, notes: Notes) -> str:
    if record["detector"]:
        return str(record["detector"])
    if record["edge"] is not None:
        return f"E{record['edge']}"
    notes.error("D05", Text("没有检测器, 也没有路段", "names neither detector nor edge"), record.at("detector"))
    return ""


def _possible(record: Record, arc: int, here: Here, notes: Notes) -> bool:
    flow, speed = record["flow_vph"], record["speed"]
    for field, value in (("flow_vph", flow), ("speed", speed)):
        if value is not None and value < 0:
            notes.error("D07", Text(f"{value:g} 为负数", f"{value:g} is negative"), record.at(field))
    lanes = _lanes(record, arc, here)
    if flow is not None and flow > MOST_PER_LANE * lanes:
        message = Text(
            f"{flow:g} 超过 {lanes} 车道的极限 {MOST_PER_LANE * lanes}",
            f"{flow:g} is more than {lanes} lane(s) can carry, {MOST_PER_LANE * lanes}",
        )
        notes.error("D88", message, record.at("flow_vph"))
        return False
    return flow is not None and flow >= 0


def _lanes(record: Record, arc: int, here: Here) -> int:
    """Return the lanes of the table or the map; where neither knows, as many as a street may have."""
    if record["lanes"]:
        return max(1, int(record["lanes"]))
    if arc >= 0 and here.network is not None:
        twin = int(here.network.twin[arc])
        return int(max(here.network.lanes[arc], here.network.lanes[twin] if twin >= 0 else 1))
    return MOST_LANES


def _occupancy(record: Record, notes: Notes, *, percent: bool) -> float | None:
    value: float | None = record["occupancy"]
    if value is None:
        return None
    if value < 0 or value > 100:
        notes.error("D88", Text(f"占有率 {value:g} 不在 0 至 100% 之间", f"occupancy {value:g} is not within 0-100 %"),
                    record.at("occupancy"))  # fmt: skip
        return None
    return value / 100 if percent else value
