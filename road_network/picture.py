"""Pictures of the map: SVG without any dependency, drawn layer by layer (roads, posts, units, routes, legend)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from ..models.place import RoadClass
from ..models.text import Lang, Text
from .health import CLASS_NAMES

Floats = NDArray[np.float64]

PAPER, INK, FAINT, HALO = "#fcfbf8", "#2b2f36", "#7d828a", "#ffffff"
FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','WenQuanYi Micro Hei',sans-serif"
METRES_A_DEGREE = 111_195.0
STYLE = (
    "<style>path{fill:none;stroke-linecap:round;stroke-linejoin:round}"
    f".h{{paint-order:stroke;stroke:{HALO};stroke-width:3.2px;stroke-linejoin:round}}</style>"
)
SMALL = f'font-size="12" text-anchor="middle" fill="{INK}"'
DASH = ' stroke-dasharray="5 4"'
MARGIN, TITLE_HEIGHT = 28, 64

# Width of the line of each class, pixels.
ROAD_WIDTHS = {
    RoadClass.MOTORWAY: 4.6,
    RoadClass.EXPRESSWAY: 4.2,
    RoadClass.ARTERIAL: 3.2,
    RoadClass.COLLECTOR: 2.1,
    RoadClass.LOCAL: 1.2,
    RoadClass.NATIONAL: 3.4,
    RoadClass.PROVINCIAL: 2.9,
    RoadClass.COUNTY: 2.1,
    RoadClass.TOWNSHIP: 1.5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The part of the world a picture shows, and its size; north is up."""

    west: float
    south: float
    east: float
    north: float
    width: int = 1400

    @classmethod
    def around(cls, lon: Floats, lat: Floats, *, width: int = 1400, margin: float = 0.06) -> "View":
        """Return the view of points, with a margin (a share of the wider side), never flatter than 2 to 1."""
        shrink = cos(radians(float(lat.mean())))
        wide, high = max((lon.max() - lon.min()) * shrink, 1e-4), max(lat.max() - lat.min(), 1e-4)
        wide, high = max(wide, high / 1.25) * (1 + 2 * margin), max(high, wide / 2) * (1 + 2 * margin)
        x, y = (lon.max() + lon.min()) / 2, (lat.max() + lat.min()) / 2
        return cls(
            west=float(x - wide / 2 / shrink),
            south=float(y - high / 2),
            east=float(x + wide / 2 / shrink),
            north=float(y + high / 2),
            width=width,
        )

    @property
    def pixels_a_metre(self) -> float:
        """Scale."""
        shrink = cos(radians((self.south + self.north) / 2))
        return self.width / ((self.east - self.west) * shrink * METRES_A_DEGREE)

    @property
    def height(self) -> int:
        """Pixels from north to south."""
        return round((self.north - self.south) * METRES_A_DEGREE * self.pixels_a_metre)

    def place(self, points: Floats) -> Floats:
        """Return pixels of points, shape (k, 2) lon, lat."""
        x = (points[:, 0] - self.west) / (self.east - self.west) * self.width
        y = (self.north - points[:, 1]) / (self.north - self.south) * self.height
        return np.column_stack([x, y])

    def shows(self, pixels: Floats) -> bool:
        """Whether any of these pixels may be seen."""
        low, high = pixels.min(axis=0), pixels.max(axis=0)
        return bool(high[0] >= 0 and high[1] >= 0 and low[0] <= self.width and low[1] <= self.height)


