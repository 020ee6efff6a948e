"""Calls that nobody can be sent to: they wait by urgency, then by age."""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice

from ...models.crew import Patterns
from ...models.incident import Priority
from ...solver.dispatch.call import Call
from ...solver.dispatch.multi import BY_NUMBER
from ...solver.dispatch.reasons import Reason

LOOK = 4
"""So many calls of one kind are offered to a crew that is free again; the others of the kind would not do either."""

Kind = tuple[Priority, Patterns, frozenset[str], bool, str]


class Waiting:
    """
    The queue: one line for each kind of call, so that a long queue is not searched from end to end.

    Calls are of one kind if the same crews may be sent to them, but for a post's own cell.
    """

    def __init__(self) -> None:
        self._lines: dict[Kind, deque[tuple[int, int, Call]]] = {}
        self._kinds: dict[int, Kind] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, number: int) -> bool:
        return number in self._kinds

    def add(self, number: int, at_ms: int, call: Call) -> None:
        """Put a call at the end of its line, or, if it waited before, at its place by age."""
        kind = (call.urgency, call.crew, call.skills, call.posts_held, call.brigade)
        line = self._lines.setdefault(kind, deque())
        self._kinds[number] = kind
        entry = (at_ms, number, call)
        if line and line[-1][:2] > entry[:2]:
            self._lines[kind] = deque(sorted([*line, entry], key=lambda one: one[:2]))
        else:
            line.append(entry)
        self._count += 1

    def offers(self, against: Callable[[Call], Reason | None]) -> Iterator[int]:
        """
        Go through the calls that a crew might be sent to, the most urgent and oldest first, one of each kind.

        ``against`` says why it cannot; only a post that it holds speaks against some calls of a kind and not others.
        """
        found = []
        for kind, line in self._lines.items():
            for at_ms, number, call in islice(line, LOOK):
                reason = against(call)
                if reason is None or reason in BY_NUMBER:
                    found.append((kind[0], at_ms, number))
                if reason is not Reason.POST_HELD:
                    break
        yield from (number for _, _, number in sorted(found))

    def take(self, number: int) -> None:
        """Take a call out of the queue; KeyError if it does not wait."""
        kind = self._kinds.pop(number)
        line = self._lines[kind]
        del line[next(i for i, entry in enumerate(line) if entry[1] == number)]
        self._count -= 1
        if not line:
            del self._lines[kind]
