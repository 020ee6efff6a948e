"""Small changes named on the command line: who is absent, which two duties are swapped, and the roster that follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from ..filing.documents import plan_folder
from ..filing.filed_roster import filed_roster, together
from ..filing.read_roster import read_roster
from ..filing.register.register import Register
from ..models.city import City
from ..models.errors import InputError
from ..models.filing import COUNTS, Kind, Period
from ..models.roster import Duty, Roster
from ..models.text import Lang, Text
from ..models.week import Week
from ..solver.roster.replan import Absence, replan, without
from ..solver.roster.step_in import StepIn, swap, who_can_step_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for: absences, or one swap given as two (officer, day)."""

    absent: Sequence[Absence] = ()
    swapped: Sequence[tuple[str, date]] = ()

    @property
    def day(self) -> date:
        """The first day it touches."""
        return min([*(absence.first for absence in self.absent), *(day for _, day in self.swapped)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The roster that follows, who else could take a lone open duty, a swap's price, if all was planned anew."""

    roster: Roster
    step_ins: Sequence[StepIn] = ()
    price: int | None = None
    afresh: bool = False


def read_asked(absent: Sequence[str], swapped: str | None) -> Asked:
    """
    Read ``OFFICER:DATE`` or ``OFFICER:DATE..DATE`` for each absence, ``OFFICER:DATE=OFFICER:DATE`` for a swap.

    Raises
    ------
    InputError
        If one cannot be read; says how it is written.
    """
    if swapped is not None:
        sides = [_officer_days(side) for side in swapped.split("=")]
        if len(sides) != 2:
            raise _badly_written(swapped)
        return Asked(swapped=[(name, first) for name, first, _ in sides])
    spells = [_officer_days(text) for text in absent]
    return Asked(absent=[Absence(officer_no=name, first=first, last=last) for name, first, last in spells])


def _officer_days(text: str) -> tuple[str, date, date]:
    name, colon, days = text.strip().partition(":")
    first, _, last = days.partition("..")
    try:
        spell = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise _badly_written(text) from None
    if not name or not colon or spell[1] < spell[0]:
        raise _badly_written(text)
    return name, *spell


def _badly_written(text: str) -> InputError:
    return InputError(
        Text(
            f"{text!r} 看不懂: 缺勤写作 警号:日期 或 警号:起..止, 互换写作 警号:日期=警号:日期, 日期如 2026-11-25",
            f"cannot read {text!r}: write an absence as OFFICER:DATE or OFFICER:DATE..DATE, a swap as "
            "OFFICER:DATE=OFFICER:DATE, with dates like 2026-11-25",
        )
    )


def roster_that_counts(city: City, folder: Path, register: Register, week: Week) -> Roster:
    """Return the week's roster: the latest filed of every unit, else the one planned in the folder."""
    latest = {v.unit: v for v in register.versions(period=Period.of(week), kind=Kind.ROSTER) if v.link in COUNTS}
    filed = together(filed_roster(register.content(version)) for version in latest.values())
    return filed or read_roster(plan_folder(folder, week) / "roster.json", city)


def answer(city: City, base: Roster, asked: Asked, now: datetime | None) -> Answer:
    """
    Work out the roster that follows from what was asked.

    Raises
    ------
    InputError
        If somebody is unknown, a day is not in the week, or a swap is against the law; names every breach.
    """
    names = [*(absence.officer_no for absence in asked.absent), *(name for name, _ in asked.swapped)]
    unknown = [name for name in names if not city.has_officer(name)]
    if unknown:
        lost = ", ".join(unknown)
        raise InputError(Text(f"没有这些警号: {lost}", f"no such officers: {lost}"))
    if asked.swapped:
        return _swapped(city, base, asked)
    lost_duties = [duty for duty in base.duties if _is_lost(duty, asked.absent)]
    found = replan(city, base, absent=asked.absent, now=now)
    steps: list[StepIn] = []
    if len(lost_duties) == 1:
        steps = who_can_step_in(without(city, asked.absent), base, lost_duties[0], now=now)
    return Answer(roster=found.roster, step_ins=steps, afresh=found.afresh)


def _is_lost(duty: Duty, absent: Sequence[Absence]) -> bool:
    return any(a.officer_no == duty.officer_no and a.first <= duty.day <= a.last for a in absent)


def _swapped(city: City, base: Roster, asked: Asked) -> Answer:
    duties = [_duty_of(base, name, day) for name, day in asked.swapped]
    done = swap(city, base, *duties)
    if not done.lawful:
        raise InputError(Text("互换不合法", "the swap is against the law"), done.report.hard)
    return Answer(roster=done.roster, price=done.price)


def _duty_of(base: Roster, officer_no: str, day: date) -> Duty:
    duty = next((duty for duty in base.duties_of(officer_no) if duty.day == day), None)
    if duty is None:
        raise InputError(Text(f"{officer_no} 在 {day} 没有勤务", f"{officer_no} has no duty on {day}"))
    return duty


def show_answer(found: Answer, lang: Lang) -> None:
    """Print who could step in, what a swap costs, and whether no small change was lawful."""
    if found.afresh:
        click.echo(
            Text(
                "  没有合法的小改动: 整周重新排定, 已开始的勤务也可能变动, 请逐条核对",
                "  no small change is lawful: the whole week was planned anew, even what has begun; read each line",
            ).in_(lang)
        )
    for step in found.step_ins:
        rests = [
            f"{label.in_(lang)} {hours:.0f} h"
            for label, hours in (
                (Text("前休", "rest before"), step.rest_before_h),
                (Text("后休", "after"), step.rest_after_h),
            )
            if hours is not None
        ]
        away = [] if step.away_km is None else [f"{step.away_km:.1f} km"]
        said = [
            Text("可顶岗", "can step in").in_(lang),
            step.officer_no,
            f"{step.price:+,}",
            f"{step.hours:.0f} h",
            *rests,
            *away,
        ]
        click.echo("  " + "  ".join(said))
    if found.price is not None:
        click.echo(
            Text(f"  互换使总代价变动 {found.price:+,}", f"  the swap changes the objective by {found.price:+,}").in_(
                lang
            )
        )


def answer_row(found: Answer) -> dict[str, Any]:
    """Return the same as JSON."""
    steps = [
        {
            "officer": step.officer_no,
            "price": step.price,
            "hours": step.hours,
            "rest_before_h": step.rest_before_h,
            "rest_after_h": step.rest_after_h,
            "away_km": step.away_km,
        }
        for step in found.step_ins
    ]
    return {"step_ins": steps, "swap_price": found.price, "afresh": found.afresh}
