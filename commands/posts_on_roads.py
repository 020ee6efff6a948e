"""The posts of a city on its roads."""

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.place import Place, PlaceKind
from ..models.text import Text
from ..road_network.cells import CellPost
from ..road_network.findings import road_finding
from ..road_network.graph import RoadNetwork
from ..road_network.snap import Snapper, snap_places


def posts_on_roads(city: City, network: RoadNetwork) -> tuple[list[CellPost], list[Finding]]:
    """Place the posts on the road; those that cannot be placed become findings."""
    posts = [place for place in city.places if place.kind is PlaceKind.POST]
    located = [post for post in posts if post.lon is not None and post.lat is not None]
    findings = [_without_place(post) for post in posts if post not in located]
    if not located:
        raise InputError(Text("没有带经纬度的固定岗点", "no fixed post has coordinates"), findings)
    lon, lat = [post.lon or 0.0 for post in located], [post.lat or 0.0 for post in located]
    snaps, doubts = snap_places(Snapper(network), [post.place_id for post in located], lon, lat)
    findings += doubts
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise InputError.of(findings)
    placed = [
        CellPost(post_id=post.place_id, name=post.name, at=snaps.point(number)) for number, post in enumerate(located)
    ]
    return placed, findings


def _without_place(post: Place) -> Finding:
    return road_finding(
        "D65",
        Severity.WARN,
        Text(f"{post.name} 没有经纬度, 未划分警区", f"{post.name} has no coordinates and gets no cell"),
        where=Where(place=post.place_id, field="lon,lat"),
        advice=Text("补上经纬度", "add longitude and latitude"),
    )
