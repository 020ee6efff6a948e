"""The demand of a city folder: its incidents and flow read, laid on its roads and estimated from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from ..models.city import City
from ..models.demand import Demand
from ..models.errors import InputError
from ..models.finding import Finding
from ..models.flow import FlowRecord
from ..models.past_incident import PastIncident
from ..models.text import Text
from ..road_network.graph import RoadNetwork
from ..solver.deploy.demand.estimate import Counted, count, demand_of
from ..solver.deploy.demand.sites import SiteTable, make_sites
from .feed_columns import FLOW, INCIDENTS
from .feeds import Here, find_feed
from .notes import Notes
from .read_flow import read_flow
from .read_incidents import read_incidents

NO_INCIDENTS = Text(
    "没有警情表 incidents.csv (或 .csv.gz, .xlsx): 放入文件夹后再试, 见 docs/analysts.md",
    "there is no table incidents.csv (or .csv.gz, .xlsx): put it into the folder, see docs/analysts.md",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """What a city folder has recorded; empty where it has no such table."""

    incidents: Sequence[PastIncident] = ()
    flow: Sequence[FlowRecord] = ()
    findings: Sequence[Finding] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownDemand:
    """The demand of a city, the sites and events that it rests on, and what is doubtful about them."""

    demand: Demand
    table: SiteTable
    counted: Counted
    findings: Sequence[Finding]


def present(city: City, clock: datetime) -> datetime:
    """Return the time that a folder is judged from: the clock's, or the end of its history, if that is later."""
    past = [duty.day for officer in city.officers for duty in officer.past]
    return max(clock, datetime.combine(max(past), time()) + timedelta(days=1)) if past else clock


def read_feeds(folder: Path, city: City, network: RoadNetwork | None, *, clock: datetime) -> Feeds:
    """
    Read incidents and flow of a city folder.

    Parameters
    ----------
    folder, city, network
        The folder, and what was read of it.
    clock
        Local time now; later records are errors.

    Returns
    -------
    The rows that can be used, and every finding, errors included.
    """
    notes = Notes()
    here = Here(centre=city.daylight, network=network, now=present(city, clock))
    incidents, flow = (find_feed(folder, table, notes) for table in (INCIDENTS, FLOW))
    return Feeds(
        incidents=read_incidents(incidents, here, notes) if incidents else (),
        flow=read_flow(flow, here, notes) if flow else (),
        findings=tuple(notes.findings),
    )


def city_demand(city: City, network: RoadNetwork, feeds: Feeds) -> KnownDemand | None:
    """
    Estimate the demand of a city; None if its folder has no incidents.

    Raises
    ------
    InputError
        If a feed has an ERROR, or no incident lies on the roads; carries every finding.
    """
    notes = Notes(list(feeds.findings))
    if notes.failed:
        raise InputError.of(notes.findings)
    if not feeds.incidents:
        return None
    table = make_sites(network, city)
    counted = count(city, table, feeds.incidents)
    return KnownDemand(
        demand=demand_of(city, table, counted),
        table=table,
        counted=counted,
        findings=(*feeds.findings, *counted.findings),
    )
