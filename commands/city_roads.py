"""The roads of a city folder."""

from pathlib import Path

from ..models.city import City
from ..models.errors import InputError
from ..models.text import Text
from ..road_network.graph import RoadNetwork
from ..road_network.read import read_roads


def city_roads(folder: Path, city: City) -> RoadNetwork:
    """Read the road file that city.toml names; InputError if it names none."""
    if not city.roads:
        raise InputError(Text("city.toml 没有路网文件 (roads)", "city.toml names no road network (roads)"))
    return read_roads(folder / city.roads)[0]


def roads_if_any(folder: Path, city: City) -> RoadNetwork | None:
    """Read the road file if city.toml names one."""
    return city_roads(folder, city) if city.roads else None
