"""Contradictory pins: when a week cannot be planned for them, the smallest parts that clash are named."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..models.city import City
from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.text import Text
from ..models.week import Week
from ..solver.explain.pin_core import Core, cores
from .reasons_of_rules import tell_core

PINNED = "N05"


@contextmanager
def clashes_named(city: City, week: Week) -> Iterator[None]:
    """
    Name, where pins leave no lawful plan, which of them, which leave and which rules cannot hold together.

    Raises
    ------
    InputError
        In place of the planner's own, with a finding for each conflict.
    """
    try:
        yield
    except InputError as error:
        found = list(cores(city, week)) if any(finding.rule == PINNED for finding in error.findings) else []
        if not found:
            raise
        raise InputError.of([_finding(city, core) for core in found]) from error


def _finding(city: City, core: Core) -> Finding:
    _, lines = tell_core(city, core)
    return Finding(
        rule=PINNED,
        severity=Severity.ERROR,
        message=Text(
            lines[0].zh + "; ".join(line.zh.strip() for line in lines[1:]),
            lines[0].en + " " + "; ".join(line.en.strip() for line in lines[1:]),
        ),
        where=Where(file="pins", officer=core.pins[0][0] if core.pins else ""),
        advice=Text("改动其中任何一项即可", "any one of them changed is enough"),
    )
