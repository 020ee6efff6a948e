"""Lines (巡线) and mobile routes by the clock: where the crew is, how often it passes a street, what it leaves out."""

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum

from .errors import InputError
from .place import RoadClass
from .text import Text


class StepKind(StrEnum):
    """What the crew does: drive a street of its line, drive on to the next, stop at a hot spot, wait at its post."""

    PATROL = "PATROL"
    TRANSIT = "TRANSIT"
    STOP = "STOP"
    WAIT = "WAIT"


class LineKind(StrEnum):
    """The line of a home cell, or a route over streets that no post holds."""

    CELL = "CELL"
    MOBILE = "MOBILE"


class Why(StrEnum):
    """Why a street is not on a line."""

    NO_WAY_THERE = "NO_WAY_THERE"
    NO_WAY_BACK = "NO_WAY_BACK"
    CLOSED = "CLOSED"
    SHORT_OF_TIME = "SHORT_OF_TIME"
    NO_UNIT = "NO_UNIT"


WHY_NAMES = {
    Why.NO_WAY_THERE: Text("没有合法路线可以到达", "no legal way leads there"),
    Why.NO_WAY_BACK: Text("到达后没有合法路线返回", "no legal way leads back"),
    Why.CLOSED: Text("道路封闭", "the street is closed"),
    Why.SHORT_OF_TIME: Text(
        "时段内时间不够, 效益低者先舍", "the band is too short; what it pays least to pass goes first"
    ),
    Why.NO_UNIT: Text("没有机动警力", "there is no mobile unit"),
}
LINE_KIND_NAMES = {LineKind.CELL: Text("警区巡线", "cell line"), LineKind.MOBILE: Text("机动路线", "mobile route")}
STEP_NAMES = {
    StepKind.PATROL: Text("巡逻", "patrol"),
    StepKind.TRANSIT: Text("通过", "drive on"),
    StepKind.STOP: Text("停留", "stop"),
    StepKind.WAIT: Text("在岗", "at the post"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStep:
    """
    A stretch of the walk: along ``arc`` from one share of its length to another, or at rest where both are equal.

    ``begin_ms`` and ``end_ms`` count from the beginning of the band; between two steps lies the time of the turn.
    """

    arc: int
    from_share: float
    to_share: float
    begin_ms: int
    end_ms: int
    kind: StepKind

    def __post_init__(self) -> None:
        if not (0 <= self.begin_ms <= self.end_ms and 0.0 <= self.from_share <= self.to_share <= 1.0):
            raise InputError(f"line step on arc {self.arc}: times and shares must not run backwards")

    @property
    def rests(self) -> bool:
        """Whether the crew stands still."""
        return self.kind in {StepKind.STOP, StepKind.WAIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetPasses:
    """
    How often a line passes a street, both directions together.

    Parameters
    ----------
    arc
        The street's lower arc.
    target
        Passes an hour that were asked for.
    longest_gap_s
        Longest time without a pass, the beginning and the end of the band counted as passes only by what happens.
    """

    arc: int
    metres: float
    road_class: RoadClass
    target: float
    passes: int
    per_hour: float
    longest_gap_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A street that should be passed and is not, and why."""

    arc: int
    metres: float
    road_class: RoadClass
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    One crew's closed walk within one band, from its post and back.

    Parameters
    ----------
    post_ids
        The posts whose cells it patrols: one, or two if the cells are merged; none for a mobile route.
    steps
        In time order, each beginning where the one before ended; the first and the last are at the post.
    minutes
        Length of the band.
    laps
        How often the crew comes back to its post.
    needed_min, needed_drive_min
        Minutes that meeting all targets takes, with and without the stops; more than ``minutes`` if the band is too
        short for them.
    """

    line_id: str
    name: str
    kind: LineKind
    post_ids: tuple[str, ...]
    band: str
    minutes: int
    laps: int
    steps: tuple[LineStep, ...]
    streets: tuple[StreetPasses, ...]
    left_out: tuple[LeftOut, ...]
    metres: float
    needed_min: float
    needed_drive_min: float
    _begins: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if any(a.end_ms > b.begin_ms for a, b in zip(self.steps, self.steps[1:], strict=False)):
            raise InputError(f"line {self.line_id}: steps overlap")
        if self.steps and self.steps[-1].end_ms > self.minutes * 60_000:
            raise InputError(f"line {self.line_id}: longer than its band")
        object.__setattr__(self, "_begins", tuple(step.begin_ms for step in self.steps))

    @property
    def km(self) -> float:
        """Kilometres driven."""
        return self.metres / 1000

    @property
    def left_out_km(self) -> float:
        """Kilometres of street not passed at all."""
        return sum(street.metres for street in self.left_out) / 1000

    @property
    def street_metres(self) -> float:
        """Metres of street that it should pass, those left out too."""
        return sum(s.metres for s in self.streets) + sum(s.metres for s in self.left_out)

    @property
    def street_arcs(self) -> tuple[int, ...]:
        """The streets that it should pass, those left out too, each by its lower arc."""
        return (*(s.arc for s in self.streets), *(s.arc for s in self.left_out))

    def minutes_of(self, kind: StepKind) -> float:
        """Return the minutes spent on one kind of step, turns not counted."""
        return sum(step.end_ms - step.begin_ms for step in self.steps if step.kind is kind) / 60_000

    @property
    def on_target(self) -> float:
        """Share of the street metres that are passed as often as asked for, 0.0 to 1.0."""
        every = self.street_metres
        good = sum(s.metres for s in self.streets if s.per_hour + 1e-9 >= s.target)
        return good / every if every else 1.0


def position_at(line: Line, seconds: float) -> tuple[int, float] | None:
    """
    Return where the crew of a line is, as arc and share of its length; None if the line has no steps.

    Parameters
    ----------
    line
        The line.
    seconds
        Since the beginning of the band; before 0 and after the last step the crew is at its post.
    """
    if not line.steps:
        return None
    time = seconds * 1000
    step = line.steps[max(0, bisect_right(line._begins, time) - 1)]  # noqa: SLF001 - one noun, one file
    if step.rests or time >= step.end_ms:
        return step.arc, step.to_share
    part = max(0.0, time - step.begin_ms) / (step.end_ms - step.begin_ms)
    return step.arc, step.from_share + part * (step.to_share - step.from_share)
