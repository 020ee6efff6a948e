"""``qinwu block``: close all exits, the last of them as early as can be."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from ..models.finding import Finding
from ..models.text import Lang, Text
from ..scenarios.out_there import Exit, read_exits
from ..solver.dispatch.blockade import Blockade, OpenBecause, blockade
from ..solver.dispatch.orders_picture import Mark, Trip, orders_picture
from ..solver.dispatch.ways import class_of, eta_table, lawful
from .common import finding_row, guarded, json_option, lang_option, print_json, show_findings
from .scene import MOMENT, Scene, code_of, minutes, picture_option, set_scene, table_option, who_options, write_picture

_BECAUSE = {
    OpenBecause.CUT_OFF: Text("没有警组能到达", "no unit can get there"),
    OpenBecause.UNLAWFUL: Text("能到达的警组编组都不合规定", "no unit that can get there has a lawful crew"),
    OpenBecause.TOO_FEW: Text("警组不够, 已用于其他出口", "too few units; all are needed elsewhere"),
}


@click.command("block")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@table_option("--exits", "gates", "exit_id,lon,lat and name")
@click.option("--at", type=MOMENT, help="The moment, as 2026-11-24T08:10: roster, speeds, darkness.")
@who_options
@picture_option
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913 - one parameter an option
    *,
    folder: Path,
    gates: Path,
    at: datetime | None,
    units: Path | None,
    roster: Path | None,
    filed: bool,
    hold_posts: bool,
    picture: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Close exits of the city in DIR (封控): one unit each, the last as early as possible, then the least total time.

    Crews must be lawful for the road of the exit (R01; in the dark R02). Exit code 1 if an exit stays open.

    \b
    Example:
        qinwu block mycity --exits exits.csv --at 2026-11-24T08:10
        qinwu block mycity --exits exits.csv --units units.csv --json
    """
    scene = set_scene(folder, units=units, roster=roster, filed=filed, at=at, hold_posts=hold_posts)
    exits, doubts = read_exits(gates, scene.snapper)
    findings = [*scene.findings, *doubts]
    places = [gate.at for gate in exits]
    roads = [{class_of(scene.search.network, place.arc)} for place in places]
    plan = blockade(
        [crew.unit_id for crew in scene.crews],
        [gate.exit_id for gate in exits],
        eta_table(scene.search, scene.crews, places, given=scene.given),
        lawful=lawful(scene.rules, scene.crews, roads, dark=scene.dark),
    )
    if as_json:
        print_json(_machine(plan, findings, lang))
    else:
        _print(plan, exits, lang)
        show_findings(findings, lang)
    if picture is not None:
        write_picture(picture, _picture(scene, plan, exits, lang), lang)
    return code_of(findings, complete=plan.closed)


def _picture(scene: Scene, plan: Blockade, exits: Sequence[Exit], lang: Lang) -> str:
    crew = {one.unit_id: one for one in scene.crews}
    gate = {one.exit_id: one for one in exits}
    still_open = {one.exit_id for one in plan.still_open}
    last = minutes(plan.last / 1000)
    return orders_picture(
        scene.search,
        [
            Trip(
                unit_id=one.unit_id,
                start=crew[one.unit_id].at,
                end=gate[one.exit_id].at,
                words=f"{one.unit_id} → {one.exit_id} {gate[one.exit_id].name} {minutes(one.time / 1000)}",
            )
            for one in plan.sent
        ],
        [Mark(at=one.at, name=one.name or one.exit_id, is_open=one.exit_id in still_open) for one in exits],
        given=scene.given,
        title=Text("封控", "Blockade").in_(lang),
        subtitle=Text(
            f"封控 {len(plan.sent)}/{len(exits)} 处, 最晚 {last} 到位",
            f"{len(plan.sent)} of {len(exits)} exits closed, the last after {last}",
        ).in_(lang),
        lang=lang,
    )


def _machine(plan: Blockade, findings: Sequence[Finding], lang: Lang) -> dict[str, object]:
    return {
        "sent": [{"exit": one.exit_id, "unit": one.unit_id, "eta_ms": int(one.time)} for one in plan.sent],
        "open": [{"exit": one.exit_id, "because": one.because.value} for one in plan.still_open],
        "idle": list(plan.idle),
        "last_ms": int(plan.last),
        "total_ms": int(plan.total),
        "findings": [finding_row(finding, lang) for finding in findings],
    }


def _print(plan: Blockade, exits: Sequence[Exit], lang: Lang) -> None:
    name = {gate.exit_id: f"{gate.exit_id} {gate.name}".strip() for gate in exits}
    for one in sorted(plan.sent, key=lambda one: (one.time, one.exit_id)):
        click.echo(f"{minutes(one.time / 1000):>7}  {one.unit_id} → {name[one.exit_id]}")
    for open_ in plan.still_open:
        word = Text("未封控", "OPEN").in_(lang)
        click.echo(f"{word:>7}  {name[open_.exit_id]}: {_BECAUSE[open_.because].in_(lang)}")
    last, total = minutes(plan.last / 1000), minutes(plan.total / 1000)
    click.echo(
        Text(
            f"封控 {len(plan.sent)}/{len(exits)} 处, 最晚 {last} 到位, 合计 {total}; 余 {len(plan.idle)} 个警组",
            f"{len(plan.sent)} of {len(exits)} exits closed, the last after {last}, {total} in all;"
            f" units left: {len(plan.idle)}",
        ).in_(lang)
    )
