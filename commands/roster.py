"""``qinwu roster``: plan a week, prove how good the plan is, and write the documents."""

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shlex import quote
from types import FrameType
from typing import TYPE_CHECKING

import click

from ..filing.atomic import make_ready
from ..filing.book import Book
from ..filing.documents import write_documents
from ..filing.plan_files import plan_folder
from ..filing.read_roster import read_roster
from ..filing.sheet_ledger import ledger_rows
from ..filing.summary import facts, parts
from ..filing.workflow import record_roster
from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity
from ..models.roster import Proof, Roster
from ..models.text import Lang, Text
from ..models.week import Week
from ..scenarios.check_supply import check_supply
from ..scenarios.folder import read_city
from ..scenarios.notes import Notes
from ..scenarios.weeks_around import amid_weeks, known_until, note_hole
from ..solver.deploy.grades import apply_grades
from ..solver.roster.border import Planned
from ..solver.roster.engine import Settings
from ..solver.roster.second_opinion import SecondOpinion, second_opinion
from ..solver.roster.watch import Watch
from ..solver.roster.weeks import MOST_WEEKS, carried, following
from ..solver.rules.catalogue import BY_CODE
from .city_roads import roads_if_any
from .common import DONE, WITH_GAPS, finding_row, guarded, json_option, lang_option, print_json, show_findings, talk
from .deployed import under_deployment
from .filing import hand_of, has_register, key_option, open_register, register_option
from .in_a_row import Done, plan_in_a_row
from .progress import bar
from .second import both_of_unit, print_second, refuse_crowd, second_row
from .together import print_together, proven_together, together_row

if TYPE_CHECKING:
    from ..filing.register.register import Register

GAPS_SHOWN = 20
SUPPLY = ("D21", "D22")
"""What reading said of supply in general; said anew of the week that is planned."""


