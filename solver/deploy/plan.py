"""The deployment of a week: its stages in order, each with its time, its proof, or the reason why it was left out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import perf_counter

from ...models.city import City
from ...models.deployment import Deployment, Level, Stage
from ...models.text import Text
from ...models.week import Week
from .chain import LEVELS, open_chains, whole
from .chain_case import chain_cases
from .desks import centre_seats, seat_findings
from .grades import apply_grades
from .highway_stage import highway_stage
from .laws import law_costs
from .line_stage import line_stage, merge_stage
from .mobile_stage import mobile_stage
from .read_out import choices_of, gaps_of, needs_of, present_of
from .road_stages import demand_stage, post_stage
from .saving import saving_of
from .staffing import staffing_of
from .supply import supply_of
from .video_cover import video_cover
from .work import NOTHING_KNOWN, STAGES, Deployed, Known, Wanted, Work, stage
from .zones import zones_of

WATCHED = 0.5
"""Share of a line's metres from which it counts as watched by video."""

USUALLY_WANTED = Wanted()


def deploy_week(city: City, week: Week, *, known: Known = NOTHING_KNOWN, wanted: Wanted = USUALLY_WANTED) -> Deployed:
    """
    Deploy a week: from demand and needs to the chains that open each day.

    Parameters
    ----------
    city, week
        What to deploy; its duty grades must have passed ``grade_doubts``.
    known
        Roads, expected calls, traffic.
    wanted
        Options.

    Returns
    -------
    Deployed
        Always a deployment: what cannot be done is a named gap.
    """
    work = Work(city=city, week=week, known=known, wanted=wanted)
    seconds, stages = {}, []
    for code, run in _STEPS.items():
        wanted.tell(STAGES[code])
        begin = perf_counter()
        stages.append(run(work))
        seconds[code] = perf_counter() - begin
    deployment = Deployment(
        city=work.city.name,
        week=week,
        chains=work.chains,
        needs=work.needs,
        seats=centre_seats(work.city, week, work.needs),
        bases=work.bases,
        lines=work.lines,
        highways=work.highways,
        covers=work.covers,
        gaps=work.gaps,
        stages=stages,
        grades=[order for order in work.city.grades if any(order.holds_on(day) for day in week.days)],
        laws=work.laws,
        staffing=staffing_of(work.city, week, work.chains),
        saving=work.saving,
    )
    return Deployed(
        deployment=deployment,
        city=work.city,
        findings=tuple(work.findings),
        seconds=seconds,
        lines=work.line_plans or (),
    )


def _grades(work: Work) -> Stage:
    raised = apply_grades(work.city, work.week)
    usual = raised is work.city
    work.city = raised
    return stage(
        "GRADES", note=Text("常态", "normal duty") if usual else Text("有命令生效", "orders hold in this week")
    )


def _chains(work: Work) -> Stage:
    solved = []
    for case in chain_cases(work.city, work.week):
        zones = zones_of(case, work.zones)
        solved.append((case, open_chains(case, supply_of(case), zones=zones, effort=work.wanted.effort)))
    work.solved = solved
    work.chains = choices_of(solved)
    work.needs = needs_of(work.city, solved, work.why)
    work.gaps += gaps_of(work.city, work.needs, work.chains)
    if work.reach is not None:
        before = present_of(work.city, work.needs, planned=True)
        work.covers += work.reach.covers(work.city, work.week, before=before, after=present_of(work.city, work.needs))
    opened = sum(chain.crews > 0 for chain in work.chains)
    closed = len(work.chains) - opened
    note = Text(f"开 {opened} 条, 未开 {closed} 条", f"{opened} open, {closed} stay closed")
    levels = whole([plan for _, plan in solved])
    return Stage(code="CHAINS", name=STAGES["CHAINS"], done=True, note=note, levels=levels)


def _desks(work: Work) -> Stage:
    seats = centre_seats(work.city, work.week, work.needs)
    work.findings += seat_findings(work.city, seats)
    missing = sum(seat.missing for seat in seats)
    return stage("DESKS", note=Text(f"{len(seats)} 席位·时段, 缺 {missing}", f"{len(seats)} seats, {missing} missing"))


def _laws(work: Work) -> Stage:
    if not work.wanted.laws:
        return stage("LAWS", note=Text("未要求", "not asked for"), done=False)
    work.laws = law_costs(work.city, work.week, work.solved, zones=work.zones, effort=work.wanted.effort)
    levels = tuple(
        Level(
            code=law.code,
            name=Text(f"无{law.name.zh} ({law.code}) 时工时", f"paid hours without {law.code}, {law.name.en}"),
            value=law.minutes_without / 60,
            bound=law.minutes_without / 60 * (1 - law.gap),
            unit=LEVELS["HOURS"][1],
        )
        for law in work.laws
    )
    return replace(stage("LAWS"), levels=levels)


def _saving(work: Work) -> Stage:
    if not work.wanted.saving:
        return stage("SAVING", note=Text("未要求", "not asked for"), done=False)
    work.saving, level = saving_of(
        work.city,
        work.week,
        work.chains,
        work.needs,
        reach=work.reach,
        merged=work.merged,
        by_video=_watched_lines(work),
        effort=work.wanted.effort,
    )
    return replace(stage("SAVING"), levels=(level,))


def _watched_lines(work: Work) -> frozenset[str]:
    """Return the posts of whose line cameras that count see at least half: the human wave sends no crew there."""
    if work.known.search is None or not work.line_plans or not work.city.devices:
        return frozenset()
    network = work.known.search.network
    video = video_cover(network, work.city.devices, work.week.monday)
    return frozenset(
        line.post_ids[0] for line in work.line_plans[0].plan.lines if video.share(network, line.street_arcs) >= WATCHED
    )


_STEPS: Mapping[str, Callable[[Work], Stage]] = {
    "GRADES": _grades,
    "POSTS": post_stage,
    "DEMAND": demand_stage,
    "MERGES": merge_stage,
    "CHAINS": _chains,
    "MOBILE": mobile_stage,
    "HIGHWAYS": highway_stage,
    "LINES": line_stage,
    "DESKS": _desks,
    "LAWS": _laws,
    "SAVING": _saving,
}
