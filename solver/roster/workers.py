"""Parts of a problem solved by processes: the answers come in the order of the parts, however many work."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Event
from typing import TypeVar

from .watch import Watch

Part = TypeVar("Part")
Answer = TypeVar("Answer")


def answers(
    task: Callable[[Part, Watch], Answer], parts: Sequence[Part], *, workers: int, watch: Watch
) -> Iterator[Answer]:
    """
    Give the answer to every part, in order.

    Parameters
    ----------
    task
        Works on one part until it is done or the watch says stop. Must be importable by another process.
    parts
        What to work on.
    workers
        Processes; 0 takes one a core. With one, or one part, everything happens here.
    watch
        Whoever waits stays open to Ctrl-C; the workers do not hear it and are told to stop.
    """
    workers = min(workers or os.cpu_count() or 1, len(parts))
    if workers <= 1:
        for part in parts:
            yield task(part, watch)
        return
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_enter, initargs=(stop,)) as pool:
        futures = [pool.submit(_in_worker, task, part) for part in parts]
        try:
            for future in futures:
                while not future.done():
                    if watch.stopped:
                        stop.set()
                    watch.wait(future)
                yield future.result()
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


_STOP: dict[str, Event] = {}


def _enter(stop: Event) -> None:
    """Prepare a worker: only the parent hears Ctrl-C, and tells by ``stop``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _STOP["stop"] = stop


def _in_worker(task: Callable[[Part, Watch], Answer], part: Part) -> Answer:
    return task(part, Watch(stop=_STOP["stop"]))
