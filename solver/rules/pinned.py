"""N05: duties fixed before planning are kept as they are."""

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from ...models.city import City
from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.place import Place
from ...models.roster import Seat
from ...models.text import Text
from ..case import Case
from .clerk import say
from .rule import Rule, Span
from .terms import Day, Off, Term


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Look up each pin of the week in the roster: that template at that place, and nothing else that day."""
    for officer in case.city.officers:
        for pin in officer.pins:
            if pin.day not in case.roster.week.days:
                continue
            sheet = case.sheets[officer.officer_no]
            done = {(shift.template.code, shift.place_id) for shift in sheet if shift.day == pin.day and not shift.past}
            if done == {(pin.template, pin.place_id)}:
                continue
            yield say(
                rule,
                Severity.ERROR,
                Text(
                    f"{pin.day} 固定任务 {pin.template} @ {pin.place_id} 未照排",
                    f"the fixed duty of {pin.day}, {pin.template} at {pin.place_id}, is not kept",
                ),
                Text("恢复固定任务, 或先取消固定", "restore it, or remove the pin first"),
                where=Where(officer=officer.officer_no, place=pin.place_id, date=str(pin.day)),
            )


def week(officer: Officer, span: Span, rule: Rule) -> Iterable[Term]:
    """Ban all other templates and the day off on a pinned day."""
    del rule
    ban = np.zeros((len(span.days), len(span.templates)), dtype=np.bool_)
    must = np.zeros(len(span.days), dtype=np.bool_)
    for pin in officer.pins:
        if pin.day in span.days:
            day = span.days.index(pin.day)
            must[day] = True
            ban[day] |= np.array([template.code != pin.template for template in span.templates], dtype=np.bool_)
    if must.any():
        yield Day(ban=ban)
        yield Off(ban=must)


def seat(city: City, officer: Officer, place: Place, seat: Seat, day: date, rule: Rule) -> bool:  # noqa: PLR0913, PLR0917
    """Keep a pinned officer to the pinned place."""
    del city, seat, rule
    return all(pin.place_id == place.place_id for pin in officer.pins if pin.day == day)


RULE = Rule(
    code="N05",
    name=Text("固定任务", "fixed duties"),
    source="[D] 计划前已定的任务 / duties decided before planning",
    why=Text("已定的任务不因排班而变。", "What was promised before planning stands."),
    hard=True,
    check=check,
    week=week,
    seat=seat,
)
