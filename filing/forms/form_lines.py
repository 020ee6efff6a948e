"""The lines of the filing form, one a seat, and its header (DOMAIN 6.1): the one source for PDF, XLSX, CSV and JSON."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ... import __version__
from ...models.equipment import EquipmentKind, Item
from ...models.finding import Finding
from ...models.officer import Officer
from ...models.place import PlaceKind
from ...models.roster import Seat
from ...models.text import Lang, Text
from ..crew_lines import CrewLine
from ..labels import SEATS, hours_text, weekday
from .unit_week import Devices, UnitWeek

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One seat of one crew on one day."""

    week: UnitWeek
    crew: CrewLine
    officer: Officer
    seat: Seat
    devices: Devices

    @property
    def day(self) -> date:
        """The day on which the duty begins."""
        return self.crew.crew.day

    def device(self, kind: EquipmentKind) -> str:
        """What the form says of a device."""
        return self.devices.word(kind, self.week.lang)

    @property
    def radio(self) -> Item | None:
        """The radio."""
        return self.devices.held[EquipmentKind.RADIO]


def lines_of(week: UnitWeek) -> Iterator[Line]:
    """Yield the lines of a unit's week: by day, place, crew; the lead first."""
    for day in week.roster.week.days:
        for crew in week.lines[day]:
            for officer, seat in week.members(crew):
                yield Line(week, crew, officer, seat, week.devices(crew, officer))


def _legs(line: Line) -> str:
    return "; ".join(line.week.tasks(line.crew))


def _line_name(line: Line) -> str:
    patrol = line.crew.crew.place.line
    return f"{patrol.line_id} {patrol.name}".strip() if patrol else ""


def _km(line: Line) -> float | None:
    patrol = line.crew.crew.place.line
    return patrol.km if patrol and patrol.km else None


FIELDS: Mapping[str, tuple[Text, float, Callable[[Line], Value]]] = {
    "date": (Text("日期", "Date"), 11, lambda i: i.day.isoformat()),
    "weekday": (Text("星期", "Day"), 6, lambda i: weekday(i.day, i.week.lang)),
    "shift": (Text("班次", "Shift"), 10, lambda i: i.crew.crew.template.name.in_(i.week.lang)),
    "hours": (Text("起止", "Hours"), 13, lambda i: hours_text(i.crew.crew.template)),
    "tasks": (Text("时段与方式", "Bands and modes"), 30, _legs),
    "unit": (Text("单位", "Unit"), 18, lambda i: i.week.city.org.path(i.crew.crew.place.unit_id)),
    "place": (Text("岗位编号", "Place"), 9, lambda i: i.crew.crew.place.place_id),
    "place_name": (Text("岗位", "Place name"), 18, lambda i: i.crew.crew.place.name),
    "line": (Text("巡线", "Line"), 13, _line_name),
    "km": (Text("公里", "km"), 6, _km),
    "passes": (Text("圈数", "Passes"), 10, lambda i: i.week.passes(i.crew)),
    "crew": (Text("组号", "Crew"), 5, lambda i: i.crew.crew.number),
    "pattern": (Text("编组", "Pattern"), 7, lambda i: i.crew.pattern),
    "rules": (Text("依据", "Rules met"), 14, lambda i: "; ".join(i.crew.articles())),
    "seat": (Text("职责", "Seat"), 7, lambda i: SEATS[i.seat].in_(i.week.lang)),
    "officer": (Text("警号", "Number"), 11, lambda i: i.officer.officer_no),
    "name": (Text("姓名", "Name"), 9, lambda i: i.officer.name),
    "radio": (Text("电台 (点对点)", "Radio (p2p)"), 10, lambda i: i.device(EquipmentKind.RADIO)),
    "group": (Text("通话组", "Group"), 12, lambda i: i.radio.group if i.radio else ""),
    "call_sign": (Text("呼号", "Call sign"), 14, lambda i: i.radio.call_sign if i.radio else ""),
    "vehicle": (Text("车辆", "Vehicle"), 11, lambda i: i.device(EquipmentKind.VEHICLE)),
    "recorder": (Text("记录仪", "Recorder"), 10, lambda i: i.device(EquipmentKind.RECORDER)),
    "terminal": (Text("警务通", "Terminal"), 10, lambda i: i.device(EquipmentKind.TERMINAL)),
    "phone": (Text("电话", "Phone"), 12, lambda i: i.officer.phone),
    "skills": (Text("资质", "Qualified for"), 16, lambda i: " ".join(sorted(i.officer.skills))),
    "notes": (Text("备注", "Notes"), 16, lambda i: i.crew.notes(i.week.lang)),
}  # fmt: skip
"""Key of a field -> title, width in characters, and how it is read off a line."""


