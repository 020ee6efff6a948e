"""The report of a study: one HTML file that opens without a network."""

from collections.abc import Iterator, Sequence
from html import escape

from ...models.kpi import Group, Verdict
from ...models.text import Lang, Text
from ..simulator.catalogue import KPIS
from .certificate import Certificate
from .change_map import change_map
from .curves import by_hour, reached_within
from .effects import Effects
from .people import fairness_table, tiring_table
from .sheet import STYLE, table
from .study import Lived, Study
from .tables import (
    PARTS,
    certificate_lines,
    main_table,
    no_plan,
    of_all,
    part_table,
    runs_of,
    unchanged,
    unit_table,
    worst_table,
)
from .words import GROUPS, moved, row

PEOPLE_SHOWN = 400


def page(
    study: Study,
    effects: Sequence[Effects | None],
    certificates: Sequence[Certificate],
    *,
    lang: Lang,
    extra: Sequence[str] = (),
) -> bytes:
    """
    Return the report.

    Parameters
    ----------
    study, effects, certificates
        What was found out; ``effects`` in the order of the scenarios.
    lang
        Language of the page.
    extra
        Pieces of HTML after the cards (the trade-off of a sweep).
    """
    city, week = study.base.plan.city, study.base.plan.world.week
    title = Text(f"{city.name} {week} 情景推演", f"{city.name} {week}: what if").in_(lang)
    fiction = Text("样例数据, 人员均为虚构。", "Sample data: all people are fictional.").in_(lang)
    parts = [
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang is Lang.ZH else "en"}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>",
        f'<p class="f">{escape(study.rests_on.in_(lang))}</p>',
        *([f'<p class="f">{escape(fiction)}</p>'] if city.fictional else []),
        *([f'<div class="part">{escape(_partial(study.broken).in_(lang))}</div>'] if study.broken else []),
        *_cards(study, lang),
        *extra,
        *_curves(study, lang),
        *(piece for n in range(len(study.scenarios)) for piece in _chapter(study, n, effects[n], lang)),
        *_savings(certificates, lang),
        *_notes(lang),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def _partial(why: Text) -> Text:
    return Text(f"部分结果: {why.zh}", f"Partial result: {why.en}")


def _cards(study: Study, lang: Lang) -> Iterator[str]:
    """Yield a card for each scenario: what it is, and what moves most."""
    yield '<div class="cards">'
    for lived, comparison in zip(study.scenarios, study.comparisons, strict=True):
        plan = lived.plan
        yield f'<div class="card"><b>{escape(plan.name)}</b><p>{escape(plan.about.in_(lang))}</p>'
        if plan.roster is None:
            yield f'<div class="none">{escape(no_plan(plan.why).in_(lang))}</div>'
        elif comparison is not None:
            strong = [d for d in of_all(comparison) if moved(d) and d.verdict is not Verdict.DIFFERENT]
            counts = [sum(d.verdict is v for d in strong) for v in (Verdict.BETTER, Verdict.WORSE)]
            same = len(of_all(comparison)) - len(strong)
            said = Text(
                f"{counts[0]} 项更好, {counts[1]} 项更差, {same} 项无显著差异或仅供参考",
                f"{counts[0]} better, {counts[1]} worse, {same} not significant or for information",
            )
            items = [row(d, lang) for d in strong if d.code in _TOLD]
            yield f"<p>{escape(said.in_(lang))}</p><ul>"
            yield from (f"<li>{escape(f'{r[0]} {r[1]} → {r[2]} ({r[3]}), {r[5]}')}</li>" for r in items)
            yield "</ul>"
        yield "</div>"
    yield "</div>"


_TOLD = frozenset({"peak_post_cover", "t_handle_mean", "t_handle_p90", "share_in_target", "p_wait", "gaps", "util"})


def _curves(study: Study, lang: Lang) -> Iterator[str]:
    lived = [study.base, *study.scenarios]
    if any(one.runs for one in lived):
        yield f"<h2>{Text('处警时间', 'Response times').in_(lang)}</h2>"
        yield f'<div class="pair">{reached_within(lived, lang)}{by_hour(lived, lang)}</div>'


