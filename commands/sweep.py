"""``qinwu sweep``: the same week with more and less of something; the trade-off and its knee."""

from html import escape
from pathlib import Path
from typing import Any

import click

from ..filing.atomic import write_files
from ..filing.plain_table import aligned, csv_bytes
from ..models.errors import InputError
from ..models.text import Lang, Text
from ..scenarios.overlay.read import lay_texts
from ..scenarios.whatif.effects import effects_of
from ..scenarios.whatif.page import page
from ..scenarios.whatif.sheet import table
from ..scenarios.whatif.sweep import (
    DRAWN,
    FAMILY_NAMES,
    Family,
    family,
    knee_lines,
    knees,
    sweep_rows,
    trade_off,
    values_of,
)
from ..scenarios.whatif.tables import machine
from .common import DONE, WITH_GAPS, guarded, json_option, lang_option, print_json, talk
from .studies import Asked, executor_of, inputs_of, studied, study_options, wanted_of, watched
from .writing import json_bytes, written


@click.command("sweep")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--force", help="Percent of today's people, as 80-120:10.")
@click.option("--mobile", help="Mobile units by day, as 0-8.")
@study_options
@lang_option
@json_option
@guarded
def command(
    *,
    folder: Path,
    force: str | None,
    mobile: str | None,
    lang: Lang,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - those of ``study_options``
) -> int:
    r"""
    Plan and simulate a family of scenarios of the city in DIR: another force, or another number of mobile units.

    Prints a row for each, draws the trade-off with 95 % intervals, and marks the knee: the point beyond which more of
    it brings little. Writes sweep.html, .json, .csv.

    \b
    Examples:
      qinwu sweep mycity --force 80-120:10 --week 2026-W48
      qinwu sweep mycity --mobile 0-8 --week 2026-W48 --replications 60
    """
    kind, text = (Family.FORCE, force) if force else (Family.MOBILE, mobile)
    if not text or (force and mobile):
        raise InputError(Text("请给出 --force 或 --mobile 之一", "give one of --force and --mobile"))
    values = values_of(text)
    asked = Asked.of(folder, "sweep", options)
    inputs = inputs_of(folder, asked, lang)
    laid = family(inputs.world, kind, values)
    with watched(lang) as (stop, tell), executor_of(asked, stop) as executor:
        wanted = wanted_of(folder, inputs, asked, tell)
        study = studied(lay_texts(inputs.world, [("base", "")]), laid, wanted, executor)
    values = values[: len(study.scenarios)]
    rows = sweep_rows(study, kind, values, lang)
    found_knees = knees(study, values)
    effects = [effects_of(study.base.plan, one.plan) for one in study.scenarios]
    pictures = "".join(trade_off(study, kind, values, code, lang) for code in DRAWN)
    heading = escape(FAMILY_NAMES[kind].in_(lang))
    extra = [f'<h2>{heading}</h2><div class="pair">{pictures}</div>{table(rows)}']
    said = machine(study, effects, [], lang) | {
        "family": kind.value,
        "values": list(values),
        "knees": [{"code": one.code, "at": one.at, "value": one.value} for one in found_knees],
    }
    files = {
        asked.out / "sweep.html": page(study, effects, [], lang=lang, extra=extra),
        asked.out / "sweep.csv": csv_bytes(rows[0], rows[1:]),
        asked.out / "sweep.json": json_bytes(said),
    }
    if as_json:
        write_files(files)
        print_json({**said, "files": [str(file) for file in files]})
    else:
        for line in aligned(rows):
            click.echo(line)
        for said_of_it in knee_lines(found_knees):
            click.echo(said_of_it.in_(lang))
        written(files, lang)
    if study.broken is not None:
        talk(study.broken, lang)
    return WITH_GAPS if study.broken is not None else DONE
