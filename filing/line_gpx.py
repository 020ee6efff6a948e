"""Lines as GPX 1.1: one track a line, with times if the day is known, and waypoints for posts and stops."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from ..models.line import LINE_KIND_NAMES, STEP_NAMES, Line, LineStep, StepKind
from ..models.text import Lang
from ..road_network.graph import RoadNetwork
from ..road_network.part_line import part_line, point_on

NAMESPACE = "http://www.topografix.com/GPX/1/1"
SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"


def lines_to_gpx(
    network: RoadNetwork, lines: Sequence[Line], *, begin: datetime | None = None, lang: Lang = Lang.ZH
) -> bytes:
    """
    Return lines as one GPX 1.1 file.

    Parameters
    ----------
    network, lines
        The roads, and the lines on them; lines without steps are left out.
    begin
        When the band begins, with its time zone; None: points carry no time.
    lang
        Language of names.
    """
    root = ET.Element("gpx", {
        "version": "1.1", "creator": "qinwu", "xmlns": NAMESPACE, "xmlns:xsi": SCHEMA,
        "xsi:schemaLocation": f"{NAMESPACE} {NAMESPACE}/gpx.xsd",
    })  # fmt: skip
    walked = [line for line in lines if line.steps]
    for line in walked:
        for step in line.steps:
            if step.rests:
                _waypoint(root, network, line, step, begin, lang)
    for line in walked:
        track = ET.SubElement(root, "trk")
        ET.SubElement(track, "name").text = f"{line.line_id} {line.name}"
        ET.SubElement(track, "desc").text = f"{line.band} {line.km:.1f} km"
        ET.SubElement(track, "type").text = LINE_KIND_NAMES[line.kind].in_(lang)
        segment = ET.SubElement(track, "trkseg")
        for lon, lat, time_ms in points_of(network, line):
            _place(segment, "trkpt", lon, lat, begin, time_ms)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def points_of(network: RoadNetwork, line: Line) -> Iterator[tuple[float, float, int]]:
    """Yield longitude, latitude and time (milliseconds since the band began) along a line, no point twice in a row."""
    last: tuple[float, float] | None = None
    for step in line.steps:
        if step.rests:
            lon, lat = point_on(network, step.arc, step.to_share)
            shape = [(lon, lat), (lon, lat)]
        else:
            shape = [(float(x), float(y)) for x, y in part_line(network, step.arc, step.from_share, step.to_share)]
        for k, (lon, lat) in enumerate(shape):
            if step.rests or (lon, lat) != last:
                yield lon, lat, step.begin_ms + (step.end_ms - step.begin_ms) * k // max(1, len(shape) - 1)
            last = (lon, lat)


def _waypoint(  # noqa: PLR0913, PLR0917 - what a stop is told by
    root: ET.Element, network: RoadNetwork, line: Line, step: LineStep, begin: datetime | None, lang: Lang
) -> None:
    lon, lat = point_on(network, step.arc, step.to_share)
    point = _place(root, "wpt", lon, lat, begin, step.begin_ms)
    minutes = round((step.end_ms - step.begin_ms) / 60_000)
    ET.SubElement(point, "name").text = f"{line.line_id} {STEP_NAMES[step.kind].in_(lang)} {minutes} min"
    ET.SubElement(point, "sym").text = "Flag, Blue" if step.kind is StepKind.WAIT else "Pin, Red"


def _place(  # noqa: PLR0913, PLR0917 - a point of any kind
    parent: ET.Element, tag: str, lon: float, lat: float, begin: datetime | None, time_ms: int
) -> ET.Element:
    point = ET.SubElement(parent, tag, {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    if begin is not None:
        when = (begin + timedelta(milliseconds=time_ms)).astimezone(UTC)
        ET.SubElement(point, "time").text = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    return point
