"""The answers of ``qinwu explain``: each as JSON for machines and as sentences for people."""

from typing import Any

from ..filing.changes import changes_of, in_words
from ..models.city import City
from ..models.roster import Roster
from ..models.text import Text
from ..solver.explain.blocked import BUSY, Group
from ..solver.explain.cure_all import CureOfAll
from ..solver.explain.cures import Cure
from ..solver.explain.difference import Difference, parts_in_words
from ..solver.explain.instead import Instead
from ..solver.explain.local import Hole
from ..solver.explain.relaxation import REPLAN
from ..solver.explain.why_empty import WhyEmpty
from ..solver.rules.catalogue import BY_CODE
from .reasons_of_rules import law_of

MOST_CHANGES = 12
MOST_PARTS = 5


def tell_why(city: City, why: WhyEmpty) -> tuple[dict[str, Any], list[Text]]:
    """Tell why a seat is empty."""
    hole, place = why.hole, city.place(why.hole.place_id)
    lines = [
        Text(
            f"{place.name} {hole.day} {hole.band} 缺 {hole.missing} 组:",
            f"{place.name} {hole.day} {hole.band} lacks {hole.missing} crew(s):",
        ),
        *(_group(group) for group in why.groups),
    ]
    if not why.alone:
        lines.append(
            Text(
                "  即使其他岗位全部放下, 也没有合规的编组能上",
                "  even with all other places left aside no lawful crew can serve here",
            )
        )
    elif why.forced is None:
        lines.append(Text("  小幅调整找不到合规的办法", "  no small change fills it lawfully"))
    else:
        lines += _trade(city, why.forced)
    row = {
        **_hole_row(hole),
        "alone": why.alone,
        "groups": [
            {"reason": g.reason, "count": len(g.officers), "officers": g.officers, "example": g.example}
            for g in why.groups
        ],
        "people": [
            {"officer": v.officer_no, "rules": v.rules, "busy": v.instead is not None, "price": v.price}
            for v in why.verdicts
        ],
        "forced": None if why.forced is None else _difference_row(why.forced),
    }
    return row, lines


def _group(group: Group) -> Text:
    count = len(group.officers)
    if group.reason == BUSY:
        return Text(
            f"  {count} 人合规, 但当日另有勤务", f"  {count} could by every rule, but have another duty that day"
        )
    if not group.reason:
        names = ", ".join(group.officers[:MOST_PARTS])
        return Text(f"  {count} 人空闲且合规: {names}", f"  {count} are free and lawful: {names}")
    name, firm = BY_CODE[group.reason].name, not BY_CODE[group.reason].waivable
    law = Text(", 依法不得放宽" if firm else "", ", the law does not let it give way" if firm else "")
    return Text(
        f"  {count} 人: {name.zh}({group.reason}{law.zh}); 例如 {group.officers[0]}: {group.example.zh}",
        f"  {count}: {name.en} ({group.reason}{law.en}); e.g. {group.officers[0]}: {group.example.en}",
    )


def _trade(city: City, forced: Difference) -> list[Text]:
    """Say what filling the seat would cost elsewhere."""
    opened = "; ".join(f"{city.place(g.place_id).name} {g.day} {g.band}" for g in forced.opened)
    if forced.opened:
        head = Text(f"  别处更要紧: 补上会空出 {opened}", f"  a better use won: filling it would empty {opened}")
    elif forced.price > 0:
        head = Text("  补得上, 但代价更高", "  it can be filled, but the week then costs more")
    else:
        head = Text("  小幅调整即可补上, 且不更贵", "  a small change fills it at no more cost")
    return [head, *_priced(forced)]


def _priced(change: Difference) -> list[Text]:
    parts = parts_in_words(change.parts)[:MOST_PARTS]
    zh, en = "; ".join(part.zh for part in parts), "; ".join(part.en for part in parts)
    hours = f"{change.minutes / 60:+g}"
    return [
        Text(
            f"  总代价 {change.price:+,}, 工时 {hours}: {zh or '无差别'}",
            f"  objective {change.price:+,}, hours {hours}: {en or 'no difference'}",
        )
    ]


def tell_instead(city: City, roster: Roster, found: Instead) -> tuple[dict[str, Any], list[Text]]:
    """Tell why this officer and not that one."""
    duty, place = found.duty, city.place(found.duty.place_id)
    this, that = (f"{no} {city.officer(no).name}" for no in (duty.officer_no, found.other))
    head = Text(
        f"{duty.day} {duty.template} {place.name}: 为什么是 {this}, 不是 {that}",
        f"{duty.day} {duty.template} {place.name}: why {this} and not {that}",
    )
    lines = [head]
    names = ", ".join(f"{BY_CODE[code].name.zh}({code})" for code in found.rules)
    names_en = ", ".join(f"{BY_CODE[code].name.en} ({code})" for code in found.rules)
    if found.forced is None:
        lines += [
            Text(f"  不合规: {names or '凑不出合规的编组'}", f"  not lawful: {names_en or 'no lawful crews are left'}")
        ]
        lines += [Text(f"  {said.zh}", f"  {said.en}") for said in found.breach]
    else:
        if found.rules:
            lines.append(
                Text(f"  须先调整该员其他日子: {names}", f"  other days of that officer must change first: {names_en}")
            )
        lines += [*_trade_of_people(found), *_priced(found.forced)]
        changes = changes_of(roster, found.roster) if found.roster and found.bound is None else []
        own = [change for change in changes if city.org.brigade_of(city.officer(change.officer_no).unit_id)
               == city.org.brigade_of(place.unit_id)]  # fmt: skip
        lines += [Text(f"  {w.zh}", f"  {w.en}") for w in (in_words(city, one) for one in own[:MOST_CHANGES])]
    row = {
        "officer": duty.officer_no, "date": str(duty.day), "place": duty.place_id, "template": duty.template,
        "other": found.other, "rules": found.rules, "breach": list(found.breach), "bound": found.bound,
        "forced": None if found.forced is None else _difference_row(found.forced),
    }  # fmt: skip
    return row, lines


