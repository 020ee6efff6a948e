"""Reading planned lines back, as ``qinwu lines`` wrote them: where each crew is by the clock."""

import json
from pathlib import Path
from typing import Any

from ..models.errors import InputError
from ..models.line import Line, LineKind, LineStep, StepKind
from ..models.text import Text
from ..road_network.graph import RoadNetwork

NEAR_M = 5.0


def read_lines(path: Path, network: RoadNetwork) -> list[Line]:
    """
    Return the lines of a ``lines.geojson``; of the streets only what the walk says.

    Parameters
    ----------
    path
        The file.
    network
        The roads for which the lines were planned.

    Raises
    ------
    InputError
        If it is no such file, or was planned on other roads.
    """
    try:
        features = json.loads(path.read_bytes())["features"]
        known = [one["properties"] for one in features if one["properties"]["kind"] == "line"]
        lines = [_line(one) for one in known if "steps" in one]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            Text(
                f"{path} 不是 qinwu lines 写出的文件: 重新运行 qinwu lines",
                f"{path} is no file of qinwu lines: run qinwu lines again",
            )
        ) from error
    if len(lines) < len(known) or any(not _fits(line, network) for line in lines):
        raise InputError(
            Text(
                f"{path} 是按另一路网或旧版本编制的: 重新运行 qinwu lines",
                f"{path} was planned on other roads, or by an older qinwu: run qinwu lines again",
            )
        )
    return lines


def _line(row: dict[str, Any]) -> Line:
    return Line(
        line_id=row["line_id"],
        name=row["name"],
        kind=LineKind(row["line_kind"]),
        post_ids=tuple(row["posts"]),
        band=row["band"],
        minutes=row["minutes"],
        laps=row["laps"],
        steps=tuple(
            LineStep(kind=StepKind(kind), arc=arc, from_share=first, to_share=last, begin_ms=begin, end_ms=end)
            for kind, arc, first, last, begin, end in row["steps"]
        ),
        streets=(),
        left_out=(),
        metres=row["metres"],
        needed_min=row["needed_min"],
        needed_drive_min=0.0,
    )


def _fits(line: Line, network: RoadNetwork) -> bool:
    """Whether a line's steps are as long on these roads as it says."""
    if any(not 0 <= step.arc < network.arcs for step in line.steps):
        return False
    metres = sum((step.to_share - step.from_share) * float(network.length_m[step.arc]) for step in line.steps)
    return abs(metres - line.metres) <= NEAR_M
