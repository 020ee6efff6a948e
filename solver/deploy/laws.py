"""What a law costs: the chain model with it and without it, everything else equal."""

from collections.abc import Sequence
from dataclasses import replace

from ...models.city import City
from ...models.deployed import LawCost
from ...models.policy import Policy, Waiver
from ...models.text import Text
from ...models.week import Week
from ..rules.catalogue import BY_CODE
from ..siting.programme import Effort
from .chain import FINE_EFFORT, ChainPlan, open_chains
from .chain_case import ChainCase, chain_cases
from .supply import supply_of
from .zones import Zone, zones_of

LAWS = ("R01", "R02")
_STUDY = Waiver(authority="-", reason="what the law costs; never a plan")


def law_costs(  # noqa: PLR0913 - the same question again
    city: City,
    week: Week,
    lawful: Sequence[tuple[ChainCase, ChainPlan]],
    *,
    zones: Sequence[Zone] = (),
    codes: Sequence[str] = LAWS,
    effort: Effort = FINE_EFFORT,
) -> list[LawCost]:
    """
    Solve the week again without each law, and compare.

    Parameters
    ----------
    city, week
        What is deployed.
    lawful
        The cases and plans with all laws.
    zones
        The demand that the lawful plans were made for.
    codes
        Laws to leave out, one at a time. A law that the city has waived costs nothing and is left out of the list.
    effort
        Of the chain model.

    Returns
    -------
    list of LawCost
        Minutes with and without, missing crews with and without: with fewer people than needed a law shows as gaps
        rather than as hours.
    """
    return [_cost(city, week, lawful, code, zones, effort) for code in codes if not BY_CODE[code].waived(city.policy)]


def _cost(  # noqa: PLR0913, PLR0917 - the same question again
    city: City,
    week: Week,
    lawful: Sequence[tuple[ChainCase, ChainPlan]],
    code: str,
    zones: Sequence[Zone],
    effort: Effort,
) -> LawCost:
    free = [
        (case, open_chains(case, supply_of(case), zones=zones_of(case, zones), effort=effort))
        for case in chain_cases(replace(city, policy=without(city.policy, code)), week)
    ]
    return LawCost(
        code=code,
        name=BY_CODE[code].name,
        minutes_with=float(_minutes(lawful)),
        minutes_without=float(_minutes(free)),
        short_with=_short(lawful),
        short_without=_short(free),
        gap=max(level.gap for _, plan in (*lawful, *free) for level in plan.levels if level.code == "HOURS"),
    )


def without(policy: Policy, code: str) -> Policy:
    """Return the policy with one rule set aside, for a study only."""
    return replace(policy, rules={**policy.rules, code: replace(policy.setting(code), waiver=_STUDY)})


def _minutes(solved: Sequence[tuple[ChainCase, ChainPlan]]) -> int:
    return sum(plan.minutes(case) for case, plan in solved)


def _short(solved: Sequence[tuple[ChainCase, ChainPlan]]) -> int:
    return sum(sum(plan.missing) for _, plan in solved)


def spoken(cost: LawCost) -> Text:
    """Return a law's cost in one sentence."""
    hours = cost.minutes / 60
    more = cost.short_with - cost.short_without
    zh, en = (f", 另多缺 {more} 组次", f", and {more} more crews missing") if more else ("", "")
    return Text(
        f"{cost.code} {cost.name.zh}: 每周 {hours:g} 工时{zh}", f"{cost.code} {cost.name.en}: {hours:g} h a week{en}"
    )
