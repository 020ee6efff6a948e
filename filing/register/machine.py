"""The five links as a machine: which action leads where, who may take it; pure, so that verification walks it again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from ...models.errors import RefusedError
from ...models.filing import CENTRE_NAMES, LINK_NAMES, Acknowledgement, Centre, FilingWaiver, Link, Version
from ...models.text import Text
from ...models.user import UserRole


class Action(StrEnum):
    """What an entry of the log says was done."""

    USERS = "USERS"
    CLOCK = "CLOCK"
    RECORD = "RECORD"
    APPROVE = "APPROVE"
    RETURN = "RETURN"
    SEND = "SEND"
    ACKNOWLEDGE = "ACKNOWLEDGE"
    EXECUTE = "EXECUTE"
    SCORE = "SCORE"
    ARCHIVE = "ARCHIVE"


ACTION_NAMES = {
    Action.USERS: Text("用户", "users"),
    Action.CLOCK: Text("校时", "clock set right"),
    Action.RECORD: Text("登记", "recorded"),
    Action.APPROVE: Text("审核通过", "approved"),
    Action.RETURN: Text("审核退回", "returned"),
    Action.SEND: Text("上报", "sent to the centres"),
    Action.ACKNOWLEDGE: Text("签收", "acknowledged"),
    Action.EXECUTE: Text("开始执行", "executing"),
    Action.SCORE: Text("考核完毕", "scored"),
    Action.ARCHIVE: Text("归档", "archived"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """From which links an action starts, where it leads, and whose it is."""

    before: tuple[Link, ...]
    after: Link
    roles: tuple[UserRole, ...]


_CENTRES = (UserRole.DETACHMENT_CENTRE, UserRole.BRIGADE_CENTRE)
STEPS: Mapping[Action, Step] = {
    Action.APPROVE: Step((Link.PLANNED, Link.AMENDED), Link.REVIEWED, (UserRole.REVIEWER,)),
    Action.RETURN: Step((Link.PLANNED, Link.AMENDED), Link.RETURNED, (UserRole.REVIEWER,)),
    Action.SEND: Step((Link.REVIEWED,), Link.ARRANGED, (UserRole.PLANNER,)),
    Action.ACKNOWLEDGE: Step((Link.ARRANGED,), Link.FILED, _CENTRES),
    Action.EXECUTE: Step((Link.FILED,), Link.EXECUTING, (*_CENTRES, UserRole.AUDITOR)),
    Action.SCORE: Step((Link.EXECUTING,), Link.SCORED, (UserRole.AUDITOR,)),
    Action.ARCHIVE: Step((Link.SCORED,), Link.ARCHIVED, (UserRole.AUDITOR,)),
}
ROLE_OF = {Centre.DETACHMENT: UserRole.DETACHMENT_CENTRE, Centre.BRIGADE: UserRole.BRIGADE_CENTRE}


def refuse_link(version: Version, action: Action) -> None:
    """Raise RefusedError if the version's link does not allow the action."""
    step = STEPS[action]
    if version.link not in step.before:
        needed = Text(
            " / ".join(LINK_NAMES[link].zh for link in step.before),
            " or ".join(LINK_NAMES[link].en for link in step.before),
        )
        now, done = LINK_NAMES[version.link], ACTION_NAMES[action]
        raise RefusedError(
            Text(
                f"{version.title.zh}: 现为“{now.zh}”, 只有“{needed.zh}”的版本才能{done.zh}",
                f"{version.title.en} is {now.en}; only a version that is {needed.en} can be {done.en}",
            )
        )


def refuse_centre(version: Version, centre: Centre) -> None:
    """Raise RefusedError if the version does not need this centre's word, or has it."""
    name = CENTRE_NAMES[centre]
    if centre not in version.centres:
        raise RefusedError(
            Text(f"{version.title.zh}: 不须{name.zh}签收", f"{version.title.en} is not addressed to the {name.en}"),
        )
    if centre not in version.missing:
        ack = next(ack for ack in version.acknowledgements if ack.centre is centre)
        raise RefusedError(
            Text(
                f"{version.title.zh}: {name.zh}已于 {ack.at:%m-%d %H:%M} 由 {ack.by} 签收",
                f"{version.title.en}: {ack.by} has already acknowledged it for the {name.en}, at {ack.at:%m-%d %H:%M}",
            )
        )


def refuse_author(version: Version, user: str) -> None:
    """Raise RefusedError if somebody reviews what is his own."""
    if version.author == user:
        raise RefusedError(
            Text(
                f"{version.title.zh}: 编制人 {user} 不能审核自己的方案",
                f"{version.title.en}: {user} is its author and cannot review it",
            )
        )


def refuse_breaches(version: Version, breaches: Mapping[str, int], waived: set[str]) -> None:
    """Raise RefusedError if the checker found breaches of the law that no waiver names."""
    bare = {code: count for code, count in sorted(breaches.items()) if code not in waived}
    if bare:
        listed = ", ".join(f"{code} x{count}" for code, count in bare.items())
        raise RefusedError(
            Text(
                f"{version.title.zh}: 违反硬性规则 {listed}; 须改正, 或由有权者豁免并写明条款",
                f"{version.title.en} breaks hard rules: {listed}; mend it, or waive them by article and authority",
            )
        )


def carry_out(version: Version, action: Action, *, by: str, at: datetime, detail: Mapping[str, Any]) -> Version:
    """
    Return the version as it stands after an action, or raise RefusedError; ``version`` itself does not change.

    ``detail`` is what the log keeps of the action: ``breaches`` (rule to count, as the checker found them now),
    ``waivers``, ``centre``.
    """
    refuse_link(version, action)
    after = STEPS[action].after
    if action in (Action.APPROVE, Action.RETURN):
        refuse_author(version, by)
        return replace(version, link=after, reviewer=by)
    if action is Action.SEND:
        waivers = tuple(FilingWaiver(**waiver) for waiver in detail["waivers"])
        refuse_breaches(version, detail["breaches"], {waiver.rule for waiver in waivers})
        return replace(version, link=after, sent_at=at, waivers=waivers)
    if action is Action.ACKNOWLEDGE:
        return _acknowledged(version, Acknowledgement(centre=Centre(detail["centre"]), by=by, at=at), detail)
    refuse_too_early(version, action, at)
    return replace(version, link=after)


def _acknowledged(version: Version, ack: Acknowledgement, detail: Mapping[str, Any]) -> Version:
    refuse_centre(version, ack.centre)
    refuse_breaches(version, detail["breaches"], {waiver.rule for waiver in version.waivers})
    heard = replace(version, acknowledgements=(*version.acknowledgements, ack))
    return heard if heard.missing else replace(heard, link=Link.FILED, filed_at=ack.at)


def refuse_too_early(version: Version, action: Action, at: datetime) -> None:
    """Raise RefusedError if a version shall be executed before it holds, or scored before its period is over."""
    over = datetime.combine(version.period.last, datetime.max.time())
    earliest = version.effective if action is Action.EXECUTE else over
    if at < earliest:
        done = ACTION_NAMES[action]
        raise RefusedError(
            Text(
                f"{version.title.zh}: {earliest:%m-%d %H:%M} 之前不能{done.zh}",
                f"{version.title.en} cannot be {done.en} before {earliest:%m-%d %H:%M}",
            )
        )
