"""
What every roster of several weeks costs at least, whatever the earlier of them look like.

Each week is written down as the compact programme does, with the history from before the first week only: more of it
adds bans and prices, and what might not hold is left out (``loosened``). What is shared out evenly is priced over all
weeks at once (``shared_out.py``); fractions are allowed everywhere. So whoever plans the weeks, one after the other or
together, pays at least what this linear programme costs (docs/decisions/horizon.md).
"""

import os
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ...models.city import City
from ...models.text import Text
from ...models.week import Week
from ..rules.rule import Span
from ..rules.terms import Sum, fingerprint
from .block import Block, blocks, sharing
from .compact_terms import Mip
from .dual_bound import dual_bound
from .integer import rounded_up
from .master import Layout
from .parting import part_people
from .patterns import Patterns
from .problem import build
from .shared_out import Key, Share, share_out, shares_of
from .watch import Progress, Watch
from .workers import answers
from .written import Place, Written, places

WINDOW = 13
"""So many weeks stand in one programme, to keep memory small; what a later programme owes to weeks before counts 0."""

Part = tuple[tuple[Block, ...], ...]
"""Blocks that share people, week by week."""


def bound_over(cities: Sequence[City], weeks: Sequence[Week], *, workers: int = 0, watch: Watch) -> float | None:
    """
    Return what every roster of all ``weeks`` costs at least, None if it was stopped before that was proven.

    Parameters
    ----------
    cities
        The city as it stands in each week, with needs that no roster of the weeks has moved; of the past what lies
        before the first week is read.
    weeks
        In order; one that is left out counts nothing.
    workers
        Processes; 0 takes one a core.
    watch
        Says when to stop.
    """
    windows = [slice(k, k + WINDOW) for k in range(0, len(weeks), WINDOW)]
    parts = [part for some in windows for part in parts_of(cities[some], weeks[some], first=weeks[0])]
    total = 0.0
    many = sum(any(len(block.officers) > 1 for some in part for block in some) for part in parts)
    workers = max(1, min(workers or os.cpu_count() or 1, many))
    for done, bound in enumerate(answers(bound_of_part, parts, workers=workers, watch=watch), start=1):
        if bound is None:
            return None
        total += bound
        watch.tell(Progress(done=done, blocks=len(parts), gap=None, stage=Text("证明合计", "proving the total")))
    return total


def loose_span(city: City, week: Week, first: Week) -> Span:
    """Return a week of which nothing is known but what was worked before ``first``, and its own pins."""
    officers = tuple(
        replace(
            officer,
            past=tuple(duty for duty in officer.past if duty.day < first.monday),
            pins=tuple(pin for pin in officer.pins if pin.day in week.days),
        )
        for officer in city.officers
    )
    return Span(city=replace(city, officers=officers), days=week.days, templates=tuple(city.templates), loose=True)


def parts_of(cities: Sequence[City], weeks: Sequence[Week], *, first: Week) -> list[Part]:
    """Return the parts that can be bounded apart: the blocks of all weeks that share people are one."""
    spans = [loose_span(city, week, first) for city, week in zip(cities, weeks, strict=True)]
    found = sharing((k, block) for k, span in enumerate(spans) for block in blocks(span))
    return [tuple(tuple(block for k, block in part if k == week) for week in range(len(weeks))) for _, part in found]


def bound_of_part(part: Part, watch: Watch) -> float | None:
    """Return what the weeks of people whom nothing couples to the rest cost at least; None if stopped."""
    if watch.stopped:
        return None
    weeks = list(_weeks(part))
    mip, alike = Mip(), _alike(weeks)
    written = {id(layout): Written(mip, layout, alike) for week in weeks for layout in week.layouts}
    groups = defaultdict[int, list[str]](list)
    for number, same in alike.items():
        groups[same].append(number)
    for people in groups.values():
        for key in dict.fromkeys(key for week in weeks for key in week.shares.get(people[0], ())):
            share_out(
                mip, len(people), [week.share(people, key, written) for week in weeks if week.has(people[0], key)]
            )
    bound = dual_bound(mip, [each.piece for each in written.values()], watch)
    return None if bound is None else rounded_up(bound)


@dataclass(frozen=True, slots=True, eq=False)
class _Week:
    """A week of a part: its blocks' layouts, everybody's place in them, and what is shared out."""

    monday: date
    layouts: Sequence[Layout]
    where: Mapping[str, Place]
    shares: Mapping[str, Mapping[Key, Sum]]

    def has(self, number: str, key: Key) -> bool:
        """Whether something of this sort is shared out."""
        return key in self.shares.get(number, {})

    def share(self, people: Sequence[str], key: Key, written: Mapping[int, Written]) -> Share:
        """Return what people whom nothing tells apart work of a sort."""
        term, stand = self.shares[people[0]][key], [self.where[number] for number in people]
        value = written[id(stand[0].layout)].value(stand, term.amount)
        return Share(self.monday, term, value, int(stand[0].totals(term.amount).max()))


def _weeks(part: Part) -> Iterator[_Week]:
    """List what everybody may work, week by week; what two weeks share is listed once."""
    known: Patterns | None = None
    for some in part:
        layouts = list[Layout]()
        for block in some:
            known = Patterns(block.span, like=known)
            layouts.append(Layout(build(block, weeks=known)))
            part_people(layouts[-1])
        shares = {officer.officer_no: shares_of(officer, block.span) for block in some for officer in block.officers}
        if some:
            yield _Week(some[0].span.days[0], layouts, dict(places(layouts)), shares)


def _alike(weeks: Sequence[_Week]) -> dict[str, int]:
    """Number those whom no week tells apart, by what they may work and by where they stand before all weeks."""
    numbers: dict[Hashable, int] = {}
    found: dict[str, int] = {}
    for person in dict.fromkeys(number for week in weeks for number in week.where):
        here = [week for week in weeks if person in week.where]
        key = tuple((week.monday, week.where[person].kind, *map(_said, week.shares[person].items())) for week in here)
        found[person] = numbers.setdefault(key, len(numbers))
    return found


def _said(share: tuple[Key, Sum]) -> Hashable:
    return share[0], fingerprint(share[1])
