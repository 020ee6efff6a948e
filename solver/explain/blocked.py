"""Who could fill a hole, and for everybody else the very rules that forbid it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...models.city import City
from ...models.finding import Severity
from ...models.officer import Officer
from ...models.roster import Duty, Roster
from ...models.text import Text
from ..case import Case
from ..roster.demand import Chain, offer_of
from ..roster.patterns import OFF
from ..rules.active import active
from ..rules.catalogue import BY_CODE
from ..rules.rule import Rule, Span
from ..rules.term_reader import read_patterns
from ..rules.terms import Term
from .local import Hole, span_of

LEAVE, PINNED = "N04", "N05"
ORDER = tuple(BY_CODE)
BUSY = "BUSY"
"""Mark of those who might serve by every rule but hold another duty that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What stands between one person and the hole.

    Parameters
    ----------
    duty
        The duty by which the person would come closest to filling the hole.
    rules
        Codes of the rules that forbid it, all of them; empty: none does.
    instead
        The duty the person holds that day and would have to leave.
    price
        What the duty adds to the price of the person's week; None if forbidden.
    """

    officer_no: str
    duty: Duty
    rules: tuple[str, ...]
    instead: Duty | None
    price: int | None

    @property
    def seatless(self) -> bool:
        """Whether some rule keeps the person from the seat itself, whatever the week."""
        return any(_lasting(code)[0] == 0 for code in self.rules)

    @property
    def reason(self) -> str:
        """What the person is counted by: the most lasting of the rules, or that the person is busy; "" for the free."""
        if self.rules:
            return min(self.rules, key=_lasting)
        return BUSY if self.instead else ""


def _lasting(code: str) -> tuple[int, int]:
    """Order rules by how lasting they are: who may sit there at all, then leave, then what the week makes of it."""
    at = ORDER.index(code)
    if code == LEAVE:
        return 1, at
    return (0, at) if BY_CODE[code].seat and code != PINNED else (2, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People whom the same reason keeps from a hole, with the checker's words on the first of them."""

    reason: str
    officers: tuple[str, ...]
    example: Text


class Readings:
    """Asks rules one by one about a person's seat and week."""

    def __init__(self, span: Span, roster: Roster) -> None:
        self._span = span
        self._rules = active(span.city.policy)
        self._codes = {template.code: index for index, template in enumerate(span.templates)}
        self._terms: dict[str, list[tuple[str, list[Term]]]] = {}
        self.roster = roster

    def rules_against(self, officer: Officer, duty: Duty) -> tuple[str, ...]:
        """Return the codes of all rules that forbid the officer this duty, all other days as they are."""
        return tuple(sorted({*self.seat_rules(officer, duty), *self._week_rules(officer, self.week_with(duty))}))

    def seat_rules(self, officer: Officer, duty: Duty) -> Iterator[str]:
        """Yield the codes of the rules that keep the officer from that seat of that place."""
        city, place = self._span.city, self._span.city.place(duty.place_id)
        for rule in self._rules:
            if rule.seat and not rule.seat(city, officer, place, duty.seat, duty.day, rule):
                yield rule.code

    def week(self, officer_no: str) -> list[int]:
        """Return the templates an officer works, day by day (OFF on a free day)."""
        row = [OFF] * len(self._span.days)
        for duty in self.roster.duties_of(officer_no):
            row[self._span.days.index(duty.day)] = self._codes[duty.template]
        return row

    def week_with(self, duty: Duty) -> list[int]:
        """Return the officer's templates day by day with this duty in place of that day's."""
        row = self.week(duty.officer_no)
        row[self._span.days.index(duty.day)] = self._codes[duty.template]
        return row

    def _week_rules(self, officer: Officer, row: Sequence[int]) -> Iterator[str]:
        pattern = np.array([row], dtype=np.int8)
        for code, terms in self.terms(officer):
            if not read_patterns(pattern, terms)[0][0]:
                yield code

    def growth(self, officer: Officer, duty: Duty) -> int:
        """Return what the duty adds to the price of the officer's week."""
        weeks = np.array([self.week(officer.officer_no), self.week_with(duty)], dtype=np.int8)
        before, after = sum((read_patterns(weeks, terms)[1] for _, terms in self.terms(officer)), np.zeros(2, np.int64))
        return int(after - before)

    def price(self, officer: Officer, duty: Duty) -> int:
        """Return what the officer's week costs with the duty."""
        week = np.array([self.week_with(duty)], dtype=np.int8)
        return sum(int(read_patterns(week, terms)[1][0]) for _, terms in self.terms(officer))

    def terms(self, officer: Officer) -> list[tuple[str, list[Term]]]:
        """Return what each rule says of the officer's week, rule by rule."""
        if officer.officer_no not in self._terms:
            city = self._span.city
            self._terms[officer.officer_no] = [
                (rule.code, list(rule.week(officer, self._span, rule)))
                for rule in self._rules
                if rule.week and not rule.waived_for(city, officer.unit_id)
            ]
        return self._terms[officer.officer_no]


