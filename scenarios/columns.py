"""The tables of a city folder, column by column: the one source for reading, writing and ``docs/city-folder.md``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..models.crew import CrewPattern
from ..models.device import DeviceStatus
from ..models.officer import Gender
from ..models.place import RoadClass
from ..models.text import Text
from ..models.week import DayType
from .choices import (
    CAUSES,
    DAY_TYPES,
    DESKS,
    DEVICE_KINDS,
    GENDERS,
    LEVELS,
    PLACE_KINDS,
    ROAD_CLASSES,
    ROLES,
    STATES,
    WISHES,
)
from .codecs import CREW, DAY, ID, NUMBER, TEXT, WHOLE, WORDS, YES, Codec


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column: English name, Chinese header, how its cells are read, what it means.

    A blank cell of a column that is not ``required`` means ``default``. A column that is not ``usual`` is written
    only if a row uses it. ``aliases`` are headers of other cities' tables; they count where its own is missing.
    """

    name: str
    zh: str
    codec: Codec
    meaning: Text
    required: bool = False
    default: Any = ""
    usual: bool = True
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: file name without ending, its Chinese name (also a file name), what it holds, its columns."""

    name: str
    zh: str
    meaning: Text
    columns: Sequence[Column]
    required: bool = False


_OFFICER_NO = Column("officer_no", "警号", ID, Text("人员的唯一编号", "the person's only key"), required=True)
_OFFICER_NAME = Column("officer_name", "姓名", TEXT, Text("仅供核对", "only to compare"))
_DATE = Column("date", "日期", DAY, Text("勤务开始的日期", "the day on which the duty begins"), required=True)
_TEMPLATE = Column("template", "班次", ID, Text("班次代码", "code of the shift template"), required=True)
_PLACE_ID = Column("place_id", "编号", ID, Text("唯一编号", "the only key"), required=True)
_PLACE_REF = Column("place_id", "岗位编号", ID, Text("岗点、席位或单元的编号", "id of the place"), required=True)

ORG = Table(
    "org",
    "组织",
    Text("支队、大队、中队", "detachment, brigades, squadrons"),
    (
        Column("unit_id", "单位编号", ID, Text("单位的唯一编号", "the unit's only key"), required=True),
        Column("name", "单位名称", TEXT, Text("单位名称", "the unit's name"), required=True),
        Column("level", "级别", LEVELS, Text("级别", "level"), required=True),
        Column("parent_id", "上级编号", ID, Text("上级单位; 最高单位留空", "unit above; blank for the top unit")),
        Column("admin_code", "行政区划代码", ID, Text("行政区划代码", "administrative code")),
        Column("centre_name", "指挥中心", TEXT, Text("指挥中心或分指挥中心名称", "name of the command centre")),
    ),
    required=True,
)

OFFICERS = Table(
    "officers",
    "人员",
    Text("民警和辅警", "police and auxiliaries"),
    (
        _OFFICER_NO,
        Column("name", "姓名", TEXT, Text("姓名", "name"), required=True),
        Column("role", "身份", ROLES, Text("民警或辅警", "police or auxiliary"), required=True),
        Column(
            "unit_id", "所属单位", ID, Text("所属单位编号或名称", "id (or name) of the person's unit"), required=True
        ),
        Column("gender", "性别", GENDERS, Text("性别", "gender"), default=Gender.UNSTATED),
        Column("skills", "技能", WORDS, Text("技能", "skills"), default=frozenset()),
        Column(
            "fit_for_duty", "可上岗", YES, Text("考核合格, 可上路执勤", "may do road duty (R15)"), default=True
        ),
        Column("protected_until", "保护至", DAY, Text("孕哺期保护截止", "last day of R19"), default=None),
        Column("radio_id", "电台", ID, Text("电台编号", "radio")),
        Column("phone", "电话", ID, Text("电话", "phone")),
    ),
    required=True,
)  # fmt: skip

LEAVE = Table(
    "leave",
    "请假",
    Text("请假、培训、外出", "leave, training, absence"),
    (
        _OFFICER_NO,
        _OFFICER_NAME,
        Column("first", "开始日期", DAY, Text("第一天", "first day away"), required=True),
        Column("last", "结束日期", DAY, Text("最后一天, 含", "last day away, included"), required=True),
        Column("kind", "类别", TEXT, Text("年假、病假、培训等", "annual, sick, training ...")),
    ),
)

REQUESTS = Table(
    "requests",
    "意愿",
    Text("上班或休息的意愿", "wishes to work or to be off"),
    (
        _OFFICER_NO,
        _OFFICER_NAME,
        _DATE,
        Column("wish", "意愿", WISHES, Text("希望上班或休息", "to work (on) or to be off"), default=False),
        Column("template", "班次", ID, Text("只针对该班次; 空为任意", "this template only; blank for any")),
        Column("weight", "权重", WHOLE, Text("1 至 3", "1 to 3"), default=1),
    ),
)

HISTORY = Table(
    "history",
    "历史",
    Text("前几周的勤务", "duties of the weeks before"),
    (
        _OFFICER_NO,
        _OFFICER_NAME,
        _DATE,
        _TEMPLATE,
        Column("place_id", "岗位编号", ID, Text("当时的地点", "the place it was at")),
    ),
)

PINS = Table(
    "pins",
    "固定勤务",
    Text("排班前已定的勤务", "duties that are fixed before planning"),
    (_OFFICER_NO, _OFFICER_NAME, _DATE, _TEMPLATE, _PLACE_REF),
)

NEEDS = Table(
    "needs",
    "需求",
    Text(
        "每地点每类日期一行, 每时段一列, 填所需组数; 空为 0; 没有某类日期的行时用工作日的",
        "one row a place and day type, one column a band: crews needed; blank is 0;"
        " a day type without a row uses the weekday's",
    ),
    (
        _PLACE_REF,
        Column("place_name", "岗位名称", TEXT, Text("仅供阅读", "only to read")),
        Column("day_type", "日期类型", DAY_TYPES, Text("日期类型", "kind of day"), default=DayType.WEEKDAY),
    ),
    required=True,
)

_RARE = ("crew_skills", "searches")
_ROAD = ("road_class", "lon", "lat", "enforcement", "must_hold", "signalised", "school", "line_id", "line_name")


def _places(*, kind: bool, desk: bool, hidden: Sequence[str]) -> tuple[Column, ...]:
    columns = (
        _PLACE_ID,
        Column("name", "名称", TEXT, Text("名称", "name"), required=True),
        *([Column("kind", "类别", PLACE_KINDS, Text("类别", "kind"), required=True)] if kind else []),
        Column("unit_id", "所属单位", ID, Text("单位编号或名称", "id (or name) of the owning unit"), required=True),
        Column("desk", "席位类别", DESKS, Text("席位类别", "kind of desk"), required=desk, default=None),
        Column("road_class", "道路等级", ROAD_CLASSES, Text("道路等级", "road class"), default=RoadClass.LOCAL),
        Column("lon", "经度", NUMBER, Text("WGS-84 经度", "WGS-84 longitude, degrees"), default=None),
        Column("lat", "纬度", NUMBER, Text("WGS-84 纬度", "WGS-84 latitude, degrees"), default=None),
        Column("priority", "优先级", WHOLE, Text("1 (最低) 至 5", "1 (lowest) to 5"), default=3),
        Column("crew", "编组", CREW, Text("最低编组", "least crew"), default=(CrewPattern(1, 0),)),
        Column("enforcement", "执法", YES, Text("是否执法", "whether it enforces"), default=False),
        Column("must_hold", "必守", YES, Text("高峰必须值守", "must be held in the peak"), default=False),
        Column("signalised", "信号灯", YES, Text("有信号灯", "has traffic signals"), default=False),
        Column("school", "护学岗", YES, Text("学校门口", "at a school gate"), default=False),
        Column("skills", "技能", WORDS, Text("每人都须具备", "every member must hold these"), default=frozenset()),
        Column("lead_skills", "带队技能", WORDS, Text("一名民警须具备", "one officer must hold"), default=frozenset()),
        Column(
            "crew_skills", "组内技能", WORDS, Text("一人具备即可, 如驾驶", "one member must hold"), default=frozenset()
        ),
        Column("searches", "人身检查", YES, Text("有人身检查, 须有女民警", "bodies are searched (R38)"), default=False),
        Column("line_id", "巡线编号", ID, Text("平峰巡线", "patrol line of the off-peak")),
        Column("line_name", "巡线名称", TEXT, Text("巡线名称", "name of the line")),
        Column("line_km", "巡线长度", NUMBER, Text("公里", "length of the line, km"), default=0.0),
        Column("note", "备注", TEXT, Text("备注", "note")),
    )  # fmt: skip
    return tuple(
        Column(c.name, c.zh, c.codec, c.meaning, c.required, c.default, usual=c.name not in (*hidden, *_RARE))
        for c in columns
    )


POSTS = Table(
    "posts",
    "岗点",
    Text("固定岗点及其平峰巡线", "fixed posts with their off-peak lines"),
    _places(kind=False, desk=False, hidden=("desk",)),
    required=True,
)
DESKS_TABLE = Table(
    "desks",
    "席位",
    Text("指挥中心席位", "desks of the command centres"),
    _places(kind=False, desk=True, hidden=(*_ROAD, "line_km")),
)
UNITS = Table(
    "units",
    "机动",
    Text("机动组、执法站、备勤、带班", "mobile units, stations, reserve, leader on duty"),
    _places(kind=True, desk=False, hidden=("desk", "must_hold", "signalised", "school")),
)

DEVICES = Table(
    "devices",
    "设备",
    Text("路面设备台账", "devices at the roadside"),
    (
        Column("device_id", "设备编号", ID, Text("GB/T 28181, 20 位数字", "GB/T 28181, 20 digits"), required=True),
        Column("name", "名称", TEXT, Text("名称", "name"), required=True),
        Column("kind", "类别", DEVICE_KINDS, Text("类别", "kind"), required=True),
        Column("unit_id", "所属单位", ID, Text("单位编号或名称", "id (or name) of the owning unit")),
        Column("lon", "经度", NUMBER, Text("WGS-84 经度", "WGS-84 longitude, degrees"), required=True),
        Column("lat", "纬度", NUMBER, Text("WGS-84 纬度", "WGS-84 latitude, degrees"), required=True),
        Column("functions", "功能", WORDS, Text("功能", "functions"), default=frozenset()),
        Column("view_m", "视距", NUMBER, Text("所见道路长度, 米", "length of road it sees, metres"), default=0.0),
        Column("compliant", "符合国标", YES, Text("符合 GB/T 28181", "meets GB/T 28181"), default=True),
        Column("surveyed", "排查日期", DAY, Text("排查日期", "day of the survey"), default=None),
        Column("rectify_by", "整改期限", DAY, Text("整改期限", "to be rectified by"), default=None),
        Column("status", "状态", STATES, Text("状态", "status"), default=DeviceStatus.UP),
        Column("cause", "故障原因", CAUSES, Text("故障原因", "why it does not work"), default=None),
        Column("since", "故障开始", DAY, Text("故障开始日期", "has not worked since"), default=None),
        Column("eta", "预计修复", DAY, Text("预计修复日期", "expected to work again on"), default=None),
        Column("go_live", "启用日期", DAY, Text("启用日; 空为已启用", "first day; blank: in use"), default=None),
        Column("pole_id", "杆号", ID, Text("同杆设备杆号相同", "devices on one pole share it")),
    ),
)  # fmt: skip

TABLES: Sequence[Table] = (
    ORG,
    OFFICERS,
    LEAVE,
    REQUESTS,
    HISTORY,
    PINS,
    POSTS,
    DESKS_TABLE,
    UNITS,
    NEEDS,
    DEVICES,
)
BY_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}
