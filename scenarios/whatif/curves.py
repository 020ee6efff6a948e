"""Curves as SVG: how many calls are reached within so many minutes, how long it takes at each hour, trade-offs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

import numpy as np

from ...models.demand import HOURS
from ...models.text import Lang, Text
from ...road_network.picture import FAINT, FONT, INK
from .study import Lived

COLOURS = ("#2b2f36", "#2f6fb2", "#d8692f", "#3f8f5b", "#8d5aa8", "#b8952f", "#c8372d", "#2a9d9d")
WIDE, HIGH, LEFT, TOP = 620, 260, 62, 44
SHOWN_MIN = 31
GRID = "#e4e1d9"
MIDDLE, END = (f'font-size="11" text-anchor="{where}"' for where in ("middle", "end"))

At = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line of a chart: its name, points, and the half-width of the 95 % interval at each of them, if known."""

    name: str
    points: Sequence[tuple[float, float]]
    spread: Sequence[float] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: titles, range of both axes, ticks, curves; ``mark`` sets one point apart (a knee)."""

    title: str
    x_title: str
    y_title: str
    x: tuple[float, float]
    y: tuple[float, float]
    x_ticks: Sequence[float]
    y_ticks: Sequence[float]
    percent: bool = False
    mark: tuple[float, float, str] | None = None


def round_ticks(low: float, high: float) -> list[float]:
    """
    Return round numbers from at most ``low`` to at least ``high``, three to seven of them.

    >>> round_ticks(4.1, 13.2), round_ticks(0.97, 1.0)
    ([4.0, 6.0, 8.0, 10.0, 12.0, 14.0], [0.97, 0.98, 0.99, 1.0])
    """
    span = max(high - low, 1e-9)
    rough = 10.0 ** floor(log10(span / 3))
    step = next(rough * n for n in (1, 2, 5, 10) if span / (rough * n) <= 5)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(step * n, 10) for n in range(first, last + 1)]


def chart(frame: Chart, curves: Sequence[Curve], *, dots: bool = False) -> str:
    """Draw a chart with a legend."""
    width, high = LEFT + WIDE + 24, TOP + HIGH + 62 + 18 * ((len(curves) + 2) // 3)

    def at(x: float, y: float) -> tuple[float, float]:
        share_x = (x - frame.x[0]) / (frame.x[1] - frame.x[0])
        share_y = (y - frame.y[0]) / (frame.y[1] - frame.y[0])
        return LEFT + WIDE * share_x, TOP + HIGH * (1 - min(1.0, max(0.0, share_y)))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {high}" font-family="{FONT}" role="img">',
        f'<rect width="{width}" height="{high}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18" font-size="15" font-weight="600" fill="{INK}">{escape(frame.title)}</text>',
        f'<text x="{LEFT}" y="{TOP - 8}" font-size="11" fill="{FAINT}">{escape(frame.y_title)}</text>',
        f'<text x="{LEFT + WIDE}" y="{TOP + HIGH + 32}" {END} fill="{FAINT}">{escape(frame.x_title)}</text>',
    ]
    parts += _grid(frame, at)
    parts.append(f'<path d="M{LEFT} {TOP + HIGH}H{LEFT + WIDE}" stroke="{INK}"/>')
    for number, curve in enumerate(curves):
        colour = COLOURS[number % len(COLOURS)]
        parts += _curve(curve, colour, at, dots=dots)
        x, y = LEFT + (number % 3) * WIDE / 3, TOP + HIGH + 52 + 18 * (number // 3)
        parts.append(f'<path d="M{x:.0f} {y - 4:.0f}h22" stroke="{colour}" stroke-width="2.4"/>')
        parts.append(f'<text x="{x + 28:.0f}" y="{y:.0f}" font-size="12" fill="{INK}">{escape(curve.name)}</text>')
    if frame.mark is not None:
        parts += _mark(at(frame.mark[0], frame.mark[1]), frame.mark[2])
    return "\n".join([*parts, "</svg>"]) + "\n"


def _grid(frame: Chart, at: At) -> Iterator[str]:
    """Draw the ticks of both axes, and a line across for each of the upright one's."""
    for tick in frame.y_ticks:
        _, y = at(frame.x[0], tick)
        shown = f"{100 * tick:g}%" if frame.percent else f"{tick:g}"
        yield f'<path d="M{LEFT} {y:.1f}H{LEFT + WIDE}" stroke="{GRID}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" font-size="11" text-anchor="end" fill="{FAINT}">{shown}</text>'
    for tick in frame.x_ticks:
        x, _ = at(tick, frame.y[0])
        yield f'<text x="{x:.1f}" y="{TOP + HIGH + 16}" {MIDDLE} fill="{FAINT}">{tick:g}</text>'


