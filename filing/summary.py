"""The head of a filing (报备): what the plan is worth, what is proven, what is missing, who answers for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite

from ..models.finding import Severity
from ..models.standing import WINDOW_DAYS, standings
from ..models.text import Text
from ..solver.rules.catalogue import BY_CODE
from .book import Book
from .roster_json import roster_to_json


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the head: a label and its value, both in words."""

    label: Text
    value: Text


def facts(book: Book) -> Iterator[Fact]:
    """Yield the plan's figures in the order in which a chief asks for them."""
    roster, report = book.roster, book.report
    yield Fact(Text("人员", "People"), _same(len(book.tallies)))
    yield Fact(Text("勤务 (人班)", "Duties (person-shifts)"), _same(len(roster.duties)))
    yield Fact(Text("总工时", "Paid hours"), _same(f"{sum(t.paid_min for t in book.tallies) / 60:,.0f}"))
    yield Fact(Text("违规 (硬性)", "Breaches of hard rules"), _same(len(report.hard)))
    short = sum(cover.missing for cover in book.cover)
    need = sum(cover.need for cover in book.cover)
    share = f"{(need - short) / need:.1%}" if need else "–"
    yield Fact(
        Text("缺口 (组·时段)", "Gaps (crews x bands)"),
        Text(f"{short:,} / 需 {need:,} (满足 {share})", f"{short:,} of {need:,} needed ({share} met)"),
    )
    soft = sum(f.severity is Severity.WARN for f in report.findings)
    yield Fact(Text("提醒 (软性规则)", "Warnings (soft rules)"), _same(soft))
    yield from _standing(book)
    yield Fact(Text("总代价", "Objective"), _same(f"{report.cost:,}"))
    yield from _proof(book)


def _standing(book: Book) -> Iterator[Fact]:
    """Say how evenly nights are shared out, over 28 days and, if the city keeps books, over the year."""
    everyone = standings(book.city, book.roster.week, book.roster)
    recent = [stand.recent.nights for stand in everyone]
    if any(recent):
        span = f"{min(recent)} – {max(recent)}"
        label = Text(f"{WINDOW_DAYS} 天夜班 最少 – 最多", f"Nights in {WINDOW_DAYS} days, fewest – most")
        yield Fact(label, _same(span))
    if book.city.ledger.totals:
        year = [stand.year.nights for stand in everyone if stand.year_whole]
        if year:
            yield Fact(
                Text("本年夜班 最少 – 最多", "Nights of the year, fewest – most"), _same(f"{min(year)} – {max(year)}")
            )


def _proof(book: Book) -> Iterator[Fact]:
    proof = book.roster.proof
    if proof is None:
        none = Text("无 (人工排班或已手工改动)", "none (made or changed by hand)")
        yield Fact(Text("已证明的下界", "Proven bound"), none)
        return
    if isfinite(proof.bound):
        meaning = Text("任何合规方案的代价都不低于此", "no lawful roster costs less")
        bound = f"{proof.bound:,.0f}"
        yield Fact(Text("已证明的下界", "Proven bound"), Text(f"{bound} ({meaning.zh})", f"{bound} ({meaning.en})"))
        yield Fact(Text("与最优的差距至多", "Gap to the optimum at most"), _same(f"{proof.gap:.3%}"))
    if proof.stopped:
        why = Text(
            "用户或时限 (这是届时最好的已核查方案)", "the user or the time limit (the best checked plan by then)"
        )
        yield Fact(Text("计算被停止", "The search was stopped by"), why)


def _same(value: object) -> Text:
    return Text(f"{value:,}", f"{value:,}") if isinstance(value, int) else Text(str(value), str(value))


@dataclass(frozen=True, slots=True)
class Part:
    """A rule's share of the objective."""

    code: str
    name: Text
    unit: Text
    cost: int


def parts(book: Book) -> list[Part]:
    """Return the objective split by rule, the dearest first."""
    rows = []
    for code, cost in book.report.parts.items():
        rule = BY_CODE.get(code)
        none = Text("", "")
        rows.append(Part(code, rule.name if rule else none, rule.unit if rule else none, cost))
    return sorted(rows, key=lambda part: (-part.cost, part.code))


def content_hash(book: Book) -> str:
    """Return the SHA-256 of the roster's canonical JSON: two filings with one hash are one roster."""
    return sha256(roster_to_json(book.roster)).hexdigest()


def addressees(book: Book) -> list[str]:
    """Return the centres to which the week is filed: the detachment's, and each brigade's of its own."""
    return [unit.centre_name for unit in book.city.org.units if unit.centre_name]
