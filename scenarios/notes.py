"""Where readers leave what they find: every finding of a folder, in the order of its files."""

from dataclasses import dataclass, field, replace

from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from .data_rules import BY_CODE


@dataclass(slots=True)
class Notes:
    """The findings so far."""

    findings: list[Finding] = field(default_factory=list)

    def say(
        self, severity: Severity, code: str, message: Text, where: Where | None = None, advice: Text | None = None
    ) -> None:
        """Note one finding; without ``advice`` it gets the advice of its rule."""
        self.findings.append(
            Finding(
                rule=code,
                severity=severity,
                message=message,
                where=where or Where(),
                advice=advice or BY_CODE[code].advice,
            )
        )

    def error(self, code: str, message: Text, where: Where | None = None, advice: Text | None = None) -> None:
        """Note that the input cannot be used."""
        self.say(Severity.ERROR, code, message, where, advice)

    def warn(self, code: str, message: Text, where: Where | None = None, advice: Text | None = None) -> None:
        """Note that the input is usable but doubtful."""
        self.say(Severity.WARN, code, message, where, advice)

    @property
    def failed(self) -> bool:
        """Whether any finding is an ERROR."""
        return any(f.severity is Severity.ERROR for f in self.findings)


def strictly(findings: list[Finding]) -> list[Finding]:
    """Return the findings with every WARN made an ERROR (``--strict``)."""
    return [replace(f, severity=Severity.ERROR) if f.severity is Severity.WARN else f for f in findings]
