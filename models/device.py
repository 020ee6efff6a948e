"""Devices at the roadside: what they are, whether they work, and whether they count as video cover (DOMAIN F03)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .errors import InputError
from .text import Text

LONGEST_VIEW_M = 3_000
"""No camera sees more road than this."""

_GB28181 = re.compile(r"\d{20}")


class DeviceKind(StrEnum):
    """The seven kinds of the survey (摸底排查)."""

    VIDEO = "VIDEO"
    CHECKPOINT = "CHECKPOINT"
    EVIDENCE = "EVIDENCE"
    SIGNAL = "SIGNAL"
    FLOW = "FLOW"
    STATION = "STATION"
    FACILITY = "FACILITY"


class DeviceStatus(StrEnum):
    """How it works."""

    UP = "UP"
    DEGRADED = "DEGRADED"
    DOWN = "DOWN"


class Cause(StrEnum):
    """Why it does not work."""

    HARDWARE = "HW"
    SOFTWARE = "SW"
    NETWORK = "NET"
    POWER = "POWER"


STATUS_NAMES = {
    DeviceStatus.UP: Text("在线", "online"),
    DeviceStatus.DEGRADED: Text("降级运行", "degraded"),
    DeviceStatus.DOWN: Text("离线", "down"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """
    A device of the register.

    Parameters
    ----------
    device_id
        20 digits, as GB/T 28181 numbers devices.
    functions
        What it is used for, in the planner's words.
    lon, lat
        WGS-84 degrees.
    view_m
        Length of road it sees, half of it to either side of where it stands; 0 if it sees none.
    compliant
        Whether it meets GB/T 28181; ``rectify_by`` is the day by which it must.
    surveyed
        Day of the survey.
    since, eta
        Day from which it has not worked, and by which it shall.
    go_live
        First day of use; None: in use.
    pole_id
        Devices on one pole share it.
    """

    device_id: str
    name: str
    kind: DeviceKind
    lon: float
    lat: float
    unit_id: str = ""
    functions: frozenset[str] = frozenset()
    view_m: float = 0.0
    compliant: bool = True
    surveyed: date | None = None
    rectify_by: date | None = None
    status: DeviceStatus = DeviceStatus.UP
    cause: Cause | None = None
    since: date | None = None
    eta: date | None = None
    go_live: date | None = None
    pole_id: str = ""

    def __post_init__(self) -> None:
        if not gb28181(self.device_id):
            raise InputError(
                Text(f"设备编号 {self.device_id} 不是 20 位数字", f"device {self.device_id}: the id needs 20 digits")
            )
        if not 0 <= self.view_m <= LONGEST_VIEW_M:
            raise InputError(
                Text(
                    f"设备 {self.device_id} 视距 {self.view_m} 米, 应为 0 至 {LONGEST_VIEW_M}",
                    f"device {self.device_id}: view of {self.view_m} m, must be 0 to {LONGEST_VIEW_M}",
                )
            )

    def watches(self, today: date) -> bool:
        """Whether it counts as video cover: a camera that is online, compliant and live (DOMAIN F03)."""
        return self.kind is DeviceKind.VIDEO and self.view_m > 0 and self.blind(today) is None

    def blind(self, today: date) -> Text | None:
        """Return why it cannot be used today, the first reason that holds; None if it can."""
        if self.go_live is not None and today < self.go_live:
            return Text(f"{self.go_live} 起启用", f"goes live on {self.go_live}")
        if not self.compliant:
            return Text("不符合 GB/T 28181", "does not meet GB/T 28181")
        if self.status is not DeviceStatus.UP:
            return STATUS_NAMES[self.status]
        return None


def gb28181(device_id: str) -> bool:
    """
    Whether this is a GB/T 28181 number: 20 digits.

    >>> gb28181("14070200001320000001"), gb28181("1407020000132000001")
    (True, False)
    """
    return _GB28181.fullmatch(device_id) is not None and device_id.isascii()
