"""Planning anew from now on: what has begun stays, everything ahead is open again at the price of each change."""

from dataclasses import replace

from ...models.officer import Officer, Pin
from ...models.roster import Duty, Roster
from ..rules.rule import Span
from .engine import Settings, joined, parts_of, solve_part
from .watch import Watch

ROUGH = 0.01
"""Gap that is good enough when many are suddenly missing: the last tenths of a percent take most of the time."""


def planned_ahead(span: Span, base: Roster, *, settings: Settings, watch: Watch) -> list[Duty]:
    """
    Plan the duties of ``span`` that have not begun; those of ``base`` that have are kept.

    Raises
    ------
    InputError
        If what has begun leaves somebody no lawful week.
    NoPlanError
        If the search was stopped too early.
    """
    settings = replace(settings, gap=max(settings.gap, ROUGH))
    begun = [duty for duty in base.duties if began(span, duty)]
    city = replace(span.city, officers=tuple(_pinned(officer, begun) for officer in span.city.officers))
    parts = parts_of(city, base.week, base=base, begun=span.begun)
    roster, _ = joined(city, base.week, [solve_part(settings, part, watch) for part in parts], base=base)
    return [*begun, *(duty for duty in roster.duties if not began(span, duty))]


def began(span: Span, duty: Duty) -> bool:
    """Whether a duty has begun."""
    templates = [template.code for template in span.templates]
    return span.past(span.days.index(duty.day), templates.index(duty.template))


def _pinned(officer: Officer, begun: list[Duty]) -> Officer:
    own = {duty.day: duty for duty in begun if duty.officer_no == officer.officer_no}
    kept = [pin for pin in officer.pins if pin.day not in own]
    begun_pins = [Pin(day=d.day, template=d.template, place_id=d.place_id) for d in own.values()]
    return replace(officer, pins=(*kept, *begun_pins))
