"""The tables of what was recorded: incidents and flow (DOMAIN F04-F06). Only those who ask for them read them."""

from collections.abc import Sequence

from ..models.text import Text
from .codecs import ID, NUMBER, TEXT, WHOLE
from .columns import Column, Table
from .feed_codecs import EVENT, LAYERS, MOMENT

_LON = Column("lon", "经度", NUMBER, Text("WGS-84 经度", "WGS-84 longitude, degrees"), aliases=("longitude",))
_LAT = Column("lat", "纬度", NUMBER, Text("WGS-84 纬度", "WGS-84 latitude, degrees"), aliases=("latitude",))
_EDGE = Column("edge", "路段", WHOLE, Text("没有坐标时的路段编号", "number of the arc, instead of coordinates"))


def _optional(column: Column) -> Column:
    return Column(column.name, column.zh, column.codec, column.meaning, default=None, aliases=column.aliases)


INCIDENTS = Table(
    "incidents",
    "警情",
    Text("已发生的警情, 一条一行; 也可为 incidents.csv.gz", "past incidents, one a row; incidents.csv.gz will do too"),
    (
        Column("incident_id", "警情编号", ID, Text("唯一编号; 空则用行号", "the only key; blank: the row's number"),
               aliases=("id", "call_no", "接警单号")),
        Column("time", "报警时间", MOMENT, Text("报警时间, 当地时间", "when it was reported, local time"),
               required=True, default=None, aliases=("datetime", "reported_at", "start", "时间", "接警时间")),
        Column("type", "类型", EVENT, Text("警情类型或其描述", "type of event, or its description"),
               required=True, default=None, aliases=("kind", "code", "description", "警情类型", "事故类型")),
        _optional(_LON),
        _optional(_LAT),
        _optional(_EDGE),
        Column("injured", "受伤", WHOLE, Text("受伤人数", "people injured"), default=0, aliases=("injuries",)),
        Column("dead", "死亡", WHOLE, Text("死亡人数; 大于 0 为死亡事故", "people killed; makes it fatal"), default=0,
               aliases=("killed", "fatalities")),
        Column("cleared", "处置完毕", MOMENT, Text("处置完毕的时间", "when it was cleared"),
               default=None, aliases=("cleared_at", "resolved", "resolved_at")),
        Column("layers", "研判类别", LAYERS, Text("六类研判", "kinds of analysis"), default=frozenset()),
        Column("note", "备注", TEXT, Text("备注", "note"), aliases=("place", "地点")),
    ),
)  # fmt: skip

FLOW = Table(
    "flow",
    "流量",
    Text("检测器的流量, 一次一行; 也可为 flow.csv.gz", "counts of detectors, one a row; flow.csv.gz will do too"),
    (
        Column("time", "时间", MOMENT, Text("统计开始的时间", "when the count began"),
               required=True, default=None, aliases=("datetime", "timestamp", "采集时间")),
        Column("detector", "检测器", ID, Text("检测器编号; 空则用路段", "number of the detector; blank: the edge"),
               aliases=("detector_id", "segment_id", "设备编号")),
        _optional(_EDGE),
        _optional(_LON),
        _optional(_LAT),
        Column("flow_vph", "流量", NUMBER, Text("每小时标准车", "passenger-car units an hour"),
               required=True, default=None, aliases=("flow", "vph", "volume")),
        Column("speed", "速度", NUMBER, Text("公里/小时", "km/h"), default=None, aliases=("speed_kmh",)),
        Column("occupancy", "占有率", NUMBER, Text("百分数, 或全列 0-1", "percent, or 0-1 throughout"), default=None),
        Column("lanes", "车道数", WHOLE, Text("同向车道数; 空则取路网", "lanes; blank: as on the map"), default=None),
    ),
)  # fmt: skip

FEED_TABLES: Sequence[Table] = (INCIDENTS, FLOW)
