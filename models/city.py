"""The city: everything a plan is made from, read once and finished when it reaches the solver."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .band import Band, Bands
from .bond import Bond
from .daylight import Daylight
from .device import Device
from .equipment import Equipment
from .errors import InputError
from .finding import Finding
from .grade import GradeOrder
from .highway import HighwayPolicy
from .ledger import Ledger
from .officer import Officer
from .org import Org
from .place import Place
from .policy import Policy
from .post_need import PostTable
from .template import ShiftTemplate
from .week import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """
    A city folder in memory; every reference inside it resolves.

    Parameters
    ----------
    org, officers, places, templates, bands, calendar, policy, daylight
        The nouns of a plan.
    devices
        The register of devices at the roadside.
    post_table, highways
        How many crews a post needs in a peak; what is asked of video and patrols on highways.
    grades
        Orders that raise the duty grade.
    dated_needs
        Crews by (place, date, band) of a deployment; they stand before the place's own needs by day type.
    roads
        File of the road network, relative to the folder; empty if there is none.
    fictional
        True for samples: every document says so.
    equipment
        Radios, recorders, terminals and vehicles; empty if the city keeps no list of them.
    bonds
        Who rides together, apart, or with a mentor.
    ledger
        Burdens of the year up to a day; empty if the city keeps no such table.
    notices
        Findings below ERROR that reading left behind; shown with the plan.
    """

    name: str
    org: Org
    officers: Sequence[Officer]
    places: Sequence[Place]
    templates: Sequence[ShiftTemplate]
    bands: Bands
    daylight: Daylight
    calendar: Calendar = field(default_factory=Calendar)
    policy: Policy = field(default_factory=Policy)
    devices: Sequence[Device] = ()
    post_table: PostTable = field(default_factory=PostTable)
    highways: HighwayPolicy = field(default_factory=HighwayPolicy)
    roads: str = ""
    fictional: bool = False
    grades: Sequence[GradeOrder] = ()
    dated_needs: Mapping[tuple[str, date, str], int] = field(default_factory=dict)
    equipment: Equipment = field(default_factory=Equipment)
    bonds: Sequence[Bond] = ()
    ledger: Ledger = field(default_factory=Ledger)
    notices: tuple[Finding, ...] = ()
    _officers: Mapping[str, Officer] = field(init=False, repr=False, compare=False)
    _places: Mapping[str, Place] = field(init=False, repr=False, compare=False)
    _templates: Mapping[str, ShiftTemplate] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_officers", {o.officer_no: o for o in self.officers})
        object.__setattr__(self, "_places", {p.place_id: p for p in self.places})
        object.__setattr__(self, "_templates", {t.code: t for t in self.templates})
        for name, table, rows in (
            ("officers", self._officers, self.officers),
            ("places", self._places, self.places),
            ("templates", self._templates, self.templates),
            ("devices", {d.device_id: d for d in self.devices}, self.devices),
        ):
            if len(table) != len(rows):
                raise InputError(f"{name}: an id is used twice")
        named = {one.unit_id for table in (self.officers, self.places, self.equipment.items) for one in table}
        lost = named - {u.unit_id for u in self.org.units}
        if lost:
            raise InputError(f"unknown units: {', '.join(sorted(lost))}")

    def officer(self, officer_no: str) -> Officer:
        """Return the officer with this police number; KeyError if there is none."""
        return self._officers[officer_no]

    def place(self, place_id: str) -> Place:
        """Return the place with this id; KeyError if there is none."""
        return self._places[place_id]

    def template(self, code: str) -> ShiftTemplate:
        """Return the template with this code; KeyError if there is none."""
        return self._templates[code]

    def has_officer(self, officer_no: str) -> bool:
        """Whether this police number exists."""
        return officer_no in self._officers

    def has_place(self, place_id: str) -> bool:
        """Whether this place exists."""
        return place_id in self._places

    def has_template(self, code: str) -> bool:
        """Whether this template exists."""
        return code in self._templates

    def bands_of(self, day: date) -> Sequence[Band]:
        """Return the bands of a date, in time order."""
        return self.bands.of(self.calendar.day_type(day))

    def need(self, place: Place, day: date, band: str) -> int:
        """Return the crews ``place`` needs in a band of a date."""
        dated = self.dated_needs.get((place.place_id, day, band))
        return place.need(self.calendar.day_type(day), band) if dated is None else dated
