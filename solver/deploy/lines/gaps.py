"""What lines leave open: posts no line can leave, streets nobody passes, or too seldom; and what could merge."""

from collections.abc import Iterator, Sequence

from ....models.finding import Finding, Severity, Where
from ....models.line import WHY_NAMES, LeftOut, Line, Why
from ....models.text import Text
from ....road_network.cells import Cells
from ....road_network.cells_io import UNPOSTED_NAME
from .merge import Merge

TARGET_SHORT = 1.0 - 1e-9

ADVICE = {
    Why.NO_WAY_THERE: Text("检查单行线和转向限制", "check one-ways and turn restrictions"),
    Why.NO_WAY_BACK: Text("检查单行线和转向限制", "check one-ways and turn restrictions"),
    Why.CLOSED: Text("解除封闭后重排", "plan again when it opens"),
    Why.SHORT_OF_TIME: Text("增设岗点或机动组, 或降低巡逻次数", "add a post or a mobile unit, or ask for fewer passes"),
    Why.NO_UNIT: Text("安排机动组", "provide a mobile unit"),
}


def find_gaps(
    cells: Cells, lines: Sequence[Line], merges: Sequence[Merge], unposted: Sequence[LeftOut], band: str
) -> Iterator[Finding]:
    """Yield what the lines leave open, by line and reason, and which cells one crew could serve."""
    for line in lines:
        where = Where(place=line.line_id, band=line.band)
        if not line.steps and (line.left_out or line.post_ids):
            yield _no_way_out(line, where)
            continue
        yield from _unpassed(line.left_out, Text(line.name, line.name), where)
        if line.on_target < TARGET_SHORT:
            yield _too_seldom(line, where)
    yield from _unpassed(unposted, UNPOSTED_NAME, Where(band=band))
    for merge in merges:
        yield _mergeable(cells, merge)


def _no_way_out(line: Line, where: Where) -> Finding:
    if not line.left_out:
        return Finding(
            rule="N24",
            severity=Severity.WARN,
            message=Text(f"{line.name}: 警区没有整条的道路, 无巡线", f"{line.name}: the cell holds no whole street"),
            where=where,
            advice=Text("并入相邻警区", "merge it into a neighbour"),
        )
    return Finding(
        rule="N21",
        severity=Severity.GAP,
        message=Text(
            f"{line.name}: 没有任何合法路线可从岗点出发并返回 ({line.left_out_km:.1f} 公里无人巡逻)",
            f"{line.name}: no lawful way leads from the post and back ({line.left_out_km:.1f} km unpatrolled)",
        ),
        where=where,
        advice=Text("移动岗点, 或检查单行线和转向限制", "move the post, or check one-ways and turn restrictions"),
        units=round(1000 * line.left_out_km),
    )


def _unpassed(left: Sequence[LeftOut], name: Text, where: Where) -> Iterator[Finding]:
    for why in Why:
        metres = sum(street.metres for street in left if street.why is why)
        if metres:
            count = sum(street.why is why for street in left)
            reason = WHY_NAMES[why]
            yield Finding(
                rule="N22",
                severity=Severity.GAP,
                message=Text(
                    f"{name.zh}: {count} 段 {metres / 1000:.1f} 公里无人巡逻: {reason.zh}",
                    f"{name.en}: {count} streets, {metres / 1000:.1f} km unpatrolled: {reason.en}",
                ),
                where=where,
                advice=ADVICE[why],
                units=round(metres),
            )


def _too_seldom(line: Line, where: Where) -> Finding:
    return Finding(
        rule="N23",
        severity=Severity.WARN,
        message=Text(
            f"{line.name}: 达标里程 {line.on_target:.0%}; 全部达标需 {line.needed_min:.0f} 分钟, "
            f"时段只有 {line.minutes} 分钟",
            f"{line.name}: {line.on_target:.0%} of its metres are passed often enough; all would take "
            f"{line.needed_min:.0f} min, the band has {line.minutes}",
        ),
        where=where,
        advice=Text("缩小警区, 增加警组, 或降低巡逻次数", "make the cell smaller, add a crew, or ask for fewer passes"),
        units=max(0, round(line.needed_min) - line.minutes),
    )


def _mergeable(cells: Cells, merge: Merge) -> Finding:
    one, other = cells.posts[merge.first], cells.posts[merge.second]
    line = merge.line
    return Finding(
        rule="N25",
        severity=Severity.INFO,
        message=Text(
            f"{one.name} 与 {other.name} 可由一个警组巡线: 需 {line.needed_min:.0f} 分钟, 时段 {line.minutes} 分钟",
            f"{one.name} and {other.name} can be served by one crew: {line.needed_min:.0f} of {line.minutes} min",
        ),
        where=Where(place=line.line_id, band=line.band),
        advice=Text("合并可节省一个警组", "merging saves one crew"),
        units=1,
    )
