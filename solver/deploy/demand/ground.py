"""The ground on which calls fall: sites as plain arrays, road network or not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """
    What the estimate knows of s sites.

    Parameters
    ----------
    x, y
        Shape (s,), metres.
    size
        Shape (s,): what a site's calls are proportional to, if all else is equal: 1 for a junction, kilometres for a
        segment.
    kind
        Shape (s,): sites whose ``size`` has one unit have one number.
    group
        Shape (s,): sites of one kind and road class; a group belongs to one kind.
    streets
        The named streets of each site, as numbers.
    """

    x: Floats
    y: Floats
    size: Floats
    kind: NDArray[np.int64]
    group: NDArray[np.int64]
    streets: Sequence[tuple[int, ...]]

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.x)
