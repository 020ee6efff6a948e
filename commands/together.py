"""Several weeks on the command line: what they cost together, and what every roster of them costs at least."""

from collections.abc import Sequence
from math import inf, isfinite

import click

from ..models.city import City
from ..models.errors import UnlawfulError
from ..models.roster import Proof, Roster
from ..models.text import Lang, Text
from ..models.week import Week
from ..solver.roster.all_weeks import bound_over
from ..solver.roster.watch import Watch


def proven_together(cities: Sequence[City], rosters: Sequence[Roster], *, workers: int, watch: Watch) -> Proof:
    """
    Prove what every roster of all these weeks costs at least; the bound is -inf if that was stopped.

    A week after the first under a duty grade counts nothing: the standby that the grade asks for rests on who comes off
    a night, and so on the roster of the week before.

    Parameters
    ----------
    cities, rosters
        Of each week; the cities with the past that the weeks before leave.
    workers
        Processes; 0 takes one a core.
    watch
        Says when to stop.

    Raises
    ------
    UnlawfulError
        If the rosters cost less than was proven: a defect, never a plan.
    """
    cost = sum(roster.proof.objective for roster in rosters if roster.proof)
    sure = [
        k for k, (city, roster) in enumerate(zip(cities, rosters, strict=True)) if not k or not _graded(city, roster)
    ]
    some, weeks = [cities[k] for k in sure], [rosters[k].week for k in sure]
    bound = None if watch.stopped else bound_over(some, weeks, workers=workers, watch=watch)
    if bound is not None and cost < bound:
        raise UnlawfulError(
            Text(
                f"各周合计代价 {cost} 低于已证明的下界 {bound}, 这是 qinwu 的缺陷",
                f"the weeks cost {cost} together, less than the proven bound {bound}: a defect of qinwu",
            )
        )
    return Proof(objective=cost, bound=-inf if bound is None else bound, stopped="" if bound is not None else "stopped")


def _graded(city: City, roster: Roster) -> bool:
    return any(order.holds_on(day) for order in city.grades for day in roster.week.days)


def print_together(weeks: Sequence[Week], proof: Proof, lang: Lang) -> None:
    """Print one line on all weeks together."""
    span, cost = f"{weeks[0]} .. {weeks[-1]}", f"{proof.objective:,}"
    bound, gap = f"{proof.bound:,.0f}", f"{proof.gap:.3%}"
    proven = Text(
        f"已证明的下界 {bound} (这几周的任何合规方案, 不论前几周如何, 合计都不低于此), 与最优的差距至多 {gap}",
        f"proven bound {bound} (no lawful rosters of these weeks cost less, whatever the earlier ones look like), "
        f"gap to the optimum at most {gap}",
    )
    none = Text("提前停止, 未证明合计的下界", "stopped before a bound on all of them was proven")
    said = proven if isfinite(proof.bound) else none
    click.echo(
        Text(f"{span} 合计: 总代价 {cost}, {said.zh}", f"{span} together: objective {cost}, {said.en}").in_(lang)
    )


def together_row(proof: Proof) -> dict[str, object]:
    """Return the same for a machine; bound and gap are null where none was proven."""
    known = isfinite(proof.bound)
    return {
        "objective": proof.objective,
        "bound": proof.bound if known else None,
        "gap": proof.gap if known else None,
        "stopped": proof.stopped,
    }
