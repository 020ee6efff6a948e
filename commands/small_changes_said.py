"""What is said of a small change: its notes, price, new gaps, who could step in; as lines and as JSON."""

from typing import Any

import click

from ..models.text import Lang, Text
from ..solver.roster.step_in import StepIn
from .common import finding_row
from .small_changes import Answer

GAPS_SHOWN = 20


def show_answer(found: Answer, lang: Lang) -> None:
    """Print notes, price, new gaps, and who could step in."""
    for note in found.notes:
        click.echo(f"  {note.in_(lang)}")
    price = f"{found.price:+,}"
    click.echo(Text(f"  总代价变动 {price}", f"  the objective changes by {price}").in_(lang))
    for gap in found.gaps[:GAPS_SHOWN]:
        click.echo(f"  {gap.line(lang)}")
    if len(found.gaps) > GAPS_SHOWN:
        more = len(found.gaps) - GAPS_SHOWN
        click.echo(Text(f"  … 另有 {more} 处新缺口", f"  … {more} more new gaps").in_(lang))
    if found.gaps:
        click.echo(
            Text("  新缺口的原因和最省的补法: qinwu explain", "  why, and the cheapest cure: qinwu explain").in_(lang)
        )
    for step in found.step_ins or ():
        click.echo(_step_in(step, lang))
    if found.step_ins == []:
        nobody = Text(
            "  没有人能单独合法顶岗: 下列变动是找到的最省的一组",
            "  nobody can lawfully step in alone: the changes below are the cheapest chain found",
        )
        click.echo(nobody.in_(lang))


def _step_in(step: StepIn, lang: Lang) -> str:
    rests = [
        f"{label.in_(lang)} {hours:.0f} h"
        for label, hours in (
            (Text("前休", "rest before"), step.rest_before_h),
            (Text("后休", "after"), step.rest_after_h),
        )
        if hours is not None
    ]
    away = [] if step.away_km is None else [f"{step.away_km:.1f} km"]
    said = [
        Text("可顶岗", "can step in").in_(lang),
        step.officer_no,
        f"{step.price:+,}",
        f"{step.hours:.0f} h",
        *rests,
        *away,
    ]
    return "  " + "  ".join(said)


def answer_row(found: Answer) -> dict[str, Any]:
    """Return the same as JSON."""
    steps = [
        {
            "officer": step.officer_no,
            "price": step.price,
            "hours": step.hours,
            "rest_before_h": step.rest_before_h,
            "rest_after_h": step.rest_after_h,
            "away_km": step.away_km,
        }
        for step in found.step_ins or ()
    ]
    return {
        "price": found.price,
        "step_ins": steps,
        "new_gaps": [finding_row(gap, Lang.ZH) for gap in found.gaps],
        "notes": [{"zh": note.zh, "en": note.en} for note in found.notes],
    }
