"""The policy of ``city.toml``: prices, presence, and what a city changes about the rules; checked by the catalogue."""

from ..models.errors import InputError
from ..models.policy import Policy, RuleSetting, Value, Waiver
from ..models.text import Text
from ..solver.rules.catalogue import BY_CODE
from ..solver.rules.rule import Rule
from .tables import close
from .toml_reader import Branch

MOST_PRICE = 1_000_000
"""The highest price of one unit: sums of more no longer stay exact in the solvers' arithmetic."""


def read_policy(city: Branch) -> Policy:
    """Return the policy; what is wrong is noted and keeps its default."""
    default, table = Policy(), city.branch("policy")
    table.warn_unknown(("shortage", "line_share", "hour_price", "presence"))
    line_share = table.get("line_share", int, default.line_share)
    hour_price = table.get("hour_price", int, default.hour_price)
    for key, value, most in (("line_share", line_share, 100), ("hour_price", hour_price, MOST_PRICE)):
        if not 0 <= value <= most:
            message = Text(f"{key} = {value} 超出范围", f"{key} = {value} is out of range")
            table.notes.error("D07", message, table.at(key))
    return Policy(
        rules=read_rules(city.branch("rules")),
        shortage=_shortage(table, default.shortage),
        line_share=line_share,
        hour_price=hour_price,
        presence=_presence(table.branch("presence"), dict(default.presence)),
    )


def _shortage(table: Branch, default: tuple[int, int, int, int, int]) -> tuple[int, int, int, int, int]:
    prices = table.get("shortage", list, list(default))
    if len(prices) != 5 or not all(
        isinstance(p, int) and not isinstance(p, bool) and 0 <= p <= MOST_PRICE for p in prices
    ):
        message = Text(
            f"shortage 应为 5 个 0 至 {MOST_PRICE} 的整数, 对应优先级 1 至 5",
            f"shortage must be 5 whole numbers from 0 to {MOST_PRICE}, for priority 1 to 5",
        )
        table.notes.error("D07", message, table.at("shortage"))
        return default
    one, two, three, four, five = prices
    return one, two, three, four, five


def _presence(table: Branch, presence: dict[str, int]) -> dict[str, int]:
    table.warn_unknown(presence)
    for key in presence.keys() & table.data.keys():
        presence[key] = _percent(table, key, presence[key])
    return presence


def _percent(table: Branch, key: str, default: int) -> int:
    """Read 85 as 85 %; a fraction like 0.85 is read as 85 %, with a warning."""
    value = table.get(key, float, float(default))
    if isinstance(table.data[key], float) and 0 < value <= 1:
        message = Text(f"{value} 按 {value:.0%} 理解", f"{value} is read as {value:.0%}")
        table.notes.warn("D07", message, table.at(key), Text("写作整数百分数, 如 85", "write whole percent, as in 85"))
        return round(100 * value)
    if not (0 < value <= 100 and value.is_integer()):
        message = Text(f"{key} 应为 1 至 100 的百分数", f"{key} must be a percentage from 1 to 100")
        table.notes.error("D07", message, table.at(key))
        return default
    return int(value)


def read_rules(table: Branch, *, over: Policy | None = None) -> dict[str, RuleSetting]:
    """Return the settings of ``[rules]``; what is wrong, alone or laid ``over`` a policy, is noted."""
    found = {}
    for code in table.data:
        rule = BY_CODE.get(code)
        if rule is None:
            near = close(code, BY_CODE)
            advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else None
            table.notes.error("D26", Text(f"没有规则 {code}", f"there is no rule {code}"), table.at(code), advice)
        else:
            branch = table.branch(code)
            found[code] = _setting(rule, branch)
            _check_order(rule, found[code], branch, over or Policy())
    return found


