"""A roll-out plan as TOML: read with all findings at once; the reform's own calendar as the example."""

import tomllib
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from ...models.errors import InputError
from ...models.finding import Finding, Severity, Where
from ...models.text import Text
from ..notes import Notes
from ..tables import close
from ..toml_reader import Branch
from .plan import ITEM_NAMES, PHASE_NAMES, Brigade, Item, Phase, RollOut

RULE = "D36"
KEYS = ("id", "name", "phase", "go_live", "done", "due", "owner")


def example() -> str:
    """Return the calendar of the reform's own plan."""
    return (files(__package__) / "jinzhong.toml").read_text("utf-8")


def read_rollout(path: Path) -> RollOut:
    """
    Read a plan.

    Raises
    ------
    InputError
        With every finding, if it cannot be used.
    """
    notes = Notes()
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        message = Text("没有这个文件", "there is no such file")
        advice = Text("更正路径, 或加 --example 写出示例", "correct the path, or write the example by --example")
        notes.error("D01", message, _at(path.name), advice)
        raise InputError.of(notes.findings) from None
    except OSError as error:
        notes.error("D01", Text(f"无法读取: {error.strerror}", f"cannot be read: {error.strerror}"), _at(path.name))
        raise InputError.of(notes.findings) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        notes.error("D01", Text(f"TOML 语法错误: {error}", f"TOML syntax: {error}"), _at(path.name))
        raise InputError.of(notes.findings) from None
    return rollout_of(Branch(path.name, "", data, notes))


def rollout_of(top: Branch) -> RollOut:
    """Make the plan of a TOML tree; raises InputError with every finding."""
    top.warn_unknown(("name", "phases", "brigades"))
    phases = top.branch("phases")
    names = [phase.name for phase in Phase]
    phases.warn_unknown(names)
    ends = {Phase[name]: day for name in names if name in phases.data and (day := phases.day(name))}
    found = [one for item in top.items("brigades") if (one := _brigade(item))]
    ids = [one.brigade_id for one in found]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        top.notes.error("D08", Text(f"大队 {twice} 出现两次", f"brigade {twice} stands twice"), top.at("brigades"))
    if not top.get("brigades", list, []):
        top.notes.error("D28", Text("没有任何大队", "there is no brigade"), top.at("brigades"))
    if top.notes.failed:
        raise InputError.of(top.notes.findings)
    order = sorted(found, key=lambda one: (one.go_live, one.phase, one.brigade_id))
    return RollOut(name=top.get("name", str, ""), ends=ends, brigades=tuple(order))


def _brigade(item: Branch) -> Brigade | None:
    item.warn_unknown(KEYS)
    before = len(item.notes.findings)
    brigade_id, go_live = item.need("id", str, ""), item.day("go_live")
    word = item.need("phase", str, "")
    phase = Phase.__members__.get(word)
    if phase is None and word:
        known = ", ".join(Phase.__members__)
        item.notes.error("D06", Text(f"phase 应为 {known}", f"phase must be one of {known}"), item.at("phase"))
    done = frozenset(_item(item, "done", word) for word in item.get("done", list, []))
    due = item.branch("due")
    dates = {_item(due, word, word): due.day(word) for word in due.data}
    if len(item.notes.findings) > before or phase is None or go_live is None:
        return None
    return Brigade(
        brigade_id=brigade_id,
        name=item.get("name", str, brigade_id),
        phase=phase,
        go_live=go_live,
        done=frozenset(one for one in done if one is not None),
        due={one: day for one, day in dates.items() if one is not None and day is not None},
        owner=item.get("owner", str, ""),
    )


def _item(branch: Branch, key: str, word: object) -> Item | None:
    """Read an item by its code or its Chinese name."""
    for item, name in ITEM_NAMES.items():
        if word in (item.value, name.zh, name.en):
            return item
    near = close(str(word), [*Item, *(name.zh for name in ITEM_NAMES.values())])
    advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else None
    message = Text(f"清单没有 {word}", f"the check-list has no {word}")
    branch.notes.error(RULE, message, branch.at(key), advice)
    return None


def doubts(plan: RollOut, today: date, *, file: str) -> list[Finding]:
    """Judge a plan on a day: order of the phases, dates in the past with open items, dates after a phase's end."""
    found = []
    for a, b in pairwise(sorted(plan.ends)):
        if plan.ends[b] < plan.ends[a]:
            early, late = PHASE_NAMES[a], PHASE_NAMES[b]
            message = Text(f"{late.zh}阶段止于{early.zh}阶段之前", f"the phase {late.en!r} ends before {early.en!r}")
            found.append(_finding(Severity.ERROR, message, _at(file, "phases", str(plan.ends[b]))))
    for one in plan.brigades:
        found += _of_brigade(plan, one, today, file)
    return found


def _of_brigade(plan: RollOut, one: Brigade, today: date, file: str) -> Iterable[Finding]:
    where = _at(file, f"brigades.{one.brigade_id}.go_live", str(one.go_live))
    earlier = [other for other in plan.brigades if other.phase < one.phase and other.go_live > one.go_live]
    if earlier:
        names = "、".join(other.name for other in earlier)
        message = Text(
            f"{one.name}({PHASE_NAMES[one.phase].zh})早于前一阶段的{names}",
            f"{one.name} ({PHASE_NAMES[one.phase].en}) goes live before {names} of an earlier phase",
        )
        yield _finding(Severity.ERROR, message, where)
    if one.go_live <= today and one.open_items:
        names = "、".join(ITEM_NAMES[item].zh for item in one.open_items)
        en = ", ".join(ITEM_NAMES[item].en for item in one.open_items)
        message = Text(
            f"{one.name}上线日已过, 清单未完成: {names}", f"{one.name}: go-live has passed with open items: {en}"
        )
        yield _finding(Severity.ERROR, message, where)
    end = plan.ends.get(one.phase)
    if end is not None and one.go_live > end:
        message = Text(f"{one.name}晚于本阶段截止日 {end}", f"{one.name} goes live after its phase ends on {end}")
        yield _finding(Severity.WARN, message, where)


def _finding(severity: Severity, message: Text, where: Where) -> Finding:
    advice = Text("更正日期, 或完成清单", "correct the date, or finish the check-list")
    return Finding(rule=RULE, severity=severity, message=message, where=where, advice=advice)


def _at(file: str, field: str = "", value: str = "") -> Where:
    return Where(file=file, field=field, value=value)
