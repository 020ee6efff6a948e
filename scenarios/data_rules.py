"""
The rules about the tables of a city folder, D01 ... D39: findings, documents and tests read this list.

Those about incidents and flow are D84 to D94; those about the road network, D40 and up, stand in ``road_network``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..models.text import Text


@dataclass(frozen=True, slots=True)
class DataRule:
    """A rule of the city folder: its stable code, what it is about, and what to do when nothing better is known."""

    code: str
    name: Text
    advice: Text


DATA_RULES: Sequence[DataRule] = (
    DataRule(
        "D01",
        Text("文件缺失或无法读取", "file missing or unreadable"),
        Text("补上该文件, 或另存为 UTF-8 的 CSV 或 XLSX", "supply the file, or save it again as UTF-8 CSV or XLSX"),
    ),
    DataRule(
        "D02",
        Text("引用了不存在的编号", "reference to something unknown"),
        Text("改正该编号, 或在相应表中补上", "correct the id, or add it to its table"),
    ),
    DataRule(
        "D03",
        Text("多余的列或设置项", "unknown column or setting"),
        Text("改正列名, 或删去该列; 本列未被使用", "correct the name or delete it; it was not used"),
    ),
    DataRule(
        "D04",
        Text("表头有误", "broken header"),
        Text("表头写在第一行, 一列一名, 不合并单元格", "write one header row, one name a column, no merged cells"),
    ),
    DataRule("D05", Text("缺少必填值", "required value missing"), Text("填写该单元格", "fill in the cell")),
    DataRule(
        "D06",
        Text("值无法识别", "value cannot be read"),
        Text("按说明文档中的格式填写", "write it in the form the documentation gives"),
    ),
    DataRule("D07", Text("值超出范围", "value out of range"), Text("改成合理的值", "correct the value")),
    DataRule(
        "D08",
        Text("编号重复", "id used twice"),
        Text("每个编号只留一行; 一名人员只属于一个单位", "keep one row an id; a person belongs to one unit"),
    ),
    DataRule(
        "D09",
        Text("姓名相同或与警号不符", "equal names, or a name that does not fit the number"),
        Text("以警号为准, 请核对", "the police number counts; please verify"),
    ),
    DataRule(
        "D10",
        Text("组织树有误", "broken organisation tree"),
        Text("只留一个最高单位, 每个单位写明上级", "keep one top unit, and name the parent of each other"),
    ),
    DataRule(
        "D11",
        Text("时段有空隙或重叠", "bands with a gap or an overlap"),
        Text("各时段首尾相接, 合计 24 小时", "let the bands lie end to end and fill 24 hours"),
    ),
    DataRule(
        "D12",
        Text("时间段过长, 疑似写反", "hours very long, perhaps reversed"),
        Text("跨零点写作 22:00-07:00; 否则请对调起止", "across midnight write 22:00-07:00; else swap start and end"),
    ),
    DataRule(
        "D13",
        Text("用不上的班次", "template no one can use"),
        Text("改正班次的时间或适用类别, 或删去", "correct its hours or kinds of place, or delete it"),
    ),
    DataRule(
        "D14",
        Text("请假与固定勤务冲突", "leave clashes with a fixed duty"),
        Text("改请假日期, 或撤去固定勤务", "change the leave, or take the fixed duty away"),
    ),
    DataRule(
        "D15",
        Text("固定勤务自相矛盾", "fixed duty that contradicts the tables"),
        Text("改正日期、班次或地点", "correct its date, template or place"),
    ),
    DataRule(
        "D16",
        Text("历史勤务自相重叠", "history overlaps itself"),
        Text("同一人同一时间只留一条", "keep one duty a person at a time"),
    ),
    DataRule(
        "D17",
        Text("日期可疑", "doubtful date"),
        Text("核对年份", "check the year"),
    ),
    DataRule(
        "D18",
        Text("缺少节假日日历", "holiday calendar missing"),
        Text(
            "在 city.toml 的 [calendar] 中列出节假日和调休日; 未列的按周一至周五为工作日",
            "list holidays and working weekends under [calendar] in city.toml; else Monday to Friday are weekdays",
        ),
    ),
    DataRule(
        "D19",
        Text("坐标有误", "wrong coordinates"),
        Text("经度写 lon 列, 纬度写 lat 列, WGS-84 度", "longitude in lon, latitude in lat, WGS-84 degrees"),
    ),
    DataRule(
        "D21",
        Text("需求超过警力", "need beyond the unit's people"),
        Text("减少该时段的组数, 改编组, 或补充人员", "lower the need, change the crew, or add people"),
    ),
    DataRule(
        "D22",
        Text("无人具备所需技能", "no one is qualified"),
        Text("核对技能写法, 或安排培训", "check the spelling of the skill, or train someone"),
    ),
    DataRule(
        "D23",
        Text("执法岗编组没有民警", "enforcement place without police in its crew"),
        Text("执法必须有民警在场, 编组至少写 1+0", "a police officer must be present: write at least 1+0"),
    ),
    DataRule(
        "D24",
        Text("没有班次能覆盖该时段", "no template covers the band"),
        Text("增加一个覆盖该时段的班次, 或取消该时段的需求", "add a template that covers it, or drop the need"),
    ),
    DataRule(
        "D25",
        Text("没有需求", "nothing needed"),
        Text("在 needs 表中填写每时段所需组数", "fill in the crews per band in the needs table"),
    ),
    DataRule(
        "D26",
        Text("规则设置有误", "wrong rule setting"),
        Text("用 qinwu rules 查看规则、参数和默认值", "see rules, parameters and defaults with: qinwu rules"),
    ),
    DataRule("D27", Text("电台重复使用", "one radio given twice"), Text("每人一部电台", "one radio a person")),
    DataRule(
        "D28",
        Text("没有数据", "an empty table"),
        Text("至少填写一行", "fill in at least one row"),
    ),
    DataRule(
        "D29",
        Text("公式或错误值", "formula without a value, or an error value"),
        Text("在 Excel 或 WPS 中重新计算并保存, 或粘贴为数值", "recalculate and save in Excel or WPS, or paste values"),
    ),
    DataRule(
        "D30",
        Text("行的格数与表头不符", "row longer than its header"),
        Text("含逗号的文字加双引号", "put text that holds a comma in double quotes"),
    ),
    DataRule(
        "D31",
        Text("设备编号不合国标", "device number not as the standard has it"),
        Text("按 GB/T 28181 填写 20 位数字, 单元格设为文本", "write the 20 digits of GB/T 28181, in a cell of text"),
    ),
    DataRule(
        "D32",
        Text("设备台账自相矛盾", "device register contradicts itself"),
        Text("核对日期和状态", "check the dates and the status"),
    ),
    DataRule(
        "D33",
        Text("岗点需求表或公路巡查设置有误", "wrong table of post needs or highway settings"),
        Text("照说明文档改正 [post_need]、[highways]", "correct [post_need] or [highways] as documented"),
    ),
    DataRule(
        "D34",
        Text("情景引用了不存在的对象", "scenario names something unknown"),
        Text("更正名称, 或先在同一情景中增设", "correct the name, or add it in the scenario first"),
    ),
    DataRule(
        "D35",
        Text("情景互相矛盾", "scenarios contradict each other"),
        Text("保留其中之一", "keep one of the two"),
    ),
    DataRule(
        "D36",
        Text("推进计划有误", "wrong roll-out plan"),
        Text("更正日期、阶段或清单", "correct the date, the phase or the check-list"),
    ),
    DataRule(
        "D37",
        Text("结对自相矛盾", "bonds that contradict each other"),
        Text("每两人只留一条, 或改为软性", "keep one bond a pair, or make it soft"),
    ),
    DataRule(
        "D38",
        Text("台账有缺漏", "holes in the ledger"),
        Text("补上缺的行和单元格, 截至同一天", "add the missing rows and cells, all to the same day"),
    ),
    DataRule(
        "D39",
        Text("历史有缺口", "hole in the history"),
        Text("补上历史, 或先排前一周", "add to the history, or plan the week before first"),
    ),
    DataRule(
        "D84",
        Text("时间带时区与不带时区混用", "times with and without a zone mixed"),
        Text("全部写成当地时间, 或全部带时区", "write all in local time, or all with a zone"),
    ),
    DataRule("D85", Text("时间在将来", "time in the future"), Text("核对日期和时钟", "check the date and the clock")),
    DataRule("D86", Text("记录自相矛盾", "record that contradicts itself"), Text("核对该行", "check the row")),
    DataRule(
        "D87",
        Text("位置不在路网上", "place off the road network"),
        Text("核对坐标; 公开地图的坐标可能是 GCJ-02", "check the coordinates; they may be GCJ-02"),
    ),
    DataRule(
        "D88",
        Text("流量或占有率超出可能", "more flow or occupancy than possible"),
        Text("核对单位和检测器", "check the unit and the detector"),
    ),
    DataRule("D89", Text("记录有缺口", "hole in the records"), Text("补上这段记录", "add the missing records")),
    DataRule(
        "D90",
        Text("只有部分星期有记录", "weekdays that are never recorded"),
        Text("补上其余日子的记录", "add the records of the other days"),
    ),
    DataRule(
        "D91",
        Text("记录不足 30 天", "fewer than 30 days of records"),
        Text("至少收集 30 天", "collect 30 days at least"),
    ),
    DataRule(
        "D92",
        Text("同一事件的重复报告", "second reports of one event"),
        Text("无需处理, 已合并", "nothing: they are merged"),
    ),
    DataRule(
        "D93",
        Text("警情太少", "too few incidents"),
        Text("收集更多记录后再用于部署", "collect more before you deploy by it"),
    ),
    DataRule("D94", Text("没有明显的高峰", "no peak worth the name"), Text("沿用现有时段", "keep the bands you have")),
)

BY_CODE: Mapping[str, DataRule] = {rule.code: rule for rule in DATA_RULES}
