"""Tiny cities of two weeks drawn by a seed, and the cheapest of all pairs of weeks: every pair is listed."""

import random
from dataclasses import replace
from datetime import date, timedelta
from math import prod

from bound_weeks import bound_week
from tiny_weeks import WEEK, choices, every_roster, tiny_week

from qinwu.models.city import City
from qinwu.models.ledger import Burdens, Ledger, YearTotal
from qinwu.models.officer import Leave, Officer, Pin, Request
from qinwu.models.policy import Policy, RuleSetting
from qinwu.solver.checker import check
from qinwu.solver.roster.weeks import carried, following

WEEKS = following(WEEK, 2)
MOST = 6_000
"""Pairs of weeks that are listed at most; a city with more loses people."""

SETTINGS: dict[str, dict[str, tuple[int, ...]]] = {
    "Q02": {"weight": (0, 2, 30)},
    "Q04": {"days": (0, 1)},
    "Q06": {"work_days": (0, 0, 3), "off_days": (0, 0, 3), "same_days": (0, 0, 2)},
    "Q07": {"in_28_days": (0, 1, 2), "split_price": (0, 25)},
    "Q08": {"duties": (0, 0, 1)},
    "Q09": {"off_days": (0, 5), "same_days": (0, 1, 2)},
    "R21": {"weight": (40, 7), "rest_min": (660, 900, 1500), "floor_min": (480, 600)},
    "R22": {"days": (6, 1, 2)},
    "R23": {"in_row": (3, 1), "in_28_days": (8, 1, 2), "window_price": (60,)},
    "R32": {"weight": (10, 90), "rest_day_price": (10, 0, 60), "split_price": (0, 20)},
    "R39": {"weight": (2, 30), "rest_day_price": (2, 40), "split_price": (1,)},
}


def two_weeks(seed: int) -> City:
    """Draw a city with one to three people, bonds in every third, of whom most are away on most days."""
    city = bound_week(seed) if seed % 3 == 0 else tiny_week(seed)
    chance = random.Random(f"two weeks {seed}")  # noqa: S311
    second = WEEKS[1]
    days = (second.days[0], second.days[chance.choice((1, 1, 2, 5, 6))])
    codes = [template.code for template in city.templates]
    people = [_later(chance, officer, days[: chance.choice((1, 2, 2))], codes) for officer in city.officers]
    if chance.random() < 0.25:
        pins = (*people[-1].pins, Pin(day=days[0], template=codes[0], place_id="P1"))
        people[-1] = replace(people[-1], pins=pins)
    city = replace(city, officers=tuple(people), policy=_policy(chance), ledger=_ledger(chance, people))
    while size(city) > MOST and len(city.officers) > 1:
        city = replace(city, officers=city.officers[1:])
    return city


def _later(chance: random.Random, officer: Officer, days: tuple[date, ...], codes: list[str]) -> Officer:
    """Give someone leave and wishes in the second week; in the first, all days that were shut may open at its end."""
    shut = [day for day in WEEKS[1].days if day not in days]
    leave = tuple(each for each in officer.leave if each.first != WEEK.days[6] or chance.random() < 0.5)
    wishes = tuple(Request(day=day, template=chance.choice(["", *codes]), on=chance.random() < 0.7) for day in days)
    requests = (*officer.requests, *wishes[: chance.choice((0, 1, 2))])
    return replace(officer, leave=(*leave, *(Leave(first=day, last=day) for day in shut)), requests=requests)


def _policy(chance: random.Random) -> Policy:
    rules = {}
    for code, params in SETTINGS.items():
        if chance.random() < 0.5:
            drawn = {name: chance.choice(values) for name, values in params.items()}
            rules[code] = RuleSetting(weight=drawn.pop("weight", None), params=drawn)
    return Policy(rules=rules, hour_price=chance.choice((10, 1)), shortage=chance.choice(SHORTAGES))


SHORTAGES = ((2_000, 4_000, 8_000, 16_000, 32_000), (60, 120, 240, 480, 960), (400, 500, 600, 700, 800))


def _ledger(chance: random.Random, people: list[Officer]) -> Ledger:
    if chance.random() < 0.5:
        return Ledger()
    until = WEEK.monday - timedelta(days=chance.choice((1, 3, 9, 40, -3)))
    totals = {
        officer.officer_no: YearTotal(until, Burdens(nights=chance.randint(0, 4), weekends=chance.randint(0, 3)))
        for officer in people
        if chance.random() < 0.8
    }
    return Ledger(totals, {officer.officer_no: (officer.unit_id, str(officer.role)) for officer in people})


def size(city: City) -> int:
    """Return how many rosters are read at most: of the first week, and of the second on every way to work the first."""
    first, second = (choices(city, week) for week in WEEKS)
    histories = prod(len({duty.template for duties in options for duty in duties}) + 1 for options in first)
    return prod(map(len, first)) + histories * prod(map(len, second))


def cheapest_pair(city: City) -> int | None:
    """
    Return what the cheapest lawful pair of weeks costs, None if there is none.

    What the second week sees of the first is who worked what when: of equal ones the cheapest first week is kept.
    """
    first: dict[frozenset[tuple[str, date, str]], tuple[int, City]] = {}
    for roster in every_roster(city, choices(city, WEEKS[0]), WEEKS[0]):
        report = check(city, roster)
        history = frozenset((duty.officer_no, duty.day, duty.template) for duty in roster.duties)
        if not report.hard and (history not in first or report.cost < first[history][0]):
            first[history] = report.cost, carried(city, [roster])
    options = choices(city, WEEKS[1])
    pairs = [
        before + report.cost
        for before, after in first.values()
        for roster in every_roster(after, options, WEEKS[1])
        if not (report := check(after, roster)).hard
    ]
    return min(pairs, default=None)
