"""Replication after replication: each finished one is handed over at once, so that none is lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...models.kpi import KpiTable
from .figures import kpis
from .live import simulate
from .run import Run
from .scenario import Scenario
from .stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """A finished replication: its figures, and, if it was asked for, the whole run. Can be sent between processes."""

    table: KpiTable
    run: Run | None = None


def replications(
    scenario: Scenario | Stage, *, seed: int = 0, numbers: Iterable[int] = range(30), keep: Iterable[int] = ()
) -> Iterator[Outcome]:
    """
    Live through a scenario several times.

    Parameters
    ----------
    scenario
        The scenario; or, if it was made ready in this process already, its stage.
    seed
        Of all replications.
    numbers
        Which ones; each is independent of the others and of their order.
    keep
        Numbers of those whose whole run is handed over too.

    Yields
    ------
    Each one when it is finished: whoever stops asking (Ctrl-C) keeps what was finished before.
    """
    stage = scenario if isinstance(scenario, Stage) else Stage.of(scenario)
    kept = frozenset(keep)
    for number in numbers:
        run = simulate(stage, seed=seed, replication=number)
        yield Outcome(table=kpis(stage, run), run=run if number in kept else None)
