"""Looking ahead over the border of two weeks: nobody is taken on Sunday night whom Monday lacks."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from city_factory import BRIGADE, need, tiny_city
from click.testing import CliRunner

from qinwu.cli import main
from qinwu.filing.read_roster import read_roster
from qinwu.models.city import City
from qinwu.models.crew import parse_patterns
from qinwu.models.officer import Pin, Request
from qinwu.models.place import PatrolLine, Place, PlaceKind, RoadClass
from qinwu.models.policy import Policy, RuleSetting
from qinwu.models.roster import Roster
from qinwu.models.week import DayType, Week
from qinwu.scenarios.folder import read_city
from qinwu.scenarios.write import write_city
from qinwu.solver.checker import check
from qinwu.solver.roster import border
from qinwu.solver.roster.block import Block
from qinwu.solver.roster.border import Planned
from qinwu.solver.roster.chain import Chain
from qinwu.solver.roster.engine import Settings, SolvedPart
from qinwu.solver.roster.watch import Watch
from qinwu.solver.roster.weeks import carried, following

WEEKS = following(Week(2026, 48), 3)
SUNDAY, MONDAY = WEEKS[0].days[6], WEEKS[1].monday
GUARD, WINDOW = frozenset({"GUARD"}), frozenset({"WINDOW"})


def city_with_a_border(*, guards: int = 2, crews: int = 2, weight: int = 200) -> City:
    """Two posts on weekdays for two guards; at weekends a night for whoever, but the third had rather not on Sunday."""
    post = Place(
        place_id="P1", name="迎宾路口", kind=PlaceKind.POST, unit_id="S1",
        needs=need("AM_PEAK", crews=crews) | need("AM_PEAK", crews=0, kind=DayType.WEEKEND),
        crew=parse_patterns("1+0"), road_class=RoadClass.LOCAL, skills=GUARD, line=PatrolLine("L1", "线"),
    )  # fmt: skip
    night = Place(
        place_id="M1", name="机动", kind=PlaceKind.MOBILE, unit_id=BRIGADE, needs=need("NIGHT", kind=DayType.WEEKEND),
        crew=parse_patterns("1+0"), skills=frozenset({"MOTORCYCLE"}), priority=5,
    )  # fmt: skip
    people = tiny_city(squadrons=1, police=guards + 1, aux=0).officers
    wish = Request(day=SUNDAY, weight=3)
    crowd = [replace(o, skills=o.skills | GUARD) for o in people[:guards]]
    officers = [*crowd, replace(people[-1], requests=(wish,))]
    city = tiny_city(squadrons=1, officers=officers, places=[post, night])
    return replace(city, policy=Policy(rules={"Q01": RuleSetting(weight=weight)}))


def chain_of(city: City, watch: Watch | None = None) -> Chain:
    def standing(_: Week, rosters: Sequence[Roster]) -> City:
        return carried(city, rosters)

    return Chain(standing=standing, settings=Settings(workers=1), watch=watch or Watch())


def plan(chain: Chain, week: Week) -> None:
    chain.plan(chain.standing(week, chain.rosters), week)


def cost(weeks: Sequence[Planned]) -> int:
    return sum(week.report.cost for week in weeks)


def test_sunday_leaves_those_whom_monday_lacks() -> None:
    city = city_with_a_border()
    chain = chain_of(city)
    for monday in WEEKS[:2]:
        plan(chain, monday)
    assert [gap.day for gap in chain.weeks[1].roster.gaps] == [MONDAY]
    before = chain.look_ahead()
    assert before is not None
    assert not any(week.roster.gaps for week in chain.weeks)
    assert cost(chain.weeks) < cost(before)
    first, second = chain.weeks
    assert first.city == city, "the pins that helped must not stay"
    assert second.city == carried(city, [first.roster])
    for planned in chain.weeks:
        assert not check(planned.city, planned.roster).hard
    assert first.roster.proof is not None
    assert first.roster.proof.bound <= cost(before[:1]) < first.report.cost, "what holds of the week alone"


@pytest.mark.parametrize(("guards", "crews", "plans"), [(3, 2, 0), (2, 3, 1)])
def test_what_cannot_be_won_is_not_planned_again(
    guards: int, crews: int, plans: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a gap nothing is asked; a gap that stays without the week before costs one rough plan."""
    chain = chain_of(city_with_a_border(guards=guards, crews=crews, weight=20))
    asked, solve = list[int](), border.solve_parts
    for week in WEEKS[:2]:
        plan(chain, week)
    rosters = chain.rosters

    def solving(parts: Sequence[Block], *, settings: Settings, watch: Watch) -> list[SolvedPart]:
        asked.append(len(parts))
        return solve(parts, settings=settings, watch=watch)

    monkeypatch.setattr(border, "solve_parts", solving)
    assert chain.look_ahead() is None
    assert chain.rosters == rosters
    assert len(asked) == plans


