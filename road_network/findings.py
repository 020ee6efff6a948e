"""Findings about roads: one short way to make them. Codes D40 to D59 belong to road input."""

from collections.abc import Iterable, Sequence

from ..models.finding import Finding, Severity, Where
from ..models.text import Text

SHOWN = 50
"""How many findings of one kind are listed; the last one tells how many more there are."""

NOTHING = Text("", "")


def road_finding(
    rule: str, severity: Severity, message: Text, *, where: Where | None = None, advice: Text = NOTHING
) -> Finding:
    """Make a finding."""
    return Finding(rule=rule, severity=severity, message=message, where=where or Where(), advice=advice)


def bad_cells(file: str, column: str, cells: Iterable[tuple[int, str]], why: Text, advice: Text) -> Sequence[Finding]:
    """Make an ERROR D42 for each (row, value), the first ``SHOWN`` of them and one for the rest."""
    found = list(cells)
    findings = [
        road_finding(
            "D42",
            Severity.ERROR,
            why,
            where=Where(file=file, row=row, field=column, value=value),
            advice=advice,
        )
        for row, value in found[:SHOWN]
    ]
    if (more := len(found) - SHOWN) > 0:
        text = Text(f"{column}: 另有 {more} 行同样的错误", f"{column}: {more} more rows have the same fault")
        findings.append(road_finding("D42", Severity.ERROR, text, where=Where(file=file, field=column)))
    return findings
