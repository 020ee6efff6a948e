"""Why a seat is empty: who is kept from it by what, and whether a cheaper use of the free hands won."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...models.city import City
from ...models.roster import Roster
from ..roster.engine import Settings, plan_week
from .blocked import Group, Verdict, groups, verdicts
from .difference import Difference, difference
from .local import Hole, brigade, mend, open_hole, read


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyEmpty:
    """
    The reasons for a hole.

    Parameters
    ----------
    verdicts, groups
        Everybody of the brigade, one by one and counted.
    alone
        Whether the hole could be filled lawfully if nothing but it and the pins had to be served: proven, by planning
        just that.
    forced
        What filling it by small changes would do to the roster; None if that finds no lawful way.
    """

    hole: Hole
    verdicts: Sequence[Verdict]
    groups: Sequence[Group]
    alone: bool
    forced: Difference | None


def why_empty(city: City, roster: Roster, hole: Hole) -> WhyEmpty:
    """
    Tell why a need is not met.

    Raises
    ------
    InputError
        If the roster meets it.
    """
    part, own = brigade(city, roster, city.place(hole.place_id).unit_id)
    before = read(part, own)
    hole = open_hole(before, hole)
    judged = verdicts(part, before.roster, hole)
    after = mend(part, before.roster, urgent=[hole])
    filled = not after.report.hard and after.lacks(hole) < hole.missing
    return WhyEmpty(
        hole=hole,
        verdicts=judged,
        groups=groups(part, before.roster, judged),
        alone=filled or _alone(part, roster, hole),
        forced=difference(before, after) if filled else None,
    )


def _alone(city: City, roster: Roster, hole: Hole) -> bool:
    """Plan nothing but one crew for the hole, and the pins."""
    pinned = {pin.place_id for officer in city.officers for pin in officer.pins}
    places = [replace(p, needs={}) for p in city.places if p.place_id in pinned | {hole.place_id}]
    asked = {(hole.place_id, hole.day, hole.band): 1}
    bare, _ = plan_week(
        replace(city, places=places, dated_needs=asked), roster.week, settings=Settings(gap=0.5, workers=1)
    )
    return not bare.gaps