def header_of(week: UnitWeek) -> list[tuple[str, Text, str]]:
    """Return the form's header: key, label, value."""
    identity, lang = week.identity, week.lang
    due = identity.deadline.in_(lang) if identity.deadline else ""
    return [
        ("unit", Text("单位", "Unit"), week.path),
        ("period", Text("周期", "Period"), week.period),
        ("version", Text("版本", "Version"), identity.version.in_(lang)),
        ("state", Text("状态", "State"), identity.state.in_(lang)),
        ("base", Text("变更自", "Amends"), identity.base.in_(lang) if identity.base else ""),
        ("addressees", Text("报送", "Addressees"), "、".join(week.centres)),
        ("author", Text("编制人", "Author"), identity.author),
        ("reviewer", Text("审核人", "Reviewer"), identity.reviewer),
        ("approver", Text("批准人", "Approver"), identity.approver),
        ("grade", Text("勤务等级", "Duty grade"), week.grade.in_(lang)),
        ("deadline", Text("报备期限", "Deadline"), due),
        ("in_time", Text("按时报备", "Filed in time"), identity.met.in_(lang)),
        ("generated_by", Text("生成程序", "Generated by"), f"qinwu {__version__}"),
        ("input_hash", Text("输入校验码", "Input hash"), identity.input_hash),
        ("content_hash", Text("内容校验码", "Content hash"), identity.content_hash),
    ]


def missing_of(week: UnitWeek) -> list[tuple[str, str]]:
    """Return the annex's list of what is missing: crews, devices with their cure, rules set aside."""
    rows = [
        (
            week.say("缺岗", "Crew missing"),
            f"{gap.day} {_band(week, gap.day, gap.band)} {gap.place_id} {week.city.place(gap.place_id).name}: "
            + week.say(f"缺 {gap.missing} 组", f"{gap.missing} missing"),
        )
        for gap in week.roster.gaps
    ]
    rows += [(week.say("缺装备", "Device missing"), _advised(finding, week.lang)) for finding in week.shortages]
    for code, waiver in sorted(week.roster.waivers.items()):
        rows.append((week.say("豁免", "Waiver"), f"{code}: {waiver.authority}, {waiver.reason}"))
    for own in week.identity.waivers:
        text = ", ".join(filter(None, (own.article, own.authority, own.reason)))
        rows.append((week.say("本版豁免", "Waiver of this version"), f"{own.rule}: {text}"))
    return rows


def _advised(finding: Finding, lang: Lang) -> str:
    return f"{finding.message.in_(lang)} → {finding.advice.in_(lang)}"


def _band(week: UnitWeek, day: date, code: str) -> str:
    return next(band.name for band in week.city.bands_of(day) if band.code == code).in_(week.lang)


def posts_of(week: UnitWeek) -> list[tuple[str, str, str, str, str]]:
    """Return the annex's table of cells: place, name, unit, patrol line, kilometres; passes where lines are planned."""
    org = week.city.org
    return [
        (
            place.place_id,
            place.name,
            org[place.unit_id].name,
            place.line.name if place.line else "",
            "  ".join(
                filter(
                    None,
                    (
                        f"{place.line.km:g} km" if place.line and place.line.km else "",
                        *(" ".join(week.facts(s)) for s in week.sheets if place.place_id in s.posts),
                    ),
                )
            ),
        )
        for place in week.city.places
        if place.kind is PlaceKind.POST and org.brigade_of(place.unit_id) == week.unit.unit_id
    ]
