"""``qinwu demand``: expected calls by place and time, the peaks of the day, and how good the forecast is."""

import re
from datetime import date, timedelta
from pathlib import Path

import click

from ..filing.atomic import write_files
from ..filing.demand_report import DemandReport, report_data, report_files, report_lines
from ..filing.demand_tables import brigade_name
from ..models.band import Bands
from ..models.city import City
from ..models.demand import RiskLayer, SiteKind
from ..models.errors import InputError
from ..models.finding import Finding, Severity
from ..models.flow import PeakProposal
from ..models.text import Lang, Text
from ..models.week import DayType
from ..road_network.graph import RoadNetwork
from ..scenarios.demand import NO_INCIDENTS, KnownDemand, city_demand, read_feeds
from ..scenarios.folder import read_city
from ..scenarios.write_toml import bands_lines
from ..solver.deploy.demand.peaks import flat, flow_curves, propose, proposed_bands
from ..solver.deploy.demand.quality import Quality, last_part, measure
from ..solver.deploy.demand.rank import rank_sites
from .city_roads import city_roads
from .common import (
    DONE,
    WITH_GAPS,
    finding_row,
    guarded,
    json_option,
    lang_option,
    local_now,
    print_json,
    show_findings,
    talk,
)

Weights = dict[RiskLayer, float]


@click.command("demand")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--held-back", metavar="DATE|DAYS", help="Test on the days from DATE on, or the last DAYS.  [a fifth]")
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Length of the rankings.")
@click.option("--weights", metavar="LAYER=W,...", help="Rank by risk layers instead of calls: ACCIDENT=1,TRUCK=2.")
@click.option("--bands", is_flag=True, help="Propose bands for city.toml from the flow.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the files go.  [default: DIR/plans/demand]")
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    held_back: str | None,
    top: int,
    weights: str | None,
    bands: bool,
    out: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Estimate from incidents and flow where and when calls come in the city in DIR (需求研判).

    Prints the junctions and segments to expect most calls at, with reasons; the peaks of the day by brigade, drawn;
    and how well the forecast did on days it had not seen. Writes tables, pictures and a page into DIR/plans/demand.

    \b
    Examples:
        qinwu demand mycity
        qinwu demand mycity --held-back 2026-07-01 --top 20
        qinwu demand mycity --bands --json
    """
    layers = _weights(weights)
    city = read_city(folder)
    report = _find(folder, city, city_roads(folder, city), held_back, top, layers)
    proposed = bands_lines(_bands(report)) if bands else []
    written = write_files(report_files(report, out or folder / "plans" / "demand", lang))
    if as_json:
        data = report_data(report, lang) | {"files": [str(path) for path in written], "bands": proposed}
        print_json(data | {"findings": [finding_row(finding, lang) for finding in report.findings]})
    else:
        for line in (*report_lines(report, lang), *([""] if proposed else []), *proposed):
            click.echo(line)
        show_findings(report.findings, lang)
        for path in written:
            talk(Text(f"已写入 {path}", f"wrote {path}"), lang)
    return WITH_GAPS if any(finding.severity is not Severity.INFO for finding in report.findings) else DONE


def _find(  # noqa: PLR0913, PLR0917
    folder: Path, city: City, network: RoadNetwork, held_back: str | None, top: int, weights: Weights
) -> DemandReport:
    feeds = read_feeds(folder, city, network, clock=local_now())
    known = city_demand(city, network, feeds)
    if known is None and (not feeds.flow or held_back or weights):
        raise InputError(NO_INCIDENTS)
    findings = list(known.findings if known else feeds.findings)
    proposals = [propose(curve) for curve in flow_curves(city, feeds.flow)]
    findings += [_flat(one, city) for one in proposals if flat(one)]
    if known is None:
        return DemandReport(city=city, network=network, proposals=proposals, findings=findings)
    junctions, segments = (
        rank_sites(known.demand, known.counted, kind=kind, weights=weights, most=top)
        for kind in (SiteKind.JUNCTION, SiteKind.SEGMENT)
    )
    quality = _quality(city, known, held_back, findings)
    return DemandReport(
        city=city,
        network=network,
        demand=known.demand,
        junctions=junctions,
        segments=segments,
        proposals=proposals,
        quality=quality,
        findings=findings,
    )


def _quality(city: City, known: KnownDemand, held_back: str | None, findings: list[Finding]) -> Quality | None:
    """Measure the forecast; without ``--held-back`` a record too short to test is a note, with it an error."""
    if held_back:
        return measure(city, known.table, known.counted, _cut(held_back, known))
    try:
        return measure(city, known.table, known.counted, last_part(known.counted))
    except InputError as error:
        findings.append(Finding(rule="D91", severity=Severity.INFO, message=error.text))
        return None


def _cut(held_back: str, known: KnownDemand) -> date:
    if re.fullmatch(r"\d{1,4}", held_back):
        return known.demand.exposure.last - timedelta(days=int(held_back) - 1)
    try:
        return date.fromisoformat(held_back)
    except ValueError:
        raise InputError(
            Text(
                f"--held-back {held_back!r}: 写日期 2026-07-01 或天数 90",
                f"--held-back {held_back!r}: write a date, 2026-07-01, or a number of days, 90",
            )
        ) from None


def _weights(text: str | None) -> Weights:
    """Read ``ACCIDENT=1,TRUCK=2``; no weight may be negative."""
    found: Weights = {}
    for part in text.split(",") if text else ():
        name, _, value = part.partition("=")
        if name.strip().upper() not in list(RiskLayer) or not re.fullmatch(r"\s*\d+(\.\d+)?\s*", value):
            allowed = ", ".join(RiskLayer)
            raise InputError(
                Text(
                    f"--weights {part!r}: 写作 ACCIDENT=1, 类别为 {allowed}, 权重不为负",
                    f"--weights {part!r}: write ACCIDENT=1, one of {allowed}, not negative",
                )
            )
        found[RiskLayer(name.strip().upper())] = float(value)
    return found


def _bands(report: DemandReport) -> Bands:
    """Return the bands that follow from the whole city's flow; a flat weekday keeps the bands it has."""
    whole = [one for one in report.proposals if not one.curve.brigade]
    found = {one.curve.kind: tuple(proposed_bands(one)) for one in whole if proposed_bands(one)}
    if not found:
        raise InputError(
            Text(
                "没有可用的流量 (flow.csv), 或流量全天平缓, 无法提出时段",
                "no bands can be proposed: there is no flow (flow.csv), or it is flat all day",
            )
        )
    return Bands({DayType.WEEKDAY: tuple(report.city.bands.of(DayType.WEEKDAY))} | found)


def _flat(proposal: PeakProposal, city: City) -> Finding:
    name = [brigade_name(city.org, proposal.curve.brigade, lang) for lang in (Lang.ZH, Lang.EN)]
    return Finding(
        rule="D94",
        severity=Severity.INFO,
        message=Text(
            f"{name[0]} {proposal.curve.kind}: 流量全天平缓, 没有明显的高峰",
            f"{name[1]} {proposal.curve.kind}: the flow is flat, there is no clear peak",
        ),
    )
