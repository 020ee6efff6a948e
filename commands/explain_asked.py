"""What ``qinwu explain`` is asked: its options, read against the city and the roster, with all that is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.roster import Duty, Roster
from ..models.text import Text
from ..solver.explain.local import Hole
from ..solver.explain.relaxation import OWN_UNIT
from ..solver.rules.active import active


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The gap or the duty that is asked about, and the police number of ``--not``."""

    hole: Hole | None = None
    duty: Duty | None = None
    other: str = ""


def not_together(gap: str | None, seat: str | None, other: str | None, *, exact: bool, alone: int) -> list[Finding]:
    """Say which questions do not go together; ``alone`` counts those that stand by themselves."""
    wrong = []
    if (seat is None) != (other is None):
        wrong.append(_wrong("--seat", seat, Text("--seat 与 --not 须同时给出", "--seat and --not go together")))
    if alone + (gap is not None) + (seat is not None or other is not None) > 1:
        said = Text("一次只问一个问题 (--cure 可与 --gap 同用)", "one question at a time (--cure goes with --gap)")
        wrong.append(_wrong("", "", said))
    if exact and not (seat or alone):
        said = Text("--exact 只与 --seat 或 --rules 同用", "--exact goes with --seat or --rules")
        wrong.append(_wrong("--exact", "", said))
    return wrong


def asked_of(  # noqa: PLR0913 - the options
    city: City, roster: Roster, *, gap: str | None, seat: str | None, other: str | None, wrong: Sequence[Finding]
) -> Asked:
    """
    Read what is asked.

    Raises
    ------
    InputError
        With ``wrong`` and all that is wrong with the gap, the seat and the officer.
    """
    found = list(wrong)
    if gap is not None:
        found += _wrong_gap(city, roster, gap)
    if seat is not None:
        found += _wrong_seat(city, roster, seat)
    if other is not None:
        found += _wrong_other(city, roster, seat or "", other)
    if found:
        raise InputError.of(found)
    hole = None if gap is None else _hole(gap)
    duty = None if seat is None else next(_duties(roster, seat))
    return Asked(hole=hole, duty=duty, other=other or "")


def _hole(gap: str) -> Hole:
    place_id, day, band = gap.split(":", 2)
    return Hole(place_id=place_id, day=date.fromisoformat(day), band=band)


def _wrong_gap(city: City, roster: Roster, gap: str) -> Iterator[Finding]:
    """Say all that is wrong with ``PLACE:DATE:BAND``."""
    how = Text("写作 岗点:日期:时段", "write PLACE:DATE:BAND")
    place_id, _, rest = gap.partition(":")
    day, _, band = rest.partition(":")
    if not city.has_place(place_id):
        yield _wrong("--gap", gap, Text(f"没有岗点 {place_id!r}", f"there is no place {place_id!r}"), how)
    when = _day(roster, day)
    if when is None:
        yield _wrong("--gap", gap, _not_this_week(roster, day), how)
    bands = {one.code for at in ([when] if when else roster.week.days) for one in city.bands_of(at)}
    if band not in bands:
        known = ", ".join(sorted(bands))
        said = Text(f"没有时段 {band!r}; 有: {known}", f"there is no band {band!r}; there are {known}")
        yield _wrong("--gap", gap, said, how)


def _wrong_seat(city: City, roster: Roster, seat: str) -> Iterator[Finding]:
    """Say all that is wrong with ``OFFICER:DATE``."""
    how = Text("写作 警号:日期", "write OFFICER:DATE")
    officer_no, _, day = seat.partition(":")
    if not city.has_officer(officer_no):
        yield _wrong("--seat", seat, _nobody(officer_no), how)
    if _day(roster, day) is None:
        yield _wrong("--seat", seat, _not_this_week(roster, day), how)
    elif city.has_officer(officer_no) and not any(_duties(roster, seat)):
        days = ", ".join(str(duty.day) for duty in roster.duties_of(officer_no)) or "-"
        said = Text(f"{officer_no} 当日没有班; 本周有班: {days}", f"{officer_no} has no duty then; this week: {days}")
        yield _wrong("--seat", seat, said, how)


def _wrong_other(city: City, roster: Roster, seat: str, other: str) -> Iterator[Finding]:
    """Say what is wrong with the officer of ``--not``: unknown, the same, or of another brigade."""
    if not city.has_officer(other):
        yield _wrong("--not", other, _nobody(other))
    elif other == seat.partition(":")[0]:
        said = Text("--not 与 --seat 是同一人", "--not and --seat are the same officer")
        yield _wrong("--not", other, said)
    elif any(rule.code == OWN_UNIT for rule in active(city.policy)):
        for duty in _duties(roster, seat):
            home, place = city.officer(other).unit_id, city.place(duty.place_id)
            if city.org.brigade_of(home) != city.org.brigade_of(place.unit_id):
                unit = city.org[city.org.brigade_of(place.unit_id)].name
                said = Text(f"{other} 不属于{unit}", f"{other} does not belong to {unit}")
                yield _wrong("--not", other, said, Text("先借调该员", "have the officer lent first"))


def _duties(roster: Roster, seat: str) -> Iterator[Duty]:
    officer_no, _, day = seat.partition(":")
    return (duty for duty in roster.duties_of(officer_no) if str(duty.day) == day)


def _day(roster: Roster, text: str) -> date | None:
    return next((day for day in roster.week.days if str(day) == text), None)


def _not_this_week(roster: Roster, day: str) -> Text:
    first, last = roster.week.days[0], roster.week.days[-1]
    return Text(f"日期 {day!r} 不在 {first}..{last}", f"the date {day!r} does not lie in {first}..{last}")


def _nobody(officer_no: str) -> Text:
    return Text(f"没有警号 {officer_no!r}", f"there is no officer {officer_no!r}")


def _wrong(field: str, value: str | None, message: Text, advice: Text | None = None) -> Finding:
    return Finding(
        rule="", severity=Severity.ERROR, message=message, where=Where(field=field, value=value or ""),
        advice=advice or Text("", ""),
    )  # fmt: skip
