"""Duty cards: one officer's week on one page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ...models.equipment import EQUIPMENT_NAMES, EquipmentKind
from ...models.officer import Officer
from ...models.roster import Seat
from ...models.text import Text
from ..crew_lines import CrewLine
from ..labels import ROLES, SEATS, TINT_HEX, hours_text, shift_kind, weekday
from ..paper.document import A4_LANDSCAPE, Document
from ..paper.font import Fonts
from ..paper.table import Block, Cell, Column, Flow
from .form_pdf import ALARM, foot_of
from .unit_week import UnitWeek

TITLE = Text("执勤卡", "Duty card")
SIZES = (8.5, 7.5, 6.5, 5.5)
"""Sizes of type, the first that fits the page is taken."""
_COLUMNS = (
    (Text("日期", "Date"), 24),
    (Text("班次", "Shift"), 26),
    (Text("岗位", "Place"), 44),
    (Text("时段与方式", "Bands and modes"), 58),
    (Text("职责", "Seat"), 16),
    (Text("同组人员 (电台)", "Crew mates (radio)"), 62),
    (Text("车辆", "Vehicle"), 24),
    (Text("本人装备", "Own devices"), 46),
)
OwnDuties = Mapping[str, Sequence[tuple[CrewLine, Seat]]]


def duties_of(week: UnitWeek) -> OwnDuties:
    """Return each person's crews and seats in time order, by police number, for those who have any."""
    found: dict[str, list[tuple[CrewLine, Seat]]] = {}
    for day in week.roster.week.days:
        for line in sorted(week.lines[day], key=lambda one: one.crew.template.start):
            for officer, seat in line.crew.members:
                found.setdefault(officer.officer_no, []).append((line, seat))
    return {
        officer.officer_no: found[officer.officer_no] for officer in week.city.officers if officer.officer_no in found
    }


def cards_to_pdf(week: UnitWeek, fonts: Fonts) -> bytes:
    """Return the cards of everybody who has a duty, in the order of the officers table."""
    title = f"{week.unit.name} {TITLE.in_(week.lang)} {week.roster.week}"
    document = Document(A4_LANDSCAPE, foot_of(week), fonts, title=title, lang=week.lang)
    for officer_no, duties in duties_of(week).items():
        _card(document, week, week.city.officer(officer_no), duties)
    if not document.pages:
        document.page().text(document.paper.margin, 60, week.say("本周无勤务", "no duty this week"), 12)
    return document.to_bytes()


def _card(document: Document, week: UnitWeek, officer: Officer, duties: Sequence[tuple[CrewLine, Seat]]) -> None:
    page, margin = document.page(), document.paper.margin
    name = officer.name if officer.name != officer.officer_no else ""
    page.text(
        margin, margin + 14, f"{TITLE.in_(week.lang)}  {name} {officer.officer_no}".replace("  ", " "), 17, bold=True
    )
    unit = week.city.org.path(officer.unit_id)
    hours = sum(line.crew.template.paid_min for line, _ in duties) / 60
    said = week.say(f"{len(duties)} 班 {hours:g} 小时", f"{len(duties)} duties, {hours:g} h")
    page.text(margin, margin + 31, f"{ROLES[officer.role].in_(week.lang)}  {unit}  {week.period}  {said}", 10)
    if week.fiction:
        page.text(document.paper.width - margin, margin + 12, week.fiction, 9, color="#b00020", align="right")
    blocks = list(_days(week, officer, duties))
    columns = [Column(text.in_(week.lang), share) for text, share in _COLUMNS]
    flows = (Flow(document, columns, size=size) for size in SIZES)
    room = document.bottom - margin - 40
    flow = next((flow for flow in flows if flow.height(blocks) <= room), Flow(document, columns, size=SIZES[-1]))
    flow.write(page, margin + 40, blocks)


def _days(week: UnitWeek, officer: Officer, duties: Sequence[tuple[CrewLine, Seat]]) -> Iterator[Block]:
    for day in week.roster.week.days:
        own = [(line, seat) for line, seat in duties if line.crew.day == day]
        if own:
            for line, seat in own:
                yield [_duty(week, officer, line, seat)]
        else:
            leave = next((leave for leave in officer.leave if leave.covers(day)), None)
            off = week.say(f"假 {leave.kind}", f"leave {leave.kind}") if leave else week.say("休", "off")
            yield [[_date(week, day), Cell(off, fill="#eeeeee"), *[Cell()] * (len(_COLUMNS) - 2)]]


def _date(week: UnitWeek, day: date) -> Cell:
    return Cell(f"{day:%m-%d}\n{weekday(day, week.lang)}", bold=True)


def _duty(week: UnitWeek, officer: Officer, line: CrewLine, seat: Seat) -> list[Cell]:
    crew, lang = line.crew, week.lang
    devices = week.devices(line, officer)
    radio = devices.held[EquipmentKind.RADIO]
    own = [
        f"{EQUIPMENT_NAMES[kind].in_(lang)} {devices.word(kind, lang)}"
        for kind in (EquipmentKind.RADIO, EquipmentKind.RECORDER, EquipmentKind.TERMINAL)
        if devices.word(kind, lang)
    ]
    if radio and radio.call_sign:
        own.insert(1, f"{week.say('呼号', 'call sign')} {radio.call_sign}")
    mates = [
        " ".join(dict.fromkeys((o.name, o.officer_no))) + f" ({week.devices(line, o).word(EquipmentKind.RADIO, lang)})"
        for o, _ in week.members(line)
        if o != officer
    ]
    shift = f"{crew.template.name.in_(lang)}\n{hours_text(crew.template).replace(' ', chr(10))}"
    unit = week.city.org[crew.place.unit_id].name
    notes = line.notes(lang)
    place = "\n".join(filter(None, (f"{crew.place.place_id} {crew.place.name}", unit, notes)))
    return [
        _date(week, crew.day),
        Cell(shift, fill=TINT_HEX[shift_kind(crew.template)]),
        Cell(place),
        Cell("\n".join(week.tasks(line))),
        Cell(f"{SEATS[seat].in_(lang)}\n#{crew.number} {line.pattern}", bold=seat is Seat.LEAD),
        Cell("\n".join(mates) or week.say("单人", "alone")),
        Cell(devices.word(EquipmentKind.VEHICLE, lang)),
        Cell("\n".join(own), fill=ALARM if devices.lacks - {EquipmentKind.VEHICLE} else ""),
    ]
