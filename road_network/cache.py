"""The cache: a network as bytes that are mapped into memory, next to the file it was read from."""

import json
import mmap
import os
import re
import sys
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .graph import RoadNetwork
from .health import Health

ENDING = ".qwr"
VERSION = 1
"""Grows whenever the layout below, or what a reader makes of a file, changes: older caches are then built anew."""

_MAGIC = "QINWU-ROADS"
_HEAD_LINE = re.compile(_MAGIC.encode() + rb" (\d+) ([0-9a-f]+) ([0-9a-f]+) *\n")
_ALIGN = 64
_HEAD = 64
"""Bytes before the header: magic, then version, header length and header checksum as text."""

ARRAYS = (
    "lon", "lat", "node_ref", "signal", "tail", "head", "length_m", "speed_kmh", "base_ms", "road_class", "lanes",
    "flags", "name", "twin", "geo_start", "geo_lon", "geo_lat", "banned",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a cache must have been made from: the source's bytes, and the options of reading."""

    sha256: str
    service: bool
    gcj02: bool


def cache_file(source: Path, key: Key) -> Path:
    """Return where the cache of a source lies; each choice of options has its own."""
    options = (".service" if key.service else "") + (".gcj02" if key.gcj02 else "")
    return source.with_name(f"{source.name}{options}{ENDING}")


def load(file: Path, key: Key) -> tuple[RoadNetwork, Health] | None:
    """
    Return the cached network, its arrays mapped from the file and read-only.

    None if there is no cache, or if it is of another source, of another version, or damaged.
    """
    try:
        with file.open("rb") as opened:
            data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return None
    header = _header(data, key)
    if header is None:
        data.close()
        return None
    arrays = {name: _array(data, spec) for name, spec in header["arrays"].items()}
    names = bytes(arrays.pop("names")).decode().split("\0")
    network = RoadNetwork(**arrays, names=tuple(names), source=header["source"], source_sha256=key.sha256)
    return network, Health.from_json(header["health"])


def _header(data: mmap.mmap, key: Key) -> dict[str, Any] | None:
    """Return the header if the whole file is as it was written, for this key."""
    head = _HEAD_LINE.fullmatch(data[:_HEAD])
    if head is None or int(head[1]) != VERSION:
        return None
    text = data[_HEAD : _HEAD + int(head[2], 16)]
    if zlib.crc32(text) != int(head[3], 16):
        return None
    header: dict[str, Any] = json.loads(text)
    wanted = {"sha256": key.sha256, "service": key.service, "gcj02": key.gcj02, "byte_order": sys.byteorder}
    if any(header[name] != value for name, value in wanted.items()) or len(data) != header["size"]:
        return None
    with memoryview(data) as view, view[header["body"] :] as body:
        return header if zlib.crc32(body) == header["checksum"] else None


def _array(data: mmap.mmap, spec: Sequence[Any]) -> NDArray[Any]:
    dtype, shape, offset = spec
    count = int(np.prod(shape))
    return np.frombuffer(data, dtype=np.dtype(dtype), count=count, offset=offset).reshape(shape)


def save(file: Path, key: Key, network: RoadNetwork, health: Health) -> bool:
    """
    Write a cache; return whether it could be written.

    It is written beside its place and then renamed: a reader sees the old one or the new one, and of two writers
    the later one stays. Equal networks give equal bytes.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError:
        return False
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.writelines(_blocks(key, network, health))
        temporary.chmod(0o644)
        temporary.replace(file)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        return False
    return True


def _blocks(key: Key, network: RoadNetwork, health: Health) -> Sequence[bytes]:
    arrays: dict[str, NDArray[Any]] = {name: getattr(network, name) for name in ARRAYS}
    arrays["names"] = np.frombuffer("\0".join(network.names).encode(), dtype=np.uint8)
    bodies = [_padded(np.ascontiguousarray(array).tobytes()) for array in arrays.values()]
    checksum = 0
    for body in bodies:
        checksum = zlib.crc32(body, checksum)
    header: dict[str, Any] = {
        "sha256": key.sha256,
        "service": key.service,
        "gcj02": key.gcj02,
        "byte_order": sys.byteorder,
        "source": network.source,
        "health": health.to_json(),
        "checksum": checksum,
    }
    text = _placed(header, arrays, bodies)
    head = f"{_MAGIC} {VERSION} {len(text):x} {zlib.crc32(text):x}".ljust(_HEAD - 1) + "\n"
    return [head.encode(), text, *bodies]


def _placed(header: dict[str, Any], arrays: Mapping[str, NDArray[Any]], bodies: Sequence[bytes]) -> bytes:
    """Return the header with the place of each array; its own length is a guess that is raised until it fits."""
    room = _ALIGN
    while True:
        offset = header["body"] = _HEAD + room
        header["arrays"] = {}
        for (name, array), body in zip(arrays.items(), bodies, strict=True):
            header["arrays"][name] = (array.dtype.str, array.shape, offset)
            offset += len(body)
        header["size"] = offset
        text = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
        if len(text) <= room:
            return text.ljust(room)
        room = -(-len(text) // _ALIGN) * _ALIGN


def _padded(body: bytes) -> bytes:
    return body + bytes(-len(body) % _ALIGN)
