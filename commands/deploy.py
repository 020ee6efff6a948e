"""``qinwu deploy``: from incidents, flow and needs to the chains that open each day of a week."""

from collections.abc import Sequence
from pathlib import Path

import click

from ..filing.atomic import make_ready
from ..filing.brigades import filing_units
from ..filing.deployment_files import write_deployment
from ..filing.deployment_json import deployment_document, deployment_hash, part_of_deployment
from ..filing.deployment_rows import gap_text
from ..filing.plan_files import plan_folder
from ..filing.register.draft import Hand
from ..filing.register.register import Register
from ..filing.workflow import record_plan
from ..models.city import City
from ..models.deployment import Deployment, Stage
from ..models.filing import Kind, Version
from ..models.finding import Finding, Severity
from ..models.text import Lang, Text
from ..models.week import Week
from ..road_network.read import read_roads
from ..road_network.search import RoadSearch
from ..scenarios.demand import city_demand, read_feeds
from ..scenarios.folder import read_city
from ..solver.deploy.laws import spoken
from ..solver.deploy.plan import deploy_week
from ..solver.deploy.staffing import Year
from ..solver.deploy.work import Deployed, Known, Wanted
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
from .filing import hand_of, key_option, open_register, register_option

GAPS_SHOWN = 20


@click.command("deploy")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--week", "week_text", required=True, help="Week, as 2026-W48.")
@click.option(
    "--target", default=10.0, show_default=True, type=click.FloatRange(1, 120), help="Minutes to a call, at most."
)
@click.option("--seed", default=0, show_default=True, help="Draws the lines: same seed, same lines.")
@click.option("--merge", is_flag=True, help="One crew rides two adjacent cells where it can: the other is not needed.")
@click.option("--quick", is_flag=True, help="Leave out what laws cost and the saving.")
@click.option("--by", "user", help="The planner: records the deployment as PLANNED in the register.")
@key_option
@register_option
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    week_text: str,
    target: float,
    seed: int,
    merge: bool,
    quick: bool,
    user: str | None,
    key: Path | None,
    place: str | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Deploy the week of the city in DIR (岗位部署): which chains open each day, where, with what crew, and why.

    Writes deployment.json, .html, .csv, _needs.csv and _devices.csv into DIR/plans/WEEK. With incidents, flow and roads
    in the folder it sets the need of posts, bases, lines and cover by them; what is missing is left out, and said.

    \b
    Examples:
      qinwu deploy mycity --week 2026-W48
      qinwu deploy mycity --week 2026-W48 --target 8 --merge --by planner
    """
    week = Week.parse(week_text)
    city = read_city(folder)
    register = open_register(folder, place) if user else None
    known, doubts = _known(city, folder)
    make_ready(plan_folder(folder, week))
    wanted = Wanted(
        target_min=target,
        seed=seed,
        merge=merge,
        laws=not quick,
        saving=not quick,
        tell=lambda text: talk(f"… {text.in_(lang)}", lang),
    )
    found = deploy_week(city, week, known=known, wanted=wanted)
    network = known.search.network if known.search else None
    files = write_deployment(found.city, found.deployment, folder, lang=lang, network=network, lines=found.lines)
    if register and user:
        recorded = _record(register, found, hand_of(user, key))
        talk(Text(f"已登记 {len(recorded)} 份, 待审核", f"recorded {len(recorded)}, to be reviewed"), lang)
    findings = [*doubts, *found.findings]
    if as_json:
        _print_machine(found, findings, files, lang)
    else:
        show_findings((f for f in findings if f.severity is not Severity.INFO), lang)
        _print(found, files, lang)
    return WITH_GAPS if found.deployment.gaps or any(f.severity is Severity.GAP for f in findings) else DONE


def _known(city: City, folder: Path) -> tuple[Known, Sequence[Finding]]:
    """Read roads and feeds; the demand needs both."""
    if not city.roads:
        return Known(), ()
    network, _ = read_roads(folder / city.roads)
    search = RoadSearch(network)
    feeds = read_feeds(folder, city, network, clock=local_now())
    calls = city_demand(city, network, feeds)
    if calls is None:
        return Known(search=search, flow=feeds.flow), feeds.findings
    return Known(search=search, demand=calls.demand, sites=calls.table, flow=feeds.flow), calls.findings


def _record(register: Register, found: Deployed, hand: Hand) -> list[Version]:
    city, deployment = found.city, found.deployment
    versions = []
    for unit in filing_units(city):
        part = part_of_deployment(city, deployment, unit)
        gaps = sum(need.missing for need in part.short)
        versions.append(
            record_plan(
                register,
                city,
                unit,
                deployment.week,
                content=deployment_document(part),
                hand=hand,
                kind=Kind.DEPLOYMENT,
                verdict={"breaches": {}, "gaps": gaps, "cost": 0},
            )
        )
    return versions


def _stage(stage: Stage, seconds: float, lang: Lang) -> dict[str, object]:
    return {
        "code": stage.code,
        "done": stage.done,
        "note": stage.note.in_(lang),
        "gap": stage.gap,
        "seconds": round(seconds, 2),
        "levels": [
            {
                "code": level.code,
                "value": level.value,
                "bound": level.bound,
                "gap": level.gap,
                "note": level.note.in_(lang),
            }
            for level in stage.levels
        ],
    }


def _print_machine(found: Deployed, findings: Sequence[Finding], files: Sequence[Path], lang: Lang) -> None:
    deployment = found.deployment
    saving = deployment.saving
    print_json(
        {
            "week": str(deployment.week),
            "hash": deployment_hash(deployment),
            "stages": [_stage(stage, found.seconds[stage.code], lang) for stage in deployment.stages],
            "chains": {"open": sum(1 for _ in deployment.opened), "all": len(deployment.chains)},
            "hours": {"police": deployment.police_min / 60, "aux": deployment.aux_min / 60},
            "missing": sum(need.missing for need in deployment.short),
            "laws": {law.code: law.minutes / 60 for law in deployment.laws},
            "saving": None
            if saving is None
            else {
                "share": saving.share,
                "comparable": saving.comparable,
                "hours": saving.saved_min / 60,
                "conditions": [condition.in_(lang) for condition in saving.conditions],
            },
            "findings": [finding_row(finding, lang) for finding in findings],
            "files": [str(file) for file in files],
        }
    )


def _print(found: Deployed, files: Sequence[Path], lang: Lang) -> None:
    deployment = found.deployment
    click.echo(f"{deployment.city} {deployment.week}")
    if found.city.fictional:
        click.echo(Text("样例数据, 人员均为虚构。", "Sample data: all people are fictional.").in_(lang))
    for stage in deployment.stages:
        mark = "" if stage.done else Text(" (未做)", " (left out)").in_(lang)
        proof = f"  {gap_text(stage).in_(lang)}" if stage.done else ""
        click.echo(f"  {stage.name.in_(lang)}{mark}  {found.seconds[stage.code]:.1f} s{proof}  {stage.note.in_(lang)}")
        for level in stage.levels:
            value, bound = f"{level.value:,.6g}", f"{level.bound:,.6g}"
            words = Text(f"{value} ({level.unit.zh}), 界 {bound}", f"{value} ({level.unit.en}), bound {bound}")
            note = f"; {level.note.in_(lang)}" if level.note.en else ""
            click.echo(f"    {level.name.in_(lang)}: {words.in_(lang)}, {level.gap:.3%}{note}")
    _print_force(deployment, lang)
    for gap in deployment.gaps[:GAPS_SHOWN]:
        where = " ".join(part for part in (str(gap.day or ""), gap.band, gap.place_id) if part)
        amount = f"{gap.amount:g} {gap.unit.in_(lang)}"
        click.echo(f"  {Text('缺口', 'gap').in_(lang)} {where} {gap.what.in_(lang)}: {amount}; {gap.why.in_(lang)}")
    if len(deployment.gaps) > GAPS_SHOWN:
        more = len(deployment.gaps) - GAPS_SHOWN
        click.echo(Text(f"… 另有 {more} 处缺口, 见报告", f"… {more} more gaps, see the report").in_(lang))
    click.echo(Text("已写出:", "Written:").in_(lang))
    for file in files:
        click.echo(f"  {file}")


def _print_force(deployment: Deployment, lang: Lang) -> None:
    """Print what the week takes, what the laws cost, what is saved, and the arithmetic of staffing."""
    police, aux = deployment.police_min / 60, deployment.aux_min / 60
    words = Text(
        f"全部勤务: 民警 {police:,.0f} 工时, 辅警 {aux:,.0f}",
        f"all duties: police {police:,.0f} h, auxiliaries {aux:,.0f} h",
    )
    click.echo(words.in_(lang))
    for law in deployment.laws:
        click.echo(f"  {spoken(law).in_(lang)}")
    saving = deployment.saving
    if saving is not None:
        hours = saving.saved_min / 60
        shown = Text(f"节约 {hours:,.0f} 工时 ({saving.share:.1%})", f"saves {hours:,.0f} h ({saving.share:.1%})")
        click.echo((shown if saving.comparable else Text("与基线不可比", "not comparable with the baseline")).in_(lang))
        for condition in saving.conditions:
            click.echo(f"  · {condition.in_(lang)}")
    click.echo(Year().shown().in_(lang))
