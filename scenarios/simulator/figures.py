"""All key figures of one run."""

from ...models.kpi import ALL, KpiTable
from .coverage import coverage_figures
from .gaps import gap_figures
from .response import response_figures
from .run import Run
from .stage import Stage
from .stories import read_log


def kpis(stage: Stage, run: Run) -> KpiTable:
    """
    Return the key figures of a run, computed from the roster's legs and the event log alone.

    Parameters
    ----------
    stage
        What the run was lived on.
    run
        From ``live.simulate``.
    """
    stories, days = read_log(run)
    figures = {
        **stage.still,
        **coverage_figures(stage, run, days),
        **gap_figures(stage, run, days),
        **response_figures(run, stories, relays=stage.settings.relays),
    }
    return KpiTable(
        scenario=run.scenario,
        seed=run.seed,
        replication=run.replication,
        calls=figures[ALL, "calls"].n,
        figures=figures,
    )
