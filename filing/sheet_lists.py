"""The lists at the end of the workbook: gaps, hours and nights, findings and waivers."""

from collections.abc import Iterable, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from ..models.finding import Finding, Severity, Where
from ..models.text import Lang, Text
from ..solver.rules.catalogue import BY_CODE
from .book import Book
from .duty_rows import parse_day
from .labels import FICTIONAL, ROLES, weekday
from .sheet_style import A4, ALARM, Style, fit_row, header, page, put, title

Titles = Sequence[tuple[Text, float]]

_GAPS: Titles = (
    (Text("日期", "Date"), 12),
    (Text("星期", "Day"), 7),
    (Text("时段", "Band"), 12),
    (Text("单位", "Unit"), 18),
    (Text("岗位编号", "Place"), 12),
    (Text("岗位", "Name"), 34),
    (Text("优先级", "Priority"), 8),
    (Text("需要", "Needed"), 8),
    (Text("在岗", "Present"), 8),
    (Text("缺", "Missing"), 8),
)
_HOURS: Titles = (
    (Text("单位", "Unit"), 22),
    (Text("警号", "Police no."), 12),
    (Text("姓名", "Name"), 12),
    (Text("职务", "Role"), 9),
    (Text("班数", "Duties"), 8),
    (Text("工时", "Hours"), 8),
    (Text("夜班", "Nights"), 8),
    (Text("近28天夜班", "Nights in 28 d"), 12),
    (Text("周末节假日班", "Weekend and holiday duties"), 14),
    (Text("休假天", "Days of leave"), 9),
)
_FINDINGS: Titles = (
    (Text("级别", "Severity"), 9),
    (Text("规则", "Rule"), 8),
    (Text("名称", "Name"), 16),
    (Text("位置", "Where"), 28),
    (Text("问题与依据", "Finding and article"), 64),
    (Text("建议", "Advice"), 30),
    (Text("代价", "Cost"), 8),
)
SEVERITIES = {
    Severity.ERROR: Text("违规", "breach"),
    Severity.GAP: Text("缺口", "gap"),
    Severity.WARN: Text("提醒", "warning"),
    Severity.INFO: Text("说明", "note"),
}


def write_gaps(sheet: Worksheet, book: Book) -> None:
    """Write one line for every place, band and day that lacks crews."""
    rows = []
    for cover in (c for c in book.cover if c.missing):
        place = book.city.place(cover.place_id)
        band = next(b for b in book.city.bands_of(cover.day) if b.code == cover.band)
        unit = book.city.org[place.unit_id].name
        when = (str(cover.day), weekday(cover.day, book.lang), band.name.in_(book.lang))
        rows.append((*when, unit, place.place_id, place.name, place.priority, cover.need, cover.present, cover.missing))
    write_table(sheet, book, Text("缺口", "Gaps"), _GAPS, rows, empty=Text("没有缺口", "no gaps"))


def write_hours(sheet: Worksheet, book: Book) -> None:
    """Write hours, nights and rest days of every person."""
    rows = [
        (
            book.city.org[t.officer.unit_id].name,
            t.officer.officer_no,
            t.officer.name,
            ROLES[t.officer.role].in_(book.lang),
            t.duties,
            t.hours,
            t.nights,
            t.nights_28,
            t.rest_days,
            t.away,
        )
        for t in book.tallies
    ]
    write_table(sheet, book, Text("工时与夜班", "Hours and nights"), _HOURS, rows, empty=Text("没有人员", "no people"))
    sheet.auto_filter.ref = f"A2:J{len(rows) + 2}"


def write_findings(sheet: Worksheet, book: Book) -> None:
    """Write the waivers, then every finding of the checker with its article, the worst first; notes are not printed."""
    rows: list[tuple[object, ...]] = []
    for code, waiver in sorted(book.roster.waivers.items()):
        said = book.say(f"豁免: {waiver.authority}, {waiver.reason}", f"waived: {waiver.authority}, {waiver.reason}")
        rule = BY_CODE.get(code)
        name = rule.name.in_(book.lang) if rule else ""
        article = rule.article.in_(book.lang) if rule else ""
        rows.append((book.say("豁免", "waiver"), code, name, "", f"{said} [{article}]", "", 0))
    rows += [_finding(book, finding) for finding in ranked(book.report.findings)]
    notes = sum(finding.severity is Severity.INFO for finding in book.report.findings)
    heading = Text("检查结果与豁免", "Findings and waivers")
    if notes:
        heading = Text(
            f"{heading.zh} (末尾说明 {notes} 条不打印)", f"{heading.en} (the {notes} notes at the end are not printed)"
        )
        sheet.print_area = f"A1:G{max(3, len(rows) - notes + 2)}"
    write_table(sheet, book, heading, _FINDINGS, rows, empty=Text("没有问题, 没有豁免", "no findings, no waivers"))


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings, the worst first, then by cost."""
    order = list(Severity)
    return sorted(findings, key=lambda f: (order.index(f.severity), -f.cost, f.rule, f.where.in_(Lang.EN)))


def where_text(book: Book, finding: Finding) -> str:
    """Return the spot of a finding with the names people know."""
    where = finding.where
    band = _band_name(book, where)
    parts = [part for part in (where.date, band, where.place, where.officer) if part]
    if where.place and book.city.has_place(where.place):
        parts.append(book.city.place(where.place).name)
    if where.officer and book.city.has_officer(where.officer):
        parts.append(book.city.officer(where.officer).name)
    if where.value in book.city.org:
        parts.append(book.city.org[where.value].name)
    return " ".join(parts) or where.value


def _band_name(book: Book, where: Where) -> str:
    day = parse_day(where.date)
    bands = book.city.bands_of(day) if day else ()
    return next((band.name.in_(book.lang) for band in bands if band.code == where.band), where.band)


def _finding(book: Book, finding: Finding) -> tuple[object, ...]:
    rule = BY_CODE.get(finding.rule)
    return (
        SEVERITIES[finding.severity].in_(book.lang),
        finding.rule,
        rule.name.in_(book.lang) if rule else "",
        where_text(book, finding),
        finding.message.in_(book.lang),
        finding.advice.in_(book.lang),
        finding.cost,
    )


def write_table(  # noqa: PLR0913 - a table has a name, titles, rows, and words for none
    sheet: Worksheet, book: Book, name: Text, titles: Titles, rows: Sequence[Sequence[object]], *, empty: Text
) -> None:
    """Write a list with its name and titles, ready to be filtered and printed."""
    look = book.look
    header(sheet, 2, titles, look)
    sheet.row_dimensions[2].height = 30
    notice = f"  [{FICTIONAL.in_(book.lang)}]" if book.city.fictional else ""
    title(sheet, 1, f"{book.city.name}  {name.in_(book.lang)}  {book.period}{notice}", len(titles), look)
    alarm = {SEVERITIES[Severity.ERROR].in_(book.lang)}
    for row, values in enumerate(rows, start=3):
        for column, value in enumerate(values, start=1):
            long = titles[column - 1][1] >= 16
            fill = ALARM if values[0] in alarm and column == 1 else ""
            put(sheet, row, column, value, look, Style(fill=fill, align="left" if long else "center"))
        fit_row(sheet, row)
    if not rows:
        put(sheet, 3, 1, empty.in_(book.lang), look, Style(align="left", boxed=False))
    page(sheet, paper=A4, repeat="1:2", frozen="A3", footer=book.footer, lang=book.lang)
