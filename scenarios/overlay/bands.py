"""``[[band]]``: a band begins or ends at another time; its neighbours give way."""

from collections.abc import Sequence
from dataclasses import replace

from ...models.band import Band, Bands
from ...models.errors import InputError
from ...models.text import Text
from ...models.week import DAY_MIN
from ..codecs import BadValueError
from ..hours import read_hours
from ..toml_reader import Branch
from .kind import Kind, claims, known
from .places import BAND
from .world import World


def lay(item: Branch, world: World) -> World:
    """Move the band ``code`` to ``hours`` on every day type that has it."""
    city = world.city
    code, written = item.need("code", str, ""), item.need("hours", str, "")
    every = sorted({band.code for kind in city.bands.by_type for band in city.bands.of(kind)})
    if not known(item, "code", code, every, BAND):
        return world
    try:
        ((start, end),) = read_hours(written)
    except (BadValueError, ValueError):
        text = Text("hours 写作 06:30-09:00", "hours must be written 06:30-09:00")
        item.notes.error("D06", text, item.at("hours"))
        return world
    try:
        bands = Bands({kind: _moved(of_kind, code, start, end) for kind, of_kind in city.bands.by_type.items()})
    except InputError as error:
        text = Text(f"相邻时段无法让出: {error.text.zh}", f"the bands beside it cannot give way: {error.text.en}")
        item.notes.error("D11", text, item.at("hours"))
        return world
    after = claims(world, item, [(("band", code), written)])
    return world if after is None else replace(after, city=replace(city, bands=bands))


def _moved(bands: Sequence[Band], code: str, start: int, end: int) -> tuple[Band, ...]:
    """Give one band other edges; the one before ends there and the one after begins there, also across midnight."""
    index = next((i for i, band in enumerate(bands) if band.code == code), None)
    if index is None:
        return tuple(bands)
    moved = list(bands)
    shift = DAY_MIN * round((bands[index].start - start) / DAY_MIN)
    begin, stop = start + shift, end + shift
    moved[index] = replace(bands[index], start=begin, end=stop)
    last = index == len(bands) - 1
    following = 0 if last else index + 1
    moved[index - 1] = replace(moved[index - 1], end=begin + DAY_MIN * (index == 0))
    moved[following] = replace(moved[following], start=stop - DAY_MIN * last)
    return tuple(sorted(moved, key=lambda band: band.start))


KIND = Kind(
    key="band",
    name=Text("调整时段", "band moved"),
    keys=("code", "hours"),
    lay=lay,
    example='[[band]]\ncode = "AM_PEAK"\nhours = "06:45-09:00"',
)
