"""The five links at work: plans and amendments into the register, the checker at every link (DOMAIN 6.2)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from ..models.city import City
from ..models.errors import InputError, RefusedError
from ..models.filing import Centre, FilingWaiver, Kind, Link, Period, Reason, Timing, Version
from ..models.finding import Finding, Severity
from ..models.roster import Roster
from ..models.text import Text
from ..models.week import Week
from ..solver.checker import Report, check
from ..solver.rules.catalogue import BY_CODE
from .brigades import centres_of, filing_units, part_of_city, part_of_roster, path_of
from .changes import Change, Told, changes_of, first_moment, who_is_told
from .filed_roster import filed_roster, roster_content
from .outfit import annex_of, held_in, outfit
from .register.canonical import digest
from .register.draft import Draft, Hand, counting
from .register.machine import Action
from .two_units import elsewhere

if TYPE_CHECKING:
    from .register.register import Register


def record_plan(  # noqa: PLR0913 - all that a version fixes
    register: "Register",
    city: City,
    unit: str,
    week: Week,
    *,
    content: Mapping[str, Any],
    hand: Hand,
    kind: Kind,
    verdict: Mapping[str, Any],
    seen: str | None = None,
) -> Version:
    """
    Record what a unit plans for a week as PLANNED; what is on record already, word for word, is not recorded again.

    Parameters
    ----------
    register, city, unit, week, hand
        Where, whose, when, by whom.
    content
        The plan as plain JSON values, with its ``format``.
    kind
        Deployment or roster.
    verdict
        What the checker says: ``breaches`` (hard rule to count), ``gaps``, ``cost``; ``{"breaches": {}}`` for none.
    seen
        Hash of the latest version when planning began, "" for none; if another has been recorded since, this raises
        ConflictError. Not given: whatever is there now.

    Raises
    ------
    RefusedError, ConflictError, InputError
        If the user may not, if the unit's week is filed already, if somebody was quicker.
    """
    period = Period.of(week)
    thread = register.thread(unit, kind, period)
    latest = thread[-1] if thread else None
    if latest and latest.content_hash == digest(content) and latest.link is not Link.RETURNED and seen is None:
        return latest
    draft = Draft(
        unit=unit,
        path=path_of(city, unit),
        period=period,
        kind=kind,
        content=content,
        seen=(latest.hash if latest else "") if seen is None else seen,
        verdict=verdict,
        effective=datetime.combine(period.first, time()),
        centres=centres_of(city, unit),
    )
    return register.record(draft, hand)


def record_roster(register: "Register", city: City, roster: Roster, hand: Hand) -> list[Version]:
    """Record a week's roster as PLANNED, one version for each unit that files, with the devices of its duties."""
    versions, binding = [], outfit(register, city, roster)
    for unit in filing_units(city):
        part = part_of_roster(city, roster, unit)
        verdict = verdict_of(judge(register, city, unit, part))
        content = roster_content(part, annex_of(part, binding))
        versions.append(
            record_plan(
                register, city, unit, roster.week, content=content, hand=hand, kind=Kind.ROSTER, verdict=verdict
            )
        )
    return versions


def judge(  # noqa: PLR0913 - whose roster, and beside which
    register: "Register",
    city: City,
    unit: str,
    roster: Roster,
    *,
    base: Roster | None = None,
    since: date | None = None,
) -> Report:
    """
    Return what the checker says of one unit's roster, as its people and places are today.

    People who also have duties with another unit in the same week are judged on all of them. ``base`` is the roster in
    force; breaches in duties before ``since`` that stand in it unchanged are history, and only noted.
    """
    others = elsewhere(register, city, unit, roster)
    part = part_of_city(city, unit, [roster, *others.rosters])
    report = check(part_of_city(part, unit, [roster]), roster, base=base)
    findings = [*report.findings, *others.findings(part)]
    if base and since:
        past = _untouched(base, roster, since)
        findings = [_history(finding, past) for finding in findings]
    return replace(report, findings=findings)


def _untouched(base: Roster, roster: Roster, since: date) -> set[tuple[str, str]]:
    """Return the person-days and place-days before ``since`` whose duties are those of the base."""
    changed = {*base.duties} ^ {*roster.duties}
    days = {(d.officer_no, str(d.day)) for d in roster.duties} | {(d.place_id, str(d.day)) for d in roster.duties}
    touched = {(d.officer_no, str(d.day)) for d in changed} | {(d.place_id, str(d.day)) for d in changed}
    return {(who, day) for who, day in days - touched if day < str(since)}


def _history(finding: Finding, past: set[tuple[str, str]]) -> Finding:
    key = (finding.where.officer or finding.where.place, finding.where.date)
    return replace(finding, severity=Severity.INFO) if finding.severity is Severity.ERROR and key in past else finding


