"""What ``block`` and ``intercept`` share: the roads, the crews that are out, the hour and the law."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ..filing.read_roster import read_roster
from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding
from ..models.text import Text
from ..models.week import Week
from ..road_network.conditions import Conditions
from ..road_network.read import read_roads
from ..road_network.search import RoadSearch
from ..road_network.snap import Snapper
from ..road_network.speeds import EMERGENCY
from ..scenarios.folder import read_city
from ..scenarios.out_there import read_units
from ..solver.dispatch.roster_crews import fleet_of
from ..solver.dispatch.rules import DispatchRules
from ..solver.dispatch.ways import CrewAt, ready_crews

MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"])

Decorated = Callable[..., Any]


def who_options(run: Decorated) -> Decorated:
    """Add the options that say who is out there."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--hold-posts", is_flag=True, help="Leave fixed posts manned in peaks."),
        click.option("--roster", type=path, help="Roster file.  [default: that of the week, in DIR/plans]"),
        click.option("--units", type=path, help="Table unit_id,lon,lat,police,aux instead of a roster."),
    ):
        run = option(run)
    return run


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """The city at a moment; ``findings`` are doubts about the input."""

    search: RoadSearch
    snapper: Snapper
    rules: DispatchRules
    crews: list[CrewAt]
    given: Conditions
    dark: bool
    findings: list[Finding]


def set_scene(folder: Path, *, units: Path | None, roster: Path | None, at: datetime | None, hold_posts: bool) -> Scene:
    """
    Read a city folder and find its crews at a moment.

    Without a moment (possible with a table of units only) roads are free and it is day. Crews drive with lights and
    sirens.
    """
    city = read_city(folder)
    if not city.roads:
        raise InputError(Text("city.toml 没有路网文件 (roads)", "city.toml names no road network (roads)"))
    search = RoadSearch(read_roads(folder / city.roads)[0])
    snapper, rules = Snapper(search.network), DispatchRules.of(city)
    findings: list[Finding] = []
    if units is not None:
        crews, findings = read_units(units, snapper)
    elif at is None:
        raise InputError(Text("请给出时刻 --at, 或警组表 --units", "give the moment --at, or a table --units"))
    else:
        crews = _from_roster(folder, city, search, roster, at, rules, hold_posts=hold_posts)
    return Scene(
        search=search,
        snapper=snapper,
        rules=rules,
        crews=crews,
        given=Conditions(vehicle=EMERGENCY, at=None if at is None else rules.moment(at)),
        dark=at is not None and rules.dark(at),
        findings=findings,
    )


def _from_roster(  # noqa: PLR0913, PLR0917 - all that a roster is read with
    folder: Path,
    city: City,
    search: RoadSearch,
    roster: Path | None,
    at: datetime,
    rules: DispatchRules,
    *,
    hold_posts: bool,
) -> list[CrewAt]:
    file = roster or folder / "plans" / str(Week.of(at.date())) / "roster.json"
    fleet = fleet_of(city, read_roster(file, city), search, rules=rules)
    return ready_crews(fleet.units(at), rules, night=rules.is_night(at), hold_posts=hold_posts)


def minutes(seconds: float) -> str:
    """Return a time as minutes and seconds, rounded up."""
    whole = -int(-seconds // 1)
    return f"{'-' if whole < 0 else ''}{abs(whole) // 60}:{abs(whole) % 60:02d}"