def chains_to(span: Span, hole: Hole) -> list[Chain]:
    """Return the duties that would serve a need, each with its lawful crews."""
    day = span.days.index(hole.day)
    offer = offer_of(span, span.city.place(hole.place_id))
    return [chain for chain in offer.chains if (day, hole.band) in chain.serves]


def verdicts(city: City, roster: Roster, hole: Hole) -> list[Verdict]:
    """
    Judge everybody of the city against a hole, the nearest to filling it first.

    Each is judged for the duty and the seat that fewest rules forbid; a duty held that day is left for it.
    """
    span = span_of(city, roster)
    readings = Readings(span, roster)
    duties = list(_duties(span, roster, hole))
    found = [_best(readings, officer, duties) for officer in city.officers] if duties else []
    return sorted(found, key=lambda v: (len(v.rules), v.instead is not None, v.price or 0, v.officer_no))


def _duties(span: Span, roster: Roster, hole: Hole) -> Iterator[Duty]:
    """Yield a duty for each template and kind of seat by which the hole may be served, of a crew not yet there."""
    for chain in chains_to(span, hole):
        day, code = span.days[chain.day], span.templates[chain.template].code
        crews = [d.crew for d in roster.duties if (d.day, d.template, d.place_id) == (day, code, hole.place_id)]
        for seat in sorted({seat for option in chain.options for seat, _ in option.seats}):
            yield Duty(
                day=day, template=code, place_id=hole.place_id, crew=max(crews, default=0) + 1, seat=seat,
                officer_no="-",
            )  # fmt: skip


def _best(readings: Readings, officer: Officer, duties: Sequence[Duty]) -> Verdict:
    held = {duty.day: duty for duty in readings.roster.duties_of(officer.officer_no)}
    found = []
    for blank in duties:
        duty = replace(blank, officer_no=officer.officer_no)
        rules = readings.rules_against(officer, duty)
        price = None if rules else readings.growth(officer, duty)
        instead = held.get(duty.day)
        found.append(Verdict(officer_no=officer.officer_no, duty=duty, rules=rules, instead=instead, price=price))
    return min(found, key=lambda v: (len(v.rules), v.instead is not None, v.price or 0, v.duty))


def groups(city: City, roster: Roster, judged: Sequence[Verdict]) -> list[Group]:
    """Count people by what keeps them from the hole, each once, the largest group first."""
    found: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in judged:
        found[verdict.reason].append(verdict)
    return [
        Group(reason=reason, officers=tuple(v.officer_no for v in some), example=_example(city, roster, some[0]))
        for reason, some in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _example(city: City, roster: Roster, verdict: Verdict) -> Text:
    """Let the checker say what the rule has against the duty."""
    if not verdict.rules:
        return Text("", "")
    rule = BY_CODE[verdict.reason]
    return next(breaches(city, given(roster, verdict.duty), verdict.officer_no, [rule]), rule.why)


def given(roster: Roster, duty: Duty) -> Roster:
    """Return the roster with the duty in place of what its officer does that day."""
    kept = [d for d in roster.duties if (d.officer_no, d.day) != (duty.officer_no, duty.day)]
    return replace(roster, duties=[*kept, duty], gaps=(), proof=None)


def breaches(city: City, roster: Roster, officer_no: str, rules: Sequence[Rule]) -> Iterator[Text]:
    """Yield what the checker's hard findings say of one person, by some rules."""
    case = Case(city, roster, None)
    for rule in rules:
        for finding in rule.check(case, rule):
            if finding.severity is Severity.ERROR and finding.where.officer in {officer_no, ""}:
                yield finding.message
