"""``qinwu explain``: why a seat is empty, why this officer, what a rule costs, what cures a gap, which pins clash."""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ..filing.plan_files import plan_folder
from ..filing.read_roster import read_roster
from ..models.city import City
from ..models.roster import Roster
from ..models.text import Lang, Text
from ..models.week import Week
from ..scenarios.folder import read_city
from ..scenarios.weeks_around import amid_weeks
from ..solver.deploy.grades import apply_grades
from ..solver.explain.cost_of_rules import rule_costs
from ..solver.explain.cure_all import cure_all
from ..solver.explain.cures import cures
from ..solver.explain.instead import instead
from ..solver.explain.local import Hole
from ..solver.explain.pin_core import cores
from ..solver.explain.tight import tight
from ..solver.explain.why_empty import why_empty
from ..solver.roster.engine import Settings
from ..solver.roster.watch import Watch
from .common import DONE, WITH_GAPS, guarded, json_option, lang_option, print_json, talk
from .deployed import under_deployment
from .explain_asked import asked_of, not_together
from .filing import has_register, open_register, register_option
from .reasons import tell_cure, tell_cure_all, tell_instead, tell_why
from .reasons_of_rules import is_slack, tell_core, tell_rule, tell_slack

Told = tuple[dict[str, Any], list[Text]]
"""An answer as JSON, and in words line by line."""

Tell = Callable[[int, int, Text], None]
"""Hears how far the work is: done, of how many, and what it is at."""


