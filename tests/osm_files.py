"""Small OSM files made of text: nodes on a square, ways and restrictions."""

# A square 1-2-3-4 with a centre 9, about 110 m a side.
NODES = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 9: (0.5, 0.5), 5: (2, 0), 6: (2, 1), 7: (5, 5), 8: (6, 5)}
SQUARE = {10: ([1, 2], {}), 11: ([2, 3], {}), 12: ([3, 4], {}), 13: ([4, 1], {})}


def osm(ways, *, nodes=NODES, signals=(), relations=()):
    """Return the XML of ways ``id -> (nodes, tags)``; highway is residential unless given."""
    text = ["<?xml version='1.0' encoding='UTF-8'?><osm version='0.6' generator='test'>"]
    for ref, (x, y) in nodes.items():
        tag = "<tag k='highway' v='traffic_signals'/>" if ref in signals else ""
        text.append(f"<node id='{ref}' lon='{112.7 + x / 1000}' lat='{37.6 + y / 1000}'>{tag}</node>")
    for way, (refs, tags) in ways.items():
        points = "".join(f"<nd ref='{ref}'/>" for ref in refs)
        body = "".join(f"<tag k='{k}' v='{v}'/>" for k, v in ({"highway": "residential"} | tags).items())
        text.append(f"<way id='{way}'>{points}{body}</way>")
    for number, (members, tags) in enumerate(relations, 1):
        body = "".join(f"<member type='{kind}' ref='{ref}' role='{role}'/>" for role, kind, ref in members)
        body += "".join(f"<tag k='{k}' v='{v}'/>" for k, v in ({"type": "restriction"} | tags).items())
        text.append(f"<relation id='{number}'>{body}</relation>")
    return "\n".join([*text, "</osm>"])


CROSS = {20: ([1, 9], {}), 21: ([2, 9], {"name": "乙"}), 22: ([3, 9], {}), 23: ([4, 9], {"name": "丁"}), **SQUARE}
