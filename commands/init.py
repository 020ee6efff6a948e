"""``qinwu init``: write a new city folder, fictional or on a road file of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding
from ..models.officer import Role
from ..models.org import Level
from ..models.place import PlaceKind
from ..models.text import Lang, Text
from ..models.week import Week
from ..road_network.read import read_roads
from ..scenarios.given_feeds import given_incidents
from ..scenarios.new_folder import Bring, copied, generated, new_folder, refuse_used
from ..scenarios.on_roads import HOW, SAMPLE_WEEK, city_on_roads
from ..scenarios.sample import FICTION, sample_city
from ..scenarios.sample_feeds import sample_feeds
from ..scenarios.workload import tightness
from .common import DONE, guarded, json_option, lang_option, local_now, print_json, show_findings, talk

PEOPLE = 120
PEOPLE_PER_POST = 5
FEWEST = 60


@dataclass(frozen=True, slots=True)
class _Made:
    """A city, how its roads get into the folder, how it was made, and what was recorded in it."""

    city: City
    roads: Bring
    about: Text
    feeds: Mapping[str, bytes] = field(default_factory=dict)
    findings: Sequence[Finding] = ()


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--people", type=int, help=f"People, exactly.  [default: {PEOPLE}; with --roads {PEOPLE_PER_POST} a post]"
)
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same city.")
@click.option("--roads", type=click.Path(path_type=Path), help="A road file (PBF, OSM, GraphML, CSV) to stand on.")
@click.option("--incidents", type=click.Path(path_type=Path), help="Past incidents on these roads (CSV, CSV.GZ, XLSX).")
@click.option("--posts", type=int, help="Posts on the road file, at its most important junctions.")
@click.option("--name", help="The city's name.  [default: the road file's]")
@click.option("--week", default=str(SAMPLE_WEEK), show_default=True, help="Week that leave and history lead up to.")
@click.option("--xlsx", is_flag=True, help="Tables as XLSX instead of CSV.")
@click.option("--force", is_flag=True, help="Replace the city tables of a folder that is not empty.")
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    people: int | None,
    seed: int,
    roads: Path | None,
    incidents: Path | None,
    posts: int | None,
    name: str | None,
    week: str,
    xlsx: bool,
    force: bool,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Write a new city folder DIR: a fictional city, or a fictional force on your own road file.

    \b
    Examples:
      qinwu init mycity
      qinwu init bigcity --people 1000 --seed 3 --xlsx
      qinwu init saopaulo --roads sao_paulo.osm.pbf --posts 60 --people 300
      qinwu init saopaulo --roads sao_paulo.osm.pbf --posts 60 --people 300 --incidents accidents.csv.gz
    """
    refuse_used(folder, force=force)
    planned = Week.parse(week)
    if roads is None:
        if posts is not None or name is not None or incidents is not None:
            raise InputError(
                Text(
                    "--posts、--name 和 --incidents 须与 --roads 一起使用",
                    "--posts, --name and --incidents need --roads: give a road file too",
                )
            )
        made = _sample(PEOPLE if people is None else people, seed, planned, lang)
    else:
        made = _on_roads(roads, incidents, people, posts, seed, name or roads.name.split(".")[0], planned)
    files = new_folder(
        made.city, folder, roads=made.roads, about=made.about, feeds=made.feeds, xlsx=xlsx, force=force, lang=lang
    )
    show_findings(made.findings, lang)
    _report(made.city, folder, files, planned, lang, as_json=as_json)
    return DONE


def _sample(people: int, seed: int, week: Week, lang: Lang) -> _Made:
    city, network = sample_city(people=people, seed=seed, week=week)
    made = f"qinwu init --people {people} --seed {seed} --week {week}"
    about = Text(f"{FICTION.zh}\n{HOW.zh}\n生成命令: {made}", f"{FICTION.en}\n{HOW.en}\nMade by: {made}")
    return _Made(city, generated(network), about, sample_feeds(city, network, seed=seed, week=week, lang=lang))


def _on_roads(  # noqa: PLR0913, PLR0917
    roads: Path, incidents: Path | None, people: int | None, posts: int | None, seed: int, name: str, week: Week
) -> _Made:
    network, _ = read_roads(roads, cache=False)
    if posts is None:
        posts = max(1, (PEOPLE if people is None else people) // PEOPLE_PER_POST)
    if people is None:
        people = max(FEWEST, PEOPLE_PER_POST * posts)
    city = city_on_roads(network, posts=posts, people=people, seed=seed, name=name, week=week)
    feeds, findings = given_incidents(incidents, city, network, clock=local_now()) if incidents else ({}, ())
    made = f"qinwu init --roads {roads.name} --posts {posts} --people {people} --seed {seed} --week {week}"
    made += f" --incidents {incidents.name}" if incidents else ""
    about = Text(
        f"道路来自 {roads.name}, 版权属原作者; 人员全部虚构。\n{HOW.zh}\n生成命令: {made}",
        f"The roads come from {roads.name} under its owners' licence; all people are invented.\n{HOW.en}\n"
        f"Made by: {made}",
    )
    return _Made(city, copied(roads), about, feeds, findings)


def _report(  # noqa: PLR0913
    city: City, folder: Path, files: list[str], week: Week, lang: Lang, *, as_json: bool
) -> None:
    """Say what was written and what to do next."""
    share = tightness(city, week.days)
    facts = _facts(city, folder, files, week, share)
    if as_json:
        print_json(facts)
        return
    click.echo(_told(folder, files, facts, {role: f"{one:.0%}" for role, one in share.items()}).in_(lang))
    if any(one > 1 for one in share.values()):
        talk(
            Text(
                "警力不够: 排班会有缺口, 请减少岗点 (--posts) 或增加人员 (--people)",
                "too few people: the roster will have gaps; ask for fewer posts (--posts) or more people (--people)",
            ),
            lang,
        )
    talk(
        Text(
            f"下一步: qinwu check {folder}, 再 qinwu roster {folder} --week {week}",
            f"next: qinwu check {folder}, then qinwu roster {folder} --week {week}",
        ),
        lang,
    )


def _facts(city: City, folder: Path, files: list[str], week: Week, share: Mapping[Role, float]) -> dict[str, object]:
    police = sum(officer.role is Role.POLICE for officer in city.officers)
    return {
        "folder": str(folder),
        "files": files,
        "people": len(city.officers),
        "police": police,
        "auxiliaries": len(city.officers) - police,
        "brigades": sum(unit.level is Level.BRIGADE for unit in city.org.units),
        "posts": sum(place.kind is PlaceKind.POST for place in city.places),
        "week": str(week),
        "tightness": {role.value: round(one, 3) for role, one in share.items()},
    }


def _told(folder: Path, files: Sequence[str], facts: Mapping[str, object], asked: Mapping[Role, str]) -> Text:
    police, aux, brigades, posts, week = (facts[key] for key in ("police", "auxiliaries", "brigades", "posts", "week"))
    return Text(
        f"已写入 {folder}: {', '.join(files)}\n"
        f"民警 {police} 人, 辅警 {aux} 人; 大队 {brigades} 个, 岗点 {posts} 个 (人员均为虚构)\n"
        f"{week} 所需勤务占可用警力: 民警 {asked[Role.POLICE]}, 辅警 {asked[Role.AUX]}",
        f"wrote {folder}: {', '.join(files)}\n"
        f"{police} police, {aux} auxiliaries; {brigades} brigade(s), {posts} posts (all people are invented)\n"
        f"{week} asks for {asked[Role.POLICE]} of the duties that police can lawfully give, "
        f"{asked[Role.AUX]} of the auxiliaries'",
    )
