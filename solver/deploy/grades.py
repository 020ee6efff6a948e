"""What a duty grade changes (DOMAIN F12): leave, rest rules, and the standby that its presence asks for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ...models.city import City
from ...models.grade import AUTHORITY_NAMES, GRADE_NAMES, GradeOrder
from ...models.officer import Leave, Officer
from ...models.policy import Waiver
from ...models.week import Week


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
    from .standby import with_standby  # noqa: PLC0415 - siting and its solvers load slowly, and most weeks have no order

    return with_standby(raised, orders, week)


def _without_leave(city: City, officer: Officer, orders: Sequence[GradeOrder], week: Week) -> Officer:
    called = {
        day
        for order in orders
        if order.leave_cancelled and city.org.within(officer.unit_id, order.scope)
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
