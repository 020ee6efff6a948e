"""The progress bar of a search, on stderr."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ..models.text import Lang, Text
from ..solver.roster.watch import Progress as Step
from ..solver.roster.watch import Watch


@contextmanager
def bar(what: Text, lang: Lang) -> Iterator[Watch]:
    """Show how much is done, and the gap of that where it is known."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[gap]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what.in_(lang), total=None, gap="")

        def tell(step: Step) -> None:
            gap = "" if step.gap is None else Text("差距", "gap").in_(lang) + f" {step.gap:.3%}"
            shown.update(task, description=step.stage.in_(lang), completed=step.done, total=step.blocks, gap=gap)

        yield Watch(tell=tell)
