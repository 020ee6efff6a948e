"""The search in one block: the compact programme; where that does not do, relax, choose whole weeks, improve, prove."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from .block import Block
from .columns import Short
from .compact import solve_compact
from .demand import NO_PLAN
from .integer import Plan, priced, rounded_up, shortages, solve_whole
from .master import Layout, Vector
from .parting import part_people
from .pricing import SPREAD
from .problem import build
from .relax import Node, Relaxation, resting
from .riding import Told
from .tighten import Tree
from .watch import Watch

FEW_PATTERNS = 4_000
COMPACT = 400
COLUMNS = 6_000
CLUSTER = 45
LAST = 40
NODES = 10
BRANCHES = 200
SETTLING = 500
PACE = 9
FAR, FAR_PACE = 5, 3
REGRETS = 2
ROUNDS = 30
SHORTER = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """A block's plan, its proven bound, and whether it was stopped before its end."""

    layout: Layout
    plan: Plan
    bound: float
    stopped: bool = False


def solve_block(block: Block, *, gap: float, seed: int, watch: Watch, told: Collection[Told] = ()) -> Solved:
    """
    Plan one block.

    Parameters
    ----------
    block
        Its people and places.
    gap
        Relative gap at which the search is content.
    seed
        Decides among equal patterns.
    told
        Bound people whose crews are listed one by one, for seating could not part them.
    watch
        Says when to stop. Relaxation and a short dive are finished all the same, so that there is a plan to return.
    """
    problem = build(block)
    layout = Layout(problem, told)
    part_people(layout)
    rest = priced(layout, tuple(resting(layout)), {})
    few = sum(len(menu.rows) for menu in problem.menus) <= FEW_PATTERNS
    plan, bound = rest, -inf
    if not few and len(problem.owners) <= COMPACT:
        plan, bound = _compact(layout, rest, gap=gap, seed=seed, watch=watch)
        if plan.cost <= bound * (1 + gap) or (watch.stopped and plan.cost < min(rest.cost, NO_PLAN)):
            return Solved(layout, plan, min(bound, plan.cost), watch.stopped)
    relaxation = Relaxation(layout)
    root = relaxation.root()
    bound = max(bound, rounded_up(root.bound))
    if few and not watch.stopped:
        plan, bound = _exact(layout, plan, bound, watch)
        if not watch.stopped:
            return Solved(layout, plan, bound)
    return _by_weeks(relaxation, root, plan, bound, gap=gap, seed=seed, watch=watch)


def _compact(layout: Layout, rest: Plan, *, gap: float, seed: int, watch: Watch) -> tuple[Plan, float]:
    """Let the compact programme plan; ``rest`` is the plan if it finds none better."""
    found, proven = solve_compact(layout, gap=gap / 2, seed=seed, watch=watch)
    plan = found if found is not None and found.cost < rest.cost else rest
    return plan, rounded_up(proven) if proven > -inf else proven


def _by_weeks(  # noqa: PLR0913
    relaxation: Relaxation, root: Node, plan: Plan, bound: float, *, gap: float, seed: int, watch: Watch
) -> Solved:
    """Search among week patterns: dive, re-choose clusters of people, branch."""
    tree, layout = Tree(relaxation, root), relaxation.layout
    if layout.problem.bonds.squads:
        tree.settle(SETTLING, watch)
        bound = max(bound, rounded_up(tree.bound))
    plan, node = _dive(relaxation, tree.best, plan, bound=bound, gap=gap, seed=seed, watch=watch)
    costs = [plan.cost]
    for turn in range(ROUNDS):
        if plan.cost <= bound * (1 + gap) or watch.stopped or _hopeless(costs, bound=bound, gap=gap):
            break
        plan = _improve(relaxation, node, plan, bound=bound, gap=gap, seed=seed + turn, watch=watch)
        costs.append(plan.cost)
        if turn == 0 and plan.cost > bound * (1 + gap):
            tree.grow(float(plan.cost), BRANCHES, watch)
            bound, node = max(bound, rounded_up(min(tree.bound, plan.cost))), tree.best
    return Solved(layout, plan, min(bound, plan.cost), watch.stopped)


