"""XLSX as Excel and WPS write it: the first sheet as a grid of cells, with what a program cannot use reported."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as BookCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from ..filing.stable_xlsx import stable_bytes
from ..models.finding import Where
from ..models.text import Text
from .codecs import BadWorkbookError, Cell, plain
from .notes import Notes

_UNDATED = date(2000, 1, 1)  # a table has no date of its own


def read_workbook(path: Path, notes: Notes) -> list[list[Cell]]:
    """
    Return the cells of the first sheet, row 1 first; merged headers, dead formulas and error values are noted.

    Raises OSError if the file cannot be opened, BadWorkbookError if it is no workbook.
    """
    try:
        sheet = _first_sheet(path, values=False)
        values = _first_sheet(path, values=True) if _has_formula(sheet) else sheet
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise BadWorkbookError(str(error)) from error
    _note_merged(path.name, sheet, notes)
    return [
        [_value(path.name, cell, value.value, notes) for cell, value in zip(cells, found, strict=True)]
        for cells, found in zip(sheet.iter_rows(), values.iter_rows(), strict=True)
    ]


def _first_sheet(path: Path, *, values: bool) -> Worksheet:
    book: Workbook = load_workbook(path, data_only=values)
    return book.worksheets[0]


def _cells(sheet: Worksheet) -> Iterator[BookCell]:
    for row in sheet.iter_rows():
        yield from row


def _has_formula(sheet: Worksheet) -> bool:
    return any(cell.data_type == "f" for cell in _cells(sheet))


def _note_merged(file: str, sheet: Worksheet, notes: Notes) -> None:
    for area in sheet.merged_cells.ranges:
        where = Where(file=file, row=area.min_row, value=str(area))
        notes.error("D04", Text(f"单元格 {area} 是合并的", f"the cells {area} are merged"), where)


def _value(file: str, cell: BookCell, value: Cell, notes: Notes) -> Cell:
    formula = cell.data_type == "f" and value is None
    broken = cell.data_type == "e" or (cell.data_type == "f" and plain(value).startswith("#"))
    if not formula and not broken:
        return value
    where = Where(file=file, row=cell.row, field=cell.coordinate, value=plain(cell.value))
    if formula:
        notes.error("D29", Text("公式没有计算结果", "the formula has no saved value"), where)
    else:
        notes.error("D29", Text("单元格是错误值", "the cell holds an error value"), where)
    return None


def write_workbook(title: str, grid: Sequence[Sequence[Cell]]) -> bytes:
    """Return a workbook of one sheet, header in bold; text stays text, and equal grids are equal bytes."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for number, row in enumerate(grid, 1):
        for column, value in enumerate(map(_exact, row), 1):
            cell = sheet.cell(row=number, column=column, value=value)
            if isinstance(value, str):
                cell.data_type, cell.number_format = "s", "@"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for column, cells in enumerate(zip(*grid, strict=True), 1):
        widest = max(len(plain(cell).encode("gb18030", "replace")) for cell in cells)
        sheet.column_dimensions[get_column_letter(column)].width = min(40, widest + 2)
    return stable_bytes(book, dated=_UNDATED)


def _exact(cell: Cell) -> Cell:
    """Return the cell; a number with more digits than a workbook keeps becomes text, which reads as the number."""
    return repr(cell) if isinstance(cell, float) and float(f"{cell:.16g}") != cell else cell
