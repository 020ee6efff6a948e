"""
The errors qinwu raises, in one tree; each knows its exit code.

::

    QinwuError            4  a fault of ours
    ├── InputError        2  the input cannot be used; carries every finding
    │   ├── RefusedError  2  the register does not allow it
    │   └── ConflictError 2  somebody else was quicker
    ├── NoPlanError       3  no plan within the limits
    └── UnlawfulError     4  the engine built what the checker rejects: never shown as a plan
"""

from collections.abc import Sequence

from .finding import Finding, Severity
from .text import Text


class QinwuError(Exception):
    """Root of the tree; ``text`` is the message in both languages, ``findings`` whatever stands behind it."""

    exit_code = 4

    def __init__(self, message: str | Text, findings: Sequence[Finding] = ()) -> None:
        super().__init__(str(message))
        self.text = message if isinstance(message, Text) else Text(message, message)
        self.findings = tuple(findings)


class InputError(QinwuError):
    """The input cannot be used. ``findings`` holds all that is wrong with it, not only the first."""

    exit_code = 2

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> "InputError":
        """Make the error that reports ``findings``."""
        errors = sum(f.severity is Severity.ERROR for f in findings)
        return cls(Text(f"输入有 {errors} 处错误", f"the input has {errors} error{'s' * (errors != 1)}"), findings)


class RefusedError(InputError):
    """The register does not allow the step: not its link, not the user's role or scope, not without a waiver."""


class ConflictError(InputError):
    """Somebody else was quicker: what the step built on is no longer the latest. Look again, then decide."""


class NoPlanError(QinwuError):
    """The limits ran out before any checked plan existed."""

    exit_code = 3


class UnlawfulError(QinwuError):
    """A solver's answer that the checker rejects; a defect of the engine, never shown as a plan."""

    exit_code = 4
