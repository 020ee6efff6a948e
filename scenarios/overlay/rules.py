"""``[rules.R21]``: other thresholds, weights or waivers of the rules, as ``city.toml`` writes them."""

from collections.abc import Iterator
from dataclasses import replace

from ...models.policy import RuleSetting
from ...models.text import Text
from ..read_policy import read_rules
from ..toml_reader import Branch
from .kind import Kind, claims
from .world import World


def lay(item: Branch, world: World) -> World:
    """Lay settings over those that the city has; what is not named stays."""
    before = len(item.notes.findings)
    found = read_rules(item, over=world.city.policy)
    if len(item.notes.findings) > before:
        return world
    after = claims(world, item, _said(found))
    if after is None:
        return world
    policy = world.city.policy
    merged = {code: _over(policy.setting(code), setting) for code, setting in found.items()}
    return replace(after, city=replace(world.city, policy=replace(policy, rules={**policy.rules, **merged})))


def _said(found: dict[str, RuleSetting]) -> Iterator[tuple[tuple[str, ...], str]]:
    for code, setting in found.items():
        yield from ((("rule", code, name), str(value)) for name, value in setting.params.items())
        if setting.weight is not None:
            yield ("rule", code, "weight"), str(setting.weight)
        if setting.waiver is not None:
            yield ("rule", code, "waiver"), setting.waiver.authority


def _over(old: RuleSetting, new: RuleSetting) -> RuleSetting:
    return RuleSetting(
        weight=old.weight if new.weight is None else new.weight,
        params={**old.params, **new.params},
        waiver=new.waiver or old.waiver,
    )


KIND = Kind(
    key="rules",
    name=Text("规则变更", "rules changed"),
    keys=(),
    lay=lay,
    single=True,
    example="[rules.R21]\nrest_min = 600",
)
