"""Cures: the cheapest relaxations that close a hole, each re-solved before it is shown; and a set that closes all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ...models.city import City
from ...models.finding import Severity
from ...models.roster import Roster
from ...models.text import Text
from ..checker import check
from .blocked import verdicts
from .difference import Difference, difference
from .local import Hole, Solved, brigade, mend, read
from .relaxations import TOLL, Kind, Relaxation, relaxations

MOST_PAIRS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """
    Relaxations that, taken together, close a hole and open no other.

    Parameters
    ----------
    relaxations
        One, or a pair none of which does it alone.
    price
        What the roster then costs more, the closed gap's own price left aside, with the tolls of the steps.
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


def cures(city: City, roster: Roster, hole: Hole, *, most: int = 5) -> list[Cure]:
    """
    Return up to ``most`` cures of a hole, cheapest first.

    Single relaxations are tried first; pairs only where no single one but lowering the need helps.
    """
    part, own = brigade(city, roster, city.place(hole.place_id).unit_id)
    before = read(part, own)
    hole = replace(hole, missing=before.lacks(hole))
    return _ranked(before, hole, _candidates(before, hole))[:most]


def _candidates(before: Solved, hole: Hole) -> list[Relaxation]:
    judged = verdicts(before.city, before.roster, hole)
    return list(relaxations(before.city, before.roster, hole, judged))


def _ranked(before: Solved, hole: Hole, candidates: Sequence[Relaxation]) -> list[Cure]:
    found = [cure for single in candidates if (cure := cure_by(before, hole, (single,)))]
    if all(cure.relaxations[0].kind is Kind.LOWER for cure in found):
        loose = [single for single in candidates if single.kind not in {Kind.REPLAN, Kind.LOWER}]
        twice = [(single, single) for single in loose if single.kind is Kind.HIRE]
        pairs = sorted([*combinations(loose, 2), *twice], key=lambda pair: sum(TOLL[one.kind] for one in pair))
        found += [cure for pair in pairs[:MOST_PAIRS] if (cure := cure_by(before, hole, pair))]
    return sorted(found, key=lambda cure: (cure.price, len(cure.relaxations), cure.relaxations[0].kind))


def cure_by(before: Solved, hole: Hole, taken: Sequence[Relaxation]) -> Cure | None:
    """Re-solve with the relaxations; None unless the hole closes, nothing else opens, and the checker agrees."""
    city = before.city
    for one in taken:
        city = one.apply(city)
    lowered = any(one.kind is Kind.LOWER for one in taken)
    start = read(city, before.roster)
    after = start if lowered else mend(city, start.roster, urgent=[hole], rounds=1)
    if after.report.hard or after.lacks(hole):
        return None
    change = difference(before, after)
    if change.opened:
        return None
    worth = -sum(change.parts.get(code, 0) for code in ("N01", "R31", "R25"))
    toll = sum(TOLL[one.kind] for one in taken)
    price = worth if lowered else change.price + worth + toll
    return Cure(
        relaxations=tuple(taken), price=price, breaches=_breaches(before.city, after), solved=after, change=change
    )


def _breaches(city: City, after: Solved) -> list[Text]:
    """Let the checker say, by the present rules, for whom and when the relaxation is needed."""
    known = {officer.officer_no for officer in city.officers}
    roster = replace(after.roster, duties=[d for d in after.roster.duties if d.officer_no in known])
    strangers = len(roster.duties) < len(after.roster.duties)
    found = [f for f in check(city, roster).findings if f.severity is Severity.ERROR]
    return [_about(city, f.where.officer, f.message) for f in found if f.where.officer or not strangers]


def _about(city: City, officer_no: str, message: Text) -> Text:
    if not officer_no:
        return message
    name = f"{officer_no} {city.officer(officer_no).name}"
    return Text(f"{name}: {message.zh}", f"{name}: {message.en}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CureOfAll:
    """A set of cures that closes every hole, none of them to spare, and what was left open when stopped."""

    steps: Sequence[tuple[Hole, Cure]]
    left: Sequence[Hole]


def cure_all(
    city: City, roster: Roster, *, tell: Callable[[int, int], None] = lambda _done, _all: None,
    stopped: Callable[[], bool] = lambda: False,
) -> CureOfAll:  # fmt: skip
    """
    Close the holes one after another, each by its cheapest cure on top of those before.

    A cure may close several holes at once. The set is greedy: lawful and sufficient, not proven the smallest. When
    ``stopped``, the steps found so far stand.
    """
    steps: list[tuple[Hole, Cure]] = []
    now, left = read(city, roster), list[Hole]()
    total = len(now.roster.gaps)
    for hole in list(holes(now)):
        tell(total - len(now.roster.gaps) + len(left), total)
        if not now.lacks(hole):
            continue
        found = [] if stopped() else cures(now.city, now.roster, hole, most=1)
        if not found:
            left.append(hole)
            continue
        steps.append((hole, found[0]))
        now = _over(now, found[0])
    return CureOfAll(steps=steps, left=left)


def holes(solved: Solved) -> Iterator[Hole]:
    """Yield the gaps of a roster, the dearest kind of place first."""
    gaps = sorted(solved.roster.gaps, key=lambda gap: (-solved.city.place(gap.place_id).priority, gap))
    for gap in gaps:
        yield Hole(place_id=gap.place_id, day=gap.day, band=gap.band, missing=gap.missing)


def _over(now: Solved, cure: Cure) -> Solved:
    """Lay a brigade's cure over the whole city."""
    city = now.city
    for one in cure.relaxations:
        city = one.apply(city)
    part = {place.place_id for place in cure.solved.city.places}
    others = [duty for duty in now.roster.duties if duty.place_id not in part]
    return read(city, replace(now.roster, duties=[*others, *cure.solved.roster.duties]))
