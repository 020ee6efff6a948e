"""How the workbook looks: fonts, tints that still differ in black and white, borders, page set-up."""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..models.text import Lang, Text
from .labels import TINT_HEX

A3, A4 = 8, 9
LINE_PT = 14.0

TINTS = {kind: color.removeprefix("#").upper() for kind, color in TINT_HEX.items()}
HEAD, SOFT, ALARM = "E3E8EE", "F3F3F3", "F6B8B8"
REST, AWAY = "CBD3DC", "hatched"
_THIN = Side(style="thin", color="A6A6A6")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True, slots=True)
class Style:
    """How one cell looks; ``fill`` is a colour, AWAY for hatching, or empty."""

    fill: str = ""
    size: float = 9
    bold: bool = False
    color: str = "000000"
    align: str = "center"
    boxed: bool = True


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Look:
    """
    The looks of one workbook.

    ``ready`` keeps each style as the workbook numbered it: openpyxl takes ten times as long to look one up.
    """

    lang: Lang
    ready: dict[Style, StyleArray] = field(default_factory=dict)

    def dress(self, cell: Cell, style: Style) -> None:
        """Give a cell its style."""
        if style not in self.ready:
            self._dress(cell, style)
            self.ready[style] = copy(cell._style)  # noqa: SLF001 - there is no other way to copy a style at once
        cell._style = copy(self.ready[style])  # noqa: SLF001

    def _dress(self, cell: Cell, style: Style) -> None:
        # 宋体 is on every Chinese Windows; elsewhere the office program takes its own Chinese font
        family = "宋体" if self.lang is Lang.ZH else "Calibri"
        cell.font = Font(name=family, size=style.size, bold=style.bold, color=style.color)
        indent = int(style.align == "left" and style.boxed)
        cell.alignment = Alignment(horizontal=style.align, vertical="center", wrap_text=True, indent=indent)
        if style.boxed:
            cell.border = BOX
        if style.fill == AWAY:
            cell.fill = PatternFill("lightUp", fgColor="9A9A9A", bgColor="FFFFFF")
        elif style.fill:
            cell.fill = PatternFill("solid", fgColor=style.fill, bgColor=style.fill)


def put(  # noqa: PLR0913, PLR0917 - sheet, row and column are one spot
    sheet: Worksheet, row: int, column: int, value: object, look: Look, style: Style = PLAIN
) -> Cell:
    """Write one cell; text is always text, never a formula."""
    cell: Cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000]
        cell.data_type = "s"
    elif value is not None:
        cell.value = value
    look.dress(cell, style)
    return cell


def header(sheet: Worksheet, row: int, titles: Sequence[tuple[Text, float]], look: Look) -> None:
    """Write a row of column titles and set the columns' widths."""
    for column, (title, width) in enumerate(titles, start=1):
        put(sheet, row, column, title.in_(look.lang), look, Style(bold=True, fill=HEAD))
        sheet.column_dimensions[get_column_letter(column)].width = width


def title(sheet: Worksheet, row: int, text: str, columns: int, look: Look, *, size: float = 14) -> None:  # noqa: PLR0913
    """Write a title across the columns."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    put(sheet, row, 1, text, look, Style(size=size, bold=size > 10, align="left", boxed=False))
    wide = sum(sheet.column_dimensions[get_column_letter(c)].width for c in range(1, columns + 1))
    sheet.row_dimensions[row].height = max(size + 8, (size + 4) * lines_in(text, wide * 10 / size))


def fit_row(sheet: Worksheet, row: int, *, least: float = LINE_PT + 4) -> None:
    """Make a row as high as its longest text needs in its column's width."""
    lines = 1
    for letter, column in sheet.column_dimensions.items():
        value = sheet[f"{letter}{row}"].value
        if value is not None:
            lines = max(lines, lines_in(str(value), column.width))
    sheet.row_dimensions[row].height = max(least, min(400.0, lines * 12.5 + 4))


def lines_in(text: str, width: float) -> int:
    """Return the lines a text takes in a column ``width`` characters wide; a Chinese character counts two."""
    return sum(max(1, -(-_width(line) // max(1, int(width * 1.16 - 1)))) for line in text.split("\n"))


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def page(sheet: Worksheet, *, paper: int, repeat: str, frozen: str, footer: tuple[str, str], lang: Lang) -> None:  # noqa: PLR0913
    """Set a sheet up for print: landscape, one page wide, repeated header rows, page numbers, frozen panes."""
    sheet.page_setup.paperSize = paper
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.45, 0.75
    sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = repeat
    sheet.freeze_panes = frozen
    left, right = (text.replace("&", "&&") for text in footer)
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = left, right
    sheet.oddFooter.center.text = Text("第 &P 页 / 共 &N 页", "page &P of &N").in_(lang)


def sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """Return a sheet name Excel accepts: no forbidden characters, at most 31, not yet taken."""
    base = re.sub(r"[\[\]:*?/\\']+", " ", wanted).strip()[:31] or "?"
    name, number = base, 2
    while name.casefold() in {other.casefold() for other in taken}:
        suffix = f" {number}"
        name, number = base[: 31 - len(suffix)] + suffix, number + 1
    return name