def _chapter(study: Study, number: int, effects: Effects | None, lang: Lang) -> Iterator[str]:
    """Yield the chapter of one scenario."""
    lived, comparison = study.scenarios[number], study.comparisons[number]
    plan = lived.plan
    yield f"<h2>{escape(plan.name)}</h2><p>{escape(plan.about.in_(lang))}</p>"
    if plan.changes:
        names = dict.fromkeys(change.in_(lang) for change in plan.changes)
        yield f'<p class="f">{escape(Text("变更: ", "changes: ").in_(lang) + ", ".join(names))}</p>'
    if plan.roster is None:
        yield f'<div class="none">{escape(no_plan(plan.why).in_(lang))}</div>'
        return
    if comparison is not None:
        yield f'<p class="f">{escape(runs_of(comparison).in_(lang))}</p>'
        for group in Group:
            rows = main_table(comparison, lang, group=group)
            if len(rows) > 1:
                yield f"<h3>{GROUPS[group].in_(lang)}</h3>{table(rows)}"
        same = unchanged(comparison, lang)
        if same:
            words = Text("各次仿真均相同的指标: ", "the same in every run: ").in_(lang)
            yield f'<p class="f">{escape(words + same)}</p>'
        yield from _parts(study.base, lived, number, study, lang)
    if effects is not None:
        yield from _people(lived, effects, lang)


def _parts(base: Lived, lived: Lived, number: int, study: Study, lang: Lang) -> Iterator[str]:
    comparison = study.comparisons[number]
    if comparison is None:
        return
    for kind in PARTS:
        rows = part_table(comparison, lived, kind, lang)
        if rows:
            yield f"<details><summary>{rows[0][0]}</summary>{table(rows)}</details>"
    rows = worst_table(base, lived, lang)
    if rows:
        words = Text("处警时间最长的地点 (均值, 分钟)", "places with the longest response times (mean, min)")
        yield f"<h3>{words.in_(lang)}</h3>{table(rows)}"


def _people(lived: Lived, effects: Effects, lang: Lang) -> Iterator[str]:
    """Yield the map, the filings that change, and the people."""
    network = lived.plan.world.network
    title = Text(f"{lived.plan.name}: 与基准的差别", f"{lived.plan.name}: what differs from the base").in_(lang)
    still = all(place.base_h == place.other_h for place in effects.places) and not lived.plan.world.roads
    picture = None if network is None or still else change_map(lived.plan, effects, network, title=title, lang=lang)
    if picture:
        yield f"<h3>{Text('地图', 'Map').in_(lang)}</h3>{picture}"
    yield f"<h3>{Text('哪些报备会变', 'Which filings would change').in_(lang)}</h3>{table(unit_table(effects, lang))}"
    for heading, rows in (
        (Text("负荷最重的班次", "Most tiring duties"), tiring_table(lived.plan, lang)),
        (Text("工时、夜班、周末最多与最少者", "Who has most and least"), fairness_table(lived.plan, lang)),
    ):
        if len(rows) > 1:
            yield f"<details><summary>{heading.in_(lang)}</summary>{table(rows)}</details>"
    if effects.people:
        count = len({officer for officer, _ in effects.people})
        words = Text(
            f"涉及 {count} 人, {len(effects.people)} 人天", f"{count} people, {len(effects.people)} officer-days"
        ).in_(lang)
        yield f"<details><summary>{escape(words)}</summary><ul>"
        yield from (f"<li>{escape(text.in_(lang))}</li>" for _, text in effects.people[:PEOPLE_SHOWN])
        if len(effects.people) > PEOPLE_SHOWN:
            yield f"<li>… +{len(effects.people) - PEOPLE_SHOWN} (whatif_people.csv)</li>"
        yield "</ul></details>"


def _savings(certificates: Sequence[Certificate], lang: Lang) -> Iterator[str]:
    if certificates:
        yield f"<h2>{Text('节警核验', 'Saving certificate').in_(lang)}</h2>"
        for one in certificates:
            yield f'<div class="cert">{escape(chr(10).join(certificate_lines([one], lang)))}</div>'


def _notes(lang: Lang) -> Iterator[str]:
    """Yield how to read it, and the formulas."""
    words = Text(
        "差值 = 情景 - 基准, 逐次成对; 区间为 95% 学生 t 区间; 区间不含 0 方称更好或更差。"
        "各指标单独检验: 毫无差别时, 每二十项约有一项偶然显示显著。",
        "difference = scenario less base, pair by pair; 95 % interval by Student's t; better or worse only if it does "
        "not hold 0. Each figure is tested by itself: where nothing differs, about one in twenty shows a difference by "
        "chance.",
    )
    yield f"<h2>{Text('说明', 'Notes').in_(lang)}</h2><p>{escape(words.in_(lang))}</p>"
    yield f"<details><summary>{Text('公式', 'Formulas').in_(lang)}</summary><ul>"
    yield from (f"<li><b>{escape(kpi.name.in_(lang))}</b>: {escape(kpi.formula)}</li>" for kpi in KPIS)
    yield "</ul></details>"