def _mark(place: tuple[float, float], text: str) -> Iterator[str]:
    """Draw a ring with its text on the side where there is room."""
    x, y = place
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="none" stroke="#c8372d" stroke-width="2"/>'
    anchor = "end" if x > LEFT + 0.7 * WIDE else "start"
    shift = -12 if anchor == "end" else 12
    yield (
        f'<text x="{x + shift:.1f}" y="{y - 10:.1f}" font-size="12" text-anchor="{anchor}" fill="#c8372d">'
        f"{escape(text)}</text>"
    )


def _curve(curve: Curve, colour: str, at: At, *, dots: bool) -> list[str]:
    places = [at(x, y) for x, y in curve.points]
    parts = []
    for (x, y), half in zip(curve.points, curve.spread, strict=False):
        (across, low), (_, high) = at(x, y - half), at(x, y + half)
        parts.append(f'<path d="M{across:.1f} {high:.1f}V{low:.1f}" stroke="{colour}" stroke-opacity="0.45"/>')
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.2"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{colour}"/>' for x, y in places if dots]
    return parts


def reached_within(scenarios: Sequence[Lived], lang: Lang) -> str:
    """Draw the share of calls that a crew reached within so many minutes."""
    curves = []
    for one in scenarios:
        counts = np.sum([run.by_minute for run in one.runs.values()], axis=0)
        if not one.runs or not counts.sum():
            continue
        upto = np.concatenate([[0.0], np.cumsum(counts)])[:SHOWN_MIN] / counts.sum()
        calls = Text(f"{counts.sum():,} 起", f"{counts.sum():,} calls").in_(lang)
        curves.append(Curve(name=f"{one.plan.name} ({calls})", points=list(enumerate(upto.tolist()))))
    frame = Chart(
        title=Text("接报后多少分钟内到场", "calls reached within minutes").in_(lang),
        x_title=Text("接报至到场 (分钟)", "minutes from call to arrival").in_(lang),
        y_title=Text("到场警情占比", "share of the calls that were reached").in_(lang),
        x=(0, SHOWN_MIN - 1),
        y=(0, 1),
        x_ticks=range(0, SHOWN_MIN, 5),
        y_ticks=(0, 0.25, 0.5, 0.75, 1),
        percent=True,
    )
    return chart(frame, curves)


def by_hour(scenarios: Sequence[Lived], lang: Lang) -> str:
    """Draw the mean minutes from call to arrival at each hour of the day."""
    curves, top = [], 1.0
    for one in scenarios:
        if not one.runs:
            continue
        sums = np.sum([run.by_hour for run in one.runs.values()], axis=0)
        means = [(h, sums[h, 1] / sums[h, 0]) for h in range(HOURS) if sums[h, 0]]
        top = max([top, *(mean for _, mean in means)])
        curves.append(Curve(name=one.plan.name, points=means))
    step = max(1, round(top / 4))
    frame = Chart(
        title=Text("各小时平均处警时间", "mean response time by hour").in_(lang),
        x_title=Text("接报时刻", "hour of the call").in_(lang),
        y_title=Text("接报至到场 (分钟)", "minutes from call to arrival").in_(lang),
        x=(0, HOURS - 1),
        y=(0, top * 1.08),
        x_ticks=range(0, HOURS, 3),
        y_ticks=[step * n for n in range(int(top * 1.08 // step) + 1)],
    )
    return chart(frame, curves)
