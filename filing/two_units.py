"""People who serve two units in one week, as after a move in its middle: all their duties count together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..models.city import City
from ..models.filing import COUNTS, Kind, Period, Version
from ..models.finding import Finding
from ..models.roster import Roster
from ..solver.checker import check
from .filed_roster import filed_roster, together

if TYPE_CHECKING:
    from .register.register import Register

OF_THE_PERSON = ("R18", "R19", "R20", "R21", "R22", "R28")
"""The hard rules on one person's time: hours, protection, rest, days in a row, one duty at a time."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A unit's roster, and the duties that its people have with other units in the same week, as filed there."""

    roster: Roster
    rosters: Sequence[Roster]

    def findings(self, city: City) -> Iterator[Finding]:
        """Yield the breaches of hard rules that only show when all duties of a person are seen together."""
        whole = together([self.roster, *self.rosters])
        if whole is None or not self.rosters:
            return
        shared = {duty.officer_no for roster in self.rosters for duty in roster.duties}
        mine = replace(self.roster, duties=[d for d in self.roster.duties if d.officer_no in shared], gaps=())
        alone = {(f.rule, f.where) for f in check(city, mine).hard}
        both = replace(whole, duties=[d for d in whole.duties if d.officer_no in shared], gaps=())
        for finding in check(city, both).hard:
            if finding.rule in OF_THE_PERSON and (finding.rule, finding.where) not in alone:
                yield finding


def elsewhere(register: "Register", city: City, unit: str, roster: Roster) -> Elsewhere:
    """Return the duties that the people of ``roster`` have in other units' filed rosters of the week."""
    people = {duty.officer_no for duty in roster.duties}
    latest: dict[str, Version] = {}
    for version in register.versions(period=Period.of(roster.week), kind=Kind.ROSTER):
        if version.unit != unit and version.link in COUNTS:
            latest[version.unit] = version
    found = []
    for version in latest.values():
        other = filed_roster(register.content(version), people=people)
        duties = [duty for duty in other.duties if city.has_place(duty.place_id)]
        if duties:
            found.append(replace(other, duties=duties, gaps=()))
    return Elsewhere(roster, found)
