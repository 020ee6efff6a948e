"""How fast one drives: by vehicle, class of road, kind of day and quarter of an hour."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.text import Text
from ..models.week import DAY_MIN, DayType
from .graph import ROAD_CLASSES, Int32, RoadNetwork

QUARTER_MIN = 15
QUARTERS = DAY_MIN // QUARTER_MIN
QUARTER_MS = QUARTER_MIN * 60_000

Factors = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """
    A kind of vehicle.

    Parameters
    ----------
    pace
        Its free travel time as a multiple of a car's.
    jam
        Which part of a jam's delay it suffers: 1.0 all of it, 0.0 none.
    """

    name: str
    pace: float = 1.0
    jam: float = 1.0

    def __post_init__(self) -> None:
        if not (0.1 <= self.pace <= 10.0 and 0.0 <= self.jam <= 1.0):
            raise InputError(Text(f"车辆 {self.name}: 参数无效", f"vehicle {self.name}: pace 0.1..10, jam 0..1"))


CAR = Vehicle(name="car")
MOTORCYCLE = Vehicle(name="motorcycle", jam=0.5)
EMERGENCY = Vehicle(name="emergency", pace=0.8, jam=0.4)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of a kind of day: minute after midnight, 0 up to 1439."""

    day: DayType
    minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.minute < DAY_MIN:
            raise InputError(Text(f"时刻须在 0 与 1439 之间: {self.minute}", f"minute must be 0..1439: {self.minute}"))

    @property
    def quarter(self) -> int:
        """The quarter of an hour, 0 up to 95."""
        return self.minute // QUARTER_MIN


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """
    Travel time by the hour as a multiple of free flow, at least 0.1.

    Parameters
    ----------
    by_class
        For each day type an array (road classes, 96): a row for each of ``ROAD_CLASSES``, a column for each quarter
        of an hour. A day type that is not named takes WEEKDAY; without that, free flow.
    by_arc
        Arcs with a table of their own: arc -> array (96,), for every kind of day.
    """

    by_class: Mapping[DayType, Factors] = field(default_factory=dict)
    by_arc: Mapping[int, Factors] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table in self.by_class.values():
            _check(table, (len(ROAD_CLASSES), QUARTERS))
        for table in self.by_arc.values():
            _check(table, (QUARTERS,))

    def factors(self, day: DayType) -> Factors:
        """Return the table of a kind of day, shape (road classes, 96)."""
        table = self.by_class.get(day, self.by_class.get(DayType.WEEKDAY))
        return np.ones((len(ROAD_CLASSES), QUARTERS)) if table is None else table


FREE_FLOW = Profile()


def _check(table: Factors, shape: tuple[int, ...]) -> None:
    if table.shape != shape or not np.all((table >= 0.1) & (table <= 100.0)):
        raise InputError(
            Text(f"时段系数表须为 {shape}, 值 0.1 到 100", f"a table of hours must be {shape}, values 0.1 to 100")
        )


def travel_row(network: RoadNetwork, profile: Profile, vehicle: Vehicle, moment: Moment | None) -> Int32:
    """
    Return the time to drive each arc, shape (m,), whole milliseconds, at least 1.

    Without a moment: free flow. One pass over the arcs.
    """
    if moment is None:
        return _whole(network.base_ms * vehicle.pace)
    by_class = _for(vehicle, profile.factors(moment.day)[:, moment.quarter])
    factor = by_class[network.road_class]
    for arc, table in profile.by_arc.items():
        factor[arc] = _for(vehicle, table[moment.quarter : moment.quarter + 1])[0]
    return _whole(network.base_ms * factor)


def fastest_row(network: RoadNetwork, profile: Profile, vehicle: Vehicle) -> Int32:
    """Return the least time to drive each arc at any time of any day, shape (m,), as ``travel_row`` gives it."""
    tables = [profile.factors(day) for day in DayType]
    by_class = _for(vehicle, np.minimum.reduce(tables).min(axis=1))
    factor = by_class[network.road_class]
    for arc, table in profile.by_arc.items():
        factor[arc] = _for(vehicle, table.min(keepdims=True))[0]
    free: Int32 = _whole(network.base_ms * vehicle.pace)
    return np.minimum(free, _whole(network.base_ms * factor))


def _for(vehicle: Vehicle, factor: Factors) -> Factors:
    return np.asarray(vehicle.pace * (1.0 + (factor - 1.0) * np.where(factor > 1.0, vehicle.jam, 1.0)))


def _whole(time: NDArray[np.floating]) -> Int32:
    whole: Int32 = np.maximum(1, np.minimum(time + 0.5, 2**30)).astype(np.int32)
    return whole
