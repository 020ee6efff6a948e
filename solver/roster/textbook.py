"""
The textbook model of a week, ``x[officer, day, template, place]``, solved by CP-SAT.

It asks the same rules and shares nothing else with the engine: no patterns, no classes, no blocks.

``x``      the officer works the template at the place that day (at most one a day);
``crews``  crews of a place, day and template by lawful pattern, and those that have one person to spare;
``short``  crews missing at a place in a band.
"""

import pickle
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from ortools.sat.python.cp_model import (
    FEASIBLE,
    INFEASIBLE,
    OPTIMAL,
    CpModel,
    CpSolver,
    IntVar,
    LinearExpr,
    LinearExprT,
)

from ...models.crew import CrewPattern
from ...models.errors import InputError, QinwuError, UnlawfulError
from ...models.leg import Leg, leg_mode, legs_of, present
from ...models.officer import Officer
from ...models.place import Place
from ...models.roster import Duty, Roster, Seat
from ...models.text import Text
from ...models.week import Week
from ..checker import check
from ..rules.active import active
from ..rules.rule import Rule, Span
from .demand import lawful_patterns
from .second_opinion import Question, SecondOpinion
from .textbook_terms import PersonModel, total

Shift = tuple[int, int, str]
"""What a place may open: (day index, template index, place id)."""


@dataclass(frozen=True, slots=True)
class _Crews:
    """Crews of one shift and pattern; ``bare`` as small as the law allows, or with a spare officer or auxiliary."""

    pattern: CrewPattern
    bare: IntVar
    spare_police: IntVar
    spare_aux: IntVar

    @property
    def all(self) -> LinearExpr:
        return total((self.bare, self.spare_police, self.spare_aux))


@dataclass(slots=True)
class _Textbook:
    """The model under construction."""

    span: Span
    model: CpModel = field(default_factory=CpModel)
    cost: list[LinearExprT] = field(default_factory=list)
    x: dict[Shift, list[tuple[Officer, frozenset[Seat], IntVar]]] = field(default_factory=lambda: defaultdict(list))
    crews: dict[Shift, list[_Crews]] = field(default_factory=dict)

    @property
    def rules(self) -> list[Rule]:
        return active(self.span.city.policy)


def solve_textbook(question: Question) -> SecondOpinion:
    """
    Build the model, search, and let the checker judge what is found.

    Raises
    ------
    InputError
        If no lawful roster exists: pins against leave or law.
    UnlawfulError
        If the checker rejects the answer, or asks another price than the model: a defect.
    """
    book = _build(question)
    solver = CpSolver()
    solver.parameters.max_deterministic_time = question.work
    if question.seconds is not None:
        solver.parameters.max_time_in_seconds = question.seconds
    solver.parameters.random_seed = question.seed
    solver.parameters.num_workers = question.workers
    solver.parameters.linearization_level = 2  # with less, one worker proves nothing: measured on 6 to 20 people
    status = solver.solve(book.model)
    if status == INFEASIBLE:
        raise InputError(
            Text("没有合法的花名册: 预排勤务与休假或法定规则冲突", "no lawful roster: pins clash with leave or law")
        )
    if status not in {OPTIMAL, FEASIBLE}:
        return SecondOpinion(None, solver.best_objective_bound, None)
    return _checked(book, solver, question.week, optimal=status == OPTIMAL)


def answer() -> None:
    """Answer one pickled question from stdin on stdout: the whole life of a process of its own."""
    question = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the parent process
    try:
        found: SecondOpinion | QinwuError = solve_textbook(question)
    except QinwuError as error:
        found = error
    pickle.dump(found, sys.stdout.buffer)


