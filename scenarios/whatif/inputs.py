"""What a study starts from: the folder's city, roads, recorded calls and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ...models.errors import InputError
from ...models.finding import Finding
from ...models.text import Text
from ...models.week import Week
from ...road_network.measured import measured_profile
from ...road_network.read import read_roads
from ...road_network.speeds import Profile
from ...solver.deploy.work import Known
from ..demand import city_demand, read_feeds
from ..folder import read_city
from ..overlay.world import World
from ..simulator.scenario import CallSource
from ..simulator.sources import FromDemand, Replay
from ..weeks_around import amid_weeks


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inputs:
    """The world as it is, what a deployment rests on, where calls come from, speeds by the hour, what is doubtful."""

    world: World
    known: Known
    source: CallSource
    profile: Profile
    rests_on: Text
    findings: Sequence[Finding]


def read_inputs(folder: Path, week: Week, *, clock: datetime) -> Inputs:
    """
    Read a city folder for a study.

    Raises
    ------
    InputError
        If the folder has no roads, or anything in it is an ERROR; carries every finding.
    """
    city = amid_weeks(read_city(folder), folder, week, register=None)
    if not city.roads:
        raise InputError(
            Text("推演需要路网: 在 city.toml 中写明 roads", "a what-if needs roads: name the file in city.toml (roads)")
        )
    network, _ = read_roads(folder / city.roads)
    feeds = read_feeds(folder, city, network, clock=clock)
    calls = city_demand(city, network, feeds)
    profile, detectors = measured_profile(network, feeds.flow, city.calendar.day_type)
    speeds = _speeds(detectors)
    world = World(city=city, week=week, network=network)
    if calls is None:
        nothing = Text(
            f"没有警情表: 没有警情可仿真; {speeds.zh}", f"no table of incidents: no calls to live through; {speeds.en}"
        )
        return Inputs(
            world=world,
            known=Known(flow=feeds.flow),
            source=Replay(incidents=()),
            profile=profile,
            rests_on=nothing,
            findings=feeds.findings,
        )
    span = calls.demand.exposure
    count = sum(calls.demand.counts)
    return Inputs(
        world=world,
        known=Known(demand=calls.demand, sites=calls.table, flow=feeds.flow),
        source=FromDemand.of(calls.demand, network, city.calendar),
        profile=profile,
        rests_on=Text(
            f"警情由需求模型生成, 依据 {span.first} 至 {span.last} 的 {count:,} 起记录; 各情景使用同一批随机数; "
            f"{speeds.zh}",
            f"calls drawn from the demand model of {count:,} records, {span.first} to {span.last}; each scenario meets "
            f"the same random numbers; {speeds.en}",
        ),
        findings=calls.findings,
    )


def _speeds(detectors: int) -> Text:
    """Say where the speeds of the hours come from."""
    if not detectors:
        return Text("无实测车速, 按自由流行驶", "no measured speeds: free flow at all hours")
    return Text(f"各时段车速依据 {detectors} 个检测器", f"speeds by the hour from {detectors} detectors")
