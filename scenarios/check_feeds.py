"""Incidents and flow of a folder against its roads."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding
from ..road_network.graph import RoadNetwork
from ..road_network.read import read_roads
from .demand import read_feeds


def check_feeds(folder: Path, city: City, *, clock: datetime) -> Sequence[Finding]:
    """Return what is wrong with the feeds of a folder; a road file that cannot be read is another check's finding."""
    return read_feeds(folder, city, _roads(folder, city), clock=clock).findings


def _roads(folder: Path, city: City) -> RoadNetwork | None:
    if not city.roads or not (folder / city.roads).is_file():
        return None
    try:
        return read_roads(folder / city.roads)[0]
    except InputError:
        return None
