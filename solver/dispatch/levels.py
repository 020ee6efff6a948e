"""Who commands: level 1 or level 2, the owner, and whom to tell (DOMAIN D4, F13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...models.dispatch_level import DispatchLevel
from ...models.incident import EventCode, Incident
from ...models.text import Text

MANY_DEAD = 3
SPANS = frozenset({EventCode.CONGESTION_QUEUE, EventCode.ROADWORK_OCCUPY, EventCode.LOW_VISIBILITY})

USUAL = Text("大队负责的常态警情", "a usual incident: the brigade commands")
LEVEL_ONE = (
    Text("应急指挥", "emergency command"),
    Text("特殊勤务", "special duty"),
    Text("死亡 3 人以上 (R11)", "three or more dead (R11)"),
    Text("涉危险品", "dangerous goods"),
    Text("涉客车、校车", "a coach or school bus"),
    Text("民警伤亡", "police casualties"),
    Text("肇事逃逸", "hit and run"),
    Text("重点违法精准打击", "targeted enforcement"),
    Text("拟采取封闭措施", "a closure is considered"),
    Text("跨大队辖区", "it touches two brigades"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """
    The verdict.

    Parameters
    ----------
    owner
        The brigade that commands at level 2 and reports at level 1: the one upstream; "" if nobody knows.
    matched
        The rule that matched.
    pushes
        The brigades whose sub-centres get the incident at once, each to acknowledge within 60 seconds.
    ambiguous
        The facts do not decide; it went up.
    """

    level: DispatchLevel
    owner: str
    matched: Text
    pushes: tuple[str, ...]
    ambiguous: bool = False


def classify(incident: Incident, touched: Sequence[str] = ()) -> Level:
    """
    Return the dispatch level of an incident.

    Parameters
    ----------
    incident
        What happened.
    touched
        The brigades its place touches, the one upstream first; what ``incident.brigades`` says is added.
    """
    brigades = tuple(dict.fromkeys((*touched, *incident.brigades)))
    owner = incident.upstream or (brigades[0] if brigades else "")
    for applies, matched in zip(_level_one(incident, brigades), LEVEL_ONE, strict=True):
        if applies:
            return Level(level=DispatchLevel.L1, owner=owner, matched=matched, pushes=brigades)
    doubt = _doubt(incident, brigades)
    if doubt is not None:
        return Level(level=DispatchLevel.L1, owner=owner, matched=doubt, pushes=brigades, ambiguous=True)
    return Level(level=DispatchLevel.L2, owner=owner, matched=USUAL, pushes=())


def _level_one(incident: Incident, brigades: Sequence[str]) -> tuple[bool, ...]:
    """Return which of ``LEVEL_ONE`` apply."""
    code = incident.code
    return (
        incident.emergency,
        code is EventCode.SPECIAL_DUTY,
        incident.dead >= MANY_DEAD,
        incident.hazmat,
        incident.coach,
        incident.police_hurt,
        code is EventCode.HIT_AND_RUN,
        code is EventCode.WATCHLIST_HIT,
        code is EventCode.LOW_VISIBILITY and incident.closure,
        len(incident.brigades) > 1 or (code in SPANS and len(brigades) > 1),
    )


def _doubt(incident: Incident, brigades: Sequence[str]) -> Text | None:
    if len(brigades) > 1 and not incident.upstream:
        return Text("位于辖区分界, 归属不明", "on a border between brigades: whose it is cannot be told")
    if incident.code is EventCode.ACCIDENT_FATAL and incident.dead == 0:
        return Text("死亡事故, 人数未报", "a fatal accident, the number of dead not reported")
    return None
