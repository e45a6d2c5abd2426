"""decide(facts, policy, law, on): what a line of a case gets, with the trace and all that is needed to run it again."""

from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from datetime import date
from fractions import Fraction
from typing import Any

from makegood.kernel.digest import digest_of
from makegood.law.calendar import calendar_version
from makegood.law.entitle import entitle
from makegood.law.load import law_version
from makegood.law.scenario import OWN_INPUTS
from makegood.policy.decision import Decision
from makegood.policy.difference import first_difference
from makegood.policy.facts import by_scope, notice_day, read_facts
from makegood.policy.keep_item import may_be_donated
from makegood.policy.raise_to_floor import Line, Raised, raise_to_floor, right_of
from makegood.policy.row import run_rules
from makegood.policy.rules import Policy
from makegood.policy.scenario import scenario_of, window_end
from makegood.policy.trace import missing_of, slots_of, trace_of
from makegood.policy.union import union_of

Law = Callable[[Any], dict[str, Any]]
_WAITS, _DUE_DATES = ("late", "not_delivered"), ("order.placed_on", "order.promised_on")
_OWED = ("order.outbound_shipping", "order.total", "case.major")
_DEFAULTS = {
    "approval": "auto",
    "ship_back": "none",
    "evidence": [],
    "claim_on": [],
    "return_paid_by": "customer",
    "refund_outbound_shipping": False,
}


def decide(facts: Mapping[str, Any], policy: Policy, *, on: date, law: Law = entitle) -> Decision:
    """Several kinds on one line: each is decided, the customer's rights are the union, and they are asked once.

    Refuses `bad_input` (facts) and `unknown_market`.
    """
    given = by_scope(facts)
    case = given.get("case", {})
    named = case.get("kinds") or [case.get("kind")]
    kinds = tuple(dict.fromkeys(str(kind) for kind in named)) if isinstance(named, list) else (str(named),)
    single = [_decide_kind({**given, "case": {**case, "kind": kind}}, policy, kind, on, law) for kind in kinds]
    return single[0] if len(single) == 1 else union_of(single, given)


def _decide_kind(facts: dict[str, Any], policy: Policy, kind: str, on: date, law: Law) -> Decision:
    values = read_facts(facts, policy.currency, on)
    result = run_rules(policy, values)
    entitlement = entitled(facts, values, kind, policy.currency, on, law)
    window = result.slots.get("window")
    line = _line(values, kind, policy.currency, on, window)
    raised = raise_to_floor(result.slots, entitlement, line)
    missing = missing_of(policy, result, values)
    if facts.get("item", {}).get("customer_input") == "unknown" and not text_missed(missing):
        missing.append("item.customer_input")  # never called stock in silence: a new one from the shelf may be no new one
    if right_of(kind, entitlement)[1]["granted"]:  # what the law owes could not be worked out
        missing += [fact for fact in entitlement.get("missing", []) if fact in _OWED and fact not in missing]
    slots = _DEFAULTS | raised.slots
    if slots.get("keep_item") == "donate" and not may_be_donated(values, kind, facts):
        slots["keep_item"] = "recycle"
    outcome, reasons = _outcome(slots, raised, missing, entitlement, line)
    return Decision(
        on=on,
        kinds=(kind,),
        slots=slots,
        entitlements={kind: entitlement},
        lifted=raised.lifted,
        missing=missing,
        trace=trace_of(policy, result, values) + slots_of(policy, result, raised, slots),
        statutory=raised.statutory,
        outcome=outcome,
        reasons=reasons,
        policy_hash=policy.hash,
        law_version=law_version(),
        facts_hash=digest_of(facts),
        facts=facts,
        currency=policy.currency,
        calendar_version=calendar_version(),
    )


def text_missed(missing: Collection[str]) -> bool:
    """Did a decision lack what the customer had put on the item (or what follows from it)?"""
    return "item.customer_input" in missing or "item.personalised" in missing


def _line(values: Mapping[str, Any], kind: str, currency: str, on: date, window: Mapping[str, Any] | None) -> Line:
    value, price = values.get("case.value"), values.get("item.price")
    own = None if price is None else price * values.get("case.quantity", 1)
    return Line(
        kind=kind,
        currency=currency,
        asked_on=notice_day(values, on),
        personalised=values.get("item.customer_input") in OWN_INPUTS,
        window_until=window_end(values, window) if window else None,
        value=value or own,
        share=Fraction(own, value) if own and value and own < value else Fraction(1),
    )


def entitled(facts: dict[str, Any], values: Mapping[str, Any], kind: str, currency: str, on: date, law: Law) -> dict[str, Any]:
    """What the law gave on the day of the customer's first word; a wait that has become too long since then counts as well."""
    notice = notice_day(values, on)
    found = law(scenario_of(facts, kind=kind, currency=currency, asked_on=notice, on=on))
    if notice < on and kind in _WAITS and not right_of(kind, found)[1]["granted"]:
        found = law(scenario_of(facts, kind=kind, currency=currency, asked_on=on, on=on))
    return found


def _outcome(
    slots: dict[str, Any], raised: Raised, missing: list[str], entitlement: Mapping[str, Any], line: Line
) -> tuple[str, list[str]]:
    """A refusal that rests on less than high confidence, or on a date that nobody knows, goes to a person (promise.md, section 2)."""
    right = right_of(line.kind, entitlement)[1]
    window_over = line.window_until is not None and line.asked_on > line.window_until
    over = not right["granted"] and slots["eligible"] == "yes" and window_over
    if over or not set(slots["remedies"]) - {"none"}:
        slots["eligible"] = "no"
    reasons = [f"missing: {fact}" for fact in missing] + raised.review
    if slots["eligible"] == "no":
        if entitlement["confidence"] != "high":
            reasons.append(f"law_uncertain: {entitlement['market_used']} ({entitlement['confidence']})")
        stop = entitlement.get("call_off") or {"level": "note"}
        if stop["level"] != "note":  # no withdrawal, but the contract may perhaps be ended: at what price is no rule's to say
            reasons.append(f"may_be_called_off: {stop['citation']}")
        if line.kind in _WAITS:
            reasons += [f"missing: {fact}" for fact in entitlement.get("missing", []) if fact in _DUE_DATES]
    doubtful = bool(reasons)
    if over:
        reasons.append("window_over")
    if slots["approval"] == "review":
        reasons.append("policy_asks_for_review")
    if doubtful:
        slots["approval"] = "review"
    if slots["approval"] == "review":
        return "needs_review", reasons
    if slots["eligible"] == "no":
        return "refused", [*reasons, str(right.get("reason") or "no_right_and_no_promise")]
    return "offered", reasons


# They name what a record was made by. Another name is no other decision: `again.law_today` says whether today's law would answer otherwise.
_MADE_BY = frozenset({"law_version", "calendar_version", "engine_version"})


def replay(
    record: Mapping[str, Any], policy: Policy, *, offers: Callable[[Decision], list[dict[str, Any]]] | None = None
) -> tuple[bool, str]:
    """Run a recorded decision again, by the law that the record carries: (same bit for bit, the first difference in words)."""
    answers: Mapping[str, Any] = record["entitlements"]
    again = decide(
        record["facts"], policy, on=date.fromisoformat(record["on"]), law=lambda asked: deepcopy(answers[str(asked["case"]["kind"])])
    )
    found = again.as_json() | ({"offers": offers(again)} if offers is not None else {})
    kept = {name: value for name, value in found.items() if name not in _MADE_BY}
    where = first_difference({name: record.get(name) for name in kept}, kept)
    return not where, where
