"""N02: a crew is as strong as its place asks."""

from collections.abc import Iterator

from ...models.finding import Finding, Severity
from ...models.text import Text
from ..case import Case, Crew
from .clerk import at_crew, say
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Muster each crew."""
    for crew in case.crews:
        yield from muster(case, crew, rule)


def muster(case: Case, crew: Crew, rule: Rule) -> Iterator[Finding]:
    """Compare the crew's heads with the place's own least crews."""
    del case
    if any(crew.police >= least.police and crew.aux >= least.aux for least in crew.place.crew):
        return
    wanted = "|".join(str(least) for least in crew.place.crew)
    yield say(
        rule,
        Severity.ERROR,
        Text(
            f"{crew.day} {crew.template.code} {crew.place.name} 编组为 {crew.police}+{crew.aux}, 至少须 {wanted}",
            f"{crew.day} {crew.template.code} {crew.place.name}: crew of {crew.police}+{crew.aux}, needs {wanted}",
        ),
        Text("补足人员或撤销该组", "add people, or drop the crew"),
        where=at_crew(crew),
    )


RULE = Rule(
    code="N02",
    name=Text("岗位编组", "the place's own crew"),
    source="[D] 城市表格中岗位的编组 / the crew the city's own table asks of the place",
    why=Text("人手不足的编组不能上路。", "A crew below strength does not go out."),
    hard=True,
    waivable=False,
    check=check,
    muster=muster,
)
