"""A promise is changed rule by rule, and what is not touched stays as it was written."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.kernel.refusal import Refusal
from makegood.policy.draft import added, changed, faults, moved, read_draft, without
from makegood.policy.exception import exception_for_tag
from makegood.policy.rules import PolicyInvalid, load_policy

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "policies").glob("*.yaml"))
TWO_TIER = next(path for path in EXAMPLES if path.stem == "two-tier").read_text()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_text_that_is_only_read_is_not_changed(path: Path) -> None:
    text = path.read_text()
    draft = read_draft(text)
    assert draft.text == text
    assert [rule.id for rule in draft.rules] == [rule.id for rule in load_policy(text).rules]


@pytest.mark.parametrize(
    "text",
    [
        "{policy: one, currency: EUR, rules: [{id: a, set: {approval: review}}, {id: b, set: {remedies: [refund]}}]}",
        "rules:\n- {id: a, set: {approval: review}}\npolicy: one\ncurrency: EUR\n",
        "policy: one\ncurrency: EUR\nrules:\n- id: a\n  set: {approval: review}",
    ],
)
def test_a_text_of_another_layout_keeps_its_meaning(text: str) -> None:
    draft = read_draft(text)
    assert load_policy(draft.text).hash == load_policy(text).hash
    assert load_policy(moved(draft, "a", 1).text).rules[-1].id == "a"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(-50, 50)), max_size=6))
def test_moving_rules_loses_none(moves: list[tuple[int, int]]) -> None:
    draft = read_draft(TWO_TIER)
    for which, steps in moves:
        draft = moved(draft, draft.rules[which % len(draft.rules)].id, steps)
    policy = load_policy(draft.text)
    assert sorted(rule.id for rule in policy.rules) == sorted(rule.id for rule in load_policy(TWO_TIER).rules)
    assert [rule.id for rule in policy.rules] == [rule.id for rule in draft.rules]


def test_a_rule_is_changed_and_its_notes_stay() -> None:
    draft = read_draft(TWO_TIER)
    rule = draft.rules[draft.place("the-carrier-pays")]
    new = changed(
        draft, rule.id, when=rule.when, sets={"claim_on": ["carrier", "insurer"]}, say="We ask the carrier: it costs you nothing."
    )
    assert "# The rest is between shop and carrier.\n  - id: the-carrier-pays" in new.text
    found = next(one for one in load_policy(new.text).rules if one.id == rule.id)
    assert found.sets == {"claim_on": ["carrier", "insurer"]}
    assert found.say == "We ask the carrier: it costs you nothing."
    assert changed(draft, rule.id, when=rule.when, sets=rule.sets, say=rule.say).text == draft.text


def test_a_rule_is_added_and_taken_out() -> None:
    draft = added(read_draft(TWO_TIER), "first", when=None, sets={"answer_within_hours": 24}, say="", at=0)
    assert load_policy(draft.text).rules[0].id == "first"
    assert without(draft, "first").text == TWO_TIER
    with pytest.raises(Refusal) as refused:
        added(draft, "first", when=None, sets={"answer_within_hours": 24}, say="", at=0)
    assert refused.value.code == "rule_id_taken"
    with pytest.raises(Refusal) as refused:
        without(draft, "nobody")
    assert refused.value.code == "rule_unknown"


def test_what_can_not_be_published_is_named_by_its_rule() -> None:
    draft = read_draft(TWO_TIER)
    wrong = changed(draft, "a-photo-helps", when="case.knd == defective", sets={"evidence": ["photo"]}, say="")
    [fault] = faults(wrong)
    assert fault["rule"] == "a-photo-helps"
    assert "case.kind" in fault["message"]
    assert faults(draft) == []


@pytest.mark.parametrize("text", ["", "[]", "policy: x", "rules: 3", "\0", "a: &b [*b]"])
def test_what_is_no_list_of_rules_is_refused(text: str) -> None:
    with pytest.raises(PolicyInvalid):
        read_draft(text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40))
def test_any_words_come_back_as_they_were_said(said: str) -> None:
    draft = added(read_draft(TWO_TIER), "said", when=None, sets={"message": said}, say=said, at=3)
    again = read_draft(draft.text)
    rule = again.rules[3]
    assert (rule.say, rule.sets["message"] or "") == (said, said)
    assert yaml.safe_load(draft.text)["rules"][3]["id"] == "said"


def test_an_exception_for_a_tag_stands_where_it_counts() -> None:
    draft, name = exception_for_tag(read_draft(TWO_TIER), tag="Christmas 2026", days=45, paid_by="shop")
    assert name == "changed-mind-christmas-2026"
    policy = load_policy(draft.text)
    place = [rule.id for rule in policy.rules].index(name)
    earlier = [rule for rule in policy.rules[:place] if "window" in rule.sets]
    assert all("change_of_mind" not in rule.text for rule in earlier)
    assert policy.rules[place].sets == {"window": {"days": 45, "from": "delivery"}, "return_paid_by": "shop"}
    again, other = exception_for_tag(draft, tag="christmas 2026", days=10)
    assert other == "changed-mind-christmas-2026-2"
    assert not faults(again)


@pytest.mark.parametrize(
    ("tag", "days", "code"),
    [("", 3, "tag_missing"), ('a"b', 3, "tag_missing"), ("x", -1, "days_out_of_range"), ("x", 4000, "days_out_of_range")],
)
def test_an_exception_without_sense_is_refused(tag: str, days: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        exception_for_tag(read_draft(TWO_TIER), tag=tag, days=days)
    assert refused.value.code == code
