"""The sample city with leave and bonds, drawn by a seed: what the roster benchmarks lay their trouble on."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from qinwu.models.bond import Bond, BondKind
from qinwu.models.city import City
from qinwu.models.officer import Leave, Officer
from qinwu.models.week import Week
from qinwu.scenarios.sample import sample_city

BONDS = (
    (BondKind.TOGETHER, True),
    (BondKind.TOGETHER, False),
    (BondKind.APART, True),
    (BondKind.MENTOR, False),
    (BondKind.MENTOR, True),
)
"""Kinds of pairs, hard or soft, in turn."""


def troubled_city(*, people: int, seed: int, pairs: int, squads: int, absent: float, week: Week) -> City:
    """
    Return the sample city with bonds and leave.

    Parameters
    ----------
    people, seed
        Of the sample; the seed also draws who is bound and who is away.
    pairs, squads
        Pairs of one unit and equal skills, of each kind in turn; squads of three that ride together.
    absent, week
        Share of the people who are on leave for two days of the week.
    """
    city, _ = sample_city(people=people, seed=seed)
    chance = random.Random(f"{people} {seed}")  # noqa: S311
    away = set(chance.sample(range(len(city.officers)), round(absent * len(city.officers))))
    officers = [
        _away(officer, week.monday + timedelta(days=chance.randrange(6))) if i in away and not officer.pins else officer
        for i, officer in enumerate(city.officers)
    ]
    return replace(city, officers=tuple(officers), bonds=tuple(_bonds(city, chance, pairs=pairs, squads=squads)))


def _away(officer: Officer, first: date) -> Officer:
    return replace(officer, leave=(*officer.leave, Leave(first=first, last=first + timedelta(days=1), kind="年假")))


def _bonds(city: City, chance: random.Random, *, pairs: int, squads: int) -> Iterator[Bond]:
    peers: dict[tuple[str, str, frozenset[str]], list[str]] = defaultdict(list)
    for officer in city.officers:
        if not officer.pins and officer.fit_for_duty:
            peers[officer.unit_id, officer.role, officer.skills].append(officer.officer_no)
    for some in peers.values():
        chance.shuffle(some)
    for number in range(squads + pairs):
        size = 3 if number < squads else 2
        open_to = [some for some in peers.values() if len(some) >= size]
        if not open_to:
            return
        chosen = chance.choice(open_to)
        group = [chosen.pop() for _ in range(size)]
        kind, hard = (BondKind.TOGETHER, True) if size == 3 else BONDS[(number - squads) % len(BONDS)]
        for first, second in pairwise(group):
            yield Bond(kind=kind, first=first, second=second, hard=hard)
