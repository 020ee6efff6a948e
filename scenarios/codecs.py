"""
Codecs: how one cell is read and written, for each kind of value.

A cell is what CSV, Excel or WPS hold: text, a number, a date. Reading forgives how a value is written (full-width
digits, ``2026年11月25日``, Excel serial dates, police numbers that became ``1407001.0``), never what it says.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from ..models.crew import Patterns, parse_patterns
from ..models.errors import InputError
from ..models.text import Lang, Text

Cell = str | int | float | bool | date | datetime | time | timedelta | None

_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954-10-03 .. 2119-01-10
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\s*0{1,2}:00(?::00(?:\.0+)?)?)?")
_BLANKS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"))


class BadValueError(Exception):
    """A cell that does not say what its column asks for; ``code`` is the data rule."""

    def __init__(self, zh: str, en: str, *, code: str = "D06") -> None:
        super().__init__(en)
        self.text = Text(zh, en)
        self.code = code


class BadWorkbookError(Exception):
    """The file is not an XLSX workbook."""


@dataclass(frozen=True, slots=True)
class Codec:
    """
    A kind of value: ``read`` a cell, which is not blank; ``show`` a value as a cell, None as a blank.

    ``form`` tells planners how to write it. ``read`` raises BadValueError.
    """

    form: Text
    read: Callable[[Cell], Any]
    show: Callable[[Any, Lang], Cell]


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing, or only spaces."""
    return cell is None or (isinstance(cell, str) and not cell.translate(_BLANKS).strip())


def plain(cell: Cell) -> str:
    """Return a cell's text as the planner sees it, for messages and for free text."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return str(cell.date())
    return str(cell).translate(_BLANKS).strip() if cell is not None else ""


def folded(cell: Cell) -> str:
    """Return a cell's text with full-width letters and digits made plain."""
    return unicodedata.normalize("NFKC", plain(cell)).strip()


def read_id(cell: Cell) -> str:
    """Read an id: numbers that Excel turned into 1407001.0 lose the .0 again; '000101 and ="000101" their marks."""
    text = folded(cell)
    if match := re.fullmatch(r'="(.*)"', text):
        text = match[1].strip()
    text = text.removeprefix("'")
    if re.fullmatch(r"\d+\.0+", text):
        text = text.split(".")[0]
    if re.fullmatch(r"\d(\.\d+)?[Ee]\+\d+", text):
        raise BadValueError(f"编号 {text} 已被 Excel 改成科学计数法", f"Excel has turned the id into {text}")
    return text


def read_number(cell: Cell) -> float:
    """Read a number, also as text, with full-width digits or thousands separators."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = float(cell)
    else:
        text = folded(cell)
        text = text.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text) else text
        try:
            number = float(text)
        except ValueError:
            raise BadValueError(f"{text!r} 不是数字", f"{text!r} is not a number") from None
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124
        raise BadValueError("不是有限的数字", "not a finite number")
    return number


def read_whole(cell: Cell) -> int:
    """Read a whole number; 3.0 is one, 3.5 is not."""
    number = read_number(cell)
    if not number.is_integer():
        raise BadValueError(f"{number} 不是整数", f"{number} is not a whole number")
    return int(number)


def read_count(cell: Cell) -> int:
    """Read a whole number of at least 0."""
    number = read_whole(cell)
    if number < 0:
        raise BadValueError(f"{number} 为负数", f"{number} is negative", code="D07")
    return number


def read_day(cell: Cell) -> date:
    """Read a date: a date cell, an Excel serial number, 2026-11-25, 2026/11/25, 2026年11月25日 or 20261125."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = folded(cell)
    if re.fullmatch(r"\d{5}(\.0+)?", text) and int(float(text)) in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=int(float(text)))
    match = _DATE.fullmatch(text) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if not match:
        raise BadValueError(f"{text!r} 不是日期, 写作 2026-11-25", f"{text!r} is not a date, write 2026-11-25")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise BadValueError(f"没有 {text} 这一天", f"there is no day {text}") from None


