"""The grid: officer x day of one unit. It is what a planner edits, and what ``read_workbook`` reads."""

from collections.abc import Sequence
from datetime import date, datetime

from openpyxl.worksheet.worksheet import Worksheet

from ..models.org import OrgUnit
from ..models.text import Text
from .book import Book
from .cell_text import LEAD_MARK, OFF, away_text, cell_text, template_word
from .labels import FICTIONAL, ROLES, hours_text, shift_kind, weekday
from .sheet_style import A4, AWAY, HEAD, REST, SOFT, TINTS, Style, fit_row, header, page, put, title
from .tally import WINDOW_DAYS, Tally

NUMBER, NAME = Text("警号", "Police no."), Text("姓名", "Name")
FIRST_DAY = 4  # column of Monday; before it number, name, role
HEADER_ROW = 4


def write_grid(sheet: Worksheet, book: Book, unit: OrgUnit, rows: Sequence[Tally]) -> None:
    """Write the grid of one unit: title, legend, header with true dates, one row a person."""
    _header(sheet, book)
    last = FIRST_DAY + 6 + 4
    text = f"{book.city.org.path(unit.unit_id)}  {book.say('警力安排表', 'Roster')}  {book.period}"
    if book.city.fictional:
        text += f"  [{FICTIONAL.in_(book.lang)}]"
    title(sheet, 1, text, last, book.look)
    title(sheet, 2, _guide(book), last, book.look, size=9)
    _legend(sheet, book, HEADER_ROW - 1)
    for row, tally in enumerate(rows, start=HEADER_ROW + 1):
        _person(sheet, book, row, tally)
    page(
        sheet,
        paper=A4,
        repeat=f"1:{HEADER_ROW}",
        frozen=f"D{HEADER_ROW + 1}",
        footer=book.footer,
        lang=book.lang,
    )


def _header(sheet: Worksheet, book: Book) -> None:
    day_width = 18.0
    titles = [
        (NUMBER, 10.0),
        (NAME, 10.0),
        (Text("职务", "Role"), 7.0),
        *((Text("", ""), day_width) for _ in range(7)),
        (Text("班数", "Duties"), 6.5),
        (Text("工时", "Hours"), 6.5),
        (Text("夜班", "Nights"), 6.5),
        (Text(f"近{WINDOW_DAYS}天夜班", f"Nights in {WINDOW_DAYS} d"), 9.0),
    ]
    header(sheet, HEADER_ROW, titles, book.look)
    for column, day in enumerate(book.roster.week.days, start=FIRST_DAY):
        style = Style(bold=True, fill=REST if book.city.calendar.is_rest_day(day) else HEAD)
        cell = put(sheet, HEADER_ROW, column, _moment(day), book.look, style)
        cell.number_format = f'"{weekday(day, book.lang)} "mm-dd'
    sheet.row_dimensions[HEADER_ROW].height = 30


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a date cell has no zone


def _guide(book: Book) -> str:
    example = "P012#1"
    if book.roster.duties:
        duty = book.roster.duties[0]
        example = f"{template_word(book.city, duty.template, book.lang)} {duty.place_id}#{duty.crew}"
    return book.say(
        f"可直接改格子: 写作“班次 岗位编号#组号”, 如 {example}; {LEAD_MARK} 为带班; {OFF.zh} 或空白为不上班。"
        "改后用 qinwu validate 检查, 右侧合计以检查结果为准。",
        f"Cells may be edited: write 'shift place#crew', as in {example}; {LEAD_MARK} marks the lead; "
        f"'{OFF.en}' or blank is a free day. Then run qinwu validate; the totals on the right are from before.",
    )


def _legend(sheet: Worksheet, book: Book, row: int) -> None:
    look = book.look
    put(sheet, row, 1, book.say("图例", "Legend"), look, Style(bold=True, boxed=False))
    templates = sorted(book.city.templates, key=lambda t: (t.start, t.code))
    used = [t for t in templates if any(t.code == duty.template for duty in book.roster.duties)] or templates
    spots = [2, *range(FIRST_DAY, FIRST_DAY + 7), FIRST_DAY + 7, FIRST_DAY + 9]
    spans = [2, *([1] * 7), 2, 2]
    for column, span, template in zip(spots, spans, used, strict=False):
        if span > 1:
            sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + span - 1)
        text = f"{template_word(book.city, template.code, book.lang)}\n{hours_text(template)}"
        put(sheet, row, column, text, look, Style(size=8, fill=TINTS[shift_kind(template)]))
    sheet.row_dimensions[row].height = 36


def _person(sheet: Worksheet, book: Book, row: int, tally: Tally) -> None:
    look, officer = book.look, tally.officer
    put(sheet, row, 1, officer.officer_no, look).number_format = "@"
    put(sheet, row, 2, officer.name, look, Style(bold=True))
    put(sheet, row, 3, ROLES[officer.role].in_(book.lang), look)
    for column, day in enumerate(book.roster.week.days, start=FIRST_DAY):
        text, fill = _cell(book, tally, day)
        faint = fill in ("", AWAY)
        put(sheet, row, column, text, look, Style(color="6E6E6E" if faint else "000000", fill=fill))
    totals = (tally.duties, tally.hours, tally.nights, tally.nights_28)
    for column, value in enumerate(totals, start=FIRST_DAY + 7):
        put(sheet, row, column, value, look, Style(fill=SOFT))
    fit_row(sheet, row, least=30)


def _cell(book: Book, tally: Tally, day: date) -> tuple[str, str]:
    duties = tally.by_day.get(day, ())
    if duties:
        led = all(book.has_lead(duty) for duty in duties)
        text = cell_text(book.city, duties, lang=book.lang, led=led)
        return text, TINTS[shift_kind(book.city.template(duties[0].template))]
    kinds = [leave.kind for leave in tally.officer.leave if leave.covers(day)]
    return (away_text(kinds[0], book.lang), AWAY) if kinds else (OFF.in_(book.lang), "")
