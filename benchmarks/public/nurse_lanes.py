"""Futures relaxed side by side: the same answer for any number of processes."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from qinwu.solver.roster.watch import Flag

from .nurse_ahead import Hands, Judged, Lane, relaxed

CONTEXT = multiprocessing.get_context("spawn")
_here: dict[str, Flag] = {}
"""The flag that stops a worker process: set once, when it starts."""


@contextmanager
def lanes(stop: Flag, *, workers: int) -> Iterator[Hands]:
    """Give hands that relax lanes in ``workers`` processes (1: in this one) until ``stop``, a flag of ``CONTEXT``."""
    if workers == 1:
        yield lambda tasks: [relaxed(task, stop) for task in tasks]
        return
    with ProcessPoolExecutor(workers, CONTEXT, _start, (stop,)) as executor:

        def side_by_side(tasks: Sequence[Lane]) -> list[Judged]:
            return list(executor.map(_relaxed, tasks))

        yield side_by_side


def _start(stop: Flag) -> None:
    _here["stop"] = stop


def _relaxed(lane: Lane) -> Judged:
    return relaxed(lane, _here["stop"])
