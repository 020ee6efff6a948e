"""``qinwu explain``: why a seat is empty, why this officer, what a rule costs, what cures a gap, which pins clash."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ..filing.documents import plan_folder
from ..filing.read_roster import read_roster
from ..models.city import City
from ..models.errors import InputError
from ..models.roster import Duty, Roster
from ..models.text import Lang, Text
from ..models.week import Week
from ..scenarios.folder import read_city
from ..solver.deploy.grades import apply_grades
from ..solver.explain.cost_of_rules import rule_costs, tight
from ..solver.explain.cures import cure_all, cures
from ..solver.explain.instead import instead
from ..solver.explain.local import Hole
from ..solver.explain.pin_core import cores
from ..solver.explain.why_empty import why_empty
from ..solver.roster.engine import Settings
from ..solver.roster.watch import Watch
from .common import DONE, WITH_GAPS, guarded, json_option, lang_option, print_json, talk
from .deployed import under_deployment
from .filing import FILE, open_register, register_option
from .reasons import tell_core, tell_cure, tell_instead, tell_rule, tell_why

Told = tuple[dict[str, Any], list[Text]]
"""An answer as JSON, and in words line by line."""


@click.command("explain")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--week", "week_text", required=True, help="Week, as 2026-W48.")
@click.option("--gap", metavar="PLACE:DATE:BAND", help="Why is this seat empty?")
@click.option("--seat", metavar="OFFICER:DATE", help="Why does this officer serve then ...")
@click.option("--not", "other", metavar="OFFICER", help="... and not that one?")
@click.option("--exact", is_flag=True, help="With --seat: plan the brigade's week anew, with proof.")
@click.option("--cure", is_flag=True, help="What closes the gap of --gap, or all gaps, cheapest first.")
@click.option("--rules", is_flag=True, help="What each rule binds and costs: the week planned anew without it.")
@click.option("--pins", is_flag=True, help="Which pins, leave and rules cannot hold together.")
@register_option
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    week_text: str,
    gap: str | None,
    seat: str | None,
    other: str | None,
    exact: bool,
    cure: bool,
    rules: bool,
    pins: bool,
    place: str | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Give the reasons of the week's roster in DIR/plans/WEEK; every answer has been re-solved before it is shown.

    Without --gap, --seat, --cure, --rules or --pins every gap is named with its reasons. Ctrl-C ends --cure and
    --rules; what is finished is shown.

    \b
    Examples:
      qinwu explain mycity --week 2026-W48 --gap P01:2026-11-25:AM_PEAK
      qinwu explain mycity --week 2026-W48 --gap P01:2026-11-25:AM_PEAK --cure
      qinwu explain mycity --week 2026-W48 --seat 14070005:2026-11-25 --not 14070007
      qinwu explain mycity --week 2026-W48 --pins --lang en
    """
    week = Week.parse(week_text)
    city = _city(folder, week, place, lang)
    if pins:
        return _print([tell_core(city, core) for core in cores(city, week)], _NO_CLASH, lang, as_json=as_json)
    roster = read_roster(plan_folder(folder, week) / "roster.json", city)
    if seat or other:
        duty, whom = _duty(roster, seat), _known(city, other)
        found = instead(city, roster, duty, whom, settings=Settings(workers=1) if exact else None)
        return _print([tell_instead(city, roster, found)], _NOTHING, lang, as_json=as_json)
    if rules:
        return _print(list(_rules(city, roster, lang)), _NOTHING, lang, as_json=as_json)
    if gap or not cure:
        return _print(list(_holes(city, roster, gap, cure=cure)), _NO_GAPS, lang, as_json=as_json)
    return _print(list(_cure_all(city, roster, lang)), _NO_GAPS, lang, as_json=as_json)


_NOTHING = Text("没有可说的", "nothing to say")
_NO_GAPS = Text("没有缺口", "there are no gaps")
_NO_CLASH = Text("预排之间没有冲突", "the pins can all be kept")


def _city(folder: Path, week: Week, place: str | None, lang: Lang) -> City:
    """Read the city as the roster was planned: with its duty grades and the approved deployment."""
    register = open_register(folder, place) if place or (folder / FILE).exists() else None
    city, start = under_deployment(apply_grades(read_city(folder), week), folder, week, given=None, register=register)
    talk(start, lang)
    return city


