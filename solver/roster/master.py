"""
The master programme: persons' week patterns on one side, crews on the other, people flowing between.

Columns
    ``take[o, p]``       person o works week pattern p (added as they are priced);
    ``flow[u, k]``       people of supply u in the seats of pool k;
    ``crew[c, d, t, q]`` crews of class c working template t on day d with crew option q (whole numbers);
    ``short[c, d, b]``   crews missing in a band;
    ``tally[w, q]``      all crews with the same seats, in the week and on each day: whole numbers to branch on.
Rows
    person o:          Σ take = 1
    supply u:          Σ take of its teams, template and day - Σ flow ≥ 0
    pool k:            Σ flow - Σ seats of option x crew ≥ 0
    need c, d, b:      Σ crew present + short ≥ need
    tally:             Σ crew - tally = 0

A pool is all seats of one day and template that the same teams may fill, at whatever place; a supply is all teams that
may fill the same pools then. Where a pool has one supply and that supply no other pool, they are one row. More people
than seats are lawful: they relieve a crew or rest.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from ...models.roster import Seat
from .block import SEATS
from .lp import PRIMAL, add_columns, quiet_solver
from .problem import Problem

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Flow:
    """People of the teams behind one supply row in the seats of one pool row."""

    supply: int
    pool: int


@dataclass(frozen=True, slots=True)
class CrewColumn:
    """Crews of one class, chain and option."""

    place_class: int
    chain: int
    option: int


@dataclass(frozen=True, slots=True)
class Short:
    """Missing crews of one class at one of its needs."""

    place_class: int
    need: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All crews with the same seats: on one day, or (``day`` None) in the whole span."""

    seats: tuple[tuple[Seat, int], ...]
    day: int | None


Column = Flow | CrewColumn | Short | Tally


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The linear programme's answer: whether there is one, optimum, row duals, column values (static ones first)."""

    feasible: bool
    value: float
    duals: Vector
    values: Vector


