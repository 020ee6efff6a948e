"""``incidents.csv``: what happened, read and laid on the road; all findings at once (DOMAIN F05, F06)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from ..models.demand import RiskLayer
from ..models.incident import ACCIDENTS, EventCode
from ..models.past_incident import PastIncident
from ..models.text import Text
from ..road_network.part_line import point_on
from .feed_columns import INCIDENTS
from .feeds import Here, OnRoad, feed_records, local_times, on_road, shortened
from .notes import Notes
from .records import Record

LAYER_OF: Mapping[EventCode, RiskLayer] = {
    **dict.fromkeys(ACCIDENTS, RiskLayer.ACCIDENT),
    EventCode.ILLEGAL_PARKING: RiskLayer.VIOLATION,
    EventCode.PEDESTRIAN_ELEVATED: RiskLayer.VIOLATION,
    EventCode.WATCHLIST_HIT: RiskLayer.PLATE,
}


def read_incidents(path: Path, here: Here, notes: Notes) -> list[PastIncident]:
    """
    Read a table of incidents.

    Parameters
    ----------
    path
        CSV, gzipped or not, or XLSX; headers as ``feed_columns`` lists them, or their aliases.
    here
        City, roads and present time.
    notes
        Gets what is wrong: unknown types, mixed zones, times to come, numbers used twice, cleared before reported,
        casualties without an accident, places off the network (kept with arc -1, never dropped).

    Returns
    -------
    The rows without an ERROR, in the order of the file.
    """
    own = Notes()
    records = feed_records(path, INCIDENTS, own)
    times = local_times(records, "time", here, own)
    cleared = local_times(records, "cleared", here, own)
    places = on_road(records, here, own)
    _note_repeats(records, own)
    found = [
        incident
        for n, record in enumerate(records)
        if (incident := _incident(record, n, (times[n], cleared[n]), places, here, own))
    ]
    notes.findings += shortened(own.findings, path.name)
    return found


def _note_repeats(records: Sequence[Record], notes: Notes) -> None:
    first: dict[str, int] = {}
    for record in records:
        number = record["incident_id"]
        if number and number in first:
            message = Text(f"{number} 已在第 {first[number]} 行", f"{number} stands in row {first[number]} already")
            notes.error("D08", message, record.at("incident_id"), Text("每起警情只留一行", "keep one row an incident"))
        elif number:
            first[number] = record.row.number


def _incident(  # noqa: PLR0913, PLR0917
    record: Record, n: int, stamps: tuple[datetime | None, datetime | None], places: OnRoad, here: Here, notes: Notes
) -> PastIncident | None:
    reported, cleared = stamps
    code: EventCode | None = record["type"]
    place = _place(record, int(places.arc[n]), here, notes)
    if cleared and reported and cleared < reported:
        message = Text(f"处置完毕早于报警 {reported:%Y-%m-%d %H:%M}", f"cleared before it was reported at {reported}")
        notes.error("D86", message, record.at("cleared"))
        cleared = None
    if record["injured"] < 0 or record["dead"] < 0:
        field = "injured" if record["injured"] < 0 else "dead"
        notes.error("D07", Text("人数不能为负", "people cannot be fewer than none"), record.at(field))
    if (record["injured"] > 0 or record["dead"] > 0) and code and code not in ACCIDENTS:
        field = "injured" if record["injured"] > 0 else "dead"
        notes.error("D86", Text("伤亡人数须配事故类型", "casualties need an accident's type"), record.at(field))
    if reported is None or code is None or place is None:
        return None
    if record["dead"] > 0 and code in ACCIDENTS:
        code = EventCode.ACCIDENT_FATAL
    elif record["injured"] > 0 and code is EventCode.ACCIDENT_PROPERTY:
        code = EventCode.ACCIDENT_INJURY
    layer = LAYER_OF.get(code)
    return PastIncident(
        incident_id=record["incident_id"] or f"row {record.row.number}",
        code=code,
        reported_at=reported,
        lon=place[0],
        lat=place[1],
        arc=int(places.arc[n]),
        share=float(places.share[n]),
        dead=max(0, record["dead"]),
        injured=max(0, record["injured"]),
        cleared_at=cleared,
        layers=record["layers"] | ({layer} if layer else frozenset()),
    )


def _place(record: Record, arc: int, here: Here, notes: Notes) -> tuple[float, float] | None:
    if record["lon"] is not None and record["lat"] is not None:
        return record["lon"], record["lat"]
    if arc >= 0 and here.network is not None:
        return point_on(here.network, arc, 0.5)
    if record["edge"] is None and not {"lon", "lat"} & record.good:
        notes.error(
            "D05", Text("没有位置", "has no place"), record.at("lon"), Text("填坐标或路段", "give lon, lat or edge")
        )
    return None
