"""OpenStreetMap files written by hand: each tag does what it says."""

import numpy as np
import pytest
from osm_files import CROSS, SQUARE, osm

from qinwu.models.errors import InputError
from qinwu.models.place import RoadClass
from qinwu.road_network.graph import BRIDGE, ROAD_CLASSES, ROUNDABOUT, SERVICE, TOLL, TUNNEL
from qinwu.road_network.read import read_roads


@pytest.fixture
def read(tmp_path):
    def get(ways, *, service=False, **more):
        file = tmp_path / "roads.osm"
        file.write_text(osm(ways, **more), encoding="utf-8")
        return read_roads(file, service=service, cache=False)

    return get


def arcs(network):
    """Return the arcs as pairs of node ids."""
    ref = network.node_ref.tolist()
    return sorted((ref[u], ref[v]) for u, v in zip(network.tail, network.head, strict=True))


def arc(network, u, v):
    """Return the arc from node u to node v."""
    ref = network.node_ref.tolist()
    return next(a for a in range(network.arcs) if (ref[network.tail[a]], ref[network.head[a]]) == (u, v))


def test_ways_are_split_where_they_meet_and_joined_where_nothing_changes(read):
    """Nodes 1 and 3 join two alike ways each and go; 2 and 4 are crossings; node 9 on the diagonal only bends it."""
    network, _ = read({**SQUARE, 20: ([2, 9, 4], {"name": "迎宾路"})})
    assert arcs(network) == [(2, 4), (2, 4), (2, 4), (4, 2), (4, 2), (4, 2)]
    named = next(a for a in range(network.arcs) if network.street(a) == "迎宾路")
    assert len(network.polyline(named)) == 3
    assert (network.twin >= 0).all()


def test_a_signal_on_the_way_stays_a_node(read):
    network, health = read({**SQUARE, 20: ([2, 9, 4], {})}, signals=[9, 2])
    assert 9 in network.node_ref
    assert sorted(network.node_ref[network.signal].tolist()) == [2, 9]
    assert health.signals == 2


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        ({}, {(2, 4), (4, 2)}),
        ({"oneway": "yes"}, {(2, 4)}),
        ({"oneway": "-1"}, {(4, 2)}),
        ({"junction": "roundabout"}, {(2, 4)}),
        ({"highway": "motorway"}, {(2, 4)}),
        ({"highway": "motorway", "oneway": "no"}, {(2, 4), (4, 2)}),
        ({"highway": "motorway_link"}, {(2, 4), (4, 2)}),
    ],
)
def test_direction(read, tags, kept):
    network, _ = read({**SQUARE, 20: ([2, 9, 4], {"name": "斜街", **tags})})
    ref = network.node_ref
    named = [a for a in range(network.arcs) if network.street(a) == "斜街"]
    assert {(int(ref[network.tail[a]]), int(ref[network.head[a]])) for a in named} == kept
    assert all((network.twin[a] >= 0) == (len(kept) == 2) for a in named)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"highway": "construction"},
        {"highway": "service"},
        {"access": "private"},
        {"motor_vehicle": "no"},
        {"access": "yes", "motorcar": "no"},
        {"area": "yes"},
        {"route": "ferry"},
    ],
)
def test_ways_that_are_no_roads_for_cars_are_left_out_and_counted(read, tags):
    network, health = read({**SQUARE, 20: ([2, 9, 4], {"name": "斜街", **tags})})
    assert "斜街" not in network.names
    assert sum(health.left_out.values()) == 1


@pytest.mark.parametrize("tags", [{"access": "private", "motor_vehicle": "yes"}, {"access": "destination"}])
def test_the_closer_word_on_access_wins(read, tags):
    network, _ = read({**SQUARE, 20: ([2, 9, 4], {"name": "斜街", **tags})})
    assert "斜街" in network.names


def test_service_roads_come_by_option_but_never_parking_aisles(read):
    ways = {
        **SQUARE,
        20: ([2, 9], {"highway": "service", "name": "后院"}),
        21: ([9, 4], {"highway": "service", "service": "parking_aisle", "name": "车位"}),
    }
    network, _ = read(ways, service=True)
    assert "后院" in network.names
    assert "车位" not in network.names
    assert network.flags[arc(network, 2, 9)] & SERVICE


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "motorway", "ref": "G5"}, RoadClass.MOTORWAY),
        ({"highway": "trunk"}, RoadClass.EXPRESSWAY),
        ({"highway": "trunk", "ref": "G108"}, RoadClass.NATIONAL),
        ({"highway": "primary", "ref": "S216;X301"}, RoadClass.PROVINCIAL),
        ({"highway": "tertiary", "name": "榆太县道"}, RoadClass.COUNTY),
        ({"highway": "unclassified", "ref": "Y012"}, RoadClass.TOWNSHIP),
        ({"highway": "primary"}, RoadClass.ARTERIAL),
        ({"highway": "secondary_link"}, RoadClass.COLLECTOR),
        ({"highway": "living_street"}, RoadClass.LOCAL),
        ({"highway": "primary", "ref": "SP-150"}, RoadClass.ARTERIAL),
    ],
)
def test_class(read, tags, kind):
    network, _ = read({**SQUARE, 20: ([2, 9, 4], {"oneway": "no", **tags})})
    assert kind in {ROAD_CLASSES[one] for one in network.road_class}


