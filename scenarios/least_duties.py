"""Needs that no two of a place's duties can share: their sum is the least number of duties, a lower bound."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from .cover import BandDay, Duty

_MOST_BANDS = 9


def apart(needs: Mapping[BandDay, int], duties: Sequence[Duty]) -> list[BandDay]:
    """
    Choose bands so that no duty is present in two of them, with a large total need.

    Each crew needed in one of these bands is then a duty of its own: the total need is a lower bound of the
    duties that a week takes (weak duality of covering and packing).
    """
    together = {pair for duty in duties for pair in combinations(sorted(duty.bands), 2)}
    chosen: list[BandDay] = []
    for day in sorted({day for day, _ in needs}):
        free = [
            key
            for key in sorted(needs, key=lambda key: -needs[key])
            if key[0] == day and needs[key] and all(_pair(key, other) not in together for other in chosen)
        ]
        chosen += _heaviest(free[:_MOST_BANDS], needs, together)
    return chosen


def _heaviest(
    free: Sequence[BandDay], needs: Mapping[BandDay, int], together: set[tuple[BandDay, BandDay]]
) -> Sequence[BandDay]:
    best: Sequence[BandDay] = ()
    for size in range(1, len(free) + 1):
        for some in combinations(free, size):
            if sum(needs[key] for key in some) > sum(needs[key] for key in best) and not any(
                _pair(one, other) in together for one, other in combinations(some, 2)
            ):
                best = some
    return best


def _pair(one: BandDay, other: BandDay) -> tuple[BandDay, BandDay]:
    return (one, other) if one < other else (other, one)
