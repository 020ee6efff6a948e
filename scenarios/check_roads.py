"""Places against the road network: the only check that reads the roads."""

from dataclasses import replace
from pathlib import Path

from ..models.daylight import Daylight
from ..models.errors import InputError
from ..road_network.read import read_roads
from ..road_network.snap import Snapper, snap_places
from .check_places import near
from .notes import Notes
from .read_places import Sites


def check_roads(folder: Path, roads: str, centre: Daylight, sites: Sites, notes: Notes) -> None:
    """Note what is wrong with the road file, and the places that lie too far from any road."""
    if not roads or not (folder / roads).is_file():
        return
    try:
        network, health = read_roads(folder / roads)
    except InputError as error:
        notes.findings += error.findings
        return
    notes.findings += health.findings
    here = [r for r in sites.rows.values() if r["lon"] is not None and r["lat"] is not None]
    here = [record for record in here if near(record["lon"], record["lat"], centre)]
    if here:
        _, findings = snap_places(
            Snapper(network), [r["place_id"] for r in here], [r["lon"] for r in here], [r["lat"] for r in here]
        )
        for finding in findings:
            record = sites.rows[finding.where.place]
            where = replace(record.at("lon"), field="lon,lat", value=f"{record['lon']},{record['lat']}")
            notes.findings.append(replace(finding, where=where))
