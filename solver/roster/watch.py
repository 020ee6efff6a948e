"""Watching a long search: telling how far it is, and stopping it when the user asks."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any, Protocol

import highspy

from ...models.text import Text


class Flag(Protocol):
    """A flag that can be raised: ``threading.Event``, or that of another process."""

    def is_set(self) -> bool:
        """Whether it is raised."""

    def set(self) -> None:
        """Raise it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the search is: blocks done of all, and the gap of what is done (share of the objective), if known."""

    done: int
    blocks: int
    gap: float | None
    stage: Text


@dataclass(slots=True)
class Watch:
    """
    The line between a search and the one who waits for it.

    ``tell`` is called with each Progress; setting ``stop`` makes the search return the best it has.
    """

    tell: Callable[[Progress], None] = lambda _progress: None
    stop: Flag = field(default_factory=threading.Event)

    @property
    def stopped(self) -> bool:
        """Whether the user wants the search to end."""
        return self.stop.is_set()

    @staticmethod
    def wait(future: Future[Any]) -> None:
        """Wait a moment for an answer of a worker; whoever waits stays open to Ctrl-C."""
        wait([future], timeout=0.2)

    def interrupts(self, solver: highspy.Highs) -> None:
        """Let a running whole-number search end when ``stop`` is set."""
        solver.cbMipInterrupt.subscribe(self._ask)

    def interrupts_relaxation(self, solver: highspy.Highs) -> None:
        """Let a running linear programme end when ``stop`` is set."""
        solver.cbIpmInterrupt.subscribe(self._ask)
        solver.cbSimplexInterrupt.subscribe(self._ask)

    def _ask(self, event: Any) -> None:  # noqa: ANN401 - the library's own untyped event
        if self.stop.is_set():
            event.interrupt()