@pytest.mark.parametrize(
    ("tags", "speeds", "given"),
    [
        ({"maxspeed": "60"}, (60, 60), True),
        ({"maxspeed": "30 mph"}, (48.28032, 48.28032), True),
        ({"maxspeed": "none"}, (120, 120), True),
        ({"maxspeed": "walk"}, (7, 7), True),
        ({"maxspeed": "CN:urban"}, (50, 50), True),
        ({"maxspeed": "fast"}, (25, 25), False),
        ({"maxspeed": "0"}, (25, 25), False),
        ({"maxspeed": "40", "maxspeed:backward": "20"}, (40, 20), True),
    ],
)
def test_speed(read, tags, speeds, given):
    network, health = read({**SQUARE, 20: ([2, 9, 4], {"name": "斜街", **tags})})
    ref = network.node_ref
    named = {int(ref[network.tail[a]]): a for a in range(network.arcs) if network.street(a) == "斜街"}
    assert (network.speed_kmh[named[2]], network.speed_kmh[named[4]]) == pytest.approx(speeds)
    assert health.missing_speeds == network.arcs - 2 * given


@pytest.mark.parametrize(
    ("tags", "lanes"),
    [
        ({"lanes": "4"}, (2, 2)),
        ({"lanes": "3"}, (2, 2)),
        ({"lanes": "3", "lanes:forward": "1", "lanes:backward": "2"}, (1, 2)),
        ({"lanes": "viele"}, (1, 1)),
    ],
)
def test_lanes(read, tags, lanes):
    network, _ = read({**SQUARE, 20: ([2, 9, 4], {"name": "斜街", **tags})})
    ref = network.node_ref
    named = {int(ref[network.tail[a]]): a for a in range(network.arcs) if network.street(a) == "斜街"}
    assert (network.lanes[named[2]], network.lanes[named[4]]) == lanes


def test_bridges_tunnels_tolls_and_roundabouts_are_marked(read):
    tags = {"bridge": "viaduct", "tunnel": "yes", "toll": "yes", "junction": "roundabout", "name": "斜街"}
    network, _ = read({**SQUARE, 20: ([2, 9, 4], tags)})
    bits = next(network.flags[a] for a in range(network.arcs) if network.street(a) == "斜街")
    assert bits == BRIDGE | TUNNEL | TOLL | ROUNDABOUT


def turns(network):
    ref = network.node_ref.tolist()
    return {
        (ref[network.tail[a]], ref[network.head[a]], ref[network.head[b]])
        for a, b in network.banned
        if a < network.arcs
    }


def test_a_forbidden_turn_is_a_pair_of_arcs(read):
    relation = ([("from", "way", 20), ("via", "node", 9), ("to", "way", 21)], {"restriction": "no_left_turn"})
    network, health = read(CROSS, relations=[relation])
    assert turns(network) == {(1, 9, 2)}
    assert (health.banned_turns, health.restrictions_unread) == (1, 0)


def test_an_only_turn_forbids_all_others(read):
    relation = ([("from", "way", 20), ("via", "node", 9), ("to", "way", 22)], {"restriction": "only_straight_on"})
    network, _ = read(CROSS, relations=[relation])
    assert turns(network) == {(1, 9, 1), (1, 9, 2), (1, 9, 4)}


def test_no_u_turn_on_one_way_forbids_only_turning_round(read):
    relation = ([("from", "way", 20), ("via", "node", 9), ("to", "way", 20)], {"restriction": "no_u_turn"})
    network, _ = read(CROSS, relations=[relation])
    assert turns(network) == {(1, 9, 1)}


def test_restrictions_that_do_not_bind_cars_or_lead_via_a_way(read):
    members = [("from", "way", 20), ("via", "node", 9), ("to", "way", 21)]
    relations = [
        (members, {"restriction": "no_left_turn", "except": "motorcar"}),
        (members, {"restriction:hgv": "no_left_turn"}),
        ([("from", "way", 10), ("via", "way", 11), ("to", "way", 12)], {"restriction": "no_u_turn"}),
    ]
    network, health = read(CROSS, relations=relations)
    assert len(network.banned) == 0
    assert health.restrictions_unread == 1


def test_of_two_islands_the_larger_is_kept_and_the_other_reported(read):
    network, health = read({**SQUARE, 11: ([2, 3], {"name": "甲"}), 30: ([7, 8], {})})
    assert not {7, 8} & set(network.node_ref.tolist())
    assert (health.dropped.parts, health.dropped.nodes, health.dropped.arcs) == (1, 2, 2)
    assert [finding.rule for finding in health.findings] == ["D45"]


def test_a_dead_end_that_cannot_be_left_is_dropped(read):
    network, health = read({**SQUARE, 30: ([2, 5], {"oneway": "yes"})})
    assert 5 not in network.node_ref
    assert health.dropped.arcs == 1


def test_a_way_that_leaves_the_file_is_read_as_far_as_it_lies_inside(read):
    network, health = read({**SQUARE, 20: ([2, 9, 4, 777, 5, 6], {"name": "斜街"})})
    assert "斜街" in network.names
    assert "D47" in [finding.rule for finding in health.findings]


def test_a_loop_and_a_doubled_node_do_no_harm(read):
    loop = [2, 5, 6, 2]
    network, health = read({**SQUARE, 30: (loop, {}), 31: ([2, 2, 9, 9, 4], {})})
    assert health.self_loops == 2
    loops = np.flatnonzero(network.tail == network.head)
    assert (network.twin[loops] == loops[::-1]).all()
    assert (network.length_m > 1).all()


def test_a_file_without_roads_is_bad_input(read):
    with pytest.raises(InputError) as error:
        read({20: ([1, 2], {"highway": "footway"})})
    assert [finding.rule for finding in error.value.findings] == ["D46"]
