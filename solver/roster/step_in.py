"""One hole, one swap: who can step in lawfully and at what price, and whether two officers may exchange duties."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from ...models.city import City
from ...models.errors import InputError
from ...models.roster import Duty, Roster
from ...models.text import Text
from ...models.week import DAY_MIN
from ...road_network.coordinates import distance_m
from ..checker import Report, check
from .repair_ways import Ways, Week, minutes_of, week_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StepIn:
    """
    Somebody who could take a duty over.

    Parameters
    ----------
    officer_no
        Who.
    price
        What the change adds to the objective.
    hours
        Paid hours of the person's week with the duty.
    rest_before_h, rest_after_h
        Hours free before and after it, None where no duty of this week lies on that side.
    away_km
        Straight distance from the place where the person mostly serves this week; None if unknown.
    """

    officer_no: str
    price: int
    hours: float
    rest_before_h: float | None
    rest_after_h: float | None
    away_km: float | None


def who_can_step_in(
    city: City, base: Roster, duty: Duty, *, now: datetime | None = None, most: int = 5
) -> list[StepIn]:
    """
    Rank those who could take over ``duty`` and leave no other crew short, cheapest first.

    Parameters
    ----------
    city
        Its city; the one who holds the duty may be on leave there.
    base
        The roster in force.
    duty
        A duty of it.
    now
        Duties that began before stay.
    most
        How many to name. Each is read by the checker before it is named.

    Raises
    ------
    InputError
        If ``base`` has no such duty.
    """
    if duty not in base.duties:
        raise InputError(Text("花名册中没有这一班", "the roster has no such duty"))
    span = week_of(city, base, begun=minutes_of(base, now))
    ways = Ways(span, base)
    brigade = city.org.brigade_of(city.place(duty.place_id).unit_id)
    spot = ways.spot_of(duty)
    found: list[tuple[int, str, Week]] = []
    near = [officer for officer in city.officers if city.org.brigade_of(officer.unit_id) == brigade]
    for officer, spots in ways.fitting(near, [spot]):
        held = ways.filed.get(officer.officer_no, (None,) * len(span.days))
        if held[spot.day] is None:
            before = ways.stay(officer, held).cost
            steps = ways.step_in(officer, held, spots, rest=False)
            found += [(way.cost - before, officer.officer_no, way.seats) for way in steps]
    found.sort(key=lambda row: row[:2])
    lawful: list[StepIn] = []
    filed = check(city, base, base=base).cost
    for _, officer_no, week in found:
        if len(lawful) == most:
            break
        report = check(city, _handed_over(base, duty, officer_no), base=base)
        if not report.hard:
            lawful.append(_told(ways, duty, officer_no, week, report.cost - filed))
    return lawful


def _handed_over(base: Roster, duty: Duty, officer_no: str) -> Roster:
    return replace(base, duties=[replace(d, officer_no=officer_no) if d == duty else d for d in base.duties])


def _told(ways: Ways, duty: Duty, officer_no: str, week: Week, price: int) -> StepIn:
    span = ways.span
    templates = [None if spot is None else span.templates[spot.template] for spot in week]
    index = (duty.day - span.days[0]).days
    edges = [(day * DAY_MIN + t.start, day * DAY_MIN + t.end) for day, t in enumerate(templates) if t is not None]
    mine = span.city.template(duty.template)
    start, end = index * DAY_MIN + mine.start, index * DAY_MIN + mine.end
    before = [start - stop for _, stop in edges if stop <= start]
    after = [begin - end for begin, _ in edges if begin >= end]
    return StepIn(
        officer_no=officer_no,
        price=price,
        hours=sum(t.paid_min for t in templates if t is not None) / 60,
        rest_before_h=min(before) / 60 if before else None,
        rest_after_h=min(after) / 60 if after else None,
        away_km=_away_km(span.city, week, duty),
    )


def _away_km(city: City, week: Week, duty: Duty) -> float | None:
    """Measure from the place where the person serves most this week, the new duty aside."""
    index = {spot.crew[2]: spot for spot in week if spot is not None}
    counts = Counter(spot.crew[2] for spot in week if spot is not None)
    counts[duty.place_id] -= 1
    usual = max(sorted(index), key=lambda place_id: counts[place_id])
    here, there = city.place(usual), city.place(duty.place_id)
    if not counts[usual] or here.lon is None or here.lat is None or there.lon is None or there.lat is None:
        return None
    return float(distance_m(np.array(here.lon), np.array(here.lat), np.array(there.lon), np.array(there.lat))) / 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """
    Two duties exchanged.

    ``price`` is what the exchange adds to the objective; ``report`` says what is unlawful in it, if anything.
    """

    roster: Roster
    report: Report
    price: int

    @property
    def lawful(self) -> bool:
        """Whether the checker finds no hard breach."""
        return not self.report.hard


def swap(city: City, base: Roster, first: Duty, second: Duty) -> Swap:
    """
    Let the holders of two duties exchange them, and have the checker read the roster that comes of it.

    Raises
    ------
    InputError
        If ``base`` has no such duties, or one person holds both.
    """
    if not {first, second} <= set(base.duties) or first.officer_no == second.officer_no:
        raise InputError(Text("互换须是花名册中两个人的两个班", "a swap needs two duties of two people in the roster"))
    new = {first: replace(first, officer_no=second.officer_no), second: replace(second, officer_no=first.officer_no)}
    roster = replace(base, duties=[new.get(duty, duty) for duty in base.duties], proof=None)
    report = check(city, roster, base=base)
    return Swap(roster=roster, report=report, price=report.cost - check(city, base, base=base).cost)
