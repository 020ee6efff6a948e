"""The filing form 岗位勤务报备表 as PDF: A4 landscape, header, one row a seat, annex, room for signatures."""

from collections.abc import Iterator, Sequence

from ...models.equipment import EquipmentKind
from ...models.roster import Seat
from ...models.text import Text
from ..crew_lines import CrewLine
from ..labels import SEATS, TINT_HEX, hours_text, shift_kind, weekday
from ..paper.document import A4_LANDSCAPE, Document, Foot, Page
from ..paper.font import Fonts
from ..paper.table import Bar, Block, Cell, Column, Flow
from .form_lines import header_of, missing_of, posts_of
from .unit_week import UnitWeek

ALARM = "#f6b8b8"
TITLE = Text("岗位勤务报备表", "Duty roster filing")
_COLUMNS = (
    (Text("班次", "Shift"), 19),
    (Text("岗位", "Place"), 31),
    (Text("时段与方式", "Bands and modes"), 44),
    (Text("编组", "Crew"), 11),
    (Text("职责", "Seat"), 13),
    (Text("姓名 警号", "Name, number"), 21),
    (Text("点对点电台\n通话组", "Radio p2p\ngroup"), 23),
    (Text("呼号", "Call sign"), 24),
    (Text("车辆", "Vehicle"), 18),
    (Text("记录仪\n警务通", "Recorder\nterminal"), 16),
    (Text("电话", "Phone"), 20),
    (Text("资质", "Qualified"), 22),
    (Text("依据 / 备注", "Rules / notes"), 28),
)


def foot_of(week: UnitWeek) -> Foot:
    """Return the foot of every page of a unit's documents: version, period, hash, and the hash as QR code."""
    identity = week.identity
    first = f"{week.unit.name}  {week.roster.week}  {identity.version.in_(week.lang)}  {identity.state.in_(week.lang)}"
    if identity.version == identity.state:
        first = f"{week.unit.name}  {week.roster.week}  {identity.version.in_(week.lang)}"
    return Foot(
        first="  ".join(filter(None, (first, week.fiction))), second=f"SHA-256 {identity.hash}", code=identity.hash
    )


def form_to_pdf(week: UnitWeek, fonts: Fonts) -> bytes:
    """Return the form of one unit's week."""
    title = f"{week.unit.name} {TITLE.in_(week.lang)} {week.roster.week}"
    document = Document(A4_LANDSCAPE, foot_of(week), fonts, title=title, lang=week.lang)
    page, y = _head(document, week)
    flow = Flow(document, [Column(text.in_(week.lang), share) for text, share in _COLUMNS], size=6.5)
    page, y = flow.write(page, y, _rows(week))
    _annex(document, page, y, week)
    return document.to_bytes()


