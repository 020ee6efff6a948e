"""Blockade: one unit to each exit, so that the last of them closes as early as can be, then in the least total time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ...models.errors import InputError
from ...models.finding import Finding, Severity, Where
from ...models.text import Text
from .bottleneck import Bools, bottleneck


class OpenBecause(StrEnum):
    """
    Why an exit stays open.

    CUT_OFF - no unit can get there.
    UNLAWFUL - units can get there, but none whose crew may stand there.
    TOO_FEW - some unit could, but all that could are needed at other exits.
    """

    CUT_OFF = "CUT_OFF"
    UNLAWFUL = "UNLAWFUL"
    TOO_FEW = "TOO_FEW"


@dataclass(frozen=True, slots=True, order=True)
class Sent:
    """One unit closes one exit after ``time`` (in the unit of the table)."""

    exit_id: str
    unit_id: str
    time: float


@dataclass(frozen=True, slots=True)
class OpenExit:
    """An exit that nobody closes."""

    exit_id: str
    because: OpenBecause


@dataclass(frozen=True, slots=True, kw_only=True)
class Blockade:
    """
    Who closes which exit.

    ``sent`` and ``still_open`` stand in the order of the exits, ``idle`` units in order of their ids.
    """

    sent: tuple[Sent, ...]
    still_open: tuple[OpenExit, ...]
    idle: tuple[str, ...]

    @property
    def last(self) -> float:
        """When the last of the covered exits closes; 0 if none is covered."""
        return max((one.time for one in self.sent), default=0)

    @property
    def total(self) -> float:
        """Sum of all travel times."""
        return sum(one.time for one in self.sent)

    @property
    def closed(self) -> bool:
        """Whether every exit is covered."""
        return not self.still_open


def blockade(
    units: Sequence[str],
    exits: Sequence[str],
    times: NDArray[np.floating] | NDArray[np.integer],
    *,
    lawful: Bools | None = None,
    tolerance: float = 0.0,
) -> Blockade:
    """
    Send one unit to each exit.

    As many exits are closed as units can close; the last of them as early as possible; then the sum of all times is
    least. Times are compared as they are: whole milliseconds of the road search stay whole and are compared exactly.

    Parameters
    ----------
    units, exits
        Names, each once.
    times
        Shape (units, exits): travel time, ≥ 0; below 0 (``UNREACHED``) or infinite where there is no way.
    lawful
        Shape (units, exits): whether the unit's crew may stand at the exit. All may, if not given.
    tolerance
        For tables of floats in which equal times differ by rounding: in the second step a unit may come this much
        later than the earliest possible last one.

    Returns
    -------
    blockade
        Does not depend on the order of units and exits.

    Raises
    ------
    InputError
        If a name stands twice, the table has another shape, or holds NaN.

    Examples
    --------
    >>> plan = blockade(["a", "b"], ["north", "south"], np.array([[1, 6], [2, 9]]))
    >>> [(one.unit_id, one.exit_id, one.time) for one in plan.sent], plan.last
    ([('b', 'north', 2.0), ('a', 'south', 6.0)], 6.0)
    """
    table = np.asarray(times, dtype=np.float64)
    may = np.ones(table.shape, dtype=bool) if lawful is None else lawful
    if findings := list(_faults(units, exits, table, may)):
        raise InputError.of(findings)
    by_unit, by_exit = np.argsort(np.array(units, dtype=str)), np.argsort(np.array(exits, dtype=str))
    reached = np.isfinite(table) & (table >= 0)
    allowed = (reached & may)[np.ix_(by_unit, by_exit)]
    cost = np.where(reached, table, 0.0)[np.ix_(by_unit, by_exit)]
    pairs = {int(by_exit[column]): int(by_unit[row]) for row, column in bottleneck(cost, allowed, tolerance=tolerance)}
    return Blockade(
        sent=tuple(
            Sent(exits[gate], units[pairs[gate]], float(table[pairs[gate], gate]))
            for gate in range(len(exits))
            if gate in pairs
        ),
        still_open=tuple(
            OpenExit(exits[gate], _because(reached[:, gate], may[:, gate]))
            for gate in range(len(exits))
            if gate not in pairs
        ),
        idle=tuple(sorted(set(units) - {units[unit] for unit in pairs.values()})),
    )


def _because(reached: Bools, lawful: Bools) -> OpenBecause:
    if not reached.any():
        return OpenBecause.CUT_OFF
    return OpenBecause.TOO_FEW if (reached & lawful).any() else OpenBecause.UNLAWFUL


def _faults(units: Sequence[str], exits: Sequence[str], table: NDArray[np.float64], may: Bools) -> Iterator[Finding]:
    for field, names in (("units", units), ("exits", exits)):
        for name in (name for name, times in Counter(names).items() if times > 1):
            yield _fault(field, name, Text("编号重复", "stands twice"), Text("每个只写一次", "name each once"))
    shape = (len(units), len(exits))
    if table.shape != shape or may.shape != shape:
        message = Text(f"时间表须为 {shape}", f"the table of times must be {shape}")
        yield _fault("times", str(table.shape), message, Text("一行一个警组, 一列一个路口", "a row a unit"))
    elif np.isnan(table).any():
        message = Text("时间表中有非数值", "the table of times holds NaN")
        yield _fault("times", "nan", message, Text("到不了处写 -1 或无穷大", "where there is no way write -1 or inf"))


def _fault(field: str, value: str, message: Text, advice: Text) -> Finding:
    where = Where(field=field, value=value)
    return Finding(rule="D81", severity=Severity.ERROR, message=message, where=where, advice=advice)
