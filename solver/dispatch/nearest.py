"""The nearest unit that may be sent, with reasons (DOMAIN D6, F14, 5.5): one call, under a millisecond."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ...models.dispatch_level import DispatchLevel, Linkage
from ...models.errors import InputError
from ...models.finding import Finding, Severity
from ...models.incident import Incident
from ...models.text import Text
from ...models.unit import Unit, UnitStatus
from ...road_network.closures import OPEN, Closures
from ...road_network.nearest_ways import Way, met_on_the_way, nearest_ways, route_of
from ...road_network.search import RoadSearch
from .answer import Answer, Recommendation, Rejected
from .call import Call, judge, make_call
from .fleet import Fleet
from .fleet_findings import RULE
from .linkage import brigade_aid, detachment_command
from .next_free import next_free
from .reasons import Reason
from .rules import DispatchRules

SPARE = 5
MS = 1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Options:
    """How many are wanted, what lost cover costs, whether ways are told."""

    k: int
    lam: float
    losses: Mapping[str, float]
    routes: bool


@dataclass(slots=True)
class Candidate:
    """A unit on the list, with the way that the search found for it."""

    way: Way
    unit: Unit
    score: float
    aid: Linkage | None = None


def nearest_units(  # noqa: PLR0913 - the public call: options by keyword
    network: RoadSearch,
    fleet: Fleet,
    incident: Incident,
    now: datetime,
    rules: DispatchRules | None = None,
    *,
    k: int = 3,
    lam: float = 0.0,
    losses: Mapping[str, float] | None = None,
    closures: Closures = OPEN,
    routes: bool = True,
) -> Answer:
    """
    Recommend the units to send to an incident, the best first.

    Parameters
    ----------
    network
        The road search that the fleet was made for.
    fleet
        Who is out there; held still for the length of the question.
    incident
        What happened, and where.
    now
        Local time without a zone.
    rules
        Settings of dispatch; the fleet's if not given. What concerns the standing of units (freshness of fixes,
        silence, turn-out times) is always the fleet's.
    k
        How many recommendations, at least 1.
    lam, losses
        Minutes of delay that one percent of demand is worth, and what each unit would leave uncovered, percent (see
        ``cover.Cover.losses``). With 0 the order is that of arrival.
    closures
        What is closed and slow at present.
    routes
        Whether each recommendation tells its way.

    Returns
    -------
    Answer
        With no recommendation if nobody is eligible: then with the reasons against everybody within the horizon, and
        the next unit to be free. Ties go to the smaller unit id.

    Raises
    ------
    InputError
        If the incident lies off the network or in the future, ``now`` has a time zone, ``k`` or ``lam`` is out of
        range, or the fleet was made for another network.

    Notes
    -----
    Pure: no files, no clock, no randomness. Safe to call from several threads. One search finds those who may be sent;
    those who are nearer and may not are read off its labels.

    Examples
    --------
    See ``docs/dispatch.md``.
    """
    if network is not fleet.search:
        raise InputError(Text("单元库属于另一路网", "the fleet was made for another network"))
    if k < 1 or lam < 0.0:
        raise InputError(Text(f"须 k ≥ 1, λ ≥ 0: {k}, {lam}", f"need k >= 1 and lam >= 0, got {k} and {lam}"))
    rules = rules or fleet.rules
    call = make_call(fleet, incident, now, rules, closures)
    options = Options(k=k, lam=lam, losses=losses or {}, routes=routes)
    with fleet.at(now):
        question = Question(fleet, call, rules, options)
        with fleet.released(call.cell):
            chosen = question.choose()
        nearest, rejected = question.passed_over(chosen)
        free = None if chosen else next_free(fleet, call)
        notices = (*fleet.notices, *_clock(fleet), *_before_roster(fleet, call))
        drive = [question.turn_out_ms(one) for one in chosen]
    recommended = tuple(_tell(fleet, call, options, one, ms) for one, ms in zip(chosen, drive, strict=True))
    return Answer(
        incident=incident,
        now=now,
        at=call.at,
        given=call.given,
        level=call.level,
        crew=call.crew,
        recommendations=recommended,
        nearest=nearest,
        rejected=rejected,
        next_free=free,
        notices=notices,
    )


class Question:
    """One question to a fleet that is held still."""

    def __init__(self, fleet: Fleet, call: Call, rules: DispatchRules, options: Options) -> None:
        self._fleet, self._call, self._rules, self._options = fleet, call, rules, options
        self._horizon = self._rules.horizon_s * MS
        self._helpers: set[str] = set()
        self._searched = -1
        self._seen: dict[int, tuple[Unit, Reason | None]] = {}

    def choose(self) -> list[Candidate]:
        """Return the k best that may be sent: the own brigade's, or a neighbour's where mutual aid is due."""
        own = self._search(self._call.brigade, self._horizon)
        if self._call.brigade:
            own = self._with_aid(own)
        return own[: self._options.k]

    def passed_over(self, chosen: Sequence[Candidate]) -> tuple[tuple[str, int] | None, tuple[Rejected, ...]]:
        """Return the pure nearest unit, and each unit before the recommended one with the reason against it."""
        limit = chosen[0].way.eta_ms if chosen else self._horizon
        taken = {one.way.slot for one in chosen[:1]}
        ways = self._all_within(limit, SPARE if chosen else max(1, len(self._fleet)))
        rejected = [
            Rejected(unit_id=unit.unit_id, eta_ms=way.eta_ms, reason=reason or self._otherwise(unit))
            for way in ways
            if way.slot not in taken and (not chosen or self._before(way, chosen[0]))
            for unit, reason in [self._judged(way)]
        ]
        rejected += [Rejected(unit_id=unit, eta_ms=None, reason=Reason.NO_POSITION) for unit in self._fleet.hidden()]
        first = (self._fleet.index.name(ways[0].slot), ways[0].eta_ms) if ways else None
        return first, tuple(rejected)

    def turn_out_ms(self, one: Candidate) -> int:
        """Return the part of a candidate's ETA before it rolls."""
        return self._fleet.turn_out_ms(one.unit.unit_id)

    def _before(self, way: Way, best: Candidate) -> bool:
        name = self._fleet.index.name(way.slot)
        return (way.eta_ms, name) < (best.way.eta_ms, best.unit.unit_id)

    def _otherwise(self, unit: Unit) -> Reason:
        """Return why a unit that may be sent was not: of another brigade, or it would uncover too much."""
        foreign = self._call.brigade and unit.brigade != self._call.brigade
        return Reason.OTHER_BRIGADE if foreign and unit.unit_id not in self._helpers else Reason.COVERAGE

    def _search(self, brigade: str, limit: int) -> list[Candidate]:
        """Return the best k by score among those who may be sent; with an empty brigade, of all."""
        call, wanted = self._call, self._options.k
        need = self._fleet.masks.need(call.incident, call.crew, posts_held=call.posts_held, brigade=brigade)
        ask = wanted if self._options.lam == 0.0 else wanted + SPARE
        most = self._fleet.count(need)
        while most:
            ways = self._ways(min(ask, most), need=need, limit=limit, routes=self._options.routes)
            able = [(way, unit) for way in ways for unit, reason in [self._judged(way)] if reason is None]
            if brigade:
                able = [(way, unit) for way, unit in able if unit.brigade == brigade]
            ranked = sorted(
                (Candidate(way, unit, self._score(way, unit)) for way, unit in able),
                key=lambda one: (one.score, one.way.eta_ms, one.unit.unit_id),
            )
            if len(ways) < ask or (len(ranked) >= wanted and ranked[wanted - 1].score <= ways[-1].eta_ms):
                return ranked
            ask *= 2
        return []

    def _with_aid(self, own: list[Candidate]) -> list[Candidate]:
        """Add neighbours if the own brigade is late and they gain enough (F16)."""
        best = min((one.way.eta_ms for one in own), default=None)
        gain = self._rules.aid_gain_s * MS
        if best is not None and best <= max(self._rules.target_s * MS, gain):
            return own
        limit = self._horizon if best is None else best - gain
        brigade = self._call.brigade
        helpers = [one for one in self._search("", limit) if one.unit.brigade != brigade]
        self._helpers = {one.unit.unit_id for one in helpers}
        for one in helpers:
            one.aid = brigade_aid(one.unit.brigade, brigade, agreed=self._rules.aid_agreed)
        return sorted([*own, *helpers], key=lambda one: (one.score, one.way.eta_ms, one.unit.unit_id))

    def _all_within(self, limit: int, ask: int) -> list[Way]:
        """Return all units within a limit: read off the last search if it went so far, else by one more."""
        if limit <= self._searched:
            fleet, call = self._fleet, self._call
            return met_on_the_way(fleet.search, fleet.index, call.at, limit, given=call.given)
        while True:
            ways = self._ways(ask, need=0, limit=limit, routes=False)
            if len(ways) < ask:
                return ways
            ask *= 4

    def _ways(self, k: int, *, need: int, limit: int, routes: bool) -> list[Way]:
        fleet, call = self._fleet, self._call
        ways = nearest_ways(
            fleet.search, fleet.index, call.at, k, need=need, limit_ms=limit, given=call.given, ways=routes
        )
        self._searched = ways[-1].eta_ms if len(ways) == k else limit
        return ways

    def _judged(self, way: Way) -> tuple[Unit, Reason | None]:
        known = self._seen.get(way.slot)
        if known is None:
            unit = self._fleet.shown(self._fleet.index.name(way.slot))
            known = self._seen[way.slot] = unit, judge(self._call, unit)
        return known

    def _score(self, way: Way, unit: Unit) -> float:
        options = self._options
        return way.eta_ms + options.lam * 60.0 * MS * options.losses.get(unit.unit_id, 0.0)