def read_clock(cell: Cell) -> int:
    """
    Read a time of day as minutes after midnight, up to 48:00.

    >>> [read_clock(cell) for cell in ("7:00", "0700", "7：30", "7时30分", 0.2916, "31:00")]
    [420, 420, 450, 450, 420, 1860]
    """
    if isinstance(cell, datetime | time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, timedelta):
        return round(cell.total_seconds() / 60)
    text = folded(cell)
    if re.fullmatch(r"[01]?\.\d+|1\.0", text):
        return round(float(text) * 24 * 60)
    match = re.fullmatch(r"(\d{1,2})\s*[:点时h]\s*(\d{2})?\s*分?(?::00)?", text) or re.fullmatch(
        r"(\d{2})(\d{2})", text
    )
    if not match or int(match[2] or 0) >= 60 or int(match[1]) * 60 + int(match[2] or 0) > 48 * 60:
        raise BadValueError(f"{text!r} 不是时刻, 写作 07:00", f"{text!r} is not a time of day, write 07:00")
    return int(match[1]) * 60 + int(match[2] or 0)


_YES = {"是", "有", "y", "yes", "true", "1", "√", "✓", "v", "合格"}
_NO = {"否", "无", "n", "no", "false", "0", "×", "x", "不合格"}


def read_yes(cell: Cell) -> bool:
    """Read yes or no: 是/否, yes/no, true/false, 1/0, √/×."""
    word = folded(cell).lower().removesuffix(".0")
    if word in _YES | _NO:
        return word in _YES
    raise BadValueError(f"{plain(cell)!r} 不是 是/否", f"{plain(cell)!r} is neither yes nor no")


def read_words(cell: Cell) -> frozenset[str]:
    """Read a list of words separated by ``|`` (also by comma, semicolon, 、)."""
    return frozenset(word.strip() for word in re.split(r"[|,;、]", folded(cell)) if word.strip())


def read_crew(cell: Cell) -> Patterns:
    """Read crew patterns: ``2+0|1+2`` (also ``2+0或1+2``)."""
    try:
        return parse_patterns(re.sub(r"[或/;,]", "|", folded(cell)))
    except InputError as error:
        raise BadValueError(
            f"编组 {plain(cell)!r} 写作 民警+辅警, 如 2+0|1+2",
            f"crew {plain(cell)!r}: write police+auxiliaries, as in 2+0|1+2",
        ) from error


def _same(value: Any, _lang: Lang) -> Cell:  # noqa: ANN401
    return None if value in (None, "") else value


TEXT = Codec(Text("文字", "text"), plain, _same)
ID = Codec(Text("编号, 前导零保留", "id, leading zeros kept"), read_id, _same)
NUMBER = Codec(Text("数字", "number"), read_number, _same)
WHOLE = Codec(Text("整数", "whole number"), read_whole, _same)
COUNT = Codec(Text("整数 ≥ 0", "whole number ≥ 0"), read_count, _same)
DAY = Codec(Text("日期 2026-11-25", "date 2026-11-25"), read_day, _same)
YES = Codec(
    Text("是/否", "yes/no"),
    read_yes,
    lambda value, lang: {True: Text("是", "yes"), False: Text("否", "no")}[value].in_(lang),
)
WORDS = Codec(Text("以 | 分隔", "separated by |"), read_words, lambda value, _: "|".join(sorted(value)) or None)
CREW = Codec(
    Text("民警+辅警, 如 2+0|1+2", "police+auxiliaries, e.g. 2+0|1+2"),
    read_crew,
    lambda value, _: "|".join(map(str, value)),
)


def choice(words: Mapping[Any, str]) -> Codec:
    """
    Make the codec of an enumeration.

    ``words[member]`` holds the Chinese words, separated by spaces, that a planner may write; the first is written.
    """
    known: dict[str, Any] = {}
    for member, zh in words.items():
        for word in (*zh.split(), str(_value(member))):
            known[word.lower()] = member

    def read(cell: Cell) -> Any:  # noqa: ANN401
        word = folded(cell).lower()
        if word in known:
            return known[word]
        allowed = ", ".join(f"{zh.split()[0]} ({_value(member)})" for member, zh in words.items())
        raise BadValueError(f"{plain(cell)!r} 不是其中之一: {allowed}", f"{plain(cell)!r} is none of: {allowed}")

    def show(value: Any, lang: Lang) -> Cell:  # noqa: ANN401
        if value not in words:
            return None
        return words[value].split()[0] if lang is Lang.ZH else str(_value(value))

    form = Text(" / ".join(zh.split()[0] for zh in words.values()), " / ".join(str(_value(member)) for member in words))
    return Codec(form, read, show)


def _value(member: object) -> object:
    return member.value if isinstance(member, Enum) else member
