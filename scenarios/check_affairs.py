"""What leave, wishes, history and fixed duties must agree on with each other and with the other tables."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low

from ..models.officer import Request
from ..models.template import ShiftTemplate
from ..models.text import Text
from ..models.week import DAY_MIN
from .draft import Draft
from .notes import Notes
from .read_people import Affairs
from .read_places import Sites
from .records import Record
from .tables import close

_FAR = timedelta(days=2 * 366)


def check_affairs(draft: Draft, notes: Notes) -> None:
    """Note unknown templates and places, leave against fixed duties, duties that overlap, dates far off."""
    affairs, sites = draft.affairs, draft.sites
    shapes = {template.code: template for template in draft.settings.templates}
    for number in draft.people.rows:
        for record, pin in affairs.pins.get(number, ()):
            _check_ids(record, shapes, sites, notes)
            _check_leave(number, record, pin.day, affairs, notes)
            if pin.place_id in sites.rows:
                _check_pin(draft, number, record, shapes.get(pin.template), notes)
        for record, request in affairs.requests.get(number, ()):
            if request.template:
                _check_template(record, shapes, notes)
        _check_wishes(number, affairs, notes)
        for record, _ in affairs.past.get(number, ()):
            _check_ids(record, shapes, sites, notes, past=True)
        _check_overlap(affairs.pins.get(number, ()), shapes, "D15", notes)
        _check_overlap(affairs.past.get(number, ()), shapes, "D16", notes)
    _check_dates(affairs, notes)


def _check_wishes(number: str, affairs: Affairs, notes: Notes) -> None:
    """Note a wish that the person's own other wishes, or leave, leave no room for: it can never be met."""
    before: dict[date, list[tuple[Record, Request]]] = {}
    for record, wish in affairs.requests.get(number, ()):
        for other, earlier in before.get(wish.day, ()):
            if _contradict(earlier, wish):
                row = other.row.number
                message = Text(
                    f"{number} 在 {wish.day} 的意愿与第 {row} 行矛盾, 无法都满足",
                    f"the wish of {number} for {wish.day} contradicts row {row}: both cannot be met",
                )
                notes.warn("D86", message, record.at("date"))
        before.setdefault(wish.day, []).append((record, wish))
        if wish.on and any(leave.covers(wish.day) for _, leave in affairs.leave.get(number, ())):
            message = Text(
                f"{number} 希望在 {wish.day} 上班, 但当日请假",
                f"{number} wishes to work on {wish.day}, but is on leave",
            )
            notes.warn("D86", message, record.at("date"))


def _contradict(first: Request, second: Request) -> bool:
    """Whether two wishes for one day cannot both be met; a wish for any template goes with one for a certain one."""
    if first.on and second.on:
        return first.template != second.template and bool(first.template and second.template)
    if first.on == second.on:
        return False
    on, off = (first, second) if first.on else (second, first)
    return off.template in ("", on.template)


def _check_ids(
    record: Record, shapes: Mapping[str, ShiftTemplate], sites: Sites, notes: Notes, *, past: bool = False
) -> None:
    _check_template(record, shapes, notes)
    place_id = record["place_id"]
    if place_id and place_id not in sites.rows and sites.whole:
        near = close(place_id, sites.rows)
        advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else None
        message = Text(f"地点 {place_id} 不存在", f"the place {place_id} does not exist")
        (notes.warn if past else notes.error)("D02", message, record.at("place_id"), advice)


def _check_template(record: Record, shapes: Mapping[str, ShiftTemplate], notes: Notes) -> None:
    code = record["template"]
    if code not in shapes:
        near = close(code, shapes)
        known = Text(f"可用: {', '.join(shapes)}", f"known: {', '.join(shapes)}")
        advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else known
        message = Text(f"班次 {code} 不存在", f"the template {code} does not exist")
        notes.error("D02", message, record.at("template"), advice)


def _check_leave(number: str, record: Record, day: date, affairs: Affairs, notes: Notes) -> None:
    for away, leave in affairs.leave.get(number, ()):
        if leave.covers(day):
            message = Text(
                f"{number} 在 {day} 有固定勤务, 但 {leave.first} 至 {leave.last} 请假"
                f" ({away.file} 第 {away.row.number} 行)",
                f"{number} has a fixed duty on {day}, but is on leave {leave.first} .. {leave.last}"
                f" ({away.file} row {away.row.number})",
            )
            notes.error("D14", message, record.at("date"))


def _check_pin(draft: Draft, number: str, record: Record, template: ShiftTemplate | None, notes: Notes) -> None:
    """Note a fixed duty whose template does not serve the place, or whose officer may not."""
    sites, place_id = draft.sites, record["place_id"]
    kind = sites.kinds[place_id]
    if template and kind not in template.serves:
        message = Text(f"班次 {template.code} 不用于 {kind}", f"the template {template.code} does not serve {kind}")
        notes.error("D15", message, record.at("template"))
    own, theirs = draft.people.units[number], sites.units[place_id]
    if draft.org and own and theirs and not draft.org.serves(own, theirs):
        message = Text(f"{number} 属于 {own}, 该地点属于 {theirs}", f"{number} belongs to {own}, the place to {theirs}")
        notes.warn("D15", message, record.at("place_id"))
    lacking = sites.rows[place_id]["skills"] - draft.people.rows[number]["skills"]
    if lacking:
        names = ", ".join(sorted(lacking))
        message = Text(f"{number} 缺少该地点要求的技能 {names}", f"{number} lacks the place's skills {names}")
        notes.warn("D15", message, record.at("place_id"))


def _check_overlap(
    duties: Iterable[tuple[Record, object]], shapes: Mapping[str, ShiftTemplate], code: str, notes: Notes
) -> None:
    """Note two duties of one person that overlap in time, or begin on one day."""
    spans = []
    for record, _ in duties:
        shape = shapes.get(record["template"])
        if shape:
            midnight = record["date"].toordinal() * DAY_MIN
            spans.append((midnight + shape.start, midnight + shape.end, record))
    spans.sort(key=lambda span: span[:2])
    for (_, end, first), (start, _, second) in pairwise(spans):
        if start < end or first["date"] == second["date"]:
            message = Text(
                f"{second['officer_no']} 的 {second['date']} {second['template']} 与第 {first.row.number} 行的"
                f" {first['date']} {first['template']} 重叠",
                f"{second['officer_no']}: {second['template']} of {second['date']} overlaps"
                f" {first['template']} of {first['date']} in row {first.row.number}",
            )
            notes.error(code, message, second.at("date"))


def _check_dates(affairs: Affairs, notes: Notes) -> None:
    """Note dates that lie years away from all others: usually a mistyped year."""
    dated: list[tuple[Record, str, date]] = []
    for found in (affairs.leave, affairs.requests, affairs.past, affairs.pins):
        for rows in found.values():
            for record, _ in rows:
                fields = ("first", "last") if "first" in record.values else ("date",)
                dated += [(record, field, record[field]) for field in fields]
    if not dated:
        return
    middle = median_low([day for _, _, day in dated])
    for record, field, day in dated:
        if abs(day - middle) > _FAR:
            message = Text(
                f"{day} 与其他日期 (约 {middle}) 相距数年", f"{day} is years away from the others ({middle})"
            )
            notes.warn("D17", message, record.at(field))
