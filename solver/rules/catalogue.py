"""All rules, in the order of their codes. To add one: write its file, add its line here."""

from collections.abc import Mapping, Sequence

from ...models.policy import Policy
from . import rest
from .rule import Rule

ALL_RULES: Sequence[Rule] = (rest.RULE,)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in ALL_RULES}


def active(policy: Policy) -> list[Rule]:
    """Return the rules that the city has not set aside."""
    return [rule for rule in ALL_RULES if not rule.waived(policy)]
