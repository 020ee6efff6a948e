"""Families of scenarios: the force from 80 to 120 percent, mobile units from 0 to 8; the trade-off and its knee."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from ...models.errors import InputError
from ...models.kpi import ALL, Estimate
from ...models.text import Lang, Text
from ..overlay.read import Overlaid, lay_texts
from ..overlay.world import World
from ..simulator.catalogue import KPI_BY_CODE
from ..simulator.compare import estimates
from .curves import Chart, Curve, chart, round_ticks
from .study import Lived, Study
from .words import value

MOST = 40
FLAT = 0.05
"""A curve that rises and falls less than this share of its mean has no knee."""


class Family(StrEnum):
    """What is varied: the force in percent of today's, the number of mobile units by day."""

    FORCE = "force"
    MOBILE = "mobile"


FAMILY_NAMES = {
    Family.FORCE: Text("警力 (占现有 %)", "force, percent of today's"),
    Family.MOBILE: Text("日间机动单元数", "mobile units by day"),
}
SHOWN = ("t_handle_mean", "t_handle_p90", "share_in_target", "peak_post_cover", "p_wait", "util", "gaps")
DRAWN = ("t_handle_p90", "peak_post_cover")


@dataclass(frozen=True, slots=True, kw_only=True)
class Knee:
    """The point of a curve beyond which more of it brings little: parameter and figure."""

    code: str
    at: float
    value: float


def values_of(text: str) -> tuple[int, ...]:
    """
    Read ``80,90,100`` or ``0-8`` or ``80-120:10``.

    >>> values_of("80-120:10"), values_of("0-3"), values_of("2,4")
    ((80, 90, 100, 110, 120), (0, 1, 2, 3), (2, 4))
    """
    try:
        found: list[int] = []
        for part in text.split(","):
            span, _, step = part.partition(":")
            first, _, last = span.partition("-")
            found += range(int(first), int(last or first) + 1, int(step or 1))
    except ValueError:
        found = []
    if not 1 <= len(found) <= MOST or min(found) < 0:
        message = Text(f"{text!r} 应写作 80-120:10 或 0,2,4", f"{text!r}: write 80-120:10 or 0,2,4, at most {MOST}")
        raise InputError(message)
    return tuple(dict.fromkeys(found))


def family(world: World, kind: Family, values: Sequence[int]) -> list[Overlaid]:
    """Return a scenario for each value."""
    return [lay_texts(world, [(f"{kind}-{number}", _text(kind, number))]) for number in values]


def _text(kind: Family, number: int) -> str:
    head = f'name = "{kind.value} {number}"\n'
    if kind is Family.MOBILE:
        return f"{head}[mobile]\nunits = {number}\n"
    if number == 100:
        return head
    change = "remove_officers" if number < 100 else "add_officers"
    return f"{head}[[{change}]]\nshare = {abs(number - 100) / 100}\n"


def figures(lived: Lived) -> dict[str, Estimate]:
    """Return the figures of the whole city over all runs, by code."""
    return {one.code: one for one in estimates(lived.tables) if one.part == ALL} if lived.runs else {}


def knee(points: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """
    Return the point farthest from the straight line between both ends; None for a flat or straight curve.

    >>> knee([(0, 10.0), (1, 5.0), (2, 4.5), (3, 4.2), (4, 4.0)])
    (1, 5.0)

    Notes
    -----
    The rule of V. Satopaa et al., Finding a "kneedle" in a haystack, ICDCS workshops 2011, on the curve scaled to the
    unit square, without smoothing.
    """
    if len(points) < 3:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    mean = abs(sum(ys) / len(ys))
    if wide <= 0 or high <= FLAT * max(mean, 1e-9):
        return None
    scaled = [((x - min(xs)) / wide, (y - min(ys)) / high) for x, y in points]
    (x0, y0), (x1, y1) = scaled[0], scaled[-1]
    far = [abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) for x, y in scaled]
    best = max(range(len(far)), key=lambda i: far[i])
    return points[best] if far[best] > 0.1 else None


def knees(study: Study, values: Sequence[int]) -> list[Knee]:
    """Return the knee of each curve that has one."""
    found = []
    for code in DRAWN:
        best = _knee(study, values, code)
        if best is not None:
            found.append(Knee(code=code, at=best[0], value=best[1]))
    return found


