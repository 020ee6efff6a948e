"""What ``whatif`` and ``sweep`` share: options, executors, the progress bar, Ctrl-C, and the files they write."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..filing.atomic import make_ready
from ..filing.plain_table import csv_bytes
from ..filing.plan_files import plan_folder
from ..filing.read_roster import read_roster
from ..models.city import City
from ..models.finding import Severity
from ..models.text import Lang, Text
from ..models.week import Week
from ..scenarios.cluster import Cluster
from ..scenarios.executor import Executor, Processes, Serial
from ..scenarios.overlay.read import Overlaid
from ..scenarios.whatif.effects import Effects
from ..scenarios.whatif.inputs import Inputs, read_inputs
from ..scenarios.whatif.plan import Narrate, Recipe
from ..scenarios.whatif.run import Wanted, plan_study, study_of
from ..scenarios.whatif.study import Study
from ..scenarios.whatif.tables import main_table
from ..solver.roster.engine import Settings
from .common import local_now, show_findings, talk
from .on_duty import planned_walks

Command = Callable[..., Any]

STUDY_OPTIONS = (
    click.option("--week", "week_text", required=True, help="Week, as 2026-W48."),
    click.option(
        "--replications",
        default=30,
        show_default=True,
        type=click.IntRange(2, 10_000),
        help="How often each scenario lives through the week.",
    ),
    click.option("--seed", default=0, show_default=True, help="Same seed, same calls, same report."),
    click.option("--workers", default=0, show_default=True, help="Processes; 0 takes one a core, 1 none."),
    click.option("--cluster", help="Scheduler of a Dask cluster, as tcp://head:8786, instead of processes."),
    click.option("--no-deploy", is_flag=True, help="Keep the tables' needs: no deployment from calls and flow."),
    click.option("--out", type=click.Path(path_type=Path), help="Folder of the report.  [default: DIR/plans/WEEK/...]"),
)


def study_options(command: Command) -> Command:
    """Give a command the options of a study."""
    for option in reversed(STUDY_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of a study as they were given."""

    week: Week
    replications: int
    seed: int
    workers: int
    cluster: str | None
    deploy: bool
    out: Path

    @classmethod
    def of(cls, folder: Path, kind: str, options: dict[str, Any]) -> "Asked":
        """Take them from a command's own; ``kind`` names its folder among the week's plans."""
        week = Week.parse(options["week_text"])
        return cls(
            week=week,
            replications=options["replications"],
            seed=options["seed"],
            workers=options["workers"],
            cluster=options["cluster"],
            deploy=not options["no_deploy"],
            out=options["out"] or plan_folder(folder, week) / kind,
        )


def inputs_of(folder: Path, asked: Asked, lang: Lang) -> Inputs:
    """Read the folder, show its warnings, and see that the report can be written."""
    make_ready(asked.out)
    found = read_inputs(folder, asked.week, clock=local_now())
    show_findings((f for f in found.findings if f.severity is Severity.WARN), lang)
    return found


def wanted_of(folder: Path, inputs: Inputs, asked: Asked, tell: Narrate, *, base: Path | None = None) -> Wanted:
    """
    Return what the study is made of; ``base`` is a roster to compare with, instead of a new plan.

    Where nothing is deployed, crews ride the lines that ``qinwu lines`` has written into the folder.
    """
    city: City = inputs.world.city
    deploys, network = asked.deploy and base is None, inputs.world.network
    recipe = Recipe(
        week=asked.week,
        settings=Settings(seed=asked.seed, workers=1),
        known=inputs.known if deploys else None,
        base=read_roster(base, city) if base is not None else None,
        walks=planned_walks(folder, city, network).by_place if not deploys and network is not None else {},
    )
    return Wanted(
        recipe=recipe,
        source=inputs.source,
        profile=inputs.profile,
        rests_on=inputs.rests_on,
        seed=asked.seed,
        count=asked.replications,
        tell=tell,
    )


def executor_of(asked: Asked, stop: threading.Event) -> AbstractContextManager[Executor]:
    """Return where the work is done."""
    if asked.cluster:
        return Cluster(asked.cluster, stop=stop)
    return Serial(stop) if asked.workers == 1 else Processes(asked.workers, stop=stop)


@contextmanager
def watched(lang: Lang) -> Iterator[tuple[threading.Event, Narrate]]:
    """Show a bar on stderr; the first Ctrl-C asks the work to end and keep what is finished, the second breaks off."""
    stop = threading.Event()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(what: Text, done: int, every: int) -> None:
            bar.update(task, description=what.in_(lang), completed=done, total=every)

        def interrupt(_signal: int, _frame: FrameType | None) -> None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            talk(Text("正在停止, 保留已完成的部分 …", "stopping; what is finished is kept …"), lang)
            stop.set()

        before = signal.signal(signal.SIGINT, interrupt)
        try:
            yield stop, tell
        finally:
            signal.signal(signal.SIGINT, before)


def studied(base: Overlaid, scenarios: Sequence[Overlaid], wanted: Wanted, executor: Executor) -> Study:
    """
    Plan and live through a study.

    Raises
    ------
    KeyboardInterrupt
        If it was interrupted before the base was planned: there is nothing to keep.
    """
    planned = plan_study(base, scenarios, wanted, executor)
    if planned is None:
        raise KeyboardInterrupt
    return study_of(planned[0], planned[1], wanted, executor, asked=len(scenarios))


def tables_of(study: Study, effects: Sequence[Effects | None], stem: str, out: Path, lang: Lang) -> dict[Path, bytes]:
    """Return the CSV tables: the key figures of every scenario, and who does what else on which day."""
    figures = [
        (lived.plan.name, *cells)
        for lived, comparison in zip(study.scenarios, study.comparisons, strict=True)
        if comparison is not None
        for cells in main_table(comparison, lang)[1:]
    ]
    people = [
        (lived.plan.name, officer, text.in_(lang))
        for lived, effect in zip(study.scenarios, effects, strict=True)
        if effect is not None
        for officer, text in effect.people
    ]
    name, change = Text("情景", "scenario").in_(lang), Text("变更", "change").in_(lang)
    head = (name, *HEAD.in_(lang).split("|"))
    return {
        out / f"{stem}.csv": csv_bytes(head, figures),
        out / f"{stem}_people.csv": csv_bytes((name, Text("警号", "police number").in_(lang), change), people),
    }


HEAD = Text(
    "指标|基准|情景值|差值|95% 区间|结论|依据",
    "key figure|base|value|difference|95 % interval|verdict|rests on",
)
