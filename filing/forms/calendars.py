"""Duty calendars after RFC 5545: one file an officer, one event a stretch of work, for any calendar program."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from ...models.equipment import EQUIPMENT_NAMES, EquipmentKind
from ...models.officer import Officer
from ...models.roster import Seat
from ..crew_lines import CrewLine
from ..labels import SEATS
from .cards import duties_of
from .unit_week import UnitWeek

CHINA_MIN = 480
OCTETS = 75
"""RFC 5545, 3.1: no line is longer; the rest goes on the next, after a blank."""


def calendars(week: UnitWeek) -> dict[str, bytes]:
    """Return each officer's calendar of the week, by police number."""
    return {number: _calendar(week, week.city.officer(number), duties) for number, duties in duties_of(week).items()}


def _calendar(week: UnitWeek, officer: Officer, duties: Sequence[tuple[CrewLine, Seat]]) -> bytes:
    zone, offset = _zone(week.city.daylight.utc_offset_min)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//qinwu//duty calendar//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(week.say('勤务', 'Duties') + ' ' + officer.officer_no)}",
        f"X-WR-TIMEZONE:{zone}",
        "BEGIN:VTIMEZONE",
        f"TZID:{zone}",
        "BEGIN:STANDARD",
        "DTSTART:19920101T000000",
        f"TZOFFSETFROM:{offset}",
        f"TZOFFSETTO:{offset}",
        f"TZNAME:{'CST' if zone == 'Asia/Shanghai' else zone}",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
    for line, seat in duties:
        for at in range(len(line.crew.template.segments)):
            lines += _event(week, officer, line, seat, at, zone)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line)).encode()


def _zone(offset_min: int) -> tuple[str, str]:
    sign, minutes = ("+", offset_min) if offset_min >= 0 else ("-", -offset_min)
    offset = f"{sign}{minutes // 60:02d}{minutes % 60:02d}"
    return ("Asia/Shanghai" if offset_min == CHINA_MIN else f"UTC{offset}"), offset


def _event(  # noqa: PLR0913, PLR0917
    week: UnitWeek, officer: Officer, line: CrewLine, seat: Seat, at: int, zone: str
) -> Iterator[str]:
    crew, place = line.crew, line.crew.place
    start, end = crew.template.segments[at]
    key = f"{week.unit.unit_id}|{officer.officer_no}|{crew.day}|{crew.template.code}|{place.place_id}|{at}"
    yield "BEGIN:VEVENT"
    yield f"UID:{sha256(key.encode()).hexdigest()[:32]}@qinwu"
    yield f"DTSTAMP:{_stamp(week)}"
    yield f"SEQUENCE:{week.identity.number}"
    yield f"DTSTART;TZID={zone}:{_moment(crew.day, start)}"
    yield f"DTEND;TZID={zone}:{_moment(crew.day, end)}"
    yield f"SUMMARY:{_text(f'{crew.template.name.in_(week.lang)} {place.place_id} {place.name}')}"
    yield f"LOCATION:{_text(f'{place.name}, {week.city.org.path(place.unit_id)}')}"
    if place.lat is not None and place.lon is not None:
        yield f"GEO:{place.lat:.6f};{place.lon:.6f}"
    yield f"DESCRIPTION:{_text(_description(week, officer, line, seat))}"
    yield f"STATUS:{'CONFIRMED' if week.identity.number and not week.identity.missing else 'TENTATIVE'}"
    yield "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _description(week: UnitWeek, officer: Officer, line: CrewLine, seat: Seat) -> str:
    devices = week.devices(line, officer)
    words = [(EQUIPMENT_NAMES[kind].in_(week.lang), devices.word(kind, week.lang)) for kind in EquipmentKind]
    mates = [" ".join(dict.fromkeys((o.name, o.officer_no))) for o, _ in week.members(line) if o != officer]
    parts = [
        *week.tasks(line),
        f"{SEATS[seat].in_(week.lang)} {line.pattern}",
        f"{week.say('同组', 'with')}: {'、'.join(mates)}" if mates else "",
        *(f"{name}: {word}" for name, word in words if word),
        week.identity.version.in_(week.lang),
        week.fiction,
    ]
    return "\n".join(filter(None, parts))


def _stamp(week: UnitWeek) -> str:
    """Return when the version was made, in UTC; a draft has no clock, so that equal drafts are equal bytes."""
    local = week.identity.at or datetime.combine(week.roster.week.monday, time())
    return f"{local - timedelta(minutes=week.city.daylight.utc_offset_min):%Y%m%dT%H%M%SZ}"


def _moment(day: date, minute: int) -> str:
    return f"{datetime.combine(day, time()) + timedelta(minutes=minute):%Y%m%dT%H%M%S}"


def _text(text: str) -> str:
    """Escape a text as RFC 5545, 3.3.11 asks."""
    plain = "".join(char for char in text if char == "\n" or char.isprintable())
    for raw, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(raw, escaped)
    return plain


def fold(line: str) -> Iterator[str]:
    """
    Break a line into stretches of at most 75 octets, never inside a character.

    >>> [len(part.encode()) for part in fold("SUMMARY:" + "勤" * 30)]
    [74, 25]
    """
    part, used = "", 0
    for char in line:
        size = len(char.encode())
        if used + size > OCTETS:
            yield part
            part, used = " ", 1
        part, used = part + char, used + size
    yield part
