"""What a search assumes: closures, vehicle, time of day; and the memory it works on."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock, local

from ..models.errors import InputError
from ..models.text import Text
from .access import Access, access
from .closures import OPEN, Closures
from .graph import Int32, RoadNetwork
from .linegraph import Side, line_graph
from .road_point import RoadPoint
from .speeds import CAR, FREE_FLOW, Moment, Profile, Vehicle, travel_row
from .turn_costs import FREE_TURNS, TurnCosts
from .workspace import Workspace

CACHED_ROWS = 16
Key = tuple[Vehicle, tuple[str, int] | None]


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """
    What is assumed of the roads; immutable, so that callers with different closures do not meet.

    Parameters
    ----------
    at
        The quarter of an hour whose speeds hold for the whole trip; None: free flow.
    """

    closures: Closures = OPEN
    vehicle: Vehicle = CAR
    at: Moment | None = None

    @property
    def key(self) -> Key:
        """What the speeds depend on."""
        return self.vehicle, None if self.at is None else (self.at.day.value, self.at.quarter)


USUAL = Conditions()


class Roads:
    """A network made ready for searches: states and steps, rows of speeds, scratch memory for each thread."""

    def __init__(self, network: RoadNetwork, turns: TurnCosts | None, profile: Profile = FREE_FLOW) -> None:
        if turns is None and len(network.banned):
            raise InputError(
                Text("路网有转向限制: 须给出转弯耗时", "the network has turn restrictions: give turn costs")
            )
        self.network = network
        self.profile = profile
        self._by_hour = bool(profile.by_class or profile.by_arc)
        self.by_node = turns is None
        self.lines = line_graph(network, turns or FREE_TURNS)
        self._rows: OrderedDict[tuple[bool, Key], Int32] = OrderedDict()
        self.windows: dict[Hashable, tuple[Int32, Int32]] = {}
        self.lock = Lock()
        self._own = local()

    def back(self) -> Workspace:
        """Return this thread's memory for searches against the direction of travel."""
        work: Workspace | None = getattr(self._own, "back", None)
        if work is None:
            places = max(self.network.arcs, 2 * self.network.nodes if self.by_node else 0)
            work = self._own.back = Workspace(self.lines.back, places)
        return work

    def ahead(self) -> Workspace:
        """Return this thread's memory for searches in the direction of travel."""
        work: Workspace | None = getattr(self._own, "ahead", None)
        if work is None:
            work = self._own.ahead = Workspace(self.lines.ahead, 2 * self.network.arcs)
        return work

    def weights(self, work: Workspace, given: Conditions) -> Int32:
        """Return the time to drive each state under the conditions, closures laid over it; the thread's own."""
        if work.given is given:
            return work.weight
        key = given.key if self._by_hour else (given.vehicle, None)
        row = self._rows.get((work.side is self.lines.back, key))
        row = self._row(work.side, key, given) if row is None else row
        work.given, work.weight = given, work.weights(key, row, given.closures)
        return work.weight

    def _row(self, side: Side, key: Key, given: Conditions) -> Int32:
        row = travel_row(self.network, self.profile, given.vehicle, given.at)[side.arc]
        with self.lock:
            self._rows[side is self.lines.back, key] = row
            if len(self._rows) > CACHED_ROWS:
                self._rows.popitem(last=False)
        return row

    def access(self, work: Workspace, weight: Int32, point: RoadPoint, *, both: bool) -> Access:
        """Return how a point is reached (backward memory) or left (forward memory)."""
        backward = work.side is self.lines.back
        return access(work.side, weight, self.network.twin, self.checked(point), both=both, backward=backward)

    def checked(self, point: RoadPoint) -> RoadPoint:
        """Return the point if it lies on this network, else raise InputError."""
        if point.arc >= self.network.arcs:
            raise InputError(Text(f"路段 {point.arc} 不在路网中", f"arc {point.arc} is not in the network"))
        return point
