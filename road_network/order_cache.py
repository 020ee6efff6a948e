"""The hierarchy's order beside the road file: seconds the first time, milliseconds ever after."""

import hashlib
import os
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np

from .cch_order import node_order
from .graph import Int32, RoadNetwork

ENDING = ".qwo"
VERSION = 1
"""Grows whenever the order of the same network would come out differently."""


def cached_order(network: RoadNetwork, source: Path) -> Int32:
    """
    Return the order in which a hierarchy contracts the nodes, from the cache if it fits.

    A cache of another network, of another version, or damaged is made anew; if it cannot be written (a read-only
    folder), the order is just returned. Two processes that make it at once write the same bytes, each whole.
    """
    file = source.with_name(source.name + ENDING)
    head = f"QINWU-ORDER {VERSION} {fingerprint(network)}\n".encode()
    order = _load(file, head, network.nodes)
    if order is None:
        order = node_order(network)
        body = order.astype("<i4").tobytes()
        _save(file, head + zlib.crc32(body).to_bytes(4, "little") + body)
    return order


def fingerprint(network: RoadNetwork) -> str:
    """Return a hash of all that the order depends on: the arcs and where the nodes lie."""
    digest = hashlib.sha256()
    for array in (network.tail, network.head, network.lon, network.lat):
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _load(file: Path, head: bytes, nodes: int) -> Int32 | None:
    try:
        data = file.read_bytes()
    except OSError:
        return None
    body = data[len(head) + 4 :]
    checksum = int.from_bytes(data[len(head) : len(head) + 4], "little")
    if not data.startswith(head) or len(body) != 4 * nodes or zlib.crc32(body) != checksum:
        return None
    return np.frombuffer(body, dtype="<i4").astype(np.int32)


def _save(file: Path, data: bytes) -> None:
    try:
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError:
        return
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
        temporary.chmod(0o644)
        temporary.replace(file)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
