"""The catalogue for readers is complete and true; ``qinwu rules`` prints it, with a city's own settings."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rule_cases import CITY, said, work

from qinwu.commands import rules
from qinwu.models.policy import Policy, RuleSetting, Waiver
from qinwu.models.text import Lang
from qinwu.solver.rules.catalogue import ALL_RULES, BY_CODE
from qinwu.solver.rules.page import describe, page

DOCS = Path(__file__).resolve().parent.parent / "docs"
ISSUE = "R01 R02 R04 R15 R17 R18 R19 R20 R21 R22 R23 R24 R25 R28 R29 R31 R32 R33"


def run(*words: str) -> Result:
    """Run ``qinwu rules``."""
    return CliRunner().invoke(rules.command, list(words))


def test_the_page_is_the_catalogue() -> None:
    """Renew it with: qinwu rules --markdown > docs/rules.md"""
    assert (DOCS / "rules.md").read_text("utf-8") == page()
    assert run("--markdown").stdout == page()


def test_the_rules_of_the_law_are_all_there_once_in_the_order_of_their_codes() -> None:
    codes = [rule.code for rule in ALL_RULES]
    assert set(ISSUE.split()) <= set(codes)
    assert codes == sorted(set(codes))


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_each_rule_is_complete(rule) -> None:
    """Both languages, an article with its evidence, a price only with its unit, thresholds with a meaning."""
    assert re.match(r"\[(L|P|D|L→D)\] \S.* / \S", rule.source)
    assert all((rule.name.zh, rule.name.en, rule.why.zh, rule.why.en, rule.article.zh, rule.article.en))
    assert (rule.weight is None) or rule.unit.en
    assert all(param.meaning.zh and param.meaning.en for param in rule.params.values())
    assert rule.hard or not (rule.seat or rule.crew or rule.muster)
    assert bool(rule.crew) <= bool(rule.muster)


def test_thresholds_accept_their_defaults_and_refuse_nonsense() -> None:
    assert all(param.accepts(param.default) for rule in ALL_RULES for param in rule.params.values())
    assert not BY_CODE["R01"].params["crew"].accepts("2+x")
    assert not BY_CODE["R01"].params["scope"].accepts(("LINE", "FLYING"))
    assert not BY_CODE["R25"].params["crew"].accepts("")


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_each_rule_has_two_examples_by_hand(rule) -> None:
    """A rule without its limit and one beyond is not finished."""
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_rules_*.py"))
    assert re.search(rf"def test_{rule.code.lower()}_", tests)


def test_a_citys_settings_are_shown_and_marked() -> None:
    waiver = Waiver(authority="支队", reason="二级勤务")
    policy = Policy(rules={"R21": RuleSetting(weight=60, params={"rest_min": 720}), "R20": RuleSetting(waiver=waiver)})
    row = describe(BY_CODE["R21"], policy, Lang.EN)
    assert (row["price"], row["params"]["rest_min"]["value"], row["changed"]) == (60, 720, ["rest_min", "weight"])
    assert describe(BY_CODE["R20"], policy, Lang.ZH)["waiver"] == {"authority": "支队", "reason": "二级勤务"}
    assert describe(BY_CODE["R22"], policy, Lang.EN)["changed"] == []


def test_the_command_prints_a_table_in_both_languages() -> None:
    for lang, word in (("zh", "班间休息"), ("en", "rest between shifts")):
        result = run("--lang", lang)
        assert result.exit_code == 0
        assert word in result.stdout
        assert all(rule.code in result.stdout for rule in ALL_RULES)


def test_the_command_prints_one_rule_with_its_reason() -> None:
    result = run("r21", "--lang", "en")
    assert BY_CODE["R21"].why.en in result.stdout
    assert "R22" not in result.stdout


def test_the_command_prints_json() -> None:
    rows = json.loads(run("--json", "--lang", "en").stdout)
    assert [row["code"] for row in rows] == [rule.code for rule in ALL_RULES]
    assert {row["code"]: row["unit"] for row in rows}["R33"] == "each changed officer-day"


def test_an_unknown_code_is_bad_input() -> None:
    result = run("R99", "--lang", "en")
    assert result.exit_code == 2
    assert "R99" in result.stderr


def test_the_city_option_shows_the_citys_own_settings(tmp_path, monkeypatch) -> None:
    waiver = Waiver(authority="支队", reason="二级勤务")
    policy = Policy(rules={"R21": RuleSetting(params={"rest_min": 720}), "R20": RuleSetting(waiver=waiver)})
    monkeypatch.setattr(rules, "read_city", lambda _: type("City", (), {"policy": policy}))
    result = run("--city", str(tmp_path))
    assert "rest_min = 720 min *" in result.stdout
    assert "R20 已豁免: 支队, 二级勤务" in result.stdout


def test_the_messages_name_their_article() -> None:
    finding = said("R20", CITY, [*work("NIGHT", 1), *work("LATE", 2)])[0]
    assert BY_CODE["R20"].article.zh in finding.message.zh
    assert BY_CODE["R20"].article.en in finding.message.en
