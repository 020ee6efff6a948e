"""Random numbers that belong to a call, not to a place in a row: the same call meets the same luck everywhere."""

from collections.abc import Iterable
from enum import IntEnum
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


class Purpose(IntEnum):
    """What a number is drawn for; a call has one for each."""

    ARRIVAL = 1
    TIME = 2
    TYPE = 3
    PLACE = 4
    SHARE = 5
    SERVICE = 6
    REMOTE = 8
    ROAD = 9


def key_of(text: str) -> int:
    """Return the key of a name: 64 bits that are the same on every machine."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def keys_of(texts: Iterable[str]) -> Keys:
    """Return the keys of many names, shape (names,)."""
    return np.array([key_of(text) for text in texts], dtype=np.uint64)


def mixed(keys: Keys, *numbers: int | Keys) -> Keys:
    """Return keys into which further numbers are stirred, each of them changing every bit."""
    for number in numbers:
        stirred = np.asarray(number & 0xFFFFFFFFFFFFFFFF if isinstance(number, int) else number, dtype=np.uint64)
        keys = _stir(keys ^ _stir(stirred + _STEP))
    return keys


def uniform(keys: Keys, purpose: Purpose, *, seed: int, replication: int) -> NDArray[np.float64]:
    """
    Return one number in (0, 1) for each key.

    Parameters
    ----------
    keys
        Shape (n,), or any.
    purpose
        What for: numbers of different purposes have nothing to do with each other.
    seed, replication
        So have those of different seeds and replications.

    Notes
    -----
    Counter-based: a number depends on its key, purpose, seed and replication alone, never on what was drawn before.
    The mixing is that of SplitMix64 (G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number generators,
    OOPSLA 2014; finalizer by D. Stafford).
    """
    bits = mixed(keys, seed, replication, int(purpose))
    return ((bits >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def _stir(bits: Keys) -> Keys:
    with np.errstate(over="ignore"):
        bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
        bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    return bits ^ (bits >> np.uint64(31))
