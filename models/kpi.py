"""Key figures of a simulated week, the slices they are told for, and differences with their uncertainty (DOMAIN 8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .errors import InputError
from .text import Text

FEWEST_CALLS = 20
"""A share of fewer calls is never told without the count (DOMAIN 8.5)."""


class Better(StrEnum):
    """Which way a figure should go; NEITHER: it only tells."""

    LOWER = "LOWER"
    HIGHER = "HIGHER"
    NEITHER = "NEITHER"


class Verdict(StrEnum):
    """What the 95 % interval of a paired difference says; DIFFERENT: a figure that is neither good nor bad moved."""

    BETTER = "BETTER"
    WORSE = "WORSE"
    DIFFERENT = "DIFFERENT"
    NOT_SIGNIFICANT = "NOT_SIGNIFICANT"
    NOT_COMPARABLE = "NOT_COMPARABLE"


VERDICT_NAMES = {
    Verdict.BETTER: Text("更好", "better"),
    Verdict.WORSE: Text("更差", "worse"),
    Verdict.DIFFERENT: Text("有变化", "different"),
    Verdict.NOT_SIGNIFICANT: Text("无显著差异", "not significant"),
    Verdict.NOT_COMPARABLE: Text("不可比", "not comparable"),
}


class SliceKind(StrEnum):
    """For whom a figure is told: all, a brigade, road class, band, level of dispatch, cell, crew pattern, or rule."""

    ALL = "ALL"
    BRIGADE = "BRIGADE"
    ROAD = "ROAD"
    BAND = "BAND"
    LEVEL = "LEVEL"
    PLACE = "PLACE"
    PATTERN = "PATTERN"
    RULE = "RULE"


@dataclass(frozen=True, slots=True, order=True)
class Slice:
    """A part of the calls, or of the force: its kind, and the id of the part ("" for all)."""

    kind: SliceKind = SliceKind.ALL
    key: str = ""


ALL = Slice()


class Group(StrEnum):
    """The parts of DOMAIN 8: order and coverage, response, prevention, force and people."""

    ORDER = "ORDER"
    RESPONSE = "RESPONSE"
    PREVENTION = "PREVENTION"
    FORCE = "FORCE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """
    A key figure: its code, name, unit and formula.

    ``share``: it is a share of calls or minutes, 0 to 1, shown in percent. ``decimals`` is how many are shown.
    """

    code: str
    group: Group
    name: Text
    unit: Text
    formula: str
    better: Better = Better.LOWER
    share: bool = False
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and the number of cases it rests on; ``value`` None: there was no case to take it from."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiTable:
    """
    The figures of one simulated run.

    Parameters
    ----------
    calls
        Calls after the warm-up, which every figure of response rests on.
    figures
        ``(slice, code of the Kpi) -> figure``.
    """

    scenario: str
    seed: int
    replication: int
    calls: int
    figures: Mapping[tuple[Slice, str], Figure] = field(default_factory=dict)

    def of(self, code: str, part: Slice = ALL) -> Figure:
        """Return a figure; one without cases if it was not taken for this part."""
        return self.figures.get((part, code), Figure(None, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """
    A figure over several runs: mean, 95 % interval of the mean, and what it rests on.

    ``low`` and ``high`` are None with fewer than two runs. ``n`` counts the cases of all runs.
    """

    part: Slice
    code: str
    mean: float | None
    low: float | None
    high: float | None
    runs: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    A figure in two scenarios that lived through the same calls, run by run.

    Parameters
    ----------
    base, other
        Means over the runs that have the figure in both; if none has, over those that have it.
    delta, low, high
        Mean of the paired differences (other less base) and its 95 % interval; None if there are too few runs.
    runs
        Pairs of runs it rests on.
    n_base, n_other
        Cases (calls, posts, people) behind the means, over all runs.
    """

    part: Slice
    code: str
    base: float | None
    other: float | None
    delta: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    runs: int
    n_base: int
    n_other: int

    def __post_init__(self) -> None:
        if (self.low is None) is not (self.high is None):
            raise InputError(f"difference of {self.code}: an interval has two ends")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """
    Two scenarios side by side.

    ``partial`` tells that fewer runs were finished than were asked for; ``calls`` is the sum over the runs of the base.
    """

    base: str
    other: str
    seed: int
    runs: int
    asked: int
    calls: int
    differences: Sequence[Difference]

    @property
    def partial(self) -> bool:
        """Whether it was broken off."""
        return self.runs < self.asked
