"""The relaxation by column generation, and the bound that each pricing proves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .automaton import Automata
from .master import Master, Rows, Vector
from .person import Pattern, Person
from .problem import Horizon


def persons_of(horizon: Horizon) -> list[Person]:
    """Compile everyone's rules."""
    automata = Automata(horizon.days, horizon.templates)
    return [Person(member.terms, automata, horizon.days, horizon.templates) for member in horizon.members]


def earnings(horizon: Horizon, duals: Vector) -> list[NDArray[np.float64]]:
    """Return what each team's members pay for an action at the cover duals: shape (days, templates + 1) a team."""
    found = []
    for roles in horizon.teams:
        prices = np.zeros((horizon.days, horizon.templates + 1))
        prices[:, 1:] = -duals[:, :, list(roles)].max(axis=2)
        found.append(prices)
    return found


def cover_part(horizon: Horizon, duals: Vector) -> float:
    """Return Σ over cover rows of the least of price(n) + dual x n."""
    number = np.arange(horizon.most + 1)
    return float((horizon.prices + duals[..., None] * number).min(axis=-1).sum())
