"""``qinwu check``: everything that is wrong or doubtful with a city folder, at once."""

from collections import Counter
from pathlib import Path

import click

from ..models.finding import Finding, Severity
from ..models.text import Lang, Text
from ..models.week import Week
from ..scenarios.check_folder import check_city
from .common import BAD_INPUT, DONE, WITH_GAPS, finding_row, guarded, json_option, lang_option, local_now, print_json


@click.command("check")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Treat every warning as an error.")
@click.option("--week", type=str, default=None, help="Compare need and people of this week, as in 2026-W48.")
@json_option
@lang_option
@guarded
def command(folder: Path, *, strict: bool, week: str | None, as_json: bool, lang: Lang) -> int:
    r"""
    Check the city in FOLDER and list every finding, each with file, row and advice.

    \b
    qinwu check mycity
    qinwu check mycity --strict --week 2026-W48 --json
    """
    findings = check_city(folder, strict=strict, week=Week.parse(week) if week else None, clock=local_now())
    if as_json:
        print_json({"findings": [finding_row(finding, lang) for finding in findings]})
    else:
        order = list(Severity)
        for finding in sorted(findings, key=lambda f: order.index(f.severity)):
            click.echo(finding.line(lang))
        click.echo(summary(findings).in_(lang))
    if any(finding.severity is Severity.ERROR for finding in findings):
        return BAD_INPUT
    return WITH_GAPS if any(finding.severity is not Severity.INFO for finding in findings) else DONE


def summary(findings: list[Finding]) -> Text:
    """Return the last line: how many findings of each severity."""
    count = Counter(finding.severity for finding in findings)
    errors, warnings, infos = (count[s] for s in (Severity.ERROR, Severity.WARN, Severity.INFO))
    return Text(
        f"检查完毕: 错误 {errors}, 警告 {warnings}, 提示 {infos}",
        f"checked: {errors} errors, {warnings} warnings, {infos} notes",
    )
