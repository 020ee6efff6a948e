"""
The textbook model of a week, ``x[officer, day, template, place, crew]``, solved by CP-SAT.

It asks the same rules and shares nothing else with the engine: no patterns, no classes, no blocks, no ridings.
"""

import pickle
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from ortools.sat.python.cp_model import FEASIBLE, INFEASIBLE, OPTIMAL, CpModel, CpSolver, IntVar, LinearExprT

from ...models.errors import InputError, QinwuError, UnlawfulError
from ...models.leg import Leg, leg_mode, legs_of, present
from ...models.officer import Officer
from ...models.place import Place
from ...models.roster import Duty, Roster, Seat
from ...models.text import Text
from ...models.week import Week
from ..checker import check
from ..rules import same_place
from ..rules.active import active
from ..rules.rule import Rule, Span
from ..rules.ties import TieSort
from .demand import lawful_patterns
from .second_opinion import Question, SecondOpinion
from .textbook_bonds import add_ties
from .textbook_crews import Crew, Rider, open_crew, seat_crew
from .textbook_terms import PersonModel, total

Shift = tuple[int, int, str]
"""What a place may open: (day index, template index, place id)."""


@dataclass(slots=True)
class _Textbook:
    """The model under construction; ``crews`` holds the crews that each shift may send, with their riders."""

    span: Span
    model: CpModel = field(default_factory=CpModel)
    cost: list[LinearExprT] = field(default_factory=list)
    crews: dict[Shift, list[Crew]] = field(default_factory=dict)
    parted: frozenset[str] = frozenset()

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
    ties = [tie for rule in book.rules if rule.ties for tie in rule.ties(city, rule)]
    book.parted = frozenset(n for tie in ties if tie.sort is TieSort.PART for n in (tie.first, tie.second))
    for place in city.places:
        for day in range(len(days)):
            for index, template in enumerate(book.span.templates):
                if place.kind in template.serves:
                    _open_shift(book, place, (day, index, place.place_id))
    for officer in city.officers:
        _add_person(book, officer)
    for place in city.places:
        _add_needs(book, place)
    for shift, crews in book.crews.items():
        _add_crews(book, city.place(shift[2]), crews)
    add_ties(book.model, book.span, ties, book.crews, book.cost)
    _add_places(book)
    book.model.minimize(total(book.cost))
    return book


def _legs(book: _Textbook, shift: Shift) -> list[Leg]:
    day, template, place_id = shift
    span = book.span
    return list(legs_of(span.city, span.city.place(place_id), span.templates[template], span.days[day]))


def _open_shift(book: _Textbook, place: Place, shift: Shift) -> None:
    """Open as many crews as a band needs, one more where people are to be kept apart, and price their legs."""
    city, legs = book.span.city, _legs(book, shift)
    price, relieved = (
        sum(rule.leg(city, place, leg, spare, rule) for rule in book.rules if rule.leg for leg in legs)
        for spare in (0, 1)
    )
    patterns = [p for p in lawful_patterns(city, place, legs) if p.police or not place.lead_skills]
    most = max((city.need(place, leg.band_day, leg.band) for leg in legs), default=0)
    count = max(1, most) + bool(book.parted) if patterns else 0
    book.crews[shift] = [open_crew(book.model, patterns) for _ in range(count)]
    for first, second in pairwise(book.crews[shift]):
        book.model.add(first.goes >= second.goes)
    for crew in book.crews[shift]:
        book.cost.append(price * crew.goes + (relieved - price) * crew.relieved)


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
                for crew in book.crews.get((day, t, place.place_id), ()) if seats else ():
                    at.append(model.new_bool_var(f"{officer.officer_no} {when} {t} {place.place_id}"))
                    crew.riders[officer.officer_no] = Rider(officer, seats, at[-1])
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
                    there[leg.band_day, leg.band].extend(crew.goes for crew in crews)
    for day in span.days:
        for band in city.bands_of(day):
            need = city.need(place, day, band.code)
            if need:
                mode = leg_mode(place, band, needed=True)
                short = book.model.new_int_var(0, need, f"short {place.place_id} {day} {band.code}")
                book.model.add(total(there[day, band.code]) + short >= need)
                price = sum(rule.missing(city, place, band, mode, rule) for rule in book.rules if rule.missing)
                book.cost.append(price * short)
                _add_surplus(
                    book, there[day, band.code], need, [r.beyond(city, place, band, r) for r in book.rules if r.beyond]
                )


def _add_places(book: _Textbook) -> None:
    """Price each further place at which somebody serves (Q05), which the engine leaves to the naming of seats."""
    price = same_place.RULE.price(book.span.city.policy) if same_place.RULE in book.rules else 0
    rides: dict[tuple[str, str], list[IntVar]] = defaultdict(list)
    for (_, _, place_id), crews in book.crews.items() if price else ():
        for crew in crews:
            for number, rider in crew.riders.items():
                rides[number, place_id].append(rider.rides)
    served: dict[str, list[IntVar]] = defaultdict(list)
    for (number, place_id), some in rides.items():
        served[number].append(book.model.new_bool_var(f"{number} at {place_id}"))
        book.model.add_max_equality(served[number][-1], some)
    for places in served.values():
        further = book.model.new_int_var(0, len(places) - 1, "further")
        book.model.add(further >= total(places) - 1)
        book.cost.append(price * further)


def _add_surplus(book: _Textbook, there: list[LinearExprT], need: int, prices: list[int]) -> None:
    """Price the crews above the need."""
    if sum(prices) and len(there) > need:
        over = book.model.new_int_var(0, len(there) - need, "over")
        book.model.add(total(there) - over <= need)
        book.cost.append(sum(prices) * over)


def _add_crews(book: _Textbook, place: Place, crews: list[Crew]) -> None:
    """Give the crews of a shift their people, and one member who is what the rules want of one."""
    words = [(rule, word) for rule in book.rules if rule.wants for word in rule.wants(book.span.city, place, rule)]
    for crew in crews:
        seat_crew(book.model, crew, lead=bool(place.lead_skills))
        for rule, word in words:
            fit = [r.rides for r in crew.riders.values() if rule.holds and rule.holds(r.officer, word)]
            book.model.add(total(fit) >= crew.goes)


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
    """Seat the people of a shift: where a leader is wanted, the first who may lead does."""
    day, template, place_id = shift
    leads = bool(book.span.city.place(place_id).lead_skills)
    for number, crew in enumerate(book.crews[shift], start=1):
        aboard = [rider for rider in crew.riders.values() if solver.boolean_value(rider.rides)]
        leader = next((rider for rider in aboard if leads and Seat.LEAD in rider.seats), None)
        for rider in aboard:
            yield Duty(
                day=book.span.days[day],
                template=book.span.templates[template].code,
                place_id=place_id,
                crew=number,
                seat=Seat.AUX if rider.aux else Seat.LEAD if rider is leader else Seat.POLICE,
                officer_no=rider.officer.officer_no,
            )
