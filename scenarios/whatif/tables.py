"""The tables of a study: for the terminal, the page and machines."""

from collections.abc import Iterator, Sequence
from typing import Any

from ...filing.plain_table import aligned
from ...models.kpi import ALL, FEWEST_CALLS, Comparison, Difference, Group, SliceKind
from ...models.text import Lang, Text
from ..simulator.catalogue import KPI_BY_CODE
from ..simulator.compare import worst
from .certificate import Certificate
from .effects import Effects, UnitEffect
from .people import tiring
from .study import Lived, Study
from .words import DASH, HEADER, SLICES, moved, row, slice_name, unit, untouched, value

Rows = list[tuple[str, ...]]

SHORT = (
    "peak_post_cover",
    "calls",
    "t_handle_mean",
    "t_handle_p90",
    "share_in_target",
    "p_wait",
    "util",
    "police_hours",
    "aux_hours",
    "gaps",
)
"""What the terminal shows in any case; besides, whatever has moved."""

BY_PART = (
    "calls",
    "t_handle_mean",
    "t_handle_p90",
    "share_in_target",
    "p_wait",
    "peak_post_cover",
    "line_done",
    "unpatrolled_km",
    "util",
    "police_hours",
    "aux_hours",
    "pattern_share",
    "rule_breaks",
)
"""What is told of parts, each where it is known."""

PARTS = (
    SliceKind.BRIGADE,
    SliceKind.ROAD,
    SliceKind.BAND,
    SliceKind.LEVEL,
    SliceKind.PATTERN,
    SliceKind.RULE,
)
WORST = "t_handle_mean"
WORST_SHOWN = 5


def of_all(comparison: Comparison) -> list[Difference]:
    """Return the differences of the whole city, in the order of the catalogue."""
    return [difference for difference in comparison.differences if difference.part == ALL]


def main_table(comparison: Comparison, lang: Lang, *, group: Group | None = None, short: bool = False) -> Rows:
    """Return the table of key figures with its header, of one group or all; what no run changed is left out."""
    chosen = [
        d
        for d in of_all(comparison)
        if (group is None or KPI_BY_CODE[d.code].group is group)
        and ((d.code in SHORT or moved(d)) if short else not untouched(d))
    ]
    return [tuple(word.in_(lang) for word in HEADER), *(row(d, lang) for d in chosen)]


def unchanged(comparison: Comparison, lang: Lang) -> str:
    """Name the figures that are the same in every run, with their values."""
    same = [d for d in of_all(comparison) if untouched(d)]
    shown = ((KPI_BY_CODE[d.code], d) for d in same)
    return "; ".join(f"{unit(kpi, lang)} {value(kpi, d.base, d.n_base)}" for kpi, d in shown)


def part_table(comparison: Comparison, lived: Lived, kind: SliceKind, lang: Lang) -> Rows:
    """Return the figures of each part of one kind: brigades, road classes, bands."""
    rows = [
        (slice_name(d.part, lived.plan.city, lang), *row(d, lang))
        for d in comparison.differences
        if d.part.kind is kind and d.code in BY_PART
    ]
    return [(SLICES[kind].in_(lang), *(word.in_(lang) for word in HEADER)), *rows] if rows else []


def worst_table(base: Lived, lived: Lived, lang: Lang) -> Rows:
    """Return the places where calls wait longest in the scenario, with the same figure of the base."""
    kpi = KPI_BY_CODE[WORST]
    before = {one.part: one for one in worst(base.tables, WORST, count=10_000)}
    rows = []
    for one in worst(lived.tables, WORST, count=WORST_SHOWN):
        old = before.get(one.part)
        name = slice_name(one.part, lived.plan.city, lang)
        rows.append((name, value(kpi, old.mean if old else None), value(kpi, one.mean), f"{one.n:,}"))
    head = Text("最差地点", "worst places"), Text("基准", "base"), Text("情景", "scenario"), Text("警情", "calls")
    return [tuple(word.in_(lang) for word in head), *rows] if rows else []


def unit_table(effects: Effects, lang: Lang) -> Rows:
    """Return which filings would change, and by how much."""
    head = (
        Text("报备单位", "filing unit"),
        Text("报备是否变更", "filing changes"),
        Text("涉及人员", "people"),
        Text("变更人天", "officer-days"),
        Text("变动率", "of all its days"),
        Text("减少人员", "people gone"),
        Text("新增人员", "people new"),
    )
    yes, no = Text("变更", "yes").in_(lang), Text("不变", "no").in_(lang)
    return [
        tuple(word.in_(lang) for word in head),
        *(
            (
                one.name,
                yes if one.filing_changes else no,
                *map(str, (one.people, one.days)),
                _stability(one),
                str(one.gone),
                str(one.new),
            )
            for one in effects.units
        ),
    ]


def _stability(one: UnitEffect) -> str:
    """Return the changed officer-days as a share of the base's, never of few without their number."""
    if not one.before:
        return DASH
    few = f" (n={one.before})" if one.before < FEWEST_CALLS else ""
    return f"{one.days / one.before:.0%}{few}"


