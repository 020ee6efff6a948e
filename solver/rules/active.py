"""The rules in force in a city: the catalogue without what the city has waived."""

from ...models.policy import Policy
from .catalogue import ALL_RULES
from .rule import Rule


def active(policy: Policy) -> list[Rule]:
    """Return the rules that the city has not set aside, in the order of the catalogue."""
    return [rule for rule in ALL_RULES if not rule.waived(policy)]
