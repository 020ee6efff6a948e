"""What ``qinwu explain`` says of rules: which are tight, what each costs, and which pins, leave and rules clash."""

from collections.abc import Sequence
from typing import Any

from ..models.city import City
from ..models.text import Text
from ..solver.explain.cost_of_rules import WORTHWHILE, RuleCost, Source
from ..solver.explain.pin_core import Core
from ..solver.explain.tight import Tight
from ..solver.rules.catalogue import BY_CODE
from ..solver.rules.rule import Rule


def law_of(rule: Rule) -> Text:
    """Say whether the law lets a rule give way."""
    if not rule.waivable:
        return Text("依法不得放宽", "the law does not let it give way")
    if rule.source.startswith("[L]"):
        return Text(
            "法律规定: 须有法定例外, 并写明批准机关", "statute: only by an exception that it knows, authority named"
        )
    return Text("无法定数值: 本市可定, 须写明批准机关", "no statute: the city may decide, authority named")


def is_slack(bound: Tight, cost: RuleCost | None) -> bool:
    """Whether nobody is bound by the rule, nothing is paid for it, and the week would be no better without it."""
    return not bound.people and not bound.paid and (cost is None or cost.price < WORTHWHILE)


def tell_slack(rules: Sequence[Rule]) -> tuple[dict[str, Any], list[Text]]:
    """Name the rules that are not tight, in one line."""
    zh, en = ", ".join(f"{r.code} {r.name.zh}" for r in rules), ", ".join(f"{r.code} {r.name.en}" for r in rules)
    return {"slack": [rule.code for rule in rules]}, [Text(f"不紧的规则: {zh}", f"not tight: {en}")]


def tell_rule(bound: Tight, cost: RuleCost | None) -> tuple[dict[str, Any], list[Text]]:
    """Tell how a rule bears on the week, and what it costs."""
    rule, law = bound.rule, law_of(bound.rule)
    lines = [
        Text(
            f"{rule.code} {rule.name.zh} [{rule.article.zh}; {law.zh}]",
            f"{rule.code} {rule.name.en} [{rule.article.en}; {law.en}]",
        )
    ]
    if bound.people:
        lines.append(
            Text(
                f"  仅因此条, {bound.people} 人不能再多排一班",
                f"  it alone keeps {bound.people} {'people' if bound.people > 1 else 'person'} from one more duty",
            )
        )
    if bound.paid:
        lines.append(Text(f"  总代价中占 {bound.paid:,}", f"  {bound.paid:,} of the objective are paid for it"))
    if cost is not None:
        lines.append(_cost(cost))
    row = {
        "rule": rule.code, "name": rule.name, "article": rule.article, "waivable": rule.waivable, "law": law,
        "people": bound.people, "paid": bound.paid,
        "cost": None if cost is None else
        {"price": cost.price, "most": cost.most, "hours": cost.minutes / 60, "missing": cost.missing, "how": cost.how},
    }  # fmt: skip
    return row, lines


def _cost(cost: RuleCost) -> Text:
    """Say what the week would gain without the rule."""
    if cost.price < WORTHWHILE:
        by = {
            Source.DUALS: Text("由松弛的对偶价证明", "proven by the prices of the relaxation"),
            Source.RELAXED: Text("不设此条重解松弛", "the relaxation solved without it"),
            Source.PLANNED: Text("不设此条重排全周", "the week planned without it"),
        }[cost.how]
        return Text(f"  没有它也省不了 ({by.zh})", f"  nothing would be gained without it ({by.en})")
    how = {
        Source.RELAXED: Text("重解松弛, 人可拆分", "relaxation solved anew, people in parts"),
        Source.PLANNED: Text("重排全周", "week planned anew"),
    }[cost.how]
    parts = _parts(cost.minutes / 60, cost.missing)
    return Text(
        f"  它使总代价多 {cost.price:,.0f}{parts.zh} ({how.zh}); 已证明: 没有它, 本方案至多省 {cost.most:,.0f}",
        f"  it costs {cost.price:,.0f}{parts.en} ({how.en}); proven: without it this roster could be cheaper by "
        f"{cost.most:,.0f} at most",
    )


def _parts(hours: float, missing: float) -> Text:
    """Name the officer-hours and the crews missing that a rule costs, those that are not nought."""
    named = [
        (round(hours, 1), "工时", "officer-hours", ""),
        (round(missing, 1), "缺口", "crews missing", " 组"),
    ]
    told = [(f"{zh} {value:+.1f}{unit}", f"{value:+.1f} {en}") for value, zh, en, unit in named if value]
    return Text("".join(f", {zh}" for zh, _ in told), "".join(f", {en}" for _, en in told))


def tell_core(city: City, core: Core) -> tuple[dict[str, Any], list[Text]]:
    """Tell what cannot hold together."""
    lines = [Text(f"以下 {core.size} 项不能同时成立:", f"these {core.size} cannot hold together:")]
    for officer_no, pin in core.pins:
        who = f"{officer_no} {city.officer(officer_no).name}"
        what = f"{pin.day} {pin.template} @ {pin.place_id}"
        lines.append(Text(f"  预排 {who}: {what}", f"  pin of {who}: {what}"))
    for officer_no, spell in core.leave:
        who, what = f"{officer_no} {city.officer(officer_no).name}", f"{spell.first}..{spell.last} {spell.kind}"
        lines.append(Text(f"  休假 {who}: {what}", f"  leave of {who}: {what}"))
    lines += [_rule_line(BY_CODE[code]) for code in core.rules]
    row = {
        "pins": [[no, str(pin.day), pin.template, pin.place_id] for no, pin in core.pins],
        "leave": [[no, str(spell.first), str(spell.last)] for no, spell in core.leave],
        "rules": list(core.rules),
    }
    return row, lines


def _rule_line(rule: Rule) -> Text:
    return Text(
        f"  规则 {rule.code} {rule.name.zh} [{rule.article.zh}]",
        f"  rule {rule.code} {rule.name.en} [{rule.article.en}]",
    )
