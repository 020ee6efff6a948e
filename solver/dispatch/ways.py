"""Crews at places, tables of their ways, and where the law lets them set up (R01, R02)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...models.crew import joint
from ...models.place import RoadClass
from ...models.unit import Unit, UnitStatus
from ...road_network.conditions import USUAL, Conditions
from ...road_network.graph import ROAD_CLASSES, RoadNetwork
from ...road_network.road_point import RoadPoint
from ...road_network.search import UNREACHED, RoadSearch
from .rules import FAST, MAJOR, DispatchRules

READY = frozenset({UnitStatus.ON_POST, UnitStatus.ON_PATROL, UnitStatus.STANDBY, UnitStatus.BREAK})
"""Who may be sent to a blockade: all that handle nothing yet; breaks end for what is urgent (DOMAIN 5.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewAt:
    """A crew at a place on the road; ``turn_out_ms`` passes before it drives."""

    unit_id: str
    at: RoadPoint
    police: int
    aux: int
    turn_out_ms: int = 0


def ready_crews(units: Sequence[Unit], rules: DispatchRules, *, night: bool, hold_posts: bool) -> list[CrewAt]:
    """Return the crews of a fleet that can be sent; with ``hold_posts`` fixed posts in a peak keep theirs (D8)."""
    found = []
    for unit in units:
        if unit.status not in READY or unit.position is None or (hold_posts and unit.protected):
            continue
        asleep = night and unit.status is UnitStatus.STANDBY
        seconds = rules.standby_night_s if asleep else rules.turn_out_s.get(unit.status, 0)
        found.append(
            CrewAt(
                unit_id=unit.unit_id,
                at=RoadPoint(unit.position.arc, unit.position.share),
                police=unit.police,
                aux=unit.aux,
                turn_out_ms=1000 * seconds,
            )
        )
    return found


def eta_table(
    search: RoadSearch, crews: Sequence[CrewAt], targets: Sequence[RoadPoint], *, given: Conditions = USUAL
) -> NDArray[np.int64]:
    """
    Return when crews can be at places, turn-out included.

    Returns
    -------
    table
        Shape (crews, targets), whole milliseconds, ``UNREACHED`` where there is no way. A crew may start in either
        direction of its street: it is not known which way it faces.
    """
    table = np.full((len(crews), len(targets)), np.iinfo(np.int64).max)
    for row, crew in enumerate(crews):
        for start in both_ways(search.network, crew.at):
            times = search.matrix([start], targets, given=given)[0]
            table[row] = np.where(times == UNREACHED, table[row], np.minimum(table[row], times + crew.turn_out_ms))
    return np.where(table == np.iinfo(np.int64).max, UNREACHED, table)


def both_ways(network: RoadNetwork, point: RoadPoint) -> list[RoadPoint]:
    """Return a point in each direction of its street."""
    twin = int(network.twin[point.arc])
    return [point] if twin < 0 else [point, RoadPoint(twin, 1.0 - point.share)]


def class_of(network: RoadNetwork, arc: int) -> RoadClass:
    """Return the class of a road."""
    return ROAD_CLASSES[int(network.road_class[arc])]


def lawful(
    rules: DispatchRules, crews: Sequence[CrewAt], roads: Sequence[Collection[RoadClass]], *, dark: bool
) -> NDArray[np.bool_]:
    """
    Return which crew may set up where.

    Parameters
    ----------
    rules
        The city's values of R01 and R02.
    crews
        Who.
    roads
        For each place the classes of the roads that meet there; the strictest counts.
    dark
        Then R02 holds on expressways and highways.

    Returns
    -------
    table
        Shape (crews, places). R01 asks for 2+0 or 1+2 on major roads; elsewhere one police officer leads.
    """
    table = np.zeros((len(crews), len(roads)), dtype=bool)
    for column, classes in enumerate(roads):
        law = [rules.road_crew] if MAJOR & set(classes) else []
        law += [rules.set_up_crew] if dark and FAST & set(classes) else []
        least = joint(law)
        for row, crew in enumerate(crews):
            enough = any(pattern.admits(police=crew.police, aux=crew.aux) for pattern in least)
            table[row, column] = crew.police > 0 and (enough or not least)
    return table
