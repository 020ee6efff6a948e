"""What a duty grade changes (DOMAIN F12): leave, rest rules, and the standby that its presence asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ...models.city import City
from ...models.crew import parse_patterns
from ...models.finding import Finding, Severity, Where
from ...models.grade import AUTHORITY_NAMES, GRADE_NAMES, RULE, DutyGrade, GradeOrder, grade_findings
from ...models.officer import Leave, Officer
from ...models.org import Level
from ...models.place import Place, PlaceKind
from ...models.policy import Waiver
from ...models.text import Text
from ...models.week import Week
from .chain import FINE_EFFORT, open_chains
from .chain_case import chain_cases
from .read_out import choices_of
from .supply import supply_of

STANDBY = "G-"
"""Begins the id of a place that a duty grade opens."""

REST_RULES = frozenset({"R17", "R20", "R21", "R22", "R23"})
"""What an order may suspend (R17: Labour Law art. 42, emergencies); protection (R19) never."""

_EVERYBODY = parse_patterns("1+0|0+1")


def grade_doubts(city: City) -> Iterator[Finding]:
    """Judge the city's grade orders: authority, reason, review, overlap, scope, and what they suspend."""
    yield from grade_findings(city.grades)
    for row, order in enumerate(city.grades, start=1):
        for unit in order.scope:
            if unit not in city.org:
                yield _finding(row, "scope", unit, Text(f"没有单位 {unit}", f"there is no unit {unit}"))
        for code in order.suspends_rest:
            if code not in REST_RULES:
                message = Text(f"{code} 不得由勤务等级暂停", f"no duty grade suspends {code}")
                yield _finding(row, "suspends_rest", code, message)
        if order.suspends_rest and order.grade < DutyGrade.II:
            message = Text("三级及以下勤务不得暂停休息规则", "grade III and below suspend no rest rule")
            yield _finding(row, "suspends_rest", ",".join(order.suspends_rest), message)


def _finding(row: int, field: str, value: str, message: Text) -> Finding:
    where = Where(file="city.toml", row=row, field=f"grade.{field}", value=value)
    advice = Text("更正该勤务等级命令", "correct the order")
    return Finding(rule=RULE, severity=Severity.ERROR, message=message, where=where, advice=advice)


def apply_grades(city: City, week: Week) -> City:
    """
    Return the city under the grade orders that hold in a week; the city itself if there is none.

    Leave that an order cancels is gone on its days; rest rules that it suspends are waived for the people of its
    scope in this week, with the order's authority; and standby places ask for the people that its presence misses.
    The orders must have passed ``grade_doubts``.
    """
    orders = [order for order in city.grades if any(order.holds_on(day) for day in week.days)]
    if not orders:
        return city
    raised = replace(city, officers=tuple(_without_leave(city, officer, orders, week) for officer in city.officers))
    raised = _with_waivers(raised, orders)
    return _with_standby(raised, orders, week)


def in_scope(city: City, unit_id: str, scope: Sequence[str]) -> bool:
    """Whether a unit is one of ``scope`` or lies below one."""
    return any(unit.unit_id in scope for unit in city.org.line_up(unit_id))


def _without_leave(city: City, officer: Officer, orders: Sequence[GradeOrder], week: Week) -> Officer:
    called = {
        day
        for order in orders
        if order.leave_cancelled and in_scope(city, officer.unit_id, order.scope)
        for day in week.days
        if order.holds_on(day)
    }
    if not called or not officer.leave:
        return officer
    return replace(officer, leave=tuple(part for leave in officer.leave for part in _left(leave, called)))


def _left(leave: Leave, called: set[date]) -> Iterator[Leave]:
    """Split a leave round the days on which it is cancelled."""
    first: date | None = None
    days = [leave.first + timedelta(days=n) for n in range((leave.last - leave.first).days + 1)]
    for day in [*days, None]:
        if day is not None and day not in called:
            first = first or day
        elif first is not None:
            last = (day or leave.last + timedelta(days=1)) - timedelta(days=1)
            yield replace(leave, first=first, last=last)
            first = None


def _with_waivers(city: City, orders: Sequence[GradeOrder]) -> City:
    rules = dict(city.policy.rules)
    for order in orders:
        for code in order.suspends_rest:
            setting = city.policy.setting(code)
            if setting.waiver is None:
                rules[code] = replace(setting, waiver=_joined(rules.get(code, setting).waiver, _waiver(order)))
    return replace(city, policy=replace(city.policy, rules=rules))


