"""Several runs of one scenario summed up, and two scenarios compared run by run, with 95 % intervals."""

from collections.abc import Iterable, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from ...models.errors import InputError
from ...models.kpi import Better, Comparison, Difference, Estimate, Figure, KpiTable, Slice, SliceKind, Verdict
from ...models.text import Text
from .catalogue import KPI_BY_CODE

LEVEL = 0.95
FEWEST_RUNS = 2
TINY = 1e-12
COUNTED = frozenset({SliceKind.RULE, SliceKind.PATTERN})

Floats = NDArray[np.float64]


def estimates(tables: Sequence[KpiTable]) -> list[Estimate]:
    """
    Sum up the runs of one scenario: the mean of each figure and its 95 % interval.

    Notes
    -----
    Student's t over the runs, which are independent of each other; a figure that a run does not have is left out.
    """
    return [_estimate(part, code, tables) for part, code in _keys(tables)]


def paired(base: Sequence[KpiTable], other: Sequence[KpiTable], *, asked: int | None = None) -> Comparison:
    """
    Compare two scenarios that lived through the same calls.

    Parameters
    ----------
    base, other
        Tables of the same seed; only replications that both have are used.
    asked
        How many replications were asked for; by default as many as the longer list has.

    Raises
    ------
    InputError
        If the seeds differ or there is no common replication.

    Notes
    -----
    The 95 % interval of the mean of the differences, pair by pair, by Student's t. A difference is significant if the
    interval does not hold 0; so in one of twenty figures that do not differ at all it is, by chance.
    """
    if len({table.seed for table in (*base, *other)}) > 1:
        raise InputError(Text("两方案的随机种子不同, 不可配对", "the seeds differ: the runs cannot be paired"))
    return _compared(base, other, asked)


def unpaired_seeds(base: Sequence[KpiTable], other: Sequence[KpiTable]) -> Comparison:
    """Compare runs by their number although their luck differs: for testing the comparison itself (A/A)."""
    return _compared(base, other, None)


def _compared(base: Sequence[KpiTable], other: Sequence[KpiTable], asked: int | None) -> Comparison:
    ours, theirs = ({table.replication: table for table in side} for side in (base, other))
    both = sorted(set(ours) & set(theirs))
    if not both:
        raise InputError(Text("两方案没有共同的重复", "the scenarios have no replication in common"))
    pairs = [(ours[n], theirs[n]) for n in both]
    keys = _keys([table for pair in pairs for table in pair])
    return Comparison(
        base=base[0].scenario,
        other=other[0].scenario,
        seed=base[0].seed,
        runs=len(both),
        asked=max(len(base), len(other)) if asked is None else asked,
        calls=sum(table.calls for table, _ in pairs),
        differences=[_difference(part, code, pairs) for part, code in keys],
    )


def mean_interval(values: Floats) -> tuple[float, float | None, float | None]:
    """
    Return the mean of independent values and its 95 % interval, None for the ends with fewer than two values.

    >>> [round(v, 3) for v in mean_interval(np.array([1.0, 2.0, 3.0]))]
    [2.0, -0.484, 4.484]
    """
    mean = float(values.mean())
    if len(values) < FEWEST_RUNS:
        return mean, None, None
    half = float(student.ppf(0.5 + LEVEL / 2, len(values) - 1)) * float(values.std(ddof=1)) / sqrt(len(values))
    return mean, mean - half, mean + half


def verdict(better: Better, low: float | None, high: float | None) -> Verdict:
    """
    Say what an interval of a difference means.

    >>> verdict(Better.LOWER, -3.0, -1.0).value, verdict(Better.LOWER, -3.0, 1.0).value
    ('BETTER', 'NOT_SIGNIFICANT')
    """
    if low is None or high is None:
        return Verdict.NOT_COMPARABLE
    if low <= TINY and high >= -TINY:
        return Verdict.NOT_SIGNIFICANT
    if better is Better.NEITHER:
        return Verdict.DIFFERENT
    return Verdict.BETTER if (high < 0) is (better is Better.LOWER) else Verdict.WORSE


def _keys(tables: Sequence[KpiTable]) -> list[tuple[Slice, str]]:
    order = list(KPI_BY_CODE)
    found = {key for table in tables for key in table.figures}
    return sorted(found, key=lambda key: (key[0], order.index(key[1])))


def _estimate(part: Slice, code: str, tables: Sequence[KpiTable]) -> Estimate:
    figures = [table.of(code, part) for table in tables]
    values = np.array([f.value for f in figures if f.value is not None], dtype=np.float64)
    mean, low, high = mean_interval(values) if len(values) else (None, None, None)
    return Estimate(
        part=part, code=code, mean=mean, low=low, high=high, runs=len(values), n=sum(figure.n for figure in figures)
    )


def _alone(figures: Iterable[Figure]) -> float | None:
    """Return the mean of a figure that has nothing to be compared with; None if there is none."""
    values = [figure.value for figure in figures if figure.value is not None]
    return float(np.mean(values)) if values else None


def _of(table: KpiTable, code: str, part: Slice) -> Figure:
    """Return a figure; of a rule or pattern that a table does not name there is none, and none is 0."""
    figure = table.of(code, part)
    return Figure(0.0, 0) if figure.value is None and part.kind in COUNTED else figure


def _difference(part: Slice, code: str, pairs: Sequence[tuple[KpiTable, KpiTable]]) -> Difference:
    figures = [(_of(a, code, part), _of(b, code, part)) for a, b in pairs]
    known = np.array(
        [(a.value, b.value) for a, b in figures if a.value is not None and b.value is not None], dtype=np.float64
    ).reshape(-1, 2)
    delta, low, high = mean_interval(known[:, 1] - known[:, 0]) if len(known) else (None, None, None)
    return Difference(
        part=part,
        code=code,
        base=float(known[:, 0].mean()) if len(known) else _alone(a for a, _ in figures),
        other=float(known[:, 1].mean()) if len(known) else _alone(b for _, b in figures),
        delta=delta,
        low=low,
        high=high,
        verdict=verdict(KPI_BY_CODE[code].better, low, high),
        runs=len(known),
        n_base=sum(a.n for a, _ in figures),
        n_other=sum(b.n for _, b in figures),
    )


def worst(tables: Sequence[KpiTable], code: str, *, count: int = 5) -> list[Estimate]:
    """Return the places where a figure is worst on the mean, the worst first."""
    sign = 1.0 if KPI_BY_CODE[code].better is Better.HIGHER else -1.0
    places = [one for one in estimates(tables) if one.code == code and one.part.kind is SliceKind.PLACE]
    known = [(sign * one.mean, one.part, one) for one in places if one.mean is not None]
    return [one for _, _, one in sorted(known, key=lambda row: row[:2])[:count]]