def _trade_of_people(found: Instead) -> list[Text]:
    assert found.forced is not None  # noqa: S101
    if found.forced.price > 0:
        return [Text("  换上也合规, 但全周更贵", "  lawful, but the week then costs more")]
    if found.forced.price == 0:
        return [Text("  两人同样合适", "  the two serve equally well")]
    return [Text("  换上更省: 原方案还可改进", "  it would be cheaper: the plan can be improved")]


def tell_cure(city: City, roster: Roster, hole: Hole, cure: Cure) -> tuple[dict[str, Any], list[Text]]:
    """Tell a cure: what gives way, by which article, how to apply it, and who then does what."""
    name = f"{city.place(hole.place_id).name} {hole.day} {hole.band}"
    row, lines = _cure(roster, cure)
    return {**_hole_row(hole), **row}, [Text(f"{name}: 代价 {cure.price:,}", f"{name}: price {cure.price:,}"), *lines]


def tell_cure_all(city: City, found: CureOfAll) -> tuple[dict[str, Any], list[Text]]:
    """Tell the set of relaxations that closes all gaps together."""
    count, fewer = len(found.holes), sum(one.lowered is not None for one in found.cure.relaxations)
    steps = sum(one is not REPLAN for one in found.cure.relaxations) - fewer
    low = Text(f", 下调需求 {fewer} 处", f" and {fewer} lowered need{'s' * (fewer > 1)}") if fewer else Text("", "")
    proof = (
        Text("已证明: 在所列的小幅调整中没有更省的组合", "proven: among the small changes listed no set is cheaper")
        if found.proven
        else Text("未证明最省", "not proven the cheapest")
    )
    head = Text(
        f"{count} 处缺口: 放宽 {steps} 项{low.zh}即不再有缺口, 代价 {found.cure.price:,} ({proof.zh}):",
        f"{count} gaps close by {steps} relaxation{'s' * (steps != 1)}{low.en} together, "
        f"price {found.cure.price:,} ({proof.en}):",
    )
    row, lines = _cure(found.before, found.cure)
    names = [f"{city.place(h.place_id).name} {h.day} {h.band}" for h in found.holes]
    gaps = Text("  缺口: " + "; ".join(names), "  gaps: " + "; ".join(names))
    return {"holes": [_hole_row(h) for h in found.holes], "proven": found.proven, **row}, [head, gaps, *lines]


def _cure(roster: Roster, cure: Cure) -> tuple[dict[str, Any], list[Text]]:
    lines = []
    for one in cure.relaxations:
        rule = BY_CODE[one.rule] if one.rule else None
        law = f" [{rule.article.zh}; {law_of(rule).zh}]" if rule else ""
        law_en = f" [{rule.article.en}; {law_of(rule).en}]" if rule else ""
        lines.append(Text(f"  {one.words.zh}{law}", f"  {one.words.en}{law_en}"))
        lines.append(Text(f"    → {one.how.zh}", f"    → {one.how.en}"))
    lines += [Text(f"  用于: {said.zh}", f"  needed for: {said.en}") for said in cure.breaches[:MOST_CHANGES]]
    people = {officer.officer_no for officer in cure.solved.city.officers}
    changes = [c for c in changes_of(roster, cure.solved.roster) if c.officer_no in people]
    words = [in_words(cure.solved.city, change) for change in changes]
    lines += [Text(f"  {w.zh}", f"  {w.en}") for w in words[:MOST_CHANGES]]
    if len(words) > MOST_CHANGES:
        more = len(words) - MOST_CHANGES
        lines.append(Text(f"  … 另有 {more} 处变更, 见 --json", f"  … {more} more changes, see --json"))
    row = {
        "price": cure.price,
        "relaxations": [
            {"kind": one.kind.name, "rule": one.rule, "words": one.words, "how": one.how, "article": one.article,
             "lawful": one.lawful, "law": law_of(BY_CODE[one.rule]) if one.rule else ""}
            for one in cure.relaxations
        ],
        "breaches": list(cure.breaches),
        "changes": words,
        "difference": _difference_row(cure.change),
    }  # fmt: skip
    return row, lines


def _hole_row(hole: Hole) -> dict[str, Any]:
    return {"place": hole.place_id, "date": str(hole.day), "band": hole.band, "missing": hole.missing}


def _difference_row(change: Difference) -> dict[str, Any]:
    return {
        "price": change.price,
        "parts": dict(change.parts),
        "hours": change.minutes / 60,
        "opened": [[g.place_id, str(g.day), g.band, g.missing] for g in change.opened],
        "closed": [[g.place_id, str(g.day), g.band, g.missing] for g in change.closed],
    }
