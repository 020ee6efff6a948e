"""The public face of the road search: nearest units, routes, tables, what lies within a time. All exact."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..models.week import DayType
from .by_clock import nearest_by_clock
from .conditions import USUAL, Conditions, Roads
from .graph import RoadNetwork
from .isochrone import Area, within
from .journeys import many_to_many, one_to_many, route
from .landmarks import Landmarks
from .nearest import NEVER_MS, Arrival, Wish, nearest
from .road_point import RoadPoint
from .route import Route
from .speeds import FREE_FLOW, Moment, Profile, Vehicle
from .turn_costs import TurnCosts, bearings
from .unit_index import UnitIndex

UNREACHED = -1
USUAL_TURNS = TurnCosts()


class RoadSearch:
    """
    Searches on one road network; safe to use from several threads, each with its own closures.

    Parameters
    ----------
    turns
        Costs of turns. None: turns cost nothing and the search runs over nodes, about three times as fast; the
        network must then have no turn restrictions (InputError).
    profile
        Travel times by the hour.

    Notes
    -----
    ``given`` says what is assumed: closures, vehicle, time of day. Times are whole milliseconds. What cannot be
    reached is left out, None or ``UNREACHED``, as each method says; it is never an error. A point that is not on
    the network raises InputError. The first search of a process loads compiled code (half a second; a machine that
    never compiled it needs longer): call ``warm`` before a dispatcher waits.

    Examples
    --------
    ``search = RoadSearch(network); cars = search.units(); cars.put("A1", RoadPoint(17, 0.5))``, then
    ``search.nearest(cars, RoadPoint(42, 0.1), k=5, given=Conditions(closures=OPEN.close([99])))``.
    """

    def __init__(
        self, network: RoadNetwork, *, turns: TurnCosts | None = USUAL_TURNS, profile: Profile = FREE_FLOW
    ) -> None:
        self.roads = Roads(network, turns, profile)
        self.angles = bearings(network)
        self._guides: dict[Vehicle, Landmarks] = {}

    @property
    def network(self) -> RoadNetwork:
        """The network."""
        return self.roads.network

    def units(self) -> UnitIndex:
        """Return an empty index of units for this network."""
        state = self.roads.lines.back.state
        return UnitIndex(self.network.head if self.roads.by_node else state, state)

    def nearest(  # noqa: PLR0913 - the public call: options by keyword
        self,
        units: UnitIndex,
        target: RoadPoint,
        k: int = 1,
        *,
        need: int = 0,
        limit_ms: int = NEVER_MS,
        given: Conditions = USUAL,
        by_clock: bool = False,
    ) -> list[Arrival]:
        """
        Return the k available units that can be first at a point, the earliest first.

        Parameters
        ----------
        units
            Made by ``units()`` of this search.
        target
            A point on a street; it may be reached in either direction.
        k
            How many units, at least 1.
        need
            Skill bits a unit must have.
        limit_ms
            Leave out units that arrive later.
        given
            Closures, vehicle, time of day.
        by_clock
            Let the speeds change on the way, quarter by quarter from ``given.at`` on (after midnight those of the
            same kind of day again); exact. Needs turn costs.

        Returns
        -------
        list
            At most k arrivals, fewer if no more units can come at all. Ties go to the smaller name.
        """
        wish = Wish(target, k, need, limit_ms, given)
        return nearest_by_clock(self.roads, units, wish) if by_clock else nearest(self.roads, units, wish)

    def route(self, start: RoadPoint, target: RoadPoint, *, given: Conditions = USUAL) -> Route | None:
        """Return the fastest route of a unit (in its direction of travel) to a point, None if there is none."""
        return route(self.roads, self.angles, start, target, given)

    def guided_route(self, start: RoadPoint, target: RoadPoint, *, given: Conditions = USUAL) -> Route | None:
        """
        Return the same as ``route``, for many journeys across a city.

        The first one of a vehicle makes the landmarks that guide the others (half a second for 50,000 nodes).
        """
        return route(self.roads, self.angles, start, target, given, self.make_guide(given.vehicle))

    def make_guide(self, vehicle: Vehicle) -> Landmarks:
        """Return what guides a vehicle's searches across the city; made when it is asked for first."""
        if vehicle not in self._guides:
            self._guides[vehicle] = Landmarks(self.roads, vehicle)
        return self._guides[vehicle]

    def guide(self, vehicle: Vehicle) -> Landmarks | None:
        """Return what guides a vehicle's searches, None if nobody made it."""
        return self._guides.get(vehicle)

    def one_to_many(
        self, start: RoadPoint, targets: Sequence[RoadPoint], *, given: Conditions = USUAL
    ) -> list[int | None]:
        """Return the times from a unit's point (in its direction of travel) to points, None where there is no way."""
        return one_to_many(self.roads, start, targets, given)

    def matrix(
        self, starts: Sequence[RoadPoint], targets: Sequence[RoadPoint], *, given: Conditions = USUAL
    ) -> NDArray[np.int64]:
        """
        Return the times from starts to targets, shape (starts, targets), ``UNREACHED`` where there is no way.

        One sweep a start; for large tables on a fixed network see ``cch.Hierarchy``.
        """
        times = many_to_many(self.roads, starts, targets, given)
        return np.where(times < 0, UNREACHED, times)

    def within(self, point: RoadPoint, limit_ms: int, *, towards: bool = False, given: Conditions = USUAL) -> Area:
        """
        Return the roads that one can reach from a point within a time, starting either way.

        ``towards`` turns it round: the roads from which one can be at the point within that time.
        """
        return within(self.roads, point, limit_ms, given, towards=towards)

    def warm(self) -> None:
        """Load (or compile) every kernel now, so that no dispatcher waits for it."""
        if not self.network.arcs:
            return
        point, units = RoadPoint(0, 0.5), self.units()
        units.put("-", point)
        units.move("-", point)
        self.nearest(units, point)
        self.route(point, point)
        self.one_to_many(point, [point])
        self.within(point, 1)
        if not self.roads.by_node:
            self.nearest(units, point, given=Conditions(at=Moment(DayType.WEEKDAY, 0)), by_clock=True)
