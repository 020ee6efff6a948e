"""The register of devices, with every row that contradicts the standard or itself (DOMAIN F03)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..models.device import LONGEST_VIEW_M, Device, DeviceKind, DeviceStatus, gb28181
from ..models.org import Org
from ..models.text import Text
from .columns import DEVICES
from .notes import Notes
from .read_org import find_unit
from .records import Record


@dataclass(slots=True)
class Register:
    """The devices whose rows can be used, in the order of the table, and the row of each by its number."""

    rows: dict[str, Record] = field(default_factory=dict)
    devices: list[Device] = field(default_factory=list)


def read_devices(records: Sequence[Record], org: Org | None, notes: Notes) -> Register:
    """Return the register; note all that is wrong."""
    register = Register()
    for record in records:
        unit, number = find_unit(org, record, notes), record["device_id"]
        _check_dates(record, notes)
        if number in register.rows:
            row = register.rows[number].row.number
            message = Text(f"设备 {number} 已在第 {row} 行", f"the device {number} stands in row {row} already")
            notes.error("D08", message, record.at("device_id"))
        elif _usable(record, notes):
            register.rows[number] = record
            register.devices.append(_device(record, unit))
    return register


def _device(record: Record, unit: str) -> Device:
    plain = {column.name: record[column.name] for column in DEVICES.columns if column.name != "unit_id"}
    return Device(unit_id=unit, **plain)


def _usable(record: Record, notes: Notes) -> bool:
    """Whether a device can be made of a row."""
    good = {"kind", "lon", "lat"} <= record.good
    number = record["device_id"]
    if number and not gb28181(number):
        good = False
        digits = len(number) if number.isdigit() else 0
        message = Text(
            f"编号 {number} {f'为 {digits} 位' if digits else '不全是数字'}, 应为 20 位数字",
            f"the id {number} {f'has {digits} digits' if digits else 'is no number'}, it needs 20 digits",
        )
        notes.error("D31", message, record.at("device_id"))
    if not 0 <= record["view_m"] <= LONGEST_VIEW_M:
        good = False
        message = Text(
            f"视距 {record['view_m']:g} 米, 应为 0 至 {LONGEST_VIEW_M}",
            f"it sees {record['view_m']:g} m of road, must be 0 to {LONGEST_VIEW_M}",
        )
        notes.error("D07", message, record.at("view_m"))
    return good and bool(number)


def _check_dates(record: Record, notes: Notes) -> None:
    survey, rectify, since, eta = (record[name] for name in ("surveyed", "rectify_by", "since", "eta"))
    if survey and rectify and rectify < survey:
        message = Text(
            f"整改期限 {rectify} 早于排查日期 {survey}", f"to be rectified by {rectify}, before the survey of {survey}"
        )
        notes.error("D32", message, record.at("rectify_by"))
    if record["status"] is DeviceStatus.DOWN and since is None:
        notes.error("D32", Text("离线但没有故障开始日期", "down, but no day since when"), record.at("since"))
    if since and eta and eta < since:
        message = Text(f"预计修复 {eta} 早于故障开始 {since}", f"to be mended on {eta}, before it broke on {since}")
        notes.error("D32", message, record.at("eta"))
    if record["status"] is DeviceStatus.UP and (record["cause"] or since):
        notes.warn("D32", Text("在线, 却写了故障", "online, and yet with a fault"), record.at("status"))
    if not record["compliant"] and rectify is None:
        message = Text("不符合国标但没有整改期限", "does not meet the standard, and no day by which it shall")
        notes.warn("D32", message, record.at("rectify_by"))
    if record["kind"] is DeviceKind.VIDEO and not record["view_m"]:
        message = Text("摄像机没有视距, 不计入视频覆盖", "a camera without a view covers no road")
        notes.warn("D32", message, record.at("view_m"))
