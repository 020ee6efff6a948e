"""The search of the postman: local search over pieces of tours, and a population that recombines orders."""

import numpy as np
from numpy.typing import NDArray

from ....road_network.compiled import compiled
from ....road_network.heap import Int64
from .move_kernels import MOVES, lay_out, offer
from .tour_kernels import Span, cost_of, draw, fill_span, price, split

Random = NDArray[np.uint64]


@compiled
def shuffle(numbers: Int64, random: Random) -> None:
    """Put numbers into a random order (Fisher and Yates)."""
    for i in range(len(numbers) - 1, 0, -1):
        j = draw(random, i + 1)
        numbers[i], numbers[j] = numbers[j], numbers[i]


@compiled
def worth(cost: int, target: int, excess: int) -> int:
    """Return the price of a tour: its cost, and more for what is above the target."""
    return cost + excess * max(0, cost - target)


@compiled
def neighbours(between: Int64, serve: Int64, most: int) -> Int64:
    """Return for each task the tasks it is cheapest to drive next to, shape (n, most)."""
    n = len(serve) // 2
    near = np.empty((n, most), dtype=np.int64)
    apart = np.empty(n, dtype=np.int64)
    for u in range(n):
        for v in range(n):
            least = between[2 * u, 2 * v]
            for a in range(2):
                for b in range(2):
                    least = min(least, between[2 * u + a, 2 * v + b], between[2 * v + b, 2 * u + a])
            apart[v] = least
        apart[u] = np.int64(1) << 62
        near[u] = np.argsort(apart, kind="mergesort")[:most]
    return near


@compiled
def improve(
    tasks: Int64,
    size: Int64,
    span: Span,
    between: Int64,
    serve: Int64,
    near: Int64,
    target: int,
    excess: int,
    random: Random,
) -> Int64:
    """
    Improve tours by first improvement until no move of the neighbourhood helps; return their costs.

    Moves: a piece of up to three tasks elsewhere, either way round; two pieces exchanged, either way round; a piece
    turned round within its tour; the ends of two tours exchanged, straight or crossed.
    """
    tours, n = tasks.shape
    cost = np.empty(tours, dtype=np.int64)
    where, place = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    for r in range(tours):
        fill_span(span, r, tasks[r], size[r], between, serve)
        whole = np.array([[r, 0, size[r] - 1]], dtype=np.int64)
        cost[r] = price(span, tasks, whole, int(size[r] > 0), between)
        for i in range(size[r]):
            where[tasks[r, i]], place[tasks[r, i]] = r, i
    one, two = np.empty((6, 3), dtype=np.int64), np.empty((6, 3), dtype=np.int64)
    spare = np.empty((2, n), dtype=np.int64)
    clock = 1
    tested, changed = np.zeros(n, dtype=np.int64), np.ones(tours, dtype=np.int64)
    order = np.arange(n)
    better = True
    while better:
        better = False
        shuffle(order, random)
        for u in order:
            since = tested[u]
            tested[u] = clock
            for k in range(near.shape[1] + tours):
                ends = k >= near.shape[1]
                if ends:
                    s, j = k - near.shape[1], -1
                else:
                    s, j = where[near[u, k]], place[near[u, k]]
                r, i = where[u], place[u]
                if changed[r] <= since and changed[s] <= since:
                    continue
                old = worth(cost[r], target, excess) + (worth(cost[s], target, excess) if s != r else 0)
                found = False
                a = b = 0
                n_one = n_two = 0
                for move in range(MOVES):
                    n_one, n_two = offer(move, one, two, r, i, s, j, size)
                    if n_one < 0:
                        continue
                    a = price(span, tasks, one, n_one, between)
                    b = price(span, tasks, two, n_two, between) if s != r else 0
                    new = worth(a, target, excess) + (worth(b, target, excess) if s != r else 0)
                    if new < old:
                        found = True
                        break
                if not found:
                    continue
                better = True
                clock += 1
                first = lay_out(tasks, one, n_one, spare[0])
                second = lay_out(tasks, two, n_two, spare[1]) if s != r else 0
                for which in range(2 if s != r else 1):
                    t = r if which == 0 else s
                    size[t] = first if which == 0 else second
                    cost[t] = a if which == 0 else b
                    changed[t] = clock
                    for x in range(size[t]):
                        tasks[t, x] = spare[which, x]
                        where[tasks[t, x]], place[tasks[t, x]] = t, x
                    fill_span(span, t, tasks[t], size[t], between, serve)
    return cost


