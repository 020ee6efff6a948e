"""
The master programme: persons' week patterns on one side, crews on the other, people flowing between.

Columns
    ``take[o, p]``       person o works week pattern p (added as they are priced);
    ``flow[u, k]``       people of supply u in the seats of pool k;
    ``crew[c, d, t, q]`` crews of class c working template t on day d with crew option q (whole numbers);
    ``short[c, d, b]``   crews missing in a band;
    ``over[c, d, b]``    crews above the need of a band, where that has a price;
    ``tally[w, q]``      all crews with the same seats, in the week and on each day: whole numbers to branch on.
Rows
    person o:          Σ take = 1
    supply u:          Σ take of its teams, template and day - Σ flow ≥ 0
    pool k:            Σ flow - Σ seats of option x crew ≥ 0
    need c, d, b:      Σ crew present + short ≥ need
    most c, d, b:      over - Σ crew present ≥ -need
    tally:             Σ crew - tally = 0

A pool is all seats of one day and template that the same teams may fill, at whatever place; a supply is all teams that
may fill the same pools then. Where a pool has one supply and that supply no other pool, they are one row. More people
than seats are lawful: they relieve a crew or rest.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import product

import highspy
import numpy as np
import scipy
from numpy.typing import NDArray

from .columns import Above, Column, CrewColumn, Flow, Short, Surplus, Tally, Unguided
from .demand import NO_PLAN, Berth, Chain
from .lp import add_columns
from .patterns import Menu
from .problem import Problem, Team
from .riding import Told, rides

Vector = NDArray[np.float64]


class Layout:
    """
    The columns and rows that do not depend on patterns.

    ``supply`` (teams x days x templates) holds row numbers, -1 where the team has no seat (whoever is pinned
    there is relief); ``equal`` the rows that are equations; ``parties`` whom the rows of bound people stand for. Who is
    ``told`` on a day and template sits there in ridings only, so that it is known with whom.
    """

    def __init__(self, problem: Problem, told: Collection[Told] = ()) -> None:
        self.problem = problem
        self.told = frozenset(told)
        self.persons = len(problem.owners)
        self.columns: list[Column] = []
        shape = (len(problem.teams), len(problem.span.days), len(problem.span.templates))
        self.supply: NDArray[np.int32] = np.full(shape, -1, dtype=np.int32)
        self.rhs: list[float] = [1.0] * self.persons
        self.parties: dict[int, tuple[int, ...]] = {}
        self._party_rows: dict[tuple[tuple[int, ...], int, int], int] = {}
        self._pools: dict[tuple[int, int, tuple[int, ...]], int] = {}
        self.equal = set(range(self.persons))
        self.cost: list[float] = []
        self.entries: list[list[tuple[int, float]]] = []
        self.most: list[float] = []
        self.team_of = {member: g for g, team in enumerate(problem.teams) for member in team.members}
        for c in range(len(problem.classes)):
            self._add_class(c)
        self._add_supply()
        self._add_parties()
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

    def listing(self, menus: Sequence[Menu]) -> "Layout":
        """Return the same rows and static columns over other weeks of the same people."""
        other = copy(self)
        other.problem = replace(self.problem, menus=tuple(menus))
        return other

    def same_rows(self, other: "Layout") -> bool:
        """Whether another has the same rows and static columns but for their prices."""
        return self.entries is other.entries or (
            (self.rhs, self.most, self.entries) == (other.rhs, other.most, other.entries)
            and np.array_equal(self.supply, other.supply)
            and self.equal == other.equal
        )

    def matrix(self) -> "scipy.sparse.csc_array":
        """Return the static columns as a sparse matrix, shape (rows, columns)."""
        rows = [row for column in self.entries for row, _ in column]
        values = [value for column in self.entries for _, value in column]
        starts = np.cumsum([0, *map(len, self.entries)])
        return scipy.sparse.csc_array((values, rows, starts), shape=(self.rows, len(self.columns)))

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
        need_rows, over_rows = {}, {}
        for n, need in enumerate(offer.needs):
            row = self._row(need.crews * count)
            need_rows[need.day, need.band] = row
            self._column(Short(c, n), need.price, need.crews * count, [(row, 1.0)])
            if need.over:
                most = self._row(-need.crews * count)
                over_rows[need.day, need.band] = most
                self._column(Surplus(c, n), need.over, len(self.problem.officers), [(most, 1.0)])
        for k, chain in enumerate(offer.chains):
            most = sum(need.crews for need in offer.needs if (need.day, need.band) in chain.serves) * count
            for q, option in enumerate(chain.options):
                entries = [(need_rows[key], 1.0) for key in sorted(chain.serves) if key in need_rows]
                entries += [(over_rows[key], -1.0) for key in sorted(chain.serves) if key in over_rows]
                seats = self._seats(c, chain, option.berths)
                self._column(CrewColumn(c, k, q), option.price, most, [*entries, *seats])
                for way, (riders, berths) in enumerate(rides(self.problem, c, chain, option, self.told)):
                    rows = {self._party_row(person, chain.day, chain.template) for person in riders}
                    worth = self.problem.bonds.worth(frozenset(riders), chain.day)
                    seats = [*self._seats(c, chain, berths), *((row, -1.0) for row in sorted(rows))]
                    self._column(CrewColumn(c, k, q, riders, way), option.price - worth, 1.0, [*entries, *seats])

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

    def _seats(self, c: int, chain: Chain, berths: Sequence[tuple[Berth, int]]) -> list[tuple[int, float]]:
        """Return what the seats of a crew take from their pools."""
        seats: Counter[int] = Counter()
        for berth, number in berths:
            seats[self._pool(c, berth, chain.day, chain.template)] += number
        return [(row, -float(number)) for row, number in seats.items()]

    def _party_row(self, person: int, day: int, template: int) -> int:
        """Return the row that takes the party of a bound person to a day and template; made when first asked for."""
        party = self.problem.bonds.party(person, day)
        key = (party, day, template)
        if key not in self._party_rows:
            row = self._party_rows[key] = self._row()
            self.parties[row] = party
            if not self.problem.bonds.lawful(frozenset(party)) or (person, day, template) in self.told:
                self.equal.add(row)
                self._column(Unguided(row), NO_PLAN, 1.0, [(row, -1.0)])
        return self._party_rows[key]

    def _pool(self, c: int, berth: Berth, day: int, template: int) -> int:
        """Return the row of the pool that seats of this kind belong to."""
        teams = enumerate(self.problem.teams)
        fitting = (g for g, team in teams if team.fits(c, berth, day) and not self._rides(team, day, template))
        key = (day, template, tuple(fitting))
        if key not in self._pools:
            self._pools[key] = self._row()
        return self._pools[key]

    def _rides(self, team: Team, day: int, template: int) -> bool:
        """Whether a team's people sit in crews only as part of a riding: nor does one of a squad go alone."""
        if team.riding or team.alone is None:
            return team.riding
        return (team.alone, day, template) in self.told or len(self.problem.bonds.party(team.alone, day)) > 1

    def _add_supply(self) -> None:
        """Let people flow into pools; teams that reach the same pools share a row, a lone pool needs no flow."""
        reach: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for (day, template, members), pool in self._pools.items():
            for g in members:
                reach[g, day, template].append(pool)
        sources: dict[tuple[int, int, tuple[int, ...], int | None], list[int]] = defaultdict(list)
        for (g, day, template), reached in reach.items():
            sources[day, template, tuple(reached), self.problem.teams[g].alone].append(g)
        feeds = Counter(pool for _, _, pools, _ in sources for pool in pools)
        for (day, template, pools, person), teams in sources.items():
            people = sum(self.problem.teams[g].people for g in teams)
            direct = person is None and len(pools) == 1 and feeds[pools[0]] == 1
            row = pools[0] if direct else self._row() if person is None else self._party_row(person, day, template)
            self.supply[teams, day, template] = row
            for pool in () if direct else pools:
                self._column(Flow(row, pool), 0.0, people, [(row, -1.0), (pool, 1.0)])

    def _add_parties(self) -> None:
        """Give bound people, and squads, the rows of their ridings; a squad of which one is left goes as that one."""
        bonds, (_, days, templates) = self.problem.bonds, self.supply.shape
        people = len(self.problem.teams) - len(bonds.squads)
        parted = {person for pair in bonds.parted for person in pair}
        for g, team in enumerate(self.problem.teams):
            for day, template in product(range(days), range(templates)) if team.alone is not None else ():
                assert team.alone is not None  # noqa: S101 - the loop is empty otherwise
                row = self._party_rows.get(((team.alone,), day, template), -1)
                told = row < 0 and (team.riding or team.alone in parted)
                self.supply[g, day, template] = self._party_row(team.alone, day, template) if told else row
        for s, squad in enumerate(bonds.squads):
            for day in range(days):
                here = bonds.present(squad, day)
                told = not bonds.lawful(frozenset(here))
                for template in range(templates if here else 0):
                    own = self._party_rows.get((here, day, template), -1)
                    own = self._party_row(here[0], day, template) if told else own
                    single = self.supply[self.problem.team_of[here[0]], day, template]
                    self.supply[people + s, day, template] = own if len(here) > 1 else single

    def add_row(self, entries: Mapping[int, float], rhs: float = 0.0) -> None:
        """Add a row over static columns: Σ value x column ≥ ``rhs``."""
        row = self._row(rhs)
        for j, value in entries.items():
            self.entries[j].append((row, value))

    def add_column(self, what: Column, cost: float) -> int:
        """Add a static column between 0 and 1 to rows that follow; returns its number."""
        self._column(what, cost, 1.0, [])
        return len(self.columns) - 1

    def close_row(self, person: int, day: int, template: int) -> None:
        """Have every duty of a bound person's party accounted for: in a riding, in a seat, or above the strength."""
        row = self.party_row(person, day, template)
        if row is not None and row not in self.equal:
            self.equal.add(row)
            self._column(Above(row), 0.0, 1.0, [(row, -1.0)])

    def party_row(self, person: int, day: int, template: int) -> int | None:
        """Return the row that takes a bound person's party to a day and template, if it can work then."""
        return self._party_rows.get((self.problem.bonds.party(person, day), day, template))
