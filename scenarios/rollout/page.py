"""Road map and task list: as rows, and as one page with a chart of the calendar that opens without a network."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from ...models.finding import Finding
from ...models.text import Lang, Text
from ...road_network.picture import FAINT, FONT, INK
from ..whatif.sheet import STYLE, table
from .plan import ITEM_NAMES, PHASE_NAMES, STATUS_NAMES, Brigade, RollOut, Status

Rows = list[tuple[str, ...]]

LEFT, WIDE, STEP, TOP = 150, 860, 30, 58
OWN_STYLE = "td,th{text-align:left;white-space:normal}td:first-child,th:first-child{width:12%}"
RUNS = "#2f7d4f"
COLOURS = {
    Status.LIVE: "#2f7d4f",
    Status.READY: "#2f6fb2",
    Status.PREPARING: "#9aa0a8",
    Status.LATE: "#d8902f",
    Status.BLOCKED: "#b3262a",
}


def road_map(plan: RollOut, today: date, lang: Lang) -> Rows:
    """Return a row for each brigade: phase, go-live, readiness, status, what is open."""
    head = "阶段|大队|上线|就绪|状态|下一任务|负责人", "phase|brigade|go-live|ready|status|next task|owner"
    rows = [
        (
            PHASE_NAMES[one.phase].in_(lang),
            one.name,
            str(one.go_live),
            f"{one.readiness:.0%} ({len(one.done)}/{len(one.done) + len(one.open_items)})",
            STATUS_NAMES[one.status(today)].in_(lang),
            _next(one, lang),
            one.owner or "–",
        )
        for one in plan.brigades
    ]
    return [tuple(Text(*head).in_(lang).split("|")), *rows]


def _next(brigade: Brigade, lang: Lang) -> str:
    """Name the open item that is due first."""
    item = min(brigade.open_items, key=brigade.due_on, default=None)
    return "–" if item is None else f"{ITEM_NAMES[item].in_(lang)} ({brigade.due_on(item):%m-%d})"


def task_list(plan: RollOut, today: date, lang: Lang) -> Rows:
    """Return what is open, the earliest due first."""
    head = "期限|大队|任务|状态|负责人", "due|brigade|task|status|owner"
    late, open_ = Text("逾期", "overdue").in_(lang), Text("待办", "open").in_(lang)
    tasks = sorted((one.due_on(item), one.brigade_id, item, one) for one in plan.brigades for item in one.open_items)
    rows = [
        (str(due), one.name, ITEM_NAMES[item].in_(lang), late if due < today else open_, one.owner or "–")
        for due, _, item, one in tasks
    ]
    return [tuple(Text(*head).in_(lang).split("|")), *rows]


def mixed(plan: RollOut, today: date) -> Text:
    """Say who works in which way on a day."""
    live, legacy = plan.live(today), plan.legacy(today)
    ready = sum(one.readiness for one in plan.brigades) / len(plan.brigades)
    return Text(
        f"{today}: {len(live)} 个大队按新模式运行, {len(legacy)} 个按原方案运行 (支队可见, 不优化、不考核); "
        f"总体就绪 {ready:.0%}",
        f"{today}: {len(live)} brigades work in the reformed way, {len(legacy)} by their old plan (seen by the "
        f"detachment's dispatch, neither improved nor scored); readiness {ready:.0%}",
    )


def moves(before: RollOut, after: RollOut, today: date) -> list[Text]:
    """Say what other dates change: for each brigade that moves, its date, its overdue tasks, its status."""
    found = []
    for old, new in zip(before.brigades, [_of(after, one.brigade_id) for one in before.brigades], strict=True):
        if old.go_live != new.go_live:
            days = (new.go_live - old.go_live).days
            late = [sum(one.due_on(item) < today for item in one.open_items) for one in (old, new)]
            status = [STATUS_NAMES[one.status(today)] for one in (old, new)]
            found.append(
                Text(
                    f"{old.name}: {old.go_live} → {new.go_live} ({days:+d} 天), 逾期任务 {late[0]} → {late[1]}, "
                    f"{status[0].zh} → {status[1].zh}",
                    f"{old.name}: {old.go_live} → {new.go_live} ({days:+d} days), overdue tasks {late[0]} → {late[1]}, "
                    f"{status[0].en} → {status[1].en}",
                )
            )
    last = [max(one.go_live for one in plan.brigades) for plan in (before, after)]
    if last[0] != last[1]:
        found.append(Text(f"全部上线: {last[0]} → {last[1]}", f"all live: {last[0]} → {last[1]}"))
    return found


def _of(plan: RollOut, brigade_id: str) -> Brigade:
    return next(one for one in plan.brigades if one.brigade_id == brigade_id)


def calendar(plan: RollOut, today: date, lang: Lang) -> str:
    """Draw each brigade's preparation up to its go-live, and its operation after it; the phases lie behind."""
    first = min(min(one.due_on(item) for item in ITEM_NAMES) for one in plan.brigades) - timedelta(days=7)
    last = max([*(one.go_live for one in plan.brigades), *plan.ends.values()]) + timedelta(days=14)
    span, high = (last - first).days, TOP + STEP * len(plan.brigades) + 20

    def x(day: date) -> float:
        return LEFT + WIDE * min(1.0, max(0.0, (day - first).days / span))

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDE + 30} {high}" font-family="{FONT}">']
    begin = first
    for number, (phase, end) in enumerate(sorted(plan.ends.items())):
        left, right, fill = x(begin), x(end), ("#f3f1ec", "#e9e6de")[number % 2]
        parts.append(
            f'<rect x="{left:.0f}" y="30" width="{max(0.0, right - left):.0f}" height="{high - 40}" fill="{fill}"/>'
        )
        name = f"{PHASE_NAMES[phase].in_(lang)} · {end:%m-%d}"
        parts.append(
            f'<text x="{(left + right) / 2:.0f}" y="22" font-size="12" text-anchor="middle" fill="{INK}">{name}</text>'
        )
        begin = end
    for number, one in enumerate(plan.brigades):
        y, colour = TOP + STEP * number, COLOURS[one.status(today)]
        start = min(one.due_on(item) for item in ITEM_NAMES)
        parts.append(
            f'<text x="{LEFT - 10}" y="{y + 5}" font-size="13" text-anchor="end" fill="{INK}">{escape(one.name)}</text>'
        )
        parts.append(_bar(x(start), x(one.go_live), y, colour, 0.35))
        parts.append(_bar(x(start), x(start) + (x(one.go_live) - x(start)) * one.readiness, y, colour, 0.9))
        if one.status(today) is not Status.BLOCKED:  # what is blocked does not run from its day on
            parts.append(_bar(x(one.go_live), LEFT + WIDE, y, RUNS, 0.16))
        parts.append(f'<circle cx="{x(one.go_live):.0f}" cy="{y}" r="6" fill="{colour}"/>')
        parts.append(
            f'<text x="{x(one.go_live) + 10:.0f}" y="{y + 4}" font-size="11" fill="{FAINT}">{one.go_live:%m-%d}</text>'
        )
    if first <= today <= last:
        parts.append(f'<path d="M{x(today):.0f} 30V{high - 10}" stroke="#c8372d" stroke-dasharray="4 3"/>')
    return "\n".join([*parts, "</svg>"])


