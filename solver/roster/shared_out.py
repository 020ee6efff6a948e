"""What is shared out evenly over weeks, priced for all weeks at once and from below: squares of a growing past."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from ...models.officer import Officer
from ..rules.active import active
from ..rules.rule import Span
from ..rules.terms import Square, Sum
from .compact_terms import INF, Line, Mip, line

Key = tuple[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """
    What people whom nothing tells apart work in a week of one sort.

    Parameters
    ----------
    monday
        First day of the week.
    term
        Its price for one of them; ``start`` holds what they did before the first of all weeks.
    value
        What all of them work together.
    most
        The most that one of them can.
    """

    monday: date
    term: Sum
    value: Line
    most: int

    @property
    def price(self) -> int:
        """Of one unit of the square."""
        return self.term.curve.price if isinstance(self.term.curve, Square) else 0

    def reaches(self, earlier: "Share") -> bool:
        """Whether all that an earlier week holds still counts in this one."""
        return self.term.since is not None and self.term.since <= earlier.monday


def shares_of(officer: Officer, span: Span) -> Mapping[Key, Sum]:
    """Return the squares that rules price of one person's week, by rule and place in what it says."""
    return {
        (rule.code, i): term
        for rule in active(span.city.policy)
        if rule.week is not None and not rule.waived_for(span.city, officer.unit_id)
        for i, term in enumerate(rule.week(officer, span, rule))
        if isinstance(term, Sum) and isinstance(term.curve, Square) and term.curve.price
    }


def share_out(mip: Mip, people: int, weeks: Sequence[Share]) -> None:
    """
    Price one sort over all weeks for ``people`` alike; never more than the weeks cost one after the other.

    Week k pays price x ((s + c + n)² - (s + c)²): s before all weeks, c in the weeks of these that still count, n in
    the week itself; that is n² + 2sn + 2cn. Over weeks that all still count in the last one, Σ (n² + 2cn) is the square
    of the sum. What one week adds to an earlier such set is a product of two, at least 0 and at least
    b·m + a·n - a·b where m ≤ a and n ≤ b. For several people the sum of squares is least when it is even.
    """
    for week in weeks:
        mip.pay(2.0 * week.price * week.term.start, week.value)
    sets = list(_sets(weeks))
    for together in sets:
        _square(mip, people, together)
    for early, late in combinations(sets, 2):
        for first in early:
            for second in late:
                if second.reaches(first):
                    _product(mip, people, first, second)


def _sets(weeks: Sequence[Share]) -> Iterator[list[Share]]:
    """Part the weeks, in order, into sets of which all still count in the last, at one price."""
    sets: list[list[Share]] = []
    for week in weeks:
        if sets and week.reaches(sets[-1][0]) and week.price == sets[-1][0].price:
            sets[-1].append(week)
        else:
            sets.append([week])
    yield from sets


def _square(mip: Mip, people: int, weeks: Sequence[Share]) -> None:
    """Pay the square of the sum; each further unit costs more than the last, so they fill in order."""
    price, most = weeks[0].price, sum(week.most for week in weeks)
    steps = {mip.column(price * (2.0 * number + 1), float(people)): -1.0 for number in range(most)}
    mip.within(-INF, line([*(week.value for week in weeks), (steps, 0.0)]), 0.0)


def _product(mip: Mip, people: int, first: Share, second: Share) -> None:
    a, b = first.most, second.most
    if a and b:
        both = mip.column(2.0 * second.price, float(people * a * b))
        ends = [line([first.value], times=float(b)), line([second.value], times=float(a)), ({both: -1.0}, 0.0)]
        mip.within(-INF, line(ends), float(people * a * b))
