"""How many crews a post needs in a peak: the table of DOMAIN F09, which a city may change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .errors import InputError
from .place import RoadClass
from .text import Text

MOST_CREWS = 6
"""No post asks for more crews (DOMAIN F09)."""


@dataclass(frozen=True, slots=True)
class NeedStep:
    """From volume / capacity ``ratio`` on: ``crews``, and with ``aux`` one auxiliary more per extra heavy approach."""

    ratio: float
    crews: int
    aux: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTable:
    """
    The need of a post by volume / capacity, and what counts like a high ratio whatever the flow.

    Parameters
    ----------
    steps
        Ascending, the first from 0.
    must_hold, signal_fault, school, top
        The ratio that a post counts with at least if it must be held, has a faulty signal, lies at a school gate on
        a school day, or has ``top_priority``.
    heavy
        An approach from this ratio on is heavy.
    lane_vph
        Vehicles an hour that one lane of a signalised approach lets pass, by road class.
    """

    steps: Sequence[NeedStep] = (
        NeedStep(0.0, 0),
        NeedStep(0.60, 1),
        NeedStep(0.90, 1, aux=True),
        NeedStep(1.05, 2, aux=True),
    )
    must_hold: float = 0.60
    signal_fault: float = 0.90
    school: float = 0.90
    top: float = 1.05
    top_priority: int = 5
    heavy: float = 0.90
    lane_vph: Mapping[RoadClass, int] = field(
        default_factory=lambda: {
            RoadClass.MOTORWAY: 2_000,
            RoadClass.EXPRESSWAY: 1_800,
            RoadClass.ARTERIAL: 900,
            RoadClass.COLLECTOR: 700,
            RoadClass.LOCAL: 500,
            RoadClass.NATIONAL: 1_000,
            RoadClass.PROVINCIAL: 900,
            RoadClass.COUNTY: 700,
            RoadClass.TOWNSHIP: 500,
        }
    )

    def __post_init__(self) -> None:
        ratios = [step.ratio for step in self.steps]
        if not ratios or ratios[0] != 0 or ratios != sorted(set(ratios)):
            raise InputError(Text("需求表须从 0 起依次递增", "the steps of the need table must rise from 0"))
        if any(not 0 <= step.crews <= MOST_CREWS for step in self.steps):
            raise InputError(Text(f"组数应为 0 至 {MOST_CREWS}", f"crews must be 0 to {MOST_CREWS}"))
        if set(self.lane_vph) != set(RoadClass) or min(self.lane_vph.values()) <= 0:
            raise InputError(Text("每级道路须有大于 0 的车道通行能力", "every road class needs a capacity above 0"))

    def step(self, ratio: float) -> NeedStep:
        """
        Return the step that holds at a ratio.

        >>> [PostTable().step(ratio).crews for ratio in (0.59, 0.6, 1.04, 1.05, 3.0)]
        [0, 1, 1, 2, 2]
        """
        return next(step for step in reversed(self.steps) if step.ratio <= max(0.0, ratio))
