"""Why a unit is not sent: exactly one reason each, in the order in which a dispatcher would ask."""

from enum import StrEnum

from ...models.text import Text


class Reason(StrEnum):
    """The first of these that applies."""

    OFF_DUTY = "OFF_DUTY"
    NO_POSITION = "NO_POSITION"
    OUT_OF_SERVICE = "OUT_OF_SERVICE"
    OUT_OF_CONTACT = "OUT_OF_CONTACT"
    BUSY = "BUSY"
    ON_BREAK = "ON_BREAK"
    POST_HELD = "POST_HELD"
    CREW = "CREW"
    SKILL = "SKILL"
    OTHER_BRIGADE = "OTHER_BRIGADE"
    COVERAGE = "COVERAGE"
    UNREACHABLE = "UNREACHABLE"


REASON_TEXTS = {
    Reason.OFF_DUTY: Text("不在勤", "off duty"),
    Reason.NO_POSITION: Text("位置不明", "its position is unknown"),
    Reason.OUT_OF_SERVICE: Text("停勤", "out of service"),
    Reason.OUT_OF_CONTACT: Text("电台失联, 不能点对点呼叫", "out of contact: cannot be called one to one"),
    Reason.BUSY: Text("正在处置其他警情", "busy with another incident"),
    Reason.ON_BREAK: Text("休整中, 只接一级紧急 (P1)", "on a break: P1 only"),
    Reason.POST_HELD: Text("高峰固定岗不得撤离 (R31)", "holds a fixed post in the peak (R31)"),
    Reason.CREW: Text("编组人数不合法 (R01, R02, R08-R10)", "its crew is too small by law (R01, R02, R08-R10)"),
    Reason.SKILL: Text("缺少事故处理资格 (R09, R10, R29)", "lacks the qualification (R09, R10, R29)"),
    Reason.OTHER_BRIGADE: Text("属其他大队, 不符合互助条件 (R30)", "of another brigade, mutual aid not due (R30)"),
    Reason.COVERAGE: Text("派出后失去覆盖过多", "sending it would uncover too much"),
    Reason.UNREACHABLE: Text("无路可达或超出时限", "no road leads here within the limit"),
}
