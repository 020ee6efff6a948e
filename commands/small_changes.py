"""The roster that follows from a small change: an absence or a change of the city mended, two duties swapped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ..filing.filed_roster import filed_roster, together
from ..filing.plan_files import plan_folder
from ..filing.read_roster import read_roster
from ..filing.register.register import Register
from ..models.city import City
from ..models.errors import InputError
from ..models.filing import COUNTS, Kind, Period
from ..models.finding import Finding, Severity
from ..models.roster import Duty, Roster
from ..models.text import Text
from ..models.week import Week
from ..solver.checker import Report, check
from ..solver.roster.ahead import began
from ..solver.roster.repair_ways import minutes_of, week_of
from ..solver.roster.replan import replan, still_open, without
from ..solver.roster.step_in import StepIn, swap, who_can_step_in
from ..solver.roster.watch import Watch
from .asked_changes import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    The roster that follows, and what is to be said of it.

    ``price`` is what it adds to the objective, ``gaps`` are those that the roster in force has not, ``step_ins`` who
    could take a lone open duty (None: there is no lone one), ``notes`` what was not done, or done otherwise than asked.
    """

    base: Roster
    roster: Roster
    price: int
    gaps: Sequence[Finding] = ()
    step_ins: Sequence[StepIn] | None = None
    notes: Sequence[Text] = ()


def roster_that_counts(city: City, folder: Path, register: Register, week: Week) -> Roster:
    """
    Return the week's roster: the latest filed of every unit, else the one planned in the folder.

    Raises
    ------
    InputError
        If there is neither.
    """
    latest = {v.unit: v for v in register.versions(period=Period.of(week), kind=Kind.ROSTER) if v.link in COUNTS}
    filed = together(filed_roster(register.content(version)) for version in latest.values())
    planned = plan_folder(folder, week) / "roster.json"
    if filed is None and not planned.exists():
        raise InputError(
            Text(
                f"{week} 没有花名册: 先编制 (qinwu roster {folder} --week {week})",
                f"there is no roster of {week}: plan it first (qinwu roster {folder} --week {week})",
            )
        )
    return filed or read_roster(planned, city)


def answer(city: City, base: Roster, asked: Asked, now: datetime, watch: Watch) -> Answer:
    """
    Work out the roster that follows from what was asked, the duties that have begun by ``now`` as they are.

    Raises
    ------
    InputError
        If a swap is against the law, or not ahead; names every breach.
    """
    if asked.swapped:
        return _swapped(city, base, asked, now)
    ahead = list(still_open(city, base, asked.absent, now))
    absent = [absence for absence in ahead if absence.first in base.week.days]
    found = replan(city, base, absent=absent, now=now, watch=watch)
    lost = {(absence.officer_no, absence.first) for absence in absent}
    holes = [duty for duty in base.duties if (duty.officer_no, duty.day) in lost]
    alone = len(holes) == 1
    return Answer(
        base=base,
        roster=found.roster,
        price=found.report.cost - check(city, base, base=base).cost,
        gaps=list(_new_gaps(base, found.report)),
        step_ins=who_can_step_in(without(city, absent), base, holes[0], now=now) if alone else None,
        notes=[*_beside(base, asked, len(holes), len(ahead)), *_anew(city, found.anew, afresh=found.afresh)],
    )


def _beside(base: Roster, asked: Asked, holes: int, ahead: int) -> Iterator[Text]:
    """Say what the absences do not touch."""
    named = sum((absence.last - absence.first).days + 1 for absence in asked.absent)
    if ahead < named:
        yield Text(
            "缺勤当天的班次已开始: 按已执行记录, 不改动",
            "a duty of an absent day has begun: it stays on record as it is",
        )
    last = max((absence.last for absence in asked.absent), default=base.week.monday)
    if last > base.week.days[-1]:
        later = Week.of(last)
        yield Text(
            f"{base.week} 之后的缺勤日未处理: 在 {later} 及其间各周另行变更",
            f"days after {base.week} were not looked at: amend the weeks up to {later} as well",
        )
    if asked.absent and not holes:
        yield Text("缺勤的日子里没有未开始的班次: 无须调整", "no duty lies ahead on the absent days: nothing to mend")


def _anew(city: City, brigades: Sequence[str], *, afresh: bool) -> Iterator[Text]:
    """Say where more than small changes were made."""
    if afresh:
        yield Text(
            "没有合法的小改动: 整周重新排定, 已开始的勤务也可能变动, 请逐条核对",
            "no small change is lawful: the whole week was planned anew, even what has begun; read each line",
        )
    if brigades:
        names = ", ".join(city.org[unit].name for unit in brigades)
        yield Text(
            f"小改动不够: {names} 从现在起重新排定, 已开始的勤务不变, 每处变动计价",
            f"small changes do not do: {names} planned anew from now on; what has begun stays, each change is priced",
        )


def _new_gaps(base: Roster, report: Report) -> Iterator[Finding]:
    """Yield the gaps that the roster in force has not, or less of."""
    before = {(gap.place_id, str(gap.day), gap.band): gap.missing for gap in base.gaps}
    for finding in report.findings:
        where = finding.where
        if finding.severity is Severity.GAP and finding.units > before.get((where.place, where.date, where.band), 0):
            yield finding


def _swapped(city: City, base: Roster, asked: Asked, now: datetime) -> Answer:
    duties = [_duty_of(base, name, day) for name, day in asked.swapped]
    span = week_of(city, base, begun=minutes_of(base, now))
    late = [f"{duty.officer_no} {duty.day}" for duty in duties if began(span, duty)]
    if late:
        raise InputError(
            Text(f"班次已开始, 不能互换: {', '.join(late)}", f"begun already, too late to swap: {', '.join(late)}")
        )
    done = swap(city, base, *duties)
    if not done.lawful:
        raise InputError(Text("互换不合法", "the swap is against the law"), done.report.hard)
    return Answer(base=base, roster=done.roster, price=done.price)


def _duty_of(base: Roster, officer_no: str, day: date) -> Duty:
    duty = next((duty for duty in base.duties_of(officer_no) if duty.day == day), None)
    if duty is None:
        raise InputError(Text(f"{officer_no} 在 {day} 没有勤务", f"{officer_no} has no duty on {day}"))
    return duty
