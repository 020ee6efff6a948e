"""The nearest unit that may be sent, with reasons (DOMAIN D6, F14, 5.5): one call, under a millisecond."""

from collections.abc import Mapping
from datetime import datetime

from ...models.errors import InputError
from ...models.incident import Incident
from ...models.text import Text
from ...road_network.closures import OPEN, Closures
from ...road_network.search import RoadSearch
from .answer import Answer
from .call import make_call
from .fleet import Fleet
from .next_free import next_free
from .question import Options, Question
from .rules import DispatchRules
from .telling import clock_notices, recommendation, roster_notices


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
    Pure: no files, no clock, no randomness. Safe to call from several threads.

    Examples
    --------
    See ``docs/dispatch.md``.
    """
    if network is not fleet.search:
        raise InputError(Text("单元库属于另一路网", "the fleet was made for another network"))
    if k < 1 or lam < 0.0:
        raise InputError(Text(f"须 k ≥ 1, λ ≥ 0: {k}, {lam}", f"need k >= 1 and lam >= 0, got {k} and {lam}"))
    rules, losses = rules or fleet.rules, losses or {}
    call = make_call(fleet, incident, now, rules, closures)
    with fleet.at(now) as board:
        question = Question(board, call, rules, Options(k=k, lam=lam, losses=losses))
        chosen = question.choose()
        ways = question.routes(chosen) if routes else [None] * len(chosen)
        nearest, rejected = question.passed_over(chosen)
        free = None if chosen else next_free(board, call)
        facts = [(one, board.shown(one.unit_id), question.turn_out_ms(one)) for one in chosen]
        went_back = board.went_back
    return Answer(
        incident=incident,
        now=now,
        at=call.at,
        given=call.given,
        level=call.level,
        crew=call.crew,
        recommendations=tuple(recommendation(call, losses, *one, way) for one, way in zip(facts, ways, strict=True)),
        nearest=nearest,
        rejected=rejected,
        next_free=free,
        notices=(*fleet.notices, *clock_notices(went_back), *roster_notices(fleet.first_duty, now)),
    )
