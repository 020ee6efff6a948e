"""Building: whatever the table, what comes out is connected, ordered, paired, and nothing is lost unsaid."""

import networkx as nx
import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qinwu.road_network.build import build
from qinwu.road_network.edge_table import to_draft
from qinwu.road_network.text_table import TextTable, check_table

STREET = st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["yes", "no", ""]), st.sampled_from("123"))


def table(streets):
    """Return a table of eight nodes on a bent line; every street that is not one-way stands in both directions."""
    rows = [(u, v, oneway, osmid) for u, v, oneway, osmid in streets]
    rows += [(v, u, oneway, osmid) for u, v, oneway, osmid in streets if oneway != "yes"]
    return TextTable(
        form="CSV",
        node_file="nodes",
        edge_file="edges",
        nodes={
            "node": [str(100 + n) for n in range(8)],
            "lon": [f"{112.7 + 0.01 * n}" for n in range(8)],
            "lat": [f"{37.6 + 0.001 * n * n}" for n in range(8)],
        },
        edges={
            "u": [str(100 + row[0]) for row in rows],
            "v": [str(100 + row[1]) for row in rows],
            "oneway": [row[2] for row in rows],
            "osmid": [row[3] for row in rows],
            "highway": ["residential"] * len(rows),
        },
    )


@settings(max_examples=200)
@given(streets=st.lists(STREET, min_size=1, max_size=14))
def test_the_largest_connected_part_is_kept_whole(streets):
    text = table(streets)
    draft = to_draft(check_table(text), service=False)
    real = [(u, v) for u, v in zip(text.edges["u"], text.edges["v"], strict=True) if u != v]  # loops have no length
    assume(real)
    graph = nx.MultiDiGraph(real)
    parts = [set(part) for part in nx.strongly_connected_components(graph)]
    largest = max(map(len, parts))
    assume(largest > 1)
    network, health = build(draft, source="x", sha256="")
    kept = {str(ref) for ref in network.node_ref.tolist()}
    assert kept in parts
    assert len(kept) == largest
    inside = [(u, v) for u, v in real if u in kept and v in kept]
    ref = network.node_ref
    arcs = zip(ref[network.tail].tolist(), ref[network.head].tolist(), strict=True)
    assert sorted((str(u), str(v)) for u, v in arcs) == sorted(inside)
    assert health.arcs + health.dropped.arcs == len(real)
    assert health.nodes + health.dropped.nodes == len(graph)
    assert health.dropped.parts == len(parts) - 1


@settings(max_examples=100)
@given(streets=st.lists(STREET, min_size=3, max_size=14))
def test_twins_are_two_directions_of_one_street(streets):
    draft = to_draft(check_table(table(streets)), service=False)
    twin = draft.twin
    paired = np.flatnonzero(twin >= 0)
    assert (twin[twin[paired]] == paired).all()
    assert (twin[paired] != paired).all()
    assert (draft.tail[twin[paired]] == draft.head[paired]).all()
    two_way = sum(oneway != "yes" for *_, oneway, _ in streets)
    assert len(paired) == 2 * two_way
