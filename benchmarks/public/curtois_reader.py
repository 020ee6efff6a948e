"""Reader of the shift scheduling instances of Curtois and Qu; the format stands in FORMATS.md beside the instances."""

from collections.abc import Callable
from pathlib import Path

from .curtois import OFF, Instance, Shift, Staff
from .sheet import COUNT, FORMAT, NAME, NUMBER, Sheet

SECTIONS = (
    "SECTION_HORIZON",
    "SECTION_SHIFTS",
    "SECTION_STAFF",
    "SECTION_DAYS_OFF",
    "SECTION_SHIFT_ON_REQUESTS",
    "SECTION_SHIFT_OFF_REQUESTS",
    "SECTION_COVER",
)
LIMITS = (
    "MaxTotalMinutes",
    "MinTotalMinutes",
    "MaxConsecutiveShifts",
    "MinConsecutiveShifts",
    "MinConsecutiveDaysOff",
    "MaxWeekends",
)
Line = tuple[int, list[str]]
"""Row in the file and its cells."""


def read_instance(path: Path) -> Instance:
    """
    Read one instance file.

    Raises
    ------
    InputError
        With everything that is wrong in the file, each with its row, field and value.
    """
    reader = _Reader(Sheet(path))
    reader.read()
    reader.sheet.finish()
    return reader.instance


