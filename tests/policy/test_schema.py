"""The published JSON Schema says what the loader says: of the samples, of what is wrong with a slot, and of what an editor would complete."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import makegood.policy
from makegood.interfaces.console.policy import app
from makegood.policy.facts import FACTS
from makegood.policy.rules import PolicyInvalid, load_policy
from makegood.policy.schema import policy_schema, schema_text
from makegood.policy.slots import SLOTS
from makegood.policy.words_of_yaml import read_words
from tests.policy.test_decide import SAMPLES

VALIDATOR = jsonschema_rs.validator_for(policy_schema())


def rule(slots: str, more: str = "", identity: str = "a") -> str:
    return f"policy: p\ncurrency: EUR\nrules:\n  - id: {identity}\n    set: {{{slots}}}\n{more}"


def loads(text: str) -> bool:
    try:
        load_policy(text)
    except PolicyInvalid:
        return False
    return True


def test_the_published_file_is_what_the_code_says(capsys: Any) -> None:
    published = (Path(makegood.policy.__file__).parent / "schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "write it anew: makegood policy schema > src/makegood/policy/schema.json"
    assert app(["schema"], exit_on_error=False, result_action="return_value") == 0 and capsys.readouterr().out == published
    jsonschema_rs.meta.validate(json.loads(published))


def test_every_fact_and_slot_is_there_to_complete(capsys: Any) -> None:
    parts = policy_schema()["$defs"]
    properties = parts["rule"]["properties"] | {"when": parts["condition"]}
    assert set(properties["set"]["properties"]) == set(SLOTS) and all(
        one["description"] for one in properties["set"]["properties"].values()
    )
    examples = properties["when"]["examples"]
    assert {one["label"] for one in properties["when"]["defaultSnippets"]} == set(FACTS) and len(examples) == len(FACTS)
    for example in examples:
        assert loads(rule("approval: auto", f"    when: {json.dumps(example)}\n")), example
    assert app(["facts-schema", "--json"], exit_on_error=False, result_action="return_value") == 0
    assert {row["fact"] for row in json.loads(capsys.readouterr().out)} == set(FACTS)


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_policy_that_loads_is_one_to_an_editor(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert loads(text) and VALIDATOR.is_valid(read_words(text))


GOOD = [
    "window: {days: 30}", "window: {days: 30, from: order, until: 2026-12-31}", "window: {until: 2026-12-31}", "eligible: no", "remedies: [refund, repair]",
    "remedies: [price_reduction]", "remedies: [none]", "remedies: []", "partial_percent: 100", "return_fee: 4.90", "return_fee: 5", "restocking_fee: {percent: 15}",
    "restocking_fee: 3", "refund_outbound_shipping: true", "evidence: [photo, {kind: video, count: 2}]", "evidence: [{kind: video}]", "claim_on: []",
    "answer_within_hours: 24", "message: Hello", "contingent: {offer: repair, then: refund, after_days: 14}", "keep_item: donate", "chooser: shop",
]  # fmt: skip
BAD = [
    "window: {from: order}", "window: {days: -1}", "window: {days: 30, unti: x}", "window: {until: soon}", "window: {until: 2026-12-31, from: order}", "window: 30",
    "eligible: maybe", "remedies: refund", "remedies: [refund, none]", "remedies: [money]", "partial_percent: 101", "partial_percent: many", "return_fee: -1",
    "return_fee: free", "restocking_fee: {percent: 101}", "restocking_fee: {percent: 1, of: price}", "restocking_fee: {}", "refund_outbound_shipping: yes",
    "evidence: [foto]", "evidence: [{count: 2}]", "evidence: photo", "evidence: [{kind: photo, count: 0}]", "claim_on: [bank]", "answer_within_hours: 0",
    "message: 5", "contingent: {offer: repair}", "contingent: {offer: repair, then: refund, after_days: 0}", "aproval: auto", "",
]  # fmt: skip
LAYERED = rule("approval: auto") + 'layers:\n  - {layer: japan, when: order.market == "JP", rules: [{id: b, set: {approval: review}}]}\n'
BAD_RULES = [
    LAYERED.replace("layer: japan, ", ""), LAYERED.replace(", when: order.market == \"JP\"", ""), LAYERED.replace("[{id: b, set: {approval: review}}]", "{}"),
    LAYERED.replace("approval: review", "aproval: review"), LAYERED.replace("layer: japan", "layer: ''"), rule("approval: auto") + "layers: {}\n",

    rule("approval: auto", "    if: item.used\n"), rule("approval: auto", "    when:\n"), rule("approval: auto", "    when: [item.used]\n"),
    rule("approval: auto", f"    say: {'x' * 2001}\n"), rule("approval: auto", identity="-a"), rule("approval: auto", identity="a b"),
    rule("approval: auto") + "extra: 1\n", "policy: p\ncurrency: euro\nrules: []\n", "policy: ''\ncurrency: EUR\nrules: []\n", "policy: p\ncurrency: EUR\n",
    "policy: p\ncurrency: EUR\nrules: {}\n", "policy: p\ncurrency: EUR\nrules: [approval]\n",
]  # fmt: skip


def test_layers_are_known_to_both() -> None:
    assert loads(LAYERED) and VALIDATOR.is_valid(read_words(LAYERED))


@pytest.mark.parametrize("slots", GOOD)
def test_what_the_loader_takes_the_schema_takes(slots: str) -> None:
    assert loads(rule(slots)) and VALIDATOR.is_valid(read_words(rule(slots)))


@pytest.mark.parametrize("text", [*map(rule, BAD), *BAD_RULES])
def test_what_the_loader_refuses_the_schema_marks(text: str) -> None:
    assert not loads(text) and not VALIDATOR.is_valid(read_words(text))


def test_an_editors_own_numbers_and_words_are_the_same() -> None:
    """Its YAML knows decimals and booleans where ours keeps the words."""
    document = {
        "policy": "p",
        "currency": "EUR",
        "rules": [{"id": "a", "when": True, "set": {"return_fee": 4.9, "refund_outbound_shipping": True}}],
    }
    assert VALIDATOR.is_valid(document) and loads(rule("return_fee: 4.9, refund_outbound_shipping: true", "    when: true\n"))
