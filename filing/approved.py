"""The deployment under which a unit's roster stands: the latest that has been approved."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..models.filing import Kind, Link, Period, Version
from ..models.week import Week

if TYPE_CHECKING:
    from .register.register import Register

APPROVED = (Link.REVIEWED, Link.ARRANGED, Link.FILED, Link.EXECUTING, Link.SCORED, Link.ARCHIVED)


def approved_deployment(register: "Register", unit: str, week: Week) -> tuple[Version, Mapping[str, Any]] | None:
    """Return the latest approved deployment of a unit for a week, with its content; None if there is none."""
    thread = register.thread(unit, Kind.DEPLOYMENT, Period.of(week))
    version = next((version for version in reversed(thread) if version.link in APPROVED), None)
    return None if version is None else (version, register.content(version))
