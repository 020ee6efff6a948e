"""A city on any road network: posts at its most important junctions, an invented force to man them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from ..models.city import City
from ..models.daylight import Daylight
from ..models.errors import InputError
from ..models.officer import Officer, Pin
from ..models.org import Org
from ..models.place import Place, PlaceKind
from ..models.text import Text
from ..models.week import Calendar, DayType, Week
from ..road_network.city_names import chinese
from ..road_network.graph import RoadNetwork
from .defaults import default_bands, default_templates
from .districts import districts
from .force import Force, Order, brigade, detachment
from .history import Past, with_history
from .junctions import Junction, important_junctions
from .names import chance
from .pools import equipment_of
from .staffing import brigades_for, detachment_staff, even
from .workload import Shop, crews_by_template, roles_of

SAMPLE_WEEK = Week(2026, 48)
PLAIN = Calendar()
LETTERS = "ABCEFGHJKLMNPQRSTUVWXY"
# Boxes (west, east, south, north) that hold China and no large foreign city with another clock.
CHINA = (
    (74.0, 97.0, 35.5, 49.0),
    (80.0, 97.0, 29.5, 35.5),
    (97.0, 108.0, 23.0, 43.0),
    (106.0, 123.0, 21.5, 46.0),
    (108.5, 111.2, 18.0, 20.3),
    (116.0, 135.0, 41.5, 53.6),
)
ORDER = {PlaceKind.POST: 0, PlaceKind.DESK: 1}
PINS_EVERY = 40
SCHOOL_EVERY = 4

HOW = Text(
    "岗点选在路网最重要的路口: 按相交道路等级之和 (取最重要的四条; 主干道 6, 次干道、国道、省道 4, 县道 2.5, 支路 1.5, "
    "快速路、乡道 1; 匝道和内部路不计, 高速公路不设岗), 有信号灯加 4, 相交道路名称不同加 3; 岗点之间至少相距 250 米。"
    "按地图逐次对分划成大队和中队。",
    "Posts stand at the most important junctions: sum of the classes of the meeting streets (the four weightiest: "
    "arterial 6, collector, national and provincial 4, county 2.5, local 1.5, expressway and township 1; ramps and "
    "service roads count nothing, motorways get no post), plus 4 for signals, plus 3 if two street names meet; posts "
    "are at least 250 m apart. Brigades and squadrons are cut by bisecting the map.",
)


def city_on_roads(  # noqa: PLR0913
    network: RoadNetwork,
    *,
    posts: int,
    people: int,
    seed: int = 0,
    name: str,
    week: Week = SAMPLE_WEEK,
    region: str = "9900",
    schools: bool = False,
    calendar: Calendar = PLAIN,
) -> City:
    """
    Make a city folder's content on a road network.

    Posts stand at the ``posts`` most important junctions: rank by the classes of the meeting streets, their number,
    signals and a change of street name; two posts are at least 250 m apart (``junctions`` says exactly how). Posts
    are cut into brigades and squadrons by recursive bisection of the map. The force is invented: one brigade for
    about 145 people; leaders, sub-centre and accident squadron have what keeps them running round the clock, the
    rest is on the road. Every post stands in both peaks of working days; further needs (weekends, noon, evening,
    mobile units, second crews) are added by rank until about 94 % of what each group of people can lawfully give in
    ``week`` is asked for.

    Parameters
    ----------
    network
        The roads; not changed.
    posts, people
        Exact numbers. With many posts for few people the musts alone ask for more than there is: the plan then has
        gaps.
    seed
        Same network, numbers and seed, same city.
    name
        Of the city; printed on every document.
    week
        The week that leave, requests, pins and four weeks of history are made for.
    region
        First four characters of the police numbers.
    schools
        Whether to invent schools, at a quarter of the posts, away from the main roads (never on real roads).
    calendar
        Holidays; by default none are known.

    Raises
    ------
    InputError
        If there are fewer than 60 people, or fewer junctions than posts, or more brigades than letters.
    """
    bands, templates = default_bands(), default_templates()
    shop = Shop(bands.of(DayType.WEEKDAY), templates)
    brigades = brigades_for(people, posts)
    if brigades > len(LETTERS):
        most = len(LETTERS) * 145
        raise InputError(Text(f"最多约 {most} 人", f"at most about {most} people"))
    junctions = important_junctions(network, posts, quiet=posts // SCHOOL_EVERY if schools else 0)
    forces = _forces(
        shop, junctions, brigades, people, _Wanted(name=name, region=region, schools=schools, week=week, seed=seed)
    )
    places = [place for force in forces for place in force.places()]
    past = Past(week.monday, places, shop.bands, {t.code: t for t in templates}, calendar)
    officers = [officer for force in forces for officer in _with_past(past, force)]
    city = City(
        name=name,
        org=Org(tuple(unit for force in forces for unit in force.units)),
        officers=tuple(_with_pins(chance(seed, "pins"), shop, officers, places, week)),
        places=tuple(sorted(places, key=lambda p: ORDER.get(p.kind, len(ORDER)))),
        templates=templates,
        bands=bands,
        daylight=daylight_of(network),
        calendar=calendar,
        fictional=True,
    )
    return replace(city, equipment=equipment_of(city))


def daylight_of(network: RoadNetwork) -> Daylight:
    """Return the network's middle and its clock: UTC+8 in all of China, else the whole hour of the longitude."""
    lon, lat = round(float(network.lon.mean()), 4), round(float(network.lat.mean()), 4)
    china = any(west <= lon <= east and south <= lat <= north for west, east, south, north in CHINA)
    return Daylight(lon=lon, lat=lat, utc_offset_min=480 if china else round(lon / 15) * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What all forces of one city share."""

    name: str
    region: str
    schools: bool
    week: Week
    seed: int

    def order(self, letter: str, name: str, people: int, parent_id: str) -> Order:
        return Order(
            letter=letter,
            name=name,
            region=self.region,
            people=people,
            days=self.week.days,
            rng=chance(self.seed, letter or "A"),
            schools=self.schools,
            parent_id=parent_id,
        )


def _forces(shop: Shop, junctions: Sequence[Junction], brigades: int, people: int, wanted: _Wanted) -> list[Force]:
    """Make the detachment, if there are several brigades, and each brigade on its part of the map."""
    if brigades == 1:
        return [brigade(shop, wanted.order("", f"{wanted.name}交警大队", people, ""), junctions)]
    leaders, centre = detachment_staff(brigades)
    top = detachment(shop, wanted.order("D", f"{wanted.name}交警支队", 0, ""), leaders, centre)
    points = [(j.lon, j.lat) for j in junctions]
    where = districts(points, brigades)
    forces = [top]
    for n, heads in enumerate(even(people - leaders.people - centre.people, brigades)):
        own = [j for j, district in zip(junctions, where, strict=True) if district == n]
        order = wanted.order(LETTERS[n], f"直属{chinese(n + 1)}大队", heads, "D")
        forces.append(brigade(shop, order, own))
    return forces


def _with_past(past: Past, force: Force) -> Sequence[Officer]:
    """Give a force its history; its first unit is the one that owns the mobile units."""
    return with_history(past, force.people, trades=force.trades, brigade=force.units[0].unit_id)


def _with_pins(
    rng: Random, shop: Shop, officers: Sequence[Officer], places: Sequence[Place], week: Week
) -> list[Officer]:
    """Fix a duty in mid-week for a few people who have neither leave nor wishes nor protection."""
    free = [o for o in officers if o.fit_for_duty and not (o.leave or o.requests or o.protected_until)]
    chosen = {o.officer_no for o in rng.sample(free, min(len(free), -(-len(officers) // PINS_EVERY)))}
    return [_pinned(rng, shop, o, places, week) if o.officer_no in chosen else o for o in officers]


def _pinned(rng: Random, shop: Shop, officer: Officer, places: Sequence[Place], week: Week) -> Officer:
    own = [p for p in places if p.unit_id == officer.unit_id and p.skills | p.lead_skills <= officer.skills]
    fitting = [p for p in own if p.needs.get((DayType.WEEKDAY, "AM_PEAK")) and officer.role in roles_of(p)]
    if not fitting:
        return officer
    place, day = rng.choice(fitting), rng.choice(week.days[1:4])
    template = min(crews_by_template(shop, place, place.needs, DayType.WEEKDAY))
    return replace(officer, pins=(Pin(day=day, template=template, place_id=place.place_id),))
