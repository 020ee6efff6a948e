"""Incidents that one crew cannot lawfully handle: the smallest set of crews, and the earliest one (DOMAIN 5.5)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from ...models.incident import Incident
from ...road_network.closures import OPEN, Closures
from ...road_network.nearest_ways import NearestWays
from .board import Board
from .call import Call, judge, make_call
from .crew_file import CrewFile
from .fleet import Fleet
from .reasons import Reason
from .standing import Standing

MOST_CREWS = 4
WITHIN = 64
"""So many of the nearest units are looked at."""

BY_NUMBER = frozenset({Reason.CREW, Reason.SKILL})


@dataclass(frozen=True, slots=True, kw_only=True)
class JointCrew:
    """Units that together are a lawful crew, the first to arrive first; ``last_ms`` is when all are there."""

    units: tuple[tuple[str, int], ...]

    @property
    def last_ms(self) -> int:
        """When the last one arrives."""
        return self.units[-1][1]

    @property
    def size(self) -> int:
        """Number of units."""
        return len(self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class JointAnswer:
    """
    Two ways to send enough people, None if there is none.

    ``smallest`` sends the fewest units and among these sets is complete first; ``earliest`` is complete first of all,
    with up to ``MOST_CREWS`` units.
    """

    smallest: JointCrew | None
    earliest: JointCrew | None

    @property
    def saved_s(self) -> float:
        """Seconds the earliest set is complete before the smallest one."""
        if self.smallest is None or self.earliest is None:
            return 0.0
        return (self.smallest.last_ms - self.earliest.last_ms) / 1000


def joint_crew(fleet: Fleet, incident: Incident, now: datetime, *, closures: Closures = OPEN) -> JointAnswer:
    """
    Find the units to send to an incident together.

    Parameters
    ----------
    fleet, incident, now, closures
        As for ``nearest_units``; mutual aid is not asked for, at level 2 only the own brigade's units count.

    Raises
    ------
    InputError
        As ``nearest_units``.
    """
    call = make_call(fleet, incident, now, fleet.rules, closures)
    with fleet.at(now) as board:
        able = _able(board, call)
    found = [one for size in range(1, MOST_CREWS + 1) if (one := _earliest(call, able, size))]
    if not found:
        return JointAnswer(smallest=None, earliest=None)
    return JointAnswer(smallest=found[0], earliest=min(found, key=lambda one: (one.last_ms, one.size)))


def smallest_crew(board: Board, call: Call) -> JointCrew | None:
    """Return the smallest set of units for a call, None if there is none; the board is held still."""
    able = _able(board, call)
    if not _lawful(call, [unit for unit, _ in able]):
        return None  # not even all of them together
    return next((one for size in range(1, MOST_CREWS + 1) if (one := _earliest(call, able, size))), None)


def can_join(board: Board, call: Call) -> bool:
    """Whether all units together that are free for a call would be a lawful crew, were they near enough."""
    with board.released(call.cell):
        return _lawful(call, _helpers(board, call, _need(board, call)))


def _able(board: Board, call: Call) -> list[tuple[CrewFile, int]]:
    """Return the units that may take part, and when they are there, the nearest first; none if all are not enough."""
    with board.released(call.cell):
        need = _need(board, call)
        helpers = _helpers(board, call, need)
        if not _lawful(call, helpers):
            return []
        roads, most = NearestWays(board.search, board.index, call.at, call.given), board.index.count(need)
        met = roads.nearest(min(WITHIN, most), need=need, limit_ms=board.rules.horizon_s * 1000)
        near = [(board.file(one.slot), one.eta_ms) for one in met]
        return [(crew, eta) for crew, eta in near if crew in helpers]


def _need(board: Board, call: Call) -> int:
    return board.masks.need_alone(call.incident, posts_held=call.posts_held, brigade=call.brigade)


def _helpers(board: Board, call: Call, need: int) -> list[CrewFile]:
    """Return the units that may take part, wherever they are."""
    shown = [board.file(slot) for slot in board.index.listed(need).tolist()]
    return [crew for crew in shown if _may_help(call, crew, board.standing(crew.unit_id))]


def _may_help(call: Call, crew: CrewFile, now: Standing) -> bool:
    reason = judge(call, crew, now)
    return (reason is None or reason in BY_NUMBER) and (not call.brigade or crew.brigade == call.brigade)


def _earliest(call: Call, able: Sequence[tuple[CrewFile, int]], size: int) -> JointCrew | None:
    """Return the set of ``size`` units that is complete first; of these the one whose others come earliest."""
    kept = list(_useful(call, able, size))
    for last in range(size - 1, len(kept)):
        for others in combinations(kept[:last], size - 1):
            team = [*others, kept[last]]
            if _lawful(call, [unit for unit, _ in team]):
                return JointCrew(units=tuple((unit.unit_id, eta) for unit, eta in team))
    return None


def _useful(call: Call, able: Sequence[tuple[CrewFile, int]], size: int) -> Iterator[tuple[CrewFile, int]]:
    """Of units that count the same, more than ``size`` are never needed: the first ones are as good."""
    seen: Counter[tuple[int, int, bool]] = Counter()
    for unit, eta in able:
        kind = (min(unit.police, 3), min(unit.aux, 3), bool(call.skills & unit.lead_skills))
        seen[kind] += 1
        if seen[kind] <= size:
            yield unit, eta


def _lawful(call: Call, units: Sequence[CrewFile]) -> bool:
    police, aux = sum(unit.police for unit in units), sum(unit.aux for unit in units)
    enough = any(pattern.admits(police=police, aux=aux) for pattern in call.crew)
    return enough and (not call.skills or any(call.skills & unit.lead_skills for unit in units))