def _waiver(order: GradeOrder) -> Waiver:
    name, who = GRADE_NAMES[order.grade], AUTHORITY_NAMES[order.ordered_by]
    time = f"{order.start:%Y-%m-%d %H:%M} - {order.stop:%Y-%m-%d %H:%M}"
    return Waiver(
        authority=f"{who.zh} {order.order_no}",
        reason=f"{name.zh} {time}, {', '.join(order.scope)}: {order.reason}",
        units=order.scope,
    )


def _joined(before: Waiver | None, waiver: Waiver) -> Waiver:
    """Join the waivers of two orders: both name themselves."""
    if before is None:
        return waiver
    return Waiver(
        authority=f"{before.authority}; {waiver.authority}",
        reason=f"{before.reason}; {waiver.reason}",
        units=tuple(dict.fromkeys((*before.units, *waiver.units))),
    )


def _with_standby(city: City, orders: Sequence[GradeOrder], week: Week) -> City:
    groups = {unit for order in orders for unit in _groups(city, order)}
    on_duty = _on_duty(city, week)
    places, dated = [], dict(city.dated_needs)
    for unit in sorted(groups):
        asked = {day: _standby(city, orders, unit, day, on_duty) for day in week.days}
        place = _place(city, unit)
        needed = False
        for day in week.days:
            for band in city.bands_of(day):
                held = any(o.holds(day, band.start, band.end) and unit in _groups(city, o) for o in orders)
                crews = asked[day] if held else 0
                dated[place.place_id, day, band.code] = crews
                needed |= crews > 0
        places += [place] if needed else []
    return replace(city, places=(*city.places, *places), dated_needs=dated)


def _groups(city: City, order: GradeOrder) -> list[str]:
    """Return the units whose people stand by together: squadrons named, brigades, and what lies above brigades."""
    return [
        unit.unit_id
        for unit in city.org.units
        if in_scope(city, unit.unit_id, order.scope)
        and (unit.level is not Level.SQUADRON or unit.unit_id in order.scope)
    ]


def _members(city: City, unit: str) -> list[Officer]:
    """Return the people who stand by with a group: a brigade's with its squadrons', a detachment's only its own."""
    below = city.org[unit].level is not Level.DETACHMENT
    return [o for o in city.officers if o.unit_id == unit or (below and in_scope(city, o.unit_id, (unit,)))]


def _on_duty(city: City, week: Week) -> Mapping[tuple[str, date], int]:
    """Return how many people the ordinary needs put on duty, by owning unit and day."""
    found: dict[tuple[str, date], int] = {}
    cases = chain_cases(city, week)
    solved = [(case, open_chains(case, supply_of(case), effort=FINE_EFFORT)) for case in cases]
    for chain in choices_of(solved):
        key = (city.place(chain.key.place_id).unit_id, chain.key.day)
        found[key] = found.get(key, 0) + chain.crews * chain.key.pattern.size
    return found


def _standby(
    city: City, orders: Sequence[GradeOrder], unit: str, day: date, on_duty: Mapping[tuple[str, date], int]
) -> int:
    """Return the people that the highest grade of the day still misses in a group."""
    holding = [order for order in orders if order.holds_on(day) and unit in _groups(city, order)]
    if not holding:
        return 0
    asks = max(holding, key=lambda order: order.grade).asks
    people = [officer for officer in _members(city, unit) if not officer.away(day)]
    units = {unit, *(officer.unit_id for officer in people)}
    working = min(len(people), sum(on_duty.get((own, day), 0) for own in units))
    more = max(0, -(-asks.on_duty * len(people) // 100) - working)
    rest = len(people) - working - more
    return more + -(-asks.standby * rest // 100)


def _place(city: City, unit: str) -> Place:
    return Place(
        place_id=f"{STANDBY}{unit}",
        name=f"{city.org[unit].name}等级勤务备勤",
        kind=PlaceKind.RESERVE,
        unit_id=unit,
        needs={},
        crew=_EVERYBODY,
        priority=3,
        note="勤务等级要求的到岗和备勤",
    )


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings under which an order is not followed."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
