"""Branch and bound over a horizon: who works on which day, then what; it raises the bound of small cases."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .case import Case, Plan
from .person import Pattern
from .relax import Column, Relaxation, Relaxed, Stop

Masks = dict[int, NDArray[np.float64]]
"""For a member, shape (days, templates + 1): inf where an action is forbidden, 0 elsewhere."""
WHOLE = 1e-6
PATIENCE = 120
WORTHWHILE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """A part of the search: what is forbidden, what it proves, where its relaxation stands, and its pool."""

    masks: Masks
    bound: float
    relaxed: Relaxed
    pool: list[Column]


def tighten(case: Case, plan: Plan, *, nodes: int, stop: Stop) -> tuple[float, Plan]:
    """
    Raise the bound by branching until it meets the plan, or after ``nodes`` nodes.

    It goes down to the better child while that can pay, then back to the part of least bound: so it meets plans too.

    Returns
    -------
    bound, plan
        The proven bound, at most the plan's cost; and the plan, or a cheaper one that was met.
    """
    for person in case.persons:
        person.forget()
    root = _solve(case, {}, list(enumerate(plan.patterns)), plan.cost, stop)
    heap: list[tuple[float, int, _Node]] = []
    count, here = 0, root if root.bound < plan.cost else None
    while count < nodes and not stop():
        while here is None and heap:
            bound, _, node = heapq.heappop(heap)
            here = node if bound < plan.cost else None
        if here is None or (count >= PATIENCE and not _worthwhile(root.bound, heap, here, plan)):
            break
        choice = _undecided(case, here)
        if choice is None:
            plan = min(plan, case.plan(_whole(case, here)), key=lambda each: each.cost)
            here = None
            continue
        children = []
        for masks in _split(case, here.masks, *choice):
            start = [(m, pattern) for m, pattern, _ in here.pool if _fits(masks, m, pattern)]
            child = _solve(case, masks, start, plan.cost, stop)
            children.append(replace(child, bound=max(here.bound, child.bound)))
        if stop():
            break
        count += 2
        nearer, further = sorted(children, key=lambda child: child.relaxed.value)
        heapq.heappush(heap, (further.bound, count, further))
        here = nearer if nearer.bound < plan.cost else None
    open_ = [bound for bound, _, _ in heap] + ([here.bound] if here else [])
    return min([plan.cost, *open_]), plan


def _worthwhile(start: float, heap: Sequence[tuple[float, int, _Node]], here: _Node, plan: Plan) -> bool:
    """Whether branching has closed a fair share of the gap that it began with."""
    least = min([here.bound, *(bound for bound, _, _ in heap)])
    return least - start >= WORTHWHILE * (plan.cost - start)


def _solve(case: Case, masks: Masks, start: list[tuple[int, Pattern]], target: float, stop: Stop) -> _Node:
    """Solve the relaxation of a node; a node in which somebody has no lawful roster proves as much as the target."""
    for m, mask in masks.items():
        if m not in {member for member, _ in start}:
            least, pattern, lawful = case.persons[m].best(mask)
            if not (lawful and np.isfinite(least)):
                return _Node(masks, target, Relaxed(target, target, np.array([]), np.array([]), {}), [])
            start.append((m, pattern))
    relaxation = Relaxation(case.horizon, case.persons, masks=masks)
    relaxation.master.take([(m, pattern, case.persons[m].cost(pattern)) for m, pattern in start])
    relaxed = relaxation.solve(target=target, stop=stop)
    return _Node(masks, case.horizon.rounded(relaxed.bound), relaxed, list(relaxation.master.pool))


def _fits(masks: Masks, m: int, pattern: Pattern) -> bool:
    mask = masks.get(m)
    return mask is None or bool(np.isfinite(mask[np.arange(len(pattern)), pattern.astype(np.int64) + 1]).all())


def _shares(case: Case, node: _Node) -> NDArray[np.float64]:
    """Return how much of each action every member takes in the relaxation, shape (members, days, templates + 1)."""
    horizon = case.horizon
    days = np.arange(horizon.days)
    found = np.zeros((len(case.persons), horizon.days, horizon.templates + 1))
    for (m, pattern, _), share in zip(node.pool, node.relaxed.shares, strict=False):
        found[m, days, pattern.astype(np.int64) + 1] += share
    return found


def _undecided(case: Case, node: _Node) -> tuple[int, int, int] | None:
    """Return what to branch on: the day off (0) or duty (member, day, action) nearest to one half; None if whole."""
    shares = _shares(case, node)
    for table in (shares[:, :, :1], shares):
        away = np.minimum(table, 1 - table)
        if away.size and away.max() > WHOLE:
            m, day, action = np.unravel_index(int(away.argmax()), table.shape)
            return int(m), int(day), int(action)
    return None


def _split(case: Case, masks: Masks, m: int, day: int, action: int) -> tuple[Masks, Masks]:
    """Forbid the action in one part, and all others in the other."""
    parts = []
    for keep in (False, True):
        mask = masks[m].copy() if m in masks else np.zeros((case.horizon.days, case.horizon.templates + 1))
        others = np.arange(case.horizon.templates + 1) != action
        mask[day, others if keep else ~others] = np.inf
        parts.append({**masks, m: mask})
    return parts[0], parts[1]


def _whole(case: Case, node: _Node) -> list[Pattern]:
    """Return the rosters of a relaxation in which everybody's days are decided."""
    best: dict[int, tuple[float, Pattern]] = {}
    for (m, pattern, _), share in zip(node.pool, node.relaxed.shares, strict=False):
        if share > best.get(m, (-1.0, pattern))[0]:
            best[m] = (float(share), pattern)
    return [best[m][1] for m in range(len(case.persons))]
