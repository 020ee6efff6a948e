"""What the neighbours of a site say: calls nearby and along its street against what their class expects."""

from collections import defaultdict

import numpy as np
import scipy
from numpy.typing import NDArray

from .ground import Ground

Floats = NDArray[np.float64]

REACHES_M = (100.0, 300.0, 900.0)
"""Widths of the bells, one standard deviation: the crossing, the quarter, the district."""
CELLS_A_REACH = 4
MOST_CELLS = 3_000
CUT = 4.0
NEARBY_DOUBT = 1.0
"""Calls that are added to both sides of each ratio, so that few calls say little."""
STREET_DOUBT = 3.0


def hints(counts: Floats, base: Floats, ground: Ground) -> Floats:
    """
    Return the logarithms of the ratios, shape (s, 4): three reaches, then the street; 0 says "like its class".

    A site's own calls never count in its own hints, so hints may be weighed by how well they foretell those calls.

    Parameters
    ----------
    counts, base
        Shape (s,): recorded calls, and those that the class of each site expects.
    ground
        The sites.
    """
    around = [_ratio(counts, base, ground, reach) for reach in REACHES_M]
    return np.column_stack([*around, _street_ratio(counts, base, ground)])


def bell_sums(values: Floats, ground: Ground, reach: float) -> Floats:
    """
    Return for each site the sum of the others' values under a bell (Gauss) of width ``reach`` metres.

    Values are laid on squares of a quarter of the reach; larger where the map is very wide.
    """
    wide = max(float(np.ptp(ground.x)), float(np.ptp(ground.y)), 1.0)
    square = max(reach / CELLS_A_REACH, wide / MOST_CELLS)
    column = ((ground.x - ground.x.min()) / square).astype(np.int64)
    row = ((ground.y - ground.y.min()) / square).astype(np.int64)
    grid = np.zeros((row.max() + 1, column.max() + 1))
    np.add.at(grid, (row, column), values)
    sigma = reach / square
    peak = 1.0 / np.exp(-(np.arange(-int(CUT * sigma + 0.5), int(CUT * sigma + 0.5) + 1) ** 2) / (2 * sigma**2)).sum()
    spread = scipy.ndimage.gaussian_filter(grid, sigma, mode="constant", truncate=CUT) / peak**2
    sums: Floats = np.maximum(spread[row, column] - values, 0.0)
    return sums


def _ratio(counts: Floats, base: Floats, ground: Ground, reach: float) -> Floats:
    recorded, expected = bell_sums(counts, ground, reach), bell_sums(base, ground, reach)
    ratio: Floats = np.log((recorded + NEARBY_DOUBT) / (expected + NEARBY_DOUBT))
    return ratio


def _street_ratio(counts: Floats, base: Floats, ground: Ground) -> Floats:
    """Return the mean, over the streets of a site, of the logarithm of recorded to expected calls elsewhere on it."""
    recorded: dict[int, float] = defaultdict(float)
    expected: dict[int, float] = defaultdict(float)
    for streets, n, mu in zip(ground.streets, counts.tolist(), base.tolist(), strict=True):
        for street in streets:
            recorded[street] += n
            expected[street] += mu
    found = np.zeros(ground.sites)
    for site, streets in enumerate(ground.streets):
        if streets:
            n, mu = counts[site], base[site]
            logs = [
                np.log((recorded[street] - n + STREET_DOUBT) / (max(expected[street] - mu, 0.0) + STREET_DOUBT))
                for street in streets
            ]
            found[site] = sum(logs) / len(logs)
    return found
