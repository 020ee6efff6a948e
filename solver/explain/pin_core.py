"""The smallest parts of the input that cannot hold together: pins, leave and rules, by a deletion filter."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ...models.city import City
from ...models.officer import Leave, Pin
from ...models.week import Week
from ..rules.active import active
from .pin_oracle import Facts, crews_hold, people_hold

Possible = Callable[[Facts], bool]
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """
    A conflict: without any one of its parts the rest can hold together.

    Parameters
    ----------
    pins, leave
        (police number, pin or leave).
    rules
        Codes of the rules that take part, besides R28's one duty a day and the tables' crews and templates.
    """

    pins: tuple[tuple[str, Pin], ...]
    leave: tuple[tuple[str, Leave], ...]
    rules: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of parts."""
        return len(self.pins) + len(self.leave) + len(self.rules)


def cores(city: City, week: Week) -> Iterator[Core]:
    """
    Yield conflicts among the pins of a week until what is left can hold together.

    First what is wrong with single people, then with crews. After each conflict one of its pins is laid aside, so
    every further one is another conflict. Each is shown unsatisfiable, and satisfiable without any one part, before it
    is yielded.
    """
    facts = _facts(city, week)
    for people, possible in ((True, people_hold), (False, crews_hold)):
        for some in _parts(facts, people=people):
            part = some
            while not possible(part):
                core = _smallest(part, possible)
                yield core
                laid_aside = core.pins[-1]
                part = part.keeping(pins=[pin for pin in part.pins if pin != laid_aside])
                facts = facts.keeping(pins=[pin for pin in facts.pins if pin != laid_aside])


def _facts(city: City, week: Week) -> Facts:
    """Collect what may clash in a week."""
    first, last = week.days[0], week.days[-1]
    pins = [(o.officer_no, pin) for o in city.officers for pin in o.pins if first <= pin.day <= last]
    leave = [
        (o.officer_no, spell) for o in city.officers for spell in o.leave if spell.first <= last and spell.last >= first
    ]
    rules = [rule.code for rule in active(city.policy) if rule.hard and rule.code != "N05"]
    bare = replace(city, officers=[replace(o, pins=(), leave=(), requests=()) for o in city.officers])
    return Facts(city=bare, week=week, pins=tuple(pins), leave=tuple(leave), rules=tuple(rules))


def _parts(facts: Facts, *, people: bool) -> list[Facts]:
    """Split the question by person, or by brigade."""
    org = facts.city.org

    def home(officer_no: str) -> str:
        return officer_no if people else org.brigade_of(facts.city.officer(officer_no).unit_id)

    found = []
    for key in sorted({home(officer_no) for officer_no, _ in facts.pins}):
        pins = [pin for pin in facts.pins if home(pin[0]) == key]
        leave = [spell for spell in facts.leave if home(spell[0]) == key]
        found.append(facts.keeping(pins=pins, leave=leave))
    return found


def _smallest(facts: Facts, possible: Possible) -> Core:
    """Take away part after part while the rest stays impossible; what cannot be taken away is the core."""
    rules = _needed(facts.rules, lambda some: not possible(facts.keeping(rules=some)))
    facts = facts.keeping(rules=rules)
    leave = _needed(facts.leave, lambda some: not possible(facts.keeping(leave=some)))
    facts = facts.keeping(leave=leave)
    pins = _needed(facts.pins, lambda some: not possible(facts.keeping(pins=some)))
    facts = facts.keeping(pins=pins)
    assert not possible(facts)  # noqa: S101 - shown before it is told
    assert all(possible(fewer) for fewer in _without_one(facts))  # noqa: S101
    return Core(pins=facts.pins, leave=facts.leave, rules=facts.rules)


def _needed(parts: Sequence[Part], clashes: Callable[[Sequence[Part]], bool]) -> list[Part]:
    """Drop stretches of parts, halves first and single ones last, as long as what stays clashes."""
    kept, size = list(parts), max(1, len(parts))
    while size:
        start = 0
        while start < len(kept):
            fewer = kept[:start] + kept[start + size :]
            if clashes(fewer):
                kept = fewer
            else:
                start += size
        size //= 2
    return kept


def _without_one(facts: Facts) -> Iterator[Facts]:
    """Yield the facts without each one part."""
    yield from (facts.keeping(pins=fewer) for fewer in _others(facts.pins))
    yield from (facts.keeping(leave=fewer) for fewer in _others(facts.leave))
    yield from (facts.keeping(rules=fewer) for fewer in _others(facts.rules))


def _others(parts: Sequence[Part]) -> Iterator[list[Part]]:
    return ([*parts[:i], *parts[i + 1 :]] for i in range(len(parts)))
