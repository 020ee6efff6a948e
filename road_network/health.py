"""The health report: what was read, what was dropped, what is missing; for people and for machines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..models.finding import Finding, Severity, Where
from ..models.place import RoadClass
from ..models.text import Text

CLASS_NAMES: Mapping[RoadClass, Text] = {
    RoadClass.MOTORWAY: Text("高速公路", "motorway"),
    RoadClass.EXPRESSWAY: Text("城市快速路", "urban expressway"),
    RoadClass.ARTERIAL: Text("主干道", "arterial"),
    RoadClass.COLLECTOR: Text("次干道", "collector"),
    RoadClass.LOCAL: Text("支路", "local street"),
    RoadClass.NATIONAL: Text("国道", "national road"),
    RoadClass.PROVINCIAL: Text("省道", "provincial road"),
    RoadClass.COUNTY: Text("县道", "county road"),
    RoadClass.TOWNSHIP: Text("乡道", "township road"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What lies outside the largest strongly connected part: ``parts`` islands with their nodes, arcs and street km."""

    parts: int = 0
    nodes: int = 0
    arcs: int = 0
    km: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """
    The state of a road network as read. A street of two directions counts once in every ``km``.

    Parameters
    ----------
    source, form
        Name of the file, and its format.
    nodes, arcs, streets, signals, km
        Size of the network that is kept.
    named_km, missing_speed_km
        Kilometres with a street name; without a speed limit (the default of their class is used).
    km_by_class
        Kilometres of each class that occurs.
    dropped
        What was cut off.
    missing_speeds, missing_lengths, zero_lengths, self_loops, parallel
        Arcs without a speed limit; whose length was measured on their geometry, because the file gives none; of
        length 0; that end where they begin; beside another arc with the same ends.
    banned_turns, restrictions_unread
        Forbidden pairs of arcs, and restrictions that could not be applied.
    left_out
        Ways or edges that are no roads for cars, by reason.
    swapped, gcj02
        Longitude and latitude were exchanged; coordinates were converted from GCJ-02.
    findings
        What a person should look at.
    cache
        What became of the cache: ``built``, ``loaded``, ``rebuilt`` or ``off``.
    """

    source: str
    form: str
    nodes: int
    arcs: int
    streets: int
    signals: int
    km: float
    named_km: float
    missing_speed_km: float
    km_by_class: Mapping[str, float]
    dropped: Dropped = field(default_factory=Dropped)
    missing_speeds: int = 0
    missing_lengths: int = 0
    zero_lengths: int = 0
    self_loops: int = 0
    parallel: int = 0
    banned_turns: int = 0
    restrictions_unread: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    swapped: bool = False
    gcj02: bool = False
    findings: Sequence[Finding] = ()
    cache: str = "off"

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object; ``from_json`` reads it back."""
        data = asdict(self)
        data["findings"] = [asdict(finding) for finding in self.findings]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Health":
        """Read what ``to_json`` wrote."""
        values = dict(data)
        values["dropped"] = Dropped(**values["dropped"])
        values["findings"] = tuple(_finding(row) for row in values["findings"])
        return cls(**values)

    def lines(self) -> Iterator[Text]:
        """Yield the report line by line."""
        yield Text(f"路网 {self.source} ({self.form})", f"roads {self.source} ({self.form})")
        yield Text(
            f"节点 {self.nodes}, 有向弧 {self.arcs}, 路段 {self.streets}, 共 {self.km:.1f} 公里, 信号灯 {self.signals}",
            f"{self.nodes} nodes, {self.arcs} arcs, {self.streets} streets, {self.km:.1f} km, {self.signals} signals",
        )
        for kind, name in CLASS_NAMES.items():
            if km := self.km_by_class.get(kind.value):
                yield Text(f"  {name.zh}: {km:.1f} 公里", f"  {name.en}: {km:.1f} km")
        yield Text(
            f"有路名 {self._share(self.named_km)}, 无限速 {self.missing_speeds} 条弧"
            f" ({self._share(self.missing_speed_km)}, 用等级默认值)",
            f"{self._share(self.named_km)} named; {self.missing_speeds} arcs without a speed limit"
            f" ({self._share(self.missing_speed_km)}, the class's default is used)",
        )
        yield Text(
            f"去掉不连通部分 {self.dropped.parts} 块: {self.dropped.nodes} 个节点, {self.dropped.km:.1f} 公里",
            f"dropped {self.dropped.parts} parts not connected both ways: {self.dropped.nodes} nodes,"
            f" {self.dropped.km:.1f} km",
        )
        yield Text(
            f"自环 {self.self_loops}, 平行弧 {self.parallel}, 零长度 {self.zero_lengths},"
            f" 缺长度 {self.missing_lengths}",
            f"{self.self_loops} self-loops, {self.parallel} parallel arcs, {self.zero_lengths} of length 0,"
            f" {self.missing_lengths} without length",
        )
        yield Text(
            f"禁止转向 {self.banned_turns} 对, 未能采用的转向限制 {self.restrictions_unread} 条 (经由路段, 或不完整)",
            f"{self.banned_turns} forbidden turns; {self.restrictions_unread} restrictions could not be applied"
            " (via a way, or incomplete)",
        )
        yield from self._notes()

    def _notes(self) -> Iterator[Text]:
        if self.left_out:
            total = sum(self.left_out.values())
            parts = ", ".join(f"{reason} {count}" for reason, count in self.left_out.items())
            yield Text(f"未收入的非机动车道路 {total}: {parts}", f"{total} ways that are no roads for cars: {parts}")
        if self.swapped:
            yield Text("经纬度两列颠倒, 已对换", "longitude and latitude were exchanged; put right")
        if self.gcj02:
            yield Text("坐标已由 GCJ-02 转为 WGS-84", "coordinates converted from GCJ-02 to WGS-84")
        yield Text(f"缓存: {CACHE_WORDS[self.cache].zh}", f"cache: {CACHE_WORDS[self.cache].en}")

    def _share(self, km: float) -> str:
        return f"{100 * km / self.km:.0f}%" if self.km else "0%"


CACHE_WORDS: Mapping[str, Text] = {
    "built": Text("已建立", "built"),
    "loaded": Text("已载入", "loaded"),
    "rebuilt": Text("已过期或损坏, 已重建", "stale or damaged, rebuilt"),
    "unwritable": Text("文件夹不可写, 未建立", "folder not writable, none built"),
    "off": Text("未使用", "not used"),
}


def _finding(row: Mapping[str, Any]) -> Finding:
    values = dict(row)
    values["severity"] = Severity(values["severity"])
    values["where"] = Where(**values["where"])
    for key in ("message", "advice"):
        values[key] = Text(**values[key])
    return Finding(**values)
