"""Keeping: what somebody carries by a filing that stands is left with them; the new jobs take what is free."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from ...models.equipment import Item
from .colour import colour
from .jobs import Job

Served = dict[Job, Item | None]


def kept_or_dealt(
    jobs: Sequence[Job], items: Sequence[Item], kept: Mapping[Job, Item], *, firm: Collection[Job] = ()
) -> Served:
    """
    Return the device of each job, None for those that go without; jobs of ``kept`` keep the device named there.

    If fewer jobs go without when the pool is dealt out anew, it is; only jobs of ``firm`` keep theirs even then, also
    one that is no longer in the pool.
    """
    if not kept:
        return colour(jobs, items)
    fixed = {job: item for job, item in kept.items() if job in firm}
    pool = {item.item_id: item for item in items}
    loose = {job: pool[item.item_id] for job, item in kept.items() if item.item_id in pool}
    ways = [_keep(jobs, items, [fixed, loose]), _keep(jobs, items, [fixed])]
    if not fixed:
        ways.append(colour(jobs, items))
    return min(ways, key=_without)


def _without(served: Served) -> int:
    return sum(item is None for item in served.values())


def _keep(jobs: Sequence[Job], items: Sequence[Item], held: Sequence[Mapping[Job, Item]]) -> Served:
    """Leave to jobs what they hold, in the order of ``held``; then serve the others with what is free."""
    out: dict[str, list[Job]] = defaultdict(list)
    served: Served = dict.fromkeys(sorted(jobs))

    def give(job: Job, item: Item | None) -> None:
        if item and not _busy(job, out[item.item_id]):
            served[job] = item
            out[item.item_id].append(job)

    for kept in held:
        for job in (job for job in served if served[job] is None):
            give(job, kept.get(job))
    for job in (job for job in served if served[job] is None):
        free = [item for item in items if item.seats >= job.seats and not _busy(job, out[item.item_id])]
        give(job, min(free, key=lambda i: (i.seats, _strange(job, out[i.item_id]), i.item_id), default=None))
    return served


def _busy(job: Job, out: Sequence[Job]) -> bool:
    return any(job.overlaps(other) for other in out)


def _strange(job: Job, out: Sequence[Job]) -> int:
    """Return 0 for a device that the same person has in the week, 1 for one that nobody has, else 2."""
    return 0 if any(other.who == job.who for other in out) else 2 if out else 1
