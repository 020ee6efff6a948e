"""What is to happen next: a heap of things to come, in an order that does not depend on who wrote them down first."""

from enum import IntEnum
from heapq import heappop, heappush


class Due(IntEnum):
    """Kinds of things to come; at the same millisecond they happen in this order."""

    CLEAR = 0
    BACK = 1
    LEG = 2
    REST_END = 3
    ARRIVE = 4
    CALL = 5
    RETRY = 6
    REST = 7


class Agenda:
    """Things to come: when, what, whose number, and a ticket that tells whether it still holds."""

    def __init__(self, end_ms: int) -> None:
        self._end, self._heap = end_ms, list[tuple[int, int, int, int]]()

    def add(self, at_ms: int, due: Due, number: int, ticket: int = 0) -> None:
        """Note something; what lies after the end is forgotten."""
        if at_ms <= self._end:
            heappush(self._heap, (at_ms, due, number, ticket))

    def next(self) -> tuple[int, Due, int, int] | None:
        """Take the next thing out, None if there is none."""
        if not self._heap:
            return None
        at_ms, due, number, ticket = heappop(self._heap)
        return at_ms, Due(due), number, ticket