def test_a_dearer_pair_is_not_taken() -> None:
    """The third cannot be had at the price, and a night without a crew is dearer than a Monday that lacks one."""
    chain = chain_of(city_with_a_border(weight=20_000))
    for week in WEEKS[:2]:
        plan(chain, week)
    assert chain.weeks[1].roster.gaps
    assert chain.look_ahead() is None


@pytest.mark.parametrize("after", [0, 1, 2])
def test_stopped_the_checked_chain_stays_or_a_cheaper_one(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C before, between and during the plans that look ahead."""
    watch = Watch()
    chain = chain_of(city_with_a_border(), watch)
    for week in WEEKS[:2]:
        plan(chain, week)
    before, solve, left = list(chain.weeks), border.solve_parts, [after]

    def solving(parts: Sequence[Block], *, settings: Settings, watch: Watch) -> list[SolvedPart]:
        if not left[0]:
            watch.stop.set()
        left[0] -= 1
        return solve(parts, settings=settings, watch=watch)

    monkeypatch.setattr(border, "solve_parts", solving)
    chain.look_ahead()
    assert watch.stopped
    assert chain.weeks == before or cost(chain.weeks) < cost(before)
    for planned in chain.weeks:
        assert not check(planned.city, planned.roster).hard


def test_a_pin_of_ones_own_on_sunday_stands() -> None:
    city = city_with_a_border()
    pin = Pin(day=SUNDAY, template="NIGHT", place_id="M1")
    city = replace(city, officers=(replace(city.officers[0], pins=(pin,)), *city.officers[1:]))
    chain = chain_of(city)
    for week in WEEKS[:2]:
        plan(chain, week)
    assert chain.weeks[1].roster.gaps
    assert chain.look_ahead() is None


def test_the_command_says_what_it_won_and_writes_both_weeks_again(tmp_path: Path) -> None:
    city = city_with_a_border()
    write_city(city, tmp_path / "city")
    words = ["roster", str(tmp_path / "city"), "--week", str(WEEKS[0]), "--weeks", "3", "--workers", "1", "--json"]
    result = CliRunner().invoke(main, [*words, "--lang", "en"])
    assert result.exit_code == 0, result.output
    assert "the Sunday night of 2026-W48 took people whom the Monday of 2026-W49 lacked" in result.stderr
    assert "crews missing 1 -> 0, 7," in result.stderr
    rows = json.loads(result.stdout)["weeks"]
    assert [row["week"] for row in rows] == [str(week) for week in WEEKS]
    read, done = read_city(tmp_path / "city"), list[Roster]()
    for week, row in zip(WEEKS, rows, strict=True):
        roster = read_roster(tmp_path / "city" / "plans" / str(week) / "roster.json", read)
        assert check(carried(read, done), roster).cost == row["objective"]
        done.append(roster)


def test_whom_nothing_couples_to_the_gap_is_not_planned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    city = city_with_a_border()
    clerk = replace(tiny_city(squadrons=1, police=0, aux=1).officers[0], skills=WINDOW)
    desk = Place(
        place_id="K1", name="窗口", kind=PlaceKind.DESK, unit_id=BRIGADE, needs=need("AM_PEAK"),
        crew=parse_patterns("0+1"), skills=WINDOW,
    )  # fmt: skip
    chain = chain_of(replace(city, officers=(*city.officers, clerk), places=(*city.places, desk)))
    asked, solve = list[set[str]](), border.solve_parts

    def solving(parts: Sequence[Block], *, settings: Settings, watch: Watch) -> list[SolvedPart]:
        asked.append({place.place_id for part in parts for place in part.places})
        return solve(parts, settings=settings, watch=watch)

    monkeypatch.setattr(border, "solve_parts", solving)
    for week in WEEKS[:2]:
        plan(chain, week)
    assert len(chain.weeks[0].parts) == 2
    before = chain.look_ahead()
    assert before is not None
    assert asked == [{"P1", "M1"}] * 3
    for old, new in zip(before, chain.weeks, strict=True):
        assert new.roster.duties_of(clerk.officer_no) == old.roster.duties_of(clerk.officer_no) != ()
