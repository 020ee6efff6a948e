"""R38: where bodies are searched, a woman officer is in the crew."""

from collections.abc import Iterator, Sequence

from ...models.city import City
from ...models.finding import Finding, Severity
from ...models.officer import Gender, Officer, Role
from ...models.place import Place
from ...models.text import Text
from ..case import Case
from .clerk import at_crew, say
from .rule import Rule

WOMAN = "F"


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Look for a policewoman in each crew of such a place."""
    for crew in case.crews:
        women = [o for o, _ in crew.members if o.gender is Gender.FEMALE and o.role is Role.POLICE]
        if crew.place.searches and not women:
            yield say(
                rule,
                Severity.ERROR,
                Text(
                    f"{crew.day} {crew.place.name} 涉及人身检查, 编组中没有女民警",
                    f"{crew.day} {crew.place.name} searches bodies, but no policewoman is in its crew",
                ),
                Text(
                    "配一名女民警, 并核对人员表的性别", "add a policewoman; see that the officers table states gender"
                ),
                where=at_crew(crew),
            )


def wants(city: City, place: Place, rule: Rule) -> Sequence[str]:
    """Ask for a policewoman."""
    del city, rule
    return (WOMAN,) if place.searches else ()


def holds(officer: Officer, want: str) -> bool:
    """Whether the officer is one."""
    return want == WOMAN and officer.gender is Gender.FEMALE and officer.role is Role.POLICE


RULE = Rule(
    code="R38",
    name=Text("人身检查岗性别", "body search by a woman"),
    source="[D] 城市岗位表: 人身检查岗须有女民警 (条次请当地法制部门核定) / "
    "the city's own table: where bodies are searched there is a policewoman (its lawyers name the article)",
    why=Text("检查妇女的身体, 应当由女性工作人员进行。", "A woman's body is searched by women staff only."),
    hard=True,
    waivable=False,
    check=check,
    wants=wants,
    holds=holds,
)
