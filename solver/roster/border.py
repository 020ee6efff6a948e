"""
Looking ahead over the border of two weeks that were planned one after the other.

Where the second lacks crews on its Monday that it would not lack without the first, the Sunday night took their people.
The second week planned alone tells who is needed that Monday; the first is planned anew with these duties as pins
behind its end, then the second on that past, with nothing forced on it. The cheaper pair stands, brigade by brigade.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ...models.city import City
from ...models.errors import InputError, NoPlanError
from ...models.officer import Officer, Pin
from ...models.roster import Duty, Gap, Roster
from ...models.text import Text
from ...models.week import Week
from ..checker import Report, check
from .ahead import ROUGH
from .block import Block, sharing
from .engine import Settings, SolvedPart, gaps_of, joined, parts_of, solve_parts
from .watch import Progress, Watch

Standing = Callable[[Week, Sequence[Roster]], City]
"""Returns the city as it stands in a week after the rosters of the weeks before."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """A planned week: the city as it stood, the checked roster, and the parts that were solved apart."""

    city: City
    roster: Roster
    report: Report
    parts: Sequence[Block]
    solved: Sequence[SolvedPart]

    def put(self, new: Mapping[int, SolvedPart]) -> list[SolvedPart]:
        """Return the answers to all parts, the new ones in place of the old."""
        return [new.get(i, part) for i, part in enumerate(self.solved)]


@dataclass(frozen=True, slots=True)
class Group:
    """Those whom blocks of either week couple, and their places in the second."""

    people: frozenset[str]
    places: frozenset[str]

    def lacks(self, gaps: Iterable[Gap], day: date) -> int:
        """Return how many crews are missing on a day, summed over the bands."""
        return sum(gap.missing for gap in gaps if gap.day == day and gap.place_id in self.places)

    def holds(self, part: Block) -> bool:
        """Whether a part is about them."""
        return any(officer.officer_no in self.people for officer in part.officers)

    def cost(self, week: Planned, new: Mapping[int, SolvedPart] | None = None) -> int:
        """Return what their parts of a week cost."""
        solved = week.put(new or {})
        return sum(answer.cost for answer, part in zip(solved, week.parts, strict=True) if self.holds(part))


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """
    Two weeks that meet, and what it takes to plan them again.

    Parameters
    ----------
    past
        The rosters of the weeks before both.
    first, second
        The weeks as planned one after the other.
    standing
        Tells how the city stands in a week.
    settings, watch
        How to search, and who may stop it.
    """

    past: Sequence[Roster]
    first: Planned
    second: Planned
    standing: Standing
    settings: Settings
    watch: Watch

    def again(self) -> tuple[Planned, Planned] | None:
        """Plan both weeks again where that may pay; None if they stay as they are."""
        short = [group for group in self._groups() if group.people and group.lacks(self.second.roster.gaps, self._day)]
        if not short or self.watch.stopped:
            return None
        try:
            groups, needed = self._alone(short)
            return self._pair(groups, needed) if groups and not self.watch.stopped else None
        except (InputError, NoPlanError):
            return None

    @property
    def _day(self) -> date:
        return self.second.roster.week.monday

    def _groups(self) -> list[Group]:
        blocks = [(k, part) for k, week in enumerate((self.first, self.second)) for part in week.parts]
        return [
            Group(frozenset(people), frozenset(place.place_id for k, part in some if k for place in part.places))
            for people, some in sharing(blocks)
        ]

    def _alone(self, groups: Sequence[Group]) -> tuple[list[Group], list[Duty]]:
        """Plan the second week without the first: whose Monday would lack less, and its duties."""
        week = self.second.roster.week
        city = self.standing(week, self.past)
        solved = self._solved(city, week, groups, gap=ROUGH)
        duties = _duties(solved.values())
        gaps = gaps_of(check(city, Roster(city=city.name, week=week, duties=duties)))
        won = [g for g in groups if g.lacks(gaps, self._day) < g.lacks(self.second.roster.gaps, self._day)]
        people = {number for group in won for number in group.people}
        return won, [duty for duty in duties if duty.day == self._day and duty.officer_no in people]

    def _pair(self, groups: Sequence[Group], needed: Sequence[Duty]) -> tuple[Planned, Planned] | None:
        """Plan the first week with that Monday before its eyes, then the second; keep whichever is cheaper."""
        first, second = self.first, self.second
        before = self._solved(_pinned(first.city, needed, self._day), first.roster.week, groups)
        before = {i: replace(part, bound=first.solved[i].bound) for i, part in before.items()}
        then = self._then(_duties(first.put(before)))
        if _named(parts_of(then, second.roster.week)) != _named(second.parts):
            return None
        after = self._solved(then, second.roster.week, groups)
        cheaper = [g for g in groups if g.cost(first, before) + g.cost(second, after) < g.cost(first) + g.cost(second)]
        kept = [
            week.put({i: part for i, part in new.items() if any(group.holds(week.parts[i]) for group in cheaper)})
            for week, new in ((first, before), (second, after))
        ]
        if not cheaper:
            return None
        one = _planned(first, first.city, kept[0])
        two = _planned(second, self._then(one.roster.duties), kept[1])
        won = first.report.cost + second.report.cost - one.report.cost - two.report.cost
        return (one, two) if won > 0 else None

    def _then(self, duties: Sequence[Duty]) -> City:
        """Return the city as it stands in the second week after these duties of the first."""
        first = replace(self.first.roster, duties=duties)
        return self.standing(self.second.roster.week, [*self.past, first])

    def _solved(self, city: City, week: Week, groups: Sequence[Group], *, gap: float = 0.0) -> dict[int, SolvedPart]:
        """Solve the parts of a week that are about these groups; say which they are."""
        parts = parts_of(city, week)
        chosen = [i for i, part in enumerate(parts) if any(group.holds(part) for group in groups)]
        settings = replace(self.settings, gap=max(self.settings.gap, gap))
        watch = replace(self.watch, tell=self._tell)
        return dict(zip(chosen, solve_parts([parts[i] for i in chosen], settings=settings, watch=watch), strict=True))

    def _tell(self, progress: Progress) -> None:
        self.watch.tell(replace(progress, stage=Text("前瞻下周", "looking ahead")))


def _planned(week: Planned, city: City, solved: Sequence[SolvedPart]) -> Planned:
    """Let the checker read a week planned anew."""
    roster, report = joined(city, week.roster.week, solved)
    return replace(week, city=city, roster=roster, report=report, solved=solved)


def _named(parts: Iterable[Block]) -> list[list[str]]:
    """Say who is in each part, or which places nobody serves: the needs of a duty grade, and so the parts, may move."""
    return [[o.officer_no for o in part.officers] or [p.place_id for p in part.places] for part in parts]


def _duties(solved: Iterable[SolvedPart]) -> list[Duty]:
    return [duty for part in solved for duty in part.duties]


def _pinned(city: City, needed: Iterable[Duty], day: date) -> City:
    """Pin people to duties of the day behind a week; who is pinned then, or on the eve, is left alone."""
    pins = {duty.officer_no: Pin(day=day, template=duty.template, place_id=duty.place_id) for duty in needed}
    near = (day - timedelta(days=1), day)

    def bound(officer: Officer) -> Officer:
        own = officer.officer_no in pins and all(pin.day not in near for pin in officer.pins)
        return replace(officer, pins=(*officer.pins, pins[officer.officer_no])) if own else officer

    return replace(city, officers=tuple(bound(officer) for officer in city.officers))
