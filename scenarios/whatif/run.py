"""A whole what-if: read, lay, plan, live through, compare; what is finished is kept whatever happens."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ...models.kpi import Comparison
from ...models.text import Text
from ...road_network.speeds import FREE_FLOW, Profile
from ..executor import Executor
from ..overlay.read import Overlaid
from ..simulator.scenario import CallSource, Settings
from .certificate import Certificate, baselines, certificate
from .plan import Narrate, Planned, Recipe, plan_all, plan_base
from .study import Lived, Study, compared, live_through, scenario_of

PLANNING, LIVING, AGAIN = Text("编排", "planning"), Text("仿真", "simulating"), Text("节警核验", "saving")
SECOND_SEED = 7_919
"""Added to the seed when a large saving is checked a second time."""


def silent(_what: Text, _done: int, _all: int) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wanted:
    """
    What a study is made of.

    Parameters
    ----------
    recipe, source, settings, profile
        How plans are made, where calls come from, what the simulator assumes, speeds by the hour.
    rests_on
        In words: where calls and roads come from.
    seed, count
        Of the simulation: seed and replications.
    tell
        Told how far it is.
    """

    recipe: Recipe
    source: CallSource
    rests_on: Text
    settings: Settings = field(default_factory=Settings)
    profile: Profile = FREE_FLOW
    seed: int = 0
    count: int = 30
    tell: Narrate = silent


def plan_study(
    base: Overlaid, scenarios: Sequence[Overlaid], wanted: Wanted, executor: Executor
) -> tuple[Planned, list[Planned]] | None:
    """Plan the base, then the scenarios; None if it was interrupted before the base was planned."""

    def tell(done: int, every: int) -> None:
        wanted.tell(PLANNING, done, every)

    planned = plan_base(base, wanted.recipe, executor, tell=tell)
    if planned is None:
        return None
    return planned, plan_all(scenarios, wanted.recipe, executor, planned, tell=tell)


def study_of(base: Planned, others: Sequence[Planned], wanted: Wanted, executor: Executor, *, asked: int) -> Study:
    """Live through planned scenarios and compare each with the base; ``asked`` is how many were to be planned."""
    plans = [base, *others]
    scenarios = [scenario_of(plan, wanted.source, wanted.settings, wanted.profile) for plan in plans]

    def tell(done: int, every: int) -> None:
        wanted.tell(LIVING, done, every)

    runs, broken = live_through(scenarios, executor, seed=wanted.seed, count=wanted.count, tell=tell)
    lived = [Lived(plan=plan, runs=of_plan) for plan, of_plan in zip(plans, runs, strict=True)]
    if broken is None and len(others) < asked:
        broken = Text("已中断: 部分情景未编排", "interrupted: some scenarios were not planned")
    return Study(
        base=lived[0],
        scenarios=lived[1:],
        comparisons=[compared(lived[0], one, wanted.count) for one in lived[1:]],
        seed=wanted.seed,
        asked=wanted.count,
        rests_on=wanted.rests_on,
        broken=broken,
    )


def certificates(base: Lived, wanted: Wanted, executor: Executor) -> list[Certificate]:
    """
    Return what the base's plan saves against the human wave and the last real week, each beside its service.

    A saving above 40 % is checked with another seed before it is stated.
    """
    if base.plan.roster is None:
        return []
    found = []
    for against, baseline in baselines(base.plan):
        compare = _against(baseline, base.plan, wanted, executor)
        stated = certificate(against, baseline, base.plan, compare)
        if stated.doubtful:
            second = _against(baseline, base.plan, replace(wanted, seed=wanted.seed + SECOND_SEED), executor)
            stated = certificate(against, baseline, base.plan, compare, second)
        found.append(stated)
    return found


def _against(baseline: Planned, plan: Planned, wanted: Wanted, executor: Executor) -> Comparison | None:
    """Live through a baseline and the plan with the same calls; None if it was interrupted."""
    scenarios = [scenario_of(one, wanted.source, wanted.settings, wanted.profile) for one in (baseline, plan)]
    runs, broken = live_through(
        scenarios, executor, seed=wanted.seed, count=wanted.count, tell=lambda n, every: wanted.tell(AGAIN, n, every)
    )
    if broken is not None:
        return None
    one, other = (Lived(plan=p, runs=of) for p, of in zip((baseline, plan), runs, strict=True))
    return compared(one, other, wanted.count)
