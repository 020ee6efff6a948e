"""Two small tables beside a city folder: units that are out now, and exits to close or to watch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from ..road_network.road_point import RoadPoint
from ..road_network.snap import Snapper, snap_places
from ..solver.dispatch.ways import CrewAt
from .codecs import COUNT, ID, NUMBER, TEXT
from .columns import Column
from .notes import Notes
from .records import Record, read_records
from .tables import read_table

_LON = Column("lon", "经度", NUMBER, Text("WGS-84 经度", "longitude, WGS-84"), required=True)
_LAT = Column("lat", "纬度", NUMBER, Text("WGS-84 纬度", "latitude, WGS-84"), required=True)
UNIT_COLUMNS = (
    Column("unit_id", "警组编号", ID, Text("警组的唯一编号", "the unit's only key"), required=True),
    _LON,
    _LAT,
    Column("police", "民警", COUNT, Text("民警人数", "police officers"), required=True),
    Column("aux", "辅警", COUNT, Text("辅警人数", "auxiliaries"), default=0),
)
EXIT_COLUMNS = (
    Column("exit_id", "出口编号", ID, Text("出口的唯一编号", "the exit's only key"), required=True),
    Column("name", "名称", TEXT, Text("名称", "name")),
    _LON,
    _LAT,
    Column(
        "probability", "概率", NUMBER, Text("目标由此离开的概率", "chance that the vehicle leaves here"), default=None
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A place to close or to watch; ``probability`` None: not known."""

    exit_id: str
    name: str
    at: RoadPoint
    probability: float | None


def read_units(path: Path, snapper: Snapper) -> tuple[list[CrewAt], list[Finding]]:
    """
    Read a table of units: ``unit_id, lon, lat, police, aux``, Chinese or English headers, CSV or XLSX.

    Returns
    -------
    The units at their places on the road, and what is doubtful.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    records, places, findings = _placed(path, UNIT_COLUMNS, snapper)
    crews = [
        CrewAt(unit_id=record["unit_id"], at=place, police=record["police"], aux=record["aux"])
        for record, place in zip(records, places, strict=True)
    ]
    return crews, findings


def read_exits(path: Path, snapper: Snapper) -> tuple[list[Exit], list[Finding]]:
    """Read a table of exits: ``exit_id, name, lon, lat, probability``; as ``read_units``."""
    records, places, findings = _placed(path, EXIT_COLUMNS, snapper)
    exits = [
        Exit(exit_id=record["exit_id"], name=record["name"], at=place, probability=record["probability"])
        for record, place in zip(records, places, strict=True)
    ]
    return exits, findings


def _placed(
    path: Path, columns: Sequence[Column], snapper: Snapper
) -> tuple[list[Record], list[RoadPoint], list[Finding]]:
    """Read a table whose rows lie on the road; the first column is its key."""
    notes = Notes()
    records = read_records(read_table(path, columns, notes), columns, notes)
    if not records and not notes.failed:
        notes.error("D28", Text("没有数据", "there are no rows"), Where(file=path.name))
    key = columns[0].name
    seen: set[str] = set()
    for record in records:
        if record[key] in seen:
            notes.error("D08", Text(f"{record[key]} 重复", f"{record[key]} stands twice"), record.at(key))
        seen.add(record[key])
        for field, most in (("lon", 180.0), ("lat", 90.0)):
            if field in record.good and abs(record[field]) > most:
                notes.error("D07", Text("不是有效的度数", "is not a number of degrees"), record.at(field))
    if notes.failed:
        raise InputError.of(notes.findings)
    lon, lat = (np.array([record[field] for record in records], dtype=np.float64) for field in ("lon", "lat"))
    snaps, doubts = snap_places(snapper, [record[key] for record in records], lon, lat)
    findings = [*notes.findings, *doubts]
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise InputError.of(findings)
    return records, [snaps.point(number) for number in range(len(records))], findings
