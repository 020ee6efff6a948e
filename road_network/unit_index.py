"""Where the units are: a small hash table that a moving unit changes in constant time."""

from collections.abc import Iterable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.text import Text
from .graph import Int32
from .road_point import RoadPoint
from .unit_kernels import (
    DELAY,
    KEY,
    NOBODY,
    PREVIOUS,
    RANK,
    ROW_FIELDS,
    STATE,
    count_with,
    hang,
    list_with,
    move,
    move_all,
    unhang,
)


class UnitIndex:
    """
    The units that can be sent: position, turn-out delay, skills, availability.

    Made by ``RoadSearch.units``. Safe to use from several threads: a move waits for a running search and takes about
    a microsecond itself. Units are named by strings; ties in time go to the smaller name.

    Notes
    -----
    A unit hangs in the bucket of its place; one that is not available hangs nowhere, so a search never meets it.
    """

    def __init__(self, keys: Int32, states: Int32) -> None:
        self._keys, self._states = keys, states
        self._slot: dict[str, int] = {}
        self._names: list[str] = []
        self._free: list[int] = []
        self._ranked = True
        self.lock = Lock()
        self.bits = 6
        self.bucket: Int32 = np.full(1 << self.bits, NOBODY, dtype=np.int32)
        self.row: Int32 = np.zeros((16, ROW_FIELDS), dtype=np.int32)
        self.share: NDArray[np.float64] = np.zeros(16, dtype=np.float64)
        self.skill: NDArray[np.int64] = np.zeros(16, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._slot)

    def __contains__(self, unit: str) -> bool:
        return unit in self._slot

    def put(self, unit: str, at: RoadPoint, *, delay_ms: int = 0, skills: int = 0, available: bool = True) -> None:
        """
        Add a unit, or overwrite what is known of it.

        Parameters
        ----------
        unit, available
            Its name, and whether it can be sent.
        at
            Where it is; it travels in the arc's direction.
        delay_ms
            Turn-out delay, at least 0, added to its travel time.
        skills
            A set of bits; a search may ask for units that have all bits of a mask.
        """
        if not 0 <= delay_ms < 1 << 30:
            raise InputError(Text(f"{unit}: 出动延迟 {delay_ms} 毫秒无效", f"{unit}: turn-out delay {delay_ms} ms"))
        self._check(at)
        with self.lock:
            slot = self._slot[unit] if unit in self._slot else self._new(unit)
            self._unhang(slot)
            self.row[slot, DELAY] = delay_ms
            self.skill[slot] = skills
            self._place(slot, at)
            if available:
                self._hang(slot)

    def move(self, unit: str, at: RoadPoint) -> None:
        """Set a unit's position; KeyError if it is unknown."""
        self._check(at)
        with self.lock:
            move(
                self.bucket,
                self.bits,
                self.row,
                self.share,
                self._slot[unit],
                self._keys[at.arc],
                self._states[at.arc],
                at.share,
            )

    def move_many(self, units: Sequence[str], arcs: Int32, shares: NDArray[np.float64]) -> None:
        """Set many positions at once; all are checked before the first one moves."""
        self.move_slots(np.array([self._slot[unit] for unit in units], dtype=np.int64), arcs, shares)

    def move_slots(self, slots: NDArray[np.int64], arcs: Int32, shares: NDArray[np.float64]) -> None:
        """Set many positions at once, of units by their slots, as ``slots_of`` returns them."""
        if len(arcs) and not (arcs.min() >= 0 and arcs.max() < len(self._keys)):
            raise InputError(Text("路段编号超出路网", "an arc number outside the network"))
        if not np.all((shares >= 0.0) & (shares <= 1.0)):
            raise InputError(Text("位置比例须在 0 与 1 之间", "shares along an arc must lie between 0 and 1"))
        with self.lock:
            keys, states = self._keys[arcs], self._states[arcs]
            move_all(self.bucket, self.bits, self.row, self.share, slots, keys, states, shares)

    def set_available(self, unit: str, available: bool) -> None:  # noqa: FBT001 - reads well
        """Show a unit to searches, or hide it; KeyError if it is unknown."""
        with self.lock:
            slot = self._slot[unit]
            self._unhang(slot)
            if available:
                self._hang(slot)

    def remove(self, unit: str) -> None:
        """Forget a unit; KeyError if it is unknown."""
        with self.lock:
            slot = self._slot.pop(unit)
            self._unhang(slot)
            self._names[slot] = ""
            self._free.append(slot)

    def copy(self) -> "UnitIndex":
        """Return the index as it is now, for searches that take long; the copy and this one go their own ways."""
        with self.lock:
            self.rank()
            twin = UnitIndex(self._keys, self._states)
            twin._slot, twin._names, twin._free = dict(self._slot), list(self._names), list(self._free)
            twin.bits, twin.bucket, twin.row = self.bits, self.bucket.copy(), self.row.copy()
            twin.share, twin.skill = self.share.copy(), self.skill.copy()
        return twin

    @property
    def slots(self) -> int:
        """Rows of the arrays that are or were in use."""
        return len(self._names)

    def name(self, slot: int) -> str:
        """Return the name of the unit in a slot of the arrays."""
        return self._names[slot]

    def named(self, slots: Iterable[int]) -> Iterable[str]:
        """Return the names of the units in some slots."""
        return map(self._names.__getitem__, slots)

    def names(self) -> Iterable[str]:
        """Return the names of all units, available or not, in order."""
        return sorted(self._slot)

    def slot(self, unit: str) -> int:
        """Return the row of a unit in the arrays; KeyError if it is unknown."""
        return self._slot[unit]

    def slots_of(self, units: Iterable[str]) -> NDArray[np.int64]:
        """Return the rows of units in the arrays, ``NOBODY`` for those that are unknown."""
        return np.array([self._slot.get(unit, NOBODY) for unit in units], dtype=np.int64)

    def available(self, unit: str) -> bool:
        """Whether searches see the unit; KeyError if it is unknown."""
        return bool(self.row[self._slot[unit], PREVIOUS] != NOBODY)

    def count(self, need: int) -> int:
        """Return how many units searches see that have all bits of ``need``."""
        with self.lock:
            return count_with(self.row, self.skill, len(self._names), need)

    def listed(self, need: int, *, but: int = 0) -> Int32:
        """Return the slots of the units that searches see and that have all bits of ``need``, not those of ``but``."""
        with self.lock:
            return list_with(self.row, self.skill, len(self._names), need, but)

    def rank(self) -> None:
        """Number the units in the order of their names, for ties; the lock must be held."""
        if not self._ranked:
            for rank, (_, slot) in enumerate(sorted(self._slot.items())):
                self.row[slot, RANK] = rank
            self._ranked = True

    def _check(self, at: RoadPoint) -> None:
        if at.arc >= len(self._keys):
            raise InputError(Text(f"路段 {at.arc} 不在路网中", f"arc {at.arc} is not in the network"))

    def _new(self, unit: str) -> int:
        slot = self._free.pop() if self._free else len(self._names)
        if slot == len(self._names):
            self._names.append("")
        if slot == len(self.row):
            self._grow()
        self._names[slot] = unit
        self._slot[unit] = slot
        self.row[slot] = NOBODY
        self._ranked = False
        return slot

    def _grow(self) -> None:
        self.row = np.concatenate([self.row, np.zeros_like(self.row)])
        self.share = np.concatenate([self.share, np.zeros_like(self.share)])
        self.skill = np.concatenate([self.skill, np.zeros_like(self.skill)])
        shown = np.flatnonzero(self.row[: len(self._names), PREVIOUS] != NOBODY)
        shown = shown[[bool(self._names[slot]) for slot in shown]]
        self.bits = max(6, (8 * len(self.row)).bit_length() - 1)
        self.bucket = np.full(1 << self.bits, NOBODY, dtype=np.int32)
        for slot in shown.tolist():
            self._hang(slot)

    def _place(self, slot: int, at: RoadPoint) -> None:
        self.row[slot, KEY] = self._keys[at.arc]
        self.row[slot, STATE] = self._states[at.arc]
        self.share[slot] = at.share

    def _hang(self, slot: int) -> None:
        hang(self.bucket, self.bits, self.row, slot)

    def _unhang(self, slot: int) -> None:
        unhang(self.bucket, self.row, slot)
