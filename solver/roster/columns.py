"""The columns of the master programme besides week patterns."""

from dataclasses import dataclass

from ...models.roster import Seat


@dataclass(frozen=True, slots=True)
class Flow:
    """People of the teams behind one supply row in the seats of one pool row."""

    supply: int
    pool: int


@dataclass(frozen=True, slots=True)
class CrewColumn:
    """
    Crews of one class, chain and option; with ``riders`` one crew that carries these bound people.

    ``way`` numbers the ways in which they may leave seats to others.
    """

    place_class: int
    chain: int
    option: int
    riders: tuple[int, ...] = ()
    way: int = 0


@dataclass(frozen=True, slots=True)
class Unguided:
    """People who may not ride by themselves and do: only if a pin and a missing guide leave nothing else (no plan)."""

    row: int


@dataclass(frozen=True, slots=True)
class Above:
    """Somebody who is to be kept apart rides above a crew's strength, in whatever crew."""

    row: int


@dataclass(frozen=True, slots=True)
class Shared:
    """Two people who should not do share a crew on a day and template, or (no plan) ride in none at all."""

    day: int
    template: int


@dataclass(frozen=True, slots=True)
class Short:
    """Missing crews of one class at one of its needs."""

    place_class: int
    need: int


@dataclass(frozen=True, slots=True)
class Surplus:
    """Crews of one class above one of its needs."""

    place_class: int
    need: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All crews with the same seats: on one day, or (``day`` None) in the whole span."""

    seats: tuple[tuple[Seat, int], ...]
    day: int | None


Column = Flow | CrewColumn | Unguided | Above | Shared | Short | Surplus | Tally
