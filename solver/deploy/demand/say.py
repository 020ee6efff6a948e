"""What the estimate has to say about the records it was given."""

from collections.abc import Iterator, Sequence

from ....models.demand import FEWEST_DAYS, Exposure
from ....models.finding import Finding, Severity
from ....models.text import Text
from ....models.week import WEEKDAYS_ZH

HOLE, WEEKDAYS, SHORT, MERGED, FEW = "D89", "D90", "D91", "D92", "D93"
FEW_CALLS = 30
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def exposure_findings(exposure: Exposure, unrecorded: Sequence[int], events: int) -> Iterator[Finding]:
    """Say where the record has holes, which weekdays it leaves out, and whether it is short or thin."""
    for first, last in exposure.holes:
        yield _warn(
            HOLE,
            Text(
                f"{first} 至 {last} 没有任何记录, 不计入天数", f"no record from {first} to {last}: not counted as quiet"
            ),
            Text("补上这段记录; 否则按有记录的日子估计", "add the records, else only the other days speak"),
        )
    if unrecorded:
        zh = "、".join(f"周{WEEKDAYS_ZH[day]}" for day in unrecorded)
        en = ", ".join(_DAYS[day] for day in unrecorded)
        yield _warn(
            WEEKDAYS,
            Text(
                f"{zh} 从无记录, 不计入天数, 按其余日子估计",
                f"nothing is ever recorded on {en}: the other days stand in",
            ),
            Text("补上这些日子的记录", "add the records of those days"),
        )
    yield from _too_little(exposure.total, events)
    if exposure.merged:
        yield Finding(
            rule=MERGED,
            severity=Severity.INFO,
            message=Text(
                f"{exposure.merged} 条记录是同一事件的重复报告 (100 米、30 分钟内), 已合并",
                f"second reports (within 100 m and 30 min) merged with the first: {exposure.merged}",
            ),
        )


def _too_little(days: int, events: int) -> Iterator[Finding]:
    if days < FEWEST_DAYS:
        yield _warn(
            SHORT,
            Text(
                f"只有 {days} 天记录, 少于 {FEWEST_DAYS} 天: 各处一律用同类道路的均值",
                f"only {days} days of records, fewer than {FEWEST_DAYS}: every site has the mean of its road class",
            ),
            Text("至少收集 30 天", "collect 30 days at least"),
        )
    if events < FEW_CALLS:
        yield _warn(
            FEW,
            Text(f"一共只有 {events} 起警情, 排序不可靠", f"{events} incidents in all: do not trust the ranking"),
            Text("收集更多记录后再用于部署", "collect more before you deploy by it"),
        )


def _warn(code: str, message: Text, advice: Text) -> Finding:
    return Finding(rule=code, severity=Severity.WARN, message=message, advice=advice)
