"""The duty sheet 勤务表 of one day: a line a crew, a column a band, and a line for every crew that is missing."""

from datetime import date

from openpyxl.worksheet.worksheet import Worksheet

from ..models.text import Text
from .book import Book
from .cover import Cover
from .crew_lines import CrewLine, people
from .labels import FICTIONAL, clock, hours_text, shift_kind, weekday
from .sheet_style import A3, ALARM, TINTS, Style, fit_row, header, page, put, title

_BEFORE = (
    (Text("单位", "Unit"), 13.0),
    (Text("岗位", "Place"), 22.0),
    (Text("班次", "Shift"), 13.0),
    (Text("组", "Crew"), 5.0),
)
LEAD, OTHERS = Text("带班", "Lead"), Text("组员", "Others")
_AFTER = (
    (LEAD, 15.0),
    (OTHERS, 26.0),
    (Text("警+辅", "Police +aux."), 8.0),
    (Text("规则依据", "Rules met"), 14.0),
    (Text("电台", "Radio"), 10.0),
    (Text("备注", "Notes"), 20.0),
)


def write_duty_sheet(sheet: Worksheet, book: Book, day: date) -> None:
    """Write one day's duty sheet."""
    bands = book.city.bands_of(day)
    titles = [
        *_BEFORE,
        *(
            (Text(f"{b.name.zh}\n{_hours(b.start, b.end)}", f"{b.name.en}\n{_hours(b.start, b.end)}"), 13.0)
            for b in bands
        ),
        *_AFTER,
    ]
    header(sheet, 2, titles, book.look)
    fit_row(sheet, 2, least=32)
    text = f"{book.city.name}  {book.say('勤务表', 'Duty sheet')}  {day} {weekday(day, book.lang)}"
    if book.city.fictional:
        text += f"  [{FICTIONAL.in_(book.lang)}]"
    title(sheet, 1, text, len(titles), book.look)
    row = 3
    for line in book.lines[day]:
        _crew(sheet, book, row, day, line)
        row += 1
    for place_id, short in _short(book, day).items():
        _missing(sheet, book, row, place_id, short)
        row += 1
    page(sheet, paper=A3, repeat="1:2", frozen="C3", footer=book.footer, lang=book.lang)


def _hours(start: int, end: int) -> str:
    return f"{clock(start)}-{clock(end)}"


def _crew(sheet: Worksheet, book: Book, row: int, day: date, line: CrewLine) -> None:
    look, crew, lang = book.look, line.crew, book.lang
    fill = TINTS[shift_kind(crew.template)]
    shift = f"{crew.template.name.in_(lang)}\n{hours_text(crew.template).replace(' ', chr(10))}"
    place = f"{crew.place.place_id} {crew.place.name}"
    put(sheet, row, 1, book.city.org[crew.place.unit_id].name, look)
    put(sheet, row, 2, place, look, Style(bold=True, align="left"))
    put(sheet, row, 3, shift, look, Style(fill=fill))
    put(sheet, row, 4, crew.number, look)
    column = 5
    for band in book.city.bands_of(day):
        text = line.in_band(band, day, lang)
        put(sheet, row, column, text or None, look, Style(fill=fill if text else ""))
        column += 1
    articles = line.articles()
    weak = any("✗" in article for article in articles)
    radios = " ".join(o.radio_id for o, _ in crew.members if o.radio_id)
    put(sheet, row, column, people(line.leads), look, Style(align="left"))
    put(sheet, row, column + 1, people(line.others), look, Style(align="left"))
    put(sheet, row, column + 2, line.pattern, look)
    put(sheet, row, column + 3, "; ".join(articles), look, Style(fill=ALARM if weak else ""))
    put(sheet, row, column + 4, radios, look)
    put(sheet, row, column + 5, _notes(book, day, line), look, Style(align="left"))
    fit_row(sheet, row, least=30)


def _notes(book: Book, day: date, line: CrewLine) -> str:
    """Return the line's notes; hours that fall into the bands of another day are spelled out."""
    other = [leg for leg in line.crew.legs if leg.band_day != day]
    early = [f"{clock(leg.start)}-{clock(leg.end)}" for leg in other]
    spill = [book.say(f"含 {' '.join(early)}", f"also {' '.join(early)}")] if early else []
    return "; ".join(part for part in (line.notes(book.lang), *spill) if part)


def _short(book: Book, day: date) -> dict[str, dict[str, Cover]]:
    short: dict[str, dict[str, Cover]] = {}
    for cover in book.cover:
        if cover.day == day and cover.missing:
            short.setdefault(cover.place_id, {})[cover.band] = cover
    return short


def _missing(sheet: Worksheet, book: Book, row: int, place_id: str, short: dict[str, Cover]) -> None:
    look, place = book.look, book.city.place(place_id)
    fill = ALARM
    day = next(iter(short.values())).day
    bands = book.city.bands_of(day)
    for column in range(1, len(_BEFORE) + len(bands) + len(_AFTER) + 1):
        put(sheet, row, column, None, look, Style(fill=fill))
    put(sheet, row, 1, book.city.org[place.unit_id].name, look, Style(fill=fill))
    put(sheet, row, 2, f"{place_id} {place.name}", look, Style(bold=True, fill=fill, align="left"))
    put(sheet, row, 3, book.say("缺口", "GAP"), look, Style(bold=True, fill=fill))
    for column, band in enumerate(bands, start=len(_BEFORE) + 1):
        if cover := short.get(band.code):
            text = book.say(f"缺 {cover.missing} 组", f"{cover.missing} missing")
            put(sheet, row, column, text, look, Style(bold=True, fill=fill))
    fit_row(sheet, row, least=24)
