"""``qinwu nearest``: who is nearest and may be sent, when there, by which road, who was passed over and why."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from ..models.city import City
from ..models.dispatch_level import LEVEL_NAMES
from ..models.incident import EVENT_TYPES, EventCode, Incident
from ..models.text import Lang, Text
from ..models.unit import SOURCE_NAMES
from ..solver.dispatch import nearest_units
from ..solver.dispatch.answer import Answer, Recommendation
from ..solver.dispatch.answer_picture import answer_picture
from ..solver.dispatch.plans import ResponsePlan, response_plan
from ..solver.dispatch.reasons import REASON_TEXTS
from ..solver.dispatch.ways import class_of
from .common import finding_row, guarded, json_option, lang_option, print_json, show_findings
from .on_duty import Asked, fleet_at
from .scene import MOMENT, city_and_roads, code_of, degrees, filed_option, picture_option, write_picture


@click.command("nearest")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--at", "place", required=True, help="Where: longitude,latitude.")
@click.option("--type", "code", required=True, type=click.Choice([code.value for code in EventCode]), help="What.")
@click.option("--time", "now", required=True, type=MOMENT, help="When, as 2026-11-24T08:10, local time.")
@click.option("-k", default=3, show_default=True, type=click.IntRange(1), help="How many units to name.")
@click.option("--blocking", is_flag=True, help="The road is blocked.")
@click.option("--dead", default=0, type=click.IntRange(0), help="People killed.")
@click.option("--injured", default=0, type=click.IntRange(0), help="People injured.")
@click.option("--roster", type=click.Path(path_type=Path), help="Another roster than DIR/plans/WEEK/roster.json.")
@filed_option
@picture_option
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913 - one parameter an option
    *,
    folder: Path,
    place: str,
    code: str,
    now: datetime,
    k: int,
    blocking: bool,
    dead: int,
    injured: int,
    roster: Path | None,
    filed: bool,
    picture: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Recommend the units of the city in DIR to send to an incident (就近派警), from the roster of that week.

    Names level and owner, the units in order with arrival, way and radio, the pure nearest, and every nearer unit
    that may not be sent with the reason. Exit code 1 if nobody can be sent, or something is doubtful.

    \b
    Example:
        qinwu nearest mycity --at 112.75,37.69 --type ACCIDENT_INJURY --time 2026-11-24T08:10
    """
    lon, lat = degrees("--at", place)
    city, search = city_and_roads(folder)
    fleet = fleet_at(folder, city, search, Asked(roster, filed=filed), now)
    what = Incident(incident_id="1", code=EventCode(code), reported_at=now, lon=lon, lat=lat, blocking=blocking)
    incident = replace(what, dead=dead, injured=injured)
    answer = nearest_units(search, fleet, incident, now, k=k)
    road = class_of(search.network, answer.at.arc)
    plan = response_plan(incident, road, fleet.rules, dark=fleet.rules.dark(now))
    if as_json:
        print_json(_machine(answer, plan, lang))
    else:
        _print(city, answer, plan, lang)
        show_findings(answer.notices, lang)
    if picture is not None:
        write_picture(picture, answer_picture(search, answer, lang=lang), lang)
    return code_of(answer.notices, complete=answer.best is not None)


def _print(city: City, answer: Answer, plan: ResponsePlan, lang: Lang) -> None:
    second = Text("秒", "s").in_(lang)
    for text in _head(city, answer):
        click.echo(text.in_(lang))
    for rank, one in enumerate(answer.recommendations, 1):
        click.echo(f"{rank}. " + _line(one).in_(lang))
        click.echo("   " + _way(one, lang))
        for note in (*one.notes, *_aid(one)):
            click.echo("   ! " + note.in_(lang))
    for passed in answer.rejected:
        eta = "-" if passed.eta_ms is None else f"{passed.eta_ms / 1000:.0f} {second}"
        click.echo(f"x  {passed.unit_id} {eta}: {REASON_TEXTS[passed.reason].in_(lang)}")
    if answer.best is None:
        click.echo(_nobody(answer).in_(lang))
    for advice in (_cones(plan), *plan.advice):
        click.echo("-  " + advice.in_(lang))


def _head(city: City, answer: Answer) -> list[Text]:
    level, kind = answer.level, EVENT_TYPES[answer.incident.code].name
    owner = city.org[level.owner].name if level.owner in city.org else level.owner
    crews = " | ".join(str(pattern) for pattern in answer.crew)
    name = LEVEL_NAMES[level.level]
    lines = [
        Text(
            f"{kind.zh}: {name.zh} ({level.matched.zh}), 归属 {owner}",
            f"{kind.en}: {name.en} ({level.matched.en}), owner {owner}",
        ),
        Text(f"最少编组 {crews}", f"least crew {crews}"),
    ]
    if level.pushes:
        told = ", ".join(city.org[one].name if one in city.org else one for one in level.pushes)
        lines.append(
            Text(f"推送 {told}, 60 秒内签收", f"pushed to {told}, each to acknowledge within 60 seconds"),
        )
    if answer.nearest is not None and answer.extra_s:
        unit, eta = answer.nearest[0], answer.nearest[1] / 1000
        lines.append(
            Text(
                f"纯就近: {unit} {eta:.0f} 秒; 推荐晚 {answer.extra_s:.0f} 秒",
                f"pure nearest: {unit} in {eta:.0f} s; the recommendation costs {answer.extra_s:.0f} s",
            )
        )
    return lines


