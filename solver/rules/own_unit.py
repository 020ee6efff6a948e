"""N03: people serve the places of their own unit, or of their own brigade."""

from collections.abc import Iterator
from datetime import date

from ...models.city import City
from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.org import Level
from ...models.place import Place
from ...models.roster import Seat
from ...models.text import Text
from ..case import Case
from .clerk import say
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Walk up from the officer's unit to the brigade: the place must belong to one of the two."""
    org = case.city.org
    for duty in case.roster.duties:
        officer, place = case.city.officer(duty.officer_no), case.city.place(duty.place_id)
        above = list(org.line_up(officer.unit_id))
        brigades = [unit.unit_id for unit in above if unit.level is Level.BRIGADE]
        if place.unit_id in [officer.unit_id, *brigades[:1]]:
            continue
        yield say(
            rule,
            Severity.ERROR,
            Text(
                f"{duty.day} {place.name} 属 {org[place.unit_id].name}, 而该员属 {org[officer.unit_id].name}",
                f"{duty.day} {place.name} belongs to {org[place.unit_id].name},"
                f" the officer to {org[officer.unit_id].name}",
            ),
            Text("换本单位人员, 或办理调用手续", "use the unit's own people, or lend the officer formally"),
            where=Where(officer=duty.officer_no, place=place.place_id, date=str(duty.day)),
        )


def seat(city: City, officer: Officer, place: Place, seat: Seat, day: date, rule: Rule) -> bool:  # noqa: PLR0913, PLR0917
    """Keep people to the places they serve."""
    del seat, day, rule
    return city.org.serves(officer.unit_id, place.unit_id)


RULE = Rule(
    code="N03",
    name=Text("本单位警力", "own unit"),
    source="[D] 编制归属: 中队人员服务本中队及所属大队 / organisation: a squadron's people serve it and its brigade",
    why=Text("谁的人谁指挥。", "People answer to their own chain of command."),
    hard=True,
    check=check,
    seat=seat,
)
