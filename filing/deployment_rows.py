"""The tables of a deployment: what the report shows and the CSV files hold."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from ..models.city import City
from ..models.deployment import ChainChoice, Deployment, Stage
from ..models.text import Lang, Text
from .deployment_parts import (
    Grid,
    Row,
    base_grid,
    desk_grid,
    grade_grid,
    heads,
    highway_grid,
    hours,
    line_grid,
    percent,
    staffing_grid,
)
from .labels import weekday


def grids(city: City, deployment: Deployment, lang: Lang) -> list[Grid]:
    """Return every table that has rows, in the order of the report."""
    made = (
        _stages(deployment, lang),
        _saving(deployment, lang),
        _laws(deployment, lang),
        _covers(city, deployment, lang),
        _gaps(city, deployment, lang),
        chain_grid(city, deployment, lang, opened=True),
        desk_grid(city, deployment, lang),
        base_grid(city, deployment, lang),
        line_grid(city, deployment, lang),
        highway_grid(deployment, lang),
        grade_grid(deployment, lang),
        staffing_grid(city, deployment, lang),
        chain_grid(city, deployment, lang, opened=False),
    )
    return [grid for grid in made if grid.rows]


def _stages(deployment: Deployment, lang: Lang) -> Grid:
    rows: list[Row] = []
    for stage in deployment.stages:
        mark = Text("完成", "done") if stage.done else Text("未做", "left out")
        shown = gap_text(stage).in_(lang) if stage.done else ""
        rows.append((stage.name.in_(lang), mark.in_(lang), stage.note.in_(lang), "", "", shown))
        for level in stage.levels:
            name = f"· {level.name.in_(lang)} ({level.unit.in_(lang)})"
            rows.append(
                (name, "", level.note.in_(lang), f"{level.value:,.4g}", f"{level.bound:,.4g}", f"{level.gap:.3%}")
            )
    header = heads(
        ("步骤", "Stage"), ("状态", "State"), ("说明", "Note"), ("值", "Value"), ("界", "Bound"), ("差距", "Gap")
    )
    note = Text(
        "值不可能低于界; 逐层求解, 前一层的最优值在后一层保持。",
        "No plan has a value below the bound; each level keeps the one before.",
    )
    return Grid(key="stages", title=Text("步骤与证明", "Stages and proof"), header=header, rows=rows, note=note)


def gap_text(stage: Stage) -> Text:
    """Say how far a stage that was done may be from the best: its widest gap, or that it chooses nothing."""
    if not stage.levels:
        return Text("直接计算, 差距 0", "reckoned, gap 0")
    return Text(f"差距 {stage.gap:.3%}", f"gap {stage.gap:.3%}")


def _saving(deployment: Deployment, lang: Lang) -> Grid:
    saving = deployment.saving
    rows: list[Row] = []
    if saving is not None:
        shown = percent(saving.share) if saving.comparable else Text("不可比", "not comparable").in_(lang)
        rows = [
            (
                Text("基线", "baseline").in_(lang),
                hours(saving.baseline_police_min),
                hours(saving.baseline_aux_min),
                "",
            ),
            (Text("部署", "deployment").in_(lang), hours(saving.plan_police_min), hours(saving.plan_aux_min), shown),
            *((f"· {condition.in_(lang)}", "", "", "") for condition in saving.conditions),
        ]
    header = heads(
        ("与人海战术比较", "Against the human wave"),
        ("民警工时", "Police, h"),
        ("辅警工时", "Auxiliaries, h"),
        ("节约", "Saved"),
    )
    return Grid(key="saving", title=Text("节约警力", "Saving"), header=header, rows=rows)


def _laws(deployment: Deployment, lang: Lang) -> Grid:
    rows = [
        (
            law.code,
            law.name.in_(lang),
            hours(law.minutes_with),
            hours(law.minutes_without),
            hours(law.minutes),
            str(law.short_with - law.short_without),
        )
        for law in deployment.laws
    ]
    header = heads(
        ("规则", "Rule"),
        ("名称", "Name"),
        ("有此规则, 工时", "With it, h"),
        ("无此规则, 工时", "Without it, h"),
        ("代价, 工时", "Costs, h"),
        ("多缺组数", "More crews missing"),
    )
    return Grid(key="laws", title=Text("法规的工时代价", "What each law costs"), header=header, rows=rows)


def _covers(city: City, deployment: Deployment, lang: Lang) -> Grid:
    names = {band.code: band.name for day in deployment.week.days for band in city.bands_of(day)}
    rows = [
        (
            names[cover.band].in_(lang) if cover.band in names else cover.band,
            f"{cover.target_min:g}",
            f"{cover.demand:,.1f}",
            percent(cover.before),
            percent(cover.after),
            percent(cover.twice_before),
            percent(cover.twice_after),
        )
        for cover in deployment.covers
    ]
    header = heads(
        ("时段", "Band"),
        ("分钟内", "Within, min"),
        ("每周期望警情", "Calls a week"),
        ("需求表", "By the table"),
        ("部署后", "Deployed"),
        ("双重: 需求表", "Twice, table"),
        ("双重: 部署后", "Twice, deployed"),
    )
    return Grid(key="covers", title=Text("到达覆盖", "Response cover"), header=header, rows=rows)


def _gaps(city: City, deployment: Deployment, lang: Lang) -> Grid:
    rows = [
        (
            str(gap.day or ""),
            gap.band,
            city.place(gap.place_id).name if city.has_place(gap.place_id) else "",
            gap.what.in_(lang),
            f"{gap.amount:g} {gap.unit.in_(lang)}",
            gap.why.in_(lang),
            gap.cure.in_(lang),
        )
        for gap in deployment.gaps
    ]
    header = heads(
        ("日期", "Date"),
        ("时段", "Band"),
        ("岗位", "Place"),
        ("缺口", "Gap"),
        ("数量", "Amount"),
        ("原因", "Why"),
        ("办法", "Cure"),
    )
    return Grid(key="gaps", title=Text("缺口", "Gaps"), header=header, rows=rows)


def chain_grid(city: City, deployment: Deployment, lang: Lang, *, opened: bool) -> Grid:
    """Return the opened chains, or those that stay closed; equal days share a row."""
    days: dict[tuple[str, str, str, int, int, Text], list[date]] = defaultdict(list)
    for chain in deployment.chains:
        if bool(chain.crews) is opened:
            days[_sort_of(chain)].append(chain.key.day)
    rows = [
        (
            place_id,
            city.place(place_id).name if city.has_place(place_id) else "",
            template,
            pattern,
            _days(when, lang),
            str(crews),
            hours(paid * crews),
            why.in_(lang),
        )
        for (place_id, template, pattern, crews, paid, why), when in days.items()
    ]
    header = heads(
        ("编号", "Id"),
        ("岗位", "Place"),
        ("班次", "Template"),
        ("编组", "Crew"),
        ("日期", "Days"),
        ("组数", "Crews"),
        ("每人工时合计", "Hours a person"),
        ("理由", "Why"),
    )
    title = Text("开设的勤务链", "Chains that open") if opened else Text("未开的勤务链", "Chains that stay closed")
    return Grid(key="open" if opened else "closed", title=title, header=header, rows=rows)


def _sort_of(chain: ChainChoice) -> tuple[str, str, str, int, int, Text]:
    key = chain.key
    return key.place_id, key.template, str(key.pattern), chain.crews, chain.paid_min, chain.why


def _days(days: Sequence[date], lang: Lang) -> str:
    return " ".join(weekday(day, lang) for day in days)


def need_rows(city: City, deployment: Deployment, lang: Lang) -> Iterator[Row]:
    """Return need and crews of every place, day and band, the header first."""
    yield tuple(
        text.in_(lang)
        for text in heads(
            ("日期", "Date"),
            ("时段", "Band"),
            ("编号", "Id"),
            ("岗位", "Place"),
            ("方式", "Mode"),
            ("需要", "Needed"),
            ("到岗", "Manned"),
            ("理由", "Why"),
        )
    )
    for need in deployment.needs:
        name = city.place(need.place_id).name if city.has_place(need.place_id) else ""
        counts = (str(need.crews), str(need.manned))
        yield (str(need.day), need.band, need.place_id, name, need.mode.value, *counts, need.why.in_(lang))
