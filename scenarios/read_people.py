"""Officers, and what is known about each: leave, wishes, history, fixed duties."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..models.errors import InputError
from ..models.finding import Severity
from ..models.officer import Leave, Officer, PastDuty, Pin, Request, Role
from ..models.org import Org
from ..models.text import Text
from .notes import Notes
from .read_org import find_unit
from .records import Record
from .tables import close


@dataclass(slots=True)
class People:
    """The officers of the officers table by police number, each with the row it came from."""

    rows: dict[str, Record] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def find(self, record: Record, notes: Notes, *, past: bool = False) -> str:
        """
        Return the police number a row names, leading zeros mended; empty and noted if there is none.

        If nobody at all could be read, that is one finding of the officers table and not one more for every row here.
        """
        number = record["officer_no"]
        if not self.rows:
            return ""
        if number in self.rows or not number:
            return str(number)
        same = [known for known in self.rows if known.lstrip("0") == number.lstrip("0")] if number.isdigit() else []
        if len(same) == 1:
            message = Text(f"警号 {number} 按 {same[0]} 理解", f"the police number {number} is read as {same[0]}")
            notes.warn("D02", message, record.at("officer_no"), Text("补上前导零", "write the leading zeros"))
            return same[0]
        near = close(number, self.rows)
        advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else None
        zh, en = ("; 该行未使用", "; the row is not used") if past else ("", "")
        message = Text(f"警号 {number} 不在人员表中{zh}", f"no officer has the police number {number}{en}")
        (notes.warn if past else notes.error)("D02", message, record.at("officer_no"), advice)
        return ""


def read_people(records: Sequence[Record], org: Org | None, notes: Notes) -> People:
    """Sort the officers table by police number; note numbers used twice, equal names, shared radios, unknown units."""
    people = People()
    for record in records:
        number, unit = record["officer_no"], find_unit(org, record, notes)
        if number in people.rows:
            _note_twice(people, record, unit, notes)
        elif number:
            people.rows[number], people.units[number] = record, unit
    for numbers, record in _shared(people, "name"):
        message = Text(f"同名同姓 {record['name']}: {numbers}", f"equal names, {record['name']}: {numbers}")
        notes.say(Severity.INFO, "D09", message, record.at("name"))
    for numbers, record in _shared(people, "radio_id"):
        radio = record["radio_id"]
        message = Text(f"电台 {radio} 重复使用: {numbers}", f"the radio {radio} is given twice: {numbers}")
        notes.warn("D27", message, record.at("radio_id"))
    return people


def _note_twice(people: People, record: Record, unit: str, notes: Notes) -> None:
    number = record["officer_no"]
    row, before = people.rows[number].row.number, people.units[number]
    if unit and before and unit != before:
        message = Text(
            f"警号 {number} 同时属于 {before} (第 {row} 行) 和 {unit}",
            f"the police number {number} belongs to both {before} (row {row}) and {unit}",
        )
    else:
        message = Text(f"警号 {number} 已在第 {row} 行", f"the police number {number} stands in row {row} already")
    notes.error("D08", message, record.at("officer_no"))


def _shared(people: People, column: str) -> Iterator[tuple[str, Record]]:
    """Yield the numbers of those who have a value in common, and the second one's row."""
    shared: dict[str, list[Record]] = defaultdict(list)
    for record in people.rows.values():
        shared[record[column]].append(record)
    for value, records in shared.items():
        if value and len(records) > 1:
            yield ", ".join(record["officer_no"] for record in records), records[1]


@dataclass(slots=True)
class Affairs:
    """What is known about each officer, by police number, each with its row."""

    leave: dict[str, list[tuple[Record, Leave]]] = field(default_factory=lambda: defaultdict(list))
    requests: dict[str, list[tuple[Record, Request]]] = field(default_factory=lambda: defaultdict(list))
    past: dict[str, list[tuple[Record, PastDuty]]] = field(default_factory=lambda: defaultdict(list))
    pins: dict[str, list[tuple[Record, Pin]]] = field(default_factory=lambda: defaultdict(list))


def read_affairs(people: People, tables: Mapping[str, Sequence[Record]], notes: Notes) -> Affairs:
    """Attach the rows of the leave, requests, history and pins tables to their officers."""
    affairs = Affairs()
    for name, rows in (
        ("leave", affairs.leave),
        ("requests", affairs.requests),
        ("history", affairs.past),
        ("pins", affairs.pins),
    ):
        for record in tables[name]:
            number = people.find(record, notes, past=name == "history")
            _compare_name(people, number, record, notes)
            found = _affair(name, record, notes)
            if number and found:
                rows[number].append((record, found))
    return affairs


def _compare_name(people: People, number: str, record: Record, notes: Notes) -> None:
    written = record["officer_name"]
    if number and written and written != people.rows[number]["name"]:
        known = people.rows[number]["name"]
        message = Text(
            f"警号 {number} 是 {known}, 此处写作 {written}", f"{number} is {known}, here it is called {written}"
        )
        notes.warn("D09", message, record.at("officer_name"))


def _affair(name: str, record: Record, notes: Notes) -> Any:  # noqa: ANN401
    needed = {"leave": {"first", "last"}, "requests": {"date"}, "history": {"date", "template"}}
    if not needed.get(name, {"date", "template", "place_id"}) <= record.good:
        return None
    match name:
        case "leave":
            return _leave(record, notes)
        case "requests":
            return _request(record, notes)
        case "history":
            return PastDuty(day=record["date"], template=record["template"], place_id=record["place_id"])
        case _:
            return Pin(day=record["date"], template=record["template"], place_id=record["place_id"])


def _leave(record: Record, notes: Notes) -> Leave | None:
    try:
        return Leave(first=record["first"], last=record["last"], kind=record["kind"])
    except InputError:
        message = Text("结束日期早于开始日期", "the leave ends before it starts")
        notes.error("D07", message, record.at("last"), Text("请对调或改正", "swap or correct them"))
        return None


def _request(record: Record, notes: Notes) -> Request:
    if not 1 <= record["weight"] <= 3:
        notes.error("D07", Text("权重应为 1 至 3", "the weight must be 1 to 3"), record.at("weight"))
    return Request(day=record["date"], template=record["template"], on=record["wish"], weight=record["weight"])


def make_officers(people: People, affairs: Affairs) -> tuple[Officer, ...]:
    """Return the officers whose unit is known, in the order of the table."""
    return tuple(
        Officer(
            officer_no=number,
            name=record["name"],
            role=record["role"] or Role.POLICE,
            unit_id=people.units[number],
            gender=record["gender"],
            skills=record["skills"],
            fit_for_duty=record["fit_for_duty"],
            protected_until=record["protected_until"],
            radio_id=record["radio_id"],
            phone=record["phone"],
            leave=tuple(leave for _, leave in affairs.leave.get(number, ())),
            past=tuple(past for _, past in affairs.past.get(number, ())),
            requests=tuple(request for _, request in affairs.requests.get(number, ())),
            pins=tuple(pin for _, pin in affairs.pins.get(number, ())),
        )
        for number, record in people.rows.items()
        if people.units[number]
    )
