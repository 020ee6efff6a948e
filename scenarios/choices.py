"""The words that planners choose from in the tables, in Chinese and in English, and the members they stand for."""

from enum import StrEnum

from ..models.device import Cause, DeviceKind, DeviceStatus
from ..models.officer import Gender, Role
from ..models.org import Level
from ..models.place import DeskKind, PlaceKind, RoadClass
from ..models.text import Text
from ..models.week import DayType
from .codecs import Codec, choice

LEVELS = choice({Level.DETACHMENT: "支队", Level.BRIGADE: "大队", Level.SQUADRON: "中队"})
ROLES = choice({Role.POLICE: "民警 警察 警官", Role.AUX: "辅警 协管员 协警 文职"})
GENDERS = choice({Gender.FEMALE: "女 female", Gender.MALE: "男 male"})
DAY_TYPES = choice(
    {
        DayType.WEEKDAY: "工作日 平日",
        DayType.WEEKEND: "周末 双休日",
        DayType.HOLIDAY: "节假日 法定节假日 假日",
        DayType.SCHOOL_BREAK: "寒暑假 学校假期",
    }
)
PLACE_KINDS = choice(
    {
        PlaceKind.POST: "岗点 固定岗",
        PlaceKind.MOBILE: "机动 机动组 机动巡逻",
        PlaceKind.DESK: "席位",
        PlaceKind.RESERVE: "备勤",
        PlaceKind.LEAD: "带班 带班领导",
        PlaceKind.STATION: "执法站",
    }
)
ROAD_CLASSES = choice(
    {
        RoadClass.MOTORWAY: "高速公路 高速",
        RoadClass.EXPRESSWAY: "快速路 城市快速路",
        RoadClass.ARTERIAL: "主干道 主干路",
        RoadClass.COLLECTOR: "次干道 次干路",
        RoadClass.LOCAL: "支路",
        RoadClass.NATIONAL: "国道",
        RoadClass.PROVINCIAL: "省道",
        RoadClass.COUNTY: "县道",
        RoadClass.TOWNSHIP: "乡道",
    }
)
DESKS = choice(
    {
        DeskKind.INTEL: "情报信息 情报信息岗",
        DeskKind.ANALYSIS: "分析研判 分析研判岗",
        DeskKind.DISPATCH: "指挥调度 指挥调度岗",
        DeskKind.VIDEO: "视频巡逻 视频巡逻岗",
        DeskKind.OM: "运维监管 运维监管岗",
    }
)
DEVICE_KINDS = choice(
    {
        DeviceKind.VIDEO: "视频 摄像机",
        DeviceKind.CHECKPOINT: "卡口",
        DeviceKind.EVIDENCE: "取证 电子警察",
        DeviceKind.SIGNAL: "信号灯 信号机",
        DeviceKind.FLOW: "流量 流量检测",
        DeviceKind.STATION: "执法站",
        DeviceKind.FACILITY: "设施",
    }
)
STATES = choice({DeviceStatus.UP: "在线 正常", DeviceStatus.DEGRADED: "降级", DeviceStatus.DOWN: "离线 故障"})
CAUSES = choice({Cause.HARDWARE: "硬件", Cause.SOFTWARE: "软件", Cause.NETWORK: "网络", Cause.POWER: "供电"})


class _Wish(StrEnum):
    ON = "on"
    OFF = "off"


_WISH = choice({_Wish.ON: "上班 true", _Wish.OFF: "休息 false"})
WISHES = Codec(
    Text("上班 / 休息", "on / off"),
    lambda cell: _WISH.read(cell) is _Wish.ON,
    lambda value, lang: (Text("上班", "on") if value else Text("休息", "off")).in_(lang),
)
