"""Two hands: parts of a plan improved side by side, with the same answer for any number of processes."""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Protocol

from ..roster.watch import Flag, Watch
from .case import Case, Part, Plan
from .relax import Column

Task = tuple[Plan, tuple[Part, ...]]

_here: dict[str, tuple[Case, Sequence[Column], Flag]] = {}
"""What a worker process works on: set once, when it starts."""


class Hands(Protocol):
    """Whoever improves parts of plans."""

    def __call__(self, tasks: Sequence[Task]) -> list[Plan]:
        """Improve each task's parts one after another; returns the plans in order."""


@contextmanager
def hands(case: Case, pool: Sequence[Column], *, workers: int, watch: Watch) -> Iterator[Hands]:
    """Give hands that work in ``workers`` processes (1: in this one)."""
    if workers == 1:
        yield lambda tasks: [_work(case, pool, watch.stop, task) for task in tasks]
        return
    context = multiprocessing.get_context("spawn")
    flag = context.Event()
    with ProcessPoolExecutor(workers, context, _start, (case, pool, flag)) as executor:

        def side_by_side(tasks: Sequence[Task]) -> list[Plan]:
            futures = [executor.submit(_work_here, task) for task in tasks]
            for future in futures:
                while not future.done():
                    watch.wait(future)
                    if watch.stopped:
                        flag.set()
            return [future.result() for future in futures]

        yield side_by_side


def _start(case: Case, pool: Sequence[Column], flag: Flag) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here["work"] = (case, pool, flag)


def _work_here(task: Task) -> Plan:
    return _work(*_here["work"], task)


def _work(case: Case, pool: Sequence[Column], flag: Flag, task: Task) -> Plan:
    plan, parts = task
    for part in parts:
        if flag.is_set():
            break
        plan = case.improve(plan, part, pool, flag.is_set)
    return plan
