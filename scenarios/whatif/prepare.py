"""Preparing a scenario for its roster: duty grades, and where there is data the deployment on its own roads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from ...models.city import City
from ...models.line import Line
from ...models.week import Week
from ...road_network.closures import Closures
from ...road_network.search import RoadSearch
from ...solver.deploy.apply import apply_deployment
from ...solver.deploy.grades import apply_grades
from ...solver.deploy.lines.plan import Asked, BandLines, LinePlan
from ...solver.deploy.plan import deploy_week
from ...solver.deploy.road_states import RoadStates
from ...solver.deploy.work import Known, Wanted
from ...solver.dispatch.walks import walks_of
from ...solver.roster.watch import Flag
from ..overlay.road_changes import road_changes
from ..overlay.world import World
from ..simulator.force import Figures
from .facts import highway_figures

Walks = Mapping[tuple[str, str], Sequence[Line]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """
    What all scenarios of a study are prepared from.

    ``known`` None: the tables' needs stand, nothing is deployed; crews then ride ``walks``, the lines in the folder.
    """

    week: Week
    seed: int = 0
    known: Known | None = None
    walks: Walks = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A city ready for its roster, the lines its crews ride, figures that stand, what was drawn (``Known.drawn``)."""

    city: City
    walks: Walks
    facts: Figures = field(default_factory=dict)
    drawn: Mapping[Asked, LinePlan] = field(default_factory=dict)


def prepare(ground: Ground, world: World, stop: Flag) -> Prepared:
    """Apply the duty grades, and deploy if there is anything to deploy from, on the roads as the scenario has them."""
    del stop
    city = live_part(world)
    if ground.known is None:
        walks = {key: lines for key, lines in ground.walks.items() if city.has_place(key[0])}
        return Prepared(city=apply_grades(city, ground.week), walks=walks)
    search = RoadSearch(world.network) if world.network is not None else None
    known = replace(ground.known, search=search, states=road_states(world))
    found = deploy_week(city, ground.week, known=known, wanted=Wanted(laws=False, saving=False, seed=ground.seed))
    return Prepared(
        city=apply_deployment(found.city, found.deployment),
        walks=walks_by_band(found.city, found.lines),
        facts=highway_figures(found.city, found.deployment.highways),
        drawn={one.asked: one.plan for one in found.lines},
    )


def walks_by_band(city: City, drawn: Iterable[BandLines]) -> dict[tuple[str, str], Sequence[Line]]:
    """Return which lines the crews of each place ride in each band."""
    found: dict[tuple[str, str], Sequence[Line]] = {}
    for one in drawn:
        found |= walks_of(city, one.plan.every_line)
    return found


def road_states(world: World) -> RoadStates:
    """Return the state of the roads in each band of the week: what holds for longest in it."""
    changes = road_changes(world)
    by_band: dict[tuple[date, str], Closures] = {}
    for day in world.week.days if changes else ():
        midnight = datetime.combine(day, time())
        for band in world.city.bands_of(day):
            begin, end = (midnight + timedelta(minutes=minute) for minute in (band.start, band.end))
            inside = [(min(end, one.stop) - max(begin, one.start), one.closures) for one in changes]
            held = [(spent, closures) for spent, closures in inside if spent > timedelta()]
            as_ever = end - begin - sum((spent for spent, _ in held), timedelta())
            longest = max(held, key=lambda one: one[0], default=None)
            if longest is not None and longest[0] >= as_ever:
                by_band[day, band.code] = longest[1]
    return RoadStates(by_band)


def live_part(world: World) -> City:
    """Return the city without the brigades that still work by their old plan."""
    city, legacy = world.city, world.legacy
    if not legacy:
        return city

    def old(unit_id: str) -> bool:
        return any(unit.unit_id in legacy for unit in city.org.line_up(unit_id))

    return replace(
        city,
        officers=[o for o in city.officers if not old(o.unit_id)],
        places=[p for p in city.places if not old(p.unit_id)],
        dated_needs={key: n for key, n in city.dated_needs.items() if not old(city.place(key[0]).unit_id)},
    )


def same_question(one: World, other: World) -> bool:
    """Whether two worlds are deployed alike: the same city on the same roads; calls do not matter."""
    return not one.legacy and not other.legacy and one.roads == other.roads and one.city == other.city
