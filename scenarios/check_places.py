"""What places must agree on with bands, templates, people and the map."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from ..models.band import Band
from ..models.city import City
from ..models.daylight import Daylight
from ..models.finding import Where
from ..models.place import Place
from ..models.text import Text
from ..models.week import DayType
from .check_supply import is_policewoman
from .cover import alike, duties_of, typical
from .notes import Notes
from .read_places import Sites
from .records import Record
from .tables import close

_DAY = date(2026, 3, 18)
_FAR_DEG = 3.0


def check_positions(placed: Iterable[Record], centre: Daylight, notes: Notes) -> None:
    """Note coordinates that are half given, out of range, swapped, or far from the city."""
    for record in placed:
        lon, lat = record["lon"], record["lat"]
        if (lon is None) != (lat is None):
            field = "lat" if lat is None else "lon"
            if field in record.good or not record.at(field).value:
                notes.error("D19", Text(f"缺少 {field}", f"{field} is missing"), record.at(field))
        elif lon is not None and lat is not None:
            _check_position(record, lon, lat, centre, notes)


def near(lon: float, lat: float, centre: Daylight) -> bool:
    """Whether a point lies in the city's wider surroundings; all do if the city's own place is not known (0, 0)."""
    if centre.lon == centre.lat == 0:
        return True
    return abs(lon - centre.lon) <= _FAR_DEG and abs(lat - centre.lat) <= _FAR_DEG


def _check_position(record: Record, lon: float, lat: float, centre: Daylight, notes: Notes) -> None:
    if near(lon, lat, centre):
        return
    shown = f"({lon}, {lat})"
    if near(lat, lon, centre):
        message = Text(f"经纬度写反: {shown}", f"longitude and latitude are swapped: {shown}")
        notes.error("D19", message, record.at("lon"), Text("对调经度和纬度", "swap the two"))
    elif abs(lat) > 90 or abs(lon) > 180:
        notes.error("D19", Text(f"坐标超出范围: {shown}", f"coordinates out of range: {shown}"), record.at("lat"))
    else:
        message = Text(f"{shown} 距城市超过 {_FAR_DEG:g} 度", f"{shown} is more than {_FAR_DEG:g}° from the city")
        notes.warn("D19", message, record.at("lon"))


def check_places(city: City, sites: Sites, notes: Notes) -> None:
    """Note places without need, needs that no template covers, templates and skills that do not fit anything."""
    _check_needs(city, sites, notes)
    useful = _check_cover(city, sites, notes)
    for template in city.templates:
        if template.code not in useful:
            message = Text(f"班次 {template.code} 没有地点可用", f"no place has a need that {template.code} covers")
            notes.warn("D13", message, Where(file="city.toml", field="templates", value=template.code))
    for place in city.places:
        _check_skills(city, place, sites.rows[place.place_id], notes)
    schools = any(place.school for place in city.places)
    if schools and city.calendar.special and DayType.SCHOOL_BREAK not in city.calendar.special.values():
        message = Text("有护学岗, 但日历中没有寒暑假", "there are school posts, but no school breaks in the calendar")
        notes.warn("D18", message, Where(file="city.toml", field="calendar.school_breaks"))


def _check_needs(city: City, sites: Sites, notes: Notes) -> None:
    asking = [place for place in city.places if any(place.needs.values())]
    if city.places and not asking:
        message = Text("所有地点每天都没有需求, 无可排班", "no place needs a crew on any day: there is nothing to plan")
        notes.error("D25", message, Where(file="needs.csv"))
        return
    for place in city.places:
        if place not in asking:
            message = Text(f"{place.name} 在任何时段都没有需求", f"{place.name} has no need in any band")
            notes.warn("D25", message, sites.rows[place.place_id].at("place_id"))


def _check_cover(city: City, sites: Sites, notes: Notes) -> set[str]:
    """Note each need that no template covers; return the templates that cover some need."""
    useful: set[str] = set()
    seen: dict[object, list[Band]] = {}
    for kind in DayType:
        day_city = typical(city, kind, _DAY)
        for place in city.places:
            wanted = {band for (of_kind, band), crews in place.needs.items() if of_kind is kind and crews}
            key = (kind, alike(place))
            if wanted and key not in seen:
                covered = dict(_covering(day_city, place))
                useful.update(code for code, bands in covered.items() if bands & wanted)
                lost = wanted.difference(*covered.values())
                seen[key] = [band for band in city.bands.of(kind) if band.code in lost]
            for band in seen[key] if wanted else ():
                _note_uncovered(place, kind, band, sites.rows[place.place_id], notes)
    return useful


def _covering(city: City, place: Place) -> Iterator[tuple[str, set[str]]]:
    """Yield each template with the bands of ``_DAY`` that it covers, whenever it begins."""
    found: dict[str, set[str]] = {}
    for offset in (-1, 0):
        for duty in duties_of(city, place, _DAY + timedelta(days=offset)):
            found.setdefault(duty.template, set()).update(band for day, band in duty.bands if day == _DAY)
    yield from found.items()


def _note_uncovered(place: Place, kind: DayType, band: Band, record: Record, notes: Notes) -> None:
    message = Text(
        f"{place.name} 在 {kind} {band.name.zh} 需要警力, 但没有班次能覆盖该时段",
        f"{place.name} needs crews in {band.name.en} on {kind}, but no template for {place.kind} covers it",
    )
    notes.warn("D24", message, record.at("place_id"))


def _check_skills(city: City, place: Place, record: Record, notes: Notes) -> None:
    """Note what a place asks for and nobody who may serve it is: skills, a policewoman where bodies are searched."""
    if not any(place.needs.values()):
        return
    held, unit = [o for o in city.officers if city.org.serves(o.unit_id, place.unit_id)], city.org[place.unit_id].name
    if place.searches and not any(map(is_policewoman, held)):
        message = Text(
            f"{place.name} 涉及人身检查, {unit}可用的 {len(held)} 人中没有女民警",
            f"{place.name} searches bodies: none of the {len(held)} people who may serve {unit} is a policewoman",
        )
        advice = Text(
            "核对人员表的性别, 或改由有女民警的单位承担",
            "see that the table states gender, or let another unit serve it",
        )
        notes.warn("D22", message, record.at("searches"), advice)
    within = [("crew_skills", frozenset({skill})) for skill in sorted(place.crew_skills)]
    for field, wanted in (("skills", place.skills), ("lead_skills", place.lead_skills), *within):
        if wanted and not any(wanted <= officer.skills for officer in held):
            names = "|".join(sorted(wanted))
            message = Text(
                f"{place.name} 要求 {names}, {unit}可用的 {len(held)} 人中具备者 0 人",
                f"{place.name} asks for {names}: none of the {len(held)} people who may serve {unit} holds it",
            )
            notes.warn("D22", message, record.at(field), _meant(city, wanted))


def _meant(city: City, wanted: frozenset[str]) -> Text | None:
    known: Sequence[str] = sorted({skill for officer in city.officers for skill in officer.skills})
    meant = [close(skill, known) for skill in sorted(wanted) if skill not in known]
    shown = ", ".join(word for word in meant if word)
    return Text(f"是否指 {shown}?", f"did you mean {shown}?") if shown else None
