"""Duties as CSV: one line a person, day and shift; with a byte order mark, so that Excel and WPS open it rightly."""

import csv
import io

from ..models.city import City
from ..models.errors import InputError
from ..models.roster import Duty, Roster
from ..models.text import Lang, Text
from .cover import gaps_of
from .duty_rows import FIELDS, DutyRows, Names, fault, normal, week_of
from .labels import SEATS, weekday
from .reading import Reading

# column -> (Chinese header, English header); those of duty_rows.FIELDS are read back, the others are for people
COLUMNS = {
    "day": Text("日期", "date"),
    "weekday": Text("星期", "weekday"),
    "template": Text("班次代码", "template"),
    "template_name": Text("班次", "template_name"),
    "place_id": Text("岗位编号", "place"),
    "place_name": Text("岗位名称", "place_name"),
    "crew": Text("组号", "crew"),
    "seat": Text("职责", "seat"),
    "officer_no": Text("警号", "officer"),
    "name": Text("姓名", "name"),
    "unit": Text("单位", "unit"),
}


def roster_to_csv(city: City, roster: Roster, *, lang: Lang = Lang.ZH) -> bytes:
    """Return the duties as CSV, UTF-8 with a byte order mark, headers in ``lang``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header.in_(lang) for header in COLUMNS.values())
    for duty in roster.duties:
        writer.writerow(_row(city, duty, lang))
    return text.getvalue().encode("utf-8-sig")


def _row(city: City, duty: Duty, lang: Lang) -> list[str]:
    officer = city.officer(duty.officer_no)
    return [
        duty.day.isoformat(),
        weekday(duty.day, lang),
        duty.template,
        city.template(duty.template).name.in_(lang),
        duty.place_id,
        city.place(duty.place_id).name,
        str(duty.crew),
        SEATS[duty.seat].in_(lang),
        duty.officer_no,
        officer.name,
        city.org[officer.unit_id].name,
    ]


def read_csv(data: bytes, city: City, *, file: str, stated: str = "") -> Reading:
    """
    Read duties from CSV, also as Excel and WPS save it again (GB18030, tabs or semicolons, 2026/11/23).

    The gaps are worked out anew, the waivers are the city's; ``stated`` may hold the week (2026-W48) of an empty file.

    Raises
    ------
    InputError
        With every finding.
    """
    rows = DutyRows(Names(city), file)
    lines = _table(data, file)
    columns = _columns(lines[0] if lines else [], file)
    for row, line in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in line):
            rows.add(row, {name: line[at] if at < len(line) else "" for name, at in columns.items()})
    week, findings = (None, []) if rows.findings else week_of(rows.duties, stated, file=file)
    if week is None:
        raise InputError.of([*rows.findings, *findings])
    waivers = {code: s.waiver for code, s in city.policy.rules.items() if s.waiver is not None}
    bare = Roster(city=city.name, week=week, duties=rows.duties, waivers=waivers)
    return Reading(Roster(city=city.name, week=week, duties=rows.duties, gaps=gaps_of(city, bare), waivers=waivers))


def _table(data: bytes, file: str) -> list[list[str]]:
    try:
        text = _decode(data)
        head = text.split("\n", 1)[0]
        delimiter = max(",\t;", key=head.count)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error) as error:
        message = Text("不是 CSV 文本", "this is not CSV text")
        advice = Text("另存为 CSV (UTF-8)", "save it as CSV (UTF-8)")
        raise InputError.of([fault(message, advice, file=file, row=None)]) from error


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _columns(header: list[str], file: str) -> dict[str, int]:
    found = {normal(cell): at for at, cell in reversed(list(enumerate(header)))}
    places = {name: found.get(normal(COLUMNS[name].zh), found.get(normal(COLUMNS[name].en), -1)) for name in FIELDS}
    missing = [name for name, at in places.items() if at < 0]
    if missing:
        raise InputError.of(
            [
                fault(
                    Text(f"缺少列 {COLUMNS[name].zh}", f"the column {COLUMNS[name].en} is missing"),
                    Text("保留导出时的表头", "keep the header as exported"),
                    file=file,
                    row=1,
                    field=COLUMNS[name].zh,
                )
                for name in missing
            ]
        )
    return places
