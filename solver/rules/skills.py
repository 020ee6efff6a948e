"""R29: everyone can do the job, and someone can lead it."""

from collections.abc import Iterator
from datetime import date

from ...models.city import City
from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer, Role
from ...models.place import Place
from ...models.roster import Seat
from ...models.text import Text
from ..case import Case, Crew
from .clerk import at_crew, say
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Ask each member for the place's skills, and each crew for one who holds the leader's."""
    for crew in case.crews:
        for officer, _ in crew.members:
            lacking = crew.place.skills - officer.skills
            if lacking:
                words = ", ".join(sorted(lacking))
                yield say(
                    rule,
                    Severity.ERROR,
                    Text(
                        f"{crew.day} {crew.place.name} 缺资格: {words}", f"{crew.day} {crew.place.name}: lacks {words}"
                    ),
                    Text("换成有资格的人员", "seat someone who holds it"),
                    where=Where(officer=officer.officer_no, place=crew.place.place_id, date=str(crew.day)),
                )
        yield from _leader(crew, rule)


def _leader(crew: Crew, rule: Rule) -> Iterator[Finding]:
    wanted = crew.place.lead_skills
    may_lead = [o for o, _ in crew.members if o.role is Role.POLICE] or [o for o, _ in crew.members]
    if wanted and not any(wanted <= officer.skills for officer in may_lead):
        words = ", ".join(sorted(wanted))
        yield say(
            rule,
            Severity.ERROR,
            Text(
                f"{crew.day} {crew.place.name} 编组中无人具备带队资格: {words}",
                f"{crew.day} {crew.place.name}: nobody in the crew holds the leader's {words}",
            ),
            Text("配一名有该资格的民警", "add a police officer who holds it"),
            where=at_crew(crew),
        )


def seat(city: City, officer: Officer, place: Place, seat: Seat, day: date, rule: Rule) -> bool:  # noqa: PLR0913, PLR0917
    """Ask for the place's skills on every seat, and for the leader's on the leader's seat."""
    del city, day, rule
    wanted = place.skills | place.lead_skills if seat is Seat.LEAD else place.skills
    return wanted <= officer.skills


RULE = Rule(
    code="R29",
    name=Text("岗位资格", "skills"),
    source="[D] 设计默认: 摩托车驾驶证、事故处理资格、席位证等 / "
    "design default: licences and certificates of the city's tables",
    why=Text("没有资格的人不能上该岗位。", "Who does not hold the certificate cannot do the job."),
    hard=True,
    check=check,
    seat=seat,
)
