"""Bonds between people, and the year's ledger: read, with all that is wrong or missing in both."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from ..models.bond import Bond, BondKind
from ..models.ledger import BURDEN_NAMES, Burdens, Ledger, YearTotal
from ..models.org import Org
from ..models.text import Text
from .notes import Notes
from .read_people import People
from .records import Record


def read_bonds(records: Sequence[Record], people: People, org: Org | None, notes: Notes) -> tuple[Bond, ...]:
    """Read the bonds; note unknown people, pairs that contradict each other, and hard ones across brigades."""
    found: list[tuple[Record, Bond]] = []
    for record in records:
        first, second = (_find(record, column, people, notes) for column in ("first", "second"))
        if not (first and second and record["kind"]):
            continue
        if first == second:
            notes.error("D37", Text("甲乙是同一人", "both are the same person"), record.at("second"))
            continue
        found.append((record, Bond(kind=record["kind"], first=first, second=second, hard=record["hard"])))
    for (_, before), (record, bond) in combinations(found, 2):
        _compare(before, bond, record, notes)
    for record, bond in found:
        _note_brigades(bond, record, people, org, notes)
    _note_squads(found, notes)
    return tuple(bond for _, bond in found)


def _find(record: Record, column: str, people: People, notes: Notes) -> str:
    number = str(record[column])
    if not number or number in people.rows or not people.rows:
        return number
    message = Text(f"警号 {number} 不在人员表中", f"no officer has the police number {number}")
    notes.error("D02", message, record.at(column))
    return ""


def _compare(before: Bond, bond: Bond, record: Record, notes: Notes) -> None:
    """Compare two bonds of the same pair."""
    if {before.first, before.second} != {bond.first, bond.second}:
        return
    pair = f"{bond.first}, {bond.second}"
    if before.kind is bond.kind:
        notes.error("D37", Text(f"{pair} 已有同类结对", f"{pair} have such a bond already"), record.at("kind"))
    elif BondKind.APART in (before.kind, bond.kind):
        message = Text(f"{pair} 既要在一起又要分开", f"{pair} are to be both together and apart")
        notes.error("D37", message, record.at("kind"))


def _note_brigades(bond: Bond, record: Record, people: People, org: Org | None, notes: Notes) -> None:
    """Note people of two brigades that are to ride together: no crew has both."""
    units = [people.units.get(number, "") for number in (bond.first, bond.second)]
    if org is None or not all(units) or bond.kind is BondKind.APART:
        return
    if org.brigade_of(units[0]) != org.brigade_of(units[1]):
        message = Text(
            f"{bond.first} 与 {bond.second} 分属两个大队", f"{bond.first} and {bond.second} belong to two brigades"
        )
        (notes.error if bond.hard else notes.warn)("D37", message, record.at("second"))


def _note_squads(found: Sequence[tuple[Record, Bond]], notes: Notes) -> None:
    """Note people that are parted although a chain of hard bonds joins them."""
    squad: dict[str, set[str]] = {}
    for _, bond in found:
        if bond.kind is BondKind.TOGETHER and bond.hard:
            merged = squad.get(bond.first, {bond.first}) | squad.get(bond.second, {bond.second})
            squad |= dict.fromkeys(merged, merged)
    for record, bond in found:
        direct = any({b.first, b.second} == {bond.first, bond.second} for _, b in found if b is not bond)
        if bond.kind is BondKind.APART and not direct and bond.second in squad.get(bond.first, ()):
            message = Text(
                f"{bond.first} 与 {bond.second} 同在一个小队, 却要分开",
                f"{bond.first} and {bond.second} are of one squad, and yet to be kept apart",
            )
            notes.error("D37", message, record.at("second"))


def read_ledger(records: Sequence[Record], people: People, notes: Notes) -> Ledger:
    """
    Read the year's totals.

    Noted are people twice, people who are missing (they are taken to stand at the mean of their unit), rows with blank
    cells (not used: the person counts as missing), and totals that end on different days.
    """
    totals: dict[str, YearTotal] = {}
    seen: dict[str, int] = {}
    for record in records:
        number = people.find(record, notes, past=True)
        if number in seen:
            message = Text(f"警号 {number} 已在第 {seen[number]} 行", f"{number} stands in row {seen[number]} already")
            notes.error("D08", message, record.at("officer_no"))
        elif number:
            seen[number] = record.row.number
            if {"until", *BURDEN_NAMES} <= record.good:
                counts = {name: record[name] for name in BURDEN_NAMES}
                totals[number] = YearTotal(record["until"], Burdens(**counts))
    if records:
        _note_holes(records, totals, people, notes)
    groups = {number: (people.units[number], str(row["role"])) for number, row in people.rows.items()}
    return Ledger(totals=totals, groups=groups if totals else {})


def _note_holes(records: Sequence[Record], totals: Mapping[str, YearTotal], people: People, notes: Notes) -> None:
    where = records[0].at("officer_no")
    missing = [number for number in people.rows if number not in totals]
    if missing:
        some = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        message = Text(
            f"台账缺 {len(missing)} 人 ({some}): 按本单位同身份人员的平均数计",
            f"the ledger lacks {len(missing)} people ({some}): taken to stand at the mean of their unit",
        )
        notes.warn("D38", message, where)
    ends = sorted({total.until for total in totals.values()})
    if len(ends) > 1:
        message = Text(
            f"台账截至日期不一: {ends[0]} 至 {ends[-1]}", f"the totals end on different days: {ends[0]} to {ends[-1]}"
        )
        notes.warn("D38", message, where)
