"""Queues of calls before crews: how long a call waits, and how often the nearest crews are all busy (DOMAIN 5.8)."""

from math import factorial, inf

from ...models.errors import InputError
from ...models.text import Text

NEVER_FREE = 1.0


def busy_fraction(calls_per_h: float, service_min: float, units: int) -> float:
    """
    Return the share of its time that each of equal units is busy, λ / (μ N); at most 1.0: they cannot keep up.

    Parameters
    ----------
    calls_per_h
        Calls of all kinds, ≥ 0.
    service_min
        Mean minutes from the order to the time the unit is free again, ≥ 0.
    units
        How many share the calls, at least 1.

    >>> busy_fraction(6.0, 30.0, 5)
    0.6
    """
    if units < 1 or calls_per_h < 0 or service_min < 0:
        raise InputError(
            Text(
                f"排队参数无效: {calls_per_h} 起/小时, {service_min} 分钟, {units} 组",
                f"no such queue: {calls_per_h} calls an hour, {service_min} minutes, {units} units",
            )
        )
    return min(NEVER_FREE, calls_per_h * service_min / 60.0 / units)


def erlang_c(units: int, load: float) -> float:
    """
    Return the chance that a call must wait in an M/M/N queue.

    Parameters
    ----------
    units
        N ≥ 1.
    load
        λ/μ in erlangs, ≥ 0; from N on every call waits.

    Notes
    -----
    By the recursion of Erlang's B, which stays between 0 and 1 for any N.

    >>> round(erlang_c(5, 3.0), 5)
    0.23615
    """
    _check(units, load / units if units else 0.0)
    if load >= units:
        return 1.0
    lost = 1.0
    for number in range(1, units + 1):
        lost = load * lost / (number + load * lost)
    return lost / (1.0 - load / units * (1.0 - lost))


def mean_wait_min(units: int, load: float, service_min: float) -> float:
    """
    Return the mean minutes a call waits for a free unit in an M/M/N queue; infinite if the units cannot keep up.

    >>> round(mean_wait_min(5, 3.0, 30.0), 3)
    3.542
    """
    if load >= units:
        return inf
    return erlang_c(units, load) * service_min / (units - load)


def larson_q(units: int, busy: float, ahead: int) -> float:
    """
    Return Larson's correction: how much likelier the first ``ahead`` are busy and the next is free than by chance.

    Units do not work independently: P(first j busy, next free) = Q(N, ρ, j) ρ^j (1 - ρ).

    Parameters
    ----------
    units
        N ≥ 1.
    busy
        ρ, 0 ≤ ρ < 1.
    ahead
        j, 0 ≤ j < N.

    Notes
    -----
    R. C. Larson, Approximating the performance of urban emergency service systems, Operations Research 23 (1975);
    calls wait in a line when all are busy.

    >>> round(larson_q(5, 0.5, 2), 6), larson_q(5, 0.5, 0)
    (0.742595, 1.0)
    """
    _check(units, busy)
    if busy >= 1.0 or not 0 <= ahead < units:
        raise InputError(
            Text(
                f"修正系数 Q({units}, {busy}, {ahead}) 无定义",
                f"Q({units}, {busy}, {ahead}) is not defined: need ρ < 1 and 0 <= j < N",
            )
        )
    if ahead == 0:
        return 1.0
    among = range(ahead, units)
    waits: float = units**units / factorial(units) * busy**units / (1.0 - busy)
    total: float = sum((units * busy) ** i / factorial(i) for i in range(units)) + waits
    ways = (
        factorial(units - ahead - 1) * (units - k) * units**k / (factorial(k - ahead) * factorial(units)) for k in among
    )
    share: float = sum(way * busy ** (k - ahead) for way, k in zip(ways, among, strict=True))
    return share / ((1.0 - busy) * total)


def _check(units: int, busy: float) -> None:
    if units < 1 or busy < 0:
        raise InputError(Text(f"排队参数无效: {units} 组, 忙碌率 {busy}", f"no such queue: {units} units, busy {busy}"))
