"""Coordinates: distances on the globe, China's shifted GCJ-02 datum, exchanged columns, and the Morton order."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS_M = 6_371_009.0
"""Mean radius, the one osmnx uses, so that lengths agree with it."""

METRES_A_DEGREE = EARTH_RADIUS_M * np.pi / 180
"""Metres of one degree of latitude."""

_GCJ_AXIS_M, _GCJ_ECCENTRICITY = 6_378_245.0, 0.00669342162296594323
_MORTON_BITS = 21


def distance_m(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """
    Return great-circle distances between points, element by element.

    Parameters
    ----------
    lon, lat, to_lon, to_lat
        Degrees, shapes that broadcast.

    Returns
    -------
    Metres (haversine on a sphere of ``EARTH_RADIUS_M``).
    """
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half_chord = (
        np.sin((to_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(to_phi) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half_chord, 1.0))))


def in_china(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Return which points lie in the rectangle in which GCJ-02 shifts coordinates."""
    return np.asarray((lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271))


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Shift true coordinates to those of China's public maps; points outside China stay where they are."""
    east, north = _gcj_shift(lon, lat)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """
    Take the shift of China's public maps off again.

    Returns
    -------
    True coordinates in degrees, exact to better than a centimetre (four rounds of fixed-point iteration).
    """
    true_lon, true_lat = lon, lat
    for _ in range(4):
        east, north = _gcj_shift(true_lon, true_lat)
        true_lon, true_lat = lon - east, lat - north
    return true_lon, true_lat


def _gcj_shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi / 3 * y)) * 2 / 3
    north += (160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi / 3 * x)) * 2 / 3
    east += (150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x)) * 2 / 3
    phi = np.radians(lat)
    magic = 1 - _GCJ_ECCENTRICITY * np.sin(phi) ** 2
    north_degrees = np.degrees(north * magic * np.sqrt(magic) / (_GCJ_AXIS_M * (1 - _GCJ_ECCENTRICITY)))
    east_degrees = np.degrees(east * np.sqrt(magic) / (_GCJ_AXIS_M * np.cos(phi)))
    inside = in_china(lon, lat)
    return np.where(inside, east_degrees, 0.0), np.where(inside, north_degrees, 0.0)


def swapped(lon: Floats, lat: Floats) -> bool:
    """
    Whether longitude and latitude stand in each other's column.

    Certain if a latitude is beyond 90 degrees while no longitude is; taken as such if all points would lie in China
    after an exchange and none does before.
    """
    if not len(lon):
        return False
    if np.abs(lat).max() > 90:
        return bool(np.abs(lon).max() <= 90)
    return bool(in_china(lat, lon).all() and not in_china(lon, lat).any())


def morton(lon: Floats, lat: Floats) -> NDArray[np.uint64]:
    """Return the place of each point on a Z-shaped curve, along which neighbours on the map stay near each other."""
    return _spread(_cells(lon)) | (_spread(_cells(lat)) << np.uint64(1))


def _cells(values: Floats) -> NDArray[np.uint64]:
    if not len(values):
        return np.zeros(0, dtype=np.uint64)
    low, high = values.min(), values.max()
    scaled = (values - low) / max(high - low, 1e-12) * ((1 << _MORTON_BITS) - 1)
    return np.asarray(scaled.astype(np.uint64))


def _spread(cells: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero between each two of the lowest 32 bits."""
    spread = cells & np.uint64(0xFFFFFFFF)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread
