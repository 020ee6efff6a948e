"""
A week lived through: calls come in, crews are sent, drive, handle, return; every step is written down.

``stage.Stage.of(scenario)`` makes a ``scenario.Scenario`` ready once a process; ``live.simulate(stage, seed=,
replication=)`` returns a ``run.Run``; ``figures.kpis(stage, run)`` a ``models.kpi.KpiTable``;
``replicate.replications(scenario, seed=, numbers=, keep=)`` goes through finished ``replicate.Outcome``s, picklable;
``compare.paired(base, other, asked=)`` compares two lists of tables, ``compare.estimates(tables)`` sums one up.
Scenario, Outcome, KpiTable and Comparison can be sent between processes; a Stage cannot.
"""
