"""Radios, recorders, terminals and vehicles: read into pools, with all that is wrong with their tables."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..models.equipment import HANDOVER_MIN, Equipment, EquipmentKind, Item
from ..models.org import Level, Org
from ..models.text import Text
from .equipment_columns import EQUIPMENT_TABLES
from .notes import Notes
from .read_org import find_unit
from .read_people import People
from .records import Record
from .toml_reader import Branch

CALL_SIGN = "{brigade}-{number}"
LONGEST_HANDOVER = 240
MOST_SEATS = 60

_ID = re.compile(r"(?=.*\d)[0-9A-Za-z][0-9A-Za-z_-]{1,31}")
_PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][-·]?[0-9A-Z]{4,6}警?")


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentRules:
    """What ``city.toml`` says under ``[equipment]``: minutes of handover, pattern of the call signs left blank."""

    handover_min: int = HANDOVER_MIN
    call_sign: str = CALL_SIGN


def read_equipment_rules(city: Branch) -> EquipmentRules:
    """Read the section ``[equipment]``."""
    branch = city.branch("equipment")
    branch.warn_unknown(("handover_min", "call_sign"))
    minutes = branch.get("handover_min", int, HANDOVER_MIN)
    if not 0 <= minutes <= LONGEST_HANDOVER:
        message = Text(
            f"交接时间应为 0 至 {LONGEST_HANDOVER} 分钟", f"handover must be 0 to {LONGEST_HANDOVER} minutes"
        )
        branch.notes.error("D07", message, branch.at("handover_min"))
        minutes = HANDOVER_MIN
    pattern = branch.get("call_sign", str, CALL_SIGN)
    try:
        pattern.format(brigade="", unit="", number="")
    except (KeyError, IndexError, ValueError):
        message = Text(
            "呼号格式只可用 {brigade} {unit} {number}", "the pattern may hold {brigade}, {unit} and {number} only"
        )
        branch.notes.error("D06", message, branch.at("call_sign"))
        pattern = CALL_SIGN
    return EquipmentRules(handover_min=minutes, call_sign=pattern)


def read_equipment(
    tables: Mapping[str, Sequence[Record]], org: Org | None, people: People, rules: EquipmentRules, notes: Notes
) -> Equipment:
    """
    Read the four tables of equipment.

    Noted are: ids, plates and seats that cannot be; an id twice; units and holders that do not exist; a person with
    two devices of a kind; two radios with one call sign; a radio of the officers table that the radios table lacks.
    """
    items: list[Item] = []
    for kind, table in EQUIPMENT_TABLES.items():
        items += _read(kind, tables[table.name], org, people, rules, notes)
    _compare_radios(tables["radios"], people, notes)
    return Equipment(items=tuple(items), handover_min=rules.handover_min)


def _read(  # noqa: PLR0913, PLR0917
    kind: EquipmentKind,
    records: Sequence[Record],
    org: Org | None,
    people: People,
    rules: EquipmentRules,
    notes: Notes,
) -> Iterator[Item]:
    seen: dict[str, int] = {}
    held: dict[str, Record] = {}
    signs: dict[str, Record] = {}
    for record in records:
        number, unit = record["item_id"], find_unit(org, record, notes)
        if number in seen:
            message = Text(f"编号 {number} 已在第 {seen[number]} 行", f"{number} stands in row {seen[number]} already")
            notes.error("D08", message, record.at("item_id"), Text("一机一号, 改正其一", "one device, one id"))
            continue
        if not _well_formed(kind, record, notes) or not unit or org is None:
            continue
        seen[number] = record.row.number
        item = _item(kind, record, org, unit, people, rules, notes)
        _note_second(held, item.holder, record, Text("持有人", "holder"), "holder", notes)
        _note_second(signs, item.call_sign, record, Text("呼号", "call sign"), "call_sign", notes)
        yield item


def _well_formed(kind: EquipmentKind, record: Record, notes: Notes) -> bool:
    number, good = record["item_id"], bool(record["item_id"])
    if number and not _ID.fullmatch(number):
        message = Text(f"编号 {number} 的格式不对", f"{number} is no id of a device")
        advice = Text("2 至 32 位字母、数字、-、_, 至少一位数字", "2 to 32 letters, digits, - or _, one digit at least")
        notes.error("D06", message, record.at("item_id"), advice)
        good = False
    if kind is not EquipmentKind.VEHICLE:
        return good
    plate = record["plate"].replace(" ", "").upper()
    if plate and not _PLATE.fullmatch(plate):
        message = Text(f"车牌 {plate} 的格式不对", f"{plate} is no number plate")
        notes.error("D06", message, record.at("plate"), Text("写作 晋K1234警", "write it like 晋K1234警"))
        good = False
    if not 1 <= record["seats"] <= MOST_SEATS:
        message = Text(f"座位应为 1 至 {MOST_SEATS}", f"seats must be 1 to {MOST_SEATS}")
        notes.error("D07", message, record.at("seats"))
        good = False
    return good


def _item(  # noqa: PLR0913, PLR0917
    kind: EquipmentKind, record: Record, org: Org, unit: str, people: People, rules: EquipmentRules, notes: Notes
) -> Item:
    common = {name: record[name] for name in ("item_id", "condition", "note")}
    if kind is EquipmentKind.VEHICLE:
        plate = record["plate"].replace(" ", "").upper()
        kind_of, seats = record["vehicle"], record["seats"]
        return Item(kind=kind, unit_id=unit, plate=plate, vehicle=kind_of, seats=seats, **common)
    holder = _holder(record, people, notes)
    if kind is not EquipmentKind.RADIO:
        return Item(kind=kind, unit_id=unit, holder=holder, **common)
    sign = record["call_sign"] or _call_sign(org, unit, record["item_id"], rules)
    return Item(kind=kind, unit_id=unit, holder=holder, call_sign=sign, group=record["group"], **common)


def _holder(record: Record, people: People, notes: Notes) -> str:
    number = str(record["holder"])
    if not number or number in people.rows:
        return number
    message = Text(f"持有人 {number} 不在人员表中", f"no officer has the holder's number {number}")
    notes.error("D02", message, record.at("holder"))
    return ""


def _call_sign(org: Org, unit: str, number: str, rules: EquipmentRules) -> str:
    """Make the call sign of a radio that has none: brigade, unit, and the digits at the id's end, three at least."""
    digits = re.findall(r"\d+", number)[-1]
    brigade = next((u.name for u in org.line_up(unit) if u.level is Level.BRIGADE), org[unit].name)
    return rules.call_sign.format(brigade=brigade, unit=org[unit].name, number=f"{int(digits):03d}")