@click.command("explain")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--week", "week_text", required=True, help="Week, as 2026-W48.")
@click.option("--gap", metavar="PLACE:DATE:BAND", help="Why is this seat empty?")
@click.option("--seat", metavar="OFFICER:DATE", help="Why does this officer serve then ...")
@click.option("--not", "other", metavar="OFFICER", help="... and not that one?")
@click.option("--exact", is_flag=True, help="With --seat or --rules: plan the week anew, with proof.")
@click.option("--cure", is_flag=True, help="What closes the gap of --gap, or all gaps, cheapest first.")
@click.option("--rules", is_flag=True, help="Which rules are tight, and what each costs.")
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

    Without --gap, --seat, --cure, --rules or --pins every gap is named with its reasons. Ctrl-C ends the work; what
    is known so far is shown.

    \b
    Examples:
      qinwu explain mycity --week 2026-W48 --gap P01:2026-11-25:AM_PEAK
      qinwu explain mycity --week 2026-W48 --gap P01:2026-11-25:AM_PEAK --cure
      qinwu explain mycity --week 2026-W48 --cure
      qinwu explain mycity --week 2026-W48 --rules
      qinwu explain mycity --week 2026-W48 --seat 14070005:2026-11-25 --not 14070007
      qinwu explain mycity --week 2026-W48 --pins --lang en
    """
    week = Week.parse(week_text)
    wrong = not_together(gap, seat, other, exact=exact, alone=rules + pins + (cure and not gap))
    city = _city(folder, week, place, lang)
    if pins and not wrong:
        return _print((tell_core(city, core) for core in cores(city, week)), _NO_CLASH, lang, as_json=as_json)
    roster = read_roster(plan_folder(folder, week) / "roster.json", city)
    asked = asked_of(city, roster, gap=gap, seat=seat, other=other, wrong=wrong)
    if asked.duty is not None:
        found = instead(city, roster, asked.duty, asked.other, settings=Settings(workers=1) if exact else None)
        return _print([tell_instead(city, roster, found)], _NOTHING, lang, as_json=as_json)
    with _stoppable(lang) as (watch, tell):
        if rules:
            settings = Settings(gap=0.003) if exact else None
            told, none = _rules(city, roster, settings, watch, tell), _NOTHING
        elif cure and not gap:
            told, none = _cure_all(city, roster, watch, tell), _NO_GAPS
        else:
            told, none = _holes(city, roster, asked.hole, cure=cure, watch=watch, tell=tell), _NO_GAPS
        return _print(told, none, lang, as_json=as_json)


_NOTHING = Text("没有可说的", "nothing to say")
_NO_GAPS = Text("没有缺口", "there are no gaps")
_NO_CLASH = Text("预排之间没有冲突", "the pins can all be kept")


def _city(folder: Path, week: Week, place: str | None, lang: Lang) -> City:
    """Read the city as the roster was planned: with its duty grades and the approved deployment."""
    register = open_register(folder, place) if has_register(folder, place) else None
    city = amid_weeks(read_city(folder), folder, week, register=register)
    city, start = under_deployment(apply_grades(city, week), folder, week, given=None, register=register)
    talk(start, lang)
    return city


def _holes(  # noqa: PLR0913
    city: City, roster: Roster, one: Hole | None, *, cure: bool, watch: Watch, tell: Tell
) -> Iterator[Told]:
    asked = [one] if one else [
        Hole(place_id=g.place_id, day=g.day, band=g.band, missing=g.missing) for g in roster.gaps
    ]  # fmt: skip
    for done, hole in enumerate(asked):
        if watch.stopped:
            return
        tell(done, len(asked), Text(city.place(hole.place_id).name, city.place(hole.place_id).name))
        if cure:
            found = cures(city, roster, hole, stopped=lambda: watch.stopped)
            yield from (tell_cure(city, roster, hole, one) for one in found)
        else:
            yield tell_why(city, why_empty(city, roster, hole))


def _rules(city: City, roster: Roster, settings: Settings | None, watch: Watch, tell: Tell) -> Iterator[Told]:
    costs = {c.rule.code: c for c in rule_costs(city, roster, settings=settings, watch=watch, tell=tell)}
    bound = tight(city, roster)
    bound.sort(key=lambda t: (-(costs[t.rule.code].price if t.rule.code in costs else 0), -t.people, -t.paid))
    slack = [t.rule for t in bound if is_slack(t, costs.get(t.rule.code))]
    yield from (tell_rule(t, costs.get(t.rule.code)) for t in bound if t.rule not in slack)
    known = [rule for rule in slack if rule.code in costs or not watch.stopped]
    if known:
        yield tell_slack(known)
    if watch.stopped:
        rest = ", ".join(rule.code for rule in slack if rule not in known)
        yield {"stopped": True}, [Text(f"已停止, 未算: {rest}", f"stopped; not asked: {rest}")]


def _cure_all(city: City, roster: Roster, watch: Watch, tell: Tell) -> Iterator[Told]:
    work = Text("求最省的放宽组合", "the cheapest set of relaxations")
    stopped = lambda: watch.stopped  # noqa: E731
    for found in cure_all(city, roster, tell=lambda done, total: tell(done, total, work), stopped=stopped):
        yield tell_cure_all(city, found)
    if watch.stopped:
        yield {"stopped": True}, [Text("已停止: 其余缺口未算", "stopped: the other gaps were not asked")]


@contextmanager
def _stoppable(lang: Lang) -> Iterator[tuple[Watch, Tell]]:
    """Show on stderr how far the work is; the first Ctrl-C ends it after what it is at, the second at once."""
    watch, console = Watch(), Console(stderr=True)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        talk(Text("正在停止, 已得的结果将显示 …", "stopping; what is known so far will be shown …"), lang)
        watch.stop.set()

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(done: int, total: int, what: Text) -> None:
            if console.is_terminal:
                bar.update(task, description=what.in_(lang), completed=done, total=total)
            elif done < total:
                talk(f"  {done + 1}/{total} {what.in_(lang)}", lang)

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield watch, tell
        finally:
            signal.signal(signal.SIGINT, before)


def _print(told: Iterable[Told], none: Text, lang: Lang, *, as_json: bool) -> int:
    """Print answers as they come, or all of them as one JSON document."""
    rows = []
    for row, lines in told:
        rows.append(_plain(row, lang))
        for line in () if as_json else lines:
            click.echo(line.in_(lang))
    if as_json:
        print_json(rows)
    elif not rows:
        click.echo(none.in_(lang))
    return WITH_GAPS if rows else DONE


def _plain(value: Any, lang: Lang) -> Any:  # noqa: ANN401 - a JSON value
    """Return a JSON value with every sentence in one language."""
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, dict):
        return {key: _plain(part, lang) for key, part in value.items()}
    return [_plain(part, lang) for part in value] if isinstance(value, (list, tuple)) else value
