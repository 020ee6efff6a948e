"""Names on seats: crews go to places, people to crews, the same people to the same home cell where they can."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import highspy

from ...models.roster import Duty
from ...models.standing import hot
from ..rules.grids import window
from .columns import CrewColumn
from .lp import quiet_solver
from .problem import PlaceClass, Problem
from .riding import Told
from .search import Solved
from .seating import Crew, Shift, seat_people

FAMILIAR = 10.0
"""Worth of a duty of this week at the same place; one of the weeks before is worth 1."""


@dataclass(frozen=True, slots=True)
class Named:
    """A block's duties, and parted people for whom no crews were found: the plan must tell in whose crews they ride."""

    duties: tuple[Duty, ...]
    clashes: frozenset[Told] = frozenset()


def name_seats(solved: Solved) -> Named:
    """
    Turn a block's plan into duties.

    Crews of a class are spread over its places so that no more is missing than the plan says; then, day by day, each
    person takes an open seat, by preference where the person has been before. People whom the plan puts on a day
    without a seat join a crew of their own place class as relief, or rest.
    """
    problem = solved.layout.problem
    crews = _crews_at_places(solved)
    known, heat = _before(problem)
    duties: list[Duty] = []
    clashes: set[Told] = set()
    for day, when in enumerate(problem.span.days):
        at_work: dict[int, list[int]] = defaultdict(list)
        for owner, index in enumerate(solved.plan.choice):
            people, t = problem.at_work(owner, index, day)
            at_work[t] += people
        for t, template in enumerate(problem.span.templates):
            here = Shift(problem, day, t, sorted(at_work[t]), crews.get((day, t), []), known, heat)
            seated = seat_people(here)
            clashes |= seated.clashes
            for person, crew, seat in seated.seats:
                officer_no = problem.officers[person].officer_no
                known[officer_no, crew.place.place_id] += int(FAMILIAR)
                heat[officer_no] += hot(problem.span.city, when, template.code, crew.place.place_id)
                duties.append(
                    Duty(
                        day=when,
                        template=template.code,
                        place_id=crew.place.place_id,
                        crew=crew.number,
                        seat=seat,
                        officer_no=officer_no,
                    )
                )
    return Named(tuple(duties), frozenset(clashes))


def _before(problem: Problem) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Count each person's duties of two weeks by place, and those of the 28 days at hot posts."""
    city, first = problem.span.city, problem.span.days[0]
    known: Counter[tuple[str, str]] = Counter()
    heat: Counter[str] = Counter()
    for officer in problem.officers:
        for past in officer.past:
            if past.day >= first - timedelta(days=14):
                known[officer.officer_no, past.place_id] += 1
        for past in window(officer, problem.span):
            heat[officer.officer_no] += hot(city, past.day, past.template, past.place_id)
    return known, heat


def _crews_at_places(solved: Solved) -> dict[tuple[int, int], list[Crew]]:
    """Give each crew its place and number, by (day, template)."""
    found: dict[tuple[int, int], list[Crew]] = defaultdict(list)
    numbers: Counter[tuple[int, int, str]] = Counter()
    for c, place_class in enumerate(solved.layout.problem.classes):
        mine = [column for column in solved.plan.crews if column.place_class == c]
        counts = {column: solved.plan.crews[column] for column in sorted(mine, key=_order)}
        for column, spread in _spread(place_class, counts).items():
            chain = place_class.offer.chains[column.chain]
            for place, count in zip(place_class.places, spread, strict=True):
                for _ in range(count):
                    numbers[chain.day, chain.template, place.place_id] += 1
                    number = numbers[chain.day, chain.template, place.place_id]
                    crew = Crew(c, place, number, chain.options[column.option], column.riders)
                    found[chain.day, chain.template].append(crew)
    return found


def _order(column: CrewColumn) -> tuple[int, int, tuple[int, ...], int]:
    return column.chain, column.option, column.riders, column.way


def _spread(place_class: PlaceClass, counts: Mapping[CrewColumn, int]) -> dict[CrewColumn, list[int]]:
    """Spread the crews of a class over its places so that as little as possible is missing anywhere."""
    places = len(place_class.places)
    if places == 1:
        return {key: [count] for key, count in counts.items()}
    solver, keys = quiet_solver(), list(counts)
    for option, value in (
        ("presolve", "choose"),
        ("solver", "choose"),
        ("mip_rel_gap", 0.0),
        ("mip_max_nodes", 10_000),
    ):
        solver.setOptionValue(option, value)
    goes = {
        (key, i): solver.addVariable(lb=0, ub=counts[key], type=highspy.HighsVarType.kInteger)
        for key in keys
        for i in range(places)
    }
    for key in keys:
        solver.addConstr(sum(goes[key, i] for i in range(places)) == counts[key])
    cost: list[highspy.highs.highs_linear_expression] = []
    for need in place_class.offer.needs:
        serving = [key for key in keys if (need.day, need.band) in place_class.offer.chains[key.chain].serves]
        for i in range(places):
            short = solver.addVariable(lb=0, ub=need.crews)
            solver.addConstr(sum((goes[key, i] for key in serving), start=short + 0) >= need.crews)
            cost.append(need.price * short)
            if need.over:
                over = solver.addVariable(lb=0)
                solver.addConstr(sum((goes[key, i] for key in serving), start=0 * over) - over <= need.crews)
                cost.append(need.over * over)
    solver.minimize(sum(cost[1:], start=cost[0]))
    return {key: [round(solver.val(goes[key, i])) for i in range(places)] for key in keys}
