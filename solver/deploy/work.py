"""What a deployment is made from, how it is wanted, and what its stages have found so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ...models.city import City
from ...models.demand import Demand
from ...models.deployed import Cover, HighwayRun, LawCost, LineRun, MobileBase, Saving
from ...models.deployment import BandNeed, ChainChoice, Deployment, NamedGap, Stage
from ...models.finding import Finding
from ...models.flow import FlowRecord
from ...models.text import Text
from ...models.week import Week
from ...road_network.search import RoadSearch
from ..siting.programme import Effort
from .chain import FINE_EFFORT
from .demand.sites import SiteTable
from .lines.plan import Asked, BandLines, LinePlan
from .reach import TARGET_MIN, Reach
from .read_out import NeedKey, Solved
from .road_states import ALWAYS_OPEN, RoadStates
from .zones import Zone

STAGES: Mapping[str, Text] = {
    "GRADES": Text("勤务等级", "duty grades"),
    "POSTS": Text("岗点需求", "need of posts"),
    "DEMAND": Text("警情需求与到达", "demand and who reaches it"),
    "MERGES": Text("合并警区", "merged cells"),
    "CHAINS": Text("勤务链", "chains"),
    "MOBILE": Text("机动驻点", "mobile bases"),
    "HIGHWAYS": Text("公路视频与巡查", "highways: video and patrols"),
    "LINES": Text("警区巡线", "lines"),
    "DESKS": Text("席位、带班、备勤", "desks, leaders, reserve"),
    "LAWS": Text("法规代价", "what laws cost"),
    "SAVING": Text("节约警力", "saving"),
}


ROADS, CALLS, FLOW = Text("路网", "road network"), Text("警情数据", "incidents"), Text("流量数据", "flow")
KM = Text("公里", "km")


def quiet(_: Text) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """
    What is known besides the city: roads, expected calls with their sites, counts of traffic.

    A part that is missing leaves out the stages that rest on it, and the deployment says so. ``states`` are closed and
    slow roads; ``drawn`` are lines of an earlier deployment on the same roads and calls: what is asked again is not
    drawn again, and the answer is the same.
    """

    search: RoadSearch | None = None
    demand: Demand | None = None
    sites: SiteTable | None = None
    flow: Sequence[FlowRecord] = ()
    states: RoadStates = ALWAYS_OPEN
    drawn: Mapping[Asked, LinePlan] = field(default_factory=dict)


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    How to deploy.

    Parameters
    ----------
    target_min
        Minutes within which a call wants a crew.
    seed
        Draws the lines: another seed, other starts and directions.
    effort
        Of the chain model.
    merge
        Whether one crew rides two adjacent cells where it can, so that the other crew is not needed.
    laws, saving
        Whether to reckon what R01 and R02 cost, and the saving; each solves the week again.
    tell
        Told the name of each stage as it begins.
    """

    target_min: float = TARGET_MIN
    seed: int = 0
    effort: Effort = FINE_EFFORT
    merge: bool = False
    laws: bool = True
    saving: bool = True
    tell: Callable[[Text], None] = quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """
    The deployment, the city under it (duty grades and needs applied), findings, and the seconds of each stage.

    Seconds are no part of the deployment: equal input gives equal bytes. ``lines`` are the walks behind its figures.
    """

    deployment: Deployment
    city: City
    findings: tuple[Finding, ...]
    seconds: Mapping[str, float]
    lines: Sequence[BandLines] = ()


@dataclass(slots=True)
class Work:
    """
    What the stages have found so far.

    ``line_plans`` are the lines of each band, once planned; ``merged`` tells by (day, band, post) whose crew rides the
    post's cell in its stead.
    """

    city: City
    week: Week
    known: Known
    wanted: Wanted
    why: dict[NeedKey, Text] = field(default_factory=dict)
    reach: Reach | None = None
    zones: list[Zone] = field(default_factory=list)
    line_plans: Sequence[BandLines] | None = None
    merged: dict[tuple[date, str, str], str] = field(default_factory=dict)
    solved: Solved = ()
    chains: Sequence[ChainChoice] = ()
    needs: Sequence[BandNeed] = ()
    bases: list[MobileBase] = field(default_factory=list)
    lines: list[LineRun] = field(default_factory=list)
    highways: list[HighwayRun] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    gaps: list[NamedGap] = field(default_factory=list)
    laws: Sequence[LawCost] = ()
    saving: Saving | None = None
    findings: list[Finding] = field(default_factory=list)


def stage(code: str, *, note: Text | None = None, done: bool = True) -> Stage:
    """Return a stage without a proof of its own."""
    return Stage(code=code, name=STAGES[code], done=done, note=note or Text("", ""))


def left_out(code: str, lacking: Text, instead: Text) -> Stage:
    """Return a stage that had nothing to work on, saying what was taken instead."""
    note = Text(f"没有{lacking.zh}: {instead.zh}", f"no {lacking.en}: {instead.en}")
    return stage(code, note=note, done=False)
