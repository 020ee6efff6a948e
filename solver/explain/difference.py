"""Two answers to the same week, compared by rule, by gap and by hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...models.finding import Severity
from ...models.roster import Gap
from ...models.text import Text
from ..rules.catalogue import BY_CODE
from .local import Solved


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    What the second roster has more (positive) or less (negative) than the first.

    Parameters
    ----------
    parts
        Price by rule code, zeros left out.
    minutes
        Paid minutes.
    opened, closed
        Gaps that only the second, only the first has.
    breaches
        Hard findings of the second: code and message.
    """

    parts: Mapping[str, int]
    minutes: int
    opened: Sequence[Gap] = ()
    closed: Sequence[Gap] = ()
    breaches: Sequence[tuple[str, Text]] = field(default=())

    @property
    def price(self) -> int:
        """The whole difference in the objective."""
        return sum(self.parts.values())


def difference(before: Solved, after: Solved) -> Difference:
    """Compare two answers, each by the checker's own reading."""
    codes = sorted({*before.report.parts, *after.report.parts})
    parts = {code: after.report.parts.get(code, 0) - before.report.parts.get(code, 0) for code in codes}
    old, new = _by_need(before), _by_need(after)
    return Difference(
        parts={code: price for code, price in parts.items() if price},
        minutes=after.minutes - before.minutes,
        opened=_more(old, new),
        closed=_more(new, old),
        breaches=[(f.rule, f.message) for f in after.report.findings if f.severity is Severity.ERROR],
    )


def _by_need(solved: Solved) -> dict[tuple[str, object, str], Gap]:
    return {(gap.place_id, gap.day, gap.band): gap for gap in solved.roster.gaps}


def _more(old: Mapping[tuple[str, object, str], Gap], new: Mapping[tuple[str, object, str], Gap]) -> list[Gap]:
    """Return what is missing in ``new`` beyond ``old``."""
    found = []
    for key, gap in sorted(new.items()):
        beyond = gap.missing - (old[key].missing if key in old else 0)
        if beyond > 0:
            found.append(Gap(day=gap.day, band=gap.band, place_id=gap.place_id, missing=beyond))
    return found


def parts_in_words(parts: Mapping[str, int]) -> list[Text]:
    """Return each rule's part of a difference as a sentence, the largest first."""
    order = sorted(parts, key=lambda code: (-abs(parts[code]), code))
    return [
        Text(f"{_name(code).zh}({code}) {parts[code]:+,}", f"{_name(code).en} ({code}) {parts[code]:+,}")
        for code in order
    ]


def _name(code: str) -> Text:
    return BY_CODE[code].name if code in BY_CODE else Text(code, code)
