"""Merging: adjacent cells that one crew can serve in the time of the band."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from ....models.line import Line
from ....road_network.drives import Drives
from .beat import Beat, merged
from .cell_line import LineBand, plan_line

WHOLE = 1.0 - 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two adjacent cells (positions of their posts) that the crew of ``line`` serves alone; one crew is saved."""

    first: int
    second: int
    line: Line


def find_merges(  # noqa: PLR0913 - the lines of a city and what binds them
    drives: Drives,
    beats: Sequence[Beat],
    lines: Sequence[Line],
    neighbours: Mapping[int, Sequence[int]],
    band: LineBand,
    *,
    groups: Sequence[str] | None = None,
    seed: int = 0,
) -> list[Merge]:
    """
    Return disjoint pairs of adjacent cells whose targets one crew meets, as many as can be.

    Parameters
    ----------
    drives
        The roads.
    beats, lines
        Of each cell, in the order of the posts.
    neighbours
        The cells that touch each cell.
    groups
        The unit that owns each post; only cells of one unit are merged. None: any.
    band, seed
        As for ``plan_line``.

    Returns
    -------
    Merges by their first post. Both lines alone must meet their targets, and so must the merged line: every street as
    often as asked for, hot spots visited, within the band.

    Notes
    -----
    Each pair that may fit is planned; then a maximum matching, among equal ones with most time to spare.
    """
    good = nx.Graph()
    for one in range(len(beats)):
        for other in neighbours.get(one, ()):
            if one < other and (groups is None or groups[one] == groups[other]) and _may_fit(lines[one], lines[other]):
                line = plan_line(drives, merged(beats[one], beats[other]), band, seed=seed)
                if line.needed_min <= line.minutes and not line.left_out and line.on_target >= WHOLE:
                    good.add_edge(one, other, line=line, weight=1 + int(10 * (line.minutes - line.needed_min)))
    pairs = sorted(tuple(sorted(pair)) for pair in nx.max_weight_matching(good, maxcardinality=True))
    return [Merge(first=a, second=b, line=good.edges[a, b]["line"]) for a, b in pairs]


def _may_fit(one: Line, other: Line) -> bool:
    """Whether a merge is worth trying: both lines are whole, and driving both takes no longer than the band."""
    whole = all(line.steps and not line.left_out and line.on_target >= WHOLE for line in (one, other))
    return whole and one.needed_drive_min + other.needed_drive_min <= one.minutes
