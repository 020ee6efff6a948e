"""
Colouring: which device serves which job, so that as few jobs as possible go without.

Jobs are stretches of time, and devices that are alike are colours of an interval graph: as many devices as jobs overlap
at once are enough, whichever free device is taken, so habit may choose. Vehicles are alike only among those of equal
seats; there the class of each job is decided first.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

import numpy as np
import scipy

from ...models.equipment import Item
from .jobs import Job


def colour(jobs: Sequence[Job], items: Sequence[Item]) -> dict[Job, Item | None]:
    """
    Return the device of each job, None for those that go without.

    The number of jobs that go without is the least possible; jobs of the past are served first. Among free devices the
    one that ``job.who`` had last is taken, then one that nobody has had, then the first by id.
    """
    order = sorted(jobs)
    classes = _classes(items)
    chosen = _decide(order, {seats: len(alike) for seats, alike in classes.items()})
    served: dict[Job, Item | None] = dict.fromkeys(order)
    for seats, alike in classes.items():
        served.update(_hand_out([job for job in order if chosen.get(job) == seats], alike))
    return served


def _classes(items: Iterable[Item]) -> dict[int, list[Item]]:
    classes: dict[int, list[Item]] = {}
    for item in sorted(items, key=attrgetter("seats", "item_id")):
        classes.setdefault(item.seats, []).append(item)
    return classes


def _decide(order: Sequence[Job], sizes: Mapping[int, int]) -> dict[Job, int]:
    """Return the class that serves each job; jobs that go without are left out."""
    quick = _greedy(order, sizes)
    if len(sizes) < 2 or len(order) - len(quick) <= _least_without(order, sizes):
        return quick
    return _exact(order, sizes)


def _greedy(order: Sequence[Job], sizes: Mapping[int, int]) -> dict[Job, int]:
    """Take the smallest class that fits; if all are out, let that job go without which would end last."""
    chosen: dict[Job, int] = {}
    busy: list[Job] = []
    for job in order:
        busy = [other for other in busy if other.end > job.start]
        for seats in sorted(sizes):
            taken = sum(chosen[other] == seats for other in busy)
            if seats >= job.seats and taken < sizes[seats]:
                chosen[job] = seats
                busy.append(job)
                break
        else:
            rivals = [other for other in busy if chosen[other] >= job.seats and not other.past]
            last = max(rivals, key=lambda other: (other.end, other), default=job)
            if last.end > job.end or (job.past and last is not job):
                chosen[job] = chosen.pop(last)
                busy = [*(other for other in busy if other is not last), job]
    return chosen


def _least_without(order: Sequence[Job], sizes: Mapping[int, int]) -> int:
    """Return a lower bound: of the jobs that need many seats, those beyond the devices that have them."""
    bound = 0
    for least in {0, *(seats + 1 for seats in sizes)}:
        large = [job for job in order if job.seats >= least]
        bound = max(bound, len(large) - len(_greedy(large, {max(sizes, default=0): _above(sizes, least)})))
    return bound


def _above(sizes: Mapping[int, int], least: int) -> int:
    return sum(count for seats, count in sizes.items() if seats >= least)


def _exact(order: Sequence[Job], sizes: Mapping[int, int]) -> dict[Job, int]:
    """
    Serve as many jobs as possible: a programme with one 0-1 variable for each job and class that is large enough.

    At each start, no class has more jobs under way than devices. A job of the past weighs more than all others.
    """
    pairs = [(job, seats) for job in order for seats in sorted(sizes) if seats >= job.seats]
    gain = [float(len(order) + 1 if job.past else 1) for job, _ in pairs]
    starts = sorted({job.start for job in order})
    limit = {(None, at): 1 for at in range(len(order))} | {(s, now): sizes[s] for s in sizes for now in starts}
    row = {key: at for at, key in enumerate(limit)}
    place = {job: at for at, job in enumerate(order)}
    spots = [(row[None, place[job]], column) for column, (job, _) in enumerate(pairs)]
    for column, (job, seats) in enumerate(pairs):
        spots += [(row[seats, now], column) for now in starts if job.start <= now < job.end]
    matrix = scipy.sparse.csr_array(
        (np.ones(len(spots)), tuple(zip(*spots, strict=True))), shape=(len(limit), len(pairs))
    )
    within = scipy.optimize.LinearConstraint(matrix, ub=list(limit.values()))
    answer = scipy.optimize.milp(
        -np.array(gain), constraints=within, integrality=1, bounds=(0, 1), options={"mip_rel_gap": 0.0}
    )
    return {job: seats for (job, seats), taken in zip(pairs, answer.x, strict=True) if taken > 0.5}


def _hand_out(order: Sequence[Job], items: Sequence[Item]) -> dict[Job, Item | None]:
    """Give each job, in time order, a free device of those alike; the class is never too small."""
    free_at = dict.fromkeys((item.item_id for item in items), -(10**9))
    last_user: dict[str, str] = {}
    served: dict[Job, Item | None] = {}
    for job in order:
        free = [item for item in items if free_at[item.item_id] <= job.start]
        item = min(free, key=lambda i: (_strangeness(last_user.get(i.item_id), job.who), i.item_id))
        free_at[item.item_id], last_user[item.item_id] = job.end, job.who
        served[job] = item
    return served


def _strangeness(last: str | None, who: str) -> int:
    if last == who:
        return 0
    return 1 if last is None else 2
