"""The same work on a Dask cluster that somebody has started: ``--cluster tcp://head:8786``."""

import pickle
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from .. import __version__
from ..models.errors import InputError
from ..models.text import Text
from ..solver.roster.watch import Flag
from .executor import INTERRUPTED, Outcome, Tell, Work, quiet

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

RETRIES = 3
"""How often an item is done again whose worker died."""

PATIENCE_S = 20.0
"""How long a cluster without any worker is waited for."""

LOST = Text(
    "集群中途断开: 只含已完成的部分; 请检查调度器和工作节点后重新运行",
    "the cluster went away in mid-run: holds what was finished; look after scheduler and workers and run it again",
)


class Cluster(AbstractContextManager["Cluster"]):
    """
    The workers of a Dask cluster; each needs this version of qinwu.

    Answers come in the order of the items. An item whose worker dies is done again by another one; what items share
    travels with the graph, so that it can be made again as well.

    Parameters
    ----------
    address
        Of the scheduler, as ``tcp://head:8786``.
    stop
        When it is set no further item is begun; what is finished is kept.
    patience_s
        Seconds without any worker after which the cluster is given up.

    Raises
    ------
    InputError
        If dask is not installed, nobody answers at the address, or a worker has another version of qinwu.
    """

    def __init__(self, address: str, *, stop: Flag | None = None, patience_s: float = PATIENCE_S) -> None:
        self._stop = stop or threading.Event()
        self._patience = patience_s
        try:
            import distributed  # noqa: PLC0415 - an extra
        except ImportError:
            text = Text(
                "--cluster 需要 dask: pip install 'qinwu[cluster]'",
                "--cluster needs dask: pip install 'qinwu[cluster]'",
            )
            raise InputError(text) from None
        try:
            dask: Any = distributed
            self._killed: type[Exception] = dask.KilledWorker
            self._client: Any = dask.Client(address, timeout=10, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            text = Text(f"连接不上集群 {address}: {error}", f"no cluster answers at {address}: {error}")
            raise InputError(text) from None
        self._refuse_strangers(address)

    def _refuse_strangers(self, address: str) -> None:
        found: dict[str, str] = self._client.run(_version)
        others = sorted({f"{worker} ({version})" for worker, version in found.items() if version != __version__})
        if others or not found:
            self._client.close()
            listed = ", ".join(others)
            raise InputError(
                Text(f"集群节点的 qinwu 须为 {__version__}: {listed}", f"workers need qinwu {__version__}: {listed}")
                if others
                else Text(f"集群 {address} 没有工作节点", f"the cluster {address} has no worker")
            )

    def __exit__(self, *_: object) -> None:
        """Leave the cluster; it goes on without us."""
        self._client.close(timeout=2)

    @property
    def workers(self) -> int:
        """Threads of all workers."""
        known: dict[str, int] = self._client.nthreads()
        return sum(known.values())

    def run(self, work: Work[S, T, R], shared: S, items: Sequence[T], *, tell: Tell = quiet) -> Outcome[R]:
        """Do the work; see ``Executor``."""
        payload = self._client.submit(_Payload(pickle.dumps(shared, protocol=pickle.HIGHEST_PROTOCOL)), pure=False)
        futures = [self._client.submit(_do, work, payload, item, pure=False, retries=RETRIES) for item in items]
        results: list[R | None] = [None] * len(items)
        try:
            broken = self._take_in(futures, results, tell)
        finally:
            if self._client.status == "running":
                self._client.cancel([payload, *futures], force=True)
        return Outcome(tuple(results), broken)

    def _take_in(self, futures: Sequence[Any], results: list[R | None], tell: Tell) -> Text | None:
        """Collect answers as they come; say why if some are missing."""
        waiting, news = dict(enumerate(futures)), threading.Event()
        for future in futures:
            future.add_done_callback(lambda _future: news.set())
        alone_since: float | None = None
        while waiting:
            tell(len(futures) - len(waiting), len(futures))
            if self._stop.is_set():
                return INTERRUPTED
            if self._client.status != "running":
                return LOST
            alone_since = self._alone(alone_since)
            if alone_since is not None and time.monotonic() - alone_since > self._patience:
                return LOST
            news.wait(0.2)
            news.clear()
            for number in [n for n, future in waiting.items() if future.done()]:
                future = waiting.pop(number)
                if future.cancelled():
                    return LOST
                if future.status == "error" and isinstance(future.exception(), self._killed):
                    return LOST
                results[number] = future.result()
        tell(len(futures), len(futures))
        return None

    def _alone(self, since: float | None) -> float | None:
        """Return since when no worker is there; None while there is one."""
        if self._client.scheduler_info(n_workers=-1)["workers"]:
            return None
        return time.monotonic() if since is None else since


class _Payload:
    """What items share, on its way: a task that any worker can do again if the one that did it dies."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __call__(self) -> Any:  # noqa: ANN401 - whatever was put in
        return pickle.loads(self.data)  # noqa: S301 - our own bytes


def _version() -> str:
    return __version__


def _do(work: Work[S, T, R], shared: S, item: T) -> R:
    return work(shared, item, threading.Event())