def certificate_lines(certificates: Sequence[Certificate], lang: Lang) -> Iterator[str]:
    """Yield each certificate: the saving beside its conditions, or why it is not comparable."""
    for one in certificates:
        name = one.against.in_(lang)
        if one.comparable:
            police, aux = ((b - p) / 60 for b, p in zip(one.base_min, one.plan_min, strict=True))
            total, share = one.saved_min / 60, f"{one.share:.1%}"
            said = Text(
                f"对照{name}: 节约 {total:,.0f} 工时 ({share}), 民警 {police:,.0f}, 辅警 {aux:,.0f}; 服务不差于对照",
                f"against the {name}: saves {total:,.0f} officer-hours ({share}), police {police:,.0f}, auxiliaries "
                f"{aux:,.0f}; service is not worse",
            )
            yield said.in_(lang)
        else:
            yield Text(f"对照{name}: 不可比", f"against the {name}: not comparable").in_(lang)
            yield from (f"  × {why.in_(lang)}" for why in one.refused)
        yield from (f"  · {condition.in_(lang)}" for condition in one.conditions)


def lines(study: Study, effects: Sequence[Effects | None], lang: Lang) -> Iterator[str]:
    """Yield what the terminal shows."""
    yield study.rests_on.in_(lang)
    for lived, comparison, effect in zip(study.scenarios, study.comparisons, effects, strict=True):
        plan = lived.plan
        yield ""
        yield f"== {plan.name}  {plan.about.in_(lang)}"
        if plan.why is not None or plan.roster is None:
            yield no_plan(plan.why).in_(lang)
            continue
        if comparison is None:
            yield Text("没有完成的仿真", "no finished simulation").in_(lang)
            continue
        yield runs_of(comparison).in_(lang)
        yield from ("  " + line for line in aligned(main_table(comparison, lang, short=True)))
        if effect is not None:
            yield from ("  " + line for line in aligned(unit_table(effect, lang)))


def no_plan(why: Text | None) -> Text:
    """Say that a scenario has no plan, and why."""
    reason = why or Text("", "")
    return Text(f"没有可行方案: {reason.zh}", f"no feasible plan: {reason.en}")


def runs_of(comparison: Comparison) -> Text:
    """Say what a comparison rests on."""
    partial = comparison.partial
    return Text(
        f"成对仿真 {comparison.runs} 次, 警情 {comparison.calls:,} 起, 种子 {comparison.seed}"
        + (f" (部分: 要求 {comparison.asked} 次)" if partial else ""),
        f"{comparison.runs} paired replications, {comparison.calls:,} calls, seed {comparison.seed}"
        + (f" (partial: {comparison.asked} were asked for)" if partial else ""),
    )


def machine(
    study: Study, effects: Sequence[Effects | None], certificates: Sequence[Certificate], lang: Lang
) -> dict[str, Any]:
    """Return all of it as plain JSON values, numbers unrounded."""
    return {
        "base": study.base.plan.name,
        "seed": study.seed,
        "replications": study.asked,
        "partial": study.broken is not None,
        "why_partial": study.broken.in_(lang) if study.broken else "",
        "rests_on": study.rests_on.in_(lang),
        "scenarios": [
            _scenario(lived, comparison, effect, lang)
            for lived, comparison, effect in zip(study.scenarios, study.comparisons, effects, strict=True)
        ],
        "savings": [
            {
                "against": one.against.in_(lang),
                "comparable": one.comparable,
                "saved_hours": one.saved_min / 60 if one.comparable else None,
                "share": one.share if one.comparable else None,
                "refused": [why.in_(lang) for why in one.refused],
                "conditions": [condition.in_(lang) for condition in one.conditions],
            }
            for one in certificates
        ],
    }


def _scenario(lived: Lived, comparison: Comparison | None, effects: Effects | None, lang: Lang) -> dict[str, Any]:
    plan = lived.plan
    return {
        "name": plan.name,
        "about": plan.about.in_(lang),
        "changes": [change.in_(lang) for change in plan.changes],
        "plan": plan.roster is not None,
        "why_no_plan": plan.why.in_(lang) if plan.why else "",
        "same_roster": plan.same_as_base,
        "gaps": sum(gap.missing for gap in plan.roster.gaps) if plan.roster else None,
        "runs": comparison.runs if comparison else 0,
        "calls": comparison.calls if comparison else 0,
        "figures": _figures(comparison),
        "filings": _filings(effects),
        "places": [
            {"place": p.place_id, "base_h": p.base_h, "scenario_h": p.other_h}
            for p in (effects.places if effects else ())
        ],
        "worst_places": [
            {"place": one.part.key, "code": one.code, "mean": one.mean, "n": one.n}
            for one in worst(lived.tables, WORST, count=WORST_SHOWN)
        ],
        "most_tiring": [
            {"officer": row.officer_no, "day": str(row.day), "template": row.template, "index": row.fatigue}
            for row in tiring(plan)
        ],
        "people": sorted({officer for officer, _ in effects.people}) if effects else [],
    }


def _figures(comparison: Comparison | None) -> list[dict[str, Any]]:
    return [
        {
            "slice": d.part.kind.value,
            "key": d.part.key,
            "code": d.code,
            "base": d.base,
            "scenario": d.other,
            "delta": d.delta,
            "low": d.low,
            "high": d.high,
            "verdict": d.verdict.value,
            "runs": d.runs,
            "n_base": d.n_base,
            "n_scenario": d.n_other,
        }
        for d in (comparison.differences if comparison else ())
    ]


def _filings(effects: Effects | None) -> list[dict[str, Any]]:
    return [
        {
            "unit": u.unit_id,
            "changes": u.filing_changes,
            "people": u.people,
            "officer_days": u.days,
            "officer_days_base": u.before,
            "gone": u.gone,
            "new": u.new,
        }
        for u in (effects.units if effects else ())
    ]
