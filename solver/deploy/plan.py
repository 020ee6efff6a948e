"""The deployment of a week: its stages in order, each with its time, its proof, or the reason why it was left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from ...models.city import City
from ...models.demand import Demand
from ...models.deployed import Cover, LawCost, LineRun, MobileBase, Saving
from ...models.deployment import BandNeed, ChainChoice, Deployment, NamedGap, Stage
from ...models.finding import Finding
from ...models.text import Text
from ...models.week import Week
from ...road_network.search import RoadSearch
from ..siting.programme import Effort
from .chain import FINE_EFFORT, Zone, open_chains, whole
from .chain_case import chain_cases
from .desks import centre_seats, seat_findings
from .grades import apply_grades
from .laws import law_costs
from .reach import TARGET_MIN, Reach, place_points, reach_of
from .read_out import NeedKey, Solved, choices_of, gaps_of, needs_of, present_of
from .saving import saving_of
from .staffing import staffing_of
from .supply import supply_of

STAGES: Mapping[str, Text] = {
    "DEMAND": Text("警情需求", "demand"),
    "GRADES": Text("勤务等级", "duty grades"),
    "CHAINS": Text("勤务链", "chains"),
    "DESKS": Text("席位、带班、备勤", "desks, leaders, reserve"),
    "LAWS": Text("法规代价", "what laws cost"),
    "SAVING": Text("节约警力", "saving"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    How to deploy.

    Parameters
    ----------
    target_min
        Minutes within which a call wants a crew.
    effort
        Of the chain model.
    laws, saving
        Whether to reckon what R01 and R02 cost, and the saving; each solves the week again.
    tell
        Told the name of each stage as it begins.
    """

    target_min: float = TARGET_MIN
    effort: Effort = FINE_EFFORT
    laws: bool = True
    saving: bool = True
    tell: Callable[[Text], None] = lambda _: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """
    The deployment, the city under it (duty grades applied), what the rules say, and the seconds of each stage.

    Seconds are no part of the deployment: equal input gives equal bytes.
    """

    deployment: Deployment
    city: City
    findings: tuple[Finding, ...]
    seconds: Mapping[str, float]


@dataclass(slots=True)
class _Work:
    """What the stages have found so far."""

    city: City
    week: Week
    wanted: Wanted
    search: RoadSearch | None
    demand: Demand | None
    why: dict[NeedKey, Text] = field(default_factory=dict)
    reach: Reach | None = None
    zones: list[Zone] = field(default_factory=list)
    solved: Solved = ()
    chains: Sequence[ChainChoice] = ()
    needs: Sequence[BandNeed] = ()
    bases: list[MobileBase] = field(default_factory=list)
    lines: list[LineRun] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    gaps: list[NamedGap] = field(default_factory=list)
    laws: Sequence[LawCost] = ()
    saving: Saving | None = None
    stages: list[Stage] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def deploy_week(
    city: City,
    week: Week,
    *,
    search: RoadSearch | None = None,
    demand: Demand | None = None,
    wanted: Wanted | None = None,
) -> Deployed:
    """
    Deploy a week: from demand and needs to the chains that open each day.

    Parameters
    ----------
    city, week
        What to deploy; its duty grades must have passed ``grade_doubts``.
    search
        The roads; without them no cover is reckoned, and the output says so.
    demand
        Expected calls; without them likewise.
    wanted
        Options.

    Returns
    -------
    Deployed
        Always a deployment: what cannot be done is a named gap.
    """
    work = _Work(city=city, week=week, wanted=wanted or Wanted(), search=search, demand=demand)
    seconds = {}
    for code, stage in _STEPS.items():
        work.wanted.tell(STAGES[code])
        begin = perf_counter()
        work.stages.append(stage(work))
        seconds[code] = perf_counter() - begin
    return Deployed(deployment=_finished(work), city=work.city, findings=tuple(work.findings), seconds=seconds)


