"""Interception (定点守候): who waits where for a vehicle that was seen. Nobody is ever sent to pursue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

import numpy as np
import pulp

from ...models.errors import InputError
from ...models.finding import Finding
from ...models.text import Text
from ..siting.programme import USUAL, Effort, optimise
from .bottleneck import Bools, Floats
from .chase import Field, Wait, fault, wait

EQUAL = 1e-9
"""Probabilities this near to each other are equal."""


class MissedBecause(StrEnum):
    """
    Why a route stays open.

    CUT_OFF - no unit can get to any of its junctions.
    UNSAFE - none of its junctions is a safe place to stop.
    UNLAWFUL - no crew that could come may set up there.
    TOO_LATE - the vehicle may be past before anybody is ready.
    TOO_FEW - some unit could, but waits for likelier routes.
    """

    CUT_OFF = "CUT_OFF"
    UNSAFE = "UNSAFE"
    UNLAWFUL = "UNLAWFUL"
    TOO_LATE = "TOO_LATE"
    TOO_FEW = "TOO_FEW"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A route the vehicle may take to an exit, how likely, and the junctions on the way, in order."""

    exit_id: str
    probability: float
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A route that nobody covers."""

    exit_id: str
    probability: float
    because: MissedBecause


@dataclass(frozen=True, slots=True, kw_only=True)
class Interception:
    """
    Who waits where.

    Parameters
    ----------
    waits
        By junction.
    missed
        Open routes, in the order of the question.
    caught
        Probability that the vehicle passes a waiting unit.
    idle
        Units that need not move.
    """

    waits: tuple[Wait, ...]
    missed: tuple[Missed, ...]
    caught: float
    idle: tuple[str, ...]

    @property
    def least_slack_s(self) -> float:
        """The shortest slack of all waits; infinite if nobody waits."""
        return min((one.slack_s for one in self.waits), default=inf)


def intercept(field: Field, flights: Sequence[Flight], *, effort: Effort = USUAL) -> Interception:
    """
    Choose who waits where.

    The probability that the vehicle passes a waiting unit is greatest; then the least slack is longest; then as few
    units as possible move, those with the longest slacks together. One junction a unit, one unit a junction.

    Parameters
    ----------
    field
        Who can wait where.
    flights
        Routes with their probabilities, at most 1 together. Their junctions must be among the field's spots.
    effort
        Solver and limit.

    Raises
    ------
    InputError
        If a route stands twice, a probability is none, or a junction is no spot.

    Notes
    -----
    DOMAIN F19, 5.6. Exact. Junctions that lie on the same routes serve equally, so of each such group a unit only
    ever takes the one where its slack is longest.
    """
    if findings := list(_faults(field, flights)):
        raise InputError.of(findings)
    board = _board(field, flights)
    best = _most(board, -inf, effort)
    levels = np.unique(board.slack[np.isfinite(board.slack)])
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _most(board, float(levels[middle]), effort) >= best - EQUAL:
            low = middle
        else:
            high = middle - 1
    pairs = _fewest(board, float(levels[low]), best, effort) if len(levels) and best > 0 else []
    return _answer(field, flights, board, pairs)


@dataclass(frozen=True, slots=True, eq=False)
class _Board:
    """
    Groups of junctions that lie on the same routes.

    ``slack`` and ``spot`` have shape (units, groups): longest slack (-inf: infeasible) and where; ``on`` has shape
    (groups, routes).
    """

    slack: Floats
    spot: np.ndarray[tuple[int, ...], np.dtype[np.intp]]
    on: Bools
    chance: Sequence[float]

    def covered(self, groups: Sequence[int]) -> list[bool]:
        """Return for each route whether one of the groups lies on it."""
        return [bool(any(self.on[group, route] for group in groups)) for route in range(len(self.chance))]

    def caught(self, groups: Sequence[int]) -> float:
        """Return the probability of all routes that one of the groups lies on."""
        return sum(chance for chance, covered in zip(self.chance, self.covered(groups), strict=True) if covered)


def _board(field: Field, flights: Sequence[Flight]) -> _Board:
    on_route = np.array([[spot.node in set(flight.nodes) for flight in flights] for spot in field.spots], dtype=bool)
    on_route = on_route.reshape(len(field.spots), len(flights))
    slack = np.where(field.feasible, field.slack_s, -inf)
    kinds, group = np.unique(on_route, axis=0, return_inverse=True)
    best = np.full((len(field.units), len(kinds)), -inf)
    place = np.zeros(best.shape, dtype=np.intp)
    for kind in range(len(kinds)):
        members = np.flatnonzero(group == kind)
        where = slack[:, members].argmax(axis=1)
        place[:, kind] = members[where]
        best[:, kind] = slack[np.arange(len(field.units)), place[:, kind]]
    used = kinds.any(axis=1)
    return _Board(best[:, used], place[:, used], kinds[used], [flight.probability for flight in flights])


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """Pairs (unit, group) with their variables, and the expression of the probability caught."""

    programme: pulp.LpProblem
    pairs: dict[tuple[int, int], pulp.LpVariable]
    caught: pulp.LpAffineExpression


def _model(board: _Board, least: float, sense: int) -> _Model:
    """Write down who may wait where with a slack of at least ``least``."""
    model = pulp.LpProblem("interception", sense)
    able = np.argwhere(np.isfinite(board.slack) & (board.slack >= least)).tolist()
    pairs = {(unit, group): model.add_variable(f"wait{unit}_{group}", cat=pulp.LpBinary) for unit, group in able}
    caught = []
    rows = []
    for route, chance in enumerate(board.chance):
        covered = model.add_variable(f"caught{route}", lowBound=0, upBound=1)
        caught.append(chance * covered)
        waiting = [x for (_, group), x in pairs.items() if board.on[group, route]]
        rows.append(covered <= pulp.lpSum(waiting))
    for side in (0, 1):
        for number in sorted({pair[side] for pair in pairs}):
            rows.append(pulp.lpSum(x for pair, x in pairs.items() if pair[side] == number) <= 1)  # noqa: PERF401
    total = pulp.lpSum(caught)
    model += total if sense == pulp.LpMaximize else pulp.lpSum(pairs.values())
    for row in rows:
        model += row
    return _Model(model, pairs, total)


def _most(board: _Board, least: float, effort: Effort) -> float:
    """Return the greatest probability that can be caught with slacks of at least ``least``."""
    model = _model(board, least, pulp.LpMaximize)
    if not model.pairs:
        return 0.0
    optimise(model.programme, effort)
    return board.caught([group for (_, group), x in model.pairs.items() if x.varValue > 0.5])


def _fewest(board: _Board, least: float, best: float, effort: Effort) -> list[tuple[int, int]]:
    """Return the pairs: as few as catch the most, with the greatest sum of slacks."""
    model = _model(board, least, pulp.LpMinimize)
    longest = max(float(board.slack[pair]) for pair in model.pairs) + 1.0
    programme = model.programme
    programme.setObjective(
        pulp.lpSum(
            (2 * len(board.on) + 1.0 - float(board.slack[pair]) / longest) * x for pair, x in model.pairs.items()
        )
    )
    programme += model.caught >= best - EQUAL
    optimise(programme, effort)
    return [pair for pair, x in model.pairs.items() if x.varValue > 0.5]


def _answer(field: Field, flights: Sequence[Flight], board: _Board, pairs: Sequence[tuple[int, int]]) -> Interception:
    groups = [group for _, group in pairs]
    moving = {field.units[unit] for unit, _ in pairs}
    return Interception(
        waits=tuple(sorted(wait(field, unit, int(board.spot[unit, group])) for unit, group in pairs)),
        missed=tuple(
            Missed(flight.exit_id, flight.probability, _because(field, flight))
            for flight, covered in zip(flights, board.covered(groups), strict=True)
            if not covered
        ),
        caught=board.caught(groups),
        idle=tuple(sorted(set(field.units) - moving)),
    )


def _because(field: Field, flight: Flight) -> MissedBecause:
    own = np.array([spot.node in flight.nodes for spot in field.spots], dtype=bool)
    safe = own & np.array([spot.safe for spot in field.spots], dtype=bool)
    if not safe.any() and own.any():
        return MissedBecause.UNSAFE
    if not field.reached[:, safe].any():
        return MissedBecause.CUT_OFF
    if not (field.reached & field.lawful)[:, safe].any():
        return MissedBecause.UNLAWFUL
    return MissedBecause.TOO_FEW if field.feasible[:, own].any() else MissedBecause.TOO_LATE


def _faults(field: Field, flights: Sequence[Flight]) -> Iterator[Finding]:
    known = {spot.node for spot in field.spots}
    seen = set()
    for flight in flights:
        if flight.exit_id in seen:
            yield fault("exit", flight.exit_id, Text("出口重复", "stands twice"), Text("每个只写一次", "name it once"))
        seen.add(flight.exit_id)
        if not 0 <= flight.probability <= 1:
            yield fault(
                "probability",
                str(flight.probability),
                Text("概率须在 0 与 1 之间", "must lie between 0 and 1"),
                Text("85 写作 0.85", "write 85 as 0.85"),
            )
        if lost := [str(node) for node in flight.nodes if node not in known]:
            yield fault("nodes", ", ".join(lost), Text("路口不在候选点中", "is no spot"), Text("", ""))
    total = sum(flight.probability for flight in flights)
    if total > 1 + EQUAL:
        yield fault("probability", f"{total:g}", Text("概率之和超过 1", "add up to more than 1"), Text("", ""))
