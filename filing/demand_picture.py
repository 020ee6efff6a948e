"""The map of demand: streets and junctions the warmer, the more calls they expect."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..models.demand import Demand, RankedSite, SiteKind
from ..models.text import Lang, Text
from ..road_network.graph import ROAD_CLASSES, RoadNetwork
from ..road_network.part_line import part_line
from ..road_network.picture import INK, ROAD_WIDTHS, Picture, View, circle

GREY = "#d5d2ca"
WARM = ("#f2c14e", "#e8823a", "#c8372d", "#7d1128")
SHARES = (0.8, 0.6, 0.4, 0.2)
"""The calls of a day are cut from the top: the darkest sites hold a fifth of them, and so on; the rest is grey."""
LABELS = 12
SIGNS = {SiteKind.JUNCTION: Text("路口", "J"), SiteKind.SEGMENT: Text("路段", "S")}
RADII = (2.2, 3.0, 4.0, 5.4)


def demand_picture(
    network: RoadNetwork, demand: Demand, ranked: Sequence[RankedSite], *, title: str, lang: Lang
) -> str:
    """Return the map as SVG; the weightiest of the ``ranked`` sites bear their rank and name."""
    a_year = np.array([demand.per_year(n) for n in range(len(demand.sites))])
    level = levels(a_year)
    picture = Picture(view=_view(demand, a_year), title=title, subtitle=_subtitle(demand, a_year, lang), lang=lang)
    junctions = np.array([site.kind is SiteKind.JUNCTION for site in demand.sites])
    segments = np.flatnonzero(~junctions).tolist()
    for shade in range(-1, len(WARM)):
        for kind in range(len(ROAD_CLASSES)):
            lines = [
                part_line(network, demand.sites[n].arcs[0])
                for n in segments
                if level[n] == shade and network.road_class[demand.sites[n].arcs[0]] == kind
            ]
            thick = ROAD_WIDTHS[ROAD_CLASSES[kind]] + (0.8 * (shade + 1))
            picture.lines(lines, colour=WARM[shade] if shade >= 0 else GREY, width=thick)
    for shade, colour in enumerate(WARM):
        chosen = np.flatnonzero(junctions & (level == shade)).tolist()
        points = np.array([[demand.sites[n].lon, demand.sites[n].lat] for n in chosen]).reshape(-1, 2)
        picture.dots(points, radius=RADII[shade], fill=colour)
    for one in sorted(ranked, key=lambda one: -one.per_year)[:LABELS]:
        site = demand.sites[one.site]
        x, y = picture.view.place(np.array([[site.lon, site.lat]]))[0].tolist()
        offsets = ((9, 4), (-9, 4), (0, -8), (0, 18))
        picture.label(
            x,
            y,
            f"{SIGNS[site.kind].in_(lang)}{one.rank} {site.name.in_(lang)}",
            size=12,
            weight=600,
            colour=INK,
            offsets=offsets,
        )
    _legend(picture, a_year, level)
    return picture.text()


def levels(a_year: NDArray[np.float64]) -> NDArray[np.int64]:
    """
    Return the shade of each site: 3 for those that together hold the first fifth of the calls, ... -1 beyond 80 %.

    >>> levels(np.array([5.0, 3.0, 1.0, 1.0])).tolist()
    [3, 1, -1, -1]
    """
    order = np.argsort(-a_year, kind="stable")
    before = np.cumsum(a_year[order]) - a_year[order]
    shade = np.full(len(a_year), -1)
    shade[order] = np.sum(before[:, None] < np.array(SHARES) * a_year.sum() - 1e-9, axis=1) - 1
    return shade


def _view(demand: Demand, a_year: NDArray[np.float64]) -> View:
    """Show the part of the map where nine tenths of the calls are."""
    order = np.argsort(-a_year, kind="stable")
    chosen = order[np.cumsum(a_year[order]) <= 0.9 * a_year.sum()]
    chosen = chosen if len(chosen) else order[:1]
    return View.around(np.array([demand.sites[n].lon for n in chosen]), np.array([demand.sites[n].lat for n in chosen]))


def _subtitle(demand: Demand, a_year: NDArray[np.float64], lang: Lang) -> str:
    exposure = demand.exposure
    return Text(
        f"{exposure.first} 至 {exposure.last}, {exposure.total} 天 {sum(demand.counts)} 起; "
        f"预计每年 {a_year.sum():.0f} 起",
        f"{exposure.first} to {exposure.last}, {sum(demand.counts)} calls in {exposure.total} days; "
        f"{a_year.sum():.0f} a year to expect",
    ).in_(lang)


def _legend(picture: Picture, a_year: NDArray[np.float64], level: NDArray[np.int64]) -> None:
    for shade in reversed(range(len(WARM))):
        least = a_year[level >= shade].min() if (level >= shade).any() else 0.0
        share, sites = 100 * SHARES[shade], int((level >= shade).sum())
        words = Text(
            f"{sites} 处占 {share:.0f}% (每年 ≥ {least:.1f} 起)",
            f"{sites} sites hold {share:.0f} % (≥ {least:.1f} a year)",
        )
        picture.legend_sign(words.in_(picture.lang), circle(15, 0, RADII[shade], fill=WARM[shade]))