def _build(question: Question) -> _Textbook:
    city, days = question.city, question.week.days
    book = _Textbook(Span(city=city, days=days, templates=tuple(city.templates), base=question.base))
    for place in city.places:
        for day in range(len(days)):
            for index, template in enumerate(book.span.templates):
                if place.kind in template.serves:
                    _open_shift(book, place, (day, index, place.place_id))
    for officer in city.officers:
        _add_person(book, officer)
    for place in city.places:
        _add_needs(book, place)
    for shift in book.crews:
        _add_crews(book, shift)
    book.model.minimize(total(book.cost))
    return book


def _legs(book: _Textbook, shift: Shift) -> list[Leg]:
    day, template, place_id = shift
    span = book.span
    return list(legs_of(span.city, span.city.place(place_id), span.templates[template], span.days[day]))


def _open_shift(book: _Textbook, place: Place, shift: Shift) -> None:
    """Count the crews of a shift by lawful pattern, and price what the rules ask of their legs."""
    city, legs, most = book.span.city, _legs(book, shift), len(book.span.city.officers)
    price, relieved = (
        sum(rule.leg(city, place, leg, spare, rule) for rule in book.rules if rule.leg for leg in legs)
        for spare in (0, 1)
    )
    book.crews[shift] = []
    for pattern in lawful_patterns(city, place, legs):
        if place.lead_skills and not pattern.police:
            continue
        bare, police, aux = (book.model.new_int_var(0, most, f"crews {shift} {pattern}") for _ in range(3))
        book.crews[shift].append(_Crews(pattern, bare, police, aux))
        book.cost.append(price * bare + relieved * (police + aux))


def _add_person(book: _Textbook, officer: Officer) -> None:
    """Say where the officer may sit, that one duty a day is the most, and what the rules say of the week."""
    span, model = book.span, book.model
    works: list[list[IntVar | None]] = [[None] * len(span.templates) for _ in span.days]
    open_seats = {
        (place.place_id, day): _seats(book, officer, place, day) for place in span.city.places for day in span.days
    }
    for day, when in enumerate(span.days):
        for t in range(len(span.templates)):
            at = []
            for place in span.city.places:
                seats = open_seats[place.place_id, when]
                if seats and book.crews.get((day, t, place.place_id)):
                    at.append(model.new_bool_var(f"{officer.officer_no} {when} {t} {place.place_id}"))
                    book.x[day, t, place.place_id].append((officer, seats, at[-1]))
            if at:
                worked = model.new_bool_var(f"{officer.officer_no} {when} {t}")
                model.add(total(at) == worked)
                works[day][t] = worked
        model.add_at_most_one(worked for worked in works[day] if worked is not None)
    person = PersonModel(model, works)
    for rule in book.rules:
        for term in (
            rule.week(officer, span, rule) if rule.week and not rule.waived_for(span.city, officer.unit_id) else ()
        ):
            person.add(term)
    book.cost.extend(person.cost)


def _seats(book: _Textbook, officer: Officer, place: Place, day: date) -> frozenset[Seat]:
    city, rules = book.span.city, [rule for rule in book.rules if rule.seat]
    return frozenset(
        seat for seat in Seat if all(rule.seat(city, officer, place, seat, day, rule) for rule in rules if rule.seat)
    )


def _add_needs(book: _Textbook, place: Place) -> None:
    """Compare the crews that are there in each band with the need, and price what is missing."""
    city, span = book.span.city, book.span
    there: dict[tuple[date, str], list[LinearExprT]] = defaultdict(list)
    for shift, crews in book.crews.items():
        if shift[2] == place.place_id:
            for leg in _legs(book, shift):
                minutes = next(band.minutes for band in city.bands_of(leg.band_day) if band.code == leg.band)
                if present(city.policy, leg, minutes):
                    there[leg.band_day, leg.band].extend(crew.all for crew in crews)
    for day in span.days:
        for band in city.bands_of(day):
            need = city.need(place, day, band.code)
            if need:
                mode = leg_mode(place, band, needed=True)
                short = book.model.new_int_var(0, need, f"short {place.place_id} {day} {band.code}")
                book.model.add(total(there[day, band.code]) + short >= need)
                price = sum(rule.missing(city, place, band, mode, rule) for rule in book.rules if rule.missing)
                book.cost.append(price * short)


