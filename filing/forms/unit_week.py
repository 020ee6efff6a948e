"""One unit's week, worked out once for all forms: its crews, their devices, what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ...models.city import City
from ...models.equipment import EquipmentKind, Item
from ...models.filing import CENTRE_NAMES, Centre
from ...models.finding import Finding
from ...models.grade import GRADE_NAMES, DutyGrade
from ...models.leg import Leg, LegMode
from ...models.officer import Officer
from ...models.org import Level, OrgUnit
from ...models.place import PlaceKind
from ...models.roster import Roster, Seat
from ...models.text import Lang, Text
from ...solver.equipment.bind import Binding, findings
from ..brigades import centres_of, part_of_roster
from ..crew_lines import CrewLine, crew_lines
from ..labels import FICTIONAL, MODES, clock
from .identity import Identity
from .planned_lines import LineSheet, passes_by_place

LEVELS = {Level.DETACHMENT: Centre.DETACHMENT, Level.BRIGADE: Centre.BRIGADE}
SEAT_ORDER = (Seat.LEAD, Seat.POLICE, Seat.AUX)


@dataclass(frozen=True, slots=True)
class Devices:
    """What one person has on one duty; a kind that is needed and missing stands in ``lacks``."""

    held: Mapping[EquipmentKind, Item | None]
    lacks: frozenset[EquipmentKind]

    def word(self, kind: EquipmentKind, lang: Lang) -> str:
        """Return the device's id (a vehicle's plate), 缺 if it is missing, nothing if none is needed."""
        item = self.held[kind]
        return item.shown if item else Text("缺", "SHORT").in_(lang) if kind in self.lacks else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWeek:
    """A unit that files, its part of the roster, and the identity of what is filed."""

    city: City
    roster: Roster
    unit: OrgUnit
    lines: Mapping[date, Sequence[CrewLine]]
    binding: Binding
    identity: Identity
    lang: Lang
    shortages: Sequence[Finding]
    sheets: Sequence[LineSheet] = ()

    def say(self, zh: str, en: str) -> str:
        """Return one of two wordings."""
        return Text(zh, en).in_(self.lang)

    @property
    def path(self) -> str:
        """The unit's line of command, as a filing prints it."""
        return self.city.org.path(self.unit.unit_id)

    @property
    def period(self) -> str:
        """The week and its first and last day."""
        return f"{self.roster.week} ({self.roster.week.days[0]} – {self.roster.week.days[-1]})"

    @property
    def grade(self) -> Text:
        """The highest duty grade ordered for the unit in the week."""
        line = {unit.unit_id for unit in self.city.org.line_up(self.unit.unit_id)}
        orders = [
            g.grade for g in self.city.grades if line & set(g.scope) and any(map(g.holds_on, self.roster.week.days))
        ]
        return GRADE_NAMES[max(orders, default=DutyGrade.NORMAL)]

    @property
    def centres(self) -> list[str]:
        """The addressees: the detachment's centre and the brigade's own."""
        line = {LEVELS[one.level]: one for one in self.city.org.line_up(self.unit.unit_id) if one.level in LEVELS}
        names = []
        for centre in centres_of(self.city, self.unit.unit_id):
            owner = line.get(centre)
            known = f"{owner.name} {owner.centre_name}" if owner and owner.centre_name else ""
            names.append(known or CENTRE_NAMES[centre].in_(self.lang))
        return names

    def receipts(self) -> list[tuple[Text, Text]]:
        """Return each centre and what is known of its acknowledgement."""
        waiting = Text("待签收", "not yet acknowledged")
        got = {ack.centre: f"{ack.by} {ack.at:%Y-%m-%d %H:%M}" for ack in self.identity.acknowledgements}
        return [
            (CENTRE_NAMES[c], Text(got[c], got[c]) if c in got else waiting)
            for c in centres_of(self.city, self.unit.unit_id)
        ]

    @property
    def fiction(self) -> str:
        """What stands on every document of a sample."""
        return FICTIONAL.in_(self.lang) if self.city.fictional else ""

    def devices(self, line: CrewLine, officer: Officer) -> Devices:
        """Return what a member of a crew has on its duty."""
        key = (line.crew.day, line.crew.template.code, officer.officer_no)
        held = {kind: self.binding.of(kind, key) for kind in EquipmentKind}
        return Devices(held, frozenset(kind for kind in EquipmentKind if self.binding.lacks(kind, key)))

    def members(self, line: CrewLine) -> list[tuple[Officer, Seat]]:
        """Return a crew's people, its lead first, then police, then auxiliaries."""
        return sorted(line.crew.members, key=lambda m: (SEAT_ORDER.index(m[1]), m[0].officer_no))

    def bands(self, line: CrewLine) -> list[tuple[Leg, str]]:
        """Return a crew's legs with what it does in each, as ``07:00-09:00 早高峰 固点``."""
        found = []
        for leg in line.crew.legs:
            name = next(b.name for b in self.city.bands_of(leg.band_day) if b.code == leg.band).in_(self.lang)
            mode = MODES[leg.mode].in_(self.lang)
            found.append((leg, f"{clock(leg.start)}-{clock(leg.end)} {name} {mode}"))
        return found

    def tasks(self, line: CrewLine) -> list[str]:
        """Return what a crew does when, for people: where it does one thing all the time, that in one line."""
        legs = line.crew.legs
        modes = {leg.mode for leg in legs}
        if len(modes) > 1 or line.crew.place.kind is PlaceKind.POST:
            return [text for _, text in self.bands(line)]
        return [
            f"{clock(a)}-{clock(b)} {MODES[mode].in_(self.lang)}"
            for a, b in line.crew.template.segments
            for mode in modes
        ]

    def facts(self, sheet: LineSheet) -> tuple[str, str, str]:
        """Return a planned line's band, passes and kilometres in words."""
        return (self._band(sheet.band), self.say(f"{sheet.passes} 圈", f"{sheet.passes} passes"), f"{sheet.km:g} km")

    def passes(self, line: CrewLine) -> str:
        """Return how often a crew passes its line in each band that has a planned one, as ``上午平峰 2``."""
        planned = passes_by_place(self.sheets)
        bands = dict.fromkeys(leg.band for leg in line.crew.legs if leg.mode is LegMode.LINE)
        known = ((band, planned.get((line.crew.place.place_id, band))) for band in bands)
        return "; ".join(f"{self._band(band)} {passes}" for band, passes in known if passes)

    def _band(self, code: str) -> str:
        bands = (band for day in self.roster.week.days for band in self.city.bands_of(day))
        return next((band.name.in_(self.lang) for band in bands if band.code == code), code)

    def on_call(self) -> Iterator[CrewLine]:
        """Yield the leaders on duty and the reserve, day by day."""
        for day in self.roster.week.days:
            kinds = (PlaceKind.LEAD, PlaceKind.RESERVE)
            yield from (line for line in self.lines[day] if line.crew.place.kind in kinds)


def unit_week(  # noqa: PLR0913
    city: City,
    roster: Roster,
    unit: OrgUnit,
    binding: Binding,
    identity: Identity,
    *,
    lang: Lang,
    sheets: Iterable[LineSheet] = (),
) -> UnitWeek:
    """Work out one unit's week from the whole roster, its binding, and the planned lines."""
    own = {place.place_id for place in city.places if city.org.brigade_of(place.unit_id) == unit.unit_id}
    mobile = any(place.kind is PlaceKind.MOBILE for place in city.places if place.place_id in own)
    part = part_of_roster(city, roster, unit.unit_id)
    ours = {duty.officer_no for duty in part.duties}
    return UnitWeek(
        city=city,
        roster=part,
        unit=unit,
        lines=crew_lines(city, part),
        binding=binding,
        identity=identity,
        lang=lang,
        shortages=[finding for finding in findings(city, binding) if finding.where.officer in ours],
        sheets=[sheet for sheet in sheets if own & set(sheet.posts) or (mobile and not sheet.posts)],
    )
