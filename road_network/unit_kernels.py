"""The hash table of the units: which of them are at a place."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .graph import Int32

NOBODY = -1
SCATTER = 0x9E3779B1
ROW_FIELDS = 6
KEY, STATE, NEXT, PREVIOUS, DELAY, RANK = range(ROW_FIELDS)


@compiled
def bucket_of(key: int, bits: int) -> int:
    """Scatter a key over ``2 ** bits`` buckets (Fibonacci hashing)."""
    return ((key * SCATTER) & 0xFFFFFFFF) >> (32 - bits)


# PREVIOUS of a unit is NOBODY while it hangs nowhere, -2 - bucket at the head of a bucket, else the unit before it.


@compiled
def hang(bucket: Int32, bits: int, row: Int32, slot: int) -> None:
    """Hang a unit into the bucket of its key."""
    b = bucket_of(row[slot, KEY], bits)
    behind = bucket[b]
    row[slot, NEXT] = behind
    row[slot, PREVIOUS] = -2 - b
    if behind != NOBODY:
        row[behind, PREVIOUS] = slot
    bucket[b] = slot


@compiled
def unhang(bucket: Int32, row: Int32, slot: int) -> None:
    """Take a unit out of its bucket, if it hangs in one."""
    before, behind = row[slot, PREVIOUS], row[slot, NEXT]
    if before == NOBODY:
        return
    if before >= 0:
        row[before, NEXT] = behind
    else:
        bucket[-2 - before] = behind
    if behind != NOBODY:
        row[behind, PREVIOUS] = before
    row[slot, PREVIOUS] = NOBODY


@compiled
def move(
    bucket: Int32, bits: int, row: Int32, shares: NDArray[np.float64], slot: int, key: int, state: int, share: float
) -> None:
    """Set a unit's place, and hang it elsewhere if its key changes."""
    shares[slot] = share
    row[slot, STATE] = state
    if row[slot, KEY] != key:
        shown = row[slot, PREVIOUS] != NOBODY
        unhang(bucket, row, slot)
        row[slot, KEY] = key
        if shown:
            hang(bucket, bits, row, slot)


@compiled
def move_all(
    bucket: Int32,
    bits: int,
    row: Int32,
    shares: NDArray[np.float64],
    slots: NDArray[np.int64],
    keys: Int32,
    states: Int32,
    new_shares: NDArray[np.float64],
) -> None:
    """Move many units, one after another."""
    for i in range(len(slots)):
        move(bucket, bits, row, shares, slots[i], keys[i], states[i], new_shares[i])


@compiled
def count_with(row: Int32, skill: NDArray[np.int64], slots: int, need: int) -> int:
    """Count the shown units of the first ``slots`` rows that have all bits of ``need``."""
    count = 0
    for slot in range(slots):
        count += row[slot, PREVIOUS] != NOBODY and skill[slot] & need == need
    return count


@compiled
def list_with(row: Int32, skill: NDArray[np.int64], slots: int, need: int, but: int) -> Int32:
    """Return which of the first rows are shown units that have all bits of ``need``, but not all of ``but``."""
    found = np.empty(slots, dtype=np.int32)
    count = 0
    for slot in range(slots):
        if row[slot, PREVIOUS] != NOBODY and skill[slot] & need == need and (but == 0 or skill[slot] & but != but):
            found[count] = slot
            count += 1
    return found[:count]
