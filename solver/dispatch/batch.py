"""Many incidents at once: one assignment for all instead of one after another (DOMAIN 5.5)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from ...models.incident import Incident, Priority
from ...road_network.closures import OPEN, Closures
from .board import Board
from .call import Call, make_call
from .fleet import Fleet
from .question import Options, Question

CANDIDATES = 10
WEIGHTS = (100, 10, 1)
"""What a second of one priority is worth in seconds of the next: the first that costs no total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One unit for one incident."""

    incident_id: str
    priority: Priority
    unit_id: str
    radio_id: str
    eta_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan:
    """
    Who goes where.

    Parameters
    ----------
    orders
        By priority, then arrival.
    waiting
        Ids of the incidents nobody is left for, in the order of the queue: priority, then age.
    greedy
        What one after another, nearest first, would have done.
    weight
        What a second of one priority was worth in seconds of the next.
    """

    orders: tuple[Order, ...]
    waiting: tuple[str, ...]
    greedy: tuple[Order, ...]
    weight: int

    @property
    def total_ms(self) -> int:
        """Sum of all arrivals."""
        return sum(order.eta_ms for order in self.orders)

    @property
    def worst_ms(self) -> int:
        """The latest arrival."""
        return max((order.eta_ms for order in self.orders), default=0)

    @property
    def greedy_total_ms(self) -> int:
        """Sum of all arrivals, one after another."""
        return sum(order.eta_ms for order in self.greedy)

    @property
    def greedy_worst_ms(self) -> int:
        """The latest arrival, one after another."""
        return max((order.eta_ms for order in self.greedy), default=0)

    @property
    def classes(self) -> tuple["ClassFigures", ...]:
        """The same by priority, the most urgent first."""
        found = []
        for priority in Priority:
            own, alone = ([o.eta_ms for o in side if o.priority is priority] for side in (self.orders, self.greedy))
            if own or alone:
                figures = sum(own), max(own, default=0), sum(alone), max(alone, default=0)
                found.append(ClassFigures(priority, len(own), len(alone), *figures))
        return tuple(found)


class ClassFigures(NamedTuple):
    """Orders of one priority, sum and latest of their arrivals; and what one after another would have done."""

    priority: Priority
    sent: int
    greedy_sent: int
    total_ms: int
    worst_ms: int
    greedy_total_ms: int
    greedy_worst_ms: int


@dataclass(frozen=True, slots=True, eq=False)
class Storm:
    """Several incidents at one moment; ``candidates`` units are looked at for each, more where these run out."""

    fleet: Fleet
    incidents: Sequence[Incident]
    now: datetime
    closures: Closures = OPEN
    candidates: int = CANDIDATES


@dataclass(slots=True)
class _List:
    """The units that may go to one incident, the nearest first, as far as they were looked for."""

    call: Call
    asked: int = 0
    eta: dict[str, int] = field(default_factory=dict)
    radio: dict[str, str] = field(default_factory=dict)

    def grow(self, board: Board, wanted: int) -> bool:
        """Look for more units; False if there are no more."""
        if len(self.eta) < self.asked:
            return False
        self.asked = wanted
        chosen = Question(board, self.call, board.rules, Options(k=wanted, lam=0.0, losses={})).choose()
        self.eta = {one.unit_id: one.eta_ms for one in chosen}
        self.radio = {one.unit_id: one.crew.radio_id for one in chosen}
        return True

    def order(self, unit: str) -> Order:
        """Return the order for a unit of the list."""
        incident = self.call.incident
        return Order(
            incident_id=incident.incident_id,
            priority=incident.urgency,
            unit_id=unit,
            radio_id=self.radio[unit],
            eta_ms=self.eta[unit],
        )


def assign(storm: Storm) -> BatchPlan:
    """
    Assign one unit to each incident, all at once.

    Duplicate calls (the same incident id) count once. As many incidents as possible of each priority are served. If
    that can be done with no arrival later than the latest one of its priority when sent one after another
    (``BatchPlan.greedy``), it is so done. Then the arrivals are added up, a second of one priority worth
    ``WEIGHTS[0]`` of the next; less where the plain sum would otherwise exceed that of one after another.

    So unless more incidents are served than one after another would serve, neither the sum of all arrivals nor the
    latest of any priority is worse than there: that plan itself is among those compared.

    Raises
    ------
    InputError
        As ``nearest_units``, for any of the incidents.
    """
    fleet = storm.fleet
    unique = {incident.incident_id: incident for incident in reversed(storm.incidents)}
    queue = sorted(unique.values(), key=lambda i: (i.urgency, i.reported_at, i.incident_id))
    with fleet.at(storm.now) as board:
        lists = [_List(make_call(fleet, one, storm.now, fleet.rules, storm.closures)) for one in queue]
        for one in lists:
            one.grow(board, storm.candidates)
        greedy = _one_after_another(board, lists)
    best, weight = _all_at_once(lists, greedy)
    served = {order.incident_id for order in best}
    return BatchPlan(
        orders=tuple(sorted(best, key=lambda order: (order.priority, order.eta_ms, order.incident_id))),
        waiting=tuple(one.incident_id for one in queue if one.incident_id not in served),
        greedy=tuple(greedy.values()),
        weight=weight,
    )


def _one_after_another(board: Board, lists: Iterable[_List]) -> Mapping[str, Order]:
    """Send the nearest free unit to each incident in turn, looking farther where all of a list are gone."""
    gone: set[str] = set()
    orders = {}
    for one in lists:
        free = [unit for unit in one.eta if unit not in gone]
        while not free and one.grow(board, 4 * one.asked):
            free = [unit for unit in one.eta if unit not in gone]
        if free:
            gone.add(free[0])
            orders[one.call.incident.incident_id] = one.order(free[0])
    return orders


def _all_at_once(lists: Sequence[_List], greedy: Mapping[str, Order]) -> tuple[list[Order], int]:
    """Return the best assignment over all lists, and the weight of a priority under which it was found."""
    worst: dict[Priority, int] = {}
    for order in greedy.values():
        worst[order.priority] = max(worst.get(order.priority, 0), order.eta_ms)
    free = _assignment(lists, WEIGHTS[0], {})
    total = sum(order.eta_ms for order in greedy.values())
    for weight in WEIGHTS:
        plan = _assignment(lists, weight, worst)
        if _served(plan) != _served(free):
            break
        if len(plan) > len(greedy) or sum(order.eta_ms for order in plan) <= total:
            return plan, weight
    return free, WEIGHTS[0]


def _served(orders: Iterable[Order]) -> Counter[Priority]:
    return Counter(order.priority for order in orders)


def _assignment(lists: Sequence[_List], weight: int, latest: Mapping[Priority, int]) -> list[Order]:
    """
    Serve as many as can be by ``latest`` of their priority, then with the least weighted sum of arrivals.

    An incident that is not served costs more than all arrivals together, and the more the more urgent it is: sets that
    can be served are independent sets of a matroid, so that already serves the most of each priority, P1 first.
    """
    units = sorted({unit for one in lists for unit in one.eta})
    if not units:
        return []
    column = {unit: i for i, unit in enumerate(units)}
    urgency = [one.call.incident.urgency for one in lists]
    factor = [float(weight ** (Priority.P4 - one)) for one in urgency]
    unserved = 1.0 + sum(f * max(one.eta.values(), default=0) for f, one in zip(factor, lists, strict=True))
    cost = np.repeat([[unserved * (1 + Priority.P4 - one)] for one in urgency], len(units) + len(lists), axis=1)
    allowed = np.zeros(cost.shape, dtype=bool)
    for i, one in enumerate(lists):
        for unit, eta in one.eta.items():
            if eta <= latest.get(urgency[i], eta):
                cost[i, column[unit]], allowed[i, column[unit]] = eta * factor[i], True
    rows, columns = linear_sum_assignment(cost)
    return [lists[i].order(units[j]) for i, j in zip(rows.tolist(), columns.tolist(), strict=True) if allowed[i, j]]
