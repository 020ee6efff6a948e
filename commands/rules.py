"""``qinwu rules``: the catalogue of rules, with a city's own settings."""

from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..models.errors import InputError
from ..models.policy import Policy
from ..models.text import Lang, Text
from ..scenarios.folder import read_city
from ..solver.rules.catalogue import ALL_RULES, BY_CODE
from ..solver.rules.page import describe, page, shown
from ..solver.rules.rule import Rule
from .common import DONE, guarded, json_option, lang_option, print_json

_WIDTH = 160
_HEADS = (
    Text("编号", "code"),
    Text("名称", "name"),
    Text("性质", "kind"),
    Text("单价", "price"),
    Text("参数", "parameters"),
    Text("依据", "source"),
)


@click.command("rules")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option(
    "--city", type=click.Path(path_type=Path), help="Show a city folder's own thresholds, prices and waivers."
)
@click.option("--markdown", is_flag=True, help="Print the page docs/rules.md.")
@lang_option
@json_option
@guarded
def command(*, codes: tuple[str, ...], city: Path | None, markdown: bool, lang: Lang, as_json: bool) -> int:
    r"""
    Print the rules of the roster: code, name, kind, price, parameters, source; with CODEs also the reason of each.

    What a city has changed is marked with *.

    \b
    Examples:
      qinwu rules
      qinwu rules R01 R21 --lang en
      qinwu rules --city mycity --json
    """
    policy = Policy() if city is None else read_city(city).policy
    rows = [describe(rule, policy, lang) for rule in _chosen(codes)]
    if markdown:
        click.echo(page(), nl=False)
    elif as_json:
        print_json(rows)
    else:
        _print_table(rows, lang, reasons=bool(codes))
    return DONE


def _chosen(codes: tuple[str, ...]) -> list[Rule]:
    unknown = [code for code in codes if code.upper() not in BY_CODE]
    if unknown:
        names, known = ", ".join(unknown), " ".join(BY_CODE)
        raise InputError(Text(f"没有规则 {names}; 现有: {known}", f"there is no rule {names}; there are: {known}"))
    return [BY_CODE[code.upper()] for code in codes] or list(ALL_RULES)


def _print_table(rows: list[dict[str, Any]], lang: Lang, *, reasons: bool) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in _HEADS:
        table.add_column(head.in_(lang), overflow="fold")
    for row in rows:
        cells = (row["code"], row["name"], row["kind"], _price(row), _params(row, reasons=reasons), row["source"])
        table.add_row(*[escape(cell) for cell in cells])
    console = Console(width=_WIDTH, highlight=False)
    with console.capture() as printed:
        console.print(table)
        for row in rows:
            if reasons:
                console.print(escape(f"{row['code']}: {row['why']}"))
            if row["waiver"]:
                word = Text("已豁免", "waived").in_(lang)
                console.print(escape(f"{row['code']} {word}: {row['waiver']['authority']}, {row['waiver']['reason']}"))
    click.echo(printed.get(), nl=False)


def _price(row: dict[str, Any]) -> str:
    mark = " *" if "weight" in row["changed"] else ""
    price = "" if row["price"] is None else f"{row['price']}{mark} / "
    return f"{price}{row['unit']}"


def _params(row: dict[str, Any], *, reasons: bool) -> str:
    lines = []
    for name, param in row["params"].items():
        mark = " *" if name in row["changed"] else ""
        meaning = f" ({param['meaning']})" if reasons else ""
        lines.append(f"{name} = {shown(param['value'])} {param['unit']}{mark}{meaning}".replace("  ", " "))
    return "\n".join(lines)
