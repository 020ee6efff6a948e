"""Who is on duty at a moment: the week's roster, planned or filed, the night before it, and the planned lines."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from ..filing.in_force import InForce, in_force
from ..filing.read_lines import read_lines
from ..filing.read_roster import read_roster
from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity
from ..models.line import Line
from ..models.roster import Duty, Roster
from ..models.text import Text
from ..models.week import Week
from ..road_network.graph import RoadNetwork
from ..road_network.search import RoadSearch
from ..solver.dispatch.fleet import Fleet
from ..solver.dispatch.roster_crews import Filed, fleet_of
from ..solver.dispatch.walks import walks_of
from .filing import FILE

RULE = "D72"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which roster is asked for: a file, or what the register has in force; else that of the week in the plans."""

    roster: Path | None = None
    filed: bool = False


class Walks(NamedTuple):
    """The lines planned for each place and band, and what is doubtful about them."""

    by_place: Mapping[tuple[str, str], Sequence[Line]]
    doubts: Sequence[Finding]


def fleet_at(folder: Path, city: City, search: RoadSearch, asked: Asked, at: datetime) -> Fleet:
    """
    Return the fleet of a moment.

    If the roster of the week before lies in the city's ``plans``, its night duties count, too; lines that ``qinwu
    lines`` has written there are ridden by the clock. If the register has other duties in force than the roster, the
    fleet's notices say so.

    Raises
    ------
    InputError
        If there is no roster for the week, or none in force.
    """
    week = Week.of(at.date())
    force = _in_force(folder, at)
    if asked.filed:
        if force is None or force.roster is None:
            raise InputError(Text(f"{at:%Y-%m-%d %H:%M} 没有在案的花名册", f"no roster is in force at {at}"))
        roster, before, state = force.roster, force.before, None
    else:
        roster = read_roster(asked.roster or _planned(folder, week), city)
        earlier = _file(folder, Week.of(week.monday - timedelta(days=7)))
        before = read_roster(earlier, city) if earlier.is_file() else None
        state = _state(city, roster, force, asked)
    walks = planned_walks(folder, city, search.network)
    before = before if before is not None and before.week.monday + timedelta(weeks=1) == roster.week.monday else None
    radios = force.radios if force else {}
    return fleet_of(
        city, roster, search, before=before, walks=walks.by_place, radios=radios, filed=state, doubts=walks.doubts
    )


def planned_walks(folder: Path, city: City, network: RoadNetwork) -> Walks:
    """
    Return the lines in ``DIR/plans/lines``: of each post its cell's, of mobile crews the mobile routes in turn.

    A file that does not fit the roads is a doubt, not an error: without it the crews ride the streets of their cells.
    """
    found: dict[tuple[str, str], list[Line]] = {}
    doubts = []
    for path in sorted((folder / "plans" / "lines").glob("*/lines.geojson")):
        try:
            lines = read_lines(path, network)
        except InputError as error:
            advice = Text("重新编制巡线", "plan the lines anew")
            doubts.append(Finding(rule=RULE, severity=Severity.WARN, message=error.text, advice=advice))
            continue
        for key, walks in walks_of(city, lines).items():
            found.setdefault(key, []).extend(walks)
    return Walks(found, doubts)


def _file(folder: Path, week: Week) -> Path:
    return folder / "plans" / str(week) / "roster.json"


def _planned(folder: Path, week: Week) -> Path:
    """Return the week's roster in the plans; InputError says how to get one."""
    path = _file(folder, week)
    if not path.is_file():
        raise InputError(
            Text(
                f"{path} 不存在: 先运行 qinwu roster {folder} --week {week}, 或用 --roster 指定",
                f"there is no {path}: run qinwu roster {folder} --week {week} first, or name one by --roster",
            )
        )
    return path


def _in_force(folder: Path, at: datetime) -> InForce | None:
    """Return what the register beside the city has in force, None without a register."""
    path = folder / FILE
    if not path.is_file():
        return None
    from ..filing.register.register import Register  # noqa: PLC0415 - SQLAlchemy loads slowly

    with closing(Register(path)) as register:
        return in_force(register, at)


def _state(city: City, roster: Roster, force: InForce | None, asked: Asked) -> Filed | None:
    """Say which version is in force if the roster's duties are not what its units have filed."""
    if force is None or force.roster is None or force.roster.week != roster.week:
        return None
    units = {version.unit for version in force.versions}

    def files(duty: Duty) -> bool:
        owner = city.place(duty.place_id).unit_id
        return bool({owner, city.org.brigade_of(owner)} & units)

    same = set(force.roster.duties) == {duty for duty in roster.duties if files(duty)}
    filed = ", ".join(f"{version.unit} v{version.number}" for version in force.versions)
    return None if same else Filed(version=asked.roster.name if asked.roster else "plans", in_force=filed)
