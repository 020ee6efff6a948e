"""The ledger: how often each person carried a burden, and the year's totals a city keeps."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import date

from .text import Text


@dataclass(frozen=True, slots=True, order=True)
class Burdens:
    """
    Counts of duties that weigh more than others.

    ``nights`` work two hours or more between 00:00 and 05:00; ``weekends`` and ``holidays`` begin on such a day (one
    duty is counted in one of them); ``splits`` have a long break; ``hot`` are at busy or sun-beaten places.
    """

    nights: int = 0
    weekends: int = 0
    holidays: int = 0
    splits: int = 0
    hot: int = 0

    def __add__(self, other: "Burdens") -> "Burdens":
        return Burdens(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def rest_days(self) -> int:
        """Duties on weekends and holidays."""
        return self.weekends + self.holidays


BURDEN_NAMES: Mapping[str, Text] = {
    "nights": Text("夜班", "nights"),
    "weekends": Text("周末班", "weekend duties"),
    "holidays": Text("节假日班", "holiday duties"),
    "splits": Text("两头班", "split shifts"),
    "hot": Text("热点岗", "hot posts"),
}


@dataclass(frozen=True, slots=True)
class YearTotal:
    """One person's burdens from 1 January of the year of ``until`` up to and with ``until``."""

    until: date
    burdens: Burdens


Group = tuple[str, str]
"""People who are compared with each other: (unit, role)."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """
    The year's totals by police number.

    ``groups`` says with whom each person is compared; who has no total of the year is taken to stand at the mean of
    the group, rounded down: neither spared nor burdened for a hole in the books.
    """

    totals: Mapping[str, YearTotal] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    _above: Mapping[tuple[str, int], Burdens] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        members: dict[tuple[Group, int], list[str]] = defaultdict(list)
        for officer_no, total in self.totals.items():
            if officer_no in self.groups:
                members[self.groups[officer_no], total.until.year].append(officer_no)
        above: dict[tuple[str, int], Burdens] = {}
        for (group, year), known in members.items():
            counts = {officer_no: astuple(self.totals[officer_no].burdens) for officer_no in known}
            columns = list(zip(*counts.values(), strict=True))
            least = [min(column) for column in columns]
            mean = [sum(column) // len(known) for column in columns]
            for officer_no in (number for number, theirs in self.groups.items() if theirs == group):
                own = counts.get(officer_no, mean)
                above[officer_no, year] = Burdens(*(a - b for a, b in zip(own, least, strict=True)))
        object.__setattr__(self, "_above", above)

    def known(self, officer_no: str, year: int) -> YearTotal | None:
        """Return the person's total of a year, None if the books have none."""
        total = self.totals.get(officer_no)
        return total if total is not None and total.until.year == year else None

    def until(self, officer_no: str, year: int) -> date:
        """Return the last day that is in the books; the day before the year if the person is not."""
        total = self.known(officer_no, year)
        return date(year - 1, 12, 31) if total is None else total.until

    def above(self, officer_no: str, year: int) -> Burdens:
        """Return how much more the person carries than the one of the group who carries least."""
        return self._above.get((officer_no, year), Burdens())
