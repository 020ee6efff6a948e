"""One relaxation: a thing that may give way, how it is had, its article, what applies it, and its toll."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from ...models.city import City
from ...models.text import Text
from ..rules.catalogue import BY_CODE
from .local import Hole

LEAVE, PINNED, OWN_UNIT = "N04", "N05", "N03"


class Kind(IntEnum):
    """How a relaxation is had, the least intrusive first."""

    REPLAN = 0
    LOOSEN = 1
    BORROW = 2
    RECALL = 3
    HIRE = 4
    LOWER = 5


TOLL: Mapping[Kind, int] = {
    Kind.REPLAN: 0,
    Kind.LOOSEN: 300,
    Kind.BORROW: 300,
    Kind.RECALL: 600,
    Kind.HIRE: 1_000,
    Kind.LOWER: 0,
}
"""Price of taking the step at all, besides what the roster then costs; a lowered need costs what its gap did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """
    One thing that may give way.

    Parameters
    ----------
    kind
        How it is had.
    rule
        Code of the rule that gives way, "" if none does.
    words
        What it is, in one sentence.
    how
        How the planner applies it.
    apply
        Makes the city in which it holds.
    recalled, lowered
        Whom it calls back and when; the need it lowers.
    """

    kind: Kind
    rule: str
    words: Text
    how: Text
    apply: Callable[[City], City] = field(compare=False)
    recalled: tuple[str, date] | None = None
    lowered: Hole | None = None

    @property
    def of_week(self) -> bool:
        """Whether it loosens a rule about one person's week."""
        return self.kind is Kind.LOOSEN and BY_CODE[self.rule].week is not None

    @property
    def article(self) -> Text:
        """The article of the rule that gives way."""
        return BY_CODE[self.rule].article if self.rule else Text("", "")

    @property
    def lawful(self) -> bool:
        """Whether the law lets it give way."""
        return not self.rule or BY_CODE[self.rule].waivable


REPLAN = Relaxation(
    kind=Kind.REPLAN, rule="", words=Text("在规则之内调整班次", "other duties, within the rules"),
    how=Text("采用给出的变更", "take the changes over"), apply=lambda city: city,
)  # fmt: skip
"""No relaxation at all."""
