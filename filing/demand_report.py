"""What ``qinwu demand`` found out: as lines for a terminal, as data for machines, as files for a folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..models.city import City
from ..models.demand import LAYER_NAMES, Demand, RankedSite
from ..models.finding import Finding
from ..models.flow import PeakProposal
from ..models.text import Lang, Text
from ..models.week import DayType
from ..road_network.graph import RoadNetwork
from ..solver.deploy.demand.peaks import flat
from ..solver.deploy.demand.quality import Quality
from .curve_picture import curve_picture, text_curve
from .demand_page import page
from .demand_picture import demand_picture
from .demand_tables import (
    brigade_name,
    clock,
    peak_rows,
    prior_rows,
    quality_rows,
    ranking_rows,
    site_table,
)
from .plain_table import aligned, csv_bytes

Table = list[tuple[object, ...]]

HEADINGS = {
    "junctions": Text("路口排序", "junctions"),
    "segments": Text("路段排序", "segments"),
    "priors": Text("各类道路的均值", "means of the road classes"),
    "peaks": Text("由流量推断的高峰", "peaks inferred from flow"),
    "quality": Text("对留出时段的预报", "forecast of the days held back"),
    "map": Text("需求图", "map of demand"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DemandReport:
    """All that the command found out; ``demand`` is None, and the rankings are empty, without incidents."""

    city: City
    network: RoadNetwork
    demand: Demand | None = None
    junctions: Sequence[RankedSite] = ()
    segments: Sequence[RankedSite] = ()
    proposals: Sequence[PeakProposal] = ()
    quality: Quality | None = None
    findings: Sequence[Finding] = ()


def report_tables(report: DemandReport, lang: Lang) -> dict[str, Table]:
    """Return the small tables by the name of their file, each with its header; empty ones are left out."""
    tables: dict[str, Table] = {}
    if report.demand:
        tables["junctions"] = list(ranking_rows(report.demand, report.junctions, lang))
        tables["segments"] = list(ranking_rows(report.demand, report.segments, lang))
        tables["priors"] = list(prior_rows(report.demand, lang))
    if report.proposals:
        tables["peaks"] = list(peak_rows(report.proposals, report.city.org, lang))
    if report.quality:
        tables["quality"] = list(quality_rows(report.quality, lang))
    return tables


def report_lines(report: DemandReport, lang: Lang) -> Iterator[str]:
    """Yield what the terminal shows: rankings, the curves with their peaks, the quality of the forecast."""
    tables = report_tables(report, lang)
    if report.demand:
        yield _rests_on(report.demand, lang)
    for key in ("junctions", "segments", "peaks"):
        if key in tables:
            yield from ("", HEADINGS[key].in_(lang), *aligned(tables[key]))
    weekdays = [one for one in report.proposals if one.curve.kind is DayType.WEEKDAY]
    for one in weekdays:
        if one is weekdays[0] or one.curve.quarters != weekdays[0].curve.quarters:
            yield from ("", f"  {brigade_name(report.city.org, one.curve.brigade, lang)}", *text_curve(one))
    if report.quality:
        yield from ("", HEADINGS["quality"].in_(lang), *aligned(tables["quality"]), _tested(report.quality, lang))


def report_data(report: DemandReport, lang: Lang) -> dict[str, Any]:
    """Return the same as one JSON object, numbers unrounded."""
    return {
        "exposure": _exposure(report.demand) if report.demand else None,
        "junctions": _ranked(report.demand, report.junctions, lang),
        "segments": _ranked(report.demand, report.segments, lang),
        "peaks": [_peaks(one) for one in report.proposals],
        "quality": _quality(report.quality) if report.quality else None,
    }


def report_files(report: DemandReport, out: Path, lang: Lang) -> dict[Path, bytes]:
    """Return the files of the report by their place: tables, pictures, and one page that holds all."""
    city, tables = report.city, report_tables(report, lang)
    fiction = Text(" (虚构样例)", " (fictional sample)").in_(lang) if city.fictional else ""
    title = Text(f"{city.name} 需求研判", f"{city.name}: demand").in_(lang) + fiction
    pictures: dict[str, str] = {}
    if report.proposals:
        heading = Text(f"{city.name} 流量与高峰", f"{city.name}: flow and peaks").in_(lang) + fiction
        pictures["peaks"] = curve_picture(report.proposals, city.org, title=heading, lang=lang)
    if report.demand:
        ranked = [*report.junctions, *report.segments]
        pictures["map"] = demand_picture(report.network, report.demand, ranked, title=title, lang=lang)
    files = {out / f"{key}.csv": csv_bytes(rows[0], rows[1:]) for key, rows in tables.items()}
    if report.demand:
        files[out / "sites.csv"] = site_table(report.demand, lang)
    files |= {out / f"{key}.svg": picture.encode() for key, picture in pictures.items()}
    remarks = [_rests_on(report.demand, lang)] if report.demand else []
    files[out / "demand.html"] = page(
        title=title,
        remarks=[*remarks, *(finding.line(lang) for finding in report.findings)],
        tables=[(HEADINGS[key].in_(lang), rows) for key, rows in tables.items()],
        pictures=[(HEADINGS[key].in_(lang), picture) for key, picture in pictures.items()],
        lang=lang,
    )
    return files


def _rests_on(demand: Demand, lang: Lang) -> str:
    exposure, calls = demand.exposure, sum(demand.counts)
    stands_in = Text("; 各处一律用同类道路均值", "; the mean of its road class stands for every site").in_(lang)
    return Text(
        f"{exposure.first} 至 {exposure.last}: 有记录 {exposure.total} 天, {calls} 起",
        f"{exposure.first} to {exposure.last}: {exposure.total} days with records, {calls} calls",
    ).in_(lang) + (stands_in if demand.stands_in else "")


def _tested(quality: Quality, lang: Lang) -> str:
    return Text(
        f"学习 {quality.train_days} 天 {quality.train_calls} 起; 检验 {quality.cut} 起 {quality.test_days} 天 "
        f"{quality.test_calls} 起。增益为每起的对数似然 (奈特) 减去平均值法; 命中率为预报最高的十分之一地点所占比例",
        f"learnt from {quality.train_days} days ({quality.train_calls} calls), tested on {quality.test_days} days "
        f"from {quality.cut} ({quality.test_calls} calls). Gain: log-likelihood a call, nats, above the plain mean; "
        "hit: share of calls on the tenth of sites that the method ranks highest",
    ).in_(lang)


def _exposure(demand: Demand) -> dict[str, Any]:
    exposure = demand.exposure
    return {
        "first": str(exposure.first),
        "last": str(exposure.last),
        "days": {kind.value: days for kind, days in exposure.days.items()},
        "holes": [[str(first), str(last)] for first, last in exposure.holes],
        "merged": exposure.merged,
        "calls": sum(demand.counts),
        "stands_in": demand.stands_in,
    }


def _ranked(demand: Demand | None, ranked: Sequence[RankedSite], lang: Lang) -> list[dict[str, Any]]:
    if demand is None:
        return []
    return [
        {
            "rank": one.rank,
            "site_id": demand.sites[one.site].site_id,
            "name": demand.sites[one.site].name.in_(lang),
            "lon": demand.sites[one.site].lon,
            "lat": demand.sites[one.site].lat,
            "brigade": demand.sites[one.site].brigade,
            "calls": demand.counts[one.site],
            "per_year": one.per_year,
            "risk": {layer.value: demand.risk[layer][one.site] for layer in LAYER_NAMES},
            "reason": one.reason.in_(lang),
        }
        for one in ranked
    ]


def _peaks(proposal: PeakProposal) -> dict[str, Any]:
    return {
        "brigade": proposal.curve.brigade,
        "day_type": proposal.curve.kind.value,
        "peaks": [[clock(peak.start), clock(peak.end)] for peak in proposal.peaks],
        "flat": flat(proposal),
        "threshold_vph": proposal.threshold_vph,
        "quarters": list(proposal.curve.quarters),
        "days": proposal.curve.days,
        "detectors": proposal.curve.detectors,
    }


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "held_back_from": str(quality.cut),
        "train": {"days": quality.train_days, "calls": quality.train_calls},
        "test": {"days": quality.test_days, "calls": quality.test_calls},
        "methods": {
            score.method: {
                "gain_per_call": score.gain,
                "of_it_place": score.where,
                "top_decile_hit": score.hit,
                "calls_foretold": score.expected,
            }
            for score in quality.scores
        },
    }