@dataclass(slots=True)
class Picture:
    """
    A map being drawn: what is drawn later lies above.

    Lines and points are given in degrees. ``text()`` returns the SVG.
    """

    view: View
    title: str
    subtitle: str = ""
    lang: Lang = Lang.ZH
    _body: list[str] = field(default_factory=list)
    _legend: list[tuple[str, str]] = field(default_factory=list)
    _taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def lines(
        self, lines: Iterable[Floats], *, colour: str, width: float, opacity: float = 1.0, dashed: bool = False
    ) -> None:
        """Draw lines (routes, streets), each of shape (points, 2), in one style."""
        shown = [pixels for line in lines if self.view.shows(pixels := self.view.place(line))]
        if shown:
            course = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels.tolist()) for pixels in shown)
            style = f'stroke="{colour}" stroke-width="{width:g}" stroke-opacity="{opacity:g}"'
            self._body.append(f'<path d="{course}" {style}{DASH * dashed}/>')

    def dots(self, points: Floats, *, radius: float, fill: str, ring: tuple[str, float] = (HALO, 1.0)) -> None:
        """Draw small circles (border points, units)."""
        for x, y in self.view.place(points).tolist():
            if -radius < x < self.view.width + radius and -radius < y < self.view.height + radius:
                self._body.append(circle(x, y, radius, fill=fill, ring=ring))

    def sign(self, sign: str) -> None:
        """Draw any SVG, in pixels of the view (arrows)."""
        self._body.append(sign)

    def posts(self, points: Floats, names: Sequence[str], colours: Sequence[str]) -> None:
        """Draw posts, each with its name beside it where there is room."""
        places = self.view.place(points).tolist()
        for (x, y), colour in zip(places, colours, strict=True):
            self._body.append(circle(x, y, 7.5, fill=HALO, ring=(colour, 3.4)) + circle(x, y, 2.6, fill=colour))
            self._taken.append((x - 9, y - 9, x + 9, y + 9))
        sides = ((13, 5), (-13, 5), (0, -13), (0, 23), (11, -9), (-11, -9), (11, 19), (-11, 19))
        for (x, y), name in zip(places, names, strict=True):
            self.label(x, y, name, size=13, weight=600, offsets=sides)

    def label(  # noqa: PLR0913 - a label is its place, its words and its type
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        weight: int = 400,
        colour: str = INK,
        turn: float = 0.0,
        offsets: Sequence[tuple[float, float]] = ((0, 4),),
    ) -> bool:
        """Write words (pixels) at the first offset where they cover nothing written before; False if there is none."""
        wide = width_of(words, size)
        for dx, dy in offsets:
            anchor = "start" if dx > 0 else "end" if dx < 0 else "middle"
            left = x + dx - (0 if dx > 0 else wide if dx < 0 else wide / 2)
            box = (left, y + dy - size, left + wide, y + dy + 3)
            if abs(turn) > 20:
                box = (x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2)
            inside = box[0] > 2 and box[1] > 2 and box[2] < self.view.width - 2 and box[3] < self.view.height - 2
            if inside and not any(overlap(box, other) for other in self._taken):
                self._taken.append(box)
                rotation = f' transform="rotate({turn:.1f} {x:.1f} {y:.1f})"' if turn else ""
                style = f'font-size="{size:g}" font-weight="{weight}" fill="{colour}" text-anchor="{anchor}"'
                place = f'x="{x + dx:.1f}" y="{y + dy:.1f}"'
                self._body.append(f'<text class="h" {place} {style}{rotation}>{escape(words)}</text>')
                return True
        return False

    def legend_line(self, words: str, *, colour: str, width: float, dashed: bool = False) -> None:
        """Add a line to the legend."""
        sample = f'<path d="M0 0H30" stroke="{colour}" stroke-width="{width:g}"{DASH * dashed}/>'
        self._legend.append((sample, words))

    def legend_sign(self, words: str, sign: str) -> None:
        """Add a sign, drawn around (15, 0), to the legend."""
        self._legend.append((sign, words))

    def text(self) -> str:
        """Return the picture as SVG."""
        width, height = self.view.width + 2 * MARGIN, self.view.height + TITLE_HEIGHT + MARGIN
        frame = f'x="0" y="0" width="{self.view.width}" height="{self.view.height}" rx="6"'
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        inner = f'x="{MARGIN}" y="{TITLE_HEIGHT}" width="{self.view.width}" height="{self.view.height}"'
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}">',
            STYLE,
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            f'<text x="{MARGIN}" y="36" font-size="23" font-weight="700" fill="{INK}">{escape(self.title)}</text>',
            f'<text x="{MARGIN}" y="56" font-size="13" fill="{FAINT}">{escape(self.subtitle)}</text>',
            f"<svg {inner}>",
            f'<rect {frame} fill="{PAPER}"/>',
            *self._body,
            self._legend_box(),
            self._scale_bar(),
            self._north(),
            f'<rect {frame} fill="none" stroke="#d8d5cd" stroke-width="2"/>',
            "</svg></svg>",
        ]
        return "\n".join(part for part in parts if part) + "\n"

    def _legend_box(self) -> str:
        if not self._legend:
            return ""
        wide = 66 + max(width_of(words, 12.5) for _, words in self._legend)
        high = 18 + 21 * len(self._legend)
        x, y = self.view.width - wide - 14, self.view.height - high - 14
        rows = [
            f'<g transform="translate(14 {22 + 21 * k})">{sign}'
            f'<text x="40" y="4.5" font-size="12.5" fill="{INK}">{escape(words)}</text></g>'
            for k, (sign, words) in enumerate(self._legend)
        ]
        box = f'<rect width="{wide:.0f}" height="{high}" rx="6" fill="#ffffff" fill-opacity="0.92" stroke="#dedbd3"/>'
        return f'<g transform="translate({x:.0f} {y})">{box}{"".join(rows)}</g>'

    def _scale_bar(self) -> str:
        target = 0.16 * self.view.width / self.view.pixels_a_metre
        metres = max(step * 10**power for power in range(1, 6) for step in (1, 2, 5) if step * 10**power <= target)
        wide, y = metres * self.view.pixels_a_metre, self.view.height - 22
        words = f"{metres} " + Text("米", "m").in_(self.lang)
        if metres >= 1000:
            words = f"{metres // 1000} " + Text("公里", "km").in_(self.lang)
        return (
            f'<g transform="translate(18 {y})"><path d="M0 -6V0H{wide:.1f}V-6" stroke="{INK}" stroke-width="1.6"/>'
            f'<text class="h" x="{wide / 2:.1f}" y="-7" {SMALL}>{words}</text></g>'
        )

    def _north(self) -> str:
        words = Text("北", "N").in_(self.lang)
        return (
            f'<g transform="translate({self.view.width - 30} 22)"><path d="M0 0L8 24L0 18L-8 24Z" '
            f'style="fill:{INK}"/><text class="h" y="40" {SMALL}>{words}</text></g>'
        )


def circle(x: float, y: float, radius: float, *, fill: str, ring: tuple[str, float] = (HALO, 1.0)) -> str:
    """Return a circle (pixels) with a ring of a colour and width."""
    style = f'fill="{fill}" stroke="{ring[0]}" stroke-width="{ring[1]:g}"'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" {style}/>'


def width_of(words: str, size: float) -> float:
    """Return about how wide words are, pixels."""
    return sum(size if ord(letter) > 0x2E7F else 0.56 * size for letter in words)


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes (left, top, right, bottom) overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def legend_roads(picture: Picture, classes: Iterable[RoadClass], *, colour: str) -> None:
    """Add the widths of road classes to the legend."""
    for kind in classes:
        picture.legend_line(CLASS_NAMES[kind].in_(picture.lang), colour=colour, width=ROAD_WIDTHS[kind])
