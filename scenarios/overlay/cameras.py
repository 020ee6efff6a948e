"""``[[camera_outage]]``: cameras are down: by number, by owner, or all along some streets."""

from dataclasses import replace

import numpy as np

from ...models.device import Device, DeviceKind, DeviceStatus
from ...models.text import Text
from ...road_network.snap import Snapper
from ..toml_reader import Branch
from .kind import Kind, claims, fail, known, words
from .officers import units_of
from .where import PLACE_KEYS, arcs_of, window_of
from .world import World

NEAR_M = 100.0
"""A camera belongs to a street that is no farther from it than this."""

DEVICE = Text("设备", "device")


def lay(item: Branch, world: World) -> World:
    """Take cameras down from the window's start on (one status holds for the whole plan)."""
    before = len(item.notes.findings)
    named, units, window = words(item, "devices"), units_of(item, world), window_of(item, world)
    for device_id in named:
        known(item, "devices", device_id, (d.device_id for d in world.city.devices), DEVICE)
    arcs = arcs_of(item, world) if any(key in item.data for key in PLACE_KEYS) else None
    if len(item.notes.findings) > before or window is None or units is None:
        return world
    cameras = [d for d in world.city.devices if d.kind is DeviceKind.VIDEO]
    if "units" in item.data:
        cameras = [d for d in cameras if d.unit_id in units]
    if named:
        cameras = [d for d in world.city.devices if d.device_id in named]
    if arcs is not None:
        cameras = _along(cameras, arcs, world)
    if not cameras:
        fail(item, "", Text("没有符合条件的摄像机", "no camera fits all of this"))
        return world
    down = {d.device_id for d in cameras}
    after = claims(world, item, [(("device", device_id), "down") for device_id in sorted(down)])
    if after is None:
        return world
    since = window.start.date()
    devices = [
        replace(d, status=DeviceStatus.DOWN, since=since, eta=None) if d.device_id in down else d
        for d in world.city.devices
    ]
    return replace(after, city=replace(world.city, devices=devices))


def _along(cameras: list[Device], arcs: tuple[int, ...], world: World) -> list[Device]:
    """Return those that stand at one of the streets."""
    network = world.network
    if network is None or not cameras:
        return []
    usable = np.isin(np.arange(network.arcs), arcs)
    usable |= np.isin(network.twin, arcs) & (network.twin >= 0)
    snaps = Snapper(network, usable=usable).snap([d.lon for d in cameras], [d.lat for d in cameras])
    return [d for d, far in zip(cameras, snaps.distance_m.tolist(), strict=True) if far <= NEAR_M]


KIND = Kind(
    key="camera_outage",
    name=Text("摄像机故障", "cameras down"),
    keys=("devices", "units", "start", "stop", *PLACE_KEYS),
    lay=lay,
    example='[[camera_outage]]\nstreet = "219国道"',
)
