"""What the days after a horizon are worth: a price of every state and total in which a roster may end."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .counters import Counter


@dataclass(frozen=True, slots=True, eq=False)
class Later:
    """
    The days to come of one person.

    Parameters
    ----------
    worth
        Shape (Q, C): what the days to come cost from each state and number of the priced counters; inf where they
        cannot be lawful.
    counters
        All counters; the priced ones are the digits of the number, in their order.
    """

    worth: NDArray[np.float64]
    counters: Sequence[Counter]

    def charge(self, pattern: NDArray[np.int8], weekends: int, state: int) -> float:
        """Return what the totals of a roster that ends in ``state`` cost by now and later, inf if it is unlawful."""
        number, paid = 0, 0.0
        for counter in self.counters:
            if counter.limit_only:
                paid += counter.charge(pattern, weekends)
                continue
            value, last = counter.value(pattern, weekends), len(counter.price) - 1
            over = max(0, value - last)
            paid += over * counter.tail if over else 0.0
            number = number * (last + 1) + min(value, last)
        return float(self.worth[state, number]) + paid
