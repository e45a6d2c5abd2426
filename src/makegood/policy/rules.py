"""A policy's text: loaded, checked, compiled, addressed by its content."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from makegood.kernel.currency import is_known
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal
from makegood.policy.compile import Condition, compile_condition
from makegood.policy.expression import ExpressionError, Node, nearest, parse
from makegood.policy.slots import SLOTS, BadSlot
from makegood.policy.words_of_yaml import NotReadable, read_words

MOST_RULES, MOST_ERRORS = 2_000, 100
HEAD, FIELDS, LAYER = ("policy", "currency", "rules"), ("id", "when", "set", "say"), ("layer", "when", "rules")
RULE_ID, LONGEST_NAME, LONGEST_SAY = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}", 80, 2_000


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
    try:
        return read_words(text)
    except NotReadable as wrong:
        raise PolicyInvalid([_error(None, str(wrong), wrong.column)]) from None


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
        rules += _stacked(upper, errors)
    rules += _stacked(head, errors)
    if len(rules) > MOST_RULES:
        raise PolicyInvalid([_error(None, f"more than {MOST_RULES} rules")])
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            errors.append(_error(rule.id, "two rules have this id"))
        seen.add(rule.id)
    if errors:
        raise PolicyInvalid(_bounded(errors))
    content = [head["currency"], [[rule.id, rule.text, rule.sets, rule.say] for rule in rules]]
    return Policy(head["policy"], head["currency"], tuple(rules), digest_of(content), text)


def _bounded(errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    more = len(errors) - MOST_ERRORS
    return errors if more <= 0 else [*errors[:MOST_ERRORS], _error(None, f"and {more} more")]


def _head(found: Any, errors: list[dict[str, Any]]) -> dict[str, Any]:
    if not isinstance(found, dict) or not isinstance(found.get("rules"), list):
        raise PolicyInvalid([*errors, _error(None, "a policy has policy, currency and rules")])
    for key in found:
        if key not in (*HEAD, "layers"):
            errors.append(_error(None, f"there is no field {key}{nearest(str(key), (*HEAD, 'layers'))}"))
    name = found.get("policy")
    if not isinstance(name, str) or not is_known(found.get("currency")):
        raise PolicyInvalid([*errors, _error(None, "a policy needs a name (policy) and a known currency")])
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        errors.append(_error(None, f"a policy's name has up to {LONGEST_NAME} letters on one line"))
    if len(found["rules"]) > MOST_RULES:
        raise PolicyInvalid([*errors, _error(None, f"more than {MOST_RULES} rules")])
    return found


def _stacked(head: Mapping[str, Any], errors: list[dict[str, Any]]) -> list[Rule]:
    """The layers in order, then the rules under them: one list when it runs (promise.md, section 1)."""
    layers = head.get("layers", [])
    if not isinstance(layers, list):
        errors.append(_error(None, "layers is a list"))
        layers = []
    return [rule for layer in layers for rule in _layer(layer, head["currency"], errors)] + _rules(head, errors)


def _layer(given: Any, currency: str, errors: list[dict[str, Any]]) -> list[Rule]:
    """Rules that hold only where the layer's own condition does too, such as one supplier's goods or one market."""
    name = str(given.get("layer", "")) if isinstance(given, dict) else ""
    if not isinstance(given, dict) or set(given) != set(LAYER) or not re.fullmatch(RULE_ID, name) or not isinstance(given["rules"], list):
        errors.append(_error(name[:80] or None, "a layer has a name (layer), when and rules"))
        return []
    text, node = _condition(name, given["when"], currency, errors)
    found = _rules({"rules": given["rules"], "currency": currency}, errors)
    return found if node is None else [_under(text, node, rule) for rule in found]


def _under(text: str, node: Node, rule: Rule) -> Rule:
    both = node if rule.when is None else Node("and", "bool", None, (node, rule.when))
    return replace(
        rule, text=text if rule.when is None else f"({text}) and ({rule.text})", when=both, holds=compile_condition(both), facts=both.facts()
    )  # fmt: skip


def _rules(head: Mapping[str, Any], errors: list[dict[str, Any]]) -> list[Rule]:
    found = []
    for given in head["rules"]:
        rule = _rule(given, head["currency"], errors)
        if rule is not None:
            found.append(rule)
        if len(errors) > 2 * MOST_ERRORS:  # enough to mend; looking for near words in thousands of lines takes its time
            break
    return found


def _rule(given: Any, currency: str, errors: list[dict[str, Any]]) -> Rule | None:
    name = str(given.get("id", "")) if isinstance(given, dict) else ""
    if not isinstance(given, dict) or not re.fullmatch(RULE_ID, name, re.ASCII):
        errors.append(_error(name[:80] or None, "a rule has an id of letters, digits and hyphens"))
        return None
    for key in given:
        if key not in FIELDS:
            errors.append(_error(name, f"there is no field {key}{nearest(str(key), FIELDS)}"))
    text, node = given.get("when"), None
    if "when" in given:
        text, node = _condition(name, text, currency, errors)
    sets = _sets(name, given.get("set"), currency, errors)
    say = given.get("say", "")
    if not isinstance(say, str) or len(say) > LONGEST_SAY:
        errors.append(_error(name, f"say is a text of up to {LONGEST_SAY:,} characters"))
    condition = None if node is None else compile_condition(node)
    return Rule(name, str(text or ""), node, condition, sets, frozenset() if node is None else node.facts(), str(say))


def _condition(name: str, given: Any, currency: str, errors: list[dict[str, Any]]) -> tuple[str, Node | None]:
    text = "" if given is None else str(given)
    try:
        if isinstance(given, (list, dict)):
            raise ExpressionError("a condition is one text", 1)
        return text, parse(text, currency)
    except ExpressionError as error:
        errors.append(_error(name, str(error), error.column))
        return text, None


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