class Layout:
    """
    The columns and rows that do not depend on patterns.

    ``supply`` (teams x days x templates) holds row numbers, -1 where the team has no seat (whoever is pinned
    there is relief); ``equal`` the rows that are equations.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.persons = len(problem.officers)
        self.columns: list[Column] = []
        shape = (len(problem.teams), len(problem.span.days), len(problem.span.templates))
        self.supply: NDArray[np.int32] = np.full(shape, -1, dtype=np.int32)
        self.rhs: list[float] = [1.0] * self.persons
        self._pools: dict[tuple[int, int, tuple[int, ...]], int] = {}
        self.equal = set(range(self.persons))
        self.cost: list[float] = []
        self.entries: list[list[tuple[int, float]]] = []
        self.most: list[float] = []
        self.team_of = {member: g for g, team in enumerate(problem.teams) for member in team.members}
        for c in range(len(problem.classes)):
            self._add_class(c)
        self._add_supply()
        self._add_tallies()

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.rhs)

    def limits(self, limits: Mapping[int, tuple[float, float]]) -> tuple[Vector, Vector]:
        """Return lower and upper bounds of the static columns, tightened by ``limits`` (column -> bounds)."""
        lower, upper = np.zeros(len(self.columns)), np.array(self.most)
        for column, (low, high) in limits.items():
            lower[column], upper[column] = max(lower[column], low), min(upper[column], high)
        return lower, upper

    def load(self, solver: highspy.Highs) -> None:
        """Put rows and static columns into an empty solver."""
        rhs = np.array(self.rhs)
        upper = np.array([rhs[row] if row in self.equal else highspy.kHighsInf for row in range(self.rows)])
        none = np.array([], dtype=np.int32)
        solver.addRows(self.rows, rhs, upper, 0, np.zeros(self.rows, np.int32), none, np.array([]))
        add_columns(solver, np.array(self.cost), np.array(self.most), self.entries)

    def load_patterns(self, solver: highspy.Highs, chosen: Sequence[tuple[int, int]]) -> None:
        """Add week patterns as columns: (person, index into the person's menu)."""
        menus = self.problem.menus
        cost = np.array([float(menus[person].cost[index]) for person, index in chosen])
        entries = []
        for person, index in chosen:
            supply, pattern = self.supply[self.team_of[person]], menus[person].pattern(index)
            worked = [(int(supply[day, t]), 1.0) for day, t in enumerate(pattern) if t >= 0 and supply[day, t] >= 0]
            entries.append([(person, 1.0), *worked])
        add_columns(solver, cost, np.ones(len(chosen)), entries)

    def matrix(self) -> csc_array:
        """Return the static columns as a sparse matrix, shape (rows, columns)."""
        rows = [row for column in self.entries for row, _ in column]
        values = [value for column in self.entries for _, value in column]
        starts = np.cumsum([0, *map(len, self.entries)])
        return csc_array((values, rows, starts), shape=(self.rows, len(self.columns)))

    def _row(self, rhs: float = 0.0) -> int:
        self.rhs.append(rhs)
        return len(self.rhs) - 1

    def _column(self, what: Column, cost: float, most: float, entries: Sequence[tuple[int, float]]) -> None:
        self.columns.append(what)
        self.cost.append(cost)
        self.most.append(most)
        self.entries.append(list(entries))

    def _add_class(self, c: int) -> None:
        place_class = self.problem.classes[c]
        count, offer = len(place_class.places), place_class.offer
        need_rows = {}
        for n, need in enumerate(offer.needs):
            row = self._row(need.crews * count)
            need_rows[need.day, need.band] = row
            self._column(Short(c, n), need.price, need.crews * count, [(row, 1.0)])
        for k, chain in enumerate(offer.chains):
            most = sum(need.crews for need in offer.needs if (need.day, need.band) in chain.serves) * count
            for q, option in enumerate(chain.options):
                entries = [(need_rows[key], 1.0) for key in sorted(chain.serves) if key in need_rows]
                seats: Counter[int] = Counter()
                for seat, number in option.seats:
                    seats[self._pool(c, seat, chain.day, chain.template)] += number
                entries += [(row, -float(number)) for row, number in seats.items()]
                self._column(CrewColumn(c, k, q), option.price, most, entries)

    def _add_tallies(self) -> None:
        """Count crews by their seats: a fractional count, above all of the week, is what to branch on first."""
        members: dict[Tally, list[int]] = {}
        for j, column in enumerate(self.columns):
            if isinstance(column, CrewColumn):
                chain = self.problem.classes[column.place_class].offer.chains[column.chain]
                seats = chain.options[column.option].seats
                for tally in (Tally(seats, None), Tally(seats, chain.day)):
                    members.setdefault(tally, []).append(j)
        for tally, columns in members.items():
            row = self._row()
            self.equal.add(row)
            for j in columns:
                self.entries[j].append((row, 1.0))
            self._column(tally, 0.0, sum(self.most[j] for j in columns), [(row, -1.0)])

    def _pool(self, c: int, seat: Seat, day: int, template: int) -> int:
        """Return the row of the pool that seats of this kind belong to."""
        teams = enumerate(self.problem.teams)
        key = (day, template, tuple(g for g, team in teams if team.may[c, SEATS.index(seat), day]))
        if key not in self._pools:
            self._pools[key] = self._row()
        return self._pools[key]

    def _add_supply(self) -> None:
        """Let people flow into pools; teams that reach the same pools share a row, a lone pool needs no flow."""
        reach: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for (day, template, members), pool in self._pools.items():
            for g in members:
                reach[g, day, template].append(pool)
        sources: dict[tuple[int, int, tuple[int, ...]], list[int]] = defaultdict(list)
        for (g, day, template), reached in reach.items():
            sources[day, template, tuple(reached)].append(g)
        feeds = Counter(pool for _, _, pools in sources for pool in pools)
        for (day, template, pools), teams in sources.items():
            people = sum(len(self.problem.teams[g].members) for g in teams)
            alone = len(pools) == 1 and feeds[pools[0]] == 1
            row = pools[0] if alone else self._row()
            self.supply[teams, day, template] = row
            for pool in () if alone else pools:
                self._column(Flow(row, pool), 0.0, people, [(row, -1.0), (pool, 1.0)])


Basis = tuple[list[highspy.HighsBasisStatus], list[highspy.HighsBasisStatus]]


class Master:
    """The linear programme, growing by columns; ``solve`` starts from where it stood."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.taken: list[tuple[int, int]] = []
        self._lp = quiet_solver()
        self._lp.setOptionValue("simplex_strategy", PRIMAL)
        layout.load(self._lp)
        self._basis: Basis = ([], [])

    def take(self, chosen: Sequence[tuple[int, int]]) -> None:
        """Add week patterns: (person, index into the person's menu)."""
        self.taken.extend(chosen)
        self.layout.load_patterns(self._lp, chosen)

    def limit(self, limits: Mapping[int, tuple[float, float]]) -> None:
        """Set the bounds of all static columns: the natural ones, tightened by ``limits``."""
        lower, upper = self.layout.limits(limits)
        columns = np.arange(len(upper), dtype=np.int32)
        self._lp.changeColsBounds(len(upper), columns, lower, upper)

    def hold(self, held: Mapping[int, int]) -> None:
        """Hold persons to one pattern each (person -> index into the menu); all others are free again."""
        upper = np.array([1.0 if held.get(person, index) == index else 0.0 for person, index in self.taken])
        columns = np.arange(len(self.taken), dtype=np.int32) + len(self.layout.columns)
        self._lp.changeColsBounds(len(columns), columns, np.zeros(len(columns)), upper)

    def remember(self) -> None:
        """Keep the basis of the last solution, to ``resume`` from it later."""
        basis = self._lp.getBasis()
        self._basis = list(basis.col_status), list(basis.row_status)

    def resume(self) -> None:
        """Start the next ``solve`` from the basis kept; columns added since then are at zero."""
        columns, rows = self._basis
        basis = highspy.HighsBasis()
        basis.col_status = columns + [highspy.HighsBasisStatus.kLower] * (self._lp.getNumCol() - len(columns))
        basis.row_status = rows
        basis.valid = True
        self._lp.setBasis(basis)

    def solve(self) -> Relaxed:
        """Solve; the programme is always feasible, since every need may go short and everyone may rest."""
        self._lp.run()
        if self._lp.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return Relaxed(False, 0.0, np.zeros(self.layout.rows), np.array([]))
        solution = self._lp.getSolution()
        values = np.array(solution.col_value)
        return Relaxed(True, self._lp.getObjectiveValue(), np.array(solution.row_dual), values)
