"""``city.toml``: the city's name and place, its roads, bands, templates, calendar and policy."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from ..models.band import Bands
from ..models.daylight import Daylight
from ..models.finding import Where
from ..models.grade import GradeOrder
from ..models.highway import HighwayPolicy
from ..models.policy import Policy
from ..models.post_need import PostTable
from ..models.template import ShiftTemplate
from ..models.text import Text
from ..models.week import Calendar
from .notes import Notes
from .read_bands import read_bands, read_templates
from .read_calendar import read_calendar
from .read_equipment import EquipmentRules, read_equipment_rules
from .read_grades import read_grades
from .read_needs_policy import read_highways, read_post_table
from .read_policy import read_policy
from .tables import decode
from .toml_reader import Branch

FILE = "city.toml"
_KEYS = (
    "name",
    "fictional",
    "lon",
    "lat",
    "utc_offset_min",
    "roads",
    "bands",
    "templates",
    "calendar",
    "policy",
    "rules",
    "equipment",
    "post_need",
    "highways",
    "grade",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What ``city.toml`` says; ``bands`` is None if they cannot be used."""

    name: str
    fictional: bool
    daylight: Daylight
    roads: str
    bands: Bands | None
    templates: tuple[ShiftTemplate, ...]
    calendar: Calendar
    policy: Policy
    equipment: EquipmentRules
    post_table: PostTable
    highways: HighwayPolicy
    grades: tuple[GradeOrder, ...]


def read_settings(folder: Path, notes: Notes) -> Settings:
    """Read ``city.toml``; what is wrong is noted, and its default stands in."""
    city = Branch(FILE, "", _load(folder / FILE, notes), notes)
    city.warn_unknown(_KEYS)
    if not city.data and not notes.failed:
        notes.error("D01", Text("city.toml 是空的", "city.toml is empty"), Where(file=FILE))
    if not city.data:
        city = Branch(FILE, "", {}, Notes())  # one finding for the whole file, not one a key
    lon, lat = city.need("lon", float, 0.0), city.need("lat", float, 0.0)
    _note_position(city, lon, lat)
    return Settings(
        name=city.need("name", str, ""),
        fictional=city.get("fictional", bool, False),
        daylight=Daylight(lon=lon, lat=lat, utc_offset_min=city.get("utc_offset_min", int, 480)),
        roads=_roads(folder, city),
        bands=read_bands(city),
        templates=read_templates(city),
        calendar=read_calendar(city),
        policy=read_policy(city),
        equipment=read_equipment_rules(city),
        post_table=read_post_table(city),
        highways=read_highways(city),
        grades=read_grades(city),
    )


def _load(path: Path, notes: Notes) -> dict[str, object]:
    try:
        return tomllib.loads(decode(path.read_bytes()))
    except FileNotFoundError:
        notes.error("D01", Text("缺少 city.toml", "city.toml is missing"), Where(file=FILE))
    except OSError as error:
        why = error.strerror or str(error)
        notes.error("D01", Text(f"无法读取: {why}", f"cannot be read: {why}"), Where(file=FILE))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        notes.error("D01", Text(f"TOML 语法错误: {error}", f"TOML syntax: {error}"), Where(file=FILE))
    return {}


def _note_position(city: Branch, lon: float, lat: float) -> None:
    if abs(lat) > 90 or abs(lon) > 180:
        swapped = abs(lat) <= 180 and abs(lon) <= 90
        zh, en = (", 疑似经纬度写反", ", perhaps lon and lat are swapped") if swapped else ("", "")
        city.notes.error("D19", Text(f"坐标超出范围{zh}", f"coordinates out of range{en}"), city.at("lat"))


def _roads(folder: Path, city: Branch) -> str:
    roads = city.get("roads", str, "")
    if roads and not (folder / roads).is_file():
        message = Text(f"路网文件 {roads} 不存在", f"the road file {roads} does not exist")
        city.notes.error("D01", message, city.at("roads"))
    return roads
