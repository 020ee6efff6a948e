"""Several weeks in a row: history is handed on, pins beyond the end are looked ahead to, documents for each week."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from city_factory import tiny_city
from click.testing import CliRunner

from qinwu.cli import main
from qinwu.models.city import City
from qinwu.models.officer import PastDuty, Pin
from qinwu.models.roster import Duty, Roster
from qinwu.models.week import Week
from qinwu.scenarios.write import write_city
from qinwu.solver.checker import check
from qinwu.solver.roster.engine import plan_week
from qinwu.solver.roster.patterns import person_terms
from qinwu.solver.roster.weeks import carried, following
from qinwu.solver.rules.rule import Span
from qinwu.solver.rules.term_reader import read_patterns

WEEK = Week(2026, 48)


def lawful_on_sunday(city: City, template: str) -> bool:
    """Whether the city's first officer may work nothing but this template on the Sunday of the week."""
    span = Span(city=city, days=WEEK.days, templates=tuple(city.templates))
    pattern = np.full((1, 7), -1, dtype=np.int8)
    pattern[0, 6] = [each.code for each in city.templates].index(template)
    return bool(read_patterns(pattern, person_terms(city.officers[0], span))[0][0])


def pinned(city: City, template: str, day: date) -> City:
    """Return the city with its first officer pinned."""
    first = replace(city.officers[0], pins=(Pin(day=day, template=template, place_id=city.places[0].place_id),))
    return replace(city, officers=(first, *city.officers[1:]))


def test_weeks_follow_each_other_across_the_year() -> None:
    assert [str(week) for week in following(Week(2026, 52), 3)] == ["2026-W52", "2026-W53", "2027-W01"]


def test_the_duties_of_earlier_weeks_are_everyones_past() -> None:
    city = tiny_city()
    number = city.officers[0].officer_no
    first = plan_week(city, WEEK)[0]
    mine = sorted((duty for duty in first.duties if duty.officer_no == number), key=lambda duty: duty.day)
    past = carried(city, [first]).officers[0].past
    assert past == tuple(PastDuty(day=duty.day, template=duty.template, place_id=duty.place_id) for duty in mine)


def test_each_week_is_lawful_on_the_history_of_those_before() -> None:
    city, done = tiny_city(), []
    for week in following(WEEK, 3):
        own = carried(city, done)
        roster, report = plan_week(own, week)
        assert not report.hard
        assert not check(own, roster).hard
        done.append(roster)
    assert [str(roster.week) for roster in done] == ["2026-W48", "2026-W49", "2026-W50"]


@pytest.mark.parametrize(("template", "open_"), [("NIGHT", False), ("EARLY", True)])
def test_a_pin_on_the_next_monday_bans_the_night_before_it(template: str, open_: bool) -> None:  # noqa: FBT001
    """Pins beyond the week were once not seen, and the next week had no lawful plan left."""
    city = tiny_city()
    assert lawful_on_sunday(city, template)
    assert lawful_on_sunday(pinned(city, "EARLY", date(2026, 11, 30)), template) is open_


def test_a_pin_later_than_the_next_day_bans_nothing() -> None:
    assert lawful_on_sunday(pinned(tiny_city(), "EARLY", date(2026, 12, 2)), "NIGHT")


def test_the_command_writes_documents_for_each_week(tmp_path: Path) -> None:
    write_city(tiny_city(), tmp_path / "city")
    words = ["roster", str(tmp_path / "city"), "--week", "2026-W48", "--weeks", "2", "--json", "--workers", "1"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code in {0, 1}, result.output
    said = json.loads(result.stdout)
    rows, together = said["weeks"], said["together"]
    assert together["objective"] == sum(row["objective"] for row in rows)
    assert together["objective"] * 0.99 < together["bound"] <= together["objective"]
    assert [row["week"] for row in rows] == ["2026-W48", "2026-W49"]
    assert [row["hard"] for row in rows] == [0, 0]
    assert all(Path(file).exists() for row in rows for file in row["files"])


def test_what_speaks_of_one_week_does_not_go_with_several(tmp_path: Path) -> None:
    write_city(tiny_city(), tmp_path / "city")
    words = ["roster", str(tmp_path / "city"), "--week", "2026-W48", "--weeks", "2", "--second-opinion", "--lang", "en"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert "one week" in result.stderr


def test_a_roster_without_duties_leaves_no_past() -> None:
    city = tiny_city()
    assert carried(city, [Roster(city=city.name, week=WEEK, duties=list[Duty]())]) == city
