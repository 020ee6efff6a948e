"""Small changes as they are named on the command line: who is absent when, which two duties are swapped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from ..models.week import Week
from ..solver.roster.replan import Absence


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for: absences, one swap given as two (officer, day), or a week to mend for the city as it is."""

    week: Week
    absent: Sequence[Absence] = ()
    swapped: Sequence[tuple[str, date]] = ()


def read_asked(city: City, absent: Sequence[str], swapped: str | None, mended: str | None) -> Asked:
    """
    Read ``OFFICER:DATE`` or ``OFFICER:DATE..DATE`` for each absence, ``OFFICER:DATE=OFFICER:DATE`` for a swap.

    The week is that of the first day named.

    Raises
    ------
    InputError
        Names everything that cannot be read, how it is written, and everybody unknown.
    """
    if mended is not None:
        return Asked(week=Week.parse(mended))
    texts = absent if swapped is None else swapped.split("=")
    option = "--absent" if swapped is None else "--swap"
    spells, findings = [], []
    for text in texts:
        spell = _officer_days(text, one_day=swapped is not None)
        if spell is None:
            findings.append(_badly_written(option, text))
        elif not city.has_officer(spell[0]):
            findings.append(_nobody(option, spell[0]))
        else:
            spells.append(spell)
    if swapped is not None and len(texts) != 2:
        findings.append(_badly_written(option, swapped))
    if findings:
        raise InputError.of(findings)
    week = Week.of(min(first for _, first, _ in spells))
    if swapped is not None:
        return Asked(week=week, swapped=[(name, first) for name, first, _ in spells])
    return Asked(week=week, absent=[Absence(officer_no=name, first=first, last=last) for name, first, last in spells])


def _officer_days(text: str, *, one_day: bool) -> tuple[str, date, date] | None:
    name, colon, days = text.strip().partition(":")
    first, dots, last = days.partition("..")
    try:
        spell = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return None
    written = name and colon and spell[0] <= spell[1] and not (one_day and dots)
    return (name, *spell) if written else None


def _badly_written(option: str, text: str) -> Finding:
    return Finding(
        rule="",
        severity=Severity.ERROR,
        message=Text(f"{text!r} 看不懂", f"cannot read {text!r}"),
        where=Where(field=option, value=text),
        advice=Text(
            "缺勤写作 警号:日期 或 警号:起..止, 互换写作 警号:日期=警号:日期, 日期如 2026-11-25",
            "write an absence as OFFICER:DATE or OFFICER:DATE..DATE, a swap as OFFICER:DATE=OFFICER:DATE, with dates "
            "like 2026-11-25",
        ),
    )


def _nobody(option: str, name: str) -> Finding:
    return Finding(
        rule="",
        severity=Severity.ERROR,
        message=Text(f"没有警号 {name}", f"there is no officer {name}"),
        where=Where(field=option, value=name, officer=name),
        advice=Text("按 officers 表改正警号", "write the police number as in the table of officers"),
    )