class _Reader:
    """Reads section after section, in the order in which names are declared."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.instance = sheet, Instance()
        self._people: set[str] = set()

    def read(self) -> None:
        """Read the whole file, with a finding for whatever is wrong."""
        found = self._sections()
        readers: tuple[Callable[[int, list[str]], None], ...] = (
            self._horizon,
            self._shift,
            self._staff,
            self._days_off,
            lambda row, cells: self._request(row, cells, wanted=True),
            lambda row, cells: self._request(row, cells, wanted=False),
            self._cover,
        )
        for name, reader in zip(SECTIONS, readers, strict=True):
            if name not in found:
                self.sheet.wrong(COUNT, None, "缺少该节", "this section is missing", name=name)
            for row, cells in found.get(name, []):
                reader(row, cells)
        if set(SECTIONS) <= found.keys():
            self._whole(found)

    def _sections(self) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        here: list[Line] | None = None
        for row, line in enumerate(self.sheet.lines(), start=1):
            if line.startswith("SECTION_"):
                if line not in SECTIONS or line in found:
                    self.sheet.wrong(
                        FORMAT, row, "未知或重复的节", "a section that is unknown or stands twice", value=line
                    )
                here = found.setdefault(line, [])
            elif line and not line.startswith("#"):
                if here is None:
                    self.sheet.wrong(FORMAT, row, "在第一节之前", "stands before the first section", value=line)
                else:
                    here.append((row, [cell.strip() for cell in line.split(",")]))
        return found

    def _horizon(self, row: int, cells: list[str]) -> None:
        if self.sheet.fields(row, cells, 1):
            self.instance.days = self.sheet.number(row, "days", cells[0], low=1)
            if self.instance.days % 7:
                self.sheet.wrong(NUMBER, row, "不是整周", "not whole weeks", value=cells[0], name="days")

    def _shift(self, row: int, cells: list[str]) -> None:
        if not self.sheet.fields(row, cells, 3):
            return
        if not cells[0] or cells[0] == OFF or cells[0] in self.instance.shifts:
            self.sheet.wrong(NAME, row, "班次名为空、重复或为 -", "no name, - or a name given twice", value=cells[0])
        minutes = self.sheet.number(row, "minutes", cells[1], low=1)
        bars = frozenset(filter(None, cells[2].split("|")))
        self.instance.shifts[cells[0]] = Shift(cells[0], minutes, bars)

    def _staff(self, row: int, cells: list[str]) -> None:
        if not self.sheet.fields(row, cells, 2 + len(LIMITS)):
            return
        if not cells[0] or cells[0] in self._people:
            self.sheet.wrong(NAME, row, "人员名为空或重复", "no name, or a name given twice", value=cells[0])
        self._people.add(cells[0])
        numbers = [self.sheet.number(row, name, cell) for name, cell in zip(LIMITS, cells[2:], strict=True)]
        if numbers[1] > numbers[0]:
            self.sheet.wrong(NUMBER, row, "下限大于上限", "more than MaxTotalMinutes", value=cells[3], name=LIMITS[1])
        self.instance.staff.append(Staff(cells[0], self._most(row, cells[1]), *numbers))

    def _most(self, row: int, cell: str) -> dict[str, int]:
        """Read ``E=14|D=14``: every shift type once."""
        found: dict[str, int] = {}
        for part in cell.split("|"):
            shift, equals, most = part.partition("=")
            if not equals:
                self.sheet.wrong(FORMAT, row, "应为 班次=上限", "not shift=most", value=part, name="MaxShifts")
            elif self.sheet.known(row, "MaxShifts", shift, self.instance.shifts):
                found[shift] = self.sheet.number(row, "MaxShifts", most)
        lacking = [shift for shift in self.instance.shifts if shift not in found]
        if lacking:
            self.sheet.wrong(COUNT, row, "缺少班次", "shifts missing", value="|".join(lacking), name="MaxShifts")
        return found | dict.fromkeys(lacking, 0)

    def _days_off(self, row: int, cells: list[str]) -> None:
        if self.sheet.known(row, "EmployeeID", cells[0], self._people):
            days = [self._day(row, cell) for cell in cells[1:] if cell]
            self.instance.days_off[cells[0]].update(days)

    def _day(self, row: int, cell: str) -> int:
        return self.sheet.number(row, "day", cell, high=max(0, self.instance.days - 1))

    def _request(self, row: int, cells: list[str], *, wanted: bool) -> None:
        if not self.sheet.fields(row, cells, 4):
            return
        known = self.sheet.known(row, "EmployeeID", cells[0], self._people)
        known &= self.sheet.known(row, "ShiftID", cells[2], self.instance.shifts)
        request = (cells[0], self._day(row, cells[1]), cells[2], self.sheet.number(row, "weight", cells[3]))
        if known:
            (self.instance.wanted if wanted else self.instance.unwanted).append(request)

    def _cover(self, row: int, cells: list[str]) -> None:
        if not self.sheet.fields(row, cells, 5):
            return
        known = self.sheet.known(row, "ShiftID", cells[1], self.instance.shifts)
        key = (self._day(row, cells[0]), cells[1])
        names = ("requirement", "weight for under", "weight for over")
        need, under, over = (self.sheet.number(row, name, cell) for name, cell in zip(names, cells[2:], strict=True))
        if known and key in self.instance.cover:
            self.sheet.wrong(COUNT, row, "重复的日与班次", "this day and shift stand twice", value=",".join(cells[:2]))
        elif known:
            self.instance.cover[key] = (need, under, over)

    def _whole(self, found: dict[str, list[Line]]) -> None:
        """Note what the sections lack as a whole."""
        if len(found["SECTION_HORIZON"]) != 1:
            self.sheet.wrong(COUNT, None, "应恰有一行", "not exactly one line", name="SECTION_HORIZON")
        for name in ("SECTION_SHIFTS", "SECTION_STAFF"):
            if not found[name]:
                self.sheet.wrong(COUNT, None, "该节为空", "this section is empty", name=name)
        for shift in self.instance.shifts.values():
            row = next(row for row, cells in found["SECTION_SHIFTS"] if cells[0] == shift.name)
            for bar in sorted(shift.bars):
                self.sheet.known(row, "may not follow", bar, self.instance.shifts)
        lacking = self.instance.days * len(self.instance.shifts) - len(self.instance.cover)
        if lacking > 0:
            zh, en = f"缺少 {lacking} 行需求", f"{lacking} pairs of day and shift are missing"
            self.sheet.wrong(COUNT, None, zh, en, name="SECTION_COVER")
