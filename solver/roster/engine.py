"""The roster engine's door: a city and a week in, a checked roster with its proof out."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from ...models.city import City
from ...models.errors import InputError, NoPlanError, UnlawfulError
from ...models.finding import Severity
from ...models.roster import Duty, Gap, Proof, Roster
from ...models.text import Text
from ...models.week import Week
from ..checker import Report, check
from ..rules.rule import Span
from .block import Block, blocks
from .demand import NO_PLAN
from .naming import name_seats
from .riding import Told
from .search import solve_block
from .watch import Progress, Watch
from .workers import answers

NEED, PINNED = "N01", "N05"
CLASH_ROUNDS = 6
"""How often a part is solved anew because people who must be kept apart found no crews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    How to search.

    Parameters
    ----------
    gap
        Relative gap at which a block's search is content.
    seed
        Decides among equal rosters; the same seed gives the same roster with any number of workers.
    workers
        Processes; 0 takes one a core.
    """

    gap: float = 0.0009
    seed: int = 0
    workers: int = 0


@dataclass(frozen=True, slots=True)
class SolvedPart:
    """A block's answer on its way back from a worker."""

    duties: tuple[Duty, ...]
    cost: int
    bound: float
    stopped: bool


def plan_week(
    city: City,
    week: Week,
    *,
    settings: Settings | None = None,
    base: Roster | None = None,
    watch: Watch | None = None,
) -> tuple[Roster, Report]:
    """
    Make the week's roster.

    Parameters
    ----------
    city, week
        What to plan.
    settings
        How to search.
    base
        The roster last filed for the same week: each change from it costs (R33).
    watch
        Told how far the search is; may stop it, and then the best checked plan so far is returned.

    Returns
    -------
    roster, report
        The roster with objective, bound and gaps, and what the checker says of it: no hard breach.

    Raises
    ------
    InputError
        If somebody's pins leave no lawful week, or no lawful crew.
    NoPlanError
        If the search was stopped before everyone's pins were kept.
    UnlawfulError
        If the checker rejects the engine's answer: a defect, never a plan.
    """
    parts = parts_of(city, week, base=base)
    solved = solve_parts(parts, settings=settings or Settings(), watch=watch or Watch())
    return joined(city, week, solved, base=base)


def solve_parts(parts: Sequence[Block], *, settings: Settings, watch: Watch) -> list[SolvedPart]:
    """Solve parts, as many at once as there are workers; the answers come in the order of the parts."""
    solved: list[SolvedPart] = []
    cost, bound = 0, 0.0
    workers = min(settings.workers or os.cpu_count() or 1, sum(len(part.officers) > 1 for part in parts))
    solving = answers(partial(solve_part, settings), parts, workers=max(1, workers), watch=watch)
    for done, part in enumerate(solving, start=1):
        solved.append(part)
        cost, bound = cost + part.cost, bound + part.bound
        gap = (cost - bound) / cost if cost > 0 else 0.0
        watch.tell(Progress(done=done, blocks=len(parts), gap=gap, stage=Text("编排", "planning")))
    return solved


def parts_of(city: City, week: Week, *, base: Roster | None = None, begun: int = 0) -> list[Block]:
    """
    Return the parts that can be solved apart, on any machine: ``solve_part`` each, then ``joined``.

    Duties that begin before minute ``begun`` of the week take nobody but those pinned to them.
    """
    return blocks(Span(city=city, days=week.days, templates=tuple(city.templates), base=base, begun=begun))


def solve_part(settings: Settings, part: Block, watch: Watch) -> SolvedPart:
    """Solve one part."""
    solved = solve_block(part, gap=settings.gap, seed=settings.seed, watch=watch)
    bound, named, told = solved.bound, name_seats(solved), set[Told]()
    for _ in range(CLASH_ROUNDS):
        if named.clashes <= told or watch.stopped:
            break
        told |= named.clashes
        solved = solve_block(part, gap=settings.gap, seed=settings.seed, watch=watch, told=told)
        bound, named = max(bound, solved.bound), name_seats(solved)
    return SolvedPart(named.duties, solved.plan.cost, bound, solved.stopped)


def joined(
    city: City, week: Week, solved: Sequence[SolvedPart], *, base: Roster | None = None
) -> tuple[Roster, Report]:
    """Put the answers of all parts together and let the checker read them; raises as ``plan_week`` does."""
    duties = [duty for part in solved for duty in part.duties]
    stopped = "stopped" if any(part.stopped for part in solved) else ""
    price, bound = sum(part.cost for part in solved), sum(part.bound for part in solved)
    return _checked(city, week, duties, (price, bound), base, stopped)


def _checked(  # noqa: PLR0913, PLR0917 - the parts of one answer
    city: City, week: Week, duties: list[Duty], priced: tuple[int, float], base: Roster | None, stopped: str
) -> tuple[Roster, Report]:
    """Let the checker read the answer, ``priced`` with its bound by the engine; it has the last word on both."""
    price, bound = priced
    waivers = {code: s.waiver for code, s in sorted(city.policy.rules.items()) if s.waiver is not None}
    plain = Roster(city=city.name, week=week, duties=duties, waivers=waivers)
    report = check(city, plain, base=base)
    lost = [finding for finding in report.hard if finding.rule == PINNED]
    if report.hard and bound >= NO_PLAN:
        raise InputError.of(lost or report.hard)
    if lost and stopped:
        raise NoPlanError(
            Text("停止得太早: 还没有一个方案落实全部预排", "stopped before a plan kept every pin: let it run longer")
        )
    if lost and price >= NO_PLAN:
        said = Text(
            "没有找到能落实全部预排的方案, 也未证明没有: 放宽其中一项再试",
            "no plan that keeps every pin was found, nor proven impossible: let one of them go",
        )
        raise NoPlanError(said, lost)
    if report.hard:
        raise UnlawfulError(
            Text(
                "引擎的方案违反硬性规则, 这是 qinwu 的缺陷", "the engine's roster breaks hard rules: a defect of qinwu"
            ),
            report.hard,
        )
    if report.cost < bound - 1e-6 * max(1.0, abs(bound)):
        raise UnlawfulError(
            Text(
                f"方案代价 {report.cost} 低于已证明的下界 {bound}, 这是 qinwu 的缺陷",
                f"the roster costs {report.cost}, less than the proven bound {bound}: a defect of qinwu",
            )
        )
    proof = Proof(objective=report.cost, bound=bound, parts=dict(report.parts), stopped=stopped)
    roster = Roster(city=city.name, week=week, duties=duties, gaps=gaps_of(report), waivers=waivers, proof=proof)
    return roster, report


def gaps_of(report: Report) -> list[Gap]:
    """Return the gaps that the checker found."""
    return [
        Gap(
            day=date.fromisoformat(finding.where.date),
            band=finding.where.band,
            place_id=finding.where.place,
            missing=finding.units,
        )
        for finding in report.findings
        if finding.rule == NEED and finding.severity is Severity.GAP
    ]
