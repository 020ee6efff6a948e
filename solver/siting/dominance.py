"""What a covering problem does not need: places that are reached anyway, sites that another one replaces."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .programme import Bools

Numbers = NDArray[np.intp]


def essential(reach: Bools, *, kept: Sequence[int] = (), usable: Bools | None = None) -> tuple[Bools, Numbers]:
    """
    Reduce a covering problem to what decides it.

    A place is left out if a kept site reaches it, or if whoever reaches some other place reaches it too; a site is
    left out if another reaches all that it reaches. What covers the rest covers everything, with as few sites.

    Parameters
    ----------
    reach
        Shape (demand, sites).
    kept
        Sites that stay anyway.
    usable
        Shape (sites,): which may be chosen; all, if not given.

    Returns
    -------
    reach, sites
        The rows and columns that are left, and the numbers of these columns; both may be empty. A row without any
        True can be reached by nobody.

    Notes
    -----
    Toregas and ReVelle (1972). Of the pmed networks' 400 x 400 at the optimal radius 9 x 10 to 185 x 322 are left.
    """
    columns = np.setdiff1d(np.arange(reach.shape[1]) if usable is None else np.flatnonzero(usable), list(kept))
    left = reach[~reach[:, list(kept)].any(axis=1)][:, columns]
    while True:
        shape = left.shape
        left = left[_least(left)]
        useful = _least(~left.T) if left.size else np.zeros(len(columns), dtype=bool)
        left, columns = left[:, useful], columns[useful]
        if left.shape == shape:
            return left, columns


def _least(rows: Bools) -> Bools:
    """Return which rows contain no other row; of equal ones the first counts as contained in the later."""
    ones = rows.astype(np.float32)
    within = (ones @ ones.T) == ones.sum(axis=1)[:, None]
    equal = within & within.T
    inner = within & ~equal
    found: Bools = ~(inner.any(axis=0) | np.tril(equal, -1).any(axis=1))
    return found


def undominated(reach: Bools) -> Bools:
    """Return which sites no other replaces, shape (sites,): each other reaches no more than one of these does."""
    return _least(~reach.T)