def _head(document: Document, week: UnitWeek) -> tuple[Page, float]:
    page, margin = document.page(), document.paper.margin
    middle = document.paper.width / 2
    page.text(middle, margin + 14, TITLE.in_(week.lang), 18, bold=True, align="center")
    y = margin + 20
    if week.fiction:
        page.text(document.paper.width - margin, margin + 8, week.fiction, 9, color="#b00020", align="right")
    pairs = [(label.in_(week.lang), value) for _, label, value in header_of(week)]
    pairs += [(centre.in_(week.lang), said.in_(week.lang)) for centre, said in week.receipts()]
    flow = Flow(
        document, [Column("", share, align) for share, align in ((1, ""), (3.2, "")) for _ in "1"] * 3, size=7.5
    )
    third = -(-len(pairs) // 3)
    rows = []
    for at in range(third):
        cells: list[Cell] = []
        for label, value in (pairs[i] if i < len(pairs) else ("", "") for i in (at, at + third, at + 2 * third)):
            cells += [Cell(label, fill="#e3e8ee", bold=True), Cell(value)]
        rows.append([cells])
    page, y = flow.write(page, y, rows, titled=False)
    return page, y + 5


def _rows(week: UnitWeek) -> Iterator[Block]:
    for day in week.roster.week.days:
        yield Bar(f"{day}  {weekday(day, week.lang)}")
        if not week.lines[day]:
            yield [[Cell(week.say("无勤务", "no duty")), *[Cell()] * (len(_COLUMNS) - 1)]]
        for line in week.lines[day]:
            yield _crew(week, line)


def _crew(week: UnitWeek, line: CrewLine) -> Block:
    crew, lang = line.crew, week.lang
    place = crew.place
    articles = line.articles()
    weak = any("✗" in article for article in articles)
    notes = "\n".join(filter(None, ("; ".join(articles), line.notes(lang))))
    passes = week.passes(line)
    tasks = "\n".join([*week.tasks(line), *([week.say(f"圈数 {passes}", f"passes {passes}")] if passes else [])])
    shift = f"{crew.template.name.in_(lang)}\n{hours_text(crew.template).replace(' ', chr(10))}"
    rows: list[list[Cell | None]] = []
    for at, (officer, seat) in enumerate(week.members(line)):
        devices, first = week.devices(line, officer), at == 0
        radio = devices.held[EquipmentKind.RADIO]
        lack = {kind: ALARM if kind in devices.lacks else "" for kind in EquipmentKind}
        words = [devices.word(kind, lang) for kind in (EquipmentKind.RECORDER, EquipmentKind.TERMINAL)]
        rows.append(
            [
                Cell(shift, fill=TINT_HEX[shift_kind(crew.template)]) if first else None,
                Cell(f"{place.place_id} {place.name}\n{week.city.org[place.unit_id].name}") if first else None,
                Cell(tasks) if first else None,
                Cell(f"#{crew.number}\n{line.pattern}") if first else None,
                Cell(SEATS[seat].in_(lang), bold=seat is Seat.LEAD),
                Cell(_person(officer.name, officer.officer_no), bold=seat is Seat.LEAD),
                Cell("\n".join(filter(None, (devices.word(EquipmentKind.RADIO, lang), radio.group if radio else ""))),
                     fill=lack[EquipmentKind.RADIO]),
                Cell(radio.call_sign if radio else ""),
                Cell(devices.word(EquipmentKind.VEHICLE, lang), fill=lack[EquipmentKind.VEHICLE]) if first else None,
                Cell("\n".join(filter(None, words)), fill=lack[EquipmentKind.RECORDER] or lack[EquipmentKind.TERMINAL]),
                Cell(officer.phone),
                Cell(" ".join(sorted(officer.skills))),
                Cell(notes, fill=ALARM if weak else "") if first else None,
            ]
        )  # fmt: skip
    return rows


def _person(name: str, number: str) -> str:
    """Return name and number; a redacted name is the number, and stands once."""
    return number if name == number else f"{name}\n{number}"


def _annex(document: Document, page: Page, y: float, week: UnitWeek) -> None:
    """Write what is missing, who leads and stands by, posts with their lines, and room for signatures."""
    missing: Sequence[tuple[str, str]] = missing_of(week) or [(week.say("无", "none"), "")]
    page, y = _list(document, page, y, week.say("缺口、缺装备、豁免", "Gaps, missing devices, waivers"), missing)
    lead = [
        (f"{line.crew.day} {line.crew.place.name}", "、".join(f"{o.name} {o.officer_no}" if o.name != o.officer_no else
         o.officer_no for o, _ in week.members(line)))
        for line in week.on_call()
    ]  # fmt: skip
    page, y = _list(document, page, y, week.say("带班与备勤", "Leaders on duty and reserve"), lead)
    posts = [(f"{place} {name}", "  ".join(filter(None, (unit, line, km))))
             for place, name, unit, line, km in posts_of(week)]  # fmt: skip
    page, y = _list(document, page, y, week.say("警区岗点与巡线", "Posts and their lines"), posts)
    if y + 60 > document.bottom:
        page, y = document.page(), document.paper.margin
    labels = [
        week.say(f"{zh} (签名)", f"{en} (signed)")
        for zh, en in (("编制人", "Author"), ("审核人", "Reviewer"), ("批准人", "Approver"), ("日期", "Date"))
    ]
    step = document.inner / len(labels)
    for at, label in enumerate(labels):
        left = document.paper.margin + at * step
        page.box(left, y + 10, step, 44)
        page.text(left + 4, y + 22, label, 9)


def _list(document: Document, page: Page, y: float, title: str, rows: Sequence[tuple[str, str]]) -> tuple[Page, float]:
    if not rows:
        return page, y
    if y + 60 > document.bottom:
        page, y = document.page(), document.paper.margin
    page.text(document.paper.margin, y + 18, title, 11, bold=True)
    flow = Flow(document, [Column("", 1, "left"), Column("", 4, "left")], size=7.5)
    return flow.write(page, y + 24, ([[Cell(label, fill="#f3f3f3"), Cell(text)]] for label, text in rows), titled=False)
