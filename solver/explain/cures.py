"""Cures of a hole: the cheapest sets of relaxations that close it, each re-solved before it is shown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...models.city import City
from ...models.roster import Roster
from ...models.text import Text
from ..checker import breaches
from .closing import Closer, Closing
from .difference import Difference, difference
from .local import Hole, Solved, brigade, open_hole, read
from .moves import Board
from .relaxation import REPLAN, TOLL, Relaxation
from .relaxations import lowered, on_offer
from .shapes import Needs

MOST_TRIED = 8
"""Sets of relaxations that are tried for a hole: some the checker may refuse."""

SHORTAGE = ("N01", "R31", "R25")
"""Rules that price a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """
    Relaxations that, taken together, close a hole and open no other.

    Parameters
    ----------
    relaxations
        One, or a pair none of which does it alone.
    price
        What people's weeks then cost more, with the tolls of the steps; a lowered need costs what its gap did.
    breaches
        What the checker says of the cured roster by the city's present rules: whom the relaxation is for.
    solved
        The city in which it holds, its roster, and the checker's report: no hard finding.
    change
        That roster against the present one.
    """

    relaxations: tuple[Relaxation, ...]
    price: int
    breaches: Sequence[Text]
    solved: Solved
    change: Difference


def cures(
    city: City, roster: Roster, hole: Hole, *, most: int = 5, stopped: Callable[[], bool] = lambda: False
) -> list[Cure]:
    """
    Return up to ``most`` cures of a hole, cheapest first; when ``stopped``, those found so far.

    No cure among them holds another: each is a smallest set. That it is also the cheapest is proven among the moves
    listed (``moves``), not among all rosters. Each is read by the checker before it is told.

    Raises
    ------
    InputError
        If the roster meets the need.
    """
    part, own = brigade(city, roster, city.place(hole.place_id).unit_id)
    before = read(part, own)
    hole = open_hole(before, hole)
    closer = Closer(Board(part, before.roster, on_offer(part, before.roster, [hole])), before.roster.gaps, [hole])
    found, barred, least = list[Cure](), list[Needs](), 0
    while len(found) < most - 1 and len(barred) < MOST_TRIED and not stopped():
        closing = closer.best(barred=barred, least=least)
        if closing is None:
            break
        barred, least = ([*barred, closing.needs], least) if closing.needs else (barred, 1)
        cure = told(before, closer, closing)
        if cure is not None:
            found.append(cure)
    sets = [frozenset(cure.relaxations) for cure in found]
    found = [cure for cure, own in zip(found, sets, strict=True) if not any(other < own for other in sets)]
    found.append(_lowered(before, hole))
    return sorted(found, key=lambda cure: (cure.price, len(cure.relaxations), cure.relaxations[0].kind))


def told(before: Solved, closer: Closer, closing: Closing) -> Cure | None:
    """Let the checker read what the programme found; None unless it is lawful, closes the holes, and opens none."""
    taken = (*closer.taken(closing), *(lowered(before.city, hole) for hole in closing.lowered))
    city = eased(before.city, taken)
    after = read(city, closer.roster(before.roster, closing))
    change = difference(before, after)
    if after.report.hard or change.opened or any(after.lacks(hole) for hole in closer.holes):
        return None
    asked_less = [one for one in taken if one.lowered]
    fewer = read(eased(before.city, asked_less), before.roster) if asked_less else before
    weeks = sum(price for code, price in change.parts.items() if code not in SHORTAGE)
    unmet = sum(before.report.parts.get(code, 0) - fewer.report.parts.get(code, 0) for code in SHORTAGE)
    toll = sum(TOLL[one.kind] for one in taken)
    return Cure(
        relaxations=taken or (REPLAN,),
        price=weeks + unmet + toll,
        breaches=breaches_of(before.city, after) if len(asked_less) < len(taken) else (),
        solved=after,
        change=change,
    )


def eased(city: City, taken: Sequence[Relaxation]) -> City:
    """Return the city in which all of the relaxations hold."""
    for one in taken:
        city = one.apply(city)
    return city


def _lowered(before: Solved, hole: Hole) -> Cure:
    """Return the cure that is always there: to ask for less. It costs what the gap did."""
    one = lowered(before.city, hole)
    after = read(one.apply(before.city), before.roster)
    change = difference(before, after)
    price = -sum(change.parts.get(code, 0) for code in SHORTAGE)
    return Cure(relaxations=(one,), price=price, breaches=(), solved=after, change=change)


def breaches_of(city: City, after: Solved) -> list[Text]:
    """Let the checker say, by the present rules, for whom and when the relaxation is needed."""
    known = {officer.officer_no for officer in city.officers}
    roster = replace(after.roster, duties=[d for d in after.roster.duties if d.officer_no in known])
    strangers = len(roster.duties) < len(after.roster.duties)
    found = breaches(city, roster)
    return [_about(city, f.where.officer, f.message) for f in found if f.where.officer or not strangers]


def _about(city: City, officer_no: str, message: Text) -> Text:
    if not officer_no:
        return message
    name = f"{officer_no} {city.officer(officer_no).name}"
    return Text(f"{name}: {message.zh}", f"{name}: {message.en}")


def holes(solved: Solved) -> Iterator[Hole]:
    """Yield the gaps of a roster, the dearest kind of place first."""
    gaps = sorted(solved.roster.gaps, key=lambda gap: (-solved.city.place(gap.place_id).priority, gap))
    for gap in gaps:
        yield Hole(place_id=gap.place_id, day=gap.day, band=gap.band, missing=gap.missing)
