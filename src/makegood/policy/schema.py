"""What a policy file may hold, as a JSON Schema that editors read: made from FACTS and SLOTS, so that it can't say anything else than they do."""

import json
from typing import Any

from makegood.policy.facts import DERIVED, FACTS, Fact
from makegood.policy.frame.columns import COLUMN_TYPES
from makegood.policy.rules import FIELDS, HEAD, LAYER, LONGEST_NAME, LONGEST_SAY, MOST_RULES, RULE_ID
from makegood.policy.slots import SLOTS
from makegood.policy.source import LONGEST

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_FUNCTIONS = 'date("2026-11-07"), between(x, a, b), known(x), starts_with(text, x), contains(list, x)'
_EXAMPLES = {
    "bool": "{fact}", "int": "{fact} <= 30", "number": "{fact} > 0.5", "money": "{fact} < 20", "date": '{fact} >= date("2026-11-01")',
    "word": "{fact} in ({words})", "text": '{fact} == "..."', "words": "contains({fact}, {word})", "texts": 'contains({fact}, "...")',
}  # fmt: skip


def _example(name: str, fact: Fact) -> str:
    words = sorted(fact.words)
    return _EXAMPLES[fact.type].format(fact=name, words=", ".join(words[:2]), word=next(iter(words), ""))


def _condition() -> dict[str, Any]:
    listed = "\n".join(f"{name} ({fact.type}): {fact.sentence}" for name, fact in FACTS.items())
    return {
        "type": ["string", "boolean"],
        "minLength": 1,
        "maxLength": LONGEST,
        "description": f"One condition; without it the rule always holds. and, or, not, < <= > >= == != in, + - *; {_FUNCTIONS}.\n\n{listed}",
        "examples": [_example(name, fact) for name, fact in FACTS.items()],
        "defaultSnippets": [{"label": name, "description": fact.sentence, "body": _example(name, fact)} for name, fact in FACTS.items()],
    }


def policy_schema() -> dict[str, Any]:
    """Draft 2020-12. `defaultSnippets` is what editors built on the YAML language server complete from; others use `examples`."""
    sets = {name: {"description": slot.sentence} | slot.schema for name, slot in SLOTS.items()}
    rule: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "required": ["id", "set"],
        "properties": {
            "id": {"type": ["string", "integer"], "pattern": f"^{RULE_ID}$", "description": "letters, digits and hyphens; each once"},
            "when": {"$ref": "#/$defs/condition"},
            "set": {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": sets,
                    "description": "What this rule fills, where no rule before it has."},
            "say": {"type": "string", "maxLength": LONGEST_SAY, "description": "The same in words for the customer."},
        },
    }  # fmt: skip
    assert set(rule["properties"]) == set(FIELDS)
    rules = {"type": "array", "maxItems": MOST_RULES, "items": {"$ref": "#/$defs/rule"}}
    layer: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "required": list(LAYER),
        "properties": {
            "layer": {"type": ["string", "integer"], "pattern": f"^{RULE_ID}$", "description": "Its name."},
            "when": {"$ref": "#/$defs/condition"},
            "rules": rules,
        },
    }
    assert set(layer["properties"]) == set(LAYER)
    properties = {
        "policy": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME, "description": "Its name."},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217; every amount in the file is of it."},
        "layers": {
            "type": "array",
            "items": layer,
            "description": "Rules for one supplier's goods or one market; they stand before the others.",
        },
        "rules": rules | {"description": "In order: for each slot, the first that holds fills it."},
    }
    assert set(properties) == {*HEAD, "layers"}
    return {
        "$schema": DRAFT, "title": "makegood policy", "type": "object", "additionalProperties": False, "required": list(HEAD),
        "properties": properties, "$defs": {"condition": _condition(), "rule": rule},
    }  # fmt: skip


def schema_text() -> str:
    return json.dumps(policy_schema(), indent=1, ensure_ascii=False) + "\n"


def facts_table() -> list[dict[str, Any]]:
    """[{"fact", "type", "column", "words", "sentence"}]; `column` says how a Parquet file has it, or that it is worked out."""
    return [
        {
            "fact": name,
            "type": fact.type,
            "column": "worked out, not given" if name in DERIVED else COLUMN_TYPES[fact.type][0],
            "words": sorted(fact.words),
            "sentence": fact.sentence,
        }
        for name, fact in FACTS.items()
    ]