def knee_lines(found: Sequence[Knee]) -> Iterator[Text]:
    """Say of each drawn figure where its knee is, or that it has none."""
    known = {one.code: one for one in found}
    for code in DRAWN:
        kpi, one = KPI_BY_CODE[code], known.get(code)
        if one is None:
            yield Text(
                f"{kpi.name.zh}: 没有拐点 (曲线平直, 或起伏不超过偶然)",
                f"{kpi.name.en}: no knee (the curve is flat or straight, or moves no more than chance)",
            )
        else:
            shown = f"{one.at:g} ({value(kpi, one.value)})"
            yield Text(f"拐点 {kpi.name.zh}: {shown}", f"knee of {kpi.name.en}: {shown}")


def _points(study: Study, values: Sequence[int], code: str) -> list[tuple[float, float]]:
    rows = [(float(x), figures(lived).get(code)) for x, lived in zip(values, study.scenarios, strict=True)]
    return sorted((x, one.mean) for x, one in rows if one is not None and one.mean is not None)


def trade_off(study: Study, kind: Family, values: Sequence[int], code: str, lang: Lang) -> str:
    """Draw a figure over the family's values, with 95 % intervals and the knee; empty if there is nothing to draw."""
    kpi = KPI_BY_CODE[code]
    points = _points(study, values, code)
    if len(points) < 2:
        return ""
    known = dict(_halves(study, values, code))
    halves = [known[x] for x, _ in points]
    ys = [y for _, y in points]
    margin = max(*halves, 0.1 * (max(ys) - min(ys)), 0.02 * max(map(abs, ys)), 1e-6)
    best = _knee(study, values, code)
    label = Text("拐点", "knee").in_(lang)
    mark = (best[0], best[1], f"{label}: {best[0]:g} → {value(kpi, best[1])}") if best else None
    ticks = round_ticks(min(ys) - 1.3 * margin, min(max(ys) + 1.3 * margin, 1.0 if kpi.share else float("inf")))
    frame = Chart(
        title=kpi.name.in_(lang),
        x_title=FAMILY_NAMES[kind].in_(lang),
        y_title="" if kpi.share else kpi.unit.in_(lang),
        x=(points[0][0], points[-1][0]),
        y=(ticks[0], ticks[-1]),
        x_ticks=[x for x, _ in points],
        y_ticks=ticks,
        percent=kpi.share,
        mark=mark,
    )
    return chart(frame, [Curve(name=kpi.name.in_(lang), points=points, spread=halves)], dots=True)


def _knee(study: Study, values: Sequence[int], code: str) -> tuple[float, float] | None:
    """Return the knee, if the curve rises and falls by more than chance does."""
    points = _points(study, values, code)
    heights = [y for _, y in points]
    chance = median([half for _, half in _halves(study, values, code)] or [0.0])
    return knee(points) if points and max(heights) - min(heights) > chance else None


def _halves(study: Study, values: Sequence[int], code: str) -> list[tuple[float, float]]:
    """Return half the width of the 95 % interval of each value's paired difference from the base."""
    found = []
    for number, comparison in zip(values, study.comparisons, strict=True):
        rows = comparison.differences if comparison is not None else ()
        ends = [(d.low, d.high) for d in rows if d.part == ALL and d.code == code]
        low, high = ends[0] if ends else (None, None)
        found.append((float(number), (high - low) / 2 if low is not None and high is not None else 0.0))
    return found


def sweep_rows(study: Study, kind: Family, values: Sequence[int], lang: Lang) -> list[tuple[str, ...]]:
    """Return the table of the family: a row for each value."""
    head = (FAMILY_NAMES[kind].in_(lang), *(KPI_BY_CODE[code].name.in_(lang) for code in SHOWN))
    rows = [head]
    for number, lived in zip(values, study.scenarios, strict=True):
        found = figures(lived)
        none = Text("无方案", "no plan").in_(lang)
        cells = (_cell(code, found.get(code)) for code in SHOWN)
        rows.append((f"{number}" + (f" ({none})" if lived.plan.roster is None else ""), *cells))
    return rows


def _cell(code: str, one: Estimate | None) -> str:
    return value(KPI_BY_CODE[code], one.mean if one else None, one.n if one else None)
