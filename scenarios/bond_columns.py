"""The tables of bonds and of the year's ledger (``columns`` holds the others); both may be missing."""

from collections.abc import Sequence

from ..models.bond import BondKind
from ..models.ledger import BURDEN_NAMES
from ..models.text import Text
from .codecs import COUNT, DAY, ID, TEXT, YES, choice
from .columns import Column, Table

KINDS = choice({BondKind.TOGETHER: "同组 搭档 小队", BondKind.APART: "分开 回避", BondKind.MENTOR: "师徒 带教"})

BONDS = Table(
    "bonds",
    "结对",
    Text(
        "谁与谁同组、分开、师徒; 小队写成几行同组",
        "who rides together, apart, or with a mentor; a squad in several rows",
    ),
    (
        Column("kind", "类别", KINDS, Text("师徒: 甲为师傅, 乙为徒弟", "of MENTOR the first guides"), required=True),
        Column("first", "甲", ID, Text("警号", "police number"), required=True),
        Column("second", "乙", ID, Text("警号", "police number"), required=True),
        Column(
            "hard", "必须", YES, Text("是: 违反则不成方案; 否: 计价", "yes: law of the plan; no: priced"), default=True
        ),
        Column("note", "备注", TEXT, Text("备注", "note")),
    ),
)
LEDGER = Table(
    "ledger",
    "台账",
    Text("本年累计: 各人已承担的夜班等次数", "this year's totals of nights and other burdens, one row a person"),
    (
        Column("officer_no", "警号", ID, Text("人员的唯一编号", "the person's only key"), required=True),
        Column("officer_name", "姓名", TEXT, Text("仅供核对", "only to compare")),
        Column(
            "until", "截至", DAY, Text("从该年 1 月 1 日算到这一天, 含", "counted from 1 January to it"), required=True
        ),
        *(
            Column(name, text.zh, COUNT, Text(f"{text.zh}次数", f"number of {text.en}"), required=True, default=0)
            for name, text in BURDEN_NAMES.items()
        ),
    ),
)  # fmt: skip
TABLES: Sequence[Table] = (BONDS, LEDGER)
