"""What ``block`` and ``intercept`` share: the roads, the crews that are out, the hour and the law."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ..filing.atomic import write_files
from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity
from ..models.text import Lang, Text
from ..road_network.conditions import Conditions
from ..road_network.search import RoadSearch
from ..road_network.snap import Snapper
from ..road_network.speeds import EMERGENCY
from ..scenarios.folder import read_city
from ..scenarios.out_there import read_units
from ..solver.dispatch.rules import DispatchRules
from ..solver.dispatch.ways import CrewAt, ready_crews
from .city_roads import city_roads
from .common import DONE, WITH_GAPS, talk
from .on_duty import Asked, fleet_at

MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"])

Decorated = Callable[..., Any]


filed_option = click.option("--filed", is_flag=True, help="The roster in force in DIR/register.sqlite.")


picture_option = click.option("--picture", type=click.Path(path_type=Path), help="Draw the answer to this SVG file.")


def write_picture(path: Path, picture: str, lang: Lang) -> None:
    """Write a picture, and say so."""
    write_files({path: picture.encode()})
    talk(Text(f"已写入 {path}", f"wrote {path}"), lang)


def who_options(run: Decorated) -> Decorated:
    """Add the options that say who is out there."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--hold-posts", is_flag=True, help="Leave fixed posts manned in peaks."),
        click.option("--roster", type=path, help="Roster file.  [default: that of the week, in DIR/plans]"),
        filed_option,
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
    findings: Sequence[Finding]


def table_option(name: str, parameter: str, columns: str) -> Callable[[Decorated], Decorated]:
    """Return the option of a table that must be given."""
    return click.option(name, parameter, required=True, type=click.Path(path_type=Path), help=f"Table {columns}.")


def degrees(option: str, text: str) -> tuple[float, float]:
    """Read ``LON,LAT``; InputError names the option."""
    try:
        lon, lat = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        raise InputError(Text(f"{option} {text!r}: 写作 经度,纬度", f"{option} {text!r}: write LON,LAT")) from None
    if abs(lat) > 90.0 >= abs(lon):
        raise InputError(
            Text(f"{option} {text!r}: 经纬度颠倒, 经度在前", f"{option} {text!r}: swapped, the longitude comes first")
        )
    return lon, lat


def city_and_roads(folder: Path) -> tuple[City, RoadSearch]:
    """Read a city folder and make its roads ready; InputError if it names no roads."""
    city = read_city(folder)
    return city, RoadSearch(city_roads(folder, city))


def set_scene(  # noqa: PLR0913 - one parameter an option
    folder: Path, *, units: Path | None, roster: Path | None, filed: bool, at: datetime | None, hold_posts: bool
) -> Scene:
    """
    Read a city folder and find its crews at a moment.

    Without a moment (possible with a table of units only) roads are free and it is day. Crews drive with lights and
    sirens.
    """
    city, search = city_and_roads(folder)
    snapper, rules = Snapper(search.network), DispatchRules.of(city)
    findings: Sequence[Finding] = ()
    if units is not None:
        crews, findings = read_units(units, snapper)
    elif at is None:
        raise InputError(Text("请给出时刻 --at, 或警组表 --units", "give the moment --at, or a table --units"))
    else:
        fleet = fleet_at(folder, city, search, Asked(roster, filed=filed), at)
        findings = fleet.notices
        crews = ready_crews(fleet.units(at), rules, night=rules.is_night(at), hold_posts=hold_posts)
    return Scene(
        search=search,
        snapper=snapper,
        rules=rules,
        crews=crews,
        given=Conditions(vehicle=EMERGENCY, at=None if at is None else rules.moment(at)),
        dark=at is not None and rules.dark(at),
        findings=findings,
    )


def code_of(findings: Sequence[Finding], *, complete: bool) -> int:
    """Return the exit code of an answer: 1 if something stays open or is doubtful."""
    doubtful = any(finding.severity is not Severity.INFO for finding in findings)
    return DONE if complete and not doubtful else WITH_GAPS


def minutes(seconds: float) -> str:
    """Return a time as minutes and seconds, rounded up."""
    whole = -int(-seconds // 1)
    return f"{'-' if whole < 0 else ''}{abs(whole) // 60}:{abs(whole) % 60:02d}"
