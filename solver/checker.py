"""The checker: reads any roster with no solver code and lists every breach with its rule."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..models.city import City
from ..models.finding import Finding, Severity, Where
from ..models.policy import Waiver
from ..models.roster import Roster
from ..models.text import Text
from .case import Case
from .rules.catalogue import ALL_RULES
from .rules.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the checker found: all findings, and the roster's price by rule."""

    findings: Sequence[Finding]
    parts: Mapping[str, int]

    @property
    def cost(self) -> int:
        """The roster's price in the objective."""
        return sum(self.parts.values())

    @property
    def hard(self) -> Sequence[Finding]:
        """Breaches of the law: a roster that has one is not a plan."""
        return [f for f in self.findings if f.severity is Severity.ERROR]


def check(city: City, roster: Roster, *, base: Roster | None = None) -> Report:
    """
    Read a roster rule by rule.

    A roster that names unknown people, places, templates, or days outside its week gets these findings alone:
    nothing else can be judged. ``base`` is the roster last filed for the week, if there is one. Breaches of a waived
    rule are kept as INFO, at no cost, with the authority named.
    """
    findings = list(_references(city, roster)) or list(_found(Case(city, roster, base), ALL_RULES))
    parts: Counter[str] = Counter()
    for finding in findings:
        parts[finding.rule] += finding.cost
    return Report(findings=findings, parts={code: cost for code, cost in sorted(parts.items()) if cost})


def breaches(city: City, roster: Roster) -> Sequence[Finding]:
    """Read a roster by the hard rules alone, and return its breaches; quicker than a whole ``check``."""
    found = list(_references(city, roster)) or _found(Case(city, roster), [rule for rule in ALL_RULES if rule.hard])
    return [finding for finding in found if finding.severity is Severity.ERROR]


def _found(case: Case, rules: Sequence[Rule]) -> Iterator[Finding]:
    """Yield what rules find; a waived finding as INFO, at no cost, with the authority named."""
    city = case.city
    for rule in rules:
        waiver = city.policy.setting(rule.code).waiver if rule.waivable else None
        for finding in rule.check(case, rule):
            if waiver is None or not _holds(city, rule, waiver, finding):
                yield finding
            else:
                note = Text(
                    f"(已豁免: {waiver.authority}, {waiver.reason}) {finding.message.zh}",
                    f"(waived: {waiver.authority}, {waiver.reason}) {finding.message.en}",
                )
                yield replace(finding, severity=Severity.INFO, message=note, cost=0)


def _holds(city: City, rule: Rule, waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver reaches a finding: one for some units holds for findings about their people."""
    officer = finding.where.officer
    if not waiver.units:
        return True
    return bool(officer) and rule.waived_for(city, city.officer(officer).unit_id)


def _references(city: City, roster: Roster) -> Iterator[Finding]:
    days = set(roster.week.days)
    for duty in roster.duties:
        unknown = [
            (field, value)
            for field, value, known in (
                ("officer_no", duty.officer_no, city.has_officer(duty.officer_no)),
                ("place", duty.place_id, city.has_place(duty.place_id)),
                ("template", duty.template, city.has_template(duty.template)),
                ("date", str(duty.day), duty.day in days),
            )
            if not known
        ]
        for field, value in unknown:
            yield Finding(
                rule="D02",
                severity=Severity.ERROR,
                message=Text(
                    f"花名册中的 {field} = {value} 在城市数据中不存在或不属于本周",
                    f"the roster's {field} = {value} is unknown to the city, or not in this week",
                ),
                where=Where(officer=duty.officer_no, date=str(duty.day), place=duty.place_id, field=field, value=value),
                advice=Text("改正该值, 或在城市表格中补上", "correct it, or add it to the city's tables"),
            )
