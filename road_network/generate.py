"""Generate a fictional Chinese city of any size, from a county town to a metropolis."""

from math import log10

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from .build import build
from .city_blocks import LOCAL, NAMELESS, cut
from .city_core import draw_core
from .city_map import Plan, to_draft
from .city_names import stems
from .city_outskirts import draw_outskirts
from .city_streets import Ints, Streets, join
from .graph import RoadNetwork

FEWEST, MOST = 150, 2_000_000
RURAL_SHARE = 0.2
JUNCTIONS_A_CELL = 46


def generate_city(*, nodes: int = 700, seed: int = 0, lon: float = 112.75, lat: float = 37.69) -> RoadNetwork:
    """
    Generate the roads of a fictional city.

    A bent lattice of arterials with a ring road (several in a large city) and a river with few bridges; blocks
    between them, smaller towards the centre, cut by collectors, local streets and dead ends; highways that lead to
    townships, and county roads between those. Strongly connected.

    Parameters
    ----------
    nodes
        Junctions wanted, 150 to 2,000,000; the result is within 10 % of it.
    seed
        Same seed, same city.
    lon, lat
        The centre, degrees.

    Raises
    ------
    InputError
        If ``nodes`` is out of its range.
    """
    if not FEWEST <= nodes <= MOST:
        raise InputError(f"a generated city has {FEWEST} to {MOST:,} nodes, got {nodes}")
    rng = np.random.default_rng(seed)
    draft = to_draft(_drawn(nodes, rng), rng, lon=lon, lat=lat)
    network, _ = build(draft, source=f"generated:{nodes}:{seed}", sha256="")
    return network


def _drawn(nodes: int, rng: np.random.Generator) -> Plan:
    """Draw the plan: core, outskirts, then the streets within their blocks."""
    streets, names = Streets(), stems(rng)
    wanted = round(nodes * _drawn_for_one(nodes))
    rural = round(wanted * RURAL_SHARE)
    cells = max(5, round(((wanted - rural) / JUNCTIONS_A_CELL) ** 0.5))
    core = draw_core(streets, cells=cells, rng=rng, stem=lambda: next(names))
    outside = draw_outskirts(streets, core, junctions=rural, rng=rng, labels=core.labels)
    cut(streets, join([core.blocks, outside]), junctions=wanted, rng=rng)
    label, own = streets.name, streets.name < 0
    endings = _endings(streets, rng)
    named = np.flatnonzero(own & (label != NAMELESS))
    label[named] = len(core.labels) + np.arange(len(named))
    label[own & (label == NAMELESS)] = -1
    edges = streets.edges()
    return Plan(
        xy=streets.xy,
        edges=edges,
        kind=streets.kind,
        label=label,
        labels=[*core.labels, *(next(names) + endings[piece] for piece in named.tolist())],
        bridge=np.isin(edges.piece, core.bridges),
        half=float(np.abs(core.xy).max()),
    )


def _drawn_for_one(nodes: int) -> float:
    """Return the junctions to draw for each one that is left when near ones have become one crossing (measured)."""
    return min(1.14, 1.03 + 0.15 * max(0.0, log10(nodes / 300)))


def _endings(streets: Streets, rng: np.random.Generator) -> NDArray[np.str_]:
    """Return what each piece is called by its course: 街 leads east and west, 路 north and south, 巷 is small."""
    xy, ends = streets.xy, streets.ends
    course = np.abs(xy[ends[:, 1]] - xy[ends[:, 0]])
    length: Ints = np.hypot(*course.T).astype(np.int64)
    plain = np.where(course[:, 0] > course[:, 1], "街", "路")
    small = (streets.kind == LOCAL) & (length < 330) & (rng.random(len(ends)) < 0.5)
    return np.where(small, "巷", plain)
