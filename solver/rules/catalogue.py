"""All rules, in the order of their codes. To add one: write its file, add its line here."""

from collections.abc import Mapping, Sequence

from . import rest
from .rule import Rule

ALL_RULES: Sequence[Rule] = (rest.RULE,)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in ALL_RULES}
