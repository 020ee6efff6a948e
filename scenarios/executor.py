"""One door for work that can be shared out: in this process, in processes beside it, or on a Dask cluster."""

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Generic, Protocol, TypeVar

from ..models.text import Text
from ..solver.roster.watch import Flag

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

Work = Callable[[S, T, Flag], R]
"""A function of a module: what all items share, one item, a flag that asks it to end early."""

Tell = Callable[[int, int], None]
"""Told how many items are done, of how many."""

INTERRUPTED = Text("已中断: 只含已完成的部分", "interrupted: holds what was finished")
RESTARTS = 3

SELDOM = 100_000, 20, 100
"""How often a worker looks for cycles of garbage: what items share is large and never garbage (a sixth of the time)."""


def quiet(_done: int, _all: int) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome(Generic[R]):
    """
    The answers in the order of the items, whatever the order in which they came; None where there is none.

    ``broken`` says why some are missing; None if they are all there.
    """

    results: tuple[R | None, ...]
    broken: Text | None = None

    @property
    def whole(self) -> Sequence[R]:
        """All answers that there are, in order."""
        return [result for result in self.results if result is not None]


class Executor(Protocol):
    """
    Shares out work; a context, so that its processes end with it.

    The answers of ``run`` do not depend on which executor gives them, nor on how many workers it has.
    """

    @property
    def workers(self) -> int:
        """How many items it works on at once."""

    def run(self, work: Work[S, T, R], shared: S, items: Sequence[T], *, tell: Tell = quiet) -> Outcome[R]:
        """
        Do ``work(shared, item, stop)`` for every item.

        Raises
        ------
        Exception
            What the work raised, of the first item that raised anything.
        """


@dataclass(slots=True)
class Serial(AbstractContextManager["Serial"]):
    """One item after the other, here."""

    stop: Flag

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind."""

    @property
    def workers(self) -> int:
        """One."""
        return 1

    def run(self, work: Work[S, T, R], shared: S, items: Sequence[T], *, tell: Tell = quiet) -> Outcome[R]:
        """Do the work; the flag is looked at before each item, and an item that it broke off does not count."""
        results: list[R | None] = [None] * len(items)
        for done, item in enumerate(items):
            tell(done, len(items))
            result = None if self.stop.is_set() else work(shared, item, self.stop)
            if self.stop.is_set():
                return Outcome(tuple(results), INTERRUPTED)
            results[done] = result
        tell(len(items), len(items))
        return Outcome(tuple(results))


class Processes(AbstractContextManager["Processes"]):
    """
    Processes on this machine, started afresh (spawn), so that nothing of this one leaks into the answers.

    What items share goes to a file once, and each worker reads it once. A worker that is killed is replaced and its
    items are done again.

    Parameters
    ----------
    workers
        Processes; 0 takes one a core.
    stop
        When it is set no further item is begun; what is finished is kept.
    """

    def __init__(self, workers: int = 0, *, stop: Flag | None = None) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._stop = stop or threading.Event()
        self._context = multiprocessing.get_context("spawn")
        self._told = self._context.Event()
        self._room = TemporaryDirectory(prefix="qinwu-work-")
        self._pool: ProcessPoolExecutor | None = None
        self._runs = 0

    def __exit__(self, *_: object) -> None:
        """End the processes; those that still work are asked to end early."""
        if self._pool is not None:
            self._told.set()
            self._pool.shutdown(cancel_futures=True)
        self._room.cleanup()

    @property
    def workers(self) -> int:
        """The number of processes."""
        return self._workers

    def run(self, work: Work[S, T, R], shared: S, items: Sequence[T], *, tell: Tell = quiet) -> Outcome[R]:
        """Do the work; see ``Executor``."""
        self._runs += 1
        path = Path(self._room.name) / f"{self._runs}.pickle"
        path.write_bytes(pickle.dumps(shared, protocol=pickle.HIGHEST_PROTOCOL))
        results: dict[int, R] = {}
        for _ in range(RESTARTS):
            try:
                self._round(work, path, items, results, tell)
            except BrokenProcessPool:
                self._pool = None
                continue
            broken = None if len(results) == len(items) else INTERRUPTED
            return _outcome(results, len(items), broken)
        text = Text("工作进程屡次被终止 (内存不足?)", "worker processes die again and again (out of memory?)")
        return _outcome(results, len(items), text)

    def _round(self, work: Work[S, T, R], path: Path, items: Sequence[T], results: dict[int, R], tell: Tell) -> None:
        """Submit what is missing and take in the answers until all are there or the flag is set."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=self._context, initializer=_enter, initargs=(self._told,)
            )
        pool = self._pool
        missing = [n for n in range(len(items)) if n not in results]
        futures = {n: pool.submit(_do, work, path, items[n]) for n in missing}
        try:
            take_in(futures, results, lambda: tell(len(results), len(items)), self._stop)
        finally:
            for future in futures.values():
                future.cancel()


def take_in(futures: Mapping[int, Future[R]], results: dict[int, R], tell: Callable[[], None], stop: Flag) -> None:
    """Collect answers as they come, until all are there or the flag is set; the first failure by number is raised."""
    tell()
    open_ = dict(futures)
    while open_ and not stop.is_set():
        wait(open_.values(), timeout=0.2, return_when="FIRST_COMPLETED")
        failed: BaseException | None = None
        for number in [n for n, future in open_.items() if future.done()]:
            future = open_.pop(number)
            error = future.exception()
            if error is None:
                results[number] = future.result()
            else:
                failed = failed or error
        tell()
        if failed is not None:
            raise failed


def _outcome(results: Mapping[int, R], count: int, broken: Text | None) -> Outcome[R]:
    return Outcome(tuple(results.get(n) for n in range(count)), broken)


_WORKER: dict[str, Any] = {}


def _enter(told: Event) -> None:
    """Prepare a worker: only the parent hears Ctrl-C, and tells by the event."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*SELDOM)
    _WORKER["told"] = told


def _do(work: Work[S, T, R], path: Path, item: T) -> R:
    """Do one item in a worker; what items share is read once."""
    if _WORKER.get("path") != path:
        _WORKER["shared"] = pickle.loads(path.read_bytes())  # noqa: S301 - written by the parent
        _WORKER["path"] = path
    return work(_WORKER["shared"], item, _WORKER["told"])
