"""Small random road networks for tests."""

import numpy as np

from qinwu.road_network.graph import RoadNetwork


def random_network(
    *, seed: int, nodes: int = 40, streets: int = 70, banned: int = 0, side: float = 0.02
) -> RoadNetwork:
    """A random network: some one-ways, some parallel arcs, straight geometry; it may fall apart."""
    rng = np.random.default_rng(seed)
    lon, lat = 112.7 + rng.random(nodes) * side, 37.6 + rng.random(nodes) * side
    ends = rng.integers(0, nodes, (streets, 2))
    ends = ends[ends[:, 0] != ends[:, 1]]
    oneway = rng.random(len(ends)) < 0.25
    tail = np.concatenate([ends[:, 0], ends[~oneway, 1]])
    head = np.concatenate([ends[:, 1], ends[~oneway, 0]])
    twin = np.full(len(tail), -1)
    forward = np.flatnonzero(~oneway)
    twin[forward] = len(ends) + np.arange(len(forward))
    twin[len(ends) :] = forward
    length = np.hypot(lon[tail] - lon[head], lat[tail] - lat[head]) * 1e5 + 1.0
    speed = rng.choice([20.0, 30.0, 50.0], len(ends))
    speed = np.concatenate([speed, speed[forward]])
    network = grow(lon, lat, tail, head, twin, length, speed, signal=rng.random(nodes) < 0.3)
    if not banned:
        return network
    from_arc = rng.integers(0, network.arcs, 20 * banned)
    pairs = [
        (a, b)
        for a in from_arc
        for b in range(network.out_start[network.head[a]], network.out_start[network.head[a] + 1])
        if rng.random() < 0.3
    ]
    return grow(lon, lat, tail, head, twin, length, speed, signal=network.signal, banned=sorted(set(pairs))[:banned])


def grow(lon, lat, tail, head, twin, length, speed, *, signal, banned=()) -> RoadNetwork:
    """Sort the arcs by tail and head and fill in the rest."""
    order = np.lexsort([head, tail])
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    tail, head, length, speed = tail[order], head[order], length[order], speed[order]
    twin = np.where(twin[order] >= 0, place[twin[order]], -1)
    arcs = len(tail)
    return RoadNetwork(
        lon=lon,
        lat=lat,
        node_ref=np.arange(len(lon), dtype=np.int64),
        signal=np.asarray(signal, dtype=bool),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length_m=length.astype(np.float64),
        speed_kmh=speed.astype(np.float64),
        base_ms=np.maximum(1, np.round(length / speed * 3600)).astype(np.int32),
        road_class=(np.arange(arcs) % 9).astype(np.uint8),
        lanes=np.ones(arcs, dtype=np.uint8),
        flags=np.zeros(arcs, dtype=np.uint8),
        name=(np.minimum(tail, head) % 3).astype(np.int32),
        names=("", "迎宾街", "中都路"),
        twin=twin.astype(np.int32),
        geo_start=np.arange(arcs + 1, dtype=np.int64) * 2,
        geo_lon=np.column_stack([lon[tail], lon[head]]).ravel(),
        geo_lat=np.column_stack([lat[tail], lat[head]]).ravel(),
        banned=np.array(banned, dtype=np.int32).reshape(-1, 2),
    )


def grid_network(*, rows: int, columns: int, seed: int = 0, step: float = 0.0012) -> RoadNetwork:
    """A jittered grid with one street in ten missing and one in eight one-way, nodes in Morton order."""
    rng = np.random.default_rng(seed)
    y, x = np.divmod(np.arange(rows * columns), columns)
    code = np.zeros(rows * columns, dtype=np.int64)
    for bit in range(16):
        code |= ((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1)
    rank = np.empty(rows * columns, dtype=np.int64)
    order = np.argsort(code)
    rank[order] = np.arange(rows * columns)
    right = np.flatnonzero(x < columns - 1)
    up = np.flatnonzero(y < rows - 1)
    ends = np.concatenate([np.column_stack([right, right + 1]), np.column_stack([up, up + columns])])
    ends = rank[ends[rng.random(len(ends)) < 0.9]]
    lon = (112.0 + (x + rng.random(len(x)) * 0.6) * step)[order]
    lat = (37.0 + (y + rng.random(len(x)) * 0.6) * step)[order]
    oneway = rng.random(len(ends)) < 0.12
    forward = np.flatnonzero(~oneway)
    tail = np.concatenate([ends[:, 0], ends[forward, 1]])
    head = np.concatenate([ends[:, 1], ends[forward, 0]])
    twin = np.full(len(tail), -1)
    twin[forward] = len(ends) + np.arange(len(forward))
    twin[len(ends) :] = forward
    length = np.hypot((lon[tail] - lon[head]) * 0.8, lat[tail] - lat[head]) * 111_000 + 1.0
    speed = rng.choice([20.0, 30.0, 30.0, 50.0], len(ends))
    speed = np.concatenate([speed, speed[forward]])
    return grow(lon, lat, tail, head, twin, length, speed, signal=rng.random(len(lon)) < 0.2)
