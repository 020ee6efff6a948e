"""
The chain model (DOMAIN 5.3): which chains open each day, level by level, each level's optimum kept by the next.

::

    level 1  Σ price · missing crews that stand, sit, wait or lead
    level 2  Σ price · missing crews that ride
    level 3  Σ weight · demand that nobody reaches in time      (if there are calls and roads; within 1 %)
    level 4  Σ paid hours · people in the crew
    level 5  crews on the road (each takes a vehicle)

    crews c[chain] ≥ 0, whole
    need    Σ c[chains present at it] + short ≥ crews
    people  Σ flow[teams that may sit there] ≥ Σ seats · c      by pool, day and kind of duty
            flow[team] within its heads on the day, rest after nights, and its lawful week
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulp

from ...models.deployment import Level
from ...models.errors import NoPlanError
from ...models.officer import Role
from ...models.text import Text
from ..rules import auxiliary_hours
from ..siting.programme import Effort, optimise
from .chain_case import RESPONDERS, ChainCase, ChainNeed
from .supply import DutyKind, Supply, kind_of
from .zones import Zone, in_question

PRICE_UNIT = 1_000
"""Prices are counted in thousands: the solver's tolerances suit numbers of about that size."""

PIN_PRICE = 1_000
"""Of a pinned duty without a crew, in thousands: more than a day's gaps of a place."""

NEEDS = ("STAND", "PATROL")

COVER_SLACK = 0.01
"""Share of the week's demand that may go uncovered beyond the least: no crew opens for less (DOMAIN F10b)."""

SMALL = 1e-6

FINE_EFFORT = Effort(seconds=30.0, gap=1e-4)

LEVELS: Mapping[str, tuple[Text, Text]] = {
    "STAND": (Text("站岗、席位、备勤、带班缺口", "crews missing at posts, desks, reserve"), Text("千价", "thousands")),
    "PATROL": (Text("巡逻缺口", "patrols missing"), Text("千价", "thousands")),
    "COVER": (Text("到达不了的警情需求", "demand that nobody reaches in time"), Text("警情", "calls")),
    "HOURS": (Text("警力工时", "paid hours"), Text("小时", "hours")),
    "VEHICLES": (Text("上路编组", "crews on the road"), Text("组次", "crews")),
}


@dataclass(frozen=True, slots=True)
class ChainPlan:
    """The answer for one case: crews of each option, missing crews of each need, and each level with its bound."""

    crews: tuple[int, ...]
    missing: tuple[int, ...]
    levels: tuple[Level, ...]

    def minutes(self, case: ChainCase) -> int:
        """Return the paid minutes of all opened crews."""
        return sum(option.minutes * crews for option, crews in zip(case.options, self.crews, strict=True))


def open_chains(
    case: ChainCase, supply: Supply | None, *, zones: Sequence[Zone] = (), effort: Effort = FINE_EFFORT
) -> ChainPlan:
    """
    Choose the chains of one case.

    Parameters
    ----------
    case
        Needs, chains and people that nothing couples to the rest.
    supply
        Who there is; None takes people as given without limit (a baseline).
    zones
        Demand and who reaches it, for level 3.
    effort
        Solver, gap at which a level is content, and a safety net in seconds for each level.

    Returns
    -------
    ChainPlan
        Every level carries its proven bound, given the levels before it.
    """
    model = _Model(case, supply)
    needs = model.needs_met(effort)
    met = needs is not None
    levels = list(needs or (model.settle(code, model.objectives[code], effort) for code in NEEDS))
    if zones:
        missed, demand = model.uncovered(zones, needs_met=met)
        levels.append(model.settle("COVER", missed, effort, slack=COVER_SLACK * demand))
    levels += [model.settle(code, model.objectives[code], effort) for code in ("HOURS", "VEHICLES")]
    return ChainPlan(model.crews(), model.missing(), tuple(levels))


