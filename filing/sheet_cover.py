"""The first sheet: the head of the filing 报备, to be signed."""

from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from ..models.text import Text
from .book import Book
from .labels import FICTIONAL
from .sheet_style import A4, ALARM, HEAD, SOFT, Style, fit_row, lines_in, page, put, title
from .summary import addressees, content_hash, facts, parts

_WIDTHS = (24.0, 50.0, 24.0, 50.0)
Line = tuple[str, object]


def write_cover(sheet: Worksheet, book: Book) -> None:
    """Write the head: whose week, its figures, the parts of the objective, waivers, room for signatures."""
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    name = book.say("勤务报备表", "Roster filing")
    title(sheet, 1, f"{book.city.name}  {name}  {book.period}", 4, book.look, size=18)
    row = 2
    if book.city.fictional:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
        text = FICTIONAL.in_(book.lang)
        for column in range(1, 5):
            shown = text if column == 1 else None
            put(sheet, row, column, shown, book.look, Style(size=12, bold=True, fill=ALARM))
        sheet.row_dimensions[row].height = 24
        row += 1
    left, right = list(_head(book)), list(_figures(book))
    row = _pairs(sheet, book, row + 1, left, right)
    row = _block(sheet, book, row + 1, book.say("代价构成", "Parts of the objective"), _parts(book))
    row = _block(sheet, book, row + 1, book.say("豁免", "Waivers"), _waivers(book))
    _block(sheet, book, row + 1, book.say("输入数据提示", "Notices on the input"), _notices(book))
    page(sheet, paper=A4, repeat="1:1", frozen="A2", footer=book.footer, lang=book.lang)
    sheet.sheet_view.showGridLines = False


def _head(book: Book) -> Iterator[Line]:
    root = book.city.org.root
    yield book.say("单位", "Unit"), root.name
    yield book.say("周期", "Period"), book.period
    yield book.say("版本", "Version"), book.say("草案 (未报备)", "draft (not filed)")
    yield book.say("报送", "Addressees"), "、".join(addressees(book))
    yield book.say("勤务等级", "Duty grade"), ""
    yield book.say("编制人", "Author"), ""
    yield book.say("审核人", "Reviewer"), ""
    yield book.say("批准人 / 日期", "Approved by / date"), ""
    yield book.say("内容校验码", "Content hash"), content_hash(book)[:32]


def _figures(book: Book) -> Iterator[Line]:
    for fact in facts(book):
        yield fact.label.in_(book.lang), fact.value.in_(book.lang)


def _parts(book: Book) -> Iterator[Line]:
    for part in parts(book):
        unit = part.unit.in_(book.lang)
        yield (
            f"{part.code} {part.name.in_(book.lang)}".strip(),
            f"{part.cost:,}" + (f"  ({unit})" if unit else ""),
        )


def _waivers(book: Book) -> Iterator[Line]:
    for code, waiver in sorted(book.roster.waivers.items()):
        yield code, f"{waiver.authority}: {waiver.reason}"


def _notices(book: Book) -> Iterator[Line]:
    for notice in book.city.notices:
        yield f"{notice.severity} {notice.rule}", Text(notice.message.zh, notice.message.en).in_(book.lang)


def _pairs(sheet: Worksheet, book: Book, row: int, left: list[Line], right: list[Line]) -> int:
    for at in range(max(len(left), len(right))):
        for column, lines in ((1, left), (3, right)):
            label, value = lines[at] if at < len(lines) else ("", "")
            put(sheet, row, column, label, book.look, Style(size=11, bold=True, fill=HEAD, align="left"))
            put(sheet, row, column + 1, value, book.look, Style(size=11, align="left"))
        fit_row(sheet, row, least=24)
        row += 1
    return row


def _block(sheet: Worksheet, book: Book, row: int, name: str, lines: Iterator[Line]) -> int:
    title(sheet, row, name, 4, book.look, size=12)
    shown = list(lines) or [(book.say("无", "none"), "")]
    for label, value in shown:
        row += 1
        put(sheet, row, 1, label, book.look, Style(fill=SOFT, align="left"))
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=4)
        for column in (2, 3, 4):
            put(sheet, row, column, value if column == 2 else None, book.look, Style(align="left"))
        tall = max(lines_in(label, _WIDTHS[0]), lines_in(str(value), sum(_WIDTHS[1:])))
        sheet.row_dimensions[row].height = 6 + 12.5 * tall
    return row + 1
