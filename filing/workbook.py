"""The workbook: cover, a grid a unit, a duty sheet a day, gaps, hours, findings; what a planner prints and edits."""

import io
import re
import zipfile
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
from .sheet_lists import write_findings, write_gaps, write_hours
from .sheet_machine import SHEET, write_machine
from .sheet_style import sheet_name
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
    write_findings(_sheet(file, book.say("检查与豁免", "Findings")), book)
    write_machine(_sheet(file, SHEET), roster)
    return _stable(file, roster)


def _sheet(file: Workbook, name: str) -> Worksheet:
    sheet: Worksheet = file.create_sheet(sheet_name(name, [*file.sheetnames, *([] if name == SHEET else [SHEET])]))
    return sheet


def _units(book: Book) -> list[tuple[OrgUnit, Sequence[Tally]]]:
    rows: dict[str, list[Tally]] = {unit.unit_id: [] for unit in book.city.org.units}
    for tally in book.tallies:
        rows[tally.officer.unit_id].append(tally)
    return [(unit, rows[unit.unit_id]) for unit in book.city.org.units if rows[unit.unit_id]]


def _stable(file: Workbook, roster: Roster) -> bytes:
    """Save without the clock: the zip's times and the document's dates are those of the week."""
    raw, clean = io.BytesIO(), io.BytesIO()
    file.save(raw)
    stamp = f"{roster.week.monday}T00:00:00Z".encode()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, data)
            info = zipfile.ZipInfo(entry.filename, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return clean.getvalue()
