"""Reader of the instances of INRC-II: scenario, histories, weeks; everything wrong in any of the files at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .nurses import ANY, DAYS, Contract, Nurse, Past, Range, Scenario, Week
from .sheet import COUNT, FORMAT, NAME, NUMBER, Sheet

PAIR = re.compile(r"\(\s*(-?\d+)\s*,\s*(-?\d+)\s*\)")
KEYS = {
    *("SCENARIO", "WEEKS", "SKILLS", "SHIFT_TYPES", "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS", "CONTRACTS", "NURSES"),
    *("HISTORY", "NURSE_HISTORY", "WEEK_DATA", "REQUIREMENTS", "SHIFT_OFF_REQUESTS"),
}
Block = list[tuple[int, str]]
"""Rows and lines; the first line is what stands behind the block's ``=``."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A scenario, a history to begin with, and the weeks in their order."""

    scenario: Scenario
    past: Mapping[str, Past]
    weeks: tuple[Week, ...]


def read_instance(folder: Path, name: str) -> Instance:
    """
    Read an instance by a name like ``n030w4_1_6-2-9-1`` from the folder of all data sets.

    Raises
    ------
    InputError
        With everything that is wrong in any of its files, each with its file, row and value.
    """
    parts = name.split("_")
    if len(parts) != 3:
        sheet = Sheet(folder / name)
        sheet.wrong(NAME, None, "实例名应如 n030w4_1_6-2-9-1", "not a name like n030w4_1_6-2-9-1", value=name)
        sheet.finish()
    data, history, weeks = parts
    home, first = folder / data, Sheet(folder / data / f"Sc-{data}.txt")
    scenario = _scenario(first)
    past = _history(Sheet(home / f"H0-{data}-{history}.txt", first.findings), scenario)
    numbers = weeks.split("-")
    read = {n: _week(Sheet(home / f"WD-{data}-{n}.txt", first.findings), scenario) for n in dict.fromkeys(numbers)}
    if len(numbers) != scenario.weeks and not first.findings:
        first.wrong(COUNT, None, "周数与 WEEKS 不符", "not as many weeks as WEEKS says", value=weeks)
    first.finish()
    return Instance(scenario, past, tuple(read[number] for number in numbers))


@dataclass(slots=True)
class _Blocks:
    """A file cut into its blocks."""

    sheet: Sheet
    blocks: dict[str, Block] = field(default_factory=dict)

    def __post_init__(self) -> None:
        here: Block = []
        for row, line in enumerate(self.sheet.lines(), start=1):
            key, equals, value = (part.strip() for part in line.partition("="))
            if key in KEYS and (value or not equals):
                here = self.blocks.setdefault(key, [])
                here.append((row, value))
            elif line:
                here.append((row, line))

    def lines(self, key: str, *, counted: bool = True, needed: bool = True) -> Block:
        """Return a block's lines; a finding if it is missing, or has not as many as it says."""
        if key not in self.blocks:
            if needed:
                self.sheet.wrong(COUNT, None, "缺少该段", "this block is missing", name=key)
            return []
        (row, value), *lines = self.blocks[key]
        if counted and self.sheet.number(row, key, value) != len(lines):
            self.sheet.wrong(COUNT, row, f"其下有 {len(lines)} 行", f"{len(lines)} lines follow", value=value, name=key)
        return lines

    def value(self, key: str) -> tuple[int, str]:
        """Return row and text behind a block's ``=``."""
        if key not in self.blocks:
            self.sheet.wrong(COUNT, None, "缺少该段", "this block is missing", name=key)
        return self.blocks.get(key, [(0, "")])[0]

    def ranges(self, row: int, line: str, number: int) -> list[Range]:
        """Return the pairs (least, most) of a line; as many as wanted, with a finding if they are not there."""
        found = [(int(low), int(high)) for low, high in PAIR.findall(line)]
        if len(found) != number:
            zh, en = f"应有 {number} 对 (最小,最大)", f"{len(found)} pairs (least,most), not {number}"
            self.sheet.wrong(FORMAT, row, zh, en, value=line)
        for low, high in found:
            if not 0 <= low <= high:
                self.sheet.wrong(
                    NUMBER, row, "下限大于上限或为负", "least above most, or negative", value=f"({low},{high})"
                )
        return (found + [(0, 0)] * number)[:number]


