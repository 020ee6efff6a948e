"""Demand as tables: sites with their expected calls, rankings, peaks, quality of the forecast."""

from collections.abc import Iterator, Mapping, Sequence

from ..models.demand import LAYER_NAMES, Demand, RankedSite, SiteKind
from ..models.flow import PeakProposal
from ..models.org import Org
from ..models.text import Lang, Text
from ..models.week import DayType
from ..road_network.health import CLASS_NAMES
from ..solver.deploy.demand.peaks import flat
from ..solver.deploy.demand.quality import METHODS, Quality
from .plain_table import csv_bytes

Row = tuple[object, ...]

KIND_NAMES: Mapping[SiteKind, Text] = {
    SiteKind.JUNCTION: Text("路口", "junction"),
    SiteKind.SEGMENT: Text("路段", "segment"),
}
DAY_NAMES: Mapping[DayType, Text] = {
    DayType.WEEKDAY: Text("工作日", "weekday"),
    DayType.WEEKEND: Text("周末", "weekend"),
    DayType.HOLIDAY: Text("节假日", "holiday"),
    DayType.SCHOOL_BREAK: Text("寒暑假", "school break"),
}
WHOLE_CITY = Text("全市", "whole city")


def day_types(demand: Demand) -> list[DayType]:
    """Return the day types of which there are records, in their order."""
    return [kind for kind in DayType if demand.exposure.days.get(kind)]


def site_table(demand: Demand, lang: Lang) -> bytes:
    """
    Return all sites as CSV, the most calls first.

    Columns: site, kind, name, class, brigade, place, calls recorded, calls a year, events a year of each layer, then
    calls a day in every band of every day type of which there are records.
    """
    kinds = day_types(demand)
    bands = [(kind, band) for kind in kinds for band in demand.bands.of(kind)]
    columns = {(kind, band.code): demand.band_column(band.code, kind) for kind, band in bands}
    first = (
        Text("编号", "site_id"), Text("类别", "kind"), Text("名称", "name"), Text("道路等级", "class"),
        Text("大队", "brigade"), Text("经度", "lon"), Text("纬度", "lat"), Text("记录数", "calls"),
        Text("每年", "per_year"),
    )  # fmt: skip
    layers = [Text(f"{name.zh}_每年", f"{layer.value.lower()}_per_year") for layer, name in LAYER_NAMES.items()]
    by_band = [Text(f"{DAY_NAMES[k].zh}_{b.name.zh}_每天", f"{k.value}_{b.code}_per_day") for k, b in bands]
    header = [text.in_(lang) for text in (*first, *layers, *by_band)]

    def rows() -> Iterator[Row]:
        order = sorted(range(len(demand.sites)), key=lambda n: (-demand.per_year(n), demand.sites[n].site_id))
        for n in order:
            site = demand.sites[n]
            kind_name, road_class = KIND_NAMES[site.kind], CLASS_NAMES[site.road_class]
            yield (
                site.site_id, kind_name.in_(lang), site.name.in_(lang), road_class.in_(lang), site.brigade,
                round(site.lon, 6), round(site.lat, 6), demand.counts[n], f"{demand.per_year(n):.4g}",
                *(f"{demand.risk[layer][n]:.3g}" for layer in LAYER_NAMES),
                *(f"{columns[kind, band.code][n]:.3g}" for kind, band in bands),
            )  # fmt: skip

    return csv_bytes(header, rows())


def ranking_rows(demand: Demand, ranked: Sequence[RankedSite], lang: Lang) -> Iterator[Row]:
    """Yield a header and a row for each ranked site: place, name, calls a year, why."""
    columns = (
        Text("序", "rank"), Text("编号", "site_id"), Text("名称", "name"), Text("每年", "per_year"),
        Text("理由", "reason"),
    )  # fmt: skip
    yield tuple(text.in_(lang) for text in columns)
    for one in ranked:
        site = demand.sites[one.site]
        yield one.rank, site.site_id, site.name.in_(lang), f"{one.per_year:.1f}", one.reason.in_(lang)


def prior_rows(demand: Demand, lang: Lang) -> Iterator[Row]:
    """Yield a header and a row for each class of sites: what they were shrunk to."""
    columns = (
        Text("类别", "kind"), Text("道路等级", "class"), Text("处", "sites"), Text("起", "calls"),
        Text("每年均值", "mean_per_year"), Text("单位", "per"), Text("alpha", "alpha"), Text("beta", "beta"),
    )  # fmt: skip
    yield tuple(text.in_(lang) for text in columns)
    for prior in demand.priors:
        unit = Text("公里", "km") if prior.by_length else Text("路口", "junction")
        yield (
            KIND_NAMES[prior.kind].in_(lang), CLASS_NAMES[prior.road_class].in_(lang), prior.sites, prior.calls,
            f"{prior.mean * 365.25:.2f}", unit.in_(lang), f"{prior.alpha:.3f}", f"{prior.beta:.4g}",
        )  # fmt: skip


def peak_rows(proposals: Sequence[PeakProposal], org: Org, lang: Lang) -> Iterator[Row]:
    """Yield a header and a row for each brigade and day type: its peaks, and what they rest on."""
    columns = (
        Text("大队", "brigade"), Text("日期类型", "day_type"), Text("高峰", "peaks"), Text("最高_辆每小时", "top_vph"),
        Text("门槛_辆每小时", "threshold_vph"), Text("天数", "days"), Text("检测器", "detectors"),
    )  # fmt: skip
    yield tuple(text.in_(lang) for text in columns)
    for one in proposals:
        curve = one.curve
        peaks = " ".join(f"{clock(peak.start)}-{clock(peak.end)}" for peak in one.peaks)
        if flat(one):
            peaks = Text("无明显高峰", "no clear peak").in_(lang)
        yield (
            brigade_name(org, curve.brigade, lang), DAY_NAMES[curve.kind].in_(lang), peaks, round(max(curve.quarters)),
            round(one.threshold_vph), curve.days, curve.detectors,
        )  # fmt: skip


def quality_rows(quality: Quality, lang: Lang) -> Iterator[Row]:
    """Yield a header and a row for each method: how it did on the days held back."""
    columns = (
        Text("方法", "method"), Text("对数似然增益_每起", "gain_per_call"), Text("其中位置", "of_it_place"),
        Text("前十分之一命中率", "top_decile_hit"), Text("预报起数", "calls_foretold"),
    )  # fmt: skip
    yield tuple(text.in_(lang) for text in columns)
    for score in quality.scores:
        name = METHODS[score.method].in_(lang)
        yield name, f"{score.gain:+.3f}", f"{score.where:+.3f}", f"{score.hit:.1%}", f"{score.expected:.0f}"


def brigade_name(org: Org, unit_id: str, lang: Lang) -> str:
    """Return the name of a brigade; the whole city has none of its own."""
    return org[unit_id].name if unit_id else WHOLE_CITY.in_(lang)


def clock(minutes: int) -> str:
    """Return minutes after midnight as 07:15."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}" if minutes != 24 * 60 else "24:00"
