"""A study followed by hand: the event log of one replication of each scenario, and a day of it as a page."""

from collections.abc import Iterator
from datetime import date

from ...models.text import Lang
from ..simulator.day_page import day_page
from ..simulator.film import film_of
from ..simulator.log_csv import log_text
from ..simulator.stage import Stage
from .plan import Planned
from .run import Wanted
from .study import Study, scenario_of

FIRST = 0
"""The replication that is followed."""

PLAIN = frozenset("-_.")


def followed(study: Study, wanted: Wanted, day: date, lang: Lang) -> Iterator[tuple[str, bytes]]:
    """
    Yield name and bytes of each file: ``log_N_NAME.csv`` of the whole week, ``day_N_NAME.html`` of one day.

    N is 0 for the base and counts the scenarios from 1 on; one without a plan has no files. It is the first replication
    of the study, lived through once more: every key figure of it can be taken from its log by hand.
    """
    for number, lived in enumerate((study.base, *study.scenarios)):
        found = _followed(lived.plan, wanted, day, lang)
        name = f"{number}_{_plain(lived.plan.name)}"
        if found is not None:
            yield f"log_{name}.csv", found[0]
            yield f"day_{name}.html", found[1]


def _followed(plan: Planned, wanted: Wanted, day: date, lang: Lang) -> tuple[bytes, bytes] | None:
    scenario = scenario_of(plan, wanted.source, wanted.settings, wanted.profile)
    if scenario is None:
        return None
    stage = Stage.of(scenario)
    film = film_of(stage, day=(day - wanted.recipe.week.monday).days, seed=wanted.seed, replication=FIRST)
    page = day_page(film, scenario.network, lang=lang)
    return log_text(film.run).encode("utf-8-sig"), page.encode()


def _plain(name: str) -> str:
    """Return a name that any file system takes."""
    return "".join(c if c.isalnum() or c in PLAIN else "_" for c in name)
