"""Day sheets of a workbook are for printing: an edit there would be lost unseen, so it is named."""

import re
from collections.abc import Iterator
from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..models.city import City
from ..models.finding import Finding
from ..models.roster import Duty, Roster
from ..models.text import Lang, Text
from .duty_rows import fault, parse_day
from .sheet_duty import LEAD, OTHERS

_PLACE, _CREW = 2, 4
"""Columns of a day sheet."""
PEOPLE = frozenset(text.in_(lang) for text in (LEAD, OTHERS) for lang in Lang)
Rider = tuple[str, str, str]
"""Place, crew number, police number."""


def edited_day_sheets(book: Workbook, city: City, written: Roster, now: Roster, *, file: str) -> Iterator[Finding]:
    """Yield a finding for each day sheet that says neither what was ``written`` nor what the grids say ``now``."""
    for sheet in book.worksheets:
        day = _day(sheet)
        if day not in written.week.days:
            continue
        shown = set(_riders(sheet, city))
        rosters = [{_rider(duty) for duty in one.duties if duty.day == day} for one in (written, now)]
        if shown in rosters:
            continue
        odd = min(shown ^ rosters[0])
        yield fault(
            Text("日勤务表被改动, 不会读入", "the day's duty sheet was edited; it is not read"),
            Text("在单位的警力安排表 (人员×日期) 里改", "edit the unit's grid, officers by days"),
            file=f"{file}:{sheet.title}",
            row=None,
            value=f"{odd[0]} #{odd[1]} {odd[2]}",
        )


def _day(sheet: Worksheet) -> date | None:
    """Return the day of a day sheet: its title has one date, a week's has two."""
    title = str(sheet.cell(1, 1).value or "")
    days = re.findall(r"\d{4}-\d{2}-\d{2}", title)
    return parse_day(days[0]) if len(days) == 1 else None


def _rider(duty: Duty) -> Rider:
    return (duty.place_id, str(duty.crew), duty.officer_no)


def _riders(sheet: Worksheet, city: City) -> Iterator[Rider]:
    heads = [str(cell.value) for cell in sheet[2]]
    people = [at for at, head in enumerate(heads) if head in PEOPLE]
    for row in sheet.iter_rows(min_row=3, values_only=True):
        place, crew = (str(row[at - 1] or "").partition(" ")[0] for at in (_PLACE, _CREW))
        for word in re.findall(r"\w+", " ".join(str(row[at]) for at in people)):
            if city.has_officer(word):
                yield (place, crew, word)
