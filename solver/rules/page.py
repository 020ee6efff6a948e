"""The catalogue for readers: one rule as a row of plain values, and all rules as the page docs/rules.md."""

from collections.abc import Iterator
from typing import Any

from ...models.policy import Policy, Value
from ...models.text import Lang, Text
from .catalogue import ALL_RULES
from .rule import Rule

HARD, PRICED, NOTICE = Text("硬性", "hard"), Text("计价", "priced"), Text("提示", "notice")

_HEAD = """\
# 规则目录 / Rules

排班引擎和核查器共用的全部规则。本页由目录生成, 请勿手改: / All rules of the roster, as the engine and the checker
read them. This page is made from the catalogue; do not edit it, run:

```console
$ qinwu rules --markdown > docs/rules.md
```

一个城市可在 `city.toml` 中改动阈值和单价, 或注明机关与理由豁免一条规则; 每项豁免都会印在输出中。 / A city changes
thresholds and prices in `city.toml`, or waives a rule, naming authority and reason; every waiver is printed in every
output:

```toml
[rules.R21]
weight = 60
rest_min = 720

[rules.R20]
waiver = { authority = "支队", reason = "二级勤务" }
```

```sh
qinwu rules R21 --lang en
```

依据的标记 / Evidence: `[L]` 法律法规或部门规范, 已读原文 / statute or ministry norm whose text was read ·
`[P]` 实务做法, 二手来源 / practice, a secondary source · `[D]` 设计默认 / our design default ·
`[L→D]` 由法条推出 / derived from a statute.

**硬性 / hard**: 违反即不合法 / a breach makes the roster unlawful. **计价 / priced**: 每单位违反计入目标值 /
each unit of breach adds its price to the objective. **提示 / notice**: 只报告 / only reported.
新增规则见 / To add one: [adding-a-rule.md](adding-a-rule.md).
"""


def kind(rule: Rule) -> Text:
    """Return whether a rule is law, has a price, both, or only speaks."""
    said = [word for word, true in ((HARD, rule.hard), (PRICED, bool(rule.unit.en))) if true] or [NOTICE]
    return Text(" + ".join(word.zh for word in said), " + ".join(word.en for word in said))


def describe(rule: Rule, policy: Policy, lang: Lang) -> dict[str, Any]:
    """
    Return a rule as plain values, with a city's own settings.

    ``changed`` names what differs from the defaults: ``weight`` and parameters.
    """
    setting = policy.setting(rule.code)
    waiver = setting.waiver if rule.waivable else None
    chosen = {"weight": setting.weight} if setting.weight is not None else {}
    return {
        "code": rule.code,
        "name": rule.name.in_(lang),
        "kind": kind(rule).in_(lang),
        "hard": rule.hard,
        "price": rule.price(policy) if rule.weight is not None else None,
        "unit": rule.unit.in_(lang),
        "params": {
            name: {
                "value": rule.value(policy, name),
                "default": param.default,
                "unit": one_side(param.unit, lang),
                "meaning": param.meaning.in_(lang),
            }
            for name, param in rule.params.items()
        },
        "changed": sorted([*chosen, *(name for name in setting.params if name in rule.params)]),
        "source": f"{rule.source.partition(' ')[0]} {rule.article.in_(lang)}",
        "why": rule.why.in_(lang),
        "waivable": rule.waivable,
        "waiver": {"authority": waiver.authority, "reason": waiver.reason} if waiver else None,
    }


def one_side(text: str, lang: Lang) -> str:
    """Return one language of ``中文 / English``; a text without a slash is the same in both."""
    zh, slash, en = text.partition(" / ")
    return en if slash and lang is Lang.EN else zh


def shown(value: Value) -> str:
    """Return a threshold as ``city.toml`` writes it, without quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def page() -> str:
    """Return docs/rules.md."""
    lines = [_HEAD]
    lines += [
        "| 编号 / code | 名称 / name | 性质 / kind | 单价 / price | 依据 / source |",
        "| --- | --- | --- | --- | --- |",
    ]
    for rule in ALL_RULES:
        nature, price = kind(rule), "" if rule.weight is None else str(rule.weight)
        link = f"[{rule.code}](#{rule.code.lower()})"
        name, source = f"{rule.name.zh} / {rule.name.en}", rule.source.replace("|", "\\|")
        lines.append(f"| {link} | {name} | {nature.zh} / {nature.en} | {price} | {source} |")
    for rule in ALL_RULES:
        lines += _section(rule)
    return "\n".join(lines) + "\n"


def _section(rule: Rule) -> Iterator[str]:
    yield from ("", f"## {rule.code}", "", f"**{rule.name.zh} / {rule.name.en}**: {rule.why.zh} {rule.why.en}", "")
    yield f"- 依据 / source: {rule.source}"
    if rule.unit.en:
        price = "" if rule.weight is None else f"{rule.weight} · "
        yield f"- 计价 / price: {price}{rule.unit.zh} / {rule.unit.en}"
    if not rule.waivable:
        yield "- 不得豁免 / may not be waived"
    if rule.params:
        yield from (
            "",
            "| 参数 / parameter | 默认 / default | 单位 / unit | 含义 / meaning |",
            "| --- | --- | --- | --- |",
        )
    for name, param in rule.params.items():
        default = shown(param.default).replace("|", "\\|")
        yield f"| `{name}` | {default} | {param.unit} | {param.meaning.zh} / {param.meaning.en} |"
