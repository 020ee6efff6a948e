"""The workbook: cover, a grid a unit, a duty sheet a day, gaps, hours, findings; what a planner prints and edits."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..models.city import City
from ..models.org import OrgUnit
from ..models.roster import Roster
from ..models.text import Lang
from ..solver.checker import Report
from .book import Book
from .labels import weekday
from .sheet_cover import write_cover
from .sheet_duty import write_duty_sheet
from .sheet_grid import write_grid
from .sheet_ledger import NAME, write_ledger
from .sheet_lists import write_findings, write_gaps, write_hours
from .sheet_machine import SHEET, write_machine
from .sheet_style import sheet_name
from .stable_xlsx import stable_bytes
from .tally import Tally


def roster_to_xlsx(city: City, roster: Roster, report: Report, *, lang: Lang = Lang.ZH) -> bytes:
    """
    Return the workbook as bytes; the same roster gives the same bytes.

    Every id in ``roster`` must resolve in ``city``, as those of the engine and of ``read_roster`` do.
    """
    book = Book.of(city, roster, report, lang)
    file = Workbook()
    file.remove(file.worksheets[0])
    write_cover(_sheet(file, book.say("报备", "Cover")), book)
    for unit, rows in _units(book):
        write_grid(_sheet(file, unit.name), book, unit, rows)
    for day in roster.week.days:
        write_duty_sheet(_sheet(file, f"{weekday(day, lang)} {day:%m-%d}"), book, day)
    write_gaps(_sheet(file, book.say("缺口", "Gaps")), book)
    write_hours(_sheet(file, book.say("工时", "Hours")), book)
    write_ledger(_sheet(file, book.say(NAME.zh, NAME.en)), book)
    write_findings(_sheet(file, book.say("检查与豁免", "Findings")), book)
    write_machine(_sheet(file, SHEET), roster)
    return stable_bytes(file, dated=roster.week.monday)


def _sheet(file: Workbook, name: str) -> Worksheet:
    sheet: Worksheet = file.create_sheet(sheet_name(name, [*file.sheetnames, *([] if name == SHEET else [SHEET])]))
    return sheet


def _units(book: Book) -> list[tuple[OrgUnit, Sequence[Tally]]]:
    rows: dict[str, list[Tally]] = {unit.unit_id: [] for unit in book.city.org.units}
    for tally in book.tallies:
        rows[tally.officer.unit_id].append(tally)
    return [(unit, rows[unit.unit_id]) for unit in book.city.org.units if rows[unit.unit_id]]
