"""The rules in force in a city: the catalogue without what the city has waived."""

from ...models.policy import Policy
from .catalogue import ALL_RULES
from .rule import Rule


def active(policy: Policy) -> list[Rule]:
    """Return the rules that the city has not set aside, in the order of the catalogue."""
    set_aside = {code for code, setting in policy.rules.items() if setting.waiver is not None}
    return [rule for rule in ALL_RULES if rule.code not in set_aside or not rule.waived(policy)]
