"""Ridings of a crew: which bound people may ride in it, and which of its seats are left for others."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from ...models.officer import Role
from ...models.roster import Seat
from .block import SEATS
from .bonds import Riding
from .demand import Berth, Chain, CrewOption
from .problem import Problem

Told = tuple[int, int, int]
"""A bound person whose crews are told one by one on a day: (person, day, template)."""


def rides(
    problem: Problem, c: int, chain: Chain, option: CrewOption, told: Collection[Told] = ()
) -> Iterator[tuple[tuple[int, ...], list[tuple[Berth, int]]]]:
    """
    Yield who may ride in a crew of class ``c``, with the berths that they leave to others.

    They fill as many berths as they can; where they can do so in several ways, each way is yielded. Of who is ``told``
    every crew is listed.
    """
    if not problem.bonds.squads and not problem.bonds.bound:
        return
    counts = tuple(count for _, count in option.berths)

    def fits(riding: Riding) -> tuple[tuple[bool, ...], ...]:
        teams = [problem.teams[problem.team_of[person]] for person in sorted(riding)]
        return tuple(tuple(team.fits(c, berth, chain.day) for berth, _ in option.berths) for team in teams)

    def may_ride(person: int) -> bool:
        seat = SEATS.index(relief_seat(problem, person))
        return bool(problem.teams[problem.team_of[person]].may[c, seat, chain.day])

    def fills(riding: Riding) -> int:
        return sum(coverings(fits(riding), counts)[0])

    here = {person for person, *when in told if when == [chain.day, chain.template]}
    for riding in problem.bonds.ridings(chain.day, strength=sum(counts), may_ride=may_ride, fills=fills, told=here):
        for covered in coverings(fits(riding), counts):
            left = zip(option.berths, covered, strict=True)
            yield tuple(sorted(riding)), [(berth, count - taken) for (berth, count), taken in left if count > taken]


def relief_seat(problem: Problem, person: int) -> Seat:
    """Return the seat of somebody who rides above a crew's strength."""
    return Seat.POLICE if problem.officers[person].role is Role.POLICE else Seat.AUX


@lru_cache(maxsize=100_000)
def coverings(fits: tuple[tuple[bool, ...], ...], counts: tuple[int, ...]) -> Sequence[tuple[int, ...]]:
    """
    Return the ways to fill as many berths as possible: how many of each berth are taken.

    >>> coverings(((True, True), (False, True)), (1, 1))
    [(1, 1)]
    """
    ways = {tuple(0 for _ in counts)}
    for open_to in fits:
        ways |= {
            (*way[:b], way[b] + 1, *way[b + 1 :])
            for way in ways
            for b, fit in enumerate(open_to)
            if fit and way[b] < counts[b]
        }
    most = max(map(sum, ways))
    return sorted(way for way in ways if sum(way) == most)