def _hopeless(costs: Sequence[int], *, bound: float, gap: float) -> bool:
    """
    Whether what is still lacking will not be gained in the rounds to come at the pace of the last ones.

    Where shortage decides, the bound may lie so far below every plan that few rounds tell.
    """
    lacking = costs[-1] - bound * (1 + gap)
    pace = PACE if lacking < FAR * gap * bound else FAR_PACE
    if len(costs) <= pace:
        return False
    return (costs[-1 - pace] - costs[-1]) * (ROUNDS + 1 - len(costs)) < lacking * pace


def _dive(  # noqa: PLR0913
    relaxation: Relaxation, root: Node, plan: Plan, *, bound: float, gap: float, seed: int, watch: Watch
) -> tuple[Plan, Node]:
    """
    Follow the relaxation until few people are undecided, and choose for these in whole patterns.

    Following it to the end gives a plan with some gaps, which helps that choice to begin, and which is there when the
    user stops the search: that last way down is therefore not stopped, only made short.
    """
    squads = [owner for owner, people in enumerate(relaxation.layout.problem.owners) if len(people) > 1]
    held, node = relaxation.hold(root, squads)
    held, node = relaxation.dive(node, held, watch, until=LAST)
    every, _ = relaxation.dive(node, held, Watch(), until=0, rounds=1)
    plan = _choose(relaxation, node, plan, every, bound=bound, gap=gap, seed=seed, watch=Watch())
    if watch.stopped:
        return plan, node
    return _choose(relaxation, node, plan, held, bound=bound, gap=gap, seed=seed, watch=watch), node


def _exact(layout: Layout, plan: Plan, bound: float, watch: Watch) -> tuple[Plan, float]:
    """Solve a block so small that all patterns go into one whole-number programme."""
    every = [(person, i) for person, menu in enumerate(layout.problem.menus) for i in range(len(menu.rows))]
    found, proven = solve_whole(layout, every, nodes=100_000, gap=0.0, watch=watch, start=plan)
    best = found if found is not None and found.cost < plan.cost else plan
    return best, max(bound, rounded_up(proven)) if proven > -np.inf else bound


def _improve(  # noqa: PLR0913
    relaxation: Relaxation, root: Node, plan: Plan, *, bound: float, gap: float, seed: int, watch: Watch
) -> Plan:
    """Re-choose the patterns of one cluster of people after another, the others held: the most regretted first."""
    layout = relaxation.layout
    chance = np.random.default_rng(seed)
    helpers = _helpers(relaxation, root, plan, chance)
    for given in (*([helpers] if helpers else ()), *(None,) * REGRETS, *_clusters(layout, seed)):
        if watch.stopped or plan.cost <= bound * (1 + gap):
            break
        cluster = given or _regretted(relaxation.pricer.regret(root.duals, plan.choice), chance)
        free = _with_kin(layout, cluster)
        held = {person: index for person, index in enumerate(plan.choice) if person not in free}
        plan = _choose(relaxation, root, plan, held, bound=bound, gap=gap, seed=seed, watch=watch)
    return plan


