"""The log while it is written: entries come as they are known, and are put in order at the end."""

import numpy as np

from .run import NOBODY, Event, EventLog


class Logbook:
    """Collects entries; those of one time keep the order in which they were written."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, int, int, int]] = []

    def note(self, at_ms: int, event: Event, call: int = NOBODY, unit: int = NOBODY, value: int = 0) -> None:
        """Write an entry."""
        self._rows.append((at_ms, event, call, unit, value))

    def closed(self, end_ms: int) -> EventLog:
        """Return the entries up to a time, in order of time."""
        table = np.array(self._rows, dtype=np.int64).reshape(-1, 5)
        table = table[table[:, 0] <= end_ms]
        table = table[np.argsort(table[:, 0], kind="stable")]
        return EventLog(
            at_ms=table[:, 0].copy(),
            event=table[:, 1].astype(np.int8),
            call=table[:, 2].astype(np.int32),
            unit=table[:, 3].astype(np.int32),
            value=table[:, 4].copy(),
        )
