"""The hidden sheet: the roster as it was written, so that reading an edited workbook can tell what was changed."""

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ..models.city import City
from ..models.errors import InputError
from ..models.roster import Roster
from .roster_json import read_json, roster_to_json

SHEET = "qinwu"
_CHUNK = 30_000  # a cell holds 32,767 characters


def write_machine(sheet: Worksheet, roster: Roster) -> None:
    """Write the roster's JSON, cut into cells of column A, and hide the sheet."""
    text = roster_to_json(roster).decode().replace("\n", "")
    for row, start in enumerate(range(0, len(text), _CHUNK), start=1):
        cell = sheet.cell(row, 1, text[start : start + _CHUNK])
        cell.data_type = "s"
    sheet.sheet_state = "hidden"


def read_machine(book: Workbook, city: City, *, file: str) -> Roster | None:
    """Return the roster as it was written, or None if the sheet is gone or damaged."""
    if SHEET not in book.sheetnames:
        return None
    text = "".join(str(row[0] or "") for row in book[SHEET].iter_rows(max_col=1, values_only=True))
    try:
        return read_json(text.encode(), city, file=file).roster
    except InputError:
        return None
