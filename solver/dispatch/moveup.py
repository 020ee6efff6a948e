"""After a dispatch: which idle unit should shift where, so that expected cover drops least (DOMAIN 5.5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from ...models.unit import UnitStatus
from ...road_network.conditions import Conditions
from ...road_network.road_point import RoadPoint
from .cover import Cover, Demand, cover_of, reach_from
from .fleet import Fleet

TURN_OUT_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    One unit to one place.

    ``before`` and ``after`` are the expected cover, percent of the demand; ``drive_ms`` how long it drives.
    """

    unit_id: str
    to: str
    drive_ms: int
    before: float
    after: float

    @property
    def gain(self) -> float:
        """Percent points of expected cover won."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Cover counts within ``limit_s``; a unit is busy with chance ``busy``; smaller gains are not worth the ride."""

    limit_s: int = 300
    busy: float = 0.3
    least_gain: float = 0.5


def move_up(
    fleet: Fleet,
    demand: Demand,
    places: Mapping[str, RoadPoint],
    now: datetime,
    settings: Settings | None = None,
) -> Move | None:
    """
    Return the best single shift of an idle unit, None if none gains enough.

    Parameters
    ----------
    fleet, now
        The fleet, and the moment.
    demand
        Where calls are expected.
    places
        Where a unit may be sent to wait, by name: posts left empty, as a rule.
    settings
        What counts as cover.

    Notes
    -----
    Only units on patrol or on standby move; a unit on a post stays. Ties go to the shorter drive, then to
    the smaller name.
    """
    settings = settings or Settings()
    cover = cover_of(fleet, demand, now, limit_s=settings.limit_s)
    moves = list(_moves(fleet, cover, places, now, settings))
    best = min(moves, key=lambda move: (-round(move.gain, 9), move.drive_ms, move.unit_id, move.to), default=None)
    return best if best is not None and best.gain >= settings.least_gain else None


def _moves(
    fleet: Fleet, cover: Cover, places: Mapping[str, RoadPoint], now: datetime, settings: Settings
) -> Iterator[Move]:
    given, demand = Conditions(at=fleet.rules.moment(now)), cover.demand
    drive_s = settings.limit_s - TURN_OUT_S
    there = {
        name: reach_from(fleet.search, point, demand, given, limit_s=drive_s) for name, point in sorted(places.items())
    }
    idle = {UnitStatus.ON_PATROL, UnitStatus.STANDBY}
    count, before = cover.reaches.sum(axis=0), cover.expected(settings.busy)
    for row, (name, unit) in enumerate(cover.units.items()):
        if unit.status not in idle or unit.position is None:
            continue
        start = RoadPoint(unit.position.arc, unit.position.share)
        drives = fleet.search.one_to_many(start, [places[place] for place in there], given=given)
        for (place, reach), drive in zip(there.items(), drives, strict=True):
            if drive is not None:
                served = 1.0 - settings.busy ** (count - cover.reaches[row] + reach)
                after = float(100.0 * np.dot(demand.weights, served) / demand.weights.sum())
                yield Move(unit_id=name, to=place, drive_ms=drive, before=before, after=after)
