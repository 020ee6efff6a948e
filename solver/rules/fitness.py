"""R15: who failed the assessment does no road duty."""

from collections.abc import Iterator
from datetime import date

from ...models.city import City
from ...models.finding import Finding, Severity, Where
from ...models.officer import Officer
from ...models.place import Place, PlaceKind
from ...models.roster import Seat
from ...models.text import Text
from ..case import Case
from .clerk import say
from .rule import Rule


def check(case: Case, rule: Rule) -> Iterator[Finding]:
    """Look for unfit officers at posts, on mobile units and at stations."""
    for duty in case.roster.duties:
        place = case.city.place(duty.place_id)
        on_road = place.kind in (PlaceKind.POST, PlaceKind.MOBILE, PlaceKind.STATION)
        if on_road and not case.city.officer(duty.officer_no).fit_for_duty:
            yield say(
                rule,
                Severity.ERROR,
                Text(
                    f"{duty.day} 考核不合格人员被排上路面岗位 {place.name}",
                    f"{duty.day} road duty at {place.name} for an officer who failed the assessment",
                ),
                Text("改排内勤席位, 或复训合格后再上路", "give indoor work, or retrain first"),
                where=Where(officer=duty.officer_no, place=duty.place_id, date=str(duty.day)),
            )


def seat(city: City, officer: Officer, place: Place, seat: Seat, day: date, rule: Rule) -> bool:  # noqa: PLR0913, PLR0917
    """Keep the unfit off the road."""
    del city, seat, day, rule
    return officer.fit_for_duty or not place.outdoor


RULE = Rule(
    code="R15",
    name=Text("考核合格上岗", "passed the assessment"),
    source="[L] 《道路交通安全法》第78条 / Road Traffic Safety Law, art. 78",
    why=Text("考核不合格的, 不得上岗执行职务。", "Who failed the assessment must not be on duty."),
    hard=True,
    waivable=False,
    check=check,
    seat=seat,
)
