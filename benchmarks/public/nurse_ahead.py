"""
Week by week: the present week is planned against several drawn futures at once.

Each drawn future gives prices: what one more person is worth on each of its days. A nurse's week costs what it costs
and, on top, the mean over the futures of the least that the nurse's later days cost at their prices, from the totals
and runs in which the week ends. The plan so found is judged by the relaxation of every future behind it; the prices
met there join the old ones, and the week is planned again. The plan with the least mean is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qinwu.solver.horizon.case import Case
from qinwu.solver.horizon.problem import Ahead, Horizon
from qinwu.solver.horizon.relax import Column, Relaxation, Relaxed, earnings, persons_of
from qinwu.solver.horizon.search import Effort, solve
from qinwu.solver.roster.watch import Flag, Watch

from .nurse_rosters import after, lines_of
from .nurse_score import evaluate
from .nurse_terms import Guess, horizon_of
from .nurses import Past, Scenario, Week

LANES, DRAWS, ROUNDS = 2, 4, 2
"""Lanes of draws side by side, futures drawn in each, and how often the week is planned again."""
CLOSE, NEAR = 1e-2, 30.0
DEAREST = 200.0
BLEND = 0.5
STAGE = Effort(rounds=4)
BREACH = 1_000
Prices = NDArray[np.float64]
Judged = list[tuple[float, Prices]]
"""What each future costs at least, and its prices: shape (days, templates, roles)."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Futures that are relaxed one after another: the weeks known, those guessed, and the history in front."""

    scenario: Scenario
    past: Mapping[str, Past]
    known: tuple[Week, ...]
    futures: Sequence[Sequence[Guess]]


Hands = Callable[[Sequence[Lane]], list[Judged]]
"""Whoever relaxes lanes, in order."""


def relaxed(lane: Lane, stop: Flag) -> Judged:
    """Relax the futures of a lane; rosters met in one are the start of the next."""
    persons, pool, found = None, list[Column](), Judged()
    for future in lane.futures:
        horizon = horizon_of(lane.scenario, lane.past, lane.known, guess=future)
        persons = persons or persons_of(horizon)
        relaxation = Relaxation(horizon, persons)
        if not pool:
            first = Case(horizon, persons).first_plan(stop.is_set)
            pool = [(m, pattern, persons[m].cost(pattern)) for m, pattern in enumerate(first.patterns)]
        relaxation.master.take(pool)
        root = relaxation.solve(gap=CLOSE, stop=stop.is_set)
        pool = _near(relaxation, root)
        found.append((root.value, root.duals))
    return found


def _near(relaxation: Relaxation, root: Relaxed) -> list[Column]:
    dearer = relaxation.reduced(root.duals)
    return [column for column, more in zip(relaxation.master.pool, dearer, strict=True) if more < NEAR]


@dataclass(frozen=True, slots=True)
class Present:
    """The present week: the history in front of it, the weeks seen (it is the last), and how many come after it."""

    scenario: Scenario
    past: Mapping[str, Past]
    seen: Sequence[Week]
    ahead: int
    seed: int

    def plan(self, work: Hands, watch: Watch, early: Flag) -> NDArray[np.int8]:
        """
        Plan the week, shape (nurses, 7).

        Parameters
        ----------
        work
            Relaxes lanes of futures.
        watch, early
            ``early`` ends the looking ahead, ``watch`` the planning of the week itself.
        """
        if not self.ahead:
            return solve(horizon_of(self.scenario, self.past, self.seen[-1:]), watch=watch).patterns
        chance = np.random.default_rng(self.seed)
        futures = [[dealt(self.seen, self.ahead, chance) for _ in range(DRAWS)] for _ in range(LANES)]
        lanes = [Lane(self.scenario, self.past, (self.seen[-1],), lane) for lane in futures]
        prices = [duals[7:] for lane in work(lanes) for _, duals in lane]
        best, least = None, np.inf
        for _ in range(1 + ROUNDS):
            patterns = solve(self._week(prices), effort=STAGE, watch=watch).patterns
            best = patterns if best is None else best
            if early.is_set():
                break
            past, cost = self._lived(patterns)
            judged = [each for lane in work([replace(lane, past=past, known=()) for lane in lanes]) for each in lane]
            if early.is_set():
                break
            cost += float(np.mean([value for value, _ in judged]))
            best, least = (patterns, cost) if cost < least else (best, least)
            prices = [BLEND * old + (1 - BLEND) * new for old, (_, new) in zip(prices, judged, strict=True)]
        return best

    def _week(self, prices: Sequence[Prices]) -> Horizon:
        """Return the present week with the days behind it at the prices of each future."""
        bare = horizon_of(self.scenario, self.past, self.seen[-1:], guess=[{}] * self.ahead)
        now = np.zeros((7, bare.templates, len(self.scenario.skills)))
        by_team = zip(
            *(earnings(bare, np.concatenate([now, np.minimum(each, DEAREST)])) for each in prices), strict=True
        )
        ahead = [Ahead(tables) for tables in by_team]
        members = [replace(member, ahead=ahead[team]) for member, team in zip(bare.members, bare.team_of, strict=True)]
        return replace(bare, days=7, members=tuple(members))

    def _lived(self, patterns: NDArray[np.int8]) -> tuple[dict[str, Past], float]:
        """Return the history that the week leaves, and what it costs but for totals, which are judged at the end."""
        now = horizon_of(self.scenario, self.past, self.seen[-1:])
        week = lines_of(self.scenario, now, patterns)
        parts, broken = evaluate(self.scenario, self.past, self.seen[-1:], week)
        cost = sum(cost for part, cost in parts.items() if part not in {"S6", "S7"}) + BREACH * len(broken)
        return {name: after(self.past[name], line) for name, line in week.items()}, float(cost)


def dealt(seen: Sequence[Week], number: int, chance: np.random.Generator) -> list[Guess]:
    """
    Draw ``number`` weeks to come: what a week seen wants of a skill, dealt anew among working days and weekends.

    So a week's total of each skill stays as seen, but no day or shift is taken for typical.
    """
    skills = sorted({skill for _, _, skill in seen[-1].need})
    shifts = sorted({shift for _, shift, _ in seen[-1].need})
    weeks: list[Guess] = []
    for _ in range(number):
        week: dict[tuple[int, str, str], list[tuple[int, int]]] = {}
        for skill in skills:
            need = seen[int(chance.integers(len(seen)))].need
            for span in (range(5), range(5, 7)):
                places = [(day, shift, skill) for day in span for shift in shifts]
                dealt_to = zip(places, chance.permutation(len(places)), strict=True)
                week |= {place: [need.get(places[i], (0, 0))] for place, i in dealt_to}
        weeks.append(week)
    return weeks
