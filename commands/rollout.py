"""``qinwu rollout``: phases, check-lists, who works in which way, road map and task list; other dates tried out."""

from datetime import date
from pathlib import Path

import click

from ..filing.atomic import make_ready, write_files
from ..filing.plain_table import aligned, csv_bytes
from ..models.errors import InputError
from ..models.finding import Severity
from ..models.text import Lang, Text
from ..scenarios.rollout.page import mixed, moves, overlay_of, road_map, rollout_page, task_list
from ..scenarios.rollout.plan import RollOut
from ..scenarios.rollout.read import doubts, example, read_rollout
from .common import (
    DONE,
    WITH_GAPS,
    finding_row,
    guarded,
    json_option,
    lang_option,
    local_now,
    print_json,
    show_findings,
)
from .writing import written

SHOWN = 21
"""Lines of the task list on the terminal, its header among them."""


@click.command("rollout")
@click.argument("plan", metavar="PLAN.toml", type=click.Path(path_type=Path))
@click.option(
    "--example", "write_example", is_flag=True, help="Write the reform's own calendar to PLAN.toml, and stop."
)
@click.option("--on", "day_text", help="Day to look at, as 2026-09-10.  [default: today]")
@click.option("--move", "moved", multiple=True, help="Try another date: BRIGADE=2026-09-20; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for rollout.html, tasks.csv and the scenario.")
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    plan: Path,
    write_example: bool,
    day_text: str | None,
    moved: tuple[str, ...],
    out: Path | None,
    lang: Lang,
    as_json: bool,
) -> int:
    r"""
    Show where the roll-out in PLAN.toml stands (推进计划): who is live, who is ready, what is due, and what blocks.

    A brigade with an open item does not go live. --move tries other dates; --out also writes the dates as a scenario
    for qinwu whatif. Exit code 1 if the plan has findings.

    \b
    Examples:
      qinwu rollout rollout.toml --example
      qinwu rollout rollout.toml --on 2026-09-10
      qinwu rollout rollout.toml --on 2026-09-10 --move LS=2026-09-21 --out roadmap
    """
    if write_example:
        if plan.exists():
            raise InputError(Text(f"{plan} 已存在", f"{plan} exists already: choose another name"))
        written({plan: example().encode()}, lang)
        return DONE
    before = read_rollout(plan)
    today = _day(day_text) if day_text else local_now().date()
    after = before.moved(_dates(before, moved))
    findings = doubts(after, today, file=plan.name)
    changes = moves(before, after, today)
    files = {}
    if out is not None:
        make_ready(out)
        files = {
            out / "rollout.html": rollout_page(after, today, findings=findings, changes=changes, lang=lang),
            out / "tasks.csv": csv_bytes(*_split(task_list(after, today, lang))),
            out / "rollout_scenario.toml": overlay_of(after).encode(),
        }
    if as_json:
        write_files(files)
        rows = [finding_row(finding, lang) for finding in findings]
        print_json({**_machine(after, today), "findings": rows, "files": [str(file) for file in files]})
    else:
        show_findings(findings, lang)
        for text in [mixed(after, today), *changes]:
            click.echo(text.in_(lang))
        for line in [*aligned(road_map(after, today, lang)), "", *aligned(task_list(after, today, lang)[:SHOWN])]:
            click.echo(line)
        if files:
            written(files, lang)
    return WITH_GAPS if any(finding.severity is not Severity.INFO for finding in findings) else DONE


def _split(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    return rows[0], rows[1:]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            Text(f"{text!r} 不是日期: 写作 2026-09-10", f"{text!r} is no date: write 2026-09-10")
        ) from None


def _dates(plan: RollOut, moved: tuple[str, ...]) -> dict[str, date]:
    """Read ``BRIGADE=date``; a brigade may be named by its id or its name."""
    ids = {one.name: one.brigade_id for one in plan.brigades} | {
        one.brigade_id: one.brigade_id for one in plan.brigades
    }
    found = {}
    for text in moved:
        name, _, day = text.partition("=")
        if name not in ids:
            known = ", ".join(one.brigade_id for one in plan.brigades)
            raise InputError(Text(f"没有大队 {name}: {known}", f"there is no brigade {name}: {known}"))
        found[ids[name]] = _day(day)
    return found


def _machine(plan: RollOut, today: date) -> dict[str, object]:
    return {
        "name": plan.name,
        "on": str(today),
        "brigades": [
            {
                "id": one.brigade_id,
                "name": one.name,
                "phase": one.phase.name,
                "go_live": str(one.go_live),
                "readiness": one.readiness,
                "status": one.status(today).value,
                "open": {item.value: str(one.due_on(item)) for item in one.open_items},
            }
            for one in plan.brigades
        ],
        "live": [one.brigade_id for one in plan.live(today)],
        "legacy": [one.brigade_id for one in plan.legacy(today)],
    }
