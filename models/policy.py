"""What a city changes about the rules: thresholds, weights, waivers; and what a missing crew costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import InputError

Value = int | float | bool | str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """
    A rule set aside, by whom, on which ground. Printed in every output.

    ``units`` limits it to the people of these units and of all below them; empty: it holds for everybody.
    """

    authority: str
    reason: str
    units: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.authority or not self.reason:
            raise InputError("a waiver names its authority and its reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting:
    """A city's own values for one rule; ``weight`` None keeps the rule's own price."""

    weight: int | None = None
    params: Mapping[str, Value] = field(default_factory=dict)
    waiver: Waiver | None = None

    def __post_init__(self) -> None:
        if self.weight is not None and self.weight < 0:
            raise InputError(f"a rule's weight must not be negative, got {self.weight}")


_PLAIN = RuleSetting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """
    All settings of a city.

    Parameters
    ----------
    shortage
        Price of one missing crew in one band, by priority 1 to 5.
    line_share
        The price of a missing patrol (LINE or MOBILE) as a share of a missing stand, percent.
    hour_price
        Price of one paid hour: of two plans that serve alike the smaller force wins.
    presence
        The part of a band, percent, that a duty must work to count there: whole for a stand or a desk, less for
        a patrol.
    """

    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    shortage: tuple[int, int, int, int, int] = (2_000, 4_000, 8_000, 16_000, 32_000)
    line_share: int = 50
    hour_price: int = 10
    presence: Mapping[str, int] = field(
        default_factory=lambda: {"FIXED": 100, "DESK": 100, "LINE": 50, "MOBILE": 50, "RESERVE": 50, "LEAD": 50}
    )

    def setting(self, code: str) -> RuleSetting:
        """Return the city's setting for a rule, empty if there is none."""
        return self.rules.get(code, _PLAIN)
