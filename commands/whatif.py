"""``qinwu whatif``: replan the week under changes, live through it, and compare, honestly."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from ..filing.atomic import write_files
from ..models.errors import InputError
from ..models.text import Lang, Text
from ..models.week import Week
from ..scenarios.folder import read_city
from ..scenarios.overlay.examples import examples
from ..scenarios.overlay.read import Overlaid, lay_texts, overlay
from ..scenarios.overlay.world import World
from ..scenarios.whatif.effects import effects_of
from ..scenarios.whatif.follow import followed
from ..scenarios.whatif.page import page
from ..scenarios.whatif.run import certificates
from ..scenarios.whatif.tables import certificate_lines, lines, machine
from .city_roads import roads_if_any
from .common import DONE, WITH_GAPS, guarded, json_option, lang_option, print_json, show_findings, talk
from .studies import Asked, executor_of, inputs_of, studied, study_options, tables_of, wanted_of, watched
from .writing import json_bytes, written

TOGETHER = "+"


@click.command("whatif")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("scenarios", metavar="[SCENARIO.toml]...", nargs=-1)
@study_options
@click.option("--base", type=click.Path(path_type=Path), help="A roster to compare with, instead of a new plan.")
@click.option(
    "--follow",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Write the event log, and this day of the week as an animated page.",
)
@click.option("--certificate", is_flag=True, help="State what the plan saves, beside service that is not worse.")
@click.option(
    "--examples", "examples_to", type=click.Path(path_type=Path), help="Write ten example scenarios there, and stop."
)
@lang_option
@json_option
@guarded
def command(  # noqa: PLR0913
    *,
    folder: Path,
    scenarios: tuple[str, ...],
    base: Path | None,
    follow: datetime | None,
    certificate: bool,
    examples_to: Path | None,
    lang: Lang,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - those of ``study_options``
) -> int:
    r"""
    Plan and simulate the city in DIR as it is and under each SCENARIO, and compare them (情景推演).

    Every scenario meets the same calls; differences come with their 95 % interval. Files joined by + make one
    scenario. Ctrl-C keeps what is finished, marked partial. Writes whatif.html, .json, .csv and whatif_people.csv.

    \b
    Examples:
      qinwu whatif mycity --week 2026-W48 --examples scenarios
      qinwu whatif mycity scenarios/snow.toml scenarios/flu.toml --week 2026-W48
      qinwu whatif mycity scenarios/snow.toml+scenarios/flu.toml --week 2026-W48 --replications 60
      qinwu whatif mycity scenarios/snow.toml --week 2026-W48 --follow 2026-11-24
      qinwu whatif mycity --certificate --week 2026-W48 --cluster tcp://head:8786
    """
    if examples_to is not None:
        return _write_examples(folder, examples_to, Week.parse(options["week_text"]), lang)
    if not scenarios and not certificate:
        raise InputError(Text("请给出情景文件, 或加 --certificate", "name a scenario file, or add --certificate"))
    asked = Asked.of(folder, "whatif", options)
    day = _day(follow, asked.week)
    inputs = inputs_of(folder, asked, lang)
    laid = [_laid(inputs.world, text) for text in scenarios]
    for one in laid:
        show_findings(one.findings, lang)
    with watched(lang) as (stop, tell), executor_of(asked, stop) as executor:
        wanted = wanted_of(folder, inputs, asked, tell, base=base)
        study = studied(_as_it_is(inputs.world, lang), laid, wanted, executor)
        stated = certificates(study.base, wanted, executor) if certificate and study.broken is None else []
    effects = [effects_of(study.base.plan, one.plan) for one in study.scenarios]
    found = machine(study, effects, stated, lang)
    files = {asked.out / "whatif.html": page(study, effects, stated, lang=lang)}
    files |= tables_of(study, effects, "whatif", asked.out, lang)
    files[asked.out / "whatif.json"] = json_bytes(found)
    if day is not None:
        files |= {asked.out / name: data for name, data in followed(study, wanted, day, lang)}
    if as_json:
        write_files(files)
        print_json({**found, "files": [str(file) for file in files]})
    else:
        for line in [*lines(study, effects, lang), *certificate_lines(stated, lang)]:
            click.echo(line)
        written(files, lang)
    if study.broken is not None:
        talk(study.broken, lang)
    unplanned = any(one.plan.roster is None for one in study.scenarios)
    return WITH_GAPS if study.broken is not None or unplanned else DONE


def _laid(world: World, text: str) -> Overlaid:
    """Lay one scenario: a file, or several joined by +."""
    whole = Path(text)
    parts = [whole] if whole.exists() or TOGETHER not in text else [Path(part) for part in text.split(TOGETHER)]
    return overlay(world, parts)


def _day(follow: datetime | None, week: Week) -> date | None:
    """Return the day to follow; InputError if it lies outside the week."""
    if follow is None or follow.date() in week.days:
        return follow.date() if follow else None
    first, last = week.days[0], week.days[-1]
    raise InputError(
        Text(f"--follow 应为 {week} 的某日: {first} 至 {last}", f"--follow must be a day of {week}: {first} to {last}")
    )


def _as_it_is(world: World, lang: Lang) -> Overlaid:
    return lay_texts(world, [(Text("现状", "as it is").in_(lang), "")])


def _write_examples(folder: Path, target: Path, week: Week, lang: Lang) -> int:
    """Write the examples that fit the city."""
    city = read_city(folder)
    network = roads_if_any(folder, city)
    made = dict(examples(World(city=city, week=week, network=network)))
    target.mkdir(parents=True, exist_ok=True)
    written({target / f"{name}.toml": text.encode() for name, text in made.items()}, lang)
    return DONE
