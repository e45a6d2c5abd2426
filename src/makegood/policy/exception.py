"""An exception for some products: one rule for a tag, written and put where it counts."""

import re
from collections.abc import Iterable
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.policy.draft import Draft, added, changed
from makegood.policy.expression import parse
from makegood.policy.node import ExpressionError, Node

_SAYS_WHEN = "window"


def exception_for_tag(draft: Draft, *, tag: str, days: int, paid_by: str | None = None) -> tuple[Draft, str]:
    """(the draft with the rule, the rule's id): who changes their mind about a product with this tag has `days` from its delivery.

    It stands before the first rule that says how long for a changed mind, and leaves all else to the rules after it. `paid_by` customer, shop or
    None (as the rules after it have it). An exception for the same tag is changed, not added to. Refuses `tag_missing` and `days_out_of_range`.
    """
    tag = tag.strip()
    if not tag or len(tag) > 80 or not tag.isprintable() or set(tag) & {'"', "\\", "'"}:
        raise Refusal(
            "tag_missing", "Which products? A tag is needed.", "Write the tag as your shop has it, such as christmas.", field="tag"
        )
    if not 0 <= days <= 3_650:
        raise Refusal("days_out_of_range", "So many days can't be promised.", "Write a whole number from 0 to 3,650.", field="days")
    sets: dict[str, Any] = {"window": {"days": days, "from": "delivery"}}
    if paid_by is not None:
        sets["return_paid_by"] = paid_by
    # Goods whose tags nobody knows are none of these: without `known` each of their cases would go to a person.
    when = f'case.kind == change_of_mind and known(item.tags) and contains(item.tags, "{tag}")'
    there = next((rule for rule in draft.rules if rule.when == when), None)
    if there is not None:
        return changed(draft, there.key, when=when, sets=sets, say=there.say), there.key
    name = _free_id((rule.id for rule in draft.rules), tag)
    return added(draft, name, when=when, sets=sets, say="", at=_place(draft)), name


def _place(draft: Draft) -> int:
    for place, rule in enumerate(draft.rules):
        if _SAYS_WHEN in rule.sets and _about_a_changed_mind(rule.when, draft.currency):
            return place
    return 0


def _about_a_changed_mind(when: str | None, currency: str) -> bool:
    """Can the rule hold for a change of mind? Where it names other kinds only, it can't; what can't be read might."""
    if when is None:
        return True
    try:
        named = _kinds(parse(when, currency))
    except ExpressionError:
        return True
    return not named or "change_of_mind" in named


def _kinds(node: Node) -> set[Any]:
    found: set[Any] = set()
    if node.op == "in" and node.parts[0].value == "case.kind":
        found |= set(node.value)
    elif node.op == "compare" and node.parts[0].value == "case.kind":
        found.add(node.parts[1].value)
    for part in node.parts:
        found |= _kinds(part)
    return found


def _free_id(taken: Iterable[str], tag: str) -> str:
    base = "changed-mind-" + (re.sub(r"[^a-z0-9]+", "-", tag.lower()).strip("-")[:40] or "tag")
    known = set(taken)
    return next(name for name in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if name not in known)
