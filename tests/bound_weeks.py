"""Tiny weeks with bonds and with places that want somebody special in the crew, drawn by a seed."""

import random
from dataclasses import replace

from tiny_weeks import tiny_week

from qinwu.models.bond import Bond, BondKind
from qinwu.models.city import City
from qinwu.models.officer import Gender
from qinwu.models.place import Place


def bound_week(seed: int) -> City:
    """Draw a tiny week and tie its people, one bond a pair, hard or soft."""
    city = tiny_week(seed)
    chance = random.Random(f"bonds {seed}")  # noqa: S311
    people = [officer.officer_no for officer in city.officers]
    bonds = []
    for i, first in enumerate(people):
        for second in people[i + 1 :]:
            if chance.random() < 0.7:
                pair = chance.sample((first, second), 2)
                kind, hard = chance.choice(list(BondKind)), chance.random() < 0.5
                bonds.append(Bond(kind=kind, first=pair[0], second=pair[1], hard=hard))
    places = tuple(_wanting(place, chance) for place in city.places)
    officers = tuple(
        replace(
            officer,
            skills=officer.skills | {"DRIVE"} if chance.random() < 0.5 else officer.skills,
            gender=chance.choice((Gender.FEMALE, Gender.MALE)),
        )
        for officer in city.officers
    )
    return replace(city, officers=officers, places=places, bonds=tuple(bonds))


def _wanting(place: Place, chance: random.Random) -> Place:
    skills = frozenset({"DRIVE"}) if chance.random() < 0.3 else frozenset()
    return replace(place, crew_skills=skills, searches=chance.random() < 0.15)
