"""Bands and shift templates from ``city.toml``."""

from collections.abc import Sequence

from ..models.band import Band, BandMode, Bands
from ..models.errors import InputError
from ..models.place import PlaceKind
from ..models.template import ShiftTemplate
from ..models.text import Text
from ..models.week import DAY_MIN, DayType
from .choices import DAY_TYPES, PLACE_KINDS
from .codecs import BadValueError
from .defaults import default_bands, default_templates
from .hours import doubtful, read_hours
from .toml_reader import Branch

Stretches = tuple[tuple[int, int], ...]


def read_bands(city: Branch) -> Bands | None:
    """Return the bands of ``[bands]``, the default ones if there is none; None if they leave a gap or overlap."""
    if "bands" not in city.data:
        return default_bands()
    table, by_type, good = city.branch("bands"), {}, True
    for key in table.data:
        try:
            kind: DayType = DAY_TYPES.read(key)
        except BadValueError as error:
            city.notes.error("D06", error.text, table.at(key))
            continue
        bands = [band for item in table.items(key) if (band := _band(item))]
        by_type[kind] = sorted(bands, key=lambda band: band.start)
        good &= len(bands) == len(table.data[key]) and _end_to_end(table, key, by_type[kind])
    if DayType.WEEKDAY not in by_type:
        message = Text("缺少工作日 WEEKDAY 的时段", "the bands of WEEKDAY are missing")
        city.notes.error("D05", message, table.at("WEEKDAY"))
        return None
    return Bands({kind: tuple(bands) for kind, bands in by_type.items()}) if good else None


def _band(item: Branch) -> Band | None:
    item.warn_unknown(("code", "zh", "en", "hours", "start", "end", "mode"))
    code = item.need("code", str, "")
    mode = item.need("mode", str, BandMode.FIXED.value)
    hours = _hours(item)
    if mode not in list(BandMode):
        allowed = ", ".join(BandMode)
        item.notes.error("D06", Text(f"mode 应为 {allowed}", f"mode must be one of {allowed}"), item.at("mode"))
        return None
    if not code or len(hours) != 1:
        return None
    start, end = hours[0]
    try:
        return Band(code=code, name=_name(item, code), start=start, end=end, mode=BandMode(mode))
    except InputError as error:
        item.notes.error("D07", error.text, item.at("hours"))
        return None


def _name(item: Branch, code: str) -> Text:
    return Text(item.get("zh", str, code), item.get("en", str, code))


def _hours(item: Branch) -> Stretches:
    """Read ``hours``, or ``start`` and ``end``; empty if they cannot be read."""
    field = "hours" if "hours" in item.data or "start" not in item.data else "start"
    written = f"{item.data['start']}-{item.data.get('end', '')}" if field == "start" else item.need("hours", str, "")
    if not written:
        return ()
    try:
        found = read_hours(written)
    except BadValueError as error:
        item.notes.error(error.code, error.text, item.at(field))
        return ()
    if doubtful(found):
        longest = max(end - start for start, end in found) / 60
        message = Text(
            f"{written} 的结束早于开始, 按次日理解, 长达 {longest:g} 小时",
            f"{written} ends before it starts; read as ending next day it lasts {longest:g} h",
        )
        item.notes.warn("D12", message, item.at(field))
    return found


def _end_to_end(table: Branch, key: str, bands: Sequence[Band]) -> bool:
    """Whether bands fill a day; note each gap and overlap."""
    good = bool(bands)
    codes = [band.code for band in bands]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        table.notes.error("D08", Text(f"时段代码 {code} 重复", f"the band code {code} is used twice"), table.at(key))
        good = False
    for index, band in enumerate(bands):
        last = index + 1 == len(bands)
        following = bands[0] if last else bands[index + 1]
        gap = following.start + DAY_MIN * last - band.end
        if gap:
            good = False
            zh, en = ("空隙", "gap") if gap > 0 else ("重叠", "overlap")
            message = Text(
                f"{band.code} 与 {following.code} 之间有 {abs(gap)} 分钟{zh}",
                f"{en} of {abs(gap)} minutes between {band.code} and {following.code}",
            )
            table.notes.error("D11", message, table.at(key))
    return good


def read_templates(city: Branch) -> tuple[ShiftTemplate, ...]:
    """Return the templates of ``templates``, the default ones if there is none; bad ones are noted and left out."""
    if "templates" not in city.data:
        return default_templates()
    found: dict[str, ShiftTemplate] = {}
    for item in city.items("templates"):
        template = _template(item)
        if template and template.code in found:
            message = Text(f"班次代码 {template.code} 重复", f"the template code {template.code} is used twice")
            city.notes.error("D08", message, item.at("code"))
        elif template:
            found[template.code] = template
    if not city.get("templates", list, []):
        city.notes.error("D28", Text("没有任何班次", "there is no template"), city.at("templates"))
    return tuple(found.values())


def _template(item: Branch) -> ShiftTemplate | None:
    item.warn_unknown(("code", "zh", "en", "hours", "start", "end", "paid_min", "serves"))
    code = item.need("code", str, "")
    segments = _hours(item)
    paid = item.get("paid_min", int, sum(end - start for start, end in segments))
    serves = _serves(item)
    if not code or not segments:
        return None
    try:
        return ShiftTemplate(code=code, name=_name(item, code), segments=segments, paid_min=paid, serves=serves)
    except InputError as error:
        item.notes.error("D07", error.text, item.at("hours"))
        return None


def _serves(item: Branch) -> frozenset[PlaceKind]:
    kinds = set()
    for word in item.need("serves", list, []):
        try:
            kinds.add(PLACE_KINDS.read(word))
        except BadValueError as error:
            item.notes.error("D06", error.text, item.at("serves"))
    return frozenset(kinds)
