"""Tables of lines: one row a line, one a street, one a street left out; and the sheet the crew drives by."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from ..models.line import LINE_KIND_NAMES, STEP_NAMES, WHY_NAMES, LeftOut, Line, LineStep, StepKind
from ..models.text import Lang, Text
from ..road_network.cells_io import NAMELESS
from ..road_network.graph import ROAD_CLASSES, Float64, RoadNetwork
from ..road_network.health import CLASS_NAMES
from ..road_network.route import BENDS, TURN_DEG, Bend
from ..road_network.route_kernels import bends
from ..road_network.turn_costs import bearings

Row = tuple[object, ...]

BEND_NAMES = {
    Bend.LEFT: Text("左转", "left"),
    Bend.RIGHT: Text("右转", "right"),
    Bend.STRAIGHT: Text("直行", "straight on"),
    Bend.BACK: Text("调头", "turn round"),
}
LINE_COLUMNS = (
    Text("线路编号", "line_id"), Text("名称", "name"), Text("类型", "kind"), Text("岗点", "posts"),
    Text("时段", "band"), Text("分钟", "minutes"), Text("圈数", "laps"), Text("行驶_公里", "km"),
    Text("停留_分钟", "stop_min"), Text("路段数", "streets"), Text("达标里程", "on_target"),
    Text("最长间隔_分钟", "longest_gap_min"), Text("全部达标需_分钟", "needed_min"),
    Text("未巡逻_公里", "unpatrolled_km"),
)  # fmt: skip
STREET_COLUMNS = (
    Text("线路编号", "line_id"), Text("道路", "street"), Text("等级", "class"), Text("起点节点", "u"),
    Text("终点节点", "v"), Text("米", "metres"), Text("目标_次每小时", "target_per_hour"), Text("次数", "passes"),
    Text("次每小时", "per_hour"), Text("最长间隔_分钟", "longest_gap_min"), Text("未巡逻原因", "unpatrolled_because"),
)  # fmt: skip
SHEET_COLUMNS = (
    Text("线路编号", "line_id"), Text("序号", "no"), Text("时刻", "clock"), Text("动作", "do"), Text("道路", "street"),
    Text("米", "metres"), Text("分钟", "minutes"), Text("说明", "what"),
)  # fmt: skip


def header(columns: Sequence[Text], lang: Lang) -> tuple[str, ...]:
    """Return column names."""
    return tuple(column.in_(lang) for column in columns)


def line_rows(lines: Sequence[Line], lang: Lang) -> Iterator[Row]:
    """Yield one row a line, under ``LINE_COLUMNS``."""
    for line in lines:
        gap = max((street.longest_gap_s for street in line.streets), default=0.0)
        yield (
            line.line_id, line.name, LINE_KIND_NAMES[line.kind].in_(lang), " ".join(line.post_ids), line.band,
            line.minutes, line.laps, round(line.km, 2), round(line.minutes_of(StepKind.STOP)),
            len(line.streets), round(line.on_target, 3), round(gap / 60, 1), line.needed_min,
            round(line.left_out_km, 2),
        )  # fmt: skip


def street_rows(network: RoadNetwork, lines: Sequence[Line], unposted: Sequence[LeftOut], lang: Lang) -> Iterator[Row]:
    """Yield one row for each street of each line, passed or not, under ``STREET_COLUMNS``; then those of nobody."""
    for line in lines:
        for street in line.streets:
            gap = round(street.longest_gap_s / 60, 1)
            facts = (round(street.target, 2), street.passes, round(street.per_hour, 2), gap, "")
            yield (line.line_id, *_street(network, street.arc, lang), *facts)
        for lost in line.left_out:
            yield (line.line_id, *_street(network, lost.arc, lang), "", 0, 0, "", WHY_NAMES[lost.why].in_(lang))
    for lost in unposted:
        yield ("", *_street(network, lost.arc, lang), "", 0, 0, "", WHY_NAMES[lost.why].in_(lang))


def _street(network: RoadNetwork, arc: int, lang: Lang) -> Row:
    return (
        network.street(arc) or NAMELESS.in_(lang),
        CLASS_NAMES[ROAD_CLASSES[network.road_class[arc]]].in_(lang),
        int(network.node_ref[network.tail[arc]]),
        int(network.node_ref[network.head[arc]]),
        round(float(network.length_m[arc]), 1),
    )


def sheet_rows(network: RoadNetwork, line: Line, *, start_min: int, lang: Lang) -> Iterator[Row]:
    """
    Yield the street-by-street sheet of a line, under ``SHEET_COLUMNS``.

    Parameters
    ----------
    network, line
        The roads and the line.
    start_min
        When the band begins, minutes after midnight.
    lang
        Language of the words.
    """
    for number, (_, run) in enumerate(groupby(_told(network, line), key=lambda row: row[0]), start=1):
        rows = list(run)
        steps, bend = [step for _, step, _ in rows], rows[0][2]
        metres = sum(float(network.length_m[s.arc]) * (s.to_share - s.from_share) for s in steps)
        rests = steps[0].rests
        do = STEP_NAMES[steps[0].kind].in_(lang) if rests or bend is None else BEND_NAMES[bend].in_(lang)
        kinds = {step.kind for step in steps}
        what = StepKind.PATROL if StepKind.PATROL in kinds else steps[0].kind
        yield (
            line.line_id, number, clock_text(start_min, steps[0].begin_ms), do,
            network.street(steps[0].arc) or NAMELESS.in_(lang), "" if rests else round(metres),
            round((steps[-1].end_ms - steps[0].begin_ms) / 60_000, 1), STEP_NAMES[what].in_(lang),
        )  # fmt: skip


def _told(network: RoadNetwork, line: Line) -> list[tuple[int, LineStep, Bend | None]]:
    """Number the stretches a driver is told of: a new one at each bend, change of street, and rest."""
    driven = [step for step in line.steps if not step.rests]
    angles: tuple[Float64, Float64] = bearings(network)
    way = np.array([step.arc for step in driven], dtype=np.int32)
    codes = bends(way, network.name, network.twin, *angles, TURN_DEG).tolist() if driven else []
    told: list[tuple[int, LineStep, Bend | None]] = []
    stretch, place, rested = 0, 0, True
    for step in line.steps:
        bend = None
        if step.rests:
            stretch += 1
        else:
            bend = BENDS[codes[place] - 1] if codes[place] else None
            place += 1
            stretch += int(bend is not None or rested)
        told.append((stretch, step, bend))
        rested = step.rests
    return told


def clock_text(start_min: int, offset_ms: int) -> str:
    """
    Return the time of day of an offset from the beginning of a band.

    >>> clock_text(9 * 60, 90_000)
    '09:01:30'
    """
    seconds = start_min * 60 + offset_ms // 1000
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
