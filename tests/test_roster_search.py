"""The search in a block: whom it re-chooses first."""

import numpy as np
from tiny_weeks import WEEK, tiny_week

from qinwu.solver.roster.engine import parts_of
from qinwu.solver.roster.integer import priced, shortages
from qinwu.solver.roster.master import Layout
from qinwu.solver.roster.problem import build
from qinwu.solver.roster.relax import Relaxation, resting
from qinwu.solver.roster.search import _helpers, solve_block
from qinwu.solver.roster.watch import Watch


def test_who_could_serve_what_goes_short_is_chosen_anew_first() -> None:
    """A brigade of 140 once searched for 18 s of 30 before chance brought those together who could close one gap."""
    seen = 0
    parts = (part for seed in range(12) for part in parts_of(tiny_week(seed), WEEK))
    for part in (part for part in parts if part.officers and not any(o.pins for o in part.officers)):
        layout = Layout(build(part))
        relaxation = Relaxation(layout)
        root = relaxation.root()
        idle = priced(layout, tuple(resting(layout)), {})
        best = solve_block(part, gap=0.0, seed=0, watch=Watch()).plan
        helpers = _helpers(relaxation, root, idle, np.random.default_rng(0))
        closable = sum(max(0, n) for n in shortages(layout.problem, idle.crews).values()) > sum(
            max(0, n) for n in shortages(layout.problem, best.crews).values()
        )
        serving = {
            owner for owner, index in enumerate(best.choice) if (layout.problem.menus[owner].pattern(index) >= 0).any()
        }
        seen += closable
        assert not closable or serving & set(helpers)
    assert seen
