"""Reading the workbook back, also after a planner has edited it: every cell that is not understood is a finding."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.roster import Duty, Roster
from ..models.text import Lang, Text
from ..models.week import Week
from .cell_text import Stated, Unclear, parse_cell, seat_all
from .cover import gaps_of
from .day_sheets import edited_day_sheets
from .duty_rows import RULE, Names, fault, normal, parse_day, suggest
from .reading import Reading
from .sheet_grid import NAME, NUMBER
from .sheet_machine import read_machine

_HEADER_WITHIN = 30  # rows in which the grid's header is looked for


def read_xlsx(data: bytes, city: City, *, file: str) -> Reading:
    """
    Read a roster from the grids of a workbook.

    If the duties are those the workbook was written with, its gaps and its proof still hold and are kept; otherwise
    the gaps are worked out anew and there is no proof.

    Raises
    ------
    InputError
        With a finding for each cell that cannot be understood (file and sheet, cell, value, what to write).
    """
    book = _open(data, file)
    grids = _Grids(Names(city), file)
    for sheet in book.worksheets:
        grids.read(sheet)
    written = read_machine(book, city, file=file)
    week = _week(grids, written)
    if grids.findings or week is None:
        raise InputError.of(grids.findings)
    duties = seat_all(city, grids.stated)
    same = written is not None and tuple(sorted(duties)) == tuple(written.duties)
    found = Reading(written, tuple(grids.notices)) if written and same else _edited(city, week, duties, written, grids)
    lost = list(edited_day_sheets(book, city, written, found.roster, file=file)) if written else []
    if lost:
        raise InputError.of(lost)
    return found


def _edited(city: City, week: Week, duties: list[Duty], written: Roster | None, grids: "_Grids") -> Reading:
    waivers = written.waivers if written else {c: s.waiver for c, s in city.policy.rules.items() if s.waiver}
    bare = Roster(city=written.city if written else city.name, week=week, duties=duties, waivers=waivers)
    roster = Roster(city=bare.city, week=week, duties=duties, gaps=gaps_of(city, bare), waivers=waivers)
    notices = [*grids.notices, *_changes(written, roster, grids)]
    return Reading(roster, tuple(notices))


def _open(data: bytes, file: str) -> Workbook:
    try:
        return load_workbook(io.BytesIO(data))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, ParseError) as error:
        message = Text("不是能打开的 XLSX 工作簿", "this is not an XLSX workbook that can be opened")
        advice = Text("用 Excel 或 WPS 另存为 .xlsx", "save it again as .xlsx")
        raise InputError.of([fault(message, advice, file=file, row=None)]) from error


@dataclass(slots=True)
class _Grids:
    """The grids of a workbook, read so far."""

    names: Names
    file: str
    stated: list[Stated] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)

    def read(self, sheet: Worksheet) -> None:
        """Read a sheet, if it is a grid: a row with the police number's title and dates."""
        for row in sheet.iter_rows(max_row=min(sheet.max_row, _HEADER_WITHIN)):
            columns = _columns(row)
            if columns is not None:
                self.days.update(columns.days.values())
                for line in sheet.iter_rows(min_row=row[0].row + 1):
                    self._person(sheet, line, columns)
                return

    def _person(self, sheet: Worksheet, line: tuple[Cell, ...], columns: "_Columns") -> None:
        cells = {cell.column: cell for cell in line}
        number = cells[columns.number]
        filled = [cells[c] for c in columns.days if c in cells and _shown(cells[c])]
        if not _shown(number) and not filled:
            return
        officer_no = self.names.officer(number.value if number.value is not None else "")
        if officer_no is None:
            self._unknown_officer(sheet, number, filled)
            return
        self._check_name(sheet, cells.get(columns.name), officer_no)
        self.listed.add(officer_no)
        for cell in filled:
            self._cell(sheet, cell, columns.days[cell.column], officer_no)

    def _cell(self, sheet: Worksheet, cell: Cell, day: date, officer_no: str) -> None:
        for entry in parse_cell(cell.value, self.names):
            if isinstance(entry, Unclear):
                self._fault(sheet, cell, entry.message, entry.advice)
            else:
                self.stated.append(Stated(day, officer_no, entry))

    def _unknown_officer(self, sheet: Worksheet, number: Cell, filled: list[Cell]) -> None:
        if not _shown(number):
            message = Text("这一行没有警号", "this row has no police number")
            advice = Text("补上警号, 或清空该行的班次", "fill it in, or clear the shifts of the row")
            self._fault(sheet, number, message, advice, value=_shown(filled[0]))
            return
        near = suggest(number.value, self.names.officers)
        how = (
            Text(f"是否应为 {near}?", f"did you mean {near}?") if near else Text("见人员表", "see the officers' table")
        )
        self._fault(sheet, number, Text("没有这个警号", "there is no such police number"), how)

    def _check_name(self, sheet: Worksheet, cell: Cell | None, officer_no: str) -> None:
        name = self.names.city.officer(officer_no).name
        if cell is None or not _shown(cell) or normal(cell.value) == normal(name):
            return
        message = Text(
            f"警号 {officer_no} 是 {name}, 表中写作 {_shown(cell)}; 以警号为准",
            f"number {officer_no} is {name}, the sheet says {_shown(cell)}; the number counts",
        )
        where = Where(file=f"{self.file}:{sheet.title}", row=cell.row, field=cell.coordinate, value=_shown(cell))
        advice = Text("核对是否错行", "check whether a row has slipped")
        self.notices.append(Finding(rule=RULE, severity=Severity.WARN, message=message, where=where, advice=advice))

    def _fault(self, sheet: Worksheet, cell: Cell, message: Text, advice: Text, *, value: str = "") -> None:
        self.findings.append(
            fault(
                message,
                advice,
                file=f"{self.file}:{sheet.title}",
                row=cell.row,
                field=cell.coordinate,
                value=value or _shown(cell),
            )
        )


