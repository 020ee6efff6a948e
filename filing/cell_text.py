"""
The notation of a grid cell, which a planner reads and edits: ``两头班 P012#1★`` and below it the place's name.

First the shift (name or code), then the place (id, or a name that only one place bears), ``#`` and the crew's number
(1 if left out), then ``★`` for the crew's lead. A second line is for the eye. Several duties of one day are parted by
``;``. Blank, 休 and 假… (off, leave…) mean no duty. A seat that does not follow from the person's role is written
out: ``[辅警]``, ``[aux]``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..models.city import City
from ..models.officer import Role
from ..models.roster import Duty, Seat
from ..models.text import Lang, Text
from .duty_rows import Names, normal, suggest
from .labels import SEATS

LEAD_MARK = "★"
OFF = Text("休", "off")
AWAY = Text("假", "leave")

_FREE = re.compile(
    r"(?:[-—–/.·]*|休|休息|轮休|补休|调休|off|rest|(?:假|休假|年假|病假|事假|公休|年休|学习|培训|出差|leave|training).*)"
)
_SEAT_WORDS = {normal(word): seat for seat in Seat for word in (seat, *(SEATS[seat].in_(lang) for lang in Lang))}
_SEAT = re.compile(rf"\[({'|'.join(map(re.escape, _SEAT_WORDS))})\]")
_CREW = re.compile(r"(?:#\s*(\d{1,4})|第?\s*(\d{1,4})\s*组)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One duty as a cell states it; ``seat`` None if the cell leaves it open."""

    template: str
    place_id: str
    crew: int
    seat: Seat | None


@dataclass(frozen=True, slots=True)
class Unclear:
    """A cell that cannot be understood, and what to write instead."""

    message: Text
    advice: Text


def template_word(city: City, code: str, lang: Lang) -> str:
    """Return the word for a template: its name if no other template bears it, else its code."""
    name = city.template(code).name.in_(lang)
    taken = {normal(word) for t in city.templates if t.code != code for word in (t.code, t.name.zh, t.name.en)}
    return code if not normal(name) or normal(name) in taken or re.search(r"[;\n#★\[]", name) else name


def cell_text(city: City, duties: Sequence[Duty], *, lang: Lang, led: bool = True) -> str:
    """
    Write the duties of one person on one day.

    ``led`` says whether each duty's crew has a lead: in a crew without one, police are marked ``[民警]``, so that
    reading does not promote them.
    """
    if len(duties) == 1:
        name = re.sub(r"[;；\n]+", ",", city.place(duties[0].place_id).name)
        return f"{_entry_text(city, duties[0], lang, led=led)}\n{name}"
    return ";".join(_entry_text(city, duty, lang, led=led) for duty in duties)


def _entry_text(city: City, duty: Duty, lang: Lang, *, led: bool) -> str:
    role = city.officer(duty.officer_no).role
    mark = f"[{SEATS[duty.seat].in_(lang)}]"
    if duty.seat is Seat.LEAD and role is Role.POLICE:
        mark = LEAD_MARK
    elif duty.seat is _plain_seat(role) and (led or role is Role.AUX):
        mark = ""
    return f"{template_word(city, duty.template, lang)} {duty.place_id}#{duty.crew}{mark}"


def _plain_seat(role: Role) -> Seat:
    return Seat.POLICE if role is Role.POLICE else Seat.AUX


def parse_cell(text: object, names: Names) -> list[Entry | Unclear]:
    """Read a cell; an empty list means no duty."""
    entries: list[Entry | Unclear] = []
    for part in re.split(r"[;；]", str(text)):
        entry = _parse_entry(part, names)
        if isinstance(entry, Entry) or not _FREE.fullmatch(normal(part)):
            entries.append(entry)
    return entries


def _parse_entry(part: str, names: Names) -> Entry | Unclear:
    first, _, second = part.strip().partition("\n")
    text, seat = _take_seat(normal(first))
    template, rest = _take_template(text, names)
    if template is None:
        near = suggest(text.split(" ")[0], names.templates)
        return Unclear(Text("看不懂班次", "the shift is not understood"), _how(near))
    for place_text, crew in _readings(rest):
        place = names.place(place_text) or (names.place(second) if not place_text else None)
        if place is not None and crew:
            return Entry(template=template, place_id=place, crew=crew, seat=seat)
    near = suggest(rest.split("#")[0], names.places)
    return Unclear(Text("看不懂岗位", "the place is not understood"), _how(near))


def _take_seat(text: str) -> tuple[str, Seat | None]:
    if match := _SEAT.search(text):
        return _SEAT.sub("", text).strip(), _SEAT_WORDS[match[1]]
    if LEAD_MARK in text:
        return text.replace(LEAD_MARK, "").strip(), Seat.LEAD
    return text, None


def _take_template(text: str, names: Names) -> tuple[str | None, str]:
    """Take the longest known word that the text begins with; a space after it may be missing after Chinese."""
    for end in range(len(text), 0, -1):
        word, rest = text[:end], text[end:]
        whole = not rest or not (word[-1].isascii() and word[-1].isalnum() and rest[0].isascii() and rest[0].isalnum())
        if whole and not word.endswith(" ") and (code := names.template(word)):
            return code, rest.strip(" :,")
    return None, text


def _readings(rest: str) -> list[tuple[str, int]]:
    """Return the ways to read ``place #crew``, the likeliest first."""
    readings = []
    if match := _CREW.search(rest):
        readings.append((rest[: match.start()].strip(), int(match[1] or match[2])))
        head = rest[: match.start()].split(" ", maxsplit=1)[0]
        readings.append((head, int(match[1] or match[2])))
    return [*readings, (rest, 1), *_with_name(rest)]


def _with_name(rest: str) -> list[tuple[str, int]]:
    """Read ``P012#1 name of the place`` typed on one line."""
    head = rest.split(" ", maxsplit=1)[0]
    match = _CREW.search(head)
    return [(head[: match.start()], int(match[1] or match[2]))] if match else [(head, 1)]


def _how(near: str) -> Text:
    zh, en = "写作 班次 岗位编号#组号, 如 两头班 P012#1", "write shift place#crew, as in SPLIT P012#1"
    return Text(f"{zh}; 是否应为 {near}?", f"{en}; did you mean {near}?") if near else Text(zh, en)


def away_text(kind: str, lang: Lang) -> str:
    """Return what a cell shows on a day of leave."""
    return f"{AWAY.in_(lang)} {kind}".strip()


@dataclass(frozen=True, slots=True)
class Stated:
    """An entry with its person and day."""

    day: date
    officer_no: str
    entry: Entry


def seat_all(city: City, stated: Sequence[Stated]) -> list[Duty]:
    """Give every entry its seat: as written, or by role; a crew without a lead gets its first police officer."""
    led = {_crew_key(s) for s in stated if s.entry.seat is Seat.LEAD}
    duties = []
    for item in sorted(stated, key=lambda s: (s.day, s.officer_no)):
        role, seat = city.officer(item.officer_no).role, item.entry.seat
        if seat is None and role is Role.POLICE and _crew_key(item) not in led:
            led.add(_crew_key(item))
            seat = Seat.LEAD
        duties.append(
            Duty(
                day=item.day,
                template=item.entry.template,
                place_id=item.entry.place_id,
                crew=item.entry.crew,
                seat=seat or _plain_seat(role),
                officer_no=item.officer_no,
            )
        )
    return duties


def _crew_key(item: Stated) -> tuple[date, str, str, int]:
    return item.day, item.entry.template, item.entry.place_id, item.entry.crew
