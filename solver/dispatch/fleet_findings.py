"""What is doubtful or wrong about units and places, said as findings."""

from collections.abc import Sequence
from itertools import pairwise

from ...models.finding import Finding, Severity, Where
from ...models.text import Text
from .crew_file import FOREVER, NEVER, CrewFile

RULE = "D72"  # a doubt about a unit


def shared_radios(crews: Sequence[CrewFile]) -> list[Finding]:
    """Find radios that two crews have at overlapping times."""
    by_radio: dict[str, list[CrewFile]] = {}
    for crew in crews:
        by_radio.setdefault(crew.radio_id, []).append(crew)
    found = []
    for radio, owners in sorted(by_radio.items()):
        spans = sorted(span for crew in owners for span in _spans(crew))
        clash = next((pair for pair in pairwise(spans) if pair[1][0] < pair[0][1] and pair[0][2] != pair[1][2]), None)
        if radio and clash:
            found.append(
                Finding(
                    rule=RULE,
                    severity=Severity.WARN,
                    message=Text(
                        f"电台 {radio} 同时配给 {clash[0][2]} 和 {clash[1][2]}",
                        f"radio {radio} is given to {clash[0][2]} and {clash[1][2]} at once",
                    ),
                    where=Where(field="radio_id", value=radio),
                    advice=Text("核对电台配发", "check who carries it"),
                )
            )
    return found


def _spans(crew: CrewFile) -> list[tuple[float, float, str]]:
    """Return when a crew may be on the air; one without a roster may be at any time."""
    return [(s.start, s.end, crew.unit_id) for s in crew.stretches] or [(NEVER, FOREVER, crew.unit_id)]


def off_the_roads(lon: float, lat: float, metres: float, limit: float) -> Finding:
    """Say that a point is too far from every road."""
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        message=Text(
            f"({lon}, {lat}) 离最近的道路 {metres:.0f} 米 (上限 {limit:.0f})",
            f"({lon}, {lat}) is {metres:.0f} m from the nearest road (limit {limit:.0f})",
        ),
        where=Where(field="lon,lat", value=f"{lon},{lat}"),
        advice=Text("核对坐标; 公开地图的坐标可能是 GCJ-02", "check the coordinates; they may be GCJ-02"),
    )
