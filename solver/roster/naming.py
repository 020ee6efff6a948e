"""Names on seats: crews go to places, people to crews, the same people to the same home cell where they can."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

import highspy
import numpy as np
from scipy.optimize import linear_sum_assignment

from ...models.officer import Officer, Role
from ...models.place import Place
from ...models.roster import Duty, Seat
from .block import SEATS
from .demand import CrewOption
from .lp import quiet_solver
from .problem import PlaceClass
from .search import Solved

NEVER = 1e6
FAMILIAR = 10.0
"""Worth of a duty of this week at the same place; one of the weeks before is worth 1."""

Spot = tuple[int, int, int]
"""A crew to be named: (place class, chain, option)."""


def name_seats(solved: Solved) -> list[Duty]:
    """
    Turn a block's plan into duties.

    Crews of a class are spread over its places so that no more is missing than the plan says; then, day by day, each
    person takes an open seat, by preference where the person has been before. People whom the plan puts on a day
    without a seat join a crew of their own place class as relief, or rest.
    """
    problem = solved.layout.problem
    crews = _crews_at_places(solved)
    known: Counter[tuple[str, str]] = Counter()
    for officer in problem.officers:
        for past in officer.past:
            if past.day >= problem.span.days[0] - timedelta(days=14):
                known[officer.officer_no, past.place_id] += 1
    duties: list[Duty] = []
    for day, when in enumerate(problem.span.days):
        for t, template in enumerate(problem.span.templates):
            people = [
                person
                for person, index in enumerate(solved.plan.choice)
                if problem.menus[person].pattern(index)[day] == t
            ]
            for person, place, number, seat in _seat(solved, people, crews.get((day, t), []), day, known):
                officer = problem.officers[person]
                known[officer.officer_no, place.place_id] += int(FAMILIAR)
                duties.append(
                    Duty(
                        day=when,
                        template=template.code,
                        place_id=place.place_id,
                        crew=number,
                        seat=seat,
                        officer_no=officer.officer_no,
                    )
                )
    return duties


def _crews_at_places(solved: Solved) -> dict[tuple[int, int], list[tuple[int, Place, int, CrewOption]]]:
    """Give each crew its place and number: (day, template) -> [(class, place, number, option)]."""
    found: dict[tuple[int, int], list[tuple[int, Place, int, CrewOption]]] = defaultdict(list)
    numbers: Counter[tuple[int, int, str]] = Counter()
    for c, place_class in enumerate(solved.layout.problem.classes):
        counts = {(k, q): n for (other, k, q), n in sorted(solved.plan.crews.items()) if other == c}
        for (k, q), spread in _spread(place_class, counts).items():
            chain = place_class.offer.chains[k]
            for place, count in zip(place_class.places, spread, strict=True):
                for _ in range(count):
                    numbers[chain.day, chain.template, place.place_id] += 1
                    number = numbers[chain.day, chain.template, place.place_id]
                    found[chain.day, chain.template].append((c, place, number, chain.options[q]))
    return found


def _spread(place_class: PlaceClass, counts: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], list[int]]:
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
        serving = [key for key in keys if (need.day, need.band) in place_class.offer.chains[key[0]].serves]
        for i in range(places):
            short = solver.addVariable(lb=0, ub=need.crews)
            solver.addConstr(sum((goes[key, i] for key in serving), start=short + 0) >= need.crews)
            cost.append(need.price * short)
    solver.minimize(sum(cost[1:], start=cost[0]))
    return {key: [round(solver.val(goes[key, i])) for i in range(places)] for key in keys}


def _seat(
    solved: Solved,
    people: Sequence[int],
    crews: Sequence[tuple[int, Place, int, CrewOption]],
    day: int,
    known: Mapping[tuple[str, str], int],
) -> list[tuple[int, Place, int, Seat]]:
    """Assign the people of one day and template to the seats of its crews, then the surplus as relief."""
    problem, team_of = solved.layout.problem, solved.layout.team_of
    seats = [(c, place, n, seat) for c, place, n, option in crews for seat, count in option.seats for _ in range(count)]
    price = np.full((len(people), len(seats)), NEVER)
    for i, person in enumerate(people):
        may, officer = problem.teams[team_of[person]].may, problem.officers[person]
        for j, (c, place, _, seat) in enumerate(seats):
            if may[c, SEATS.index(seat), day]:
                price[i, j] = -float(min(known[officer.officer_no, place.place_id], 1000))
    rows, columns = linear_sum_assignment(price)
    taken = {int(i): int(j) for i, j in zip(rows, columns, strict=True) if price[i, j] < NEVER}
    found = [(people[i], seats[j][1], seats[j][2], seats[j][3]) for i, j in taken.items()]
    for i, person in enumerate(people):
        if i not in taken and crews:
            relief = _relief(problem.officers[person])
            may = problem.teams[team_of[person]].may
            open_crews = [crew for crew in crews if may[crew[0], SEATS.index(relief), day]]
            if open_crews:
                _, place, number, _ = open_crews[0]
                found.append((person, place, number, relief))
    return found


def _relief(officer: Officer) -> Seat:
    return Seat.POLICE if officer.role is Role.POLICE else Seat.AUX
