"""Facts about a unit as bits, so that the road search steers by those who can come into question at all."""

from collections.abc import Iterable

from ...models.crew import Patterns
from ...models.incident import EVENT_TYPES, Incident, Priority
from ...models.place import RoadClass
from ...models.unit import UnitStatus
from .crew_file import EPOCH, CrewFile
from .rules import DispatchRules
from .standing import Standing

FREE, FREE_FOR_P1, NOT_HELD = 1, 2, 4
FIRST_FREE_BIT, BITS = 3, 62
READY = frozenset({UnitStatus.ON_POST, UnitStatus.ON_PATROL, UnitStatus.STANDBY})


class Masks:
    """
    Which bit says what.

    A question without a bit of its own (an unusual crew) asks for fewer bits: the search then meets units that the
    judge turns down. A bit is never asked for that an eligible unit lacks.
    """

    def __init__(self, rules: DispatchRules, brigades: Iterable[str]) -> None:
        self._bit: dict[object, int] = {}
        for patterns in _usual(rules):
            self._name(patterns)
        for kind in EVENT_TYPES.values():
            if kind.lead_skills:
                self._name(kind.lead_skills)
        self._brigades = frozenset(brigades)
        for brigade in sorted(self._brigades):
            self._name(brigade)

    def _name(self, fact: object) -> None:
        if fact not in self._bit and FIRST_FREE_BIT + len(self._bit) < BITS:
            self._bit[fact] = 1 << (FIRST_FREE_BIT + len(self._bit))

    def of_crew(self, crew: CrewFile) -> int:
        """Return the bits of a crew that do not change."""
        mask = self._bit.get(crew.brigade, 0)
        for fact, bit in self._bit.items():
            if isinstance(fact, tuple):
                mask |= bit * any(pattern.admits(police=crew.police, aux=crew.aux) for pattern in fact)
            elif isinstance(fact, frozenset):
                mask |= bit * bool(fact & crew.lead_skills)
        return mask

    @staticmethod
    def of_standing(crew: CrewFile, now: Standing) -> int:
        """Return the bits that change with the standing."""
        if now.silent:
            return 0
        free = now.status in READY
        lower = crew.job is not None and now.status is UnitStatus.ENROUTE and crew.job.priority > Priority.P1
        for_p1 = free or lower or now.status is UnitStatus.BREAK
        return FREE * free | FREE_FOR_P1 * for_p1 | NOT_HELD * (not now.protected)

    def need(self, incident: Incident, crew: Patterns, *, posts_held: bool, brigade: str) -> int:
        """Return the bits to ask for; ``brigade`` empty: any."""
        whole = self._bit.get(crew, 0) | self._bit.get(incident.wanted_skills, 0)
        return whole | self.need_alone(incident, posts_held=posts_held, brigade=brigade)

    def of_brigade(self, brigade: str) -> int:
        """Return the bit of a brigade's crews; 0 if it has none, or no name."""
        return self._bit.get(brigade, 0) if brigade else 0

    def need_alone(self, incident: Incident, *, posts_held: bool, brigade: str) -> int:
        """Return the bits to ask for of a unit that need not be enough alone."""
        free = FREE_FOR_P1 if incident.urgency is Priority.P1 else FREE
        return free | NOT_HELD * posts_held | self.of_brigade(brigade)


def _usual(rules: DispatchRules) -> list[Patterns]:
    """Return the crews that the types of event ask for on all roads, by day and in the dark."""
    plain = [Incident(incident_id="", code=code, reported_at=EPOCH, arc=0) for code in EVENT_TYPES]
    return sorted(
        {rules.crew_for(one, road, dark=dark) for one in plain for road in RoadClass for dark in (False, True)}
    )
