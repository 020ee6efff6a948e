"""Weeks planned one after the other for the command line, each with its documents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..models.city import City
from ..models.roster import Roster
from ..models.text import Lang, Text
from ..models.week import Week
from ..solver.checker import Report
from ..solver.roster.border import Planned
from ..solver.roster.chain import Chain
from ..solver.roster.engine import Settings
from ..solver.roster.watch import Watch
from .clashes import clashes_named
from .common import talk


@dataclass(frozen=True, slots=True)
class Done:
    """A planned week: the city as it then stood, the roster, what the checker says, and the documents."""

    city: City
    roster: Roster
    report: Report
    files: list[Path]


def plan_in_a_row(  # noqa: PLR0913 - all that a row of weeks is planned with
    weeks: Sequence[Week],
    standing: Callable[[Week, Sequence[Roster]], tuple[City, Text]],
    write: Callable[[Planned], list[Path]],
    *,
    settings: Settings,
    base: Roster | None,
    watch: Watch,
    lang: Lang,
) -> list[Done]:
    """
    Plan weeks in a row and write each as soon as it is planned; what looking ahead changes is written again.

    Parameters
    ----------
    weeks
        What to plan.
    standing
        Returns the city as it stands in a week after these rosters, and a sentence on where its needs come from.
    write
        Writes the documents of a week.
    settings, base, watch
        As ``plan_week`` takes them.
    lang
        The reader's language.

    Raises
    ------
    InputError, NoPlanError, UnlawfulError
        As ``plan_week`` does; clashing pins by name.
    """
    chain = Chain(standing=lambda week, rosters: standing(week, rosters)[0], settings=settings, watch=watch)
    done: dict[Week, Done] = {}

    def keep(some: Sequence[Planned]) -> None:
        for each in some:
            done[each.roster.week] = Done(each.city, each.roster, each.report, write(each))

    for week in weeks:
        city, start = standing(week, chain.rosters)
        talk(start, lang)
        with clashes_named(city, week):
            chain.plan(city, week, base=base)
        keep(chain.weeks[-1:])
        before = chain.look_ahead()
        if before is not None:
            keep(chain.weeks[-2:])
            talk(_won(before, chain.weeks[-2:]), lang)
    return list(done.values())


def _won(before: Sequence[Planned], after: Sequence[Planned]) -> Text:
    """Say what planning two weeks again has won."""
    first, second = (week.roster.week for week in after)
    cheaper = sum(week.report.cost for week in before) - sum(week.report.cost for week in after)
    lacked, lacks = (sum(gap.missing for week in weeks for gap in week.roster.gaps) for weeks in (before, after))
    return Text(
        f"{first} 的周日夜班占用了 {second} 周一缺的人: 兼顾该周一, 两周已重排; 合计缺组 {lacked} → {lacks}, "
        f"代价减少 {cheaper:,}",
        f"the Sunday night of {first} took people whom the Monday of {second} lacked: both weeks were planned again "
        f"with an eye on it; crews missing {lacked} -> {lacks}, {cheaper:,} cheaper together",
    )
