"""``city.toml`` written out: every setting of a city, in the order a planner reads it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields

from ..models.band import Bands
from ..models.city import City
from ..models.grade import GradeOrder
from ..models.highway import HighwayPolicy
from ..models.policy import Policy, RuleSetting
from ..models.post_need import PostTable
from ..models.template import ShiftTemplate
from ..models.week import Calendar
from .hours import show_hours
from .read_calendar import LISTS, show_days

FICTION = "# 虚构数据: 城市、人员、岗点均非真实 / fictional data: city, people and posts are made up"


def settings_text(city: City) -> str:
    """Return the text of ``city.toml``."""
    head = {
        "name": city.name,
        "fictional": city.fictional,
        "lon": float(city.daylight.lon),
        "lat": float(city.daylight.lat),
        "utc_offset_min": city.daylight.utc_offset_min,
        "roads": city.roads,
    }
    parts = [
        *([FICTION] if city.fictional else []),
        *[f"{key} = {_value(value)}" for key, value in head.items()],
        "",
        "# 班次: 时间跨零点写作 22:00-07:00; paid_min 为计酬分钟 / shift templates",
        *_list("templates", [_template(template) for template in city.templates]),
        "",
        "# 时段: 首尾相接共 24 小时; FIXED 固岗, LINE 巡线, MOBILE 机动 / bands",
        *bands_lines(city.bands),
        "",
        *_calendar(city.calendar),
        "",
        *_policy(city.policy),
        *_changed("post_need", "岗点需求表 / need of posts", _post_table(city.post_table), _post_table(PostTable())),
        *_changed("highways", "公路巡查 / highways", _highways(city.highways), _highways(HighwayPolicy())),
    ]
    if city.equipment.items:
        parts += ["", "[equipment]", f"handover_min = {city.equipment.handover_min}"]
    for order in city.grades:
        parts += ["", "# 勤务等级 / duty grade", "[[grade]]", *_grade(order)]
    return "\n".join(parts) + "\n"


def _grade(order: GradeOrder) -> list[str]:
    values: dict[str, object] = {
        "grade": order.grade.name,
        "scope": order.scope,
        "start": order.start.isoformat(),
        "stop": order.stop.isoformat(),
        "reason": order.reason,
        "ordered_by": order.ordered_by.name,
        "order_no": order.order_no,
        "cancels_leave": order.cancels_leave,
        "suspends_rest": order.suspends_rest,
    }
    if order.presence is not None:
        values |= {"on_duty": order.presence.on_duty, "standby": order.presence.standby}
    if order.reviewed_at is not None:
        values["reviewed_at"] = order.reviewed_at.isoformat()
    return [f"{key} = {_value(value)}" for key, value in values.items()]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: object) -> str:
    text = str(key)
    return text if text.isascii() and text.replace("_", "a").isalnum() else _value(text)


def _list(key: str, items: Sequence[object]) -> list[str]:
    return [f"{key} = [", *[f"  {_value(item)}," for item in items], "]"]


def _template(template: ShiftTemplate) -> Mapping[str, object]:
    return {
        "code": template.code,
        "zh": template.name.zh,
        "en": template.name.en,
        "hours": show_hours(template.segments),
        "paid_min": template.paid_min,
        "serves": sorted(kind.value for kind in template.serves),
    }


def bands_lines(bands: Bands) -> list[str]:
    """Return the table ``[bands]`` of ``city.toml``, line by line."""
    lines = ["[bands]"]
    for kind, of_type in bands.by_type.items():
        items = [
            {
                "code": band.code,
                "zh": band.name.zh,
                "en": band.name.en,
                "hours": show_hours(((band.start, band.end),)),
                "mode": band.mode.value,
            }
            for band in of_type
        ]
        lines += _list(kind.value, items)
    return lines


def _calendar(calendar: Calendar) -> list[str]:
    comment = (
        "# 节假日、调休上班日、寒暑假; 范围写作 2026-10-01..2026-10-07 / holidays, working weekends, school breaks"
    )
    lines = [comment, "[calendar]"]
    for key, kind in LISTS.items():
        days = show_days([day for day, of_day in calendar.special.items() if of_day is kind], kind)
        if days or key == "holidays":
            lines.append(f"{key} = {_value(days)}")
    return lines


def _policy(policy: Policy) -> list[str]:
    lines = [
        "# 缺一组的代价 (优先级 1 至 5) 等; 规则的改动写作 [rules.R21] rest_min = 600 / prices; rule changes",
        "[policy]",
        f"shortage = {_value(policy.shortage)}",
        f"line_share = {policy.line_share}",
        f"hour_price = {policy.hour_price}",
        f"presence = {_value(policy.presence)}",
    ]
    for code, setting in policy.rules.items():
        lines += ["", *_rule(code, setting)]
    return lines


def _changed(key: str, title: str, now: Mapping[str, object], usual: Mapping[str, object]) -> list[str]:
    """Write a section's values that differ from the defaults; nothing if none does."""
    lines = [f"{name} = {_value(value)}" for name, value in now.items() if value != usual[name]]
    return ["", f"# {title}", f"[{key}]", *lines] if lines else []


def _post_table(table: PostTable) -> Mapping[str, object]:
    steps = [{"from": step.ratio, "crews": step.crews, "aux": step.aux} for step in table.steps]
    lanes = {road.value: vph for road, vph in table.lane_vph.items()}
    return {field.name: getattr(table, field.name) for field in fields(table)} | {"steps": steps, "lane_vph": lanes}


def _highways(policy: HighwayPolicy) -> Mapping[str, object]:
    passes = {road.value: often for road, often in policy.passes_per_h.items()}
    return {field.name: getattr(policy, field.name) for field in fields(policy)} | {"passes_per_h": passes}


def _rule(code: str, setting: RuleSetting) -> list[str]:
    lines = [f"[rules.{_key(code)}]"]
    if setting.weight is not None:
        lines.append(f"weight = {setting.weight}")
    lines += [f"{_key(name)} = {_value(value)}" for name, value in setting.params.items()]
    if setting.waiver:
        waiver = {"authority": setting.waiver.authority, "reason": setting.waiver.reason}
        lines.append(f"waiver = {_value(waiver)}")
    return lines
