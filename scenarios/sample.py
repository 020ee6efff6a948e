"""The built-in sample: a fictional county-level city, roads and all, that is hard to roster but can be."""

from datetime import date, timedelta

from ..models.city import City
from ..models.text import Text
from ..models.week import Calendar, DayType, Week
from ..road_network.generate import generate_city
from ..road_network.graph import RoadNetwork
from .on_roads import SAMPLE_WEEK, city_on_roads
from .sample_devices import with_devices
from .staffing import brigades_for

SAMPLE_NAME = "云陵市"
AT_DESKS = 30
PEOPLE_PER_POST = 5
FEWEST_PER_POST = 10
NODES_PER_POST = 36
FEWEST_NODES = 700

FICTION = Text(
    "虚构样例: 城市、道路、人名、警号、电台、电话均为程序生成, 与任何真实人员和单位无关。",
    "A fictional sample: city, roads, names, police numbers, radios and telephones are generated; no real person or "
    "unit is meant.",
)


def sample_city(*, people: int = 120, seed: int = 0, week: Week = SAMPLE_WEEK) -> tuple[City, RoadNetwork]:
    """
    Make the sample city and its roads.

    Parameters
    ----------
    people
        Exact number of police and auxiliaries, at least 60; one brigade for about 145 of them.
    seed
        Same seed, same city.
    week
        The week that leave, requests, pins and history are made for.

    Raises
    ------
    InputError
        If there are fewer than 60 people.
    """
    most = people // FEWEST_PER_POST
    on_road = people - AT_DESKS * brigades_for(people, most)
    posts = max(3, round(on_road / PEOPLE_PER_POST))
    network = generate_city(nodes=max(FEWEST_NODES, NODES_PER_POST * posts), seed=seed)
    city = city_on_roads(
        network,
        posts=posts,
        people=people,
        seed=seed,
        name=SAMPLE_NAME,
        week=week,
        region="1407",
        schools=True,
        calendar=sample_calendar(week.year),
    )
    return with_devices(city, network, seed=seed, week=week), network


def sample_calendar(first: int) -> Calendar:
    """Return the days of two years, from ``first`` on, that are not what their weekday says."""
    years = (first, first + 1)
    breaks = {day: DayType.SCHOOL_BREAK for year in years for day in school_breaks(year)}
    return Calendar(breaks | {day: DayType.HOLIDAY for year in years for day in fixed_holidays(year)})


def fixed_holidays(year: int) -> list[date]:
    """
    Return the public holidays of China that have a fixed date.

    《全国年节及纪念日放假办法》 (2024-11-10) art. 2: 1 January, 1 and 2 May, 1 to 3 October. Those by the moon, and the
    working weekends of each year, a planner adds to ``city.toml``.
    """
    return [date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))]


def school_breaks(year: int) -> list[date]:
    """Return the weekdays without school in the fictional city: 20 January to 20 February, 10 July to 31 August."""
    breaks = ((date(year, 1, 20), date(year, 2, 20)), (date(year, 7, 10), date(year, 8, 31)))
    days = [first + timedelta(days=n) for first, last in breaks for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]