def _choose(  # noqa: PLR0913
    relaxation: Relaxation,
    node: Node,
    plan: Plan,
    held: Mapping[int, int],
    *,
    bound: float,
    gap: float,
    seed: int,
    watch: Watch,
) -> Plan:
    """Choose whole patterns for all not ``held``, at the prices of ``node``; keep ``plan`` if none is better."""
    layout = relaxation.layout
    free = {person for person in range(layout.persons) if person not in held}
    start = plan if all(plan.choice[person] == index for person, index in held.items()) else None
    around = plan.choice if start is not None else None
    most = max(20, COLUMNS // max(1, len(free)))
    near = relaxation.pricer.near(node.duals, around=around, free=free, most=most, seed=seed)
    ways = (*near, *relaxation.taken, *enumerate(plan.choice), *enumerate(resting(layout)))
    chosen = {pair for pair in ways if pair[0] in free} | set(held.items())
    found, _ = solve_whole(
        layout, sorted(chosen), nodes=NODES, gap=gap / 2, watch=watch, start=start, enough=bound * (1 + gap / 2)
    )
    return found if found is not None and found.cost < plan.cost else plan


def _helpers(relaxation: Relaxation, node: Node, plan: Plan, chance: np.random.Generator) -> list[int]:
    """Return the people who could soonest serve what goes short in the plan but not in the relaxation, if anything."""
    layout = relaxation.layout
    short, wanted = shortages(layout.problem, plan.crews), np.zeros(layout.supply.shape, dtype=bool)
    for column, relaxed in zip(layout.columns, node.values, strict=False):
        if isinstance(column, Short) and short[column.place_class, column.need] > relaxed + SHORTER:
            wanted |= _serving(layout, column)
    dearer = relaxation.pricer.toward(node.duals, plan.choice, wanted)
    dearer += chance.random(len(dearer)) * SPREAD
    return [int(person) for person in np.argsort(dearer, kind="stable")[:CLUSTER] if np.isfinite(dearer[person])]


def _serving(layout: Layout, short: Short) -> NDArray[np.bool_]:
    """Return which duties of which teams serve a need; shape (teams, days, templates)."""
    serving, offer = np.zeros(layout.supply.shape, dtype=bool), layout.problem.classes[short.place_class].offer
    need = offer.needs[short.need]
    for chain in offer.chains:
        if (need.day, need.band) in chain.serves:
            berths = {berth for option in chain.options for berth, _ in option.berths}
            for g, team in enumerate(layout.problem.teams):
                fits = any(team.fits(short.place_class, berth, chain.day) for berth in berths)
                serving[g, chain.day, chain.template] |= fits
    return serving


def _with_kin(layout: Layout, owners: Sequence[int]) -> set[int]:
    """Add those tied to them: one alone has nothing new to choose."""
    problem, found = layout.problem, set(owners)
    bonds = problem.bonds
    owner_of = {person: owner for owner, people in enumerate(problem.owners) for person in people}
    guided = [(novice, mentor) for novice, (mentors, _) in bonds.guides.items() for mentor in mentors]
    for pair in (*bonds.joined, *bonds.parted, *guided):
        kin = {owner_of[person] for person in pair}
        if not kin.isdisjoint(owners):
            found |= kin
    return found


def _regretted(regret: Vector, chance: np.random.Generator) -> list[int]:
    """Return the people whose patterns are dearest against the relaxation's prices: there the gap lies."""
    noise = chance.random(len(regret)) * 2 * regret.mean()
    return [int(person) for person in np.argsort(-(regret + noise), kind="stable")[:CLUSTER]]


def _clusters(layout: Layout, turn: int) -> list[list[int]]:
    """Split the people into clusters to re-choose together: by unit, by role across units, then by chance."""
    people = [layout.problem.officers[members[0]] for members in layout.problem.owners]
    count = -(-len(people) // CLUSTER)
    chance = np.random.default_rng(turn).permutation(len(people))
    orders = (
        lambda person: (people[person].unit_id, chance[person]),
        lambda person: (people[person].role, chance[person]),
        lambda person: chance[person],
    )
    order = sorted(range(len(people)), key=orders[turn % len(orders)])
    return [[int(person) for person in part] for part in np.array_split(np.array(order), count)]


def total(parts: Sequence[Solved]) -> tuple[int, float]:
    """Return the summed cost and bound of blocks."""
    return sum(part.plan.cost for part in parts), sum(part.bound for part in parts)
