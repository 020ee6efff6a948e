"""One cure for all holes: the cheapest set of relaxations that closes every gap."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...models.city import City
from ...models.roster import Roster
from .closing import Closer, Closing
from .cures import Cure, holes, told
from .local import Hole, Solved, brigade, read
from .moves import Board
from .relaxations import on_offer
from .shapes import Needs

MOST_HOLES = 30
"""Holes that are closed by one programme; more are taken in turns, the dearest places first."""

MOST_REFUSED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CureOfAll:
    """
    The cheapest set of relaxations that closes holes of a brigade.

    Parameters
    ----------
    holes
        What it closes.
    before
        The roster it starts from: that of the sets before.
    cure
        The set as a whole: its relaxations, the least intrusive first, its price, roster, and what the checker says.
    proven
        Whether no cheaper set will do, among the moves listed; then none of the set is to spare.
    """

    holes: Sequence[Hole]
    before: Roster
    cure: Cure
    proven: bool


def cure_all(
    city: City,
    roster: Roster,
    *,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[CureOfAll]:
    """
    Yield for each brigade with gaps the cheapest set that closes them.

    Of more than ``MOST_HOLES`` gaps the dearest are closed first, the next on top of these. A need is lowered where
    that costs less than all else. When ``stopped``, what is finished has been yielded.
    """
    everywhere = read(city, roster)
    total, done = len(everywhere.roster.gaps), 0
    units = sorted({city.org.brigade_of(city.place(gap.place_id).unit_id) for gap in everywhere.roster.gaps})
    for unit in units:
        part, own = brigade(city, roster, unit)
        now = read(part, own)
        waiting = list(holes(now))
        while waiting and not stopped():
            tell(done, total)
            some, waiting = waiting[:MOST_HOLES], waiting[MOST_HOLES:]
            found = _closed(now, some)
            done += len(some)
            if found:
                yield found
                now = found.cure.solved
    tell(total, total)


def _closed(now: Solved, some: Sequence[Hole]) -> CureOfAll | None:
    """Close holes at once; None if they have all closed already."""
    some = [replace(hole, missing=now.lacks(hole)) for hole in some if now.lacks(hole)]
    if not some:
        return None
    closer = Closer(Board(now.city, now.roster, on_offer(now.city, now.roster, some)), now.roster.gaps, some)
    barred: list[Needs] = []
    for _ in range(MOST_REFUSED):
        closing = closer.best(lower=True, barred=barred)
        if closing is None:
            break
        cure = told(now, closer, closing)
        if cure is not None:
            return CureOfAll(holes=some, before=now.roster, cure=cure, proven=closing.proven and not barred)
        if not closing.needs:
            break
        barred.append(closing.needs)
    nothing = Closing(needs=frozenset(), lowered=tuple(some), moves=(), cost=0.0, bound=0.0)
    cure = told(now, closer, nothing)
    return None if cure is None else CureOfAll(holes=some, before=now.roster, cure=cure, proven=False)
