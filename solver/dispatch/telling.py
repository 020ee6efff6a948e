"""What a recommendation says beside unit and time: notes for the dispatcher, the linkage it rests on, doubts."""

from collections.abc import Mapping
from datetime import datetime

from ...models.dispatch_level import DispatchLevel, Linkage
from ...models.finding import Finding, Severity
from ...models.text import Text
from ...models.unit import Unit, UnitStatus
from ...road_network.route import Route
from .answer import Recommendation
from .call import Call
from .fleet_findings import RULE
from .linkage import detachment_command, squadron_support
from .question import Candidate

NO_RADIO = Text("没有电台号, 不能一步到位", "no radio: no one-step order")
CALLED_OFF = Text("改派: 放下较轻的警情", "called off a less urgent incident")
FROM_BREAK = Text("中断休整", "called from a break")


def recommendation(  # noqa: PLR0913, PLR0917 - all facts of one unit
    call: Call, losses: Mapping[str, float], one: Candidate, unit: Unit, turn_out_ms: int, route: Route | None
) -> Recommendation:
    """Say all that is known of a chosen unit."""
    busy_s = one.eta_ms / 1000 + 60.0 * call.incident.type.service_min
    left_s = (unit.duty_ends - call.now).total_seconds() if unit.duty_ends else busy_s
    return Recommendation(
        unit=unit,
        eta_ms=one.eta_ms,
        turn_out_ms=turn_out_ms,
        route=route,
        loss=losses.get(unit.unit_id, 0.0),
        overtime=left_s < busy_s,
        notes=tuple(_notes(call, unit)),
        aid=one.aid or _linkage(call, one),
    )


def clock_notices(went_back: float) -> list[Finding]:
    """Say that the clock was set back by some seconds; 0 if not."""
    if not went_back:
        return []
    back = round(went_back)
    message = Text(f"时钟倒退 {back} 秒, 已按新时刻重算", f"the clock went back by {back} s; all was read anew")
    return [Finding(rule=RULE, severity=Severity.WARN, message=message, advice=Text("核对时钟", "check the clocks"))]


def roster_notices(first: datetime | None, now: datetime) -> list[Finding]:
    """Say that the roster has not begun yet."""
    if first is None or now >= first:
        return []
    message = Text(f"花名册自 {first} 起, 此前无人在册", f"the roster begins at {first}: nobody is on it before")
    advice = Text("载入上一周的花名册", "load the roster of the week before")
    return [Finding(rule=RULE, severity=Severity.WARN, message=message, advice=advice)]


def _linkage(call: Call, one: Candidate) -> Linkage | None:
    """Return by what right a unit goes to other ground: the detachment's command, or its brigade's sub-centre's."""
    crew = one.crew
    if call.level.level is DispatchLevel.L1 and crew.brigade != call.level.owner:
        return detachment_command(crew.brigade, call.level.owner)
    same_brigade = crew.brigade == call.level.owner
    if same_brigade and crew.squadron and call.squadron and crew.squadron != call.squadron:
        return squadron_support(crew.squadron, call.squadron)
    return None


def _notes(call: Call, unit: Unit) -> list[Text]:
    notes = []
    if unit.protected:
        place, own = unit.place_id, unit.place_id == call.cell
        why = (
            Text("警情在本警区", "the incident is in its own cell")
            if own
            else Text("伤亡或一级", "casualties, or level 1")
        )
        notes.append(Text(f"高峰撤离固定岗 {place}: {why.zh}", f"leaves the fixed post {place} in the peak: {why.en}"))
    if unit.status is UnitStatus.ENROUTE:
        notes.append(CALLED_OFF)
    if unit.status is UnitStatus.BREAK:
        notes.append(FROM_BREAK)
    if unit.radio_shared:
        notes.append(
            Text(f"电台 {unit.radio_id} 配给两个单元, 先核对身份", f"radio {unit.radio_id} is given to two units")
        )
    if not unit.radio_id:
        notes.append(NO_RADIO)
    return notes
