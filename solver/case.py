"""The case a clerk reads: the roster laid out by person and by crew, without any judgement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..models.city import City
from ..models.leg import Leg, legs_of
from ..models.officer import Officer, Role
from ..models.place import Place
from ..models.roster import Duty, Roster, Seat
from ..models.template import ShiftTemplate
from ..models.week import DAY_MIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """
    One duty of one person on the time line; ``past`` if it lies before the roster's week.

    ``start`` and ``end`` are minutes from Monday 00:00 of the roster's week, negative in the past.
    """

    day: date
    start: int
    end: int
    template: ShiftTemplate
    place_id: str
    past: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Those who ride together: one template, one place, one number."""

    day: date
    template: ShiftTemplate
    place: Place
    number: int
    members: tuple[tuple[Officer, Seat], ...]
    legs: tuple[Leg, ...]

    def count(self, role: Role) -> int:
        """Return how many members have this role."""
        return sum(officer.role is role for officer, _ in self.members)

    @property
    def police(self) -> int:
        """Police officers in the crew."""
        return self.count(Role.POLICE)

    @property
    def aux(self) -> int:
        """Auxiliaries in the crew."""
        return self.count(Role.AUX)


@dataclass(frozen=True, slots=True)
class Case:
    """
    A roster and its city, ready to be read.

    Every id in the roster resolves (``checker`` reports those that do not, before).

    ``sheets[officer_no]`` holds the person's shifts in time order, the weeks before included; everyone has a sheet.
    ``crews`` holds the crews sorted by day, template, place and number. ``base`` is the roster last filed for the
    same week, if there is one. ``notes`` is the clerks' slip: what several rules ask for is counted once.
    """

    city: City
    roster: Roster
    base: Roster | None = None
    notes: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    sheets: Mapping[str, Sequence[Shift]] = field(init=False)
    crews: Sequence[Crew] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sheets", self._sheets())
        object.__setattr__(self, "crews", self._crews())

    def _sheets(self) -> dict[str, list[Shift]]:
        monday = self.roster.week.monday
        sheets: dict[str, list[Shift]] = {officer.officer_no: [] for officer in self.city.officers}

        def add(officer_no: str, day: date, template: str, place_id: str, *, past: bool) -> None:
            shape = self.city.template(template)
            offset = (day - monday).days * DAY_MIN
            sheets[officer_no].append(
                Shift(
                    day=day,
                    start=offset + shape.start,
                    end=offset + shape.end,
                    template=shape,
                    place_id=place_id,
                    past=past,
                )
            )

        for officer in self.city.officers:
            for done in officer.past:
                if done.day < monday:
                    add(officer.officer_no, done.day, done.template, done.place_id, past=True)
        for duty in self.roster.duties:
            add(duty.officer_no, duty.day, duty.template, duty.place_id, past=False)
        for sheet in sheets.values():
            sheet.sort(key=lambda shift: (shift.start, shift.end))
        return sheets

    def _crews(self) -> list[Crew]:
        members: dict[tuple[date, str, str, int], list[Duty]] = defaultdict(list)
        for duty in self.roster.duties:
            members[duty.day, duty.template, duty.place_id, duty.crew].append(duty)
        crews = []
        for (day, code, place_id, number), duties in sorted(members.items()):
            template, place = self.city.template(code), self.city.place(place_id)
            crews.append(
                Crew(
                    day=day,
                    template=template,
                    place=place,
                    number=number,
                    members=tuple((self.city.officer(d.officer_no), d.seat) for d in duties),
                    legs=tuple(legs_of(self.city, place, template, day)),
                )
            )
        return crews
