"""The reference part of ``docs/city-folder.md``: every table, column and data rule, from the lists the code reads."""

from collections.abc import Iterator

from ..models.text import Lang
from .bond_columns import TABLES as BOND_TABLES
from .codecs import is_blank
from .columns import TABLES, Column, Table
from .data_rules import DATA_RULES
from .equipment_columns import TABLES as EQUIPMENT_TABLES
from .feed_columns import FEED_TABLES

MARK = "<!-- 以下由程序生成 / what follows is generated -->"


def reference() -> str:
    """Return the tables of columns and of data rules, in Markdown, in both languages."""
    return "\n".join([MARK, "", *_tables(), *_rules()]) + "\n"


def _tables() -> Iterator[str]:
    yield "## 表和列 / Tables and columns"
    for table in (*TABLES, *BOND_TABLES, *EQUIPMENT_TABLES, *FEED_TABLES):
        yield from ("", f"### `{table.name}` {table.zh}{' (必需 / required)' if table.required else ''}", "")
        yield f"{table.meaning.zh}。 {table.meaning.en[0].upper()}{table.meaning.en[1:]}."
        yield from ("", "| column | 列名 | 必填 | 写法 / form | 含义 / meaning | 空白时 / if blank |")
        yield "| --- | --- | --- | --- | --- | --- |"
        yield from map(_column, table.columns)
        yield from _bands(table)


def _column(column: Column) -> str:
    form, meaning = column.codec.form, column.meaning
    cells = (
        f"`{column.name}`",
        column.zh,
        "✓" if column.required else "",
        f"{form.zh}<br>{form.en}".replace("|", "\\|"),
        f"{meaning.zh}<br>{meaning.en}{_aliases(column)}",
        "" if column.required else _default(column),
    )
    return "| " + " | ".join(cells) + " |"


def _aliases(column: Column) -> str:
    return f"<br>= {', '.join(f'`{alias}`' for alias in column.aliases)}" if column.aliases else ""


def _default(column: Column) -> str:
    shown = [column.codec.show(column.default, lang) for lang in Lang]
    unlike = list(dict.fromkeys(str(cell) for cell in shown if not is_blank(cell)))
    return " / ".join(unlike)


def _bands(table: Table) -> Iterator[str]:
    if table.name == "needs":
        yield (
            "| 时段代码或名称<br>band code or name | 如 早高峰 | | 整数 ≥ 0<br>whole number ≥ 0 |"
            " 该时段所需组数<br>crews needed in the band | 0 |"
        )


def _rules() -> Iterator[str]:
    yield from ("", "## 检查项 / What is checked", "", "| code | 检查项 | finding | 怎么办 | what to do |")
    yield "| --- | --- | --- | --- | --- |"
    for rule in DATA_RULES:
        yield f"| {rule.code} | {rule.name.zh} | {rule.name.en} | {rule.advice.zh} | {rule.advice.en} |"
