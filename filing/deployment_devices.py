"""What a deployment says of the register of devices: to be rectified, out of order, streets under video (F03)."""

from collections.abc import Iterator, Sequence
from datetime import date

from ..models.city import City
from ..models.device import Device, DeviceKind, DeviceStatus
from ..models.text import Lang, Text
from ..road_network.graph import RoadNetwork
from ..solver.deploy.video_cover import video_cover
from .deployment_parts import Grid, Row, heads, percent

KIND_NAMES = {
    DeviceKind.VIDEO: Text("视频", "video"),
    DeviceKind.CHECKPOINT: Text("卡口", "checkpoint"),
    DeviceKind.EVIDENCE: Text("取证", "evidence"),
    DeviceKind.SIGNAL: Text("信号机", "signals"),
    DeviceKind.FLOW: Text("流量检测", "flow"),
    DeviceKind.STATION: Text("执法站", "station"),
    DeviceKind.FACILITY: Text("设施", "facility"),
}
NO_DATE = date.max


def device_grids(city: City, today: date, lang: Lang, *, network: RoadNetwork | None) -> list[Grid]:
    """Return the lists that have rows; those on streets need the roads."""
    made = [_rectify(city.devices, today, lang), _outages(city.devices, today, lang)]
    if network is not None and city.devices:
        made += _streets(city, today, lang, network)
    return [grid for grid in made if grid.rows]


def device_rows(tables: Sequence[Grid], lang: Lang) -> Iterator[Row]:
    """Yield all lists as one table: the list's title, then its own headers and rows."""
    for grid in tables:
        yield (grid.title.in_(lang),)
        yield tuple(text.in_(lang) for text in grid.header)
        yield from grid.rows


def _rectify(devices: Sequence[Device], today: date, lang: Lang) -> Grid:
    """List what does not meet the standard, overdue first."""
    bad = sorted((d for d in devices if not d.compliant), key=lambda d: (d.rectify_by or NO_DATE, d.device_id))
    rows = []
    for device in bad:
        late = (today - device.rectify_by).days if device.rectify_by else 0
        state = Text(f"逾期 {late} 天", f"{late} days overdue") if late > 0 else Text("", "")
        rows.append((*_named(device, lang), str(device.rectify_by or ""), state.in_(lang)))
    header = heads(*_NAMED, ("整改期限", "Rectify by"), ("状态", "State"))
    return Grid(key="rectify", title=Text("设备整改清单", "Devices to be rectified"), header=header, rows=rows)


def _outages(devices: Sequence[Device], today: date, lang: Lang) -> Grid:
    """List what does not work, longest out first."""
    bad = [d for d in devices if d.status is not DeviceStatus.UP]
    rows = [
        (
            *_named(device, lang),
            device.status.value,
            device.cause.value if device.cause else "",
            str(device.since or ""),
            str((today - device.since).days) if device.since else "",
            str(device.eta or ""),
        )
        for device in sorted(bad, key=lambda d: (d.since or NO_DATE, d.device_id))
    ]
    header = heads(
        *_NAMED, ("状态", "State"), ("原因", "Cause"), ("始于", "Since"), ("天数", "Days"), ("预计修复", "Mended by")
    )
    return Grid(key="outages", title=Text("设备故障清单", "Devices out of order"), header=header, rows=rows)


def _streets(city: City, today: date, lang: Lang, network: RoadNetwork) -> list[Grid]:
    """List the kilometres under video by road class, and the stretches that lost their watch."""
    video = video_cover(network, city.devices, today)
    classes = [
        (road.value, f"{whole:.1f}", f"{seen:.2f}", percent(seen / whole)) for road, (whole, seen) in video.km.items()
    ]
    lost = [
        (
            one.name,
            one.road_class.value,
            f"{one.km:.2f}",
            "; ".join(f"{name}: {why.in_(lang)}" for name, why in one.cameras),
        )
        for one in video.lost
    ]
    header = heads(("道路等级", "Road class"), ("公里", "km"), ("视频覆盖公里", "km under video"), ("占比", "Share"))
    gone = heads(("道路", "Road"), ("等级", "Class"), ("公里", "km"), ("原因", "Why"))
    return [
        Grid(key="video", title=Text("视频覆盖里程", "Kilometres under video"), header=header, rows=classes),
        Grid(key="lost", title=Text("失去视频覆盖的路段", "Stretches that lost their watch"), header=gone, rows=lost),
    ]


_NAMED = (("编号", "Id"), ("名称", "Name"), ("类别", "Kind"))


def _named(device: Device, lang: Lang) -> Row:
    return device.device_id, device.name, KIND_NAMES[device.kind].in_(lang)
