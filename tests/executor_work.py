"""Work for the executors' tests: workers must be able to import it."""

import os
import signal
from pathlib import Path

from qinwu.solver.roster.watch import Flag


def squared(shared: int, item: int, stop: Flag) -> int:
    """Return something that shows what it was made from."""
    del stop
    return shared + item * item


def told_apart(shared: int, item: int, stop: Flag) -> tuple[int, int]:
    """Return the item and who did it."""
    del stop, shared
    return item, os.getpid()


def refused(shared: int, item: int, stop: Flag) -> int:
    """Fail for some items."""
    del stop
    if item >= shared:
        raise ValueError(f"item {item}")
    return item


def killed_once(shared: Path, item: int, stop: Flag) -> int:
    """Kill the own process the first time that item 3 is done."""
    del stop
    mark = shared / "killed"
    if item == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def always_killed(shared: int, item: int, stop: Flag) -> int:
    """Kill the own process at item ``shared``."""
    del stop
    if item == shared:
        os.kill(os.getpid(), signal.SIGKILL)
    return item
