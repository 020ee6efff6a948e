"""Clashing pins: every planted conflict is found with a minimal core; a city without any has none."""

from dataclasses import replace

import pytest
from city_factory import tiny_city
from planted_conflicts import WEEK, planted

from qinwu.commands.clashes import clashes_named
from qinwu.models.city import City
from qinwu.models.errors import InputError
from qinwu.models.officer import Pin
from qinwu.solver.explain.pin_core import Core, cores
from qinwu.solver.roster.engine import Settings, plan_week


def only(city: City, core: Core) -> City:
    """The city with the pins and the leave of a core alone."""
    return replace(
        city,
        officers=[
            replace(
                officer,
                pins=tuple(pin for no, pin in core.pins if no == officer.officer_no),
                leave=tuple(spell for no, spell in core.leave if no == officer.officer_no),
            )
            for officer in city.officers
        ],
    )


def holds(city: City) -> bool:
    """Ask the engine itself, with nothing to serve but the pins."""
    try:
        bare = replace(city, places=[replace(place, needs={}) for place in city.places])
        plan_week(bare, WEEK, settings=Settings(workers=1, gap=0.5))
    except InputError:
        return False
    return True


@pytest.mark.parametrize("seed", range(21))
def test_a_planted_conflict_is_found(seed: int) -> None:
    city, people = planted(seed)
    found = list(cores(city, WEEK))
    assert len(found) == 1
    core = found[0]
    assert core.pins
    assert {no for no, _ in (*core.pins, *core.leave)} <= people


@pytest.mark.parametrize("seed", range(7))
def test_the_engine_agrees_that_a_core_clashes_and_is_minimal(seed: int) -> None:
    city, _ = planted(seed)
    core = next(iter(cores(city, WEEK)))
    assert not holds(only(city, core))
    for i in range(len(core.pins)):
        assert holds(only(city, replace(core, pins=core.pins[:i] + core.pins[i + 1 :])))
    for i in range(len(core.leave)):
        assert holds(only(city, replace(core, leave=core.leave[:i] + core.leave[i + 1 :])))


def test_pins_that_can_be_kept_have_no_core() -> None:
    city = tiny_city()
    first = city.officers[0]
    pins = (
        Pin(day=WEEK.days[0], template="EARLY", place_id="P12"),
        Pin(day=WEEK.days[2], template="NIGHT", place_id="R1"),
    )
    fine = replace(city, officers=[replace(first, pins=pins), *city.officers[1:]])
    assert holds(fine)
    assert not list(cores(fine, WEEK))
    assert not list(cores(city, WEEK))


def test_planning_names_the_core_and_not_every_pin_of_the_person() -> None:
    """The planner used to list all pins of somebody whose week was impossible, and left the clash to be guessed."""
    city, people = planted(1)
    (name,) = people
    with pytest.raises(InputError) as told, clashes_named(city, WEEK):
        plan_week(city, WEEK, settings=Settings(workers=1, gap=0.5))
    (finding,) = told.value.findings
    core = next(iter(cores(city, WEEK)))
    assert all(str(pin.day) in finding.message.zh and pin.template in finding.message.en for _, pin in core.pins)
    assert finding.where.officer == name


def test_two_conflicts_are_both_found() -> None:
    one, _ = planted(0)
    other, who = planted(3)
    pins = {o.officer_no: o for o in other.officers if o.officer_no in who}
    both = replace(
        one,
        officers=[
            replace(o, pins=(*o.pins, *pins[o.officer_no].pins)) if o.officer_no in pins else o for o in one.officers
        ],
    )
    assert len(list(cores(both, WEEK))) == 2