@dataclass(frozen=True, slots=True)
class _Columns:
    number: int
    name: int
    days: Mapping[int, date]


def _columns(row: tuple[Cell, ...]) -> _Columns | None:
    words = {normal(cell.value): cell.column for cell in row if cell.value is not None}
    number = next((words[normal(NUMBER.in_(lang))] for lang in Lang if normal(NUMBER.in_(lang)) in words), None)
    days = {cell.column: day for cell in row if cell.value is not None and (day := parse_day(cell.value))}
    if number is None or not days:
        return None
    name = next((words[normal(NAME.in_(lang))] for lang in Lang if normal(NAME.in_(lang)) in words), 0)
    return _Columns(number, name, days)


def _shown(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value).strip()


def _week(grids: _Grids, written: Roster | None) -> Week | None:
    weeks = {Week.of(day) for day in grids.days}
    if len(weeks) == 1:
        return weeks.pop()
    if not weeks:
        message = Text(
            "没有找到警力安排表: 表头应有警号和日期", "there is no grid: its header has the police number and dates"
        )
    else:
        message = Text("各表的日期不在同一周", "the grids' dates are not of one week")
    advice = Text("保留导出时的表头", "keep the header as exported")
    shown = ", ".join(map(str, sorted(weeks)))
    grids.findings.append(fault(message, advice, file=grids.file, row=None, value=shown))
    return written.week if written else None


def _changes(written: Roster | None, roster: Roster, grids: _Grids) -> Iterator[Finding]:
    """Tell what is different from the workbook as it was written."""
    if written is None:
        return
    before, after = set(written.duties), set(roster.duties)
    moved = {(d.officer_no, d.day) for d in before ^ after}
    yield Finding(
        rule=RULE,
        severity=Severity.INFO,
        message=Text(f"与导出时相比, 改动 {len(moved)} 个人日", f"{len(moved)} person-days differ from the export"),
        where=Where(file=grids.file),
    )
    for officer_no in sorted({d.officer_no for d in before} - grids.listed):
        lost = sum(d.officer_no == officer_no for d in before)
        yield Finding(
            rule=RULE,
            severity=Severity.WARN,
            message=Text(
                f"表中已没有此人, 其 {lost} 个班不再安排", f"the person's row is gone, and with it {lost} duties"
            ),
            where=Where(file=grids.file, officer=officer_no),
            advice=Text("若非本意, 恢复该行", "restore the row if this was not meant"),
        )
