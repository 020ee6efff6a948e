"""Fetching a place: osmnx asks two servers; here a recorded answer of our own stands in for both."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import osmnx
import pytest

from qinwu.models.errors import InputError
from qinwu.road_network.read import read_roads
from qinwu.road_network.read_place import fetch_place

SQUARE = [[112.69, 37.59], [112.72, 37.59], [112.72, 37.62], [112.69, 37.62], [112.69, 37.59]]
AREA = [
    {
        "place_id": 1, "osm_type": "relation", "osm_id": 1, "lat": "37.605", "lon": "112.705", "class": "boundary",
        "type": "administrative", "importance": 0.5, "name": "示例县", "display_name": "示例县",
        "boundingbox": ["37.59", "37.62", "112.69", "112.72"], "geojson": {"type": "Polygon", "coordinates": [SQUARE]},
    }
]  # fmt: skip
POINTS = {1: (112.70, 37.60), 2: (112.71, 37.60), 3: (112.71, 37.61), 4: (112.70, 37.61), 5: (112.715, 37.605)}
STREETS = {10: ([1, 2, 3], "迎宾大街"), 11: ([3, 4, 1], "顺城街"), 12: ([2, 5, 3], "东环路"), 13: ([1, 3], "斜街")}
ROADS = {
    "elements": [
        *({"type": "node", "id": ref, "lon": lon, "lat": lat} for ref, (lon, lat) in POINTS.items()),
        *(
            {"type": "way", "id": way, "nodes": refs, "tags": {"highway": "secondary", "name": name}}
            for way, (refs, name) in STREETS.items()
        ),
    ]
}


@pytest.fixture
def serve(monkeypatch):
    """Answer osmnx's questions from this machine."""
    servers = []

    def start(area, roads):
        class Answer(BaseHTTPRequestHandler):
            def answer(self, data):
                body = json.dumps(data).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                self.answer(area)

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(roads)

            def log_message(self, *_):
                """Keep quiet."""

        server = HTTPServer(("127.0.0.1", 0), Answer)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        monkeypatch.setattr(osmnx.settings, "nominatim_url", address)
        monkeypatch.setattr(osmnx.settings, "overpass_url", address)
        monkeypatch.setattr(osmnx.settings, "overpass_rate_limit", False)

    monkeypatch.setattr("osmnx._http._config_dns", lambda _: None)
    monkeypatch.setattr("time.sleep", lambda _: None)
    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_place_is_fetched_saved_and_read(serve, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    serve(AREA, ROADS)
    file = fetch_place("示例县", tmp_path / "roads.graphml")
    network, health = read_roads(file)
    assert set(network.names) == {"", *(name for _, name in STREETS.values())}
    assert (network.nodes, network.arcs) == (3, 10)
    assert not health.findings
    assert sorted(one.name for one in tmp_path.iterdir()) == ["roads.graphml", "roads.graphml.qwr"]


@pytest.mark.parametrize(("area", "roads"), [([], ROADS), (AREA, {"elements": []})])
def test_an_unknown_place_or_one_without_roads_is_bad_input(serve, tmp_path, area, roads):
    serve(area, roads)
    with pytest.raises(InputError) as error:
        fetch_place("无此地", tmp_path / "roads.graphml")
    assert [finding.rule for finding in error.value.findings] == ["D52"]
    assert not list(tmp_path.iterdir())


def test_no_connection_is_bad_input(tmp_path, monkeypatch):
    monkeypatch.setattr("osmnx._http._config_dns", lambda _: None)
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(osmnx.settings, "nominatim_url", "http://127.0.0.1:1/")
    with pytest.raises(InputError) as error:
        fetch_place("示例县", tmp_path / "roads.graphml")
    assert "示例县" in error.value.findings[0].message.zh
