"""
What a rule is: one row of the catalogue, with a reading for the engine and a reading for the clerk.

A rule file defines ``RULE``; ``catalogue.ALL_RULES`` lists them. Everything else (engine, checker, ``qinwu rules``,
documents, tests over all rules) follows from the list.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ...models.band import Band
from ...models.city import City
from ...models.crew import Patterns, parse_patterns
from ...models.errors import InputError
from ...models.finding import Finding
from ...models.leg import Leg, LegMode
from ...models.officer import Officer
from ...models.place import Place
from ...models.policy import Policy, Value
from ...models.roster import Roster, Seat
from ...models.template import ShiftTemplate
from ...models.text import Text
from ...models.week import DAY_MIN
from ..case import Case, Crew
from .terms import Term
from .ties import Tie


def any_value(_: Value) -> bool:
    """Accept whatever has the type of the default."""
    return True


def crew_patterns(value: Value) -> bool:
    """Accept what reads as crew patterns, like ``2+0|1+2``."""
    try:
        parse_patterns(str(value))
    except InputError:
        return False
    return True


def leg_modes(value: Value) -> bool:
    """Accept names of leg modes."""
    return isinstance(value, tuple) and all(word in list(LegMode) for word in value)


@dataclass(frozen=True, slots=True)
class Param:
    """
    A threshold a city may change: its default, its unit, what it means.

    ``accepts`` tells whether a city's value, of the type of the default, makes sense; ``at_most`` names another
    threshold of the rule that it may equal but not exceed.
    """

    default: Value
    unit: str
    meaning: Text
    accepts: Callable[[Value], bool] = any_value
    at_most: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """
    The days an engine plans, Monday first, and the templates it may use; the shape of every term.

    ``base`` is the roster last filed for the same week, from which each change costs (R33). Duties that begin before
    minute ``begun`` after the first midnight are history: only who is pinned to them works them. ``loose``: more may
    have been worked before the first day than history tells, and only what holds all the same is said (``loosened``).
    """

    city: City
    days: tuple[date, ...]
    templates: tuple[ShiftTemplate, ...]
    base: Roster | None = None
    begun: int = 0
    loose: bool = False

    def past(self, day: int, template: int) -> bool:
        """Whether a duty, day and template as indices, has begun."""
        return day * DAY_MIN + self.templates[template].start < self.begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One rule.

    Parameters
    ----------
    code, name, source, why
        Stable code (never used again), name, article with date (``[tag] 中文 / English``, tags as in
        docs/rules.md), and the reason in one sentence.
    hard
        Whether a breach makes a roster unlawful. A rule may be hard for some and soft for others; then ``hard`` is
        True and ``weight`` is the price of the soft part.
    weight, unit
        Price of one unit of breach, and what a unit is. None for a rule without a soft part.
    waivable
        Whether a city may set the rule aside, naming authority and reason.
    check
        The clerk's reading: walk through the roster and report each breach. It counts.
    muster
        The clerk's reading of one crew alone, a part of ``check``; so that another clerk can ask whether a crew
        would still be lawful with one person less (R24).
    week
        The engine's reading of what concerns one person's days, as terms.
    crew
        The engine's reading of what concerns crews: the least patterns on a leg of a place, () if it has no say.
    seat
        The engine's reading of who may sit where: false forbids it.
    leg
        The engine's reading of what a leg costs a crew that has ``spare`` people above the smallest lawful pattern.
    missing
        The engine's reading of what one missing crew of a place costs in a band.
    beyond
        The engine's reading of what each crew of a place above its need costs in a band where there is one.
    wants, holds
        The engine's reading of what one member of each crew of a place must be, as words; and whether somebody is.
    ties
        The engine's reading of who must, should or must not share a crew.
    """

    code: str
    name: Text
    source: str
    why: Text
    hard: bool
    check: Callable[[Case, "Rule"], Iterator[Finding]]
    muster: Callable[[Case, Crew, "Rule"], Iterator[Finding]] | None = None
    weight: int | None = None
    unit: Text = field(default_factory=lambda: Text("", ""))
    params: Mapping[str, Param] = field(default_factory=dict)
    waivable: bool = True
    week: Callable[[Officer, Span, "Rule"], Iterable[Term]] | None = None
    crew: Callable[[City, Place, Leg, "Rule"], Patterns] | None = None
    seat: Callable[[City, Officer, Place, Seat, date, "Rule"], bool] | None = None
    leg: Callable[[City, Place, Leg, int, "Rule"], int] | None = None
    missing: Callable[[City, Place, Band, LegMode, "Rule"], int] | None = None
    beyond: Callable[[City, Place, Band, "Rule"], int] | None = None
    wants: Callable[[City, Place, "Rule"], Sequence[str]] | None = None
    holds: Callable[[Officer, str], bool] | None = None
    ties: Callable[[City, "Rule"], Iterable[Tie]] | None = None

    @property
    def article(self) -> Text:
        """The source in each language, without the tag of its evidence."""
        zh, slash, en = self.source.partition("] ")[2].partition(" / ")
        return Text(zh, en if slash else zh)

    def value(self, policy: Policy, name: str) -> Value:
        """Return a threshold: the city's, or the default."""
        return policy.setting(self.code).params.get(name, self.params[name].default)

    def number(self, policy: Policy, name: str) -> int:
        """Return a whole-number threshold."""
        return int(self.value(policy, name))  # type: ignore[arg-type]

    def words(self, policy: Policy, name: str) -> tuple[str, ...]:
        """Return a threshold that is a list of words."""
        value = self.value(policy, name)
        return value if isinstance(value, tuple) else (str(value),)

    def price(self, policy: Policy) -> int:
        """Return the price of one unit of breach: the city's, or the default, or 0."""
        chosen = policy.setting(self.code).weight
        return (self.weight or 0) if chosen is None else chosen

    def waived(self, policy: Policy) -> bool:
        """Whether the city has set the rule aside for everybody; what may not be waived is not."""
        waiver = policy.setting(self.code).waiver
        return self.waivable and waiver is not None and not waiver.units

    def waived_for(self, city: City, unit_id: str) -> bool:
        """Whether the city has set the rule aside for the people of a unit."""
        waiver = city.policy.setting(self.code).waiver
        if not self.waivable or waiver is None:
            return False
        return not waiver.units or any(unit.unit_id in waiver.units for unit in city.org.line_up(unit_id))
