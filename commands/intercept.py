"""``qinwu intercept``: who waits where for a vehicle that was seen; on request a ring round it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
import numpy as np

from ..models.errors import InputError
from ..models.finding import Finding
from ..models.place import RoadClass
from ..models.text import Lang, Text
from ..road_network.road_point import RoadPoint
from ..road_network.sighting import at_junction, first_junctions, junctions_to, metres_from, nearest_junction
from ..road_network.snap import snap_places
from ..scenarios.out_there import Exit, read_exits
from ..solver.dispatch.chase import Field, Spot, Target, Wait
from ..solver.dispatch.containment import Containment, contain
from ..solver.dispatch.interception import Flight, Interception, MissedBecause, intercept
from ..solver.dispatch.orders_picture import Mark, Trip, orders_picture
from ..solver.dispatch.ways import both_ways, class_of, eta_table, lawful
from .common import finding_row, guarded, json_option, lang_option, print_json, show_findings
from .scene import (
    MOMENT,
    Scene,
    code_of,
    degrees,
    minutes,
    picture_option,
    set_scene,
    table_option,
    who_options,
    write_picture,
)

_BECAUSE = {
    MissedBecause.CUT_OFF: Text("没有警组能到达途中路口", "no unit can get to a junction on the way"),
    MissedBecause.UNSAFE: Text("途中没有可安全停车的路口", "no junction on the way is a safe place to stop"),
    MissedBecause.UNLAWFUL: Text("能到达的警组编组都不合规定", "no unit that can get there has a lawful crew"),
    MissedBecause.TOO_LATE: Text("来不及在目标之前就位", "nobody can be ready before the vehicle"),
    MissedBecause.TOO_FEW: Text("警组不够, 已守候更可能的出口", "too few units; they wait for likelier exits"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Question:
    """What is asked: the sighting, the vehicle, the exits, and the seconds to set up and to spare."""

    seen: RoadPoint
    target: Target
    exits: Sequence[Exit]
    setup_s: float
    margin_s: float


@click.command("intercept")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--seen", required=True, metavar="LON,LAT", help="Where the vehicle was seen.")
@click.option("--seen-at", required=True, type=MOMENT, help="When it was seen, as 2026-11-24T08:08:30.")
@click.option("--at", required=True, type=MOMENT, help="Now.")
@click.option("--speed", required=True, metavar="LOW-HIGH", help="Its speed in km/h, as 20-80.")
@table_option("--exits", "gates", "exit_id,lon,lat, probability, name")
@click.option("--setup", "setup_s", default=90.0, show_default=True, help="Seconds to set up.")
@click.option("--margin", "margin_s", default=30.0, show_default=True, help="Seconds to spare.")
@click.option("--ring", is_flag=True, help="Close every way to the exits, not only the likely ones (合围).")
@click.option("--horizon", default=10.0, show_default=True, help="Minutes of its fastest drive that a ring may span.")
@who_options
@picture_option
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913 - one parameter an option
    *,
    folder: Path,
    seen: str,
    seen_at: datetime,
    at: datetime,
    speed: str,
    gates: Path,
    setup_s: float,
    margin_s: float,
    ring: bool,
    horizon: float,
    units: Path | None,
    roster: Path | None,
    filed: bool,
    hold_posts: bool,
    picture: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Choose who waits where (定点守候) for a vehicle that was seen in the city of DIR. Nobody pursues it.

    The chance that it passes a waiting unit is greatest, then the least slack. Exits without a probability share
    what the others leave. Exit code 1 if an exit stays open.

    \b
    Example:
        qinwu intercept mycity --seen 112.55,37.42 --seen-at 2026-11-24T08:08 --at 2026-11-24T08:10 \
          --speed 20-60 --exits exits.csv
    """
    target = _target(speed, (at - seen_at).total_seconds())
    scene = set_scene(folder, units=units, roster=roster, filed=filed, at=at, hold_posts=hold_posts)
    exits, doubts = read_exits(gates, scene.snapper)
    findings = [*scene.findings, *doubts]
    asked = _Question(seen=_sighting(scene, seen), target=target, exits=exits, setup_s=setup_s, margin_s=margin_s)
    flights = _flights(scene, asked)
    plan = intercept(_field(scene, asked, {node for flight in flights for node in flight.nodes}), flights)
    closed = _ring(scene, asked, flights, horizon) if ring else None
    if as_json:
        print_json(_machine(scene, plan, closed, findings, lang))
    else:
        _print(scene, plan, closed, asked, lang)
        show_findings(findings, lang)
    if picture is not None:
        write_picture(picture, _picture(scene, plan, closed, asked, lang), lang)
    return code_of(findings, complete=closed.closed if closed else not plan.missed)


