"""R37: somebody in the crew can do what the place asks of one: drive the car, speak sign language."""

from collections.abc import Iterator, Sequence

from ...models.city import City
from ...models.finding import Finding, Severity
from ...models.officer import Officer
from ...models.place import Place
from ...models.text import Text
from ..case import Case
from .clerk import at_crew, say
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Ask each crew for one member who holds each skill."""
    for crew in case.crews:
        held = {skill for officer, _ in crew.members for skill in officer.skills}
        lacking = crew.place.crew_skills - held
        if lacking:
            words = ", ".join(sorted(lacking))
            yield say(
                rule,
                Severity.ERROR,
                Text(
                    f"{crew.day} {crew.place.name} 编组中无人具备: {words}",
                    f"{crew.day} {crew.place.name}: nobody in the crew holds {words}",
                ),
                Text("配一名有该资格的人员", "add someone who holds it"),
                where=at_crew(crew),
            )


def wants(city: City, place: Place, rule: Rule) -> Sequence[str]:
    """Name the skills."""
    del city, rule
    return sorted(place.crew_skills)


def holds(officer: Officer, want: str) -> bool:
    """Whether the officer holds the skill."""
    return want in officer.skills


RULE = Rule(
    code="R37",
    name=Text("组内资格", "one in the crew"),
    source="[D] 岗位表的组内技能, 如驾驶 / the place's own table: skills that one member must hold, driving say",
    why=Text("出车的编组得有人会开车。", "A crew with a car needs a driver."),
    hard=True,
    check=check,
    wants=wants,
    holds=holds,
)
