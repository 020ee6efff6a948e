"""The sheet that hangs at the squadron: A3, a row a person, a column a day, one page or more a unit."""

from collections.abc import Iterator, Sequence
from datetime import date

from ...models.officer import Officer
from ...models.org import OrgUnit
from ...models.roster import Seat
from ...models.text import Text
from ..crew_lines import CrewLine
from ..labels import ROLES, TINT_HEX, hours_text, shift_kind, weekday
from ..paper.document import A3_LANDSCAPE, Document
from ..paper.font import Fonts
from ..paper.table import Cell, Column, Flow
from .cards import OwnDuties, duties_of
from .form_pdf import foot_of
from .unit_week import UnitWeek

TITLE = Text("勤务一览表", "Duty roster")
REST, AWAY = "#f0f0f0", "#dedede"


def wall_to_pdf(week: UnitWeek, fonts: Fonts) -> bytes:
    """Return the sheets of all units below (and of) the one that files, each on a page of its own."""
    title = f"{week.unit.name} {TITLE.in_(week.lang)} {week.roster.week}"
    document = Document(A3_LANDSCAPE, foot_of(week), fonts, title=title, lang=week.lang)
    duties = duties_of(week)
    for unit, people in _units(week, duties):
        _sheet(document, week, unit, people, duties)
    if not document.pages:
        document.page().text(document.paper.margin, 60, week.say("本周无勤务", "no duty this week"), 12)
    return document.to_bytes()


def _units(week: UnitWeek, duties: OwnDuties) -> Iterator[tuple[OrgUnit, list[Officer]]]:
    org = week.city.org
    for unit in org.units:
        people = [o for o in week.city.officers if o.unit_id == unit.unit_id]
        ours = org.brigade_of(unit.unit_id) == week.unit.unit_id
        if people and (ours or any(o.officer_no in duties for o in people)):
            yield unit, people


def _sheet(document: Document, week: UnitWeek, unit: OrgUnit, people: Sequence[Officer], duties: OwnDuties) -> None:
    page, margin, days = document.page(), document.paper.margin, week.roster.week.days
    page.text(margin, margin + 20, f"{unit.name}  {TITLE.in_(week.lang)}  {week.period}", 22, bold=True)
    if week.fiction:
        page.text(document.paper.width - margin, margin + 16, week.fiction, 12, color="#b00020", align="right")
    columns = [
        Column(week.say("姓名 警号", "Name, number"), 34),
        Column(week.say("身份", "Role"), 18),
        *(Column(f"{day:%m-%d} {weekday(day, week.lang)}", 46) for day in days),
        Column(week.say("工时", "Hours"), 16),
    ]
    flow = Flow(document, columns, size=8.5)
    page, y = flow.write(page, margin + 32, ([_row(week, officer, duties)] for officer in people))
    said = week.say(
        "★ 为带班。底色: 早班 浅黄, 两头班 橙, 晚班 绿, 夜班 蓝, 值班 紫。",
        "★ leads the crew. Tints: early yellow, split orange, late green, night blue, standby violet.",
    )
    page.text(margin, min(y + 14, document.bottom + 8), said, 8.5, color="#444444")


def _row(week: UnitWeek, officer: Officer, duties: OwnDuties) -> list[Cell]:
    own = duties.get(officer.officer_no, ())
    name = "\n".join(dict.fromkeys((officer.name, officer.officer_no)))
    hours = sum(line.crew.template.paid_min for line, _ in own) / 60
    days = [
        _day(week, officer, day, [(ln, seat) for ln, seat in own if ln.crew.day == day])
        for day in week.roster.week.days
    ]
    return [Cell(name, bold=True), Cell(ROLES[officer.role].in_(week.lang)), *days, Cell(f"{hours:g}")]


def _day(week: UnitWeek, officer: Officer, day: date, own: Sequence[tuple[CrewLine, Seat]]) -> Cell:
    if not own:
        away = officer.away(day)
        return Cell(
            week.say("假", "leave") if away else week.say("休", "off"), fill=AWAY if away else REST, color="#555555"
        )
    texts = []
    for line, seat in own:
        crew, star = line.crew, "★" if seat is Seat.LEAD else ""
        hours = hours_text(crew.template)
        texts.append(
            f"{crew.template.name.in_(week.lang)}{star} {hours}\n{crew.place.place_id}#{crew.number} {crew.place.name}"
        )
    return Cell("\n".join(texts), fill=TINT_HEX[shift_kind(own[0][0].crew.template)])
