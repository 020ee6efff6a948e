"""The filing form as a workbook to print, sort and filter: header, lines, annex; version and hash on every page."""

import io

import segno
from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ...models.text import Text
from ..line_tables import SHEET_COLUMNS
from ..sheet_style import A3, A4, ALARM, HEAD, SOFT, Look, Style, fit_row, header, page, put, sheet_name, title
from ..stable_xlsx import stable_bytes
from .form_lines import FIELDS, header_of, lines_of, missing_of, posts_of
from .form_pdf import TITLE
from .unit_week import UnitWeek

_SIDE = 130
_DEVICES = frozenset({"radio", "vehicle", "recorder", "terminal"})


def form_to_xlsx(week: UnitWeek) -> bytes:
    """Return the workbook; the same week gives the same bytes."""
    file, look = Workbook(), Look(week.lang)
    file.remove(file.worksheets[0])
    _cover(_sheet(file, week.say("报备表", "Filing")), week, look)
    _lines(_sheet(file, week.say("明细", "Lines")), week, look)
    _annex(_sheet(file, week.say("附件", "Annex")), week, look)
    if week.sheets:
        _line_sheets(_sheet(file, week.say("巡线单", "Line sheets")), week, look)
    return stable_bytes(file, dated=week.roster.week.monday)


def _sheet(file: Workbook, name: str) -> Worksheet:
    sheet: Worksheet = file.create_sheet(sheet_name(name, file.sheetnames))
    return sheet


def _page(sheet: Worksheet, week: UnitWeek, *, paper: int, frozen: str) -> None:
    """Set a sheet up for print: unit and version at the foot, the whole hash at the head."""
    left = f"{week.unit.name} {week.roster.week} {week.identity.version.in_(week.lang)}"
    page(sheet, paper=paper, repeat="1:1", frozen=frozen, footer=(left, week.fiction), lang=week.lang)
    sheet.oddHeader.right.text = f"SHA-256 {week.identity.hash}"
    sheet.oddHeader.right.size = 8
    sheet.page_margins.header, sheet.page_margins.top = 0.25, 0.6


def _cover(sheet: Worksheet, week: UnitWeek, look: Look) -> None:
    for letter, width in zip("ABCD", (18.0, 46.0, 18.0, 46.0), strict=True):
        sheet.column_dimensions[letter].width = width
    title(sheet, 1, f"{TITLE.in_(week.lang)}  {week.unit.name}  {week.period}", 4, look, size=18)
    if week.fiction:
        put(sheet, 2, 1, week.fiction, look, Style(size=11, bold=True, fill=ALARM))
        sheet.merge_cells("A2:D2")
    pairs = [(label.in_(week.lang), value) for _, label, value in header_of(week)]
    pairs += [(centre.in_(week.lang), said.in_(week.lang)) for centre, said in week.receipts()]
    half = -(-len(pairs) // 2)
    for at in range(half):
        for column, index in ((1, at), (3, at + half)):
            label, value = pairs[index] if index < len(pairs) else ("", "")
            put(sheet, at + 4, column, label, look, Style(size=10, bold=True, fill=HEAD, align="left"))
            put(sheet, at + 4, column + 1, value, look, Style(size=10, align="left"))
        fit_row(sheet, at + 4, least=22)
    png = io.BytesIO()
    segno.make(week.identity.hash, error="m", micro=False, boost_error=False).save(png, kind="png", scale=6)
    picture = Image(png)
    picture.width = picture.height = _SIDE
    sheet.add_image(picture, f"A{half + 5}")
    _page(sheet, week, paper=A4, frozen="A2")
    sheet.sheet_view.showGridLines = False


def _lines(sheet: Worksheet, week: UnitWeek, look: Look) -> None:
    header(sheet, 1, [(text, float(width)) for text, width, _ in FIELDS.values()], look)
    fit_row(sheet, 1, least=30)
    row = 1
    for row, line in enumerate(lines_of(week), start=2):
        lacks = {kind.value.lower() for kind in line.devices.lacks}
        for column, (key, (_, _, read)) in enumerate(FIELDS.items(), start=1):
            value = read(line)
            shown = value.replace("; ", "\n") if key == "tasks" and isinstance(value, str) else value
            fill = ALARM if key in _DEVICES & lacks else ""
            put(sheet, row, column, shown if shown != "" else None, look, Style(size=9, fill=fill))
        fit_row(sheet, row)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(FIELDS))}{row}"
    _page(sheet, week, paper=A3, frozen="C2")


def _annex(sheet: Worksheet, week: UnitWeek, look: Look) -> None:
    for letter, width in zip("ABCDE", (26.0, 40.0, 26.0, 34.0, 44.0), strict=True):
        sheet.column_dimensions[letter].width = width
    title(sheet, 1, week.say("缺口、缺装备、豁免", "Gaps, missing devices, waivers"), 5, look)
    row = 2
    for kind, text in missing_of(week) or [(week.say("无", "none"), "")]:
        put(sheet, row, 1, kind, look, Style(fill=SOFT, align="left"))
        put(sheet, row, 2, text, look, Style(align="left"))
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=5)
        sheet.row_dimensions[row].height = 18 if len(text) < 60 else 30
        row += 1
    title(sheet, row + 1, week.say("带班与备勤", "Leaders on duty and reserve"), 5, look)
    row += 2
    for line in week.on_call():
        people = "、".join(" ".join(dict.fromkeys((o.name, o.officer_no))) for o, _ in week.members(line))
        put(sheet, row, 1, f"{line.crew.day} {line.crew.place.name}", look, Style(fill=SOFT, align="left"))
        put(sheet, row, 2, people, look, Style(align="left"))
        row += 1
    title(sheet, row + 1, week.say("警区岗点与巡线", "Posts and their lines"), 5, look)
    row += 2
    for post in posts_of(week):
        for column, value in enumerate(post, start=1):
            put(sheet, row, column, value, look, Style(align="left"))
        row += 1
    _page(sheet, week, paper=A4, frozen="A2")


def _line_sheets(sheet: Worksheet, week: UnitWeek, look: Look) -> None:
    """Write the planned lines, street by street."""
    band = (Text("时段", "Band"), 12.0)
    widths = (10.0, 7.0, 11.0, 9.0, 30.0, 8.0, 8.0, 9.0)
    header(sheet, 1, [band, *zip(SHEET_COLUMNS, widths, strict=True)], look)
    row = 1
    for line in week.sheets:
        for step in line.steps:
            row += 1
            for column, value in enumerate((week.facts(line)[0], line.line_id, *step), start=1):
                put(sheet, row, column, value, look, Style(size=9))
    sheet.auto_filter.ref = f"A1:{get_column_letter(1 + len(SHEET_COLUMNS))}{row}"
    _page(sheet, week, paper=A4, frozen="A2")
