"""Places and devices against the road network: the only check that reads the roads."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from ..models.daylight import Daylight
from ..models.errors import InputError
from ..road_network.read import read_roads
from ..road_network.snap import Snapper, snap_places
from .check_places import near
from .notes import Notes
from .records import Record

MOTORWAY_RULE = "D51"


def check_roads(  # noqa: PLR0913
    folder: Path,
    roads: str,
    centre: Daylight,
    placed: Mapping[str, Record],
    notes: Notes,
    *,
    devices: Collection[str] = (),
) -> None:
    """
    Note what is wrong with the road file, and which of ``placed`` (rows by id) lie too far from any road.

    Those that are ``devices`` may stand on a motorway, where no crew may.
    """
    if not roads or not (folder / roads).is_file():
        return
    try:
        network, health = read_roads(folder / roads)
    except InputError as error:
        notes.findings += error.findings
        return
    notes.findings += health.findings
    here = {
        name: record
        for name, record in placed.items()
        if None not in (record["lon"], record["lat"]) and near(record["lon"], record["lat"], centre)
    }
    if here:
        lon, lat = ([record[field] for record in here.values()] for field in ("lon", "lat"))
        _, findings = snap_places(Snapper(network), list(here), lon, lat)
        for finding in findings:
            if finding.rule == MOTORWAY_RULE and finding.where.place in devices:
                continue
            record = here[finding.where.place]
            where = replace(record.at("lon"), field="lon,lat", value=f"{record['lon']},{record['lat']}")
            notes.findings.append(replace(finding, where=where))
