"""The roster: which officer does which duty; the plain answer that documents, checker, dispatch and scoring read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .errors import InputError
from .policy import Waiver
from .week import Week


class Seat(StrEnum):
    """A person's part in the crew: its leading police officer, a further one, an auxiliary."""

    LEAD = "LEAD"
    POLICE = "POLICE"
    AUX = "AUX"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Duty:
    """
    One officer-day-shift: the officer rides with crew ``crew`` of ``place_id``.

    Those who share day, template, place and crew number are one crew.
    """

    day: date
    template: str
    place_id: str
    crew: int
    seat: Seat
    officer_no: str

    def __post_init__(self) -> None:
        if self.crew < 1:
            raise InputError(f"duty of {self.officer_no} on {self.day}: crews count from 1, got {self.crew}")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Gap:
    """Need that the roster does not meet: ``missing`` crews of ``place_id`` in a band."""

    day: date
    band: str
    place_id: str
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    What the engine can prove of a roster.

    ``objective`` is the roster's price as the checker computed it; ``bound`` is proven: no lawful roster costs less.
    ``parts`` splits the price by rule code.
    """

    objective: int
    bound: float
    parts: Mapping[str, int] = field(default_factory=dict)
    stopped: str = ""

    @property
    def gap(self) -> float:
        """Share of the objective above the bound, 0.0 when proven optimal."""
        if self.objective <= 0:
            return 0.0
        return max(0.0, (self.objective - self.bound) / self.objective)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A week's roster. ``duties`` and ``gaps`` are sorted, so that equal rosters are equal bytes."""

    city: str
    week: Week
    duties: Sequence[Duty]
    gaps: Sequence[Gap] = ()
    waivers: Mapping[str, Waiver] = field(default_factory=dict)
    proof: Proof | None = None
    _by_officer: Mapping[str, tuple[Duty, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "duties", tuple(sorted(self.duties)))
        object.__setattr__(self, "gaps", tuple(sorted(self.gaps)))
        found: dict[str, list[Duty]] = {}
        for duty in self.duties:
            found.setdefault(duty.officer_no, []).append(duty)
        object.__setattr__(self, "_by_officer", {officer_no: tuple(some) for officer_no, some in found.items()})

    def duties_of(self, officer_no: str) -> tuple[Duty, ...]:
        """Return one person's duties, in time order."""
        return self._by_officer.get(officer_no, ())