def _scenario(sheet: Sheet) -> Scenario:
    blocks = _Blocks(sheet)
    skills = tuple(line for _, line in blocks.lines("SKILLS"))
    shifts = {line.split()[0]: blocks.ranges(row, line, 1)[0] for row, line in blocks.lines("SHIFT_TYPES")}
    barred = {}
    for row, line in blocks.lines("FORBIDDEN_SHIFT_TYPES_SUCCESSIONS", counted=False):
        first, *later = line.split()
        for shift in [first, *later[1:]]:
            sheet.known(row, "shift", shift, shifts)
        barred[first] = frozenset(later[1:])
    contracts = {line.split()[0]: _contract(blocks, row, line) for row, line in blocks.lines("CONTRACTS")}
    nurses: dict[str, Nurse] = {}
    for row, line in blocks.lines("NURSES"):
        nurse = _nurse(sheet, row, line.split(), contracts, skills)
        if nurse.name in nurses:
            sheet.wrong(NAME, row, "姓名重复", "a name given twice", value=nurse.name)
        nurses[nurse.name] = nurse
    row, weeks = blocks.value("WEEKS")
    number = sheet.number(row, "WEEKS", weeks, low=1)
    return Scenario(
        name=blocks.value("SCENARIO")[1],
        weeks=number,
        skills=skills,
        shifts=shifts,
        barred=barred,
        contracts=contracts,
        nurses=tuple(nurses.values()),
    )


def _contract(blocks: _Blocks, row: int, line: str) -> Contract:
    total, working, resting = blocks.ranges(row, line, 3)
    tail = PAIR.sub("", line).split()[1:]
    if not blocks.sheet.fields(row, tail, 2):
        tail = ["0", "0"]
    weekends = blocks.sheet.number(row, "weekends", tail[0])
    whole = blocks.sheet.number(row, "complete weekends", tail[1], high=1)
    return Contract(total=total, working=working, resting=resting, weekends=weekends, whole_weekends=whole == 1)


def _nurse(sheet: Sheet, row: int, cells: list[str], contracts: Mapping[str, Contract], skills: Sequence[str]) -> Nurse:
    if len(cells) < 4:
        sheet.wrong(
            FORMAT, row, "应为 姓名 合同 技能数 技能...", "not: name contract number skills", value=" ".join(cells)
        )
        return Nurse(cells[0], "", ())
    sheet.known(row, "contract", cells[1], contracts)
    if sheet.number(row, "skills", cells[2]) != len(cells[3:]):
        sheet.wrong(COUNT, row, "技能数不符", f"{len(cells[3:])} skills follow", value=cells[2])
    known = [skill for skill in cells[3:] if sheet.known(row, "skill", skill, skills)]
    return Nurse(cells[0], cells[1], tuple(known))


def _history(sheet: Sheet, scenario: Scenario) -> dict[str, Past]:
    names = {nurse.name for nurse in scenario.nurses}
    found = {}
    for row, line in _Blocks(sheet).lines("NURSE_HISTORY", counted=False):
        cells = line.split()
        if not sheet.fields(row, cells, 7) or not sheet.known(row, "nurse", cells[0], names):
            continue
        last = "" if cells[3] == "None" else cells[3]
        if last:
            sheet.known(row, "lastShift", last, scenario.shifts)
        total, weekends, same, working, resting = (
            sheet.number(row, "history", cell) for cell in [*cells[1:3], *cells[4:]]
        )
        if bool(last) != bool(working) or bool(last) != bool(same) or bool(last) == bool(resting):
            zh, en = "连续天数与最后班次矛盾", "days in a row contradict the last shift"
            sheet.wrong(NUMBER, row, zh, en, value=line)
        found[cells[0]] = Past(total, weekends, last, same, working, resting)
    for name in sorted(names - found.keys()):
        sheet.wrong(COUNT, None, "缺少该护士的历史", "this nurse has no history", value=name)
    return found


def _week(sheet: Sheet, scenario: Scenario) -> Week:
    blocks = _Blocks(sheet)
    need: dict[tuple[int, str, str], Range] = {}
    for row, line in blocks.lines("REQUIREMENTS", counted=False):
        shift, skill = ([*line.split(), "", ""])[:2]
        known = sheet.known(row, "shift", shift, scenario.shifts)
        known &= sheet.known(row, "skill", skill, scenario.skills)
        pairs = blocks.ranges(row, line, len(DAYS))
        if known and (0, shift, skill) in need:
            sheet.wrong(COUNT, row, "班次与技能重复", "this shift and skill stand twice", value=f"{shift} {skill}")
        elif known:
            need |= {(day, shift, skill): pair for day, pair in enumerate(pairs)}
    wishes = []
    names = {nurse.name for nurse in scenario.nurses}
    for row, line in blocks.lines("SHIFT_OFF_REQUESTS", needed=False):
        cells = line.split()
        if not sheet.fields(row, cells, 3):
            continue
        known = sheet.known(row, "nurse", cells[0], names)
        known &= sheet.known(row, "shift", cells[1], {ANY, *scenario.shifts})
        if known & sheet.known(row, "day", cells[2], DAYS):
            wishes.append((cells[0], cells[1], DAYS.index(cells[2])))
    return Week(need, tuple(wishes))