def _tell(fleet: Fleet, call: Call, options: Options, one: Candidate, turn_out_ms: int) -> Recommendation:
    unit, way = one.unit, one.way
    route = None
    if options.routes and way.arcs:
        route = route_of(fleet.search, way, call.at, way.eta_ms - turn_out_ms)
    busy_s = way.eta_ms / MS + 60.0 * call.incident.type.service_min
    left_s = (unit.duty_ends - call.now).total_seconds() if unit.duty_ends else busy_s
    aid = one.aid
    if aid is None and call.level.level is DispatchLevel.L1 and unit.brigade != call.level.owner:
        aid = detachment_command(unit.brigade, call.level.owner)
    return Recommendation(
        unit=unit,
        eta_ms=way.eta_ms,
        turn_out_ms=turn_out_ms,
        route=route,
        loss=options.losses.get(unit.unit_id, 0.0),
        overtime=left_s < busy_s,
        notes=tuple(_notes(call, unit)),
        aid=aid,
    )


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
        notes.append(Text("改派: 放下较轻的警情", "called off a less urgent incident"))
    if unit.status is UnitStatus.BREAK:
        notes.append(Text("中断休整", "called from a break"))
    if unit.radio_shared:
        notes.append(
            Text(f"电台 {unit.radio_id} 配给两个单元, 先核对身份", f"radio {unit.radio_id} is given to two units")
        )
    if not unit.radio_id:
        notes.append(Text("没有电台号, 不能一步到位", "no radio: no one-step order"))
    return notes


def _clock(fleet: Fleet) -> list[Finding]:
    if not fleet.went_back:
        return []
    back = round(fleet.went_back)
    message = Text(f"时钟倒退 {back} 秒, 已按新时刻重算", f"the clock went back by {back} s; all was read anew")
    return [Finding(rule=RULE, severity=Severity.WARN, message=message, advice=Text("核对时钟", "check the clocks"))]


def _before_roster(fleet: Fleet, call: Call) -> list[Finding]:
    first = fleet.first_duty
    if first is None or call.now >= first:
        return []
    message = Text(f"花名册自 {first} 起, 此前无人在册", f"the roster begins at {first}: nobody is on it before")
    advice = Text("载入上一周的花名册", "load the roster of the week before")
    return [Finding(rule=RULE, severity=Severity.WARN, message=message, advice=advice)]
