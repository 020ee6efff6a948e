"""A register with the users and moments that its tests share; imports nothing that is slow to import."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from qinwu.filing.register.draft import Draft, Hand
from qinwu.filing.register.machine import Action
from qinwu.filing.register.register import Register
from qinwu.filing.register.signing import Signer
from qinwu.models.filing import Centre, Kind, Period, Reason, Timing, Version
from qinwu.models.user import Grant, UserRole
from qinwu.models.week import Week

moment = datetime.fromisoformat
"""Moments of the tests, on the city's clock."""

WEEK = Week(2026, 48)
MONDAY_BEFORE = moment("2026-11-16T09:00")
PEOPLE = {
    "keeper": (UserRole.KEEPER, "D"),
    "auditor": (UserRole.AUDITOR, "D"),
    "li": (UserRole.PLANNER, "D"),
    "wang": (UserRole.REVIEWER, "D"),
    "centre": (UserRole.DETACHMENT_CENTRE, "D"),
    "centre-A": (UserRole.BRIGADE_CENTRE, "A"),
    "centre-B": (UserRole.BRIGADE_CENTRE, "B"),
}


def grants(keys: Mapping[str, str] | None = None, *, more: tuple[Grant, ...] = ()) -> list[Grant]:
    """One user for every role; ``keys`` gives some of them a public key."""
    keys = keys or {}
    return [
        Grant(user=user, name=user, role=role, scope=scope, public_key=keys.get(user, ""))
        for user, (role, scope) in PEOPLE.items()
    ] + list(more)


def hand(user: str, at: datetime = MONDAY_BEFORE, signer: Signer | None = None) -> Hand:
    """Who acts, and when."""
    return Hand(user=user, at=at, signer=signer)


def new_register(place: str, *, keys: Mapping[str, str] | None = None) -> Register:
    """An empty register with its users."""
    register = Register(place, create=True)
    register.set_users(grants(keys), hand("keeper"))
    return register


def draft(
    register: Register,
    unit: str = "A",
    *,
    content: Mapping[str, Any] | None = None,
    week: Week = WEEK,
    seen: str | None = None,
    **more: Any,
) -> Draft:
    """A draft of a unit's roster, built on the latest version unless ``seen`` says otherwise."""
    period = more.pop("period", Period.of(week))
    kind = more.pop("kind", Kind.ROSTER)
    if seen is None:
        thread = register.thread(unit, kind, period)
        seen = thread[-1].hash if thread else ""
    return Draft(
        unit=unit,
        path=(unit, "D"),
        period=period,
        kind=kind,
        content=content or {"format": "test/1", "people": ["张三", "李四"]},
        seen=seen,
        verdict=more.pop("verdict", {"breaches": {}}),
        effective=more.pop("effective", datetime.combine(period.first, time())),
        **more,
    )


def take(
    register: Register, version: Version, *actions: Action, at: datetime = MONDAY_BEFORE, signers: Any = None
) -> Version:
    """Take a version through some steps, each by the one whose step it is; ACKNOWLEDGE is by both centres."""
    keys = signers or {}
    for action in actions:
        if action is Action.ACKNOWLEDGE:
            for user, centre in (("centre", Centre.DETACHMENT), (f"centre-{version.unit}", Centre.BRIGADE)):
                version = register.act(
                    version,
                    action,
                    hand(user, at, keys.get(user)),
                    detail={"breaches": {}, "centre": centre.value},
                )
            continue
        user = {Action.APPROVE: "wang", Action.RETURN: "wang", Action.SEND: "li", Action.EXECUTE: "centre"}.get(
            action, "auditor"
        )
        detail = {"breaches": {}, "waivers": []} if action is Action.SEND else {}
        version = register.act(version, action, hand(user, at, keys.get(user)), detail=detail)
    return version


TO_FILED = (Action.APPROVE, Action.SEND, Action.ACKNOWLEDGE)


def filed(register: Register, unit: str = "A", at: datetime = MONDAY_BEFORE, **more: Any) -> Version:
    """A version that both centres have acknowledged."""
    return take(register, register.record(draft(register, unit, **more), hand("li", at)), *TO_FILED, at=at)


def amended(register: Register, base: Version, at: datetime, effective: datetime, **more: Any) -> Version:
    """An amendment of a version, filed."""
    content = {"format": "test/1", "people": [f"after {at}"]}
    change = draft(
        register,
        base.unit,
        content=content,
        week=Week.of(base.period.first),
        base=base.number,
        reason=Reason.SICK,
        effective=effective,
        timing=more.pop("timing", Timing.ROUTINE),
        **more,
    )
    return take(register, register.record(change, hand("li", at)), *TO_FILED, at=at)


def later(**time_passed: float) -> datetime:
    """A moment so long after the first one of the tests."""
    return MONDAY_BEFORE + timedelta(**time_passed)
