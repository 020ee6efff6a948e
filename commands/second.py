"""The second opinion on the command line: what the textbook model makes of the same week."""

from dataclasses import replace

import click

from ..models.city import City
from ..models.errors import InputError
from ..models.roster import Proof, Roster
from ..models.text import Lang, Text
from ..models.week import Week
from ..solver.roster.engine import Settings, plan_week
from ..solver.roster.second_opinion import MOST_PEOPLE, SecondOpinion, second_opinion
from ..solver.roster.watch import Watch
from .common import DONE, WITH_GAPS, print_json


def refuse_crowd(city: City) -> None:
    """Raise InputError where the textbook model could not cope."""
    people = len(city.officers)
    if people > MOST_PEOPLE:
        raise InputError(
            Text(
                f"--second-opinion 只用于一个中队 (至多 {MOST_PEOPLE} 人), 这里 {people} 人: 教科书模型算不动; "
                "用 --unit 指定一个中队",
                f"--second-opinion is for one squadron (at most {MOST_PEOPLE} people); here are {people}: the textbook "
                "model cannot cope; name one with --unit",
            )
        )


def unit_alone(city: City, unit_id: str) -> City:
    """
    Return the people and places of a unit and of those below it, as if there were no others.

    Raises
    ------
    InputError
        If there is no such unit, or nobody in it; names the units.
    """
    if unit_id not in city.org:
        units = ", ".join(unit.unit_id for unit in city.org.units)
        raise InputError(Text(f"没有单位 {unit_id}, 现有: {units}", f"there is no unit {unit_id}; there are: {units}"))
    own = {unit.unit_id for unit in city.org.units if unit_id in {up.unit_id for up in city.org.line_up(unit.unit_id)}}
    officers = tuple(officer for officer in city.officers if officer.unit_id in own)
    if not officers:
        raise InputError(Text(f"单位 {unit_id} 没有人员", f"nobody belongs to unit {unit_id}"))
    places = tuple(place for place in city.places if place.unit_id in own)
    names = {officer.officer_no for officer in officers}
    bonds = tuple(bond for bond in city.bonds if {bond.first, bond.second} <= names)
    return replace(city, officers=officers, places=places, bonds=bonds, devices=())


def both_of_unit(  # noqa: PLR0913 - a question, and how to ask it
    city: City, unit_id: str, week: Week, *, settings: Settings, watch: Watch, lang: Lang, as_json: bool
) -> int:
    """Plan the week of one unit alone with both engines and print what they found; nothing is written."""
    part = unit_alone(city, unit_id)
    refuse_crowd(part)
    roster, _ = plan_week(part, week, settings=settings, watch=watch)
    second = second_opinion(part, week, seed=settings.seed)
    if as_json:
        print_json({"unit": unit_id, "first": _numbers(roster), "second": second_row(second)})
    else:
        proof = _proof(roster)
        first = f"{proof.objective:,}", f"{proof.bound:,.0f}"
        head = f"{city.org[unit_id].name} {week}: {len(part.officers)}"
        click.echo(Text(f"{head} 人, 只算本单位的岗点", f"{head} people, the unit's own places only").in_(lang))
        said = Text(
            f"第一引擎: 总代价 {first[0]}, 下界 {first[1]}", f"First engine: objective {first[0]}, bound {first[1]}"
        )
        click.echo(said.in_(lang))
        print_second(second, lang)
    return WITH_GAPS if roster.gaps else DONE


def print_second(second: SecondOpinion, lang: Lang) -> None:
    """Say what the textbook model found and proved."""
    found = "–" if second.objective is None else f"{second.objective:,}"
    bound = f"{second.bound:,.0f}"
    said = Text(
        f"第二引擎 (CP-SAT): 总代价 {found}, 下界 {bound}", f"Second engine (CP-SAT): objective {found}, bound {bound}"
    )
    click.echo(said.in_(lang))


def second_row(second: SecondOpinion) -> dict[str, float | None]:
    """Return the same as JSON."""
    return {"objective": second.objective, "bound": second.bound}


def _proof(roster: Roster) -> Proof:
    assert roster.proof is not None  # noqa: S101 - the engine always proves a bound
    return roster.proof


def _numbers(roster: Roster) -> dict[str, float | None]:
    proof = _proof(roster)
    return {"objective": proof.objective, "bound": proof.bound}