@click.command("roster")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--week", "week_text", required=True, help="Week, as 2026-W48.")
@click.option(
    "--weeks", "count", default=1, show_default=True, type=click.IntRange(1, MOST_WEEKS), help="So many in a row."
)
@click.option("--base", type=click.Path(path_type=Path), help="The roster last filed for this week: changes cost.")
@click.option("--deployment", type=click.Path(path_type=Path), help="Start from this deployment, approved or not.")
@click.option("--gap", default=0.09, show_default=True, type=click.FloatRange(0, 100), help="Gap to aim at, percent.")
@click.option("--seconds", default=0.0, type=click.FloatRange(0), help="Stop after so long (0: never); a safety net.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same roster.")
@click.option("--workers", default=0, type=click.IntRange(0), help="Processes (0: one a core).")
@click.option("--by", "user", help="The planner: records the roster as PLANNED in the register.")
@key_option
@register_option
@click.option("--second-opinion", "ask_second", is_flag=True, help="Let another engine plan it too (one squadron).")
@click.option("--unit", help="With --second-opinion: this squadron of the city alone; nothing is written.")
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    week_text: str,
    count: int,
    base: Path | None,
    deployment: Path | None,
    gap: float,
    seconds: float,
    seed: int,
    workers: int,
    user: str | None,
    key: Path | None,
    place: str | None,
    ask_second: bool,
    unit: str | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Plan the week of the city in DIR and write roster.json, .csv, .xlsx and report.html into DIR/plans/WEEK.

    It starts from the week's approved deployment if the register has one, else from the table of needs, and says so.
    Rest, runs, nights and fairness count from the history table, then from the rosters of the weeks before (filed, or
    in DIR/plans); with --weeks each week follows on the one before, and a bound on all of them together is proven.
    Ctrl-C, or --seconds, ends the search: the best checked plan so far is written, and says so.

    \b
    Examples:
      qinwu roster mycity --week 2026-W48
      qinwu roster mycity --week 2026-W48 --weeks 4
      qinwu roster mycity --week 2026-W48 --second-opinion --unit A2
      qinwu roster mycity --week 2026-W48 --base mycity/plans/2026-W48/roster.json --lang en
    """
    weeks = following(Week.parse(week_text), count)
    if count > 1 and (base or deployment or ask_second):
        raise _one_week_only()
    if unit and not ask_second:
        raise InputError(Text("--unit 只与 --second-opinion 同用", "--unit goes with --second-opinion only"))
    city, notes = read_city(folder), Notes()
    register = open_register(folder, place) if user or has_register(folder, place) else None
    table = known_until(city, weeks[0].monday)
    city = amid_weeks(city, folder, weeks[0], last=weeks[-1], register=register)
    _say_history(table, known_until(city, weeks[0].monday), lang)
    note_hole(city, weeks[0], notes)
    for week in weeks:
        check_supply(city, notes, week=week)
    notices = [*(f for f in city.notices if f.rule not in SUPPLY), *notes.findings]
    show_findings((f for f in notices if f.severity is Severity.WARN), lang)
    settings = Settings(gap=gap / 100, seed=seed, workers=workers)
    if unit:
        own, _ = under_deployment(apply_grades(city, weeks[0]), folder, weeks[0], given=deployment, register=register)
        with _shown(lang, seconds) as watch:
            return both_of_unit(own, unit, weeks[0], settings=settings, watch=watch, lang=lang, as_json=as_json)
    if ask_second:
        refuse_crowd(city)
    filed = None if base is None else read_roster(base, city)
    for week in weeks:
        make_ready(plan_folder(folder, week))
    network = roads_if_any(folder, city)

    def standing(week: Week, rosters: Sequence[Roster]) -> tuple[City, Text]:
        own = apply_grades(carried(city, rosters), week)
        return under_deployment(own, folder, week, given=deployment, register=register)

    def write(week: Planned) -> list[Path]:
        return write_documents(week.city, week.roster, week.report, folder, lang=lang, network=network)

    with _shown(lang, seconds) as watch:
        done = plan_in_a_row(weeks, standing, write, settings=settings, base=filed, watch=watch, lang=lang)
        cities, rosters = [each.city for each in done], [each.roster for each in done]
        proof = proven_together(cities, rosters, workers=workers, watch=watch) if count > 1 else None
    if register and user:
        _record(register, done, user, key, lang)
    else:
        _hint(folder, place, lang)
    second = second_opinion(done[0].city, weeks[0], base=filed, seed=seed) if ask_second else None
    _show(done, proof, notices, second, lang, as_json=as_json)
    return WITH_GAPS if any(each.roster.gaps or each.roster.waivers for each in done) else DONE


def _say_history(table: date | None, until: date | None, lang: Lang) -> None:
    """Say that rosters made before go on from the table of history, where they do."""
    if until != table:
        talk(
            Text(
                f"历史计到 {until}: 历史表之后取自前几周的花名册",
                f"history up to {until}: from the rosters of the weeks before",
            ),
            lang,
        )


def _one_week_only() -> InputError:
    return InputError(
        Text(
            "--weeks 不能与 --base, --deployment, --second-opinion 同用",
            "--weeks goes with none of --base, --deployment and --second-opinion: they speak of one week",
        )
    )


def _show(  # noqa: PLR0913 - all that is shown
    done: list[Done],
    proof: Proof | None,
    notices: list[Finding],
    second: SecondOpinion | None,
    lang: Lang,
    *,
    as_json: bool,
) -> None:
    if as_json:
        rows = [_machine(each, notices, second, lang) for each in done]
        print_json({"weeks": rows, "together": together_row(proof)} if proof else rows[0])
        return
    for each in done:
        _print(each, lang)
    if proof:
        print_together([each.roster.week for each in done], proof, lang)
    if second:
        print_second(second, lang)


def _record(register: "Register", done: Sequence[Done], user: str, key: Path | None, lang: Lang) -> None:
    """Record all weeks as planned."""
    for each in done:
        recorded = record_roster(register, each.city, each.roster, hand_of(user, key))
        talk(Text(f"已登记 {len(recorded)} 份, 待审核", f"recorded {len(recorded)}, to be reviewed"), lang)


def _hint(folder: Path, place: str | None, lang: Lang) -> None:
    """Say how the roster would get into the register, if there is one."""
    if has_register(folder, place):
        talk(Text("未登记: 用 --by 注明编制人", "not recorded in the register: name the planner with --by"), lang)


@contextmanager
def _shown(lang: Lang, seconds: float) -> Iterator[Watch]:
    """Show a bar with the gap on stderr; Ctrl-C (once) or the time limit asks the search to end."""
    with bar(Text("编排", "planning"), lang) as watch:

        def stop(_signal: int, _frame: FrameType | None) -> None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            talk(Text("正在停止, 将写出目前最好的方案 …", "stopping; the best plan so far will be written …"), lang)
            watch.stop.set()

        timer = threading.Timer(seconds, watch.stop.set)
        before = signal.signal(signal.SIGINT, stop)
        if seconds:
            timer.start()
        try:
            yield watch
        finally:
            timer.cancel()
            signal.signal(signal.SIGINT, before)


def _machine(done: Done, notices: list[Finding], second: SecondOpinion | None, lang: Lang) -> dict[str, object]:
    roster, report = done.roster, done.report
    proof = roster.proof
    return {
        "week": str(roster.week),
        "duties": len(roster.duties),
        "objective": report.cost,
        "bound": proof.bound if proof else None,
        "gap": proof.gap if proof else None,
        "stopped": proof.stopped if proof else "",
        "parts": dict(report.parts),
        "hard": len(report.hard),
        "gaps": [{"date": str(g.day), "band": g.band, "place": g.place_id, "missing": g.missing} for g in roster.gaps],
        "standing": ledger_rows(done.city, roster),
        "waivers": {code: [w.authority, w.reason] for code, w in roster.waivers.items()},
        "notices": [finding_row(finding, lang) for finding in notices],
        "files": [str(file) for file in done.files],
        **({"second": second_row(second)} if second else {}),
    }


def _print(done: Done, lang: Lang) -> None:
    city, roster, report = done.city, done.roster, done.report
    book = Book.of(city, roster, report, lang)
    click.echo(f"{city.name} {roster.week}")
    if city.fictional:
        click.echo(Text("样例数据, 人员均为虚构。", "Sample data: all people are fictional.").in_(lang))
    for fact in facts(book):
        click.echo(f"  {fact.label.in_(lang)}: {fact.value.in_(lang)}")
    click.echo(Text("总代价的构成:", "What the objective is made of:").in_(lang))
    for part in parts(book):
        click.echo(f"  {part.cost:>10,}  {part.code} {part.name.in_(lang)} ({part.unit.in_(lang)})")
    gaps = [finding for finding in report.findings if finding.severity is Severity.GAP]
    for finding in gaps[:GAPS_SHOWN]:
        click.echo(finding.line(lang))
    if len(gaps) > GAPS_SHOWN:
        more = len(gaps) - GAPS_SHOWN
        click.echo(Text(f"… 另有 {more} 处缺口, 见报告", f"… {more} more gaps, see the report").in_(lang))
    if gaps:
        asked = f"qinwu explain {quote(str(done.files[0].parents[2]))} --week {roster.week}"
        click.echo(
            Text(
                f"为什么缺: {asked}; 最省的补法: {asked} --cure",
                f"why: {asked}; the cheapest cure: {asked} --cure",
            ).in_(lang)
        )
    for code, waiver in sorted(roster.waivers.items()):
        name = BY_CODE[code].name.in_(lang) if code in BY_CODE else ""
        click.echo(Text("豁免", "waived").in_(lang) + f" {code} {name}: {waiver.authority}, {waiver.reason}")
    click.echo(Text("已写出:", "Written:").in_(lang))
    for file in done.files:
        click.echo(f"  {file}")
