"""From raw fields to duties: what every reader of roster files shares. It collects all findings, not only the first."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from ..models.city import City
from ..models.finding import Finding, Severity, Where
from ..models.roster import Duty, Seat
from ..models.text import Lang, Text
from ..models.week import Week
from .labels import SEATS

RULE = "D30"  # what a roster file says cannot be understood
FIELDS = ("day", "template", "place_id", "crew", "seat", "officer_no")


def normal(text: object) -> str:
    """Return a text as people mean it: full-width forms folded, spaces trimmed, case folded."""
    return " ".join(unicodedata.normalize("NFKC", str(text)).split()).casefold()


@dataclass(frozen=True, slots=True)
class Names:
    """A city's words, as people write them: ``template``, ``place`` and ``officer`` find the noun or None."""

    city: City
    templates: Mapping[str, str] = field(init=False)
    places: Mapping[str, str] = field(init=False)
    officers: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        city = self.city
        words = [(t.name.in_(lang), t.code) for t in city.templates for lang in Lang]
        object.__setattr__(self, "templates", _index([(t.code, t.code) for t in city.templates], words))
        object.__setattr__(
            self,
            "places",
            _index([(p.place_id, p.place_id) for p in city.places], [(p.name, p.place_id) for p in city.places]),
        )
        bare = [(o.officer_no.lstrip("0"), o.officer_no) for o in city.officers]
        object.__setattr__(self, "officers", _index([(o.officer_no, o.officer_no) for o in city.officers], bare))

    def template(self, text: object) -> str | None:
        """Return the code of the template that ``text`` names, by code or by name."""
        return self.templates.get(normal(text))

    def place(self, text: object) -> str | None:
        """Return the id of the place that ``text`` names, by id or, if no other bears it, by name."""
        return self.places.get(normal(text))

    def officer(self, text: object) -> str | None:
        """Return the police number; a spreadsheet may have made it a number and dropped its zeros."""
        whole = int(text) if isinstance(text, float) and text.is_integer() else text
        shown = re.sub(r"\.0+$", "", normal(whole))
        return self.officers.get(shown) or self.officers.get(shown.lstrip("0"))


def _index(exact: Iterable[tuple[str, str]], loose: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map words to ids; an id wins over a name, and a name that two bear names neither."""
    names: dict[str, set[str]] = {}
    for word, target in loose:
        names.setdefault(normal(word), set()).add(target)
    table = {word: next(iter(targets)) for word, targets in names.items() if len(targets) == 1 and word}
    return table | {normal(word): target for word, target in exact}


def suggest(text: object, words: Iterable[str]) -> str:
    """Return the nearest known word, or nothing."""
    return next(iter(get_close_matches(normal(text), list(words), n=1, cutoff=0.6)), "")


def parse_day(value: object) -> date | None:
    """Read a date as JSON, Excel and WPS write it: 2026-11-23, 2026/11/23, 2026年11月23日, or a date cell."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    match = re.match(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)", normal(value))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


_SEAT_WORDS = {normal(text.in_(lang)): seat for seat, text in SEATS.items() for lang in Lang} | {
    seat.casefold(): seat for seat in Seat
}


def parse_seat(value: object) -> Seat | None:
    """Read a seat: its code, or its word in either language."""
    return _SEAT_WORDS.get(normal(value))


def parse_crew(value: object) -> int | None:
    """Read a crew number, 1 or more."""
    match = re.fullmatch(r"#?(\d{1,4})(?:\.0+)?", normal(value))
    return int(match[1]) if match and int(match[1]) else None


@dataclass(slots=True)
class DutyRows:
    """
    Duties read so far from ``file``, and all that is wrong with it.

    Rows are added one by one; a row with a fault adds findings and no duty.
    """

    names: Names
    file: str
    duties: list[Duty] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, row: int, raw: Mapping[str, object]) -> None:
        """Read one row; ``raw`` holds the ``FIELDS`` as the file has them."""
        day, crew, seat = parse_day(raw["day"]), parse_crew(raw["crew"]), parse_seat(raw["seat"])
        names = self.names
        template, place = names.template(raw["template"]), names.place(raw["place_id"])
        officer = names.officer(raw["officer_no"])
        if day and crew and seat and template and place and officer:
            self.duties.append(
                Duty(day=day, template=template, place_id=place, crew=crew, seat=seat, officer_no=officer)
            )
            return
        read = (day, template, place, crew, seat, officer)
        for name, value in zip(FIELDS, read, strict=True):
            if not value:
                self._unknown(row, name, raw[name])

    def _unknown(self, row: int, name: str, value: object) -> None:
        known = {"template": self.names.templates, "place_id": self.names.places, "officer_no": self.names.officers}
        near = suggest(value, known.get(name, ()))
        self.findings.append(fault(_WRONG[name], _advice(name, near), file=self.file, row=row, field=name, value=value))


_WRONG = {
    "day": Text("日期看不懂", "the date is not understood"),
    "template": Text("没有这个班次", "there is no such shift template"),
    "place_id": Text("没有这个岗位", "there is no such place"),
    "crew": Text("组号应为 1 以上的整数", "the crew number must be a whole number from 1"),
    "seat": Text("职责应为 带班/民警/辅警", "the seat must be LEAD, POLICE or AUX"),
    "officer_no": Text("没有这个警号", "there is no such police number"),
}


def _advice(name: str, near: str) -> Text:
    if near:
        return Text(f"是否应为 {near}?", f"did you mean {near}?")
    if name == "day":
        return Text("写作 2026-11-23", "write 2026-11-23")
    return Text("按城市数据改正该值", "correct the value by the city's tables")


def fault(  # noqa: PLR0913 - a spot has this many sides
    message: Text, advice: Text, *, file: str, row: int | None, field: str = "", value: object = ""
) -> Finding:
    """Make the finding of one spot in a roster file that cannot be used."""
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        message=message,
        advice=advice,
        where=Where(file=file, row=row, field=field, value=str(value)[:60]),
    )


def week_of(duties: Iterable[Duty], stated: str, *, file: str) -> tuple[Week | None, list[Finding]]:
    """Return the week of a file that names none: that of its duties, or of ``stated``, a name that holds 2026-W48."""
    weeks = {Week.of(duty.day) for duty in duties}
    if len(weeks) == 1:
        return weeks.pop(), []
    if not weeks and (match := re.search(r"\d{4}-W\d{2}", stated)):
        return Week.parse(match[0]), []
    message = Text("勤务跨了几周, 或没有任何勤务", "the duties span several weeks, or there are none")
    advice = Text("一个文件只放一周", "keep one week in one file")
    return None, [fault(message, advice, file=file, row=None, value=", ".join(map(str, sorted(weeks))))]