def _finished(work: _Work) -> Deployment:
    return Deployment(
        city=work.city.name,
        week=work.week,
        chains=work.chains,
        needs=work.needs,
        seats=centre_seats(work.city, work.week, work.needs),
        bases=work.bases,
        lines=work.lines,
        covers=work.covers,
        gaps=work.gaps,
        stages=work.stages,
        grades=[order for order in work.city.grades if any(order.holds_on(day) for day in work.week.days)],
        laws=work.laws,
        staffing=staffing_of(work.city, work.week, work.chains),
        saving=work.saving,
    )


def _demand(work: _Work) -> Stage:
    if work.demand is None or work.search is None:
        what = (
            Text("没有警情数据", "there are no incidents")
            if work.demand is None
            else Text("没有路网", "there is no road network")
        )
        note = Text(f"{what.zh}: 直接采用需求表, 不计算到达覆盖", f"{what.en}: the tables' needs stand, no cover")
        return _stage("DEMAND", note=note, done=False)
    at = place_points(work.city, work.search)
    work.reach = reach_of(work.city, work.search, work.demand, target_min=work.wanted.target_min, at=at)
    work.zones = work.reach.zones(work.city, work.week)
    calls, days = sum(work.demand.counts), work.demand.exposure.total
    note = Text(f"{calls} 起警情, {days} 天记录", f"{calls} calls in {days} days of records")
    return _stage("DEMAND", note=note)


def _grades(work: _Work) -> Stage:
    raised = apply_grades(work.city, work.week)
    if raised is work.city:
        return _stage("GRADES", note=Text("常态勤务", "normal duty"))
    work.city = raised
    return _stage("GRADES", note=Text("有勤务等级命令", "duty grades hold in this week"))


def _chains(work: _Work) -> Stage:
    plans = []
    for case in chain_cases(work.city, work.week):
        here = {place.place_id for place in case.places}
        zones = [zone for zone in work.zones if zone.places & here]
        plans.append((case, open_chains(case, supply_of(case), zones=zones, effort=work.wanted.effort)))
    work.solved = plans
    work.chains = choices_of(plans)
    work.needs = needs_of(work.city, plans, work.why)
    work.gaps += gaps_of(work.city, work.needs, work.chains)
    if work.reach is not None:
        before = present_of(work.city, work.needs, planned=True)
        after = present_of(work.city, work.needs)
        work.covers += work.reach.covers(work.city, work.week, before=before, after=after)
    opened, closed = sum(c.crews > 0 for c in work.chains), sum(not c.crews for c in work.chains)
    note = Text(f"开 {opened} 条, 未开 {closed} 条", f"{opened} open, {closed} stay closed")
    levels = whole([plan for _, plan in plans])
    return Stage(code="CHAINS", name=STAGES["CHAINS"], done=True, note=note, levels=levels)


def _desks(work: _Work) -> Stage:
    seats = centre_seats(work.city, work.week, work.needs)
    work.findings += seat_findings(work.city, seats)
    missing = sum(seat.missing for seat in seats)
    note = Text(f"{len(seats)} 个席位·时段, 缺 {missing}", f"{len(seats)} seats and bands, {missing} missing")
    return _stage("DESKS", note=note)


def _laws(work: _Work) -> Stage:
    if not work.wanted.laws:
        return _stage("LAWS", note=Text("未要求", "not asked for"), done=False)
    work.laws = law_costs(work.city, work.week, work.solved, effort=work.wanted.effort)
    return _stage("LAWS", note=Text(f"{len(work.laws)} 条", f"{len(work.laws)} laws"))


def _saving(work: _Work) -> Stage:
    if not work.wanted.saving:
        return _stage("SAVING", note=Text("未要求", "not asked for"), done=False)
    work.saving = saving_of(work.city, work.week, work.chains, work.needs, reach=work.reach, effort=work.wanted.effort)
    return _stage("SAVING")


def _stage(code: str, *, note: Text | None = None, done: bool = True) -> Stage:
    return Stage(code=code, name=STAGES[code], done=done, note=note or Text("", ""))


_STEPS: Mapping[str, Callable[[_Work], Stage]] = {
    "DEMAND": _demand,
    "GRADES": _grades,
    "CHAINS": _chains,
    "DESKS": _desks,
    "LAWS": _laws,
    "SAVING": _saving,
}