def _setting(rule: Rule, table: Branch) -> RuleSetting:
    params = {name: _param(rule, name, table) for name in table.data if name in rule.params}
    for name in table.data:
        if name not in (*rule.params, "weight", "waiver"):
            near = close(name, rule.params)
            known = Text(f"可用: {', '.join(rule.params)}", f"known: {', '.join(rule.params)}")
            advice = Text(f"是否指 {near}?", f"did you mean {near}?") if near else known
            message = Text(f"规则 {rule.code} 没有参数 {name}", f"rule {rule.code} has no parameter {name}")
            table.notes.error("D26", message, table.at(name), advice)
    return RuleSetting(weight=_weight(rule, table), params=params, waiver=_waiver(rule, table))


def _check_order(rule: Rule, setting: RuleSetting, table: Branch, over: Policy) -> None:
    """Note each threshold that lies beyond the one that limits it; what is not given stands as it was."""
    params = {**over.setting(rule.code).params, **setting.params}
    laid = Policy(rules={rule.code: RuleSetting(params=params)})
    for name, param in rule.params.items():
        if not param.at_most or not {name, param.at_most} & setting.params.keys():
            continue
        low, high = rule.number(laid, name), rule.number(laid, param.at_most)
        if low > high:
            message = Text(
                f"{name} = {low} 高于 {param.at_most} = {high}", f"{name} = {low} is above {param.at_most} = {high}"
            )
            advice = Text(
                f"{name} 不得高于 {param.at_most}: 降低前者, 或提高后者",
                f"{name} must not exceed {param.at_most}: lower the one or raise the other",
            )
            given = name if name in setting.params else param.at_most
            table.notes.error("D26", message, table.at(given), advice)


def _weight(rule: Rule, table: Branch) -> int | None:
    if "weight" not in table.data:
        return None
    weight = table.get("weight", int, 0)
    if weight < 0:
        message = Text(f"权重 {weight} 为负数", f"the weight {weight} is negative")
        table.notes.error("D26", message, table.at("weight"))
        return None
    if weight > MOST_PRICE:
        message = Text(f"权重 {weight} 超过 {MOST_PRICE}", f"the weight {weight} is above {MOST_PRICE}")
        table.notes.error("D26", message, table.at("weight"))
        return None
    if rule.weight is None:
        message = Text(f"规则 {rule.code} 是硬性的, 没有权重", f"rule {rule.code} is hard, it has no weight")
        table.notes.error("D26", message, table.at("weight"))
    return weight


def _param(rule: Rule, name: str, table: Branch) -> Value:
    """Read a threshold as the type of its default; lists become tuples of words."""
    default, value = rule.params[name].default, table.data[name]
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(word, str) for word in value):
        value = tuple(value)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(default, float) and whole:
        return float(value)
    if type(value) is not type(default):
        kind = "list" if isinstance(default, tuple) else type(default).__name__
        message = Text(
            f"{name} 的类型应与默认值 {default!r} 相同 ({kind})",
            f"{name} must be of the type of its default {default!r} ({kind})",
        )
        table.notes.error("D26", message, table.at(name))
        return default
    if isinstance(value, int | float) and value < 0:
        table.notes.error("D26", Text(f"{name} = {value} 为负数", f"{name} = {value} is negative"), table.at(name))
        return default
    kept: Value = value
    if not rule.params[name].accepts(kept):
        message = Text(f"{name} = {value!r} 无法使用", f"{name} = {value!r} cannot be used")
        table.notes.error("D26", message, table.at(name))
        return default
    return kept


def _waiver(rule: Rule, table: Branch) -> Waiver | None:
    if "waiver" not in table.data:
        return None
    item = table.branch("waiver")
    item.warn_unknown(("authority", "reason"))
    authority, reason = item.get("authority", str, ""), item.get("reason", str, "")
    if not rule.waivable:
        message = Text(f"规则 {rule.code} 不得豁免", f"rule {rule.code} must not be waived")
        table.notes.error("D26", message, table.at("waiver"), Text("删去该豁免", "take the waiver out"))
        return None
    try:
        return Waiver(authority=authority, reason=reason)
    except InputError:
        message = Text("豁免须写明批准机关和理由", "a waiver names its authority and its reason")
        table.notes.error("D26", message, table.at("waiver"))
        return None
