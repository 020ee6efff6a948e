"""How the cells of incidents and flow are read: moments with or without a zone, and types of events in any words."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..models.demand import LAYER_NAMES, RiskLayer
from ..models.incident import EVENT_TYPES, EventCode
from ..models.text import Lang, Text
from .codecs import BadValueError, Cell, Codec, folded, plain

_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - local time
_SERIALS = (20_000.0, 80_000.0)
_MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[\sT]*(\d{1,2})\s*[:点时]\s*(\d{2})\s*分?"
    r"(?::?(\d{2})(?:\.\d+)?\s*秒?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as it was written; ``offset_min`` ahead of UTC, None if no zone stands there."""

    written: datetime
    offset_min: int | None = None

    def local(self, utc_offset_min: int) -> datetime:
        """Return the city's local time, without a zone."""
        if self.offset_min is None:
            return self.written
        return self.written + timedelta(minutes=utc_offset_min - self.offset_min)


def read_moment(cell: Cell) -> Moment:
    """
    Read a date with a time.

    >>> read_moment("2026年11月25日 7:05").written == read_moment("2026-11-25T07:05:00").written
    True
    >>> read_moment("2026-11-25 07:05+08:00").offset_min
    480
    """
    if isinstance(cell, datetime):
        return Moment(cell.replace(tzinfo=None, microsecond=0))
    text = folded(cell)
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and _SERIALS[0] <= float(text) <= _SERIALS[1]:
        return Moment(_EXCEL_EPOCH + timedelta(minutes=round(float(text) * 24 * 60)))
    match = _MOMENT.fullmatch(text)
    if not match:
        raise BadValueError(
            f"{text!r} 不是时间, 写作 2026-11-25 07:05", f"{text!r} is not a time, write 2026-11-25 07:05"
        )
    try:
        year, month, day, hour, minute, second = (int(match[k] or 0) for k in range(1, 7))
        written = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - local time
    except ValueError:
        raise BadValueError(f"没有 {text} 这个时间", f"there is no time {text}") from None
    return Moment(written, _offset(match[7]))


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return -minutes if zone[0] == "-" else minutes


MOMENT = Codec(
    Text("时间 2026-11-25 07:05, 可带时区 +08:00", "time 2026-11-25 07:05, a zone +08:00 may follow"),
    read_moment,
    lambda value, _lang: f"{value.written:%Y-%m-%d %H:%M}" if value else None,
)

# Words of other cities' tables, exact, lower case.
_SYNONYMS = {
    "injury_collision": EventCode.ACCIDENT_INJURY,
    "injury": EventCode.ACCIDENT_INJURY,
    "pedestrian_hit": EventCode.ACCIDENT_INJURY,
    "fatal": EventCode.ACCIDENT_FATAL,
    "collision": EventCode.ACCIDENT_PROPERTY,
    "property damage only": EventCode.ACCIDENT_PROPERTY,
    "亡人事故": EventCode.ACCIDENT_FATAL,
    "财损事故": EventCode.ACCIDENT_PROPERTY,
    "违停": EventCode.ILLEGAL_PARKING,
    "拥堵": EventCode.CONGESTION_QUEUE,
    "求助": EventCode.PUBLIC_HELP,
    "逃逸": EventCode.HIT_AND_RUN,
}
# Free descriptions: the first phrase that occurs decides.
PHRASES = (
    ("pedestrian", EventCode.ACCIDENT_INJURY),
    ("cyclist", EventCode.ACCIDENT_INJURY),
    ("signal", EventCode.SIGNAL_FAULT),
    ("stalled", EventCode.BREAKDOWN),
    ("vehicle incident", EventCode.ACCIDENT_PROPERTY),
    ("traffic incident", EventCode.ACCIDENT_PROPERTY),
    ("collision", EventCode.ACCIDENT_PROPERTY),
    ("hazardous road", EventCode.PUBLIC_HELP),
    ("construction", EventCode.ROADWORK_OCCUPY),
    ("road work", EventCode.ROADWORK_OCCUPY),
    ("blocking", EventCode.CONGESTION_QUEUE),
    ("closed", EventCode.CONGESTION_QUEUE),
    ("closure", EventCode.CONGESTION_QUEUE),
    ("delays", EventCode.CONGESTION_QUEUE),
    ("road close", EventCode.CONGESTION_QUEUE),
    ("blocked", EventCode.CONGESTION_QUEUE),
    ("lane open", EventCode.CONGESTION_QUEUE),
    ("weather", EventCode.LOW_VISIBILITY),
    ("icy", EventCode.LOW_VISIBILITY),
    ("power outage", EventCode.SIGNAL_FAULT),
    ("incident", EventCode.PUBLIC_HELP),
    ("crew", EventCode.PUBLIC_HELP),
)
_NAMES = {name.lower(): code for code, kind in EVENT_TYPES.items() for name in (code.value, kind.name.zh, kind.name.en)}


def read_event(cell: Cell) -> EventCode:
    """
    Read a type of event: its code, its name in either language, a synonym, or a description.

    >>> read_event("Two vehicle incident. Blocking the right lane").value
    'ACCIDENT_PROPERTY'
    """
    word = folded(cell).lower()
    found = _NAMES.get(word) or _SYNONYMS.get(word) or next((code for part, code in PHRASES if part in word), None)
    if found is None:
        raise BadValueError(f"{plain(cell)!r} 不是已知的警情类型", f"{plain(cell)!r} is no known type of event")
    return found


EVENT = Codec(
    Text(" / ".join(kind.name.zh for kind in EVENT_TYPES.values()), " / ".join(code.value for code in EVENT_TYPES)),
    read_event,
    lambda value, lang: EVENT_TYPES[value].name.zh if lang is Lang.ZH else value.value,
)


def _read_layers(cell: Cell) -> frozenset[RiskLayer]:
    known = {word.lower(): layer for layer, name in LAYER_NAMES.items() for word in (layer.value, name.zh, name.en)}
    found: set[RiskLayer] = set()
    for word in re.split(r"[|,;、]", folded(cell)):
        layer = known.get(word.strip().lower())
        if layer is None:
            allowed = ", ".join(f"{name.zh} ({one})" for one, name in LAYER_NAMES.items())
            raise BadValueError(f"{word!r} 不是其中之一: {allowed}", f"{word!r} is none of: {allowed}")
        found.add(layer)
    return frozenset(found)


def _show_layers(value: Any, lang: Lang) -> Cell:  # noqa: ANN401
    return "|".join(LAYER_NAMES[layer].zh if lang is Lang.ZH else layer.value for layer in sorted(value)) or None


LAYERS = Codec(
    Text(
        " | ".join(name.zh for name in LAYER_NAMES.values()) + ", 可多个",
        " | ".join(layer.value for layer in LAYER_NAMES) + ", several",
    ),
    _read_layers,
    _show_layers,
)