class _Model:
    """The programme of one case while its levels are solved one after another."""

    def __init__(self, case: ChainCase, supply: Supply | None) -> None:
        self._case = case
        self._model = pulp.LpProblem("chains", pulp.LpMinimize)
        most = [max([need.crews for need in case.needs if need.place == p], default=1) for p in range(len(case.places))]
        self._open = [
            self._model.add_variable(f"c{i}", lowBound=0, upBound=most[option.place], cat=pulp.LpInteger)
            for i, option in enumerate(case.options)
        ]
        self._short = [
            self._model.add_variable(f"s{i}", lowBound=0, upBound=need.crews) for i, need in enumerate(case.needs)
        ]
        self._crew_needs()
        if supply is not None:
            self._people(supply)
        self.objectives = self._objectives()
        self._best = {short: float(need.crews) for need, short in zip(case.needs, self._short, strict=True)}

    def _crew_needs(self) -> None:
        present: dict[tuple[int, int, str], list[pulp.LpVariable]] = defaultdict(list)
        for option, crews in zip(self._case.options, self._open, strict=True):
            for day, band in option.serves:
                present[option.place, day, band].append(crews)
        for need, short in zip(self._case.needs, self._short, strict=True):
            self._model += pulp.lpSum(present[need.place, need.day, need.band]) + short >= need.crews

    def _people(self, supply: Supply) -> None:
        """Flows from teams to pools carry the people; the rows of ``Supply`` hold them."""
        asked: dict[tuple[int, int, DutyKind], list[tuple[int, pulp.LpVariable]]] = defaultdict(list)
        policy = self._case.span.city.policy
        for option, crews in zip(self._case.options, self._open, strict=True):
            kind = kind_of(self._case.span.templates[option.template], policy)
            for seat, count in option.seats:
                pool = supply.pools[option.place, seat, option.day]
                asked[pool, option.day, kind].append((count, crews))
        flows: dict[tuple[int, int, DutyKind], list[pulp.LpVariable]] = defaultdict(list)
        longest = auxiliary_hours.RULE.number(policy, "day_min")
        for number, ((pool, day, kind), seats) in enumerate(asked.items()):
            able = [
                t for t in supply.teams_of[pool] if supply.teams[t].role is not Role.AUX or kind.paid_min <= longest
            ]
            sent = [self._model.add_variable(f"f{number}_{t}", lowBound=0) for t in able]
            for t, flow in zip(able, sent, strict=True):
                flows[t, day, kind].append(flow)
            self._model += pulp.lpSum(sent) >= pulp.lpSum(count * crews for count, crews in seats)
        for t in range(len(supply.teams)):
            own = {(day, kind): some for (team, day, kind), some in flows.items() if team == t}
            if own:
                self._week_of(supply, t, own)

    def _week_of(self, supply: Supply, t: int, flows: Mapping[tuple[int, DutyKind], list[pulp.LpVariable]]) -> None:
        team = supply.teams[t]

        def on(day: int, *, night: bool | None = None, long: bool | None = None) -> list[pulp.LpVariable]:
            return [
                flow
                for (when, kind), some in flows.items()
                if when == day and night in {None, kind.night} and long in {None, kind.long}
                for flow in some
            ]

        for day in range(len(team.heads)):
            self._model += pulp.lpSum(on(day) + on(day - 1, long=True)) <= team.heads[day]
            self._model += pulp.lpSum(on(day, night=False) + on(day - 1, night=True)) <= team.fresh[day]
        self._model += pulp.lpSum(f for some in flows.values() for f in some) <= team.duties
        paid = pulp.lpSum(kind.paid_min * f for (_, kind), some in flows.items() for f in some)
        self._model += paid <= team.minutes

    def _objectives(self) -> Mapping[str, pulp.LpAffineExpression]:
        case = self._case
        short = list(zip(case.needs, self._short, strict=True))
        opened = list(zip(case.options, self._open, strict=True))
        return {
            "STAND": pulp.lpSum(_price(need) * s for need, s in short if not need.patrol),
            "PATROL": pulp.lpSum(_price(need) * s for need, s in short if need.patrol),
            "HOURS": pulp.lpSum(o.minutes / 60 * c for o, c in opened),
            "VEHICLES": pulp.lpSum(c for o, c in opened if case.places[o.place].outdoor),
        }

    def uncovered(self, zones: Sequence[Zone], *, needs_met: bool) -> tuple[pulp.LpAffineExpression, float]:
        """
        Return the demand that no opened crew reaches, and all the demand of the zones.

        With ``needs_met`` every needed crew is there, and zones it reaches are no question any more. Zones that the
        same chains reach are one; of each band the heaviest take part.
        """
        present: dict[tuple[int, str], dict[str, list[pulp.LpVariable]]] = defaultdict(lambda: defaultdict(list))
        for option, crews in zip(self._case.options, self._open, strict=True):
            place = self._case.places[option.place]
            for when in option.present if place.kind in RESPONDERS else ():
                present[when][place.place_id].append(crews)
        sure: dict[tuple[int, str], set[str]] = defaultdict(set)
        for need in self._case.needs if needs_met else ():
            sure[need.day, need.band].add(self._case.places[need.place].place_id)
        missed, number = [], 0
        for when in sorted(present):
            for near, weight in in_question(zones, when, present[when].keys(), sure[when]):
                lost = self._model.add_variable(f"u{number}", lowBound=0, upBound=1)
                self._model += pulp.lpSum(c for place in near for c in present[when][place]) + lost >= 1
                missed.append(weight * lost)
                number += 1
        return pulp.lpSum(missed), sum(weight for zone in zones for weight in zone.weight.values())

    def needs_met(self, effort: Effort) -> tuple[Level, ...] | None:
        """Try both levels of needs in one: if nothing is missing both are 0, and proven. None if something is."""
        both = self.settle("STAND", self.objectives["STAND"] + self.objectives["PATROL"], effort, keep=False)
        if both.value > SMALL:
            return None
        for short in self._short:
            short.upBound = 0
        return tuple(Level(code=c, name=LEVELS[c][0], value=0.0, bound=0.0, unit=LEVELS[c][1]) for c in NEEDS)

    def settle(
        self,
        code: str,
        expression: pulp.LpAffineExpression,
        effort: Effort,
        *,
        slack: float = 0.0,
        keep: bool = True,
    ) -> Level:
        """
        Minimise one level, ``keep`` its value (and ``slack``) for those that follow, and return it with its bound.

        If the time runs out before any solution the best of the levels before stands, with the bound 0.
        """
        name, unit = LEVELS[code]
        if not expression:
            return Level(code=code, name=name, value=0.0, bound=0.0, unit=unit)
        self._model.setObjective(expression)
        try:
            bound = optimise(self._model, effort) or 0.0
            self._best = {variable: variable.varValue or 0.0 for variable in self._model.variables()}
        except NoPlanError:
            bound = 0.0
        value = self._value(expression)
        if keep:
            self._model += expression <= value + slack + SMALL * max(1.0, abs(value))
        return Level(code=code, name=name, value=value, bound=max(0.0, min(value, bound)), unit=unit)

    def _value(self, expression: pulp.LpAffineExpression) -> float:
        """Return an expression's value with whole crews, as they will be printed."""
        return float(sum(price * self._at(variable) for variable, price in expression.items()))

    def _at(self, variable: pulp.LpVariable) -> float:
        """Return a variable's best value so far; one that is newer than that loses what it stands for."""
        value = self._best.get(variable)
        if value is None:
            return 0.0 if variable.cat == pulp.LpInteger or variable.upBound is None else float(variable.upBound)
        return round(value) if variable.cat == pulp.LpInteger else float(value)

    def crews(self) -> tuple[int, ...]:
        """Return the crews of each option."""
        return tuple(round(self._at(variable)) for variable in self._open)

    def missing(self) -> tuple[int, ...]:
        """Return the missing crews of each need, counted from the crews."""
        there: dict[tuple[int, int, str], int] = defaultdict(int)
        for option, crews in zip(self._case.options, self.crews(), strict=True):
            for day, band in option.serves:
                there[option.place, day, band] += crews
        return tuple(max(0, need.crews - there[need.place, need.day, need.band]) for need in self._case.needs)


def _price(need: ChainNeed) -> float:
    return PIN_PRICE if need.pinned else need.price / PRICE_UNIT


def whole(plans: Sequence[ChainPlan]) -> tuple[Level, ...]:
    """Add the levels of all cases: nothing couples them, so the sum of the bounds bounds the sum."""
    found: dict[str, Level] = {}
    for level in (level for plan in plans for level in plan.levels):
        before = found.get(level.code)
        value, bound = (before.value, before.bound) if before else (0.0, 0.0)
        found[level.code] = Level(
            code=level.code, name=level.name, value=value + level.value, bound=bound + level.bound, unit=level.unit
        )
    return tuple(found[code] for code in LEVELS if code in found)
