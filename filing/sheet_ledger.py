"""The ledger sheet: where each person stands after the week, over 28 days and over the year."""

from dataclasses import asdict

from openpyxl.worksheet.worksheet import Worksheet

from ..models.city import City
from ..models.ledger import BURDEN_NAMES
from ..models.roster import Roster
from ..models.standing import WINDOW_DAYS, Standing, standings
from ..models.text import Text
from .book import Book
from .labels import ROLES
from .sheet_lists import write_table

NAME = Text("台账", "Ledger")
_PERSON = (
    (Text("单位", "Unit"), 20),
    (Text("警号", "Police no."), 11),
    (Text("姓名", "Name"), 10),
    (Text("职务", "Role"), 8),
)


def write_ledger(sheet: Worksheet, book: Book) -> None:
    """Write each person's burdens of the 28 days and of the year; counts of incomplete books are marked with ≥."""
    spans = (Text(f"{WINDOW_DAYS}天", f"{WINDOW_DAYS} d "), Text("本年", "year: "))
    burdens = [(Text(span.zh + n.zh, span.en + n.en), 10) for span in spans for n in BURDEN_NAMES.values()]
    rows = []
    for stand in standings(book.city, book.roster.week, book.roster):
        officer = book.city.officer(stand.officer_no)
        who = (
            book.city.org[officer.unit_id].name,
            officer.officer_no,
            officer.name,
            ROLES[officer.role].in_(book.lang),
        )
        recent = [_count(n, whole=stand.window_whole) for n in asdict(stand.recent).values()]
        year = [_count(n, whole=stand.year_whole) for n in asdict(stand.year).values()]
        rows.append((*who, *recent, *year))
    heading = Text(
        f"{NAME.zh} (截至本周日; ≥ 表示历史不全, 至少如此)",
        f"{NAME.en} (up to this Sunday; ≥: history incomplete, at least)",
    )
    write_table(sheet, book, heading, (*_PERSON, *burdens), rows, empty=Text("没有人员", "no people"))


def _count(number: int, *, whole: bool) -> int | str:
    return number if whole else f"≥{number}"


def ledger_rows(city: City, roster: Roster) -> list[dict[str, object]]:
    """Return everyone's standing for machines."""
    return [_row(stand) for stand in standings(city, roster.week, roster)]


def _row(stand: Standing) -> dict[str, object]:
    return {
        "officer_no": stand.officer_no,
        "week": asdict(stand.week),
        "recent": asdict(stand.recent),
        "year": asdict(stand.year),
        "recent_whole": stand.window_whole,
        "year_whole": stand.year_whole,
    }