def _bar(left: float, right: float, y: float, colour: str, opacity: float) -> str:
    place = f'x="{left:.0f}" y="{y - 8}" width="{max(0.0, right - left):.0f}" height="16" rx="3"'
    return f'<rect {place} fill="{colour}" fill-opacity="{opacity}"/>'


def rollout_page(
    plan: RollOut, today: date, *, findings: Sequence[Finding], changes: Sequence[Text], lang: Lang
) -> bytes:
    """Return the page: calendar, road map, task list, findings, and what moved dates change."""
    title = plan.name or Text("推进计划", "roll-out").in_(lang)
    said = [mixed(plan, today), *changes]
    parts = [
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang is Lang.ZH else "en"}">\n<head>\n<meta charset="utf-8">',
        f"<title>{escape(title)}</title>\n<style>{STYLE}{OWN_STYLE}</style>\n</head>\n<body>",
        f"<h1>{escape(title)}</h1>",
        *(f"<p>{escape(text.in_(lang))}</p>" for text in said),
        *(f'<div class="none">{escape(finding.line(lang))}</div>' for finding in findings),
        calendar(plan, today, lang),
        f"<h2>{Text('路线图', 'Road map').in_(lang)}</h2>{table(road_map(plan, today, lang))}",
        f"<h2>{Text('任务清单', 'Task list').in_(lang)}</h2>{table(task_list(plan, today, lang))}",
        "</body>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def overlay_of(plan: RollOut) -> str:
    """Return the plan's dates as a scenario for ``qinwu whatif``: brigades not yet live keep their old plan."""
    head = 'name = "rollout"\nzh = "按推进计划混合运行"\nen = "mixed operation by the roll-out plan"\n'
    return head + "".join(
        f'\n[[go_live]]\nunits = ["{one.brigade_id}"]\ndate = "{one.go_live}"\n' for one in plan.brigades
    )