def _holes(city: City, roster: Roster, gap: str | None, *, cure: bool) -> Iterator[Told]:
    asked = [_hole(city, roster, gap)] if gap else [
        Hole(place_id=g.place_id, day=g.day, band=g.band, missing=g.missing) for g in roster.gaps
    ]  # fmt: skip
    for hole in asked:
        if cure:
            yield from (tell_cure(city, roster, hole, found) for found in cures(city, roster, hole))
        else:
            yield tell_why(city, why_empty(city, roster, hole))


def _rules(city: City, roster: Roster, lang: Lang) -> Iterator[Told]:
    costs = {}
    with _stoppable(lang) as (watch, tell):
        for cost in rule_costs(city, roster, settings=Settings(gap=0.003), watch=watch, tell=tell):
            costs[cost.rule.code] = cost
    for bound in tight(city, roster):
        yield tell_rule(bound, costs.get(bound.rule.code))


def _cure_all(city: City, roster: Roster, lang: Lang) -> Iterator[Told]:
    with _stoppable(lang) as (watch, tell):
        found = cure_all(city, roster, tell=tell, stopped=lambda: watch.stopped)
    yield from (tell_cure(city, roster, hole, cure) for hole, cure in found.steps)
    for hole in found.left:
        name = f"{city.place(hole.place_id).name} {hole.day} {hole.band}"
        yield {"left": [hole.place_id, str(hole.day), hole.band]}, [Text(f"未解决: {name}", f"left open: {name}")]


@contextmanager
def _stoppable(lang: Lang) -> Iterator[tuple[Watch, Callable[[int, int], None]]]:
    """Show a bar on stderr; Ctrl-C asks the work to end after what it is at."""
    watch = Watch()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        talk(Text("正在停止 …", "stopping …"), lang)
        watch.stop.set()

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(Text("重新求解", "re-solving").in_(lang), total=None)
        before = signal.signal(signal.SIGINT, stop)
        try:
            yield watch, lambda done, total: bar.update(task, completed=done, total=total)
        finally:
            signal.signal(signal.SIGINT, before)


def _hole(city: City, roster: Roster, text: str) -> Hole:
    """Read ``PLACE:DATE:BAND``."""
    place_id, _, rest = text.partition(":")
    day, _, band = rest.partition(":")
    if not city.has_place(place_id) or _day(roster, day) is None:
        raise InputError(
            Text(f"{text!r}: 写作 岗点:日期:时段, 须在本周", f"{text!r}: write PLACE:DATE:BAND of this week")
        )
    return Hole(place_id=place_id, day=date.fromisoformat(day), band=band)


def _duty(roster: Roster, text: str | None) -> Duty:
    """Read ``OFFICER:DATE`` and look the duty up."""
    officer_no, _, day = (text or "").partition(":")
    found = [duty for duty in roster.duties_of(officer_no) if duty.day == _day(roster, day)]
    if not found:
        raise InputError(
            Text(
                f"花名册中没有 {text!r} 这一班: 写作 警号:日期, 并用 --not 指明另一人",
                f"the roster has no duty {text!r}: write OFFICER:DATE, and --not OFFICER",
            )
        )
    return found[0]


def _known(city: City, officer_no: str | None) -> str:
    if officer_no is None or not city.has_officer(officer_no):
        raise InputError(Text(f"没有 {officer_no} 这个人 (--not)", f"there is no officer {officer_no} (--not)"))
    return officer_no


def _day(roster: Roster, text: str) -> date | None:
    return next((day for day in roster.week.days if str(day) == text), None)


def _print(told: list[Told], none: Text, lang: Lang, *, as_json: bool) -> int:
    if as_json:
        print_json([_plain(row, lang) for row, _ in told])
    else:
        for _, lines in told:
            for line in lines:
                click.echo(line.in_(lang))
        if not told:
            click.echo(none.in_(lang))
    return WITH_GAPS if told else DONE


def _plain(value: Any, lang: Lang) -> Any:  # noqa: ANN401 - a JSON value
    """Return a JSON value with every sentence in one language."""
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, dict):
        return {key: _plain(part, lang) for key, part in value.items()}
    return [_plain(part, lang) for part in value] if isinstance(value, (list, tuple)) else value
