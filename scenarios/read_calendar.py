"""The calendar of ``city.toml``: holidays, working weekends, school breaks; single days and ranges."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from ..models.text import Text
from ..models.week import Calendar, DayType
from .codecs import BadValueError, read_day
from .toml_reader import Branch

LISTS: Mapping[str, DayType] = {
    "school_breaks": DayType.SCHOOL_BREAK,
    "weekends": DayType.WEEKEND,
    "workdays": DayType.WEEKDAY,
    "holidays": DayType.HOLIDAY,
}
"""The lists of ``[calendar]``; a later one wins over ``school_breaks``, no other two may name the same day."""

_LONGEST_DAYS = 120


def read_calendar(city: Branch) -> Calendar:
    """Return the calendar; a missing one, a bad day and a day in two lists are noted."""
    table = city.branch("calendar")
    table.warn_unknown(LISTS)
    special: dict[date, DayType] = {}
    for key, kind in LISTS.items():
        for entry in table.get(key, list, []):
            for day in _days(table, key, entry):
                before = special.get(day, DayType.SCHOOL_BREAK)
                if before not in (DayType.SCHOOL_BREAK, kind):
                    message = Text(f"{day} 既是 {before} 又是 {kind}", f"{day} is both {before} and {kind}")
                    city.notes.error("D17", message, table.at(key))
                special[day] = kind
    if not special:
        city.notes.warn("D18", Text("没有节假日日历", "there is no holiday calendar"), city.at("calendar"))
    return Calendar(special)


def _days(table: Branch, key: str, entry: object) -> Iterable[date]:
    """Expand ``2026-10-01`` or ``2026-10-01..2026-10-07``; a school break's range leaves the weekends out."""
    try:
        parts = [read_day(part) for part in entry.split("..")] if isinstance(entry, str) else [_day(entry)]
    except BadValueError as error:
        table.notes.error("D06", error.text, table.at(key))
        return []
    first, last = parts[0], parts[-1]
    if not 0 <= (last - first).days <= _LONGEST_DAYS or len(parts) > 2:
        message = Text(f"日期范围 {entry} 不合理", f"the range {entry} makes no sense")
        table.notes.error("D17", message, table.at(key))
        return []
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    if len(parts) == 2 and LISTS[key] is DayType.SCHOOL_BREAK:
        return [day for day in days if day.weekday() < 5]
    return days


def _day(entry: object) -> date:
    if isinstance(entry, date):
        return read_day(entry)
    raise BadValueError(f"{entry!r} 不是日期", f"{entry!r} is not a date")


def show_days(days: Iterable[date], kind: DayType) -> list[str]:
    """Return days as the entries that ``read_calendar`` expands to exactly these."""
    school = kind is DayType.SCHOOL_BREAK
    entries: list[list[date]] = []
    for day in sorted(days):
        gap = (day - entries[-1][-1]).days if entries else 0
        over_weekend = school and gap == 3 and day.weekday() == 0
        ranged = not school or (day.weekday() < 5 and (not entries or entries[-1][-1].weekday() < 5))
        if entries and ranged and (gap == 1 or over_weekend) and (day - entries[-1][0]).days <= _LONGEST_DAYS:
            entries[-1].append(day)
        else:
            entries.append([day])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in entries]
