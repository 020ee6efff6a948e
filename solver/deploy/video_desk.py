"""Which cameras the video desk watches when it cannot watch all: those that spare most patrol hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pulp

from ..siting import Effort
from ..siting.programme import TOLERANCE, USUAL, optimise


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """
    A stretch of road as the desk sees it.

    ``cameras`` see it; watching one of them spares ``hours`` of patrol. ``load`` is the part of an operator that a
    camera takes which is looked at as often as this stretch needs: dwell / revisit target.
    """

    cameras: tuple[str, ...]
    hours: float
    load: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """
    What the desk watches, and what that spares.

    Parameters
    ----------
    loads
        The part of an operator that each camera takes.
    value, bound
        Hours spared, and the most that any choice spares.
    load
        Operators that the choice fills.
    dwell_min
        Minutes an operator looks at one camera, over the operators there are.
    """

    watched: frozenset[str]
    loads: dict[str, float]
    value: float
    bound: float
    load: float
    operators: float
    dwell_min: float = 0.0

    def revisit_min(self, camera: str) -> float:
        """
        Return the minutes after which a watched camera is looked at again.

        Operators who have time left go round faster: with equal targets this is the sum of dwells / operators.
        """
        return self.dwell_min / self.loads[camera] * self.load / self.operators


def watch(shares: Sequence[Share], operators: float, *, dwell_s: float, effort: Effort = USUAL) -> Watch:
    """
    Choose the cameras to watch.

    A camera is looked at as often as the most demanding stretch in its view needs. If all fit all are watched;
    otherwise those that spare most hours, by a knapsack whose stretches are counted once.

    Parameters
    ----------
    shares
        The stretches.
    operators
        How many sit at the desk.
    dwell_s
        Seconds they look at one camera.
    effort
        Solver and limit.
    """
    loads: dict[str, float] = {}
    for share in shares:
        for camera in share.cameras:
            loads[camera] = max(share.load, loads.get(camera, 0.0))
    chosen, bound = frozenset(loads), None
    if not operators:
        chosen, bound = frozenset(), 0.0
    elif sum(loads.values()) > operators + TOLERANCE:
        chosen, bound = _choose(shares, loads, operators, effort)
    value = _spared(shares, chosen)
    return Watch(
        watched=chosen,
        loads=loads,
        value=value,
        bound=value if bound is None else max(value, bound),
        load=sum(loads[camera] for camera in chosen),
        operators=operators,
        dwell_min=dwell_s / 60.0,
    )


def _spared(shares: Iterable[Share], watched: frozenset[str]) -> float:
    return sum(share.hours for share in shares if not watched.isdisjoint(share.cameras))


def _choose(
    shares: Sequence[Share], loads: dict[str, float], operators: float, effort: Effort
) -> tuple[frozenset[str], float]:
    model = pulp.LpProblem("video_desk", pulp.LpMaximize)
    names = sorted(loads)
    z = {name: model.add_variable(f"watch{n}", cat=pulp.LpBinary) for n, name in enumerate(names)}
    terms, rows = [], []
    for number, share in enumerate(shares):
        if share.cameras and share.hours > 0:
            y = model.add_variable(f"seen{number}", lowBound=0, upBound=1)
            terms.append(share.hours * y)
            rows.append(y <= pulp.lpSum(z[camera] for camera in share.cameras))
    model += pulp.lpSum(terms)
    model += pulp.lpSum(loads[name] * z[name] for name in names) <= operators
    for row in rows:
        model += row
    bound = optimise(model, effort)
    assert bound is not None  # noqa: S101 - to watch nothing is a solution
    return frozenset(name for name in names if (z[name].varValue or 0.0) > 0.5), bound