def _target(text: str, seen_s: float) -> Target:
    """Read the range of its speed; InputError if it is none."""
    number = r"\s*(\d+(?:\.\d+)?)\s*"
    if match := re.fullmatch(f"{number}[-~]{number}", text):
        return Target(seen_s=seen_s, slowest_kmh=float(match[1]), fastest_kmh=float(match[2]))
    raise InputError(Text(f"车速 {text!r}: 写作 20-80", f"speed {text!r}: write 20-80"))


def _sighting(scene: Scene, text: str) -> RoadPoint:
    """Return the place on the road where the vehicle was seen."""
    lon, lat = degrees("--seen", text)
    snaps, findings = snap_places(scene.snapper, ["--seen"], [lon], [lat])
    if any(finding.rule in {"D43", "D49"} for finding in findings):
        raise InputError(Text("目击点不在路网上", "the sighting is not on the road network"), findings)
    return snaps.point(0)


def _flights(scene: Scene, asked: _Question) -> list[Flight]:
    """Return the fastest route to each exit; exits without a probability share what is left."""
    given = [gate.probability for gate in asked.exits]
    left = max(0.0, 1.0 - sum(one for one in given if one is not None)) / max(1, given.count(None))
    starts = both_ways(scene.search.network, asked.seen)
    return [
        Flight(
            exit_id=gate.exit_id,
            probability=left if gate.probability is None else gate.probability,
            nodes=junctions_to(scene.search, starts, nearest_junction(scene.search.network, gate.at)),
        )
        for gate in asked.exits
    ]


def _field(scene: Scene, asked: _Question, nodes: set[int]) -> Field:
    """Return who can wait at which of these junctions."""
    network, order = scene.search.network, sorted(nodes)
    far = metres_from(network, asked.seen)
    roads = [_classes(scene, node) for node in order]
    eta = eta_table(scene.search, scene.crews, [at_junction(network, node) for node in order], given=scene.given)
    return Field(
        target=asked.target,
        units=[crew.unit_id for crew in scene.crews],
        spots=[
            Spot(node=node, metres=float(far[node]), safe=classes != {RoadClass.MOTORWAY})
            for node, classes in zip(order, roads, strict=True)
        ],
        eta_s=np.where(eta < 0, -1.0, eta / 1000),
        lawful=lawful(scene.rules, scene.crews, roads, dark=scene.dark),
        setup_s=asked.setup_s,
        margin_s=asked.margin_s,
    )


def _classes(scene: Scene, node: int) -> set[RoadClass]:
    network = scene.search.network
    return {class_of(network, arc) for arc in range(network.out_start[node], network.out_start[node + 1])}


def _ring(scene: Scene, asked: _Question, flights: Sequence[Flight], horizon: float) -> Containment:
    network = scene.search.network
    first = asked.target.fastest_kmh / 3.6 * 60 * horizon
    near = np.flatnonzero(metres_from(network, asked.seen) <= first).tolist()
    weights: dict[int, float] = {}
    for gate, flight in zip(asked.exits, flights, strict=True):
        node = nearest_junction(network, gate.at)
        weights[node] = weights.get(node, 0.0) + flight.probability
    return contain(
        _field(scene, asked, {*near, *weights}),
        list(zip(network.tail.tolist(), network.head.tolist(), strict=True)),
        [node for node, _ in first_junctions(network, asked.seen)],
        weights,
    )