@compiled
def cross(mother: Int64, father: Int64, child: Int64, random: Random) -> None:
    """Keep a stretch of the mother's order and fill in the rest in the father's (order crossover)."""
    n = len(mother)
    start, end = draw(random, n), draw(random, n)
    kept = np.zeros(n, dtype=np.bool_)
    i = start
    while True:
        child[i] = mother[i]
        kept[mother[i]] = True
        if i == end:
            break
        i = (i + 1) % n
    place = (end + 1) % n
    for k in range(n):
        task = father[(end + 1 + k) % n]
        if not kept[task]:
            child[place] = task
            place = (place + 1) % n


@compiled
def evolve(
    between: Int64,
    serve: Int64,
    near: Int64,
    orders: Int64,
    values: Int64,
    members: int,
    best: Int64,
    record: Int64,
    tours: int,
    rounds: int,
    floor: int,
    random: Random,
) -> int:
    """
    Run ``rounds`` generations and return the new number of members.

    ``orders`` (2 x size, n) and ``values`` (2 x size, 2: longest tour, sum) are the population; ``best`` is the order
    of the best tours with its cuts behind it, ``record`` their longest, their sum and the rounds without a better one.
    Ends early when no tour is longer than ``floor``.
    """
    n = len(serve) // 2
    keep = len(orders) // 2
    tasks, size = np.empty((tours, n), dtype=np.int64), np.empty(tours, dtype=np.int64)
    span = np.empty((tours, n, n, 2, 2), dtype=np.int64)
    child, cuts, turns = np.empty(n, dtype=np.int64), np.empty(tours + 1, dtype=np.int64), np.empty(n, dtype=np.int64)
    for _ in range(rounds):
        if record[0] <= floor:
            break
        if members < keep:
            child[:] = np.arange(n)
            shuffle(child, random)
        else:
            mother = tournament(values, members, random)
            father = tournament(values, members, random)
            cross(orders[mother], orders[father], child, random)
        target = max(floor, record[0] - 1 - draw(random, 1 + record[0] // (1 << 20, 50, 10, 3)[draw(random, 4)]))
        excess = (3, 20, 200, 100_000)[draw(random, 4)]
        split(child, tours, between, serve, target, excess, cuts)
        for r in range(tours):
            size[r] = cuts[r + 1] - cuts[r]
            tasks[r, : size[r]] = child[cuts[r] : cuts[r + 1]]
        improve(tasks, size, span, between, serve, near, target, excess, random)
        longest = total = at = 0
        for r in range(tours):
            whole = cost_of(tasks[r, : size[r]], between, serve, turns)
            longest, total = max(longest, whole), total + whole
            child[at : at + size[r]] = tasks[r, : size[r]]
            at += size[r]
        record[2] += 1
        if longest < record[0] or (longest == record[0] and total < record[1]):
            record[2] = 0 if longest < record[0] else record[2]
            record[0], record[1] = longest, total
            best[:n] = child
            at = 0
            for r in range(tours):
                best[n + r] = at
                at += size[r]
            best[n + tours] = n
        members = enter(orders, values, members, child, longest, total)
    return members


@compiled
def tournament(values: Int64, members: int, random: Random) -> int:
    """Return the better of two members drawn at random."""
    one, other = draw(random, members), draw(random, members)
    if values[other, 0] < values[one, 0] or (values[other, 0] == values[one, 0] and values[other, 1] < values[one, 1]):
        return other
    return one


@compiled
def enter(orders: Int64, values: Int64, members: int, child: Int64, longest: int, total: int) -> int:
    """Take a child in unless its like is there; when all places are taken the better half stays."""
    for m in range(members):
        if values[m, 0] == longest and values[m, 1] == total:
            return members
    orders[members] = child
    values[members, 0], values[members, 1] = longest, total
    members += 1
    if members < len(orders):
        return members
    rank = np.argsort(values[:, 1], kind="mergesort")
    rank = rank[np.argsort(values[:, 0][rank], kind="mergesort")]
    kept = len(orders) // 2
    chosen, marks = orders[rank[:kept]].copy(), values[rank[:kept]].copy()
    orders[:kept] = chosen
    values[:kept] = marks
    return kept
