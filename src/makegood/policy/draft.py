"""A policy's text, rule by rule, as an editor changes it: what is not touched stays as it was written, notes included."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from makegood.kernel.refusal import Refusal
from makegood.policy.rules import PolicyInvalid, load_policy, read_yaml


@dataclass(frozen=True, slots=True)
class DraftRule:
    """`source` are its own lines of the file, the notes above it included; the rest is what they say, as it was written.

    `key` is the rule's name in this draft: its id, and id~2 where the same id stands there again (which is a fault, and can be taken out).
    """

    id: str
    when: str | None
    sets: Mapping[str, Any]
    say: str
    source: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`head` is all that stands before the first rule. `text` puts it together again, letter by letter."""

    name: str
    currency: str
    head: str
    rules: tuple[DraftRule, ...]

    @property
    def text(self) -> str:
        return self.head + "".join(rule.source for rule in self.rules)

    def place(self, key: str) -> int:
        """Refuses `rule_unknown`."""
        for place, rule in enumerate(self.rules):
            if rule.key == key:
                return place
        raise Refusal("rule_unknown", f"There is no rule {key}.", "Look at the page again: somebody may have taken it out.", status=404)


def read_draft(text: str) -> Draft:
    """Raises PolicyInvalid where the text is no list of rules at all; a rule that is wrong in itself is read as it stands."""
    found = read_yaml(text)
    if not isinstance(found, dict) or not isinstance(found.get("rules"), list):
        raise PolicyInvalid([{"rule": None, "column": None, "message": "a policy has policy, currency and rules"}])
    given = [one if isinstance(one, dict) else {"id": str(one)} for one in found["rules"]]
    head, sources = _cut(text, given)
    rules = _keyed(_read(one, source) for one, source in zip(given, sources, strict=True))
    return Draft(str(found.get("policy", "")), str(found.get("currency", "")), head, rules)


def _keyed(rules: Iterable[DraftRule]) -> tuple[DraftRule, ...]:
    seen: Counter[str] = Counter()
    found = []
    for rule in rules:
        seen[rule.id] += 1
        found.append(replace(rule, key=rule.id if seen[rule.id] == 1 else f"{rule.id}~{seen[rule.id]}"))
    return tuple(found)


def _read(given: Mapping[str, Any], source: str) -> DraftRule:
    sets = given.get("set")
    when = given.get("when")
    return DraftRule(
        str(given.get("id", "")),
        None if when is None else str(when),
        sets if isinstance(sets, dict) else {},
        str(given.get("say") or ""),
        source,
    )


def _cut(text: str, given: list[dict[str, Any]]) -> tuple[str, list[str]]:
    """The head and the lines of each rule. Rules that don't stand on lines of their own are written anew."""
    node: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    items = next(value for key, value in node.value if key.value == "rules").value
    lines = text.splitlines(keepends=True)
    starts = [item.start_mark.line for item in items]
    own_lines = all(lines[start].lstrip().startswith("- ") for start in starts) and len(set(starts)) == len(starts)
    last_key = node.value[-1][0].value == "rules" and text.endswith("\n")
    if not items or not own_lines or not last_key:
        head = "".join(f"{key}: {given_value(value)}\n" for key, value in _head_of(text).items()) + "rules:\n"
        return head, [written(_read(one, "")) for one in given]
    starts = [_with_notes(lines, start) for start in starts]
    ends = [*starts[1:], len(lines)]
    return "".join(lines[: starts[0]]), ["".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]


def _head_of(text: str) -> dict[str, Any]:
    return {key: value for key, value in read_yaml(text).items() if key != "rules"}


def _with_notes(lines: list[str], start: int) -> int:
    """The notes and the empty line above a rule go where it goes."""
    while start > 0 and (lines[start - 1].lstrip().startswith("#") or not lines[start - 1].strip()):
        start -= 1
    return start


def given_value(value: Any) -> str:
    """A value on one line, as a policy file has it."""
    return yaml.safe_dump(value, default_flow_style=True, width=10_000, allow_unicode=True).removesuffix("\n").removesuffix("\n...")


def written(rule: DraftRule) -> str:
    """A rule's lines, made of what it says."""
    lines = [f"  - id: {given_value(rule.id)}"]
    if rule.when is not None:
        lines.append(f"    when: {given_value(rule.when)}")
    lines.append("    set:" if rule.sets else "    set: {}")
    lines += [f"      {slot}: {given_value(value)}" for slot, value in rule.sets.items()]
    if rule.say:
        lines.append(f"    say: {given_value(rule.say)}")
    return "\n".join(lines) + "\n"


def notes_of(rule: DraftRule) -> str:
    """What stands above a rule in its lines."""
    lines = rule.source.splitlines(keepends=True)
    first = next((place for place, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    return "".join(lines[:first])


def moved(draft: Draft, key: str, steps: int) -> Draft:
    """The rule `steps` places down (up: negative), at most to the end. A rule that stands elsewhere counts earlier or later."""
    place = draft.place(key)
    rules = [rule for rule in draft.rules if rule.key != key]
    rules.insert(max(0, min(len(rules), place + steps)), draft.rules[place])
    return replace(draft, rules=tuple(rules))


def without(draft: Draft, key: str) -> Draft:
    place = draft.place(key)
    return replace(draft, rules=(*draft.rules[:place], *draft.rules[place + 1 :]))


def changed(draft: Draft, key: str, *, when: str | None, sets: Mapping[str, Any], say: str) -> Draft:
    """The rule as it now reads, its notes kept."""
    place = draft.place(key)
    old = draft.rules[place]
    new = replace(old, when=when, sets=dict(sets), say=say)
    if (new.when, dict(new.sets), new.say) == (old.when, dict(old.sets), old.say):
        return draft
    new = replace(new, source=notes_of(old) + written(new))
    return replace(draft, rules=(*draft.rules[:place], new, *draft.rules[place + 1 :]))


def added(draft: Draft, rule_id: str, *, when: str | None, sets: Mapping[str, Any], say: str, at: int) -> Draft:
    """A new rule at place `at`. Refuses `rule_id_taken`."""
    if any(rule.id == rule_id for rule in draft.rules):
        raise Refusal("rule_id_taken", f"There is a rule {rule_id} already.", "Give this one another name.", field="id")
    rule = DraftRule(rule_id, when, dict(sets), say, "", rule_id)
    rules = list(draft.rules)
    rules.insert(max(0, min(len(rules), at)), replace(rule, source=written(rule)))
    return replace(draft, rules=tuple(rules))


def faults(draft: Draft) -> list[dict[str, Any]]:
    """[{"rule", "column", "message"}]: why it can't be published as it stands."""
    try:
        load_policy(draft.text)
    except PolicyInvalid as invalid:
        return invalid.errors
    return []
