"""N06: the template serves this kind of place, and the seat is one of the officer's role."""

from collections.abc import Iterator
from datetime import date

from ...models.city import City
from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer, Role
from ...models.place import Place
from ...models.roster import Duty, Seat
from ...models.text import Text
from ..case import Case
from .clerk import say
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Compare each duty with its template, and with the role of its officer."""
    for duty in case.roster.duties:
        template, place = case.city.template(duty.template), case.city.place(duty.place_id)
        if place.kind not in template.serves:
            message = Text(
                f"{duty.day} 班次 {template.code} 不适用于 {place.name} ({place.kind})",
                f"{duty.day} template {template.code} does not serve {place.name} ({place.kind})",
            )
            yield _finding(rule, duty, message)
        if duty.seat is Seat.AUX and case.city.officer(duty.officer_no).role is Role.POLICE:
            message = Text(
                f"{duty.day} 民警排在辅警席位上 ({place.name})",
                f"{duty.day} a police officer on an auxiliary's seat ({place.name})",
            )
            yield _finding(rule, duty, message)


def _finding(rule: Rule, duty: Duty, message: Text) -> Finding:
    return say(
        rule,
        Severity.ERROR,
        message,
        Text("改用适合的班次或席位", "choose a template and a seat that fit"),
        where=Where(officer=duty.officer_no, place=duty.place_id, date=str(duty.day), value=duty.template),
    )


def seat(city: City, officer: Officer, place: Place, seat: Seat, day: date, rule: Rule) -> bool:  # noqa: PLR0913, PLR0917
    """Keep police officers off the auxiliaries' seats; templates fit by the engine's construction."""
    del city, place, day, rule
    return not (officer.role is Role.POLICE and seat is Seat.AUX)


RULE = Rule(
    code="N06",
    name=Text("班次与席位相符", "template and seat fit"),
    source="[D] 班次表的适用岗位 / the template table's kinds of place",
    why=Text(
        "班次按岗位种类设计, 编组按角色计数。", "Templates are made for kinds of place, crews are counted by role."
    ),
    hard=True,
    waivable=False,
    check=check,
    seat=seat,
)
