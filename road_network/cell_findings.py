"""What is wrong with posts and their cells (DOMAIN F08, bad input). Codes D60 to D69."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import scipy

from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from .findings import road_finding
from .graph import Int32, RoadNetwork

if TYPE_CHECKING:
    from .cells import CellPost, Cells

UNPOSTED_SHARE = 0.5


def against_one_ways(network: RoadNetwork, posts: Sequence[CellPost], weight: Int32) -> list[CellPost]:
    """Return the posts that are joined to the main network only by driving against a one-way."""
    usable = weight >= 1
    if usable.all():
        return []
    arcs = (np.ones(int(usable.sum()), dtype=np.int8), (network.tail[usable], network.head[usable]))
    graph = scipy.sparse.coo_array(arcs, shape=(network.nodes, network.nodes))
    main = []
    for kind in ("strong", "weak"):
        _, part = scipy.sparse.csgraph.connected_components(graph, connection=kind)
        main.append(part == np.bincount(part).argmax())
    strong, weak = main
    caught = []
    for post in posts:
        tail, head = network.tail[post.at.arc], network.head[post.at.arc]
        nodes = [tail] if post.at.share == 0 else [head] if post.at.share == 1 else [tail, head]
        if weak[nodes].all() and not strong[nodes].any():
            caught.append(post)
    return caught


def find_faults(cells: Cells, trapped: Sequence[CellPost]) -> Iterator[Finding]:
    """Go through the posts and the cells."""
    yield from _shared_places(cells)
    for post in trapped:
        yield _finding(
            "D62",
            post,
            Text("只能逆行到达或离开", "can be reached or left only against a one-way"),
            Text(
                "本次划分不计单行; 核对单行与封闭", "one-ways were ignored for all cells; check one-ways and closures"
            ),
        )
    for post, metres in zip(cells.posts, cells.metres.tolist(), strict=True):
        if metres <= 0:
            yield _finding(
                "D63",
                post,
                Text("警区单元为 0 米", "its cell has 0 m"),
                Text("移动岗点或并入邻岗", "move the post or merge it with its neighbour"),
            )
    if cells.total_m and cells.unposted_m > UNPOSTED_SHARE * cells.total_m:
        share, cap = cells.unposted_m / cells.total_m, cells.cap_s or 0
        yield road_finding(
            "D64",
            Severity.WARN,
            Text(
                f"{cap / 60:.0f} 分钟半径之外的道路占 {share:.0%}, 未设岗点",
                f"{share:.0%} of the streets lie beyond {cap / 60:.0f} minutes of any post and are un-posted",
            ),
            advice=Text(
                "增设岗点, 加大半径, 或由机动警力巡控", "add posts, widen the radius, or patrol by mobile units"
            ),
        )


def _shared_places(cells: Cells) -> Iterator[Finding]:
    """Report posts that stand on the same spot."""
    network, spots = cells.network, defaultdict(list)
    for post in cells.posts:
        at = post.at
        node = int(network.tail[at.arc]) if at.share == 0 else int(network.head[at.arc]) if at.share == 1 else -1
        spots[(node, 0, 0.0) if node >= 0 else (-1, at.arc, at.share)].append(post)
    for first, *others in spots.values():
        for post in others:
            yield _finding(
                "D61",
                post,
                Text(
                    f"与 {first.name} ({first.post_id}) 在同一位置",
                    f"stands on the spot of {first.name} ({first.post_id})",
                ),
                Text("合并或移动其一", "merge them or move one"),
            )


def _finding(rule: str, post: CellPost, message: Text, advice: Text) -> Finding:
    named = Text(f"{post.name}: {message.zh}", f"{post.name}: {message.en}")
    return road_finding(rule, Severity.WARN, named, where=Where(place=post.post_id), advice=advice)