def _add_crews(book: _Textbook, shift: Shift) -> None:
    """Give the crews of a shift their people: enough police, enough auxiliaries, one leader each; nobody without."""
    model, people, crews = book.model, book.x[shift], book.crews[shift]
    police = [x for _, seats, x in people if seats != {Seat.AUX}]
    aux = [x for _, seats, x in people if seats == {Seat.AUX}]
    number = total([crew.all for crew in crews])
    model.add(total(police) >= total([c.pattern.police * c.all + c.spare_police for c in crews]))
    model.add(total(aux) >= total([c.pattern.aux * c.all + c.spare_aux for c in crews]))
    if book.span.city.place(shift[2]).lead_skills:
        model.add(total([x for _, seats, x in people if Seat.LEAD in seats]) >= number)
    for x in (*police, *aux):
        model.add(number >= x)


def _checked(book: _Textbook, solver: CpSolver, week: Week, *, optimal: bool) -> SecondOpinion:
    """Read the answer out and let the checker judge it."""
    city = book.span.city
    duties = [duty for shift in book.crews for duty in _duties(book, solver, shift)]
    roster = Roster(city=city.name, week=week, duties=duties)
    report = check(city, roster, base=book.span.base)
    claimed = round(solver.objective_value)
    if report.hard or report.cost > claimed or (optimal and report.cost != claimed):
        raise UnlawfulError(f"the textbook model claims {claimed}, the checker says {report.cost}", report.hard)
    return SecondOpinion(report.cost, solver.best_objective_bound, roster)


def _duties(book: _Textbook, solver: CpSolver, shift: Shift) -> Iterator[Duty]:
    """Seat the people of a shift: leaders first, then each crew's least, spare people as relief."""
    day, template, place_id = shift
    here = [(officer, seats) for officer, seats, x in book.x[shift] if solver.boolean_value(x)]
    leads = bool(book.span.city.place(place_id).lead_skills)
    aux = [officer for officer, seats in here if seats == {Seat.AUX}]
    police = [officer for officer, seats in sorted(here, key=lambda p: Seat.LEAD not in p[1]) if seats != {Seat.AUX}]
    sizes = _sizes(solver, book.crews[shift])
    heads = [police.pop(0) if pattern.police else aux.pop(0) for pattern in sizes]
    for number, (pattern, head) in enumerate(zip(sizes, heads, strict=True), start=1):
        rest = [police.pop(0) for _ in range(max(0, pattern.police - 1))]
        rest += [aux.pop(0) for _ in range(pattern.aux - (not pattern.police))]
        if number == len(sizes):
            rest, police, aux = [*rest, *police, *aux], [], []
        for officer in (head, *rest):
            seat = Seat.AUX if _is_aux(here, officer) else Seat.LEAD if leads and officer is head else Seat.POLICE
            yield Duty(
                day=book.span.days[day],
                template=book.span.templates[template].code,
                place_id=place_id,
                crew=number,
                seat=seat,
                officer_no=officer.officer_no,
            )


def _is_aux(here: Sequence[tuple[Officer, frozenset[Seat]]], officer: Officer) -> bool:
    return any(other is officer and seats == {Seat.AUX} for other, seats in here)


def _sizes(solver: CpSolver, crews: Sequence[_Crews]) -> list[CrewPattern]:
    """Return the size of each crew of a shift, spare person included."""
    sizes: list[CrewPattern] = []
    for crew in crews:
        least = crew.pattern
        sizes += [least] * solver.value(crew.bare)
        sizes += [CrewPattern(least.police + 1, least.aux)] * solver.value(crew.spare_police)
        sizes += [CrewPattern(least.police, least.aux + 1)] * solver.value(crew.spare_aux)
    return sizes
