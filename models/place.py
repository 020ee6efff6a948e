"""Places that need crews: posts with their cells, mobile units, desks, the reserve, the leader on duty."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .crew import CrewPattern, Patterns
from .errors import InputError
from .week import DayType


class RoadClass(StrEnum):
    """Road classes (DOMAIN F01)."""

    MOTORWAY = "MOTORWAY"
    EXPRESSWAY = "EXPRESSWAY"
    ARTERIAL = "ARTERIAL"
    COLLECTOR = "COLLECTOR"
    LOCAL = "LOCAL"
    NATIONAL = "NATIONAL"
    PROVINCIAL = "PROVINCIAL"
    COUNTY = "COUNTY"
    TOWNSHIP = "TOWNSHIP"


HIGHWAYS = frozenset(
    {RoadClass.MOTORWAY, RoadClass.NATIONAL, RoadClass.PROVINCIAL, RoadClass.COUNTY, RoadClass.TOWNSHIP}
)


class PlaceKind(StrEnum):
    """What a place is, and so what its crews do there."""

    POST = "POST"
    MOBILE = "MOBILE"
    DESK = "DESK"
    RESERVE = "RESERVE"
    LEAD = "LEAD"
    STATION = "STATION"


class DeskKind(StrEnum):
    """The five desks of both command centres (DOMAIN F11)."""

    INTEL = "INTEL"
    ANALYSIS = "ANALYSIS"
    DISPATCH = "DISPATCH"
    VIDEO = "VIDEO"
    OM = "OM"


OUTDOOR = frozenset({PlaceKind.POST, PlaceKind.MOBILE, PlaceKind.STATION})


@dataclass(frozen=True, slots=True)
class PatrolLine:
    """The off-peak line of a home cell (巡线), or a mobile route."""

    line_id: str
    name: str
    km: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    A place with need: crews by band and day type.

    A POST is the centre of a home cell: its crew stands at the post in FIXED bands and rides the cell's ``line``
    in LINE bands.

    Parameters
    ----------
    unit_id
        The org unit that owns the place; its people, and for a brigade's place also those of its squadrons, fill it.
    needs
        ``(day type, band code) -> crews``. A day type that has no entry at all takes those of WEEKDAY.
    crew
        The place's own least crews, before any rule on road and darkness raises them.
    skills, lead_skills
        What every member must hold; what at least one police officer (without police: one member) must hold too.
    crew_skills
        What at least one member of each crew must hold, one the driving, another the rest as it may be (R37).
    searches
        Whether bodies are searched there: a policewoman is in each crew (R38).
    priority
        1 (lowest) to 5.
    """

    place_id: str
    name: str
    kind: PlaceKind
    unit_id: str
    needs: Mapping[tuple[DayType, str], int]
    crew: Patterns = (CrewPattern(1, 0),)
    road_class: RoadClass = RoadClass.LOCAL
    lon: float | None = None
    lat: float | None = None
    priority: int = 3
    enforcement: bool = False
    must_hold: bool = False
    signalised: bool = False
    school: bool = False
    skills: frozenset[str] = frozenset()
    lead_skills: frozenset[str] = frozenset()
    crew_skills: frozenset[str] = frozenset()
    searches: bool = False
    desk: DeskKind | None = None
    line: PatrolLine | None = None
    note: str = ""
    _types: frozenset[DayType] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.priority <= 5:
            raise InputError(f"place {self.place_id}: priority must be 1 to 5, got {self.priority}")
        if not self.crew:
            raise InputError(f"place {self.place_id}: needs at least one crew pattern")
        if any(crews < 0 for crews in self.needs.values()):
            raise InputError(f"place {self.place_id}: need must not be negative")
        object.__setattr__(self, "_types", frozenset(kind for kind, _ in self.needs))

    @property
    def outdoor(self) -> bool:
        """Whether the duty is on the road."""
        return self.kind in OUTDOOR

    def need(self, kind: DayType, band: str) -> int:
        """Return the crews needed in a band of a day of this type."""
        return self.needs.get((kind if kind in self._types else DayType.WEEKDAY, band), 0)
