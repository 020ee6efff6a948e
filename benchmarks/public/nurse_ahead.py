"""Week by week: the weeks to come are unknown, so a day of theirs is worth what it is worth on the market."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from qinwu.solver.horizon.case import Case
from qinwu.solver.horizon.problem import Horizon
from qinwu.solver.horizon.relax import Relaxation, Stop, persons_of
from qinwu.solver.rules.terms import Day

from .nurse_rosters import drawn
from .nurse_terms import horizon_of
from .nurses import Past, Scenario, Week

DRAWS = 3
CLOSE = 1e-3
DEAREST = 200.0


def present_week(
    scenario: Scenario, past: Mapping[str, Past], seen: Sequence[Week], ahead: int, *, seed: int, stop: Stop
) -> Horizon:
    """
    Translate the last week seen, with ``ahead`` unknown weeks behind it in which a duty earns its market price.

    The prices are those of the relaxation over the week and drawn weeks to come, averaged over several draws and over
    like days: they say what a person still free then is worth, and lean on no single guess. The rules of persons
    (runs, totals, weekends) reach over all weeks.
    """
    if not ahead:
        return horizon_of(scenario, past, seen[-1:])
    chance = np.random.default_rng(seed)
    market = np.mean([_market(scenario, past, seen, ahead, chance, stop) for _ in range(DRAWS)], axis=0)
    bare = horizon_of(scenario, past, seen[-1:], guess=[{}] * ahead)
    members = []
    for member in bare.members:
        price = np.zeros((bare.days, bare.templates), dtype=np.int64)
        price[7:] = np.tile(-np.rint(market[:, :, list(member.roles)].max(axis=2)).astype(np.int64), (ahead, 1))
        members.append(replace(member, terms=(*member.terms, Day(None, price))))
    return replace(bare, members=tuple(members))


def _market(
    scenario: Scenario,
    past: Mapping[str, Past],
    seen: Sequence[Week],
    ahead: int,
    chance: np.random.Generator,
    stop: Stop,
) -> NDArray[np.float64]:
    """Return what one more person is worth on a day of a drawn future, shape (7, templates, roles)."""
    horizon = horizon_of(scenario, past, seen[-1:], guess=drawn(seen, ahead, chance))
    case = Case(horizon, persons_of(horizon))
    relaxation = Relaxation(horizon, case.persons)
    relaxation.take_patterns(dict(enumerate(case.first_plan(stop).patterns)))
    duals = relaxation.solve(gap=CLOSE, stop=stop).duals[7:]
    week = np.minimum(duals.reshape(ahead, 7, *duals.shape[1:]).mean(axis=0), DEAREST)
    week[:5], week[5:] = week[:5].mean(axis=0), week[5:].mean(axis=0)
    return week
