"""R04: auxiliaries help under police guidance; they never lead police and never enforce alone."""

from collections.abc import Iterator
from datetime import date

from ...models.city import City
from ...models.crew import CrewPattern, Patterns
from ...models.finding import Finding, Severity
from ...models.leg import Leg
from ...models.officer import Officer, Role
from ...models.place import Place
from ...models.roster import Seat
from ...models.text import Text
from ..case import Case, Crew
from .clerk import at_crew, say
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Muster each crew, then look at who sits on whose seat."""
    for crew in case.crews:
        yield from muster(case, crew, rule)
        for officer, seat in crew.members:
            if officer.role is Role.AUX and seat is not Seat.AUX:
                yield say(
                    rule,
                    Severity.ERROR,
                    Text(
                        f"{crew.day} {crew.place.name} 辅警 {officer.name} 排在民警席位 ({seat})",
                        f"{crew.day} {crew.place.name}: auxiliary {officer.name} on a police seat ({seat})",
                    ),
                    Text("换成民警", "seat a police officer instead"),
                    where=at_crew(crew),
                )


def muster(case: Case, crew: Crew, rule: Rule) -> Iterator[Finding]:
    """Ask for a police officer wherever the duty enforces the law."""
    del case
    if crew.place.enforcement and crew.police < 1:
        yield say(
            rule,
            Severity.ERROR,
            Text(
                f"{crew.day} {crew.place.name} 为执法岗位, 编组中没有民警",
                f"{crew.day} {crew.place.name} enforces the law, but its crew has no police",
            ),
            Text("至少配一名民警", "add at least one police officer"),
            where=at_crew(crew),
        )


def crew(city: City, place: Place, leg: Leg, rule: Rule) -> Patterns:
    """Ask for one police officer where the duty enforces the law."""
    del city, leg, rule
    return (CrewPattern(1, 0),) if place.enforcement else ()


def seat(city: City, officer: Officer, place: Place, seat: Seat, day: date, rule: Rule) -> bool:  # noqa: PLR0913, PLR0917
    """Keep auxiliaries off police seats."""
    del city, place, day, rule
    return officer.role is Role.POLICE or seat is Seat.AUX


RULE = Rule(
    code="R04",
    name=Text("辅警职责", "what auxiliaries may do"),
    source="[L] 《交通警察道路执勤执法工作规范》(2008) 第5条 / "
    "Work Rules for Traffic Police on the Road (2008), art. 5",
    why=Text(
        "协管员在民警指导下工作, 不得从事处罚、强制措施等执法活动。",
        "Auxiliaries work under police guidance: no penalties, no coercive measures, no other enforcement.",
    ),
    hard=True,
    waivable=False,
    check=check,
    muster=muster,
    crew=crew,
    seat=seat,
)