def _picture(scene: Scene, plan: Interception, closed: Containment | None, asked: _Question, lang: Lang) -> str:
    """Draw who waits where: the ring if one was asked for, else the likely exits."""
    crew = {one.unit_id: one for one in scene.crews}
    waits = plan.waits if closed is None else closed.waits
    missed = {one.exit_id for one in plan.missed} if closed is None else set()
    left = set() if closed is None else set(closed.open_exits)
    network = scene.search.network
    return orders_picture(
        scene.search,
        [
            Trip(
                unit_id=one.unit_id,
                start=crew[one.unit_id].at,
                end=at_junction(network, one.node),
                words=f"{one.unit_id} {minutes(one.eta_s)} (+{minutes(one.slack_s)})",
            )
            for one in waits
        ],
        [
            Mark(
                at=gate.at,
                name=gate.name or gate.exit_id,
                is_open=gate.exit_id in missed or nearest_junction(network, gate.at) in left,
            )
            for gate in asked.exits
        ],
        given=scene.given,
        title=(Text("定点守候", "Interception") if closed is None else Text("合围", "Ring")).in_(lang),
        subtitle=Text("不追缉", "nobody pursues").in_(lang),
        seen=asked.seen,
        lang=lang,
    )


def _machine(
    scene: Scene, plan: Interception, closed: Containment | None, findings: Sequence[Finding], lang: Lang
) -> dict[str, object]:
    answer: dict[str, object] = {
        "waits": [_wait_row(scene, one) for one in plan.waits],
        "open": [
            {"exit": one.exit_id, "probability": one.probability, "because": one.because.value} for one in plan.missed
        ],
        "caught": round(plan.caught, 9),
        "least_slack_s": round(plan.least_slack_s, 3) if plan.waits else None,
        "idle": list(plan.idle),
        "findings": [finding_row(finding, lang) for finding in findings],
    }
    if closed is not None:
        answer["ring"] = {
            "closed": closed.closed,
            "proven": closed.proven,
            "waits": [_wait_row(scene, one) for one in closed.waits],
            "open_junctions": [int(scene.search.network.node_ref[node]) for node in closed.open_exits],
            "least_slack_s": round(closed.least_slack_s, 3) if closed.waits else None,
        }
    return answer


def _wait_row(scene: Scene, one: Wait) -> dict[str, object]:
    network = scene.search.network
    return {
        "unit": one.unit_id,
        "junction": int(network.node_ref[one.node]),
        "lon": round(float(network.lon[one.node]), 6),
        "lat": round(float(network.lat[one.node]), 6),
        "eta_s": round(one.eta_s, 3),
        "slack_s": round(one.slack_s, 3),
        "first_s": round(one.first_s, 3),
        "last_s": round(one.last_s, 3),
    }


def _print(scene: Scene, plan: Interception, closed: Containment | None, asked: _Question, lang: Lang) -> None:
    name = {gate.exit_id: f"{gate.exit_id} {gate.name}".strip() for gate in asked.exits}
    for one in plan.waits:
        click.echo(_order(scene, one, lang))
    for miss in plan.missed:
        word = Text("未守候", "OPEN").in_(lang)
        click.echo(f"{word} {name[miss.exit_id]} ({miss.probability:.0%}): {_BECAUSE[miss.because].in_(lang)}")
    click.echo(
        Text(
            f"守候 {len(plan.waits)} 处, 拦截概率 {plan.caught:.0%}; 不追缉",
            f"{len(plan.waits)} units wait, {plan.caught:.0%} chance that it passes one; nobody pursues",
        ).in_(lang)
    )
    if closed is None:
        return
    state = Text("合围完成", "the ring is closed") if closed.closed else Text("合围有缺口", "the ring has gaps")
    click.echo(f"{state.in_(lang)} ({len(closed.waits)})")
    for one in closed.waits:
        click.echo(_order(scene, one, lang))


def _order(scene: Scene, one: Wait, lang: Lang) -> str:
    """Return the order for one unit: where, when it is there, its slack, when the vehicle may come by."""
    network = scene.search.network
    arcs = range(network.out_start[one.node], network.out_start[one.node + 1])
    streets = " / ".join(dict.fromkeys(street for arc in arcs if (street := network.street(arc))))
    spot = f"{network.lon[one.node]:.5f},{network.lat[one.node]:.5f} {streets}".strip()
    eta, slack, first, last = (minutes(s) for s in (one.eta_s, one.slack_s, one.first_s, one.last_s))
    return Text(
        f"{one.unit_id} → {spot}: {eta} 到, 余 {slack}, 目标 {first}-{last} 经过",
        f"{one.unit_id} → {spot}: there after {eta}, {slack} to spare, it passes after {first} to {last}",
    ).in_(lang)
