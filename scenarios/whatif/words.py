"""Figures in words: values, differences, intervals, verdicts, slices; the rules of DOMAIN 8.5 hold here."""

from ...models.city import City
from ...models.dispatch_level import LEVEL_NAMES, DispatchLevel
from ...models.kpi import FEWEST_CALLS, VERDICT_NAMES, Difference, Group, Kpi, Slice, SliceKind, Verdict
from ...models.place import RoadClass
from ...models.text import Lang, Text
from ...road_network.health import CLASS_NAMES
from ...solver.rules.catalogue import BY_CODE
from ..simulator.catalogue import KPI_BY_CODE

DASH = "–"
MOST_DECIMALS = 6

GROUPS = {
    Group.ORDER: Text("维护秩序", "order and coverage"),
    Group.RESPONSE: Text("应急快反", "response"),
    Group.PREVENTION: Text("执法与预防", "prevention"),
    Group.FORCE: Text("警力与人员", "force and people"),
}

SLICES = {
    SliceKind.ALL: Text("全部", "all"),
    SliceKind.BRIGADE: Text("按大队", "by brigade"),
    SliceKind.ROAD: Text("按道路等级", "by road class"),
    SliceKind.BAND: Text("按时段", "by band"),
    SliceKind.LEVEL: Text("按调度等级", "by level of dispatch"),
    SliceKind.PLACE: Text("按地点", "by place"),
    SliceKind.PATTERN: Text("按编组", "by make-up of crews"),
    SliceKind.RULE: Text("按规则", "by rule"),
}

HEADER = (
    Text("指标", "key figure"),
    Text("基准", "base"),
    Text("情景", "scenario"),
    Text("差值", "difference"),
    Text("95% 区间", "95 % interval"),
    Text("结论", "verdict"),
    Text("依据", "rests on"),
)


def value(kpi: Kpi, number: float | None, n: int | None = None) -> str:
    """Write a value; a percentage of fewer than 20 cases never without their number."""
    if number is None:
        return DASH
    shown = f"{100 * number:.{kpi.decimals}f}%" if kpi.share else f"{number:,.{kpi.decimals}f}"
    few = n is not None and n < FEWEST_CALLS and kpi.share
    return f"{shown} (n={n})" if few else shown


def signed(kpi: Kpi, number: float | None, *, like: float | None = None) -> str:
    """Write a difference with its sign, shares in points, with the decimals at which ``like`` is not 0."""
    if number is None:
        return DASH
    scale = 100.0 if kpi.share else 1.0
    size, decimals = abs(scale * (number if like is None else like)), kpi.decimals
    while size > 0 and decimals < MOST_DECIMALS and round(size, decimals) == 0:
        decimals += 1
    scaled = round(scale * number, decimals)
    return f"{scaled:+,.{decimals}f}" if scaled else f"{0.0:.{decimals}f}"


def interval(kpi: Kpi, difference: Difference) -> str:
    """Write the 95 % interval, with the decimals of the difference itself."""
    if difference.low is None or difference.high is None:
        return DASH
    low, high = (signed(kpi, end, like=difference.delta) for end in (difference.low, difference.high))
    return f"[{low}, {high}]"


def unit(kpi: Kpi, lang: Lang) -> str:
    """Return name and unit of a figure."""
    name, unit_ = kpi.name.in_(lang), kpi.unit.in_(lang)
    return f"{name} ({unit_})" if unit_ and not kpi.share else name


def row(difference: Difference, lang: Lang) -> tuple[str, ...]:
    """Return one row of the table: what, base, scenario, difference, interval, verdict, what it rests on."""
    kpi = KPI_BY_CODE[difference.code]
    return (
        unit(kpi, lang),
        value(kpi, difference.base, difference.n_base),
        value(kpi, difference.other, difference.n_other),
        signed(kpi, difference.delta),
        interval(kpi, difference),
        VERDICT_NAMES[difference.verdict].in_(lang),
        f"{difference.n_base:,} / {difference.n_other:,}",
    )


def slice_name(part: Slice, city: City, lang: Lang) -> str:
    """Return what a slice is called."""
    key = part.key
    found = _known(part, city)
    return found.in_(lang) if isinstance(found, Text) else found or key or SLICES[part.kind].in_(lang)


def _known(part: Slice, city: City) -> Text | str | None:
    """Return the name of a part, None if it has no other than its key."""
    kind, key = part.kind, part.key
    name: Text | str | None = None
    if kind is SliceKind.BRIGADE and key in city.org:
        name = city.org[key].name
    elif kind is SliceKind.ROAD and key in RoadClass.__members__:
        name = CLASS_NAMES[RoadClass(key)]
    elif kind is SliceKind.BAND:
        name = next((b.name for of in city.bands.by_type for b in city.bands.of(of) if b.code == key), None)
    elif kind is SliceKind.LEVEL and key.removeprefix("L") in {"1", "2"}:
        name = LEVEL_NAMES[DispatchLevel(f"L{key.removeprefix('L')}")]
    elif kind is SliceKind.PLACE and city.has_place(key):
        name = f"{key} {city.place(key).name}"
    elif kind is SliceKind.RULE and key in BY_CODE:
        rule = BY_CODE[key]
        name = Text(f"{key} {rule.name.zh} ({rule.article.zh})", f"{key} {rule.name.en} ({rule.article.en})")
    return name


def moved(difference: Difference) -> bool:
    """Whether a difference is one that a chief should see."""
    return difference.verdict in {Verdict.BETTER, Verdict.WORSE, Verdict.DIFFERENT}


def untouched(difference: Difference) -> bool:
    """Whether a figure is the same in every pair of runs."""
    return difference.delta == difference.low == difference.high == 0.0
