"""Why this officer and not that one: the other is put into the seat, the week re-solved, and the two compared."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ...models.city import City
from ...models.errors import InputError
from ...models.officer import Officer, Pin, Role
from ...models.roster import Duty, Roster, Seat
from ...models.text import Text
from ..roster.engine import Settings, plan_week
from ..roster.repair_ways import Ways
from ..roster.watch import Watch
from ..rules.catalogue import ALL_RULES
from .blocked import Readings, breaches, given
from .difference import Difference, difference
from .local import Solved, brigade, mend, read, span_of

MOST_WEEKS = 6
"""Weeks of the other officer that are tried, cheapest first, as long as each makes the answer cheaper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """
    What comes of another officer in a seat.

    Parameters
    ----------
    duty
        The duty as it stands.
    other
        Who was asked about.
    rules
        Codes of the rules that forbid it with all other days as they are; a change of other days may lift some.
    breach
        What the checker says of it, if no re-solved roster is lawful.
    forced
        What the roster with the other in the seat costs more than the roster; None if there is none.
    roster
        That roster; None likewise.
    bound
        Proven least price difference, if the week was re-solved exactly; else None.
    """

    duty: Duty
    other: str
    rules: tuple[str, ...]
    breach: Sequence[Text]
    forced: Difference | None
    roster: Roster | None
    bound: float | None = None


def instead(  # noqa: PLR0913 - the question, and how to search
    city: City, roster: Roster, duty: Duty, other: str, *, settings: Settings | None = None, watch: Watch | None = None
) -> Instead:
    """
    Force another officer into the seat of ``duty`` and re-solve.

    Parameters
    ----------
    city, roster
        The plan.
    duty
        A duty of it.
    other
        Police number of whom to seat instead.
    settings
        Given: the whole brigade is planned anew by the engine, with proof; else the roster is mended in small changes.
    watch
        May stop the engine.

    Raises
    ------
    InputError
        If the roster has no such duty, or ``other`` is unknown or holds it already.
    """
    if duty not in roster.duties or not city.has_officer(other) or other == duty.officer_no:
        raise InputError(
            Text("请给出花名册中的一班和另一名民警或辅警", "name a duty of the roster, and another officer of the city")
        )
    part, own = brigade(city, roster, city.place(duty.place_id).unit_id)
    officer = city.officer(other)
    seated = _seat_for(officer, duty)
    if not part.has_officer(other):
        part = replace(part, officers=(*part.officers, officer))
    before = read(part, own)
    rules = Readings(span_of(part, before.roster), before.roster).rules_against(officer, seated)
    after = _mended(before, officer, seated, duty)
    bound = None
    if settings is not None:
        after, bound = _planned(before, officer, seated, settings, watch or Watch())
    if after is None:
        swapped = given(replace(before.roster, duties=[d for d in own.duties if d != duty]), seated)
        told = list(breaches(part, swapped, other, [rule for rule in ALL_RULES if rule.code in rules or not rules]))
        return Instead(duty=duty, other=other, rules=rules, breach=told, forced=None, roster=None)
    return Instead(
        duty=duty,
        other=other,
        rules=rules,
        breach=(),
        forced=difference(before, after),
        roster=after.roster,
        bound=None if bound is None else bound - before.report.cost,
    )


def _seat_for(officer: Officer, duty: Duty) -> Duty:
    """Seat the other where the holder sits; who has another role takes a seat of the own role in the same crew."""
    seat = duty.seat
    if officer.role is Role.AUX or (seat is Seat.AUX and officer.role is Role.POLICE):
        seat = Seat.AUX if officer.role is Role.AUX else Seat.POLICE
    return replace(duty, officer_no=officer.officer_no, seat=seat)


def _pinned(city: City, seated: Duty) -> City:
    """Pin the other to the duty, in place of any pin of that day."""
    pin = Pin(day=seated.day, template=seated.template, place_id=seated.place_id)
    officers = [
        replace(o, pins=(*(p for p in o.pins if p.day != seated.day), pin)) if o.officer_no == seated.officer_no else o
        for o in city.officers
    ]
    return replace(city, officers=officers)


def _mended(before: Solved, officer: Officer, seated: Duty, duty: Duty) -> Solved | None:
    """Try the other's cheapest lawful weeks with the duty, the roster mended round each; return the cheapest answer."""
    city, base = _pinned(before.city, seated), before.roster
    readings = Readings(span_of(before.city, base), base)
    if next(readings.seat_rules(officer, seated), None):
        return None
    ways, best = Ways(span_of(city, base), base), None
    for start in _weeks(readings, replace(base, duties=[d for d in base.duties if d != duty]), officer, seated):
        solved = mend(city, replace(given(start, seated), gaps=base.gaps), ways=ways)
        if best is not None and (solved.report.hard or solved.report.cost >= best.report.cost):
            break
        best = best if solved.report.hard else solved
    return None if best is None else read(before.city, best.roster)


def _weeks(readings: Readings, base: Roster, officer: Officer, seated: Duty) -> list[Roster]:
    """Return rosters in which the other gives up as few days as make the duty lawful, at most two; cheapest first."""
    others = [d for d in base.duties_of(officer.officer_no) if d.day != seated.day]
    found: list[tuple[int, Roster]] = []
    for count in range(3):
        for dropped in combinations(others, count):
            readings.roster = replace(base, duties=[d for d in base.duties if d not in dropped])
            if not readings.rules_against(officer, seated):
                found.append((readings.price(officer, seated), readings.roster))
        if found:
            break
    return [start for _, start in sorted(found, key=lambda row: row[0])[:MOST_WEEKS]]


def _planned(
    before: Solved, officer: Officer, seated: Duty, settings: Settings, watch: Watch
) -> tuple[Solved | None, float | None]:
    """Plan the brigade's week anew with the other pinned; None if the pin leaves no lawful plan."""
    if next(Readings(span_of(before.city, before.roster), before.roster).seat_rules(officer, seated), None):
        return None, None
    try:
        roster, _ = plan_week(_pinned(before.city, seated), before.roster.week, settings=settings, watch=watch)
    except InputError:
        return None, None
    return read(before.city, roster), roster.proof.bound if roster.proof else None
