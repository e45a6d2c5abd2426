"""The refusal message: why, by which rule or article, and what stays open. Never a bare no."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from makegood.policy.decision import Decision
from makegood.policy.facts import last_delivery, read_facts
from makegood.policy.prose.cells import CHANGE
from makegood.policy.prose.sentence import Sentence
from makegood.policy.prose.teller import Teller
from makegood.policy.scenario import window_end

# What the engine and the law call it: the words for customers are fewer.
_LIKE = {
    "sealed_hygiene": "unsealed", "sealed_media": "unsealed", "periodicals": "no_statutory_right", "price_fluctuation": "no_statutory_right",
    "value_drop_on_use": "used_by_consumer", "personal_use": "used_by_consumer", "sale_marked_final": "no_statutory_right",
}  # fmt: skip


def reason_of(decision: Decision) -> str:
    """The reason that a refusal rests on, in the words of the prose."""
    for reason in decision.reasons:
        if reason == "window_over" or not reason.startswith(("missing", "law_uncertain", "policy_asks")):
            return _LIKE.get(reason, reason)
    return "no_right_and_no_promise"


def _rule_of(decision: Decision, slot: str) -> str | None:
    return next((line["rule"] for line in decision.trace if line.get("slot") == slot and line.get("by") == "rule"), None)


def last_day(decision: Decision) -> date | None:
    """The later end of the promise's window and the law's; None where neither is known."""
    kind = decision.kinds[0]
    values = read_facts({**decision.facts, "case": {**decision.facts.get("case", {}), "kind": kind}}, decision.currency, decision.on)
    window: Mapping[str, Any] | None = decision.slots.get("window")
    own = window_end(values, window) if window and last_delivery(values) else None
    until = decision.entitlements[kind]["withdrawal" if kind in CHANGE else "conformity"].get("until")
    days = [day for day in (own, date.fromisoformat(until) if until else None) if day is not None]
    return max(days, default=None)


def sentences_for(
    reason: str, teller: Teller, *, cite: str | None, rule: str | None = None, day: date | None = None
) -> tuple[Sentence, ...]:
    """Why; that a fault is another right; that a person can be asked."""
    words = teller.words["refusal"]
    key = reason if reason in words else "no_right_and_no_promise"
    if key == "window_over" and day is None:
        key = "window_over_undated"
    values = {"market": teller.market, "day": teller.day(day) if day is not None and key == "window_over" else ""}
    why = teller.sentence(words[key].format(**values), rule=rule, citation=cite, slots=("eligible",))
    rest = () if reason in ("guarantee_over", "conforms_to_contract") else (teller.sentence(words["other_right"], citation=cite),)
    return (why, *rest, teller.sentence(words["person"], citation=cite))


def refusal_of(decision: Decision, *, language: str) -> tuple[Sentence, ...]:
    """What a customer reads whose case was refused by this decision. Refuses `not_translated`."""
    market = str(decision.facts.get("order", {}).get("market", ""))
    reason = reason_of(decision)
    rule = _rule_of(decision, "window" if reason == "window_over" else "remedies") or _rule_of(decision, "eligible")
    cite = "; ".join(decision.entitlements[decision.kinds[0]]["citations"][:3])
    day = last_day(decision) if reason == "window_over" else None
    return sentences_for(reason, Teller(language, market, decision.currency), cite=cite, rule=rule, day=day)