def _note_second(  # noqa: PLR0913, PLR0917
    seen: dict[str, Record], value: str, record: Record, name: Text, column: str, notes: Notes
) -> None:
    """Warn of a call sign, or a holder, that an earlier row has."""
    if value and value in seen:
        row = seen[value].row.number
        message = Text(f"{name.zh} {value} 已在第 {row} 行", f"the {name.en} {value} stands in row {row} already")
        notes.warn("D27", message, record.at(column), Text("一人一部, 一部一号", "one person, one device, one sign"))
    elif value:
        seen[value] = record


def _compare_radios(records: Sequence[Record], people: People, notes: Notes) -> None:
    """Compare the radios that the officers table names with the radios table, if there is one."""
    known = {record["item_id"]: record for record in records}
    for number, officer in people.rows.items():
        radio = officer["radio_id"]
        if known and radio and radio not in known:
            message = Text(f"电台 {radio} 不在电台表中", f"the radios table has no radio {radio}")
            notes.warn("D02", message, officer.at("radio_id"))
        elif radio in known and known[radio]["holder"] not in ("", number):
            holder = known[radio]["holder"]
            message = Text(f"电台 {radio} 的持有人是 {holder}", f"the holder of the radio {radio} is {holder}")
            notes.warn("D27", message, officer.at("radio_id"), Text("两张表改成一致", "make both tables agree"))
