"""Crew lines: what a duty sheet says of one crew: its bands, its people, the rules that its strength satisfies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ..models.band import Band
from ..models.city import City
from ..models.leg import Leg
from ..models.officer import Officer
from ..models.place import PlaceKind
from ..models.roster import Roster, Seat
from ..models.text import Lang, Text
from ..solver.case import Case, Crew
from ..solver.rules.catalogue import ALL_RULES
from .labels import MODES, clock


@dataclass(frozen=True, slots=True)
class CrewLine:
    """One crew of one day, as the duty sheet prints it."""

    city: City
    crew: Crew

    @property
    def leads(self) -> list[Officer]:
        """Those in the lead's seat."""
        return [officer for officer, seat in self.crew.members if seat is Seat.LEAD]

    @property
    def others(self) -> list[Officer]:
        """The rest of the crew, police first."""
        rest = [member for member in self.crew.members if member[1] is not Seat.LEAD]
        return [officer for officer, _ in sorted(rest, key=lambda m: (m[1] is Seat.AUX, m[0].officer_no))]

    @property
    def pattern(self) -> str:
        """The crew's strength, ``1+2``."""
        return f"{self.crew.police}+{self.crew.aux}"

    def in_band(self, band: Band, day: date, lang: Lang) -> str:
        """Return what the crew does in a band, with the hours if it is there for a part only; empty if not at all."""
        legs = [leg for leg in self.crew.legs if (leg.band, leg.band_day) == (band.code, day)]
        whole = sum(leg.minutes for leg in legs) == band.minutes
        return "\n".join(MODES[leg.mode].in_(lang) if whole else _leg_text(leg, lang) for leg in legs)

    def articles(self) -> list[str]:
        """Return each rule on crews with the strength it asks for, ``R01 1+2``; ``R01 ✗`` if the crew is too weak."""
        return list(dict.fromkeys(self._articles()))

    def _articles(self) -> Iterator[str]:
        for rule in ALL_RULES:
            if rule.crew is None or rule.waived(self.city.policy):
                continue
            for leg in self.crew.legs:
                patterns = rule.crew(self.city, self.crew.place, leg, rule)
                met = [p for p in patterns if p.admits(police=self.crew.police, aux=self.crew.aux)]
                if patterns:
                    yield f"{rule.code} {met[0] if met else '✗'}"

    def notes(self, lang: Lang) -> str:
        """Return line, kilometres, remarks of the place."""
        place = self.crew.place
        parts = []
        if place.line is not None and any(leg.mode in ("LINE", "MOBILE") for leg in self.crew.legs):
            km = f" {place.line.km:g} km" if place.line.km else ""
            parts.append(Text(f"巡线 {place.line.name}{km}", f"line {place.line.name}{km}").in_(lang))
        if place.school:
            parts.append(Text("护学岗", "school").in_(lang))
        if place.must_hold and place.kind is PlaceKind.POST:
            parts.append(Text("必守岗", "must hold").in_(lang))
        return "; ".join([*parts, place.note] if place.note else parts)


def _leg_text(leg: Leg, lang: Lang) -> str:
    return f"{MODES[leg.mode].in_(lang)} {clock(leg.start)}-{clock(leg.end)}"


def crew_lines(city: City, roster: Roster) -> dict[date, list[CrewLine]]:
    """Return the crews of each day of the week, by unit, place, start of the shift and crew number."""
    order = {unit.unit_id: at for at, unit in enumerate(city.org.units)}
    days: dict[date, list[CrewLine]] = {day: [] for day in roster.week.days}
    for crew in Case(city, roster).crews:
        days.setdefault(crew.day, []).append(CrewLine(city, crew))
    for lines in days.values():
        lines.sort(key=lambda line: _sort_key(line.crew, order))
    return days


def _sort_key(crew: Crew, order: dict[str, int]) -> tuple[int, str, str, int, str, int]:
    place = crew.place
    return order[place.unit_id], place.kind, place.place_id, crew.template.start, crew.template.code, crew.number


def people(officers: Sequence[Officer]) -> str:
    """Return names with police numbers: two may bear one name."""
    return "、".join(f"{officer.name} {officer.officer_no}" for officer in officers)
