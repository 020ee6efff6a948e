"""The bands and shift templates a new city starts with (DOMAIN 5.1); a planner changes them in ``city.toml``."""

from ..models.band import Band, BandMode, Bands
from ..models.place import PlaceKind
from ..models.template import ShiftTemplate
from ..models.text import Text
from ..models.week import DayType


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _band(code: str, zh: str, en: str, hours: str, mode: BandMode) -> Band:
    start, end = (_clock(part) for part in hours.split("-"))
    return Band(code=code, name=Text(zh, en), start=start, end=end, mode=mode)


_BANDS = (
    _band("AM_PEAK", "早高峰", "morning peak", "07:00-09:00", BandMode.FIXED),
    _band("AM_FLAT", "上午平峰", "morning off-peak", "09:00-11:30", BandMode.LINE),
    _band("NOON", "午间", "noon", "11:30-14:30", BandMode.FIXED),
    _band("PM_FLAT", "下午平峰", "afternoon off-peak", "14:30-17:00", BandMode.LINE),
    _band("PM_PEAK", "晚高峰", "evening peak", "17:00-19:00", BandMode.FIXED),
    _band("EVENING", "夜查", "evening check", "19:00-22:00", BandMode.LINE),
    _band("NIGHT", "夜间", "night", "22:00-31:00", BandMode.MOBILE),
)


def default_bands() -> Bands:
    """Return the seven bands of DOMAIN 5.1, the same on every day type."""
    return Bands({DayType.WEEKDAY: _BANDS})


def _template(code: str, name: Text, hours: str, paid_min: int, serves: str) -> ShiftTemplate:
    segments = tuple(tuple(_clock(edge) for edge in part.split("-")) for part in hours.split("+"))
    return ShiftTemplate(
        code=code,
        name=name,
        segments=tuple((start, end) for start, end in segments),
        paid_min=paid_min,
        serves=frozenset(PlaceKind(kind) for kind in serves.split()),
    )


def default_templates() -> tuple[ShiftTemplate, ...]:
    """Return the seven shift templates of DOMAIN 5.1; hours past 24:00 lie on the next day."""
    outdoor = "POST MOBILE STATION"
    return (
        _template("SPLIT", Text("两头班", "split shift"), "07:00-11:30+15:30-19:00", 480, "POST"),
        _template("EARLY", Text("早班", "early"), "06:45-14:45", 480, outdoor),
        _template("LATE", Text("晚班", "late"), "13:30-21:30", 480, outdoor),
        _template("NIGHT", Text("夜班", "night"), "22:00-31:00", 480, "MOBILE STATION DESK RESERVE"),
        _template("DUTY24", Text("24小时值班", "24-hour standby"), "08:00-32:00", 960, "LEAD RESERVE"),
        _template("DESK_A", Text("席位早班", "desk, early"), "07:00-14:30", 450, "DESK"),
        _template("DESK_P", Text("席位晚班", "desk, late"), "14:30-22:00", 450, "DESK"),
    )