def verdict_of(report: Report) -> dict[str, Any]:
    """Return a report as the log keeps it."""
    return {
        "breaches": dict(Counter(finding.rule for finding in report.hard)),
        "gaps": sum(finding.units for finding in report.findings if finding.severity is Severity.GAP),
        "cost": report.cost,
    }


def judge_version(register: "Register", city: City, version: Version) -> Report:
    """Return what the checker says today of a version of a roster; nothing of a deployment, which names nobody."""
    if version.kind is Kind.DEPLOYMENT:
        return Report(findings=(), parts={})
    roster = filed_roster(register.content(version))
    if version.base is None:
        return judge(register, city, version.unit, roster)
    thread = register.thread(version.unit, version.kind, version.period)
    base = next(one for one in thread if one.number == version.base)
    before = filed_roster(register.content(base))
    return judge(register, city, version.unit, roster, base=before, since=version.effective.date())


def approve(register: "Register", city: City, version: Version, hand: Hand) -> Version:
    """Let the reviewer approve a version."""
    return register.act(version, Action.APPROVE, hand, detail=verdict_of(judge_version(register, city, version)))


def send_back(register: "Register", version: Version, why: str, hand: Hand) -> Version:
    """Let the reviewer return a version, with reasons."""
    if not why.strip():
        raise InputError(Text("退回须写明理由", "a return names its reasons"))
    return register.act(version, Action.RETURN, hand, detail={"why": why.strip()})


def send(
    register: "Register", city: City, version: Version, hand: Hand, *, waivers: Sequence[FilingWaiver] = ()
) -> Version:
    """Send a reviewed version to its centres; RefusedError if it breaks a hard rule that no waiver names."""
    for waiver in waivers:
        _refuse_waiver(waiver)
    detail = verdict_of(judge_version(register, city, version)) | {
        "waivers": [
            {"rule": w.rule, "article": w.article, "authority": w.authority, "reason": w.reason} for w in waivers
        ]
    }
    return register.act(version, Action.SEND, hand, detail=detail)


def _refuse_waiver(waiver: FilingWaiver) -> None:
    rule = BY_CODE.get(waiver.rule)
    if rule is None or not rule.waivable:
        raise RefusedError(
            Text(f"{waiver.rule} 不得豁免", f"{waiver.rule} cannot be waived")
            if rule
            else Text(f"没有规则 {waiver.rule}", f"there is no rule {waiver.rule}")
        )


def acknowledge(register: "Register", city: City, version: Version, centre: Centre, hand: Hand) -> Version:
    """Let a centre acknowledge a version; with the last one it is filed."""
    detail = verdict_of(judge_version(register, city, version)) | {"centre": centre.value}
    return register.act(version, Action.ACKNOWLEDGE, hand, detail=detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """An amendment on record: the version, its base, what it changes, who must be told, what the checker says."""

    version: Version
    base: Version
    changes: Sequence[Change]
    told: Told
    report: Report


def propose(  # noqa: PLR0913 - all that an amendment names
    register: "Register",
    city: City,
    roster: Roster,
    hand: Hand,
    *,
    reason: Reason,
    emergency_since: datetime | None = None,
    note: str = "",
) -> list[Amendment]:
    """
    Record an amendment for each unit whose filed roster differs from ``roster``, the whole city's or a part of it.

    A unit that has no duty in ``roster`` is left alone. ``emergency_since`` is the moment of an emergency, from which
    the change holds; it is then due 15 minutes later. Without it the change is routine, holds from the first duty it
    touches, and is due 30 minutes before. Nothing filed, or nothing changed, gives no amendment.
    """
    period = Period.of(roster.week)
    made, binding = [], outfit(register, city, roster, since=hand.at)
    for unit in filing_units(city):
        thread = register.thread(unit, Kind.ROSTER, period)
        base = counting(thread)
        part = part_of_roster(city, roster, unit)
        content = roster_content(part, annex_of(part, binding))
        said = register.content(base) if base else {}
        before = filed_roster(said) if base else None
        changes = changes_of(before, part, devices=(held_in(said), held_in(content))) if before else []
        if base is None or before is None or not changes or not part.duties:
            continue
        effective = emergency_since or first_moment(city, changes) or base.effective
        report = judge(register, city, unit, part, base=before, since=effective.date())
        draft = Draft(
            unit=unit,
            path=base.path,
            period=period,
            kind=Kind.ROSTER,
            content=content,
            seen=thread[-1].hash,
            verdict=verdict_of(report),
            effective=effective,
            timing=Timing.EMERGENCY if emergency_since else Timing.ROUTINE,
            base=base.number,
            reason=reason,
            note=note,
            centres=base.centres,
        )
        told = who_is_told(city, before, part, changes)
        version = register.record(draft, hand)
        made.append(Amendment(version=version, base=base, changes=changes, told=told, report=report))
    return made
