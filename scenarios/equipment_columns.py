"""The tables of equipment: radios, recorders, terminals, vehicles (``columns`` holds the others)."""

from collections.abc import Mapping, Sequence

from ..models.equipment import EQUIPMENT_NAMES, Condition, EquipmentKind, VehicleKind
from ..models.text import Text
from .codecs import ID, TEXT, WHOLE, choice
from .columns import Column, Table

CONDITIONS = choice({Condition.READY: "在用 正常", Condition.REPAIR: "维修 故障", Condition.RETIRED: "停用 报废"})
VEHICLE_KINDS = choice(
    {VehicleKind.CAR: "警车 轿车 汽车", VehicleKind.MOTORCYCLE: "摩托车 铁骑", VehicleKind.VAN: "勤务车 面包车"}
)
_HOLDER = Column("holder", "持有人", ID, Text("个人专用时填警号; 空为公用", "police number if one person's own"))


def _table(name: str, kind: EquipmentKind, meaning: Text, *more: Column, held: bool = True) -> Table:
    return Table(
        name,
        EQUIPMENT_NAMES[kind].zh,
        meaning,
        (
            Column("item_id", "编号", ID, Text("同类中的唯一编号", "the only key of its kind"), required=True),
            Column("unit_id", "所属单位", ID, Text("单位编号或名称", "id (or name) of the unit"), required=True),
            *more,
            *([_HOLDER] if held else []),
            Column("condition", "状态", CONDITIONS, Text("能否使用", "whether it works"), default=Condition.READY),
            Column("note", "备注", TEXT, Text("备注", "note")),
        ),
    )


EQUIPMENT_TABLES: Mapping[EquipmentKind, Table] = {
    EquipmentKind.RADIO: _table(
        "radios",
        EquipmentKind.RADIO,
        Text("350 兆电台; 编号即点对点号", "350 MHz radios; the id is what a point-to-point call dials"),
        Column("call_sign", "呼号", TEXT, Text("空为按 city.toml 的格式生成", "blank: made by city.toml's pattern")),
        Column("group", "通话组", TEXT, Text("点对点不通时的组呼", "group call if point-to-point fails")),
    ),
    EquipmentKind.RECORDER: _table(
        "recorders", EquipmentKind.RECORDER, Text("执法记录仪", "body-worn recorders")
    ),
    EquipmentKind.TERMINAL: _table("terminals", EquipmentKind.TERMINAL, Text("警务通", "police terminals")),
    EquipmentKind.VEHICLE: _table(
        "vehicles",
        EquipmentKind.VEHICLE,
        Text("巡逻用车, 每组一辆", "patrol vehicles, one a crew"),
        Column("plate", "车牌", TEXT, Text("车牌号", "number plate")),
        Column("vehicle", "车型", VEHICLE_KINDS, Text("车型", "kind of vehicle"), default=VehicleKind.CAR),
        Column("seats", "座位", WHOLE, Text("可乘人数", "people it carries"), default=5),
        held=False,
    ),
}  # fmt: skip
TABLES: Sequence[Table] = tuple(EQUIPMENT_TABLES.values())
