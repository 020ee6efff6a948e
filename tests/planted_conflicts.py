"""Conflicts planted by a seed into a small city without any: who is pinned to what cannot be."""

import random
from collections.abc import Callable
from dataclasses import replace

from city_factory import tiny_city

from qinwu.models.city import City
from qinwu.models.officer import Leave, Officer, Pin, Role
from qinwu.models.week import Week

WEEK = Week(2026, 48)
Planted = tuple[City, set[str]]
"""The city, and the police numbers among which the conflict lies."""


def planted(seed: int) -> Planted:
    """Plant one conflict; the kind, the people and the days follow from the seed."""
    chance = random.Random(seed)  # noqa: S311
    kinds: tuple[Callable[[City, random.Random], Planted], ...] = (
        _on_leave, _two_places, _after_a_night, _no_skill, _other_squadron, _no_partner, _too_much,
    )  # fmt: skip
    return kinds[seed % len(kinds)](tiny_city(), chance)


def _with(city: City, *changed: Officer) -> City:
    new = {officer.officer_no: officer for officer in changed}
    return replace(city, officers=[new.get(o.officer_no, o) for o in city.officers])


def _police(city: City, chance: random.Random, unit: str = "") -> Officer:
    return chance.choice([o for o in city.officers if o.role is Role.POLICE and unit in {"", o.unit_id}])


def _post(city: City, officer: Officer) -> str:
    return next(p.place_id for p in city.places if p.unit_id == officer.unit_id and p.road_class == "LOCAL")


def _on_leave(city: City, chance: random.Random) -> Planted:
    officer, day = _police(city, chance), chance.choice(WEEK.days)
    pin = Pin(day=day, template="EARLY", place_id=_post(city, officer))
    return _with(city, replace(officer, pins=(pin,), leave=(Leave(first=day, last=day),))), {officer.officer_no}


def _two_places(city: City, chance: random.Random) -> Planted:
    officer, day = _police(city, chance), chance.choice(WEEK.days)
    pins = (
        Pin(day=day, template="EARLY", place_id=_post(city, officer)),
        Pin(day=day, template="LATE", place_id=_post(city, officer)),
    )
    return _with(city, replace(officer, pins=pins)), {officer.officer_no}


def _after_a_night(city: City, chance: random.Random) -> Planted:
    officer, first = _police(city, chance), chance.randrange(6)
    pins = (
        Pin(day=WEEK.days[first], template="NIGHT", place_id="R1"),
        Pin(day=WEEK.days[first + 1], template="EARLY", place_id=_post(city, officer)),
    )
    return _with(city, replace(officer, pins=pins)), {officer.officer_no}


def _no_skill(city: City, chance: random.Random) -> Planted:
    officer = chance.choice([o for o in city.officers if o.role is Role.POLICE and "DESK" not in o.skills])
    pin = Pin(day=chance.choice(WEEK.days), template="DESK_A", place_id="K1")
    return _with(city, replace(officer, pins=(pin,))), {officer.officer_no}


def _other_squadron(city: City, chance: random.Random) -> Planted:
    officer = _police(city, chance, "S1")
    pin = Pin(day=chance.choice(WEEK.days), template="EARLY", place_id="P22")
    return _with(city, replace(officer, pins=(pin,))), {officer.officer_no}


def _no_partner(city: City, chance: random.Random) -> Planted:
    """The reserve needs two police; everybody else is on leave that day."""
    officer, day = _police(city, chance), chance.choice(WEEK.days)
    away = (Leave(first=day, last=day, kind="训"),)
    changed = [replace(o, leave=away) for o in city.officers if o.role is Role.POLICE and o != officer]
    pinned = replace(officer, pins=(Pin(day=day, template="NIGHT", place_id="R1"),))
    return _with(city, pinned, *changed), {officer.officer_no, *(o.officer_no for o in changed)}


def _too_much(city: City, chance: random.Random) -> Planted:
    """Six duties of eight hours for an auxiliary; the law allows forty-four."""
    officer = chance.choice([o for o in city.officers if o.role is Role.AUX])
    post = _post(city, officer)
    pins = tuple(Pin(day=day, template="EARLY", place_id=post) for day in WEEK.days[:6])
    return _with(city, replace(officer, pins=pins)), {officer.officer_no}
