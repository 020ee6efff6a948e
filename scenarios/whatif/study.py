"""The study: base and scenarios planned, lived through with the same calls, compared run by run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ...models.demand import HOURS
from ...models.kpi import Comparison, KpiTable
from ...models.text import Text
from ...road_network.speeds import FREE_FLOW, Profile
from ...solver.roster.watch import Flag
from ..executor import Executor, Outcome, Tell, quiet
from ..overlay.calls import calls_of
from ..overlay.road_changes import road_changes
from ..simulator.compare import paired
from ..simulator.figures import kpis
from ..simulator.live import simulate
from ..simulator.run import Run
from ..simulator.scenario import CallSource, Scenario, Settings
from ..simulator.stage import Stage
from ..simulator.stories import read_log
from .last_real import week_before
from .plan import Planned

MINUTES = 61
"""Response times are counted by whole minutes, the last one holds all above."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replication:
    """
    One replication of one scenario: its figures, and the response times behind its curves.

    ``by_minute``: shape (61,), calls by whole minutes from call to arrival. ``by_hour``: shape (24, 2), calls by hour
    of the day and the sum of their minutes.
    """

    table: KpiTable
    by_minute: Counts
    by_hour: NDArray[np.float64]


@dataclass(slots=True, eq=False)
class Stages:
    """The scenarios of a study on their way to a worker, which makes each ready once."""

    scenarios: Sequence[Scenario]
    seed: int
    ready: dict[int, Stage] = field(default_factory=dict)

    def __reduce__(self) -> tuple[type["Stages"], tuple[Sequence[Scenario], int]]:
        """Travel without what was made ready here."""
        return Stages, (self.scenarios, self.seed)

    def stage(self, number: int) -> Stage:
        """Return a scenario made ready."""
        if number not in self.ready:
            self.ready[number] = Stage.of(self.scenarios[number])
        return self.ready[number]


def replicate(shared: Stages, item: tuple[int, int], stop: Flag) -> Replication:
    """Live through scenario ``item[0]`` for the ``item[1]``-th time."""
    del stop
    stage = shared.stage(item[0])
    run = simulate(stage, seed=shared.seed, replication=item[1])
    by_minute, by_hour = response_of(run)
    return Replication(table=kpis(stage, run), by_minute=by_minute, by_hour=by_hour)


def response_of(run: Run) -> tuple[Counts, NDArray[np.float64]]:
    """Return the response times of the calls that count and were reached: by minute, and by hour of the day."""
    by_minute, by_hour = np.zeros(MINUTES, dtype=np.int64), np.zeros((HOURS, 2))
    for call, story in zip(run.calls, read_log(run)[0], strict=True):
        first = story.first_there
        if run.counted_from <= call.incident.reported_at < run.counted_to and first is not None:
            minutes = (first.arrived - story.received) / 60_000
            by_minute[min(MINUTES - 1, int(minutes))] += 1
            by_hour[call.incident.reported_at.hour] += 1, minutes
    return by_minute, by_hour


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lived:
    """A planned scenario and its finished replications, by number."""

    plan: Planned
    runs: Mapping[int, Replication]

    @property
    def tables(self) -> list[KpiTable]:
        """The figures of its replications, in order."""
        return [self.runs[number].table for number in sorted(self.runs)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """
    All that a what-if found out; ``broken`` says why it is only a part, None if it is whole.

    ``comparisons`` stand in the order of ``scenarios``; None for one without a plan or without a finished pair.
    """

    base: Lived
    scenarios: Sequence[Lived]
    comparisons: Sequence[Comparison | None]
    seed: int
    asked: int
    rests_on: Text
    broken: Text | None = None


def scenario_of(plan: Planned, source: CallSource, settings: Settings, profile: Profile = FREE_FLOW) -> Scenario | None:
    """Return what the simulator lives through: crews ride the plan's lines; None without a plan or without roads."""
    world, roster = plan.world, plan.roster
    if roster is None or world.network is None:
        return None
    if world.remote_share is not None:
        settings = replace(settings, remote_share=world.remote_share, remote_s=round(60 * world.remote_min))
    return Scenario(
        name=plan.name,
        city=plan.city,
        roster=roster,
        network=world.network,
        source=calls_of(world, source),
        before=week_before(plan.city, roster.week),
        changes=road_changes(world),
        profile=profile,
        lines=plan.walks,
        facts=plan.facts,
        settings=settings,
    )


def live_through(
    scenarios: Sequence[Scenario | None], executor: Executor, *, seed: int, count: int, tell: Tell = quiet
) -> tuple[list[dict[int, Replication]], Text | None]:
    """
    Live through scenarios, the first replication of each, then the second: what is finished can always be paired.

    Returns
    -------
    The finished replications of each scenario, and why some are missing.
    """
    there = [n for n, scenario in enumerate(scenarios) if scenario is not None]
    items = [(place, number) for number in range(count) for place in range(len(there))]
    shared = Stages(scenarios=[s for s in scenarios if s is not None], seed=seed)
    outcome: Outcome[Replication] = executor.run(replicate, shared, items, tell=tell)
    found: list[dict[int, Replication]] = [{} for _ in scenarios]
    for (place, number), result in zip(items, outcome.results, strict=True):
        if result is not None:
            found[there[place]][number] = result
    return found, outcome.broken


def compared(base: Lived, other: Lived, asked: int) -> Comparison | None:
    """Compare two scenarios over the replications that both have; None if there is none."""
    if not set(base.runs) & set(other.runs):
        return None
    return paired(base.tables, other.tables, asked=asked)