def _line(one: Recommendation) -> Text:
    unit, eta = one.unit, one.eta_ms / 1000
    source = SOURCE_NAMES[unit.position.source] if unit.position else Text("", "")
    age = unit.position.age_s if unit.position else 0.0
    late = Text(" 将超时下勤", " overtime") if one.overtime else Text("", "")
    return Text(
        f"{unit.unit_id} {unit.police}+{unit.aux} 电台 {unit.radio_id} {eta:.0f} 秒"
        f" ({source.zh}, {age:.0f} 秒前){late.zh}",
        f"{unit.unit_id} {unit.police}+{unit.aux} radio {unit.radio_id} {eta:.0f} s"
        f" ({source.en}, {age:.0f} s old){late.en}",
    )


def _aid(one: Recommendation) -> list[Text]:
    """Say on what help from elsewhere rests."""
    if one.aid is None:
        return []
    sides, consent = f"{one.aid.from_unit} → {one.aid.to_unit}", one.aid.consent
    return [Text(f"支援 {sides}: {consent.zh}", f"aid {sides}: {consent.en}")]


def _way(one: Recommendation, lang: Lang) -> str:
    if one.route is None:
        return ""
    nameless = Text("无名路", "nameless road").in_(lang)
    streets = " → ".join(f"{name or nameless} {metres:.0f} m" for name, metres in one.route.streets)
    return f"{one.route.length_m / 1000:.1f} km: {streets}"


def _nobody(answer: Answer) -> Text:
    free = answer.next_free
    if free is None:
        return Text("没有可派单元", "nobody can be sent")
    return Text(
        f"没有可派单元; 最早可派 {free.unit_id}, {free.at:%H:%M}",
        f"nobody can be sent; the first to be free is {free.unit_id} at {free.at:%H:%M}",
    )


def _cones(plan: ResponsePlan) -> Text:
    near, far = plan.park_m
    return Text(
        f"来车方向 {plan.cones_m} 米起设警示, 警车停在上游 {near}-{far} 米 (R03)",
        f"warn from {plan.cones_m} m upstream, park the car {near} to {far} m upstream (R03)",
    )


def _machine(answer: Answer, plan: ResponsePlan, lang: Lang) -> dict[str, object]:
    return {
        "level": answer.level.level.value,
        "owner": answer.level.owner,
        "matched": answer.level.matched.in_(lang),
        "ambiguous": answer.level.ambiguous,
        "push_to": list(answer.level.pushes),
        "least_crew": [str(pattern) for pattern in answer.crew],
        "recommendations": [_row(one, lang) for one in answer.recommendations],
        "pure_nearest": None
        if answer.nearest is None
        else {"unit": answer.nearest[0], "eta_s": answer.nearest[1] / 1000},
        "extra_s": answer.extra_s,
        "rejected": [
            {
                "unit": one.unit_id,
                "eta_s": None if one.eta_ms is None else one.eta_ms / 1000,
                "reason": one.reason.value,
                "text": REASON_TEXTS[one.reason].in_(lang),
            }
            for one in answer.rejected
        ],
        "next_free": None
        if answer.next_free is None
        else {"unit": answer.next_free.unit_id, "at": answer.next_free.at.isoformat()},
        "plan": {"cones_m": plan.cones_m, "park_m": plan.park_m, "advice": [text.in_(lang) for text in plan.advice]},
        "notices": [finding_row(finding, lang) for finding in answer.notices],
    }


def _row(one: Recommendation, lang: Lang) -> dict[str, object]:
    unit, position, route = one.unit, one.unit.position, one.route
    return {
        "unit": unit.unit_id,
        "officers": list(unit.officers),
        "crew": f"{unit.police}+{unit.aux}",
        "radio_id": unit.radio_id,
        "status": unit.status.value,
        "eta_s": one.eta_ms / 1000,
        "turn_out_s": one.turn_out_ms / 1000,
        "position_source": position.source.value if position else None,
        "position_age_s": position.age_s if position else None,
        "overtime": one.overtime,
        "notes": [note.in_(lang) for note in one.notes],
        "aid": None if one.aid is None else {"kind": one.aid.kind.value, "consent": one.aid.consent.in_(lang)},
        "distance_m": None if route is None else round(route.length_m, 1),
        "streets": [] if route is None else [[name, round(metres, 1)] for name, metres in route.streets],
        "line": [] if route is None else [[round(x, 6), round(y, 6)] for x, y in route.line.tolist()],
    }
