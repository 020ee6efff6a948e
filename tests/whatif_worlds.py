"""Two squadrons of the sample city, quickly planned: what studies of the tests begin with."""

import threading
from dataclasses import replace
from functools import cache

from qinwu.models.week import Week
from qinwu.scenarios.executor import Serial
from qinwu.scenarios.overlay.read import lay_texts
from qinwu.scenarios.overlay.world import World
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.whatif.plan import Recipe, plan_base
from qinwu.solver.roster.engine import Settings

WEEK = Week(2026, 48)
SETTINGS = Settings(workers=1, gap=0.05)
UNITS = ("A1", "A2")
RECIPE = Recipe(week=WEEK, settings=SETTINGS)


@cache
def two_squadrons():
    """Two squadrons of the sample city: quickly planned."""
    city, network = sample_city(people=60)
    two = replace(
        city,
        officers=[o for o in city.officers if o.unit_id in UNITS],
        places=[p for p in city.places if p.unit_id in UNITS],
    )
    return World(city=two, week=WEEK, network=network)


def serial():
    return Serial(threading.Event())


def laid(world, *texts):
    return [lay_texts(world, [(f"s{n}", text)]) for n, text in enumerate(texts)]


@cache
def base_plan():
    """The plan of these squadrons, nothing changed."""
    return plan_base(laid(two_squadrons(), "name = 'base'")[0], RECIPE, serial())
