"""A policy's text: loaded, checked, compiled, addressed by its content."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from makegood.kernel.currency import is_known
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal
from makegood.policy.compile import Condition, compile_condition
from makegood.policy.expression import ExpressionError, Node, nearest, parse
from makegood.policy.slots import SLOTS, BadSlot

LARGEST, MOST_RULES = 1_000_000, 2_000


class _Words(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which yes, no, on, NO, dates and decimals stay the words that were written."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[-1] not in ("bool", "timestamp", "float")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True, slots=True)
class Rule:
    """`when` None always holds. `sets` are checked slot values; `facts` what the condition looks at."""

    id: str
    text: str
    when: Node | None
    holds: Condition | None
    sets: dict[str, Any]
    facts: frozenset[str]
    say: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One ordered list of rules, layers stacked. `hash` addresses the content, not its spacing."""

    name: str
    currency: str
    rules: tuple[Rule, ...]
    hash: str
    text: str


class PolicyInvalid(Refusal):
    """`errors`: [{"rule", "column", "message"}]."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        first = errors[0]
        super().__init__(
            "policy_invalid", f"{first['rule'] or 'policy'}: {first['message']}", "Mend the rules that are named.", errors=errors
        )
        self.errors = errors


def _error(rule: str | None, message: str, column: int | None = None) -> dict[str, Any]:
    return {"rule": rule, "column": column, "message": message}


def read_yaml(text: str) -> Any:
    """Plain maps, lists, words and whole numbers. Raises PolicyInvalid: too large, aliases, no YAML."""
    if len(text.encode()) > LARGEST:
        raise PolicyInvalid([_error(None, "the file is larger than 1 MB")])
    if "&" in text and _has_alias(text):
        raise PolicyInvalid([_error(None, "aliases are not allowed")])
    try:
        return yaml.load(text, Loader=_Words)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise PolicyInvalid([_error(None, f"not YAML{where}", mark.column + 1 if mark else None)]) from None


def _has_alias(text: str) -> bool:
    try:
        return any(isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) for event in yaml.parse(text, Loader=_Words))
    except yaml.YAMLError:
        return False


@lru_cache(maxsize=512)
def load_policy(text: str, layers: tuple[str, ...] = ()) -> Policy:
    """The policy of `text`, with further `layers` standing before it. Raises PolicyInvalid with every error that was found."""
    errors: list[dict[str, Any]] = []
    rules: list[Rule] = []
    head = _head(read_yaml(text), errors)
    for layer in layers:
        upper = _head(read_yaml(layer), errors)
        if upper["currency"] != head["currency"]:
            errors.append(_error(None, "a layer has another currency"))
        rules += _rules(upper, errors)
    rules += _rules(head, errors)
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            errors.append(_error(rule.id, "two rules have this id"))
        seen.add(rule.id)
    if errors:
        raise PolicyInvalid(errors)
    content = [head["currency"], [[rule.id, rule.text, rule.sets, rule.say] for rule in rules]]
    return Policy(head["policy"], head["currency"], tuple(rules), digest_of(content), text)


def _head(found: Any, errors: list[dict[str, Any]]) -> dict[str, Any]:
    if not isinstance(found, dict) or not isinstance(found.get("rules"), list):
        raise PolicyInvalid([*errors, _error(None, "a policy has policy, currency and rules")])
    for key in found:
        if key not in ("policy", "currency", "rules"):
            errors.append(_error(None, f"there is no field {key}{nearest(str(key), ('policy', 'currency', 'rules'))}"))
    if not isinstance(found.get("policy"), str) or not is_known(found.get("currency")):
        raise PolicyInvalid([*errors, _error(None, "a policy needs a name (policy) and a known currency")])
    if len(found["rules"]) > MOST_RULES:
        raise PolicyInvalid([*errors, _error(None, f"more than {MOST_RULES} rules")])
    return found


def _rules(head: Mapping[str, Any], errors: list[dict[str, Any]]) -> list[Rule]:
    return [rule for given in head["rules"] if (rule := _rule(given, head["currency"], errors)) is not None]


def _rule(given: Any, currency: str, errors: list[dict[str, Any]]) -> Rule | None:
    name = str(given.get("id", "")) if isinstance(given, dict) else ""
    if not isinstance(given, dict) or not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,79}", name):
        errors.append(_error(name or None, "a rule has an id of letters, digits and hyphens"))
        return None
    for key in given:
        if key not in ("id", "when", "set", "say"):
            errors.append(_error(name, f"there is no field {key}{nearest(str(key), ('id', 'when', 'set', 'say'))}"))
    text, node = str(given.get("when", "")), None
    if "when" in given:
        try:
            node = parse(text, currency)
        except ExpressionError as error:
            errors.append(_error(name, str(error), error.column))
    sets = _sets(name, given.get("set"), currency, errors)
    condition = None if node is None else compile_condition(node)
    return Rule(name, text, node, condition, sets, frozenset() if node is None else node.facts(), str(given.get("say", "")))


def _sets(name: str, given: Any, currency: str, errors: list[dict[str, Any]]) -> dict[str, Any]:
    if not isinstance(given, dict) or not given:
        errors.append(_error(name, "a rule sets at least one slot"))
        return {}
    found: dict[str, Any] = {}
    for slot, value in given.items():
        if slot not in SLOTS:
            errors.append(_error(name, f"there is no slot {slot}{nearest(str(slot), SLOTS)}"))
            continue
        try:
            found[slot] = SLOTS[slot](value, currency)
        except (BadSlot, TypeError) as error:
            errors.append(_error(name, f"{slot}: {error}"))
    if found.get("eligible") == "review":
        del found["eligible"]
        found["approval"] = "review"
    return found
